//! All SQL of the files of assets. What they are stands in `files`, and their bytes where that says.

use crate::attachments::{Attachment, Found, NewFile};
use kernel::Result;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// An asset's files: its pictures first, each in their order.
pub async fn all(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Vec<Attachment>> {
    sql("select a.file_id, a.name, f.mime, f.size, a.is_picture, f.created_at
           from asset_files a join files f on f.org_id = a.org_id and f.id = a.file_id
          where a.org_id = $1 and a.asset_id = $2 order by a.is_picture desc, a.position, a.file_id")
    .bind(org)
    .bind(asset)
    .all(on)
    .await
}

/// One of them.
///
/// # Errors
/// [`kernel::Error::NotFound`], also for a file of another asset.
pub async fn found(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, file: Uuid) -> Result<Found> {
    sql("select a.name, f.mime, a.is_picture, f.size, f.place, f.home, f.object_id, f.bytes
           from asset_files a join files f on f.org_id = a.org_id and f.id = a.file_id
          where a.org_id = $1 and a.asset_id = $2 and a.file_id = $3")
    .bind(org)
    .bind(asset)
    .bind(file)
    .one(on)
    .await
}

/// Puts a file whose row stands behind the asset's others.
pub async fn insert(tx: &mut Tx, org: Uuid, new: NewFile, by: Option<Uuid>) -> Result<()> {
    sql("insert into asset_files (org_id, asset_id, file_id, name, is_picture, added_by, position)
         select $1, $2, $3, $4, $5, $6, coalesce(max(position), 0) + 1 from asset_files where org_id = $1 and asset_id = $2")
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

/// Takes a file off its asset; answers what it was called, none where it is gone already.
pub async fn delete(tx: &mut Tx, org: Uuid, asset: Uuid, file: Uuid) -> Result<Option<String>> {
    let gone: Option<(String,)> =
        sql("delete from asset_files where org_id = $1 and asset_id = $2 and file_id = $3 returning name")
            .bind(org)
            .bind(asset)
            .bind(file)
            .maybe(tx)
            .await?;
    Ok(gone.map(|(name,)| name))
}

/// Puts a file before the others; false where it is not one of the asset's.
pub async fn put_first(tx: &mut Tx, org: Uuid, asset: Uuid, file: Uuid) -> Result<bool> {
    sql("update asset_files
            set position = (select min(a.position) - 1 from asset_files a where a.org_id = $1 and a.asset_id = $2)
          where org_id = $1 and asset_id = $2 and file_id = $3")
    .bind(org)
    .bind(asset)
    .bind(file)
    .run(tx)
    .await
    .map(|changed| changed == 1)
}
