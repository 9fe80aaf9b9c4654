//! Photos of what was found. The bytes stand in `files`.

use kernel::Result;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// Removes a photo.
pub async fn drop_photo(tx: &mut Tx, org: Uuid, file: Uuid) -> Result<()> {
    sql("delete from files where org_id = $1 and id = $2").bind(org).bind(file).run(tx).await.map(drop)
}

/// A photo: its media type, and all of it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn photo(on: impl Into<On<'_>>, org: Uuid, file: Uuid) -> Result<(String, Vec<u8>)> {
    sql("select mime, bytes from files where org_id = $1 and id = $2").bind(org).bind(file).one(on).await
}
