//! Photos of a resource. The bytes stand in `files`.

use crate::resources::Photo;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Tx, sql};
use kernel::files::Picture;
use platform::files::{self, InRow};
use uuid::Uuid;

/// A resource's photos, the cover first.
pub async fn photos(on: impl Into<On<'_>>, org: Uuid, resource: Uuid) -> Result<Vec<Photo>> {
    sql("select file_id, alt, position from resource_photos where org_id = $1 and resource_id = $2 order by position, file_id")
        .bind(org)
        .bind(resource)
        .all(on)
        .await
}

/// A picture to be kept: its id among the files, what it is, all of it, and what it shows.
pub(in crate::resources) struct NewPhoto {
    pub file: Uuid,
    pub picture: Picture,
    pub bytes: Vec<u8>,
    pub alt: String,
}

/// Keeps a picture and puts it behind the resource's other photos.
pub(in crate::resources) async fn insert_photo(
    tx: &mut Tx,
    org: Uuid,
    resource: Uuid,
    new: NewPhoto,
    now: DateTime<Utc>,
) -> Result<()> {
    let file = InRow { id: new.file, mime: new.picture.mime(), bytes: new.bytes, is_public: true };
    files::insert_in_row(&mut *tx, org, file, now).await?;
    sql("insert into resource_photos (org_id, resource_id, file_id, alt, position)
         select $1, $2, $3, $4, coalesce(max(position), 0) + 1 from resource_photos where org_id = $1 and resource_id = $2")
        .bind(org)
        .bind(resource)
        .bind(new.file)
        .bind(new.alt)
        .run(tx)
        .await
        .map(drop)
}

/// Removes a photo and its file; false where it is gone already.
pub(in crate::resources) async fn delete_photo(tx: &mut Tx, org: Uuid, resource: Uuid, file: Uuid) -> Result<bool> {
    let gone = sql("delete from resource_photos where org_id = $1 and resource_id = $2 and file_id = $3")
        .bind(org)
        .bind(resource)
        .bind(file)
        .run(tx)
        .await?;
    if gone == 1 {
        sql("delete from files where org_id = $1 and id = $2").bind(org).bind(file).run(tx).await?;
    }
    Ok(gone == 1)
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
