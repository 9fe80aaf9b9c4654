//! What a merge did, kept so that it can be undone; and undoing it.

use super::super::model::{Before, Block, Contact, Fields, Merge, SignedIn, WentOver};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Json, On, Tx, sql};
use uuid::Uuid;

/// Merges shown on the page of a contact.
const SHOWN: i64 = 20;
/// Rows that are moved by one statement.
const MOVED_AT_ONCE: usize = 500;

/// A merge, in this organisation.
const MERGES: &str =
    "select id, kept_id, gone_id, before, moved, merged_by_name, merged_at from contact_merges where org_id = ";

/// A merge as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    kept_id: Uuid,
    gone_id: Uuid,
    before: Json<Before>,
    moved: Json<WentOver>,
    merged_by_name: String,
    merged_at: DateTime<Utc>,
}

impl From<Stored> for Merge {
    fn from(row: Stored) -> Merge {
        Merge {
            id: row.id,
            kept: row.kept_id,
            gone: row.gone_id,
            before: row.before.0,
            moved: row.moved.0,
            by_name: row.merged_by_name,
            at: row.merged_at,
        }
    }
}

/// Keeps what a merge did.
pub async fn add_merge(tx: &mut Tx, org: Uuid, merge: Merge) -> Result<()> {
    sql("insert into contact_merges (id, org_id, kept_id, gone_id, before, moved, merged_by_name, merged_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(merge.id)
    .bind(org)
    .bind(merge.kept)
    .bind(merge.gone)
    .bind(Json(merge.before))
    .bind(Json(merge.moved))
    .bind(merge.by_name)
    .bind(merge.at)
    .run(tx)
    .await
    .map(drop)
}

/// The merges into a contact since this instant, the latest first.
pub async fn merges(on: impl Into<On<'_>>, org: Uuid, kept: Uuid, since: DateTime<Utc>) -> Result<Vec<Merge>> {
    let rows: Vec<Stored> = sql(MERGES)
        .with("", org)
        .with(" and kept_id = ", kept)
        .with(" and merged_at > ", since)
        .with(" order by merged_at desc, id desc limit ", SHOWN)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(Merge::from).collect())
}

/// One merge that was not undone.
pub async fn merge_by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Merge> {
    let row: Stored = sql(MERGES).with("", org).with(" and id = ", id).one(on).await?;
    Ok(row.into())
}

/// It was undone. Answers whether nobody was faster.
pub async fn remove_merge(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<bool> {
    let gone = sql("delete from contact_merges where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await?;
    Ok(gone == 1)
}

/// These notes of the one are the other's again; the one that tells of the merge goes, for it tells of somebody else.
/// Answers how many.
pub async fn give_notes_back(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, moved: &WentOver) -> Result<u64> {
    let mut back = 0;
    for batch in moved.notes.chunks(MOVED_AT_ONCE) {
        back += sql("update contact_notes set contact_id = $3 where org_id = $1 and contact_id = $2")
            .bind(org)
            .bind(from)
            .bind(to)
            .with_list(" and id in ", batch.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    sql("delete from contact_notes where org_id = $1 and contact_id = $2 and id = $3")
        .bind(org)
        .bind(from)
        .bind(moved.note)
        .run(tx)
        .await?;
    Ok(back)
}

/// The contacts that had been merged into the other one lead to it again.
pub async fn give_signs_back(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, signs: &[Uuid]) -> Result<()> {
    for batch in signs.chunks(MOVED_AT_ONCE) {
        sql("update contacts set merged_into = $3 where org_id = $1 and merged_into = $2")
            .bind(org)
            .bind(from)
            .bind(to)
            .with_list(" and id in ", batch.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Browsers that had been signed in as the other one are again, for what is left of their time. Answers how many.
pub async fn give_sessions_back(
    tx: &mut Tx,
    org: Uuid,
    to: Uuid,
    sessions: &[SignedIn],
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut back = 0;
    for session in sessions.iter().filter(|session| session.expires_at > now) {
        back += sql("insert into client_sessions (id, org_id, contact_id, device, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
        .bind(session.id.clone())
        .bind(org)
        .bind(to)
        .bind(session.device.clone())
        .bind(session.created_at)
        .bind(session.expires_at)
        .run(&mut *tx)
        .await?;
    }
    Ok(back)
}

/// A sign is a person again, as they were.
///
/// # Errors
/// `contacts_org_id_email_key` when another contact has the address by now.
pub async fn revive(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    was: &Fields,
    block: Option<&Block>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("update contacts set merged_into = null, merged_at = null, name = $3, email = $4, phone = $5, blocked_at = $6,
                block_reason = $7, version = version + 1, updated_at = $8
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(was.name.clone())
    .bind(was.email.clone())
    .bind(was.phone.clone())
    .bind(block.map(|block| block.at))
    .bind(block.map(|block| block.reason.clone()).unwrap_or_default())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// An address that nobody has, while two contacts trade theirs.
pub async fn step_aside(tx: &mut Tx, org: Uuid, contact: &Contact) -> Result<()> {
    sql("update contacts set email = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(contact.id)
        .bind(format!("{}@merging.invalid", contact.id))
        .run(tx)
        .await
        .map(drop)
}
