//! Whom an audit asks for what they have, and what they answered.

use crate::audits::model::{Asked, Kept};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Tx, batches, sql};
use kernel::values;
use platform::holdings::Moved;
use uuid::Uuid;

/// Writes down whom an audit asks: their part of it, and which contact they are.
pub async fn ask_all(tx: &mut Tx, org: Uuid, audit: Uuid, people: Vec<(Uuid, Uuid)>, now: DateTime<Utc>) -> Result<()> {
    for batch in batches(people) {
        let rows = batch.into_iter().map(|(id, contact)| values![id, org, audit, contact, now]);
        sql("insert into audit_people (id, org_id, audit_id, contact_id, asked_at) values ")
            .with_rows(rows)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Somebody who is asked, with the contact that they are.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn asked_by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Asked> {
    sql("select p.id, p.audit_id, p.contact_id, p.asked_at, p.reminded, p.answered_at from audit_people p
          where p.org_id = $1 and p.id = $2")
    .bind(org)
    .bind(id)
    .one(on)
    .await
}

/// What somebody is asked for, by tag.
pub async fn asked_for(on: impl Into<On<'_>>, org: Uuid, person: Uuid) -> Result<Vec<Kept>> {
    sql("select n.id, n.asset_id, n.code, a.name, n.outcome, n.seen_by, x.has as answer, coalesce(x.note, '') as note
           from audit_lines n
           join assets a on a.org_id = n.org_id and a.id = n.asset_id
           left join audit_answers x on x.org_id = n.org_id and x.line_id = n.id
          where n.org_id = $1 and n.person_id = $2 order by n.code_key, n.id")
    .bind(org)
    .bind(person)
    .all(on)
    .await
}

/// Keeps an answer, in place of an earlier one.
pub async fn keep_answer(
    tx: &mut Tx,
    org: Uuid,
    (line, person): (Uuid, Uuid),
    (has, note): (bool, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into audit_answers (org_id, line_id, person_id, has, note, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, line_id) do update set has = $4, note = $5, at = $6")
    .bind(org)
    .bind(line)
    .bind(person)
    .bind(has)
    .bind(note.to_owned())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Notes that somebody has answered.
pub async fn note_answered(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update audit_people set answered_at = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// How many an audit asks, and how many have answered.
pub async fn answered(on: impl Into<On<'_>>, org: Uuid, audit: Uuid) -> Result<(i64, i64)> {
    sql("select count(*), count(answered_at) from audit_people where org_id = $1 and audit_id = $2")
        .bind(org)
        .bind(audit)
        .one(on)
        .await
}

/// Organisations with audits that wait for answers: the clock belongs to all of them.
pub async fn orgs_that_ask(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select distinct p.org_id from audit_people p join audits w on w.org_id = p.org_id and w.id = p.audit_id
          where p.answered_at is null and w.closed_at is null")
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Those of an audit who have not answered and whose next reminder is reached: step by step, when they must have been asked for it.
/// Nobody else reminds them until the transaction ends.
pub async fn to_remind(
    tx: &mut Tx,
    org: Uuid,
    audit: Uuid,
    reached: &[DateTime<Utc>],
    limit: i64,
) -> Result<Vec<Asked>> {
    let mut statement = sql("select p.id, p.audit_id, p.contact_id, p.asked_at, p.reminded, p.answered_at
           from audit_people p join audits w on w.org_id = p.org_id and w.id = p.audit_id
          where p.org_id = $1 and p.audit_id = $2 and p.answered_at is null and w.closed_at is null and (false")
    .bind(org)
    .bind(audit);
    for (steps, since) in (0i64..).zip(reached) {
        statement = statement.with(" or p.reminded = ", steps).with(" and p.asked_at <= ", *since);
    }
    statement
        .push(") order by p.id")
        .with(" limit ", limit)
        .push(Either { sqlite: "", postgres: " for no key update of p" })
        .all(tx)
        .await
}

/// Those who have not answered an audit.
pub async fn unanswered(tx: &mut Tx, org: Uuid, audit: Uuid) -> Result<Vec<Asked>> {
    sql("select p.id, p.audit_id, p.contact_id, p.asked_at, p.reminded, p.answered_at from audit_people p
          where p.org_id = $1 and p.audit_id = $2 and p.answered_at is null order by p.id")
    .bind(org)
    .bind(audit)
    .push(Either { sqlite: "", postgres: " for no key update of p" })
    .all(tx)
    .await
}

/// So many reminders are behind somebody now.
pub async fn write_reminded(tx: &mut Tx, org: Uuid, id: Uuid, steps: i64) -> Result<()> {
    sql("update audit_people set reminded = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(steps)
        .run(tx)
        .await
        .map(drop)
}

/// An answer: the audit, the tag, whether they have it, what they wrote, and when.
pub type Said = (String, String, bool, String, DateTime<Utc>);

/// Everything that a contact answered.
pub async fn answers_of(on: impl Into<On<'_>>, org: Uuid, contact: Uuid, limit: i64) -> Result<Vec<Said>> {
    sql("select w.name, n.code, x.has, x.note, x.at
           from audit_people p
           join audits w on w.org_id = p.org_id and w.id = p.audit_id
           join audit_answers x on x.org_id = p.org_id and x.person_id = p.id
           join audit_lines n on n.org_id = x.org_id and n.id = x.line_id
          where p.org_id = $1 and p.contact_id = $2 order by x.at desc, n.code_key")
    .bind(org)
    .bind(contact)
    .with(" limit ", limit)
    .all(on)
    .await
}

/// Cuts what a contact wrote. Answers how many answers there are.
pub async fn cut_answers(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<u64> {
    sql("update audit_answers set note = ''
          where org_id = $1 and person_id in (select p.id from audit_people p where p.org_id = $1 and p.contact_id = $2)")
    .bind(org)
    .bind(contact)
    .run(tx)
    .await
}

/// How many answers there are of a contact.
pub async fn count_answers(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from audit_answers x join audit_people p on p.org_id = x.org_id and p.id = x.person_id
          where x.org_id = $1 and p.contact_id = $2")
        .bind(org)
        .bind(contact)
        .one(on)
        .await?;
    Ok(count)
}

/// Everything that one contact is asked becomes another's. Answers what that was.
pub async fn move_asked(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Moved>> {
    let rows: Vec<(Uuid,)> =
        sql("update audit_people set contact_id = $3 where org_id = $1 and contact_id = $2 returning id")
            .bind(org)
            .bind(from)
            .bind(to)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| Moved { id, stamp: 0 }).collect())
}

/// Some of it goes back, where it is still the other's.
pub async fn move_some_asked(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, moved: &[Moved]) -> Result<u64> {
    sql("update audit_people set contact_id = $3 where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(from)
        .bind(to)
        .with_list(" and id in ", moved.iter().map(|moved| moved.id))
        .run(tx)
        .await
}
