//! What stands around a contact: notes and tags.

use super::super::model::Note;
use chrono::{DateTime, Utc};
use kernel::db::{Db, On, Tx, batches, sql};
use kernel::{Result, values};
use std::collections::HashMap;
use uuid::Uuid;

/// Notes shown.
const NOTES_MAX: i64 = 500;
/// Different tags that are suggested.
const TAGS_SUGGESTED: i64 = 200;

/// The notes about somebody, the newest first.
pub async fn notes(db: &Db, org: Uuid, contact: Uuid) -> Result<Vec<Note>> {
    sql("select id, body, author_name, created_at from contact_notes where org_id = $1 and contact_id = $2
          order by created_at desc, id desc limit $3")
    .bind(org)
    .bind(contact)
    .bind(NOTES_MAX)
    .all(db)
    .await
}

/// One of the notes about somebody.
pub async fn note_by_id(db: &Db, org: Uuid, contact: Uuid, id: Uuid) -> Result<Note> {
    sql("select id, body, author_name, created_at from contact_notes where org_id = $1 and contact_id = $2 and id = $3")
        .bind(org)
        .bind(contact)
        .bind(id)
        .one(db)
        .await
}

/// Writes something down about somebody.
#[allow(clippy::too_many_arguments)] // one per column
pub async fn add_note(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    contact: Uuid,
    body: &str,
    author: Option<Uuid>,
    author_name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into contact_notes (id, org_id, contact_id, body, author_id, author_name, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(org)
        .bind(contact)
        .bind(body.to_owned())
        .bind(author)
        .bind(author_name.to_owned())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Is there a note with just these words?
pub async fn has_note(tx: &mut Tx, org: Uuid, contact: Uuid, body: &str) -> Result<bool> {
    let found: Option<(i64,)> =
        sql("select cast(1 as bigint) from contact_notes where org_id = $1 and contact_id = $2 and body = $3 limit 1")
            .bind(org)
            .bind(contact)
            .bind(body.to_owned())
            .maybe(tx)
            .await?;
    Ok(found.is_some())
}

/// The tags of one contact.
pub async fn tags(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sql("select tag from contact_tags where org_id = $1 and contact_id = $2 order by tag")
        .bind(org)
        .bind(contact)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(tag,)| tag).collect())
}

/// The tags of several, by contact.
pub async fn tags_of(db: &Db, org: Uuid, contacts: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut found: HashMap<Uuid, Vec<String>> = HashMap::new();
    for batch in contacts.chunks(PAGE_OF_TAGS) {
        let rows: Vec<(Uuid, String)> = sql("select contact_id, tag from contact_tags where org_id = $1")
            .bind(org)
            .with_list(" and contact_id in ", batch.to_vec())
            .push(" order by contact_id, tag")
            .all(db)
            .await?;
        for (contact, tag) in rows {
            found.entry(contact).or_default().push(tag);
        }
    }
    Ok(found)
}

/// What was written down about each of these contacts as one text, the oldest first.
pub async fn notes_of(on: impl Into<On<'_>>, org: Uuid, contacts: Vec<Uuid>) -> Result<HashMap<Uuid, String>> {
    let mut on = on.into();
    let mut found: HashMap<Uuid, String> = HashMap::new();
    for batch in contacts.chunks(PAGE_OF_TAGS) {
        let rows: Vec<(Uuid, String)> = sql("select contact_id, body from contact_notes where org_id = $1")
            .bind(org)
            .with_list(" and contact_id in ", batch.to_vec())
            .push(" order by contact_id, created_at, id")
            .all(on.again())
            .await?;
        for (contact, note) in rows {
            let all = found.entry(contact).or_default();
            if !all.is_empty() {
                all.push_str("\n\n");
            }
            all.push_str(&note);
        }
    }
    Ok(found)
}

/// Contacts whose tags or notes are read at once.
const PAGE_OF_TAGS: usize = 500;

/// The tags in use, the commonest first, and how many contacts each is on.
pub async fn tags_used(db: &Db, org: Uuid) -> Result<Vec<(String, i64)>> {
    sql("select tag, count(*) from contact_tags where org_id = $1 group by tag order by count(*) desc, tag limit $2")
        .bind(org)
        .bind(TAGS_SUGGESTED)
        .all(db)
        .await
}

/// Adds a tag; the same one twice is once.
pub async fn add_tag(tx: &mut Tx, org: Uuid, contact: Uuid, tag: &str) -> Result<bool> {
    let added = sql("insert into contact_tags (org_id, contact_id, tag) values ($1, $2, $3) on conflict do nothing")
        .bind(org)
        .bind(contact)
        .bind(tag.to_owned())
        .run(tx)
        .await?;
    Ok(added == 1)
}

/// Adds many: contact and tag.
pub async fn add_tags(tx: &mut Tx, org: Uuid, tags: Vec<(Uuid, String)>) -> Result<()> {
    for batch in batches(tags) {
        sql("insert into contact_tags (org_id, contact_id, tag) values ")
            .with_rows(batch.into_iter().map(|(contact, tag)| values![org, contact, tag]))
            .push(" on conflict do nothing")
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Takes a tag away.
pub async fn remove_tag(tx: &mut Tx, org: Uuid, contact: Uuid, tag: &str) -> Result<bool> {
    let removed = sql("delete from contact_tags where org_id = $1 and contact_id = $2 and tag = $3")
        .bind(org)
        .bind(contact)
        .bind(tag.to_owned())
        .run(tx)
        .await?;
    Ok(removed == 1)
}
