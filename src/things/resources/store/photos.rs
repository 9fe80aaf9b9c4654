//! Photos of a resource. What they are stands in `files`, and their bytes where that says.

use crate::resources::Photo;
use kernel::Result;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// A resource's photos, the cover first.
pub async fn photos(on: impl Into<On<'_>>, org: Uuid, resource: Uuid) -> Result<Vec<Photo>> {
    sql("select file_id, alt, position from resource_photos where org_id = $1 and resource_id = $2 order by position, file_id")
        .bind(org)
        .bind(resource)
        .all(on)
        .await
}

/// Puts a picture whose row stands behind the resource's other photos.
pub(in crate::resources) async fn insert_photo(
    tx: &mut Tx,
    org: Uuid,
    resource: Uuid,
    (file, alt): (Uuid, String),
) -> Result<()> {
    sql("insert into resource_photos (org_id, resource_id, file_id, alt, position)
         select $1, $2, $3, $4, coalesce(max(position), 0) + 1 from resource_photos where org_id = $1 and resource_id = $2")
        .bind(org)
        .bind(resource)
        .bind(file)
        .bind(alt)
        .run(tx)
        .await
        .map(drop)
}

/// Takes a photo off its resource; false where it is gone already.
pub(in crate::resources) async fn delete_photo(tx: &mut Tx, org: Uuid, resource: Uuid, file: Uuid) -> Result<bool> {
    sql("delete from resource_photos where org_id = $1 and resource_id = $2 and file_id = $3")
        .bind(org)
        .bind(resource)
        .bind(file)
        .run(tx)
        .await
        .map(|gone| gone == 1)
}

/// Puts a photo before the others; false where it is not one of the resource's.
pub(in crate::resources) async fn make_cover(tx: &mut Tx, org: Uuid, resource: Uuid, file: Uuid) -> Result<bool> {
    sql("update resource_photos
            set position = (select min(p.position) - 1 from resource_photos p where p.org_id = $1 and p.resource_id = $2)
          where org_id = $1 and resource_id = $2 and file_id = $3")
        .bind(org)
        .bind(resource)
        .bind(file)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}
