//! All SQL of the files of work orders. What they are stands in `files`, and their bytes where that says.

use crate::attachments::{Attachment, Found, NewFile};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use uuid::Uuid;

/// An order's files: its pictures first, each in the order they came.
pub async fn all(on: impl Into<On<'_>>, org: Uuid, order: Uuid) -> Result<Vec<Attachment>> {
    sql("select w.file_id, w.name, f.mime, f.size, w.is_picture, f.created_at, u.name as added_by_name
           from work_order_files w join files f on f.org_id = w.org_id and f.id = w.file_id
           left join users u on u.id = w.added_by
          where w.org_id = $1 and w.order_id = $2 and w.removed_at is null
          order by w.is_picture desc, f.created_at, w.file_id")
    .bind(org)
    .bind(order)
    .all(on)
    .await
}

/// One of them.
///
/// # Errors
/// [`kernel::Error::NotFound`], also for a file of another order, and for one that was removed.
pub async fn found(on: impl Into<On<'_>>, org: Uuid, order: Uuid, file: Uuid) -> Result<Found> {
    sql("select w.name, f.mime, w.is_picture, f.size, f.place, f.home, f.object_id, f.bytes
           from work_order_files w join files f on f.org_id = w.org_id and f.id = w.file_id
          where w.org_id = $1 and w.order_id = $2 and w.file_id = $3 and w.removed_at is null")
    .bind(org)
    .bind(order)
    .bind(file)
    .one(on)
    .await
}

/// Adds a file whose row stands.
pub async fn insert(tx: &mut Tx, org: Uuid, new: NewFile, by: Option<Uuid>) -> Result<()> {
    sql("insert into work_order_files (org_id, order_id, file_id, name, is_picture, added_by) values ($1, $2, $3, $4, $5, $6)")
        .bind(org)
        .bind(new.of)
        .bind(new.id)
        .bind(new.name)
        .bind(new.kind.is_picture)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}

/// Takes a file off its order; answers what it was called, none where it is off already, or gone.
pub async fn take_off(tx: &mut Tx, org: Uuid, order: Uuid, file: Uuid, now: DateTime<Utc>) -> Result<Option<String>> {
    let gone: Option<(String,)> = sql("update work_order_files set removed_at = $4
          where org_id = $1 and order_id = $2 and file_id = $3 and removed_at is null returning name")
    .bind(org)
    .bind(order)
    .bind(file)
    .bind(now)
    .maybe(tx)
    .await?;
    Ok(gone.map(|(name,)| name))
}

/// Puts a file back that was taken off; answers what it is called, none where it was not, or is gone for good.
pub async fn put_back(tx: &mut Tx, org: Uuid, order: Uuid, file: Uuid) -> Result<Option<String>> {
    let back: Option<(String,)> = sql("update work_order_files set removed_at = null
          where org_id = $1 and order_id = $2 and file_id = $3 and removed_at is not null returning name")
    .bind(org)
    .bind(order)
    .bind(file)
    .maybe(tx)
    .await?;
    Ok(back.map(|(name,)| name))
}

/// Some that were taken off before this instant, of whichever organisation: the clock belongs to all of them.
pub async fn forgettable(db: &Db, before: DateTime<Utc>, limit: i64) -> Result<Vec<(Uuid, Uuid, Uuid)>> {
    sql("select org_id, order_id, file_id from work_order_files where removed_at < $1 order by removed_at, file_id")
        .bind(before)
        .with(" limit ", limit)
        .all(db)
        .await
}

/// Forgets one that was taken off before this instant; false where somebody took it back.
pub async fn forget(tx: &mut Tx, org: Uuid, (order, file): (Uuid, Uuid), before: DateTime<Utc>) -> Result<bool> {
    sql("delete from work_order_files where org_id = $1 and order_id = $2 and file_id = $3 and removed_at < $4")
        .bind(org)
        .bind(order)
        .bind(file)
        .bind(before)
        .run(tx)
        .await
        .map(|gone| gone == 1)
}
