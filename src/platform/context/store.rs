//! Loading an organisation, and what a user holds in it.

use super::{Grant, Org, Role, User, Viewer};
use chrono::{DateTime, Utc};
use kernel::db::{Db, On, sql};
use kernel::{Error, Result};
use uuid::Uuid;

/// A row of [`enter`]: the organisation and the user, once for each grant.
#[derive(sqlx::FromRow)]
struct Entry {
    #[sqlx(flatten)]
    org: Org,
    user_id: Uuid,
    user_email: String,
    user_name: String,
    user_is_operator: bool,
    grant_role: String,
    grant_location: Option<Uuid>,
}

/// The organisation of this name, and what this user holds in it at this instant.
///
/// # Errors
/// [`Error::NotFound`] for an organisation that does not exist and for one the user holds nothing in, alike.
pub async fn enter(db: &Db, slug: &str, user: Uuid, now: DateTime<Utc>) -> Result<(Org, Viewer)> {
    // One statement, because every page of the organisation begins with it.
    let rows: Vec<Entry> = sql("select o.id, o.slug, o.name, o.zone, o.currency, o.colour, o.logo_id, o.email, o.phone, o.about, o.version,
                u.id as user_id, u.email as user_email, u.name as user_name, u.is_operator as user_is_operator,
                g.role as grant_role, g.location_id as grant_location
           from organisations o
           join grants g on g.org_id = o.id and g.user_id = $2 and g.ended_at is null and (g.ends_at is null or g.ends_at > $3)
           join users u on u.id = g.user_id and u.disabled_at is null
          where o.slug = $1")
        .bind(slug.to_owned())
        .bind(user)
        .bind(now)
        .all(db)
        .await?;
    let mut grants = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(role) = Role::parse(&row.grant_role) else { continue };
        let within = match row.grant_location {
            None => None,
            Some(location) => Some(subtree(db, row.org.id, location).await?),
        };
        grants.push(Grant { role, within });
    }
    let first = rows.into_iter().next().ok_or(Error::NotFound)?;
    let user =
        User { id: first.user_id, email: first.user_email, name: first.user_name, is_operator: first.user_is_operator };
    Ok((first.org, Viewer { user: Some(user), grants, only: None }))
}

/// The organisation of this name, for its public pages.
pub async fn org_by_slug(on: impl Into<On<'_>>, slug: &str) -> Result<Org> {
    sql("select id, slug, name, zone, currency, colour, logo_id, email, phone, about, version from organisations where slug = $1")
        .bind(slug.to_owned())
        .one(on)
        .await
}

/// The organisation with this id.
pub async fn org_by_id(on: impl Into<On<'_>>, id: Uuid) -> Result<Org> {
    sql("select id, slug, name, zone, currency, colour, logo_id, email, phone, about, version from organisations where id = $1")
        .bind(id)
        .one(on)
        .await
}

/// Names of organisations a user may enter at this instant: at most two, which tells one from several.
pub async fn slugs_of(db: &Db, user: Uuid, now: DateTime<Utc>) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sql("select distinct o.slug from grants g join organisations o on o.id = g.org_id
          where g.user_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2) limit 2")
    .bind(user)
    .bind(now)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(slug,)| slug).collect())
}

/// A user who may sign in.
pub async fn user_by_id(db: &Db, id: Uuid) -> Result<Option<User>> {
    sql("select id, email, name, is_operator from users where id = $1 and disabled_at is null").bind(id).maybe(db).await
}

/// A location and everything below it.
pub async fn subtree(on: impl Into<On<'_>>, org: Uuid, location: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select l.id from locations l
           join locations top on top.org_id = l.org_id and top.id = $2
          where l.org_id = $1 and (l.id = top.id or l.path like top.path || '/%')")
    .bind(org)
    .bind(location)
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
