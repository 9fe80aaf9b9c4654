//! Two contacts become one, or are told apart.

use super::super::duplicates::Known;
use super::super::model::{Contact, WentOver};
use super::around::tags;
use super::one::locked;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Tx, sql};
use std::collections::HashSet;
use uuid::Uuid;

/// Contacts compared with each other: the newest ones.
const COMPARED: i64 = 50_000;

/// Who is known, in the order of acquaintance, as far as it is compared.
pub async fn known(db: &Db, org: Uuid) -> Result<Vec<Known>> {
    let mut known: Vec<Known> = sql("select id, name, email, phone from contacts
          where org_id = $1 and merged_into is null and erased_at is null order by created_at desc, id desc limit $2")
    .bind(org)
    .bind(COMPARED)
    .all(db)
    .await?;
    known.reverse();
    Ok(known)
}

/// Pairs that were told apart, the smaller id first.
pub async fn distinctions(db: &Db, org: Uuid) -> Result<HashSet<(Uuid, Uuid)>> {
    let pairs: Vec<(Uuid, Uuid)> =
        sql("select one_id, other_id from contact_distinctions where org_id = $1").bind(org).all(db).await?;
    Ok(pairs.into_iter().collect())
}

/// These two are not the same. Answers whether nobody had said so before.
pub async fn tell_apart(tx: &mut Tx, org: Uuid, one: Uuid, other: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let told = sql("insert into contact_distinctions (org_id, one_id, other_id, created_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(org)
        .bind(one.min(other))
        .bind(one.max(other))
        .bind(now)
        .run(tx)
        .await?;
    Ok(told == 1)
}

/// Two contacts that nobody else may change until the transaction ends. Always locked in the same order, so that two
/// merges at once wait for each other instead of both.
pub async fn pair_locked(tx: &mut Tx, org: Uuid, one: Uuid, other: Uuid) -> Result<(Contact, Contact)> {
    let first = locked(&mut *tx, org, one.min(other)).await?;
    let second = locked(&mut *tx, org, one.max(other)).await?;
    Ok(if first.id == one { (first, second) } else { (second, first) })
}

/// What stands around a contact: kind and number.
pub async fn count_around(db: &Db, org: Uuid, contact: Uuid) -> Result<(i64, i64)> {
    sql("select (select count(*) from contact_notes where org_id = $1 and contact_id = $2) as notes,
                (select count(*) from contact_tags where org_id = $1 and contact_id = $2) as tags")
    .bind(org)
    .bind(contact)
    .one(db)
    .await
}

/// Moves notes, tags and earlier signs; ends the sign-ins of the one that goes. Answers what went over.
pub async fn move_around(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<WentOver> {
    let ids = |rows: Vec<(Uuid,)>| rows.into_iter().map(|(id,)| id).collect::<Vec<_>>();
    let notes = sql("update contact_notes set contact_id = $3 where org_id = $1 and contact_id = $2 returning id")
        .bind(org)
        .bind(from)
        .bind(to)
        .all(&mut *tx)
        .await?;
    let (tags, own) = (tags(&mut *tx, org, from).await?, tags(&mut *tx, org, to).await?);
    sql("insert into contact_tags (org_id, contact_id, tag)
         select org_id, $3, tag from contact_tags where org_id = $1 and contact_id = $2 on conflict do nothing")
    .bind(org)
    .bind(from)
    .bind(to)
    .run(&mut *tx)
    .await?;
    sql("delete from contact_tags where org_id = $1 and contact_id = $2").bind(org).bind(from).run(&mut *tx).await?;
    // Who said no as one of the two is not written to as both.
    sql("insert into contact_letters (org_id, contact_id, reminders, thanks, chosen_at)
         select org_id, $3, reminders, thanks, chosen_at from contact_letters where org_id = $1 and contact_id = $2
         on conflict (org_id, contact_id) do update
            set reminders = contact_letters.reminders and excluded.reminders,
                thanks = contact_letters.thanks and excluded.thanks")
    .bind(org)
    .bind(from)
    .bind(to)
    .run(&mut *tx)
    .await?;
    let signs = sql("update contacts set merged_into = $3 where org_id = $1 and merged_into = $2 returning id")
        .bind(org)
        .bind(from)
        .bind(to)
        .all(&mut *tx)
        .await?;
    let sessions = sql("delete from client_sessions where org_id = $1 and contact_id = $2
         returning id, device, created_at, expires_at")
    .bind(org)
    .bind(from)
    .all(&mut *tx)
    .await?;
    sql("delete from client_codes where org_id = $1 and contact_id = $2").bind(org).bind(from).run(&mut *tx).await?;
    let apart: Vec<(Uuid, Uuid)> =
        sql("delete from contact_distinctions where org_id = $1 and (one_id = $2 or other_id = $2)
         returning one_id, other_id")
        .bind(org)
        .bind(from)
        .all(tx)
        .await?;
    Ok(WentOver {
        notes: ids(notes),
        new_tags: tags.iter().filter(|tag| !own.contains(tag)).cloned().collect(),
        tags,
        signs: ids(signs),
        apart: apart.into_iter().map(|(one, other)| if one == from { other } else { one }).collect(),
        sessions,
        ..WentOver::default()
    })
}

/// The two trade their addresses: each stands for the same person afterwards, and the other one is written to.
pub async fn trade_addresses(tx: &mut Tx, org: Uuid, kept: &Contact, gone: &Contact) -> Result<()> {
    // The address is unique at every step.
    for (id, email) in [
        (gone.id, format!("{}@merging.invalid", gone.id)),
        (kept.id, gone.email.clone()),
        (gone.id, kept.email.clone()),
    ] {
        sql("update contacts set email = $3 where org_id = $1 and id = $2")
            .bind(org)
            .bind(id)
            .bind(email)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// From now on the one leads on to the other. Of the person, only the address stays with it.
pub async fn lead_on(tx: &mut Tx, org: Uuid, gone: Uuid, kept: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update contacts set merged_into = $3, merged_at = $4, name = '', phone = '', blocked_at = null, block_reason = '',
            version = version + 1, updated_at = $4
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(gone)
        .bind(kept)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}
