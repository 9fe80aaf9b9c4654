//! Cutting what tells of a person, and the list of who was.

use super::super::model::{Contact, Erasure, NAME_OF_ERASED};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, Tx, batches, sql};
use platform::post::NOBODYS_DOMAIN;
use std::collections::HashSet;
use uuid::Uuid;

/// Every address of a contact: its own, and those of the signs that lead to it.
pub async fn addresses(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        sql("select email from contacts where org_id = $1 and (id = $2 or merged_into = $2) order by created_at, id")
            .bind(org)
            .bind(contact)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

/// What an erasure would cut: notes, tags, letters, facts that tell of the person.
pub async fn would_cut(db: &Db, org: Uuid, contact: Uuid, addresses: &[String]) -> Result<(i64, i64, i64, i64)> {
    sql("select (select count(*) from contact_notes where org_id = $1 and contact_id = $2) as notes,
                (select count(*) from contact_tags where org_id = $1 and contact_id = $2) as tags,
                (select count(*) from event_words where org_id = $1 and contact_id = $2) as facts,
                (select count(*) from messages where org_id = $1")
    .bind(org)
    .bind(contact)
    .with_list(" and to_address in ", addresses.to_vec())
    .push(") as letters")
    .one(db)
    .await
}

/// Cuts what stands around a contact, and what it says itself, and the same of the signs that lead to it.
pub async fn cut(tx: &mut Tx, org: Uuid, contact: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("delete from contact_notes where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .run(&mut *tx)
        .await?;
    sql("delete from contact_tags where org_id = $1 and contact_id = $2").bind(org).bind(contact).run(&mut *tx).await?;
    sql("delete from contact_letters where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .run(&mut *tx)
        .await?;
    sql("delete from client_sessions where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .run(&mut *tx)
        .await?;
    sql("delete from client_codes where org_id = $1 and (contact_id = $2 or email in (
             select email from contacts where org_id = $1 and (id = $2 or merged_into = $2)))")
    .bind(org)
    .bind(contact)
    .run(&mut *tx)
    .await?;
    sql("delete from contact_distinctions where org_id = $1 and (one_id = $2 or other_id = $2)")
        .bind(org)
        .bind(contact)
        .run(&mut *tx)
        .await?;
    // What merges did tells of them too; whoever is erased is not made two again.
    sql("delete from contact_merges where org_id = $1 and (kept_id = $2 or gone_id = $2
             or kept_id in (select id from contacts where org_id = $1 and merged_into = $2))")
    .bind(org)
    .bind(contact)
    .run(&mut *tx)
    .await?;
    let rows: Vec<(Uuid,)> = sql("select id from contacts where org_id = $1 and (id = $2 or merged_into = $2)")
        .bind(org)
        .bind(contact)
        .all(&mut *tx)
        .await?;
    for (id,) in rows {
        sql("update contacts set email = $3, name = $4, phone = '', source = '', blocked_at = null, block_reason = '', erased_at = $5,
                version = version + 1, updated_at = $5
              where org_id = $1 and id = $2")
            .bind(org)
            .bind(id)
            .bind(format!("{id}{NOBODYS_DOMAIN}"))
            .bind(NAME_OF_ERASED)
            .bind(now)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Notes that somebody was erased. The same one twice is once.
pub async fn add_erasure(tx: &mut Tx, erasure: &Erasure, by: Option<Uuid>) -> Result<()> {
    sql("insert into erasures (id, org_id, contact_id, address_hash, report, user_id, erased_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (id) do nothing")
        .bind(erasure.id)
        .bind(erasure.org_id)
        .bind(erasure.contact_id)
        .bind(erasure.address_hash.clone())
        .bind(Json(erasure.report.0.clone()))
        .bind(by)
        .bind(erasure.erased_at)
        .run(tx)
        .await
        .map(drop)
}

/// What is known of the erasure of a contact.
pub async fn erasure_of(db: &Db, org: Uuid, contact: Uuid) -> Result<Option<Erasure>> {
    sql("select id, org_id, contact_id, address_hash, report, erased_at from erasures
          where org_id = $1 and contact_id = $2 order by erased_at, id limit 1")
    .bind(org)
    .bind(contact)
    .maybe(db)
    .await
}

/// Everybody of an organisation who was erased, the first first.
pub async fn erasures(db: &Db, org: Uuid) -> Result<Vec<Erasure>> {
    sql("select id, org_id, contact_id, address_hash, report, erased_at from erasures where org_id = $1 order by erased_at, id")
        .bind(org)
        .all(db)
        .await
}

/// The contacts of an organisation that were erased, and when; those too that led to another one.
pub async fn erased_contacts(db: &Db, org: Uuid) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    sql("select id, erased_at from contacts where org_id = $1 and erased_at is not null order by id")
        .bind(org)
        .all(db)
        .await
}

/// Which of these hashes are of erased addresses.
pub async fn was_erased(tx: &mut Tx, org: Uuid, hashes: Vec<String>) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    for batch in batches(hashes) {
        let rows: Vec<(String,)> = sql("select address_hash from erasures where org_id = $1")
            .bind(org)
            .with_list(" and address_hash in ", batch)
            .all(&mut *tx)
            .await?;
        found.extend(rows.into_iter().map(|(hash,)| hash));
    }
    Ok(found)
}

/// Contacts known before an instant that were not erased: who a replay may have to erase again.
pub async fn living_before(db: &Db, org: Uuid, before: DateTime<Utc>) -> Result<Vec<Contact>> {
    sql(super::CONTACTS).with("", org).with(" and c.erased_at is null and c.created_at < ", before).all(db).await
}

/// Files that wait to be applied, and may still hold somebody's row.
pub async fn pending_imports(on: impl Into<On<'_>>, org: Uuid) -> Result<i64> {
    let (number,): (i64,) =
        sql("select count(*) from contact_imports where org_id = $1 and applied_at is null").bind(org).one(on).await?;
    Ok(number)
}
