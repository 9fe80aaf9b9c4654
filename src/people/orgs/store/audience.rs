//! Who is to hear of something: everybody who holds a permission, with where they hold it.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, sql};
use platform::context::{AnyRole, RoleColumns};
use platform::{Perm, Role};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody who holds a role now.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Who.
    pub user_id: Uuid,
    /// What they are called.
    pub name: String,
    /// Where they read mail.
    pub email: String,
    /// The role.
    pub role: AnyRole,
    /// Within this location; none: everywhere.
    pub location_id: Option<Uuid>,
}

/// A [`Holder`] as it is read.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    name: String,
    email: String,
    #[sqlx(flatten)]
    role: RoleColumns,
    location_id: Option<Uuid>,
}

/// Everybody who may hold one of these permissions somewhere, and of these users and addresses whoever holds anything; one
/// line for each grant, those of a user together. What an own role may do is a set that this program reads, not the
/// database: lines of own roles are answered whatever they may do, and the caller asks the role.
pub async fn who_may(
    on: impl Into<On<'_>>,
    org: Uuid,
    perms: &[Perm],
    users: &[Uuid],
    emails: &[String],
    now: DateTime<Utc>,
) -> Result<Vec<Holder>> {
    let roles = Role::ALL.into_iter().filter(|role| perms.iter().any(|perm| role.may(*perm))).map(Role::name);
    let rows: Vec<Stored> =
        sql("select u.id, u.name, u.email, g.role, g.role_id, r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id
               from grants g
               join users u on u.id = g.user_id and u.disabled_at is null
               left join roles r on r.org_id = g.org_id and r.id = g.role_id
              where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_list(" and (g.role_id is not null or g.role in ", roles)
        .with_list(" or u.id in ", users.iter().copied())
        .with_list(" or u.email in ", emails.iter().cloned())
        .push(") order by u.id, g.created_at")
        .all(on)
        .await?;
    let holder = |row: Stored| {
        let Stored { id: user_id, name, email, role, location_id } = row;
        Some(Holder { user_id, name, email, role: role.read()?, location_id })
    };
    Ok(rows.into_iter().filter_map(holder).collect())
}

/// Whose grants these are, ended ones too: grant and user.
pub async fn grantees(
    on: impl Into<On<'_>>,
    org: Uuid,
    grants: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Uuid>> {
    let rows: Vec<(Uuid, Uuid)> = sql("select id, user_id from grants where org_id = $1")
        .bind(org)
        .with_list(" and id in ", grants)
        .all(on)
        .await?;
    Ok(rows.into_iter().collect())
}
