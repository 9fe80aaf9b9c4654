//! All SQL of files and their places.

use super::work::Remove;
use super::{Arrived, Kept};
use crate::{House, jobs};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::crypto::sha256_hex;
use kernel::db::{On, Tx, sql};
use kernel::storage::Place;
use uuid::Uuid;

/// Writes the row of a file whose bytes are kept.
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (file, mime, kept): (&Arrived, &'static str, Kept),
    now: DateTime<Utc>,
) -> Result<()> {
    let (place, object, bytes) = match kept {
        Kept::Inside(bytes) => (Place::Database, None, bytes),
        Kept::Outside(place, object) => (place, Some(object), Vec::new()),
    };
    sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public, place, object_id)
         values ($1, $2, $3, $4, $5, $6, $7, false, $8, $9)")
    .bind(id)
    .bind(org)
    .bind(mime)
    .bind(file.size)
    .bind(file.sha256.clone())
    .bind(bytes)
    .bind(now)
    .bind(place)
    .bind(object)
    .run(tx)
    .await
    .map(drop)
}

/// A file whose bytes stay in its row, wherever others go: what is small, or made here.
pub struct InRow {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub mime: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
    /// May everybody who has its address see it?
    pub is_public: bool,
}

/// Writes the row of such a file.
pub async fn insert_in_row(tx: &mut Tx, org: Uuid, file: InRow, now: DateTime<Utc>) -> Result<()> {
    sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(file.id)
        .bind(org)
        .bind(file.mime)
        .bind(i64::try_from(file.bytes.len()).unwrap_or(i64::MAX))
        .bind(sha256_hex(&file.bytes))
        .bind(file.bytes)
        .bind(now)
        .bind(file.is_public)
        .run(tx)
        .await
        .map(drop)
}

/// Removes the row of a file; bytes outside follow when that is committed.
pub async fn remove(tx: &mut Tx, house: &House, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let gone: Option<(Place, Option<Uuid>)> =
        sql("delete from files where org_id = $1 and id = $2 returning place, object_id")
            .bind(org)
            .bind(id)
            .maybe(&mut *tx)
            .await?;
    match gone {
        Some((place, Some(object))) => {
            let job = Remove { org, place, object };
            jobs::enqueue(tx, house, Some(org), &job, now, None).await
        }
        _ => Ok(()),
    }
}

/// A file whose bytes stand outside of the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Outside {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub org_id: Uuid,
    /// Where.
    pub place: Place,
    /// Under which name.
    pub object_id: Uuid,
    /// How large it was (bytes).
    pub size: i64,
    /// SHA-256 of what it was.
    pub sha256: String,
}

/// The next such file after this one.
pub async fn outside_after(on: impl Into<On<'_>>, after: Uuid) -> Result<Option<Outside>> {
    sql("select id, org_id, place, object_id, size, sha256 from files where object_id is not null and id > $1 order by id limit 1")
        .bind(after)
        .maybe(on)
        .await
}

/// How many there are in each place, and how large all of them are.
pub async fn outside(on: impl Into<On<'_>>) -> Result<Vec<(Place, i64, i64)>> {
    sql("select place, count(*), cast(sum(size) as bigint) from files where object_id is not null group by place order by place")
        .all(on)
        .await
}

/// Those of these objects that a row of the organisation knows.
pub(super) async fn known(on: impl Into<On<'_>>, org: Uuid, objects: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select object_id from files where org_id = $1")
        .bind(org)
        .with_list(" and object_id in ", objects.iter().copied())
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A file that is to be somewhere else.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Elsewhere {
    pub id: Uuid,
    pub org_id: Uuid,
    pub place: Place,
    pub object_id: Option<Uuid>,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

/// The next file after this one that may be moved and is not in this place.
pub(super) async fn elsewhere(on: impl Into<On<'_>>, to: Place, after: Uuid) -> Result<Option<Elsewhere>> {
    sql("select id, org_id, place, object_id, sha256, bytes from files
          where place <> 'row' and place <> $1 and id > $2 order by id limit 1")
    .bind(to)
    .bind(after)
    .maybe(on)
    .await
}

/// How many those are.
pub(super) async fn left(on: impl Into<On<'_>>, to: Place) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from files where place <> 'row' and place <> $1").bind(to).one(on).await?;
    Ok(count)
}

/// Says that the bytes of a file are somewhere else now; false where it is gone, or somebody else has moved it.
pub(super) async fn write_place(tx: &mut Tx, was: &Elsewhere, kept: Kept) -> Result<bool> {
    let (place, object, bytes) = match kept {
        Kept::Inside(bytes) => (Place::Database, None, bytes),
        Kept::Outside(place, object) => (place, Some(object), Vec::new()),
    };
    sql("update files set place = $4, object_id = $5, bytes = $6 where org_id = $1 and id = $2 and place = $3")
        .bind(was.org_id)
        .bind(was.id)
        .bind(was.place)
        .bind(place)
        .bind(object)
        .bind(bytes)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}
