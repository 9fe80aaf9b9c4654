//! Loading an organisation, and what a user holds in it.

use super::{Client, Grant, Org, OwnRole, Perms, Pin, RoleColumns, User, Viewer};
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, Json, On, sql};
use kernel::{Error, Result};
use serde_json::Value;
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
    #[sqlx(flatten)]
    grant_role: RoleColumns,
    grant_location: Option<Uuid>,
    grant_ends_at: Option<DateTime<Utc>>,
    pins: Option<String>,
}

/// The columns of an [`Entry`].
const ENTRY: &str = "select o.id, o.slug, o.name, o.zone, o.currency, o.colour, o.logo_id, o.email, o.phone, o.about, o.version, o.host, o.embed_origins,
                o.suspended_at, o.suspended_reason, o.limits, o.switched_off,
                u.id as user_id, u.email as user_email, u.name as user_name, u.is_operator as user_is_operator,
                g.role, g.role_id, r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id as grant_location,
                g.ends_at as grant_ends_at";
/// The views of lists that the user has in their sidebar, as JSON: name, kind and query of each.
const PINS: Either = Either {
    sqlite: ", (select json_group_array(json_array(v.name, v.kind, v.query)) from list_view_pins p
                  join list_views v on v.org_id = p.org_id and v.id = p.view_id
                 where p.org_id = o.id and p.user_id = u.id and (v.is_shared or v.user_id = u.id)) as pins",
    postgres: ", (select cast(json_agg(json_build_array(v.name, v.kind, v.query)) as text) from list_view_pins p
                    join list_views v on v.org_id = p.org_id and v.id = p.view_id
                   where p.org_id = o.id and p.user_id = u.id and (v.is_shared or v.user_id = u.id)) as pins",
};
/// What somebody ($3, in words that follow) holds at an instant ($1) in the organisation of this name ($2).
const HELD: &str = " join grants g on g.org_id = o.id and g.ended_at is null and (g.ends_at is null or g.ends_at > $1)
           join users u on u.id = g.user_id and u.disabled_at is null
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
          where o.slug = $2";

/// The organisation of this name, and what this user holds in it at this instant.
///
/// # Errors
/// [`Error::NotFound`] for an organisation that does not exist and for one the user holds nothing in, alike.
pub async fn enter(db: &Db, slug: &str, user: Uuid, now: DateTime<Utc>) -> Result<(Org, Viewer)> {
    // One statement, because every call of the organisation begins with it.
    let rows: Vec<Entry> = sql(ENTRY)
        .push(PINS)
        .push(" from organisations o")
        .push(HELD)
        .push(" and g.user_id = $3")
        .bind(now)
        .bind(slug.to_owned())
        .bind(user)
        .all(db)
        .await?;
    entered(db, rows).await?.ok_or(Error::NotFound)
}

/// A row of [`enter_by_session`].
#[derive(sqlx::FromRow)]
struct SessionEntry {
    session: Json<Value>,
    #[sqlx(flatten)]
    entry: Entry,
}

/// The same for whom a session belongs to whose cookie has this hash, and what that session keeps: the one statement that
/// every page of an organisation begins with. None where it is not found, or opens nothing there.
pub(crate) async fn enter_by_session(
    db: &Db,
    slug: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Value, Org, Viewer)>> {
    let rows: Vec<SessionEntry> = sql(ENTRY)
        .push(PINS)
        .push(", s.data as session from organisations o join sessions s on s.id = $3 and s.expires_at > $1")
        .push(HELD)
        .push(" and g.user_id = s.user_id")
        .bind(now)
        .bind(slug.to_owned())
        .bind(hash.to_owned())
        .all(db)
        .await?;
    let mut session = Value::Null;
    let entries = rows.into_iter().map(|row| {
        session = row.session.0;
        row.entry
    });
    let entries = entries.collect();
    Ok(entered(db, entries).await?.map(|(org, viewer)| (session, org, viewer)))
}

/// What the rows of [`enter`] say together.
async fn entered(db: &Db, rows: Vec<Entry>) -> Result<Option<(Org, Viewer)>> {
    let mut grants = Vec::with_capacity(rows.len());
    let (mut entered, mut pins) = (None, Vec::new());
    for row in rows {
        if entered.is_none() {
            pins = pinned(row.pins.as_deref());
        }
        if let Some(role) = row.grant_role.read() {
            let within = match row.grant_location {
                None => None,
                Some(location) => Some(subtree(db, row.org.id, location).await?),
            };
            let categories = match role.categories() {
                [] => None,
                tops => Some(categories_below(db, row.org.id, tops).await?),
            };
            grants.push(Grant { role, within, categories, ends_at: row.grant_ends_at });
        }
        let user =
            User { id: row.user_id, email: row.user_email, name: row.user_name, is_operator: row.user_is_operator };
        entered = Some((row.org, user));
    }
    Ok(entered.map(|(org, user)| (org, Viewer { user: Some(user), grants, only: None, pins })))
}

/// Pins by name, as the statement gave them.
fn pinned(told: Option<&str>) -> Vec<Pin> {
    let rows: Vec<(String, String, String)> = told.and_then(|told| serde_json::from_str(told).ok()).unwrap_or_default();
    let mut pins: Vec<Pin> = rows.into_iter().map(|(name, kind, query)| Pin { name, kind, query }).collect();
    pins.sort_by(|one, other| one.name.cmp(&other.name));
    pins
}

/// The organisation of this name, for its public pages.
pub async fn org_by_slug(on: impl Into<On<'_>>, slug: &str) -> Result<Org> {
    sql("select id, slug, name, zone, currency, colour, logo_id, email, phone, about, version, host, embed_origins, suspended_at, suspended_reason, limits, switched_off
           from organisations where slug = $1")
        .bind(slug.to_owned())
        .one(on)
        .await
}

/// The organisation with this id.
pub async fn org_by_id(on: impl Into<On<'_>>, id: Uuid) -> Result<Org> {
    sql("select id, slug, name, zone, currency, colour, logo_id, email, phone, about, version, host, embed_origins, suspended_at, suspended_reason, limits, switched_off
           from organisations where id = $1")
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

/// The name in URLs of the organisation whose public pages have this host name.
pub async fn slug_by_host(db: &Db, host: &str) -> Result<Option<String>> {
    let found: Option<(String,)> =
        sql("select slug from organisations where host = $1").bind(host.to_owned()).maybe(db).await?;
    Ok(found.map(|(slug,)| slug))
}

/// The client whose session's cookie has this hash.
pub async fn client_by_session(db: &Db, org: Uuid, hash: &str, now: DateTime<Utc>) -> Result<Option<Client>> {
    sql("select c.id as contact_id, c.name, c.email, c.phone from client_sessions s
           join contacts c on c.org_id = s.org_id and c.id = s.contact_id
          where s.org_id = $1 and s.id = $2 and s.expires_at > $3 and c.erased_at is null and c.merged_into is null")
    .bind(org)
    .bind(hash.to_owned())
    .bind(now)
    .maybe(db)
    .await
}

/// The ids of all organisations.
pub async fn org_ids(db: &Db) -> Result<Vec<Uuid>> {
    let ids: Vec<(Uuid,)> = sql("select id from organisations order by id").all(db).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
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

/// The roles that an organisation has made and not archived, by name.
pub async fn own_roles(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<OwnRole>> {
    let rows: Vec<OwnRoleRow> =
        sql("select id, name, perms, categories from roles where org_id = $1 and archived_at is null order by lower(name), id")
            .bind(org)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(own).collect())
}

/// One of them, as it is now.
///
/// # Errors
/// [`Error::NotFound`] also for one that is archived.
pub async fn own_role(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<OwnRole> {
    let row: OwnRoleRow =
        sql("select id, name, perms, categories from roles where org_id = $1 and id = $2 and archived_at is null")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(own(row))
}

/// Id, name, permissions and categories of a role, as they are stored.
type OwnRoleRow = (Uuid, String, Json<Vec<String>>, Json<Vec<Uuid>>);

fn own((id, name, Json(names), Json(categories)): OwnRoleRow) -> OwnRole {
    OwnRole { id, name, perms: Perms::parse(names), categories }
}

/// These categories of assets and all below them.
async fn categories_below(on: impl Into<On<'_>>, org: Uuid, tops: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select distinct c.id from asset_categories c
           join asset_categories top on top.org_id = c.org_id and (c.id = top.id or c.path like top.path || '/%')
          where c.org_id = $1")
    .bind(org)
    .with_list(" and top.id in ", tops.iter().copied())
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
