//! Audits: found, held, started, closed.

use crate::assets::store::{in_category, reachable};
use crate::audits::model::{Audit, Details, Kind, NewAudit};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The columns of an audit with the words of what it refers to; the organisation follows.
const AUDITS: &str =
    "select w.id, w.name, w.kind, w.location_id, p.name as location_name, w.category_id, c.name as category_name,
        w.assignee_id, u.name as assignee_name, w.due_on, w.note, w.reminders, w.version, w.started_at, s.name as started_by_name, w.closed_at,
        e.name as closed_by_name
   from audits w
   left join locations p on p.org_id = w.org_id and p.id = w.location_id
   left join asset_categories c on c.org_id = w.org_id and c.id = w.category_id
   left join users u on u.id = w.assignee_id
   left join users s on s.id = w.started_by
   left join users e on e.id = w.closed_by
  where w.org_id = ";

/// Audits `w` that a viewer may know of: of a place they reach, or with something in it that they reach.
fn known_to(statement: Sql, reach: &Reach) -> Sql {
    match reach.places() {
        None => statement,
        Some(places) => {
            let statement = statement.with_list(" and (w.location_id in ", places.iter().copied()).push(
                " or exists (select 1 from audit_lines n join assets a on a.org_id = n.org_id and a.id = n.asset_id
                     where n.org_id = w.org_id and n.audit_id = w.id",
            );
            reachable(statement, reach).push("))")
        }
    }
}

/// One audit that the viewer may know of.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid, reach: &Reach) -> Result<Audit> {
    known_to(sql(AUDITS).with("", org).with(" and w.id = ", id), reach).one(on).await
}

/// Audits as far as the viewer may know of them, the newest first; behind this one, where one is named.
pub async fn list(db: &Db, org: Uuid, reach: &Reach, after: Option<Uuid>, limit: i64) -> Result<Vec<Audit>> {
    let mut statement = known_to(sql(AUDITS).with("", org), reach);
    if let Some(edge) = after {
        statement = statement
            .with(" and (w.started_at, w.id) < (select b.started_at, b.id from audits b where b.org_id = ", org)
            .with(" and b.id = ", edge)
            .push(")");
    }
    statement.push(" order by w.started_at desc, w.id desc").with(" limit ", limit).all(db).await
}

/// Those of what people have that wait for answers.
pub async fn asking(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Audit>> {
    sql(AUDITS)
        .with("", org)
        .push(
            " and w.closed_at is null and w.reminders <> '' and exists (select 1 from audit_people q
                where q.org_id = w.org_id and q.audit_id = w.id and q.answered_at is null) order by w.id",
        )
        .all(on)
        .await
}

/// Those that are not over, the newest first.
pub async fn open_ones(db: &Db, org: Uuid, reach: &Reach, limit: i64) -> Result<Vec<Audit>> {
    known_to(sql(AUDITS).with("", org).push(" and w.closed_at is null"), reach)
        .push(" order by w.started_at desc, w.id desc")
        .with(" limit ", limit)
        .all(db)
        .await
}

/// Holds an audit while somebody counts in it: others count too, and nobody closes it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn share(tx: &mut Tx, org: Uuid, id: Uuid, reach: &Reach) -> Result<Audit> {
    let lock = Either { sqlite: "", postgres: " for share of w" };
    known_to(sql(AUDITS).with("", org).with(" and w.id = ", id), reach).push(lock).one(tx).await
}

/// Holds an audit for whoever closes it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid, reach: &Reach) -> Result<Audit> {
    let lock = Either { sqlite: "", postgres: " for no key update of w" };
    known_to(sql(AUDITS).with("", org).with(" and w.id = ", id), reach).push(lock).one(tx).await
}

/// Adds an audit.
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewAudit,
    (by, now): (Option<Uuid>, DateTime<Utc>),
) -> Result<()> {
    sql("insert into audits (id, org_id, name, kind, location_id, category_id, assignee_id, due_on, note, started_at, started_by, reminders)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(id)
        .bind(org)
        .bind(new.name.clone())
        .bind(new.kind)
        .bind(new.location)
        .bind(new.category)
        .bind(new.assignee)
        .bind(new.due_on)
        .bind(new.note.clone())
        .bind(now)
        .bind(by)
        .bind(stored_days(&new.reminders))
        .run(tx)
        .await
        .map(drop)
}

/// Days as they are stored.
fn stored_days(days: &[i64]) -> String {
    days.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// Changes what can be said of an audit when it has begun.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, details: &Details) -> Result<()> {
    sql("update audits set name = $3, assignee_id = $4, due_on = $5, note = $6, reminders = $7, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(details.name.clone())
    .bind(details.assignee)
    .bind(details.due_on)
    .bind(details.note.clone())
    .bind(stored_days(&details.reminders))
    .run(tx)
    .await
    .map(drop)
}

/// What is expected: which asset, its tag, where it is, and which person has it.
pub type Expected = (Uuid, String, Option<Uuid>, Option<Uuid>);

/// What an audit expects now, by tag.
pub async fn freeze(tx: &mut Tx, org: Uuid, new: &NewAudit, reach: &Reach, limit: i64) -> Result<Vec<Expected>> {
    let statement = sql("select a.id, a.tag, a.location_id, k.contact_id from assets a
           left join custodies k on k.org_id = a.org_id and k.asset_id = a.id and k.in_at is null
          where a.org_id = ")
    .with("", org);
    let mut statement = reachable(statement, reach).push(" and a.state <> 'disposed'").push(match new.kind {
        Kind::Place => " and k.contact_id is null",
        Kind::Held => " and k.contact_id is not null",
    });
    if !new.people.is_empty() {
        statement = statement.with_list(" and k.contact_id in ", new.people.iter().copied());
    }
    if let Some(place) = new.location {
        statement = statement
            .push(match new.kind {
                Kind::Place => " and a.location_id in (",
                Kind::Held => " and coalesce(a.location_id, a.home_id) in (",
            })
            .with(
                "select g.id from locations g
                   join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                  where g.org_id = ",
                org,
            )
            .with(" and top.id = ", place)
            .push(")");
    }
    if let Some(category) = new.category {
        statement = in_category(statement, org, category);
    }
    statement.push(" order by a.tag_key").with(" limit ", limit).all(tx).await
}

/// Ends an audit. The schema refuses to do it twice.
pub async fn close(tx: &mut Tx, org: Uuid, id: Uuid, (by, now): (Option<Uuid>, DateTime<Utc>)) -> Result<()> {
    sql("update audits set closed_at = $3, closed_by = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(now)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}
