//! Photos of what was found. The bytes stand in `files`.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::crypto::sha256_hex;
use kernel::db::{On, Tx, sql};
use uuid::Uuid;

/// Keeps a photo: its media type, and all of it.
pub async fn keep_photo(
    tx: &mut Tx,
    org: Uuid,
    file: Uuid,
    (mime, bytes): (&'static str, Vec<u8>),
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, $3, $4, $5, $6, $7, false)")
        .bind(file)
        .bind(org)
        .bind(mime)
        .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        .bind(sha256_hex(&bytes))
        .bind(bytes)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

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
