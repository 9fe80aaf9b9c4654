//! Files that were read, and who of them is known.

use super::super::model::{Contact, ImportRow, Imported, Summary};
use super::CONTACTS;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Json, On, Tx, batches, sql};
use kernel::{Result, values};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Keeps a file that was read.
pub async fn add_import(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    rows: Vec<ImportRow>,
    summary: Summary,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into contact_imports (id, org_id, file_rows, summary, user_id, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(Json(rows))
        .bind(Json(summary))
        .bind(by)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// A file that was read.
pub async fn import_by_id(db: &Db, org: Uuid, id: Uuid) -> Result<Imported> {
    sql("select id, file_rows, summary, applied_at from contact_imports where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .one(db)
        .await
}

/// Takes a file to apply it: whoever comes first gets it. None: it was applied already.
pub async fn take_import(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Option<Imported>> {
    sql("update contact_imports set applied_at = $3 where org_id = $1 and id = $2 and applied_at is null
         returning id, file_rows, summary, applied_at")
    .bind(org)
    .bind(id)
    .bind(now)
    .maybe(tx)
    .await
}

/// Adds contacts whose addresses nobody knows; answers the ids of those that were added, by address.
pub async fn add_new(tx: &mut Tx, org: Uuid, contacts: Vec<Contact>) -> Result<HashMap<String, Uuid>> {
    let mut added = HashMap::new();
    for batch in batches(contacts) {
        let rows = batch.into_iter().map(|contact| {
            let Contact { id, email, name, phone, source, created_at, .. } = contact;
            values![id, org, email, name, phone, source, created_at]
        });
        let written: Vec<(String, Uuid)> =
            sql("insert into contacts (id, org_id, email, name, phone, source, created_at) values ")
                .with_rows(rows)
                .push(" on conflict (org_id, email) do nothing returning email, id")
                .all(&mut *tx)
                .await?;
        added.extend(written);
    }
    Ok(added)
}

/// What a file did stays; its rows go.
pub async fn settle_import(tx: &mut Tx, org: Uuid, id: Uuid, summary: Summary) -> Result<()> {
    sql("update contact_imports set file_rows = $3, summary = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(Json(Vec::<ImportRow>::new()))
        .bind(Json(summary))
        .run(tx)
        .await
        .map(drop)
}

/// Who is known by these addresses, with their tags; the address of a merged contact finds the one it leads to.
pub async fn known_by_emails(
    tx: &mut Tx,
    org: Uuid,
    emails: Vec<String>,
) -> Result<HashMap<String, (Contact, Vec<String>)>> {
    let mut known = HashMap::new();
    for batch in batches(emails) {
        let found: Vec<Contact> = sql(CONTACTS)
            .with("", org)
            .push(" and c.erased_at is null")
            .with_list(" and c.email in ", batch)
            .all(&mut *tx)
            .await?;
        let living = living_of(&mut *tx, org, &found).await?;
        let ids = found.iter().map(|contact| contact.merged_into.unwrap_or(contact.id));
        let rows: Vec<(Uuid, String)> = sql("select contact_id, tag from contact_tags where org_id = $1")
            .bind(org)
            .with_list(" and contact_id in ", ids)
            .all(&mut *tx)
            .await?;
        for contact in found {
            let email = contact.email.clone();
            let contact = match contact.merged_into {
                Some(id) => living.get(&id).cloned().unwrap_or(contact),
                None => contact,
            };
            let tags = rows.iter().filter(|(id, _)| *id == contact.id).map(|(_, tag)| tag.clone()).collect();
            known.insert(email, (contact, tags));
        }
    }
    Ok(known)
}

/// Where the signs among these lead.
async fn living_of(tx: &mut Tx, org: Uuid, found: &[Contact]) -> Result<HashMap<Uuid, Contact>> {
    let signs: Vec<Uuid> = found.iter().filter_map(|contact| contact.merged_into).collect();
    if signs.is_empty() {
        return Ok(HashMap::new());
    }
    let living: Vec<Contact> = sql(CONTACTS).with("", org).with_list(" and c.id in ", signs).all(tx).await?;
    Ok(living.into_iter().map(|contact| (contact.id, contact)).collect())
}

/// Living contacts that are called so, whatever the case of their letters; for programs that know names only.
pub async fn known_by_names(on: impl Into<On<'_>>, org: Uuid, names: &[String]) -> Result<Vec<Contact>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut on = on.into();
    let small: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let found: Vec<(Uuid,)> = sql("select c.id from contacts c where c.org_id = $1")
        .bind(org)
        .with_list(" and lower(c.name) in ", small.iter().cloned())
        .all(on.again())
        .await?;
    let mut ids: HashSet<Uuid> = found.into_iter().map(|(id,)| id).collect();
    // What `lower` of an engine makes of letters beyond ASCII differs. Names with such letters are compared here: all of them
    // at once, and read from the index of names alone, however many are looked for.
    if names.iter().any(|name| !name.is_ascii()) {
        let beyond: Vec<(Uuid, String)> =
            sql("select c.id, c.name from contacts c where c.org_id = $1 and octet_length(c.name) > length(c.name)")
                .bind(org)
                .all(on.again())
                .await?;
        let called = beyond.into_iter().filter(|(_, name)| small.contains(&name.to_lowercase()));
        ids.extend(called.map(|(id, _)| id));
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sql(CONTACTS)
        .with("", org)
        .push(" and c.erased_at is null and c.merged_into is null")
        .with_list(" and c.id in ", ids)
        .all(on)
        .await
}
