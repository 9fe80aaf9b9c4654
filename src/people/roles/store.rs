//! The rows of own roles.

use super::model::{NewRole, OwnRoleRecord};
use crate::orgs::model::Place;
use crate::orgs::store::labelled;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, On, Tx, sql};
use platform::Perms;
use uuid::Uuid;

/// Own roles an organisation can have, archived ones not counted: a list that people still read.
pub const ROLES_MAX: i64 = 100;

/// A role as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    name: String,
    description: String,
    perms: Json<Vec<String>>,
    categories: Json<Vec<Uuid>>,
    version: i64,
    created_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
}

impl From<Stored> for OwnRoleRecord {
    fn from(row: Stored) -> OwnRoleRecord {
        OwnRoleRecord {
            id: row.id,
            name: row.name,
            description: row.description,
            perms: Perms::parse(row.perms.0),
            categories: row.categories.0,
            version: row.version,
            created_at: row.created_at,
            archived_at: row.archived_at,
        }
    }
}

/// All of them by name, those in the archive last.
pub async fn list(db: &Db, org: Uuid) -> Result<Vec<OwnRoleRecord>> {
    let rows: Vec<Stored> = sql(
        "select id, name, description, perms, categories, version, created_at, archived_at from roles where org_id = $1
          order by case when archived_at is null then 0 else 1 end, lower(name), id",
    )
    .bind(org)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(OwnRoleRecord::from).collect())
}

/// One of them, archived or not.
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<OwnRoleRecord> {
    let row: Stored =
        sql("select id, name, description, perms, categories, version, created_at, archived_at from roles
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .one(on)
        .await?;
    Ok(row.into())
}

/// How many are not archived.
pub async fn count(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from roles where org_id = $1 and archived_at is null").bind(org).one(tx).await?;
    Ok(count)
}

/// Adds a role.
///
/// # Errors
/// `roles_name` for a name that another role has.
pub async fn add(tx: &mut Tx, org: Uuid, id: Uuid, wish: &NewRole, now: DateTime<Utc>) -> Result<()> {
    sql("insert into roles (id, org_id, name, description, perms, created_at, categories) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(org)
        .bind(wish.name.clone())
        .bind(wish.description.clone())
        .bind(Json(wish.perms.names()))
        .bind(now)
        .bind(Json(wish.categories.clone()))
        .run(tx)
        .await
        .map(drop)
}

/// Changes a role, if this version is still the present one and not archived.
///
/// # Errors
/// `roles_name` for a name that another role has.
pub async fn change(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, wish: &NewRole) -> Result<bool> {
    let changed =
        sql("update roles set name = $4, description = $5, perms = $6, categories = $7, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and archived_at is null")
        .bind(org)
        .bind(id)
        .bind(version)
        .bind(wish.name.clone())
        .bind(wish.description.clone())
        .bind(Json(wish.perms.names()))
        .bind(Json(wish.categories.clone()))
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Puts a role into the archive, if this version is still the present one.
///
/// # Errors
/// `role_held` while somebody holds it or is invited to it.
pub async fn archive(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update roles set archived_at = $4, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and archived_at is null")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Takes a role out of the archive, if it is there.
///
/// # Errors
/// `roles_name` when another role has its name by now.
pub async fn restore(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<bool> {
    let changed = sql("update roles set archived_at = null, version = version + 1
          where org_id = $1 and id = $2 and archived_at is not null")
    .bind(org)
    .bind(id)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// The categories of assets that a role may be limited to, each with the names above it; and those of `also` that are in
/// the archive by now.
pub async fn categories(db: &Db, org: Uuid, also: &[Uuid]) -> Result<Vec<Place>> {
    let rows: Vec<(Uuid, Option<Uuid>, String)> =
        sql("select id, parent_id, name from asset_categories where org_id = $1 and (archived_at is null")
            .bind(org)
            .with_list(" or id in ", also.iter().copied())
            .push(")")
            .all(db)
            .await?;
    Ok(labelled(&rows))
}

/// Are all of these categories of assets there, archived or not? They are never removed, so that they stay there.
pub async fn has_categories(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<bool> {
    let (count,): (i64,) = sql("select count(*) from asset_categories where org_id = $1")
        .bind(org)
        .with_list(" and id in ", ids.iter().copied())
        .one(on)
        .await?;
    Ok(count == ids.len() as i64)
}
