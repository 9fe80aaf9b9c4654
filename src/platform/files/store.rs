//! All SQL of files and their places.

use super::work::Remove;
use super::{Kept, Safe, Spot};
use crate::{House, jobs};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use kernel::storage::Place;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the row of a file says besides its bytes.
pub struct NewRow {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub mime: &'static str,
    /// May everybody who has its address see it?
    pub is_public: bool,
}

/// Writes the row of a file whose bytes are safe.
pub async fn insert(tx: &mut Tx, org: Uuid, row: NewRow, safe: Safe, now: DateTime<Utc>) -> Result<()> {
    let (place, home, object, bytes) = columns(safe.kept);
    sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at, is_public, place, home, object_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
    .bind(row.id)
    .bind(org)
    .bind(row.mime)
    .bind(safe.size)
    .bind(safe.sha256)
    .bind(bytes)
    .bind(now)
    .bind(row.is_public)
    .bind(place)
    .bind(home)
    .bind(object)
    .run(tx)
    .await
    .map(drop)
}

/// What the row says of where the bytes are: place, home, name, and the bytes that are here.
fn columns(kept: Kept) -> (Place, Option<Uuid>, Option<Uuid>, Vec<u8>) {
    match kept {
        Kept::Inside(bytes) => (Place::Database, None, None, bytes),
        Kept::Outside(spot) => (spot.place, spot.home, Some(spot.object), Vec::new()),
    }
}

/// Removes the rows of files; bytes outside follow when that is committed.
pub async fn remove(
    tx: &mut Tx,
    house: &House,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    for id in ids {
        let gone: Option<(Place, Option<Uuid>, Option<Uuid>)> =
            sql("delete from files where org_id = $1 and id = $2 returning place, home, object_id")
                .bind(org)
                .bind(id)
                .maybe(&mut *tx)
                .await?;
        if let Some((place, home, Some(object))) = gone {
            let job = Remove::of(org, Spot { place, home, object });
            jobs::enqueue(&mut *tx, house, Some(org), &job, now, None).await?;
        }
    }
    Ok(())
}

/// A file as its row has it: what it is, and its bytes or where they are.
#[derive(Debug, sqlx::FromRow)]
pub struct Stored {
    /// What it is.
    pub mime: String,
    /// How large it is (bytes).
    pub size: i64,
    pub(super) place: Place,
    pub(super) home: Option<Uuid>,
    pub(super) object_id: Option<Uuid>,
    pub(super) bytes: Vec<u8>,
}

impl Stored {
    /// Where its bytes are, where that is outside.
    pub(super) fn spot(&self) -> Option<Spot> {
        self.object_id.map(|object| Spot { place: self.place, home: self.home, object })
    }
}

/// A file of this id.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn found(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Stored> {
    sql("select mime, size, place, home, object_id, bytes from files where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .one(on)
        .await
}

/// The same of those that everybody may see.
///
/// # Errors
/// As [`found`].
pub async fn public(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Stored> {
    sql("select mime, size, place, home, object_id, bytes from files where org_id = $1 and id = $2 and is_public")
        .bind(org)
        .bind(id)
        .one(on)
        .await
}

/// A file whose bytes stand outside of the database.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
pub struct Outside {
    /// Its id.
    #[serde(rename = "file")]
    pub id: Uuid,
    /// Whose it is.
    pub org_id: Uuid,
    /// Where.
    pub place: Place,
    /// Below which home there.
    pub home: Option<Uuid>,
    /// Under which name.
    pub object_id: Uuid,
    /// How large it was (bytes).
    pub size: i64,
    /// SHA-256 of what it was.
    pub sha256: String,
}

impl Outside {
    pub(super) fn spot(&self) -> Spot {
        Spot { place: self.place, home: self.home, object: self.object_id }
    }
}

/// So many of such files after this one.
pub async fn outside_page(on: impl Into<On<'_>>, after: Uuid, limit: i64) -> Result<Vec<Outside>> {
    sql("select id, org_id, place, home, object_id, size, sha256 from files
          where object_id is not null and id > $1 order by id limit $2")
    .bind(after)
    .bind(limit)
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
    pub home: Option<Uuid>,
    pub object_id: Option<Uuid>,
    pub size: i64,
    pub sha256: String,
    pub bytes: Vec<u8>,
}

impl Elsewhere {
    /// It, where its bytes are outside.
    pub(super) fn outside(&self) -> Option<Outside> {
        self.object_id.map(|object_id| Outside {
            id: self.id,
            org_id: self.org_id,
            place: self.place,
            home: self.home,
            object_id,
            size: self.size,
            sha256: self.sha256.clone(),
        })
    }
}

/// Files that are not in this place ($1, which is outside: $2), or not below this home ($3; $4 stands for none).
const NOT_THERE: &str = " (place <> $1 and (object_id is not null or $2)
        or object_id is not null and coalesce(home, $4) <> coalesce($3, $4))";

/// The next file after this one that is not in this place, below this home.
pub(super) async fn elsewhere(
    on: impl Into<On<'_>>,
    (to, home): (Place, Option<Uuid>),
    after: Uuid,
) -> Result<Option<Elsewhere>> {
    sql("select id, org_id, place, home, object_id, size, sha256, bytes from files where")
        .push(NOT_THERE)
        .bind(to)
        .bind(to.is_outside())
        .bind(home)
        .bind(Uuid::nil())
        .with(" and id > ", after)
        .push(" order by id limit 1")
        .maybe(on)
        .await
}

/// How many those are.
pub(super) async fn left(on: impl Into<On<'_>>, (to, home): (Place, Option<Uuid>)) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from files where")
        .push(NOT_THERE)
        .bind(to)
        .bind(to.is_outside())
        .bind(home)
        .bind(Uuid::nil())
        .one(on)
        .await?;
    Ok(count)
}

/// Says that the bytes of a file are somewhere else now; false where it is gone, or somebody else has moved it.
pub(super) async fn write_place(tx: &mut Tx, was: &Elsewhere, kept: Kept) -> Result<bool> {
    let (place, home, object, bytes) = columns(kept);
    sql("update files set place = $4, home = $5, object_id = $6, bytes = $7 where org_id = $1 and id = $2 and place = $3")
        .bind(was.org_id)
        .bind(was.id)
        .bind(was.place)
        .bind(place)
        .bind(home)
        .bind(object)
        .bind(bytes)
        .run(tx)
        .await
        .map(|changed| changed == 1)
}

/// The same of a file that came back from a backup, with the name that it had there.
pub(super) async fn write_back(db: &Db, was: &Outside, kept: Kept) -> Result<bool> {
    let (place, home, object, bytes) = columns(kept);
    let statement = sql(
        "update files set place = $4, home = $5, object_id = $6, bytes = $7 where org_id = $1 and id = $2 and object_id = $3",
    )
    .bind(was.org_id)
    .bind(was.id)
    .bind(was.object_id)
    .bind(place)
    .bind(home)
    .bind(object)
    .bind(bytes);
    db.run(statement).await.map(|changed| changed == 1)
}

/// Does a file still have the name that it had in a backup? Whoever was erased since has none any more.
pub(super) async fn is_as_it_was(on: impl Into<On<'_>>, was: &Outside) -> Result<bool> {
    let (count,): (i64,) = sql("select count(*) from files where org_id = $1 and id = $2 and object_id = $3")
        .bind(was.org_id)
        .bind(was.id)
        .bind(was.object_id)
        .one(on)
        .await?;
    Ok(count > 0)
}

/// Below which home the house puts bytes outside.
pub(super) async fn home(on: impl Into<On<'_>>) -> Result<Option<Uuid>> {
    let found: Option<(Option<Uuid>,)> = sql("select files_home from installation").maybe(on).await?;
    Ok(found.and_then(|(home,)| home))
}

/// How many files have their bytes below a home that is not the house's own.
pub(super) async fn strangers(on: impl Into<On<'_>>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from files f where f.object_id is not null and not exists (
            select 1 from installation i where i.files_home = f.home or (i.files_home is null and f.home is null))")
    .one(on)
    .await?;
    Ok(count)
}

/// It puts them below another one from now on.
pub(super) async fn set_home(db: &Db, home: Uuid) -> Result<()> {
    db.run(sql("update installation set files_home = $1").bind(home)).await.map(drop)
}
