//! The rows of grants: who holds what, where, until when.

use super::super::model::{GrantWish, Held, Member, Place, TeamFilter};
use super::PAGE;
use crate::identity::policy::wants_by_default;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Tx, sql};
use kernel::{Error, Result, text};
use platform::{Perm, Reach, Role};
use std::collections::HashMap;
use uuid::Uuid;

/// A grant as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    user_id: Uuid,
    user_name: String,
    user_email: String,
    role: String,
    location_id: Option<Uuid>,
    location_name: Option<String>,
    ends_at: Option<DateTime<Utc>>,
    given_by: Option<String>,
    created_at: DateTime<Utc>,
    version: i64,
}

impl Stored {
    /// None for a role this program does not know: it gives nothing, so it is nothing.
    fn held(self) -> Option<Held> {
        Some(Held {
            role: Role::parse(&self.role)?,
            id: self.id,
            user_id: self.user_id,
            user_name: self.user_name,
            user_email: self.user_email,
            location_id: self.location_id,
            location_name: self.location_name,
            ends_at: self.ends_at,
            given_by: self.given_by,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// A page of the team by name, one more than [`PAGE`] if there is another; of each what they hold within this reach.
pub async fn team(db: &Db, org: Uuid, filter: &TeamFilter, reach: &Reach, now: DateTime<Utc>) -> Result<Vec<Member>> {
    let mut statement =
        sql("select distinct lower(u.name), u.id, u.name, u.email from grants g join users u on u.id = g.user_id
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_opt(" and g.role = ", Role::parse(&filter.role).map(Role::name));
    if !filter.text.trim().is_empty() {
        let pattern = text::contains_pattern(filter.text.trim());
        statement = statement
            .with(" and (lower(u.name) like ", pattern.clone())
            .with(" escape '\\' or u.email like ", pattern)
            .push(" escape '\\')");
    }
    let people: Vec<(String, Uuid, String, String)> = reach
        .limit(statement, " and g.location_id in ")
        .with(" order by 1, 2 limit ", PAGE + 1)
        .with(" offset ", filter.page.clamp(0, 10_000) * PAGE)
        .all(db)
        .await?;
    let mut grants: HashMap<Uuid, Vec<Held>> = HashMap::new();
    let users: Vec<Uuid> = people.iter().map(|(_, id, _, _)| *id).collect();
    for held in grants_of(db, org, &users, reach, now).await? {
        grants.entry(held.user_id).or_default().push(held);
    }
    let members = people.into_iter().map(|(_, user_id, name, email)| {
        let grants = grants.remove(&user_id).unwrap_or_default();
        Member { user_id, name, email, grants }
    });
    Ok(members.collect())
}

/// Which people or grants a program asks for.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// A `like` pattern over name and address.
    pub pattern: Option<String>,
    /// Who holds this role.
    pub role: Option<Role>,
    /// What this user holds.
    pub user: Option<Uuid>,
}

/// People of the team by name, those after this edge: name in small letters and id. Of each what they hold within reach.
pub async fn members(
    db: &Db,
    org: Uuid,
    narrow: &Narrow,
    reach: &Reach,
    now: DateTime<Utc>,
    after: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Member>> {
    let mut statement =
        sql("select distinct lower(u.name), u.id, u.name, u.email from grants g join users u on u.id = g.user_id
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_opt(" and g.role = ", narrow.role.map(Role::name));
    if let Some(pattern) = &narrow.pattern {
        statement = statement
            .with(" and (lower(u.name) like ", pattern.clone())
            .with(" escape '\\' or u.email like ", pattern.clone())
            .push(" escape '\\')");
    }
    if let Some((name, id)) = after {
        statement = statement.with(" and (lower(u.name), u.id) > (", name).with(", ", id).push(")");
    }
    let people: Vec<(String, Uuid, String, String)> =
        reach.limit(statement, " and g.location_id in ").with(" order by 1, 2 limit ", limit).all(db).await?;
    let mut grants: HashMap<Uuid, Vec<Held>> = HashMap::new();
    let users: Vec<Uuid> = people.iter().map(|(_, id, _, _)| *id).collect();
    for held in grants_of(db, org, &users, reach, now).await? {
        grants.entry(held.user_id).or_default().push(held);
    }
    let members = people.into_iter().map(|(_, user_id, name, email)| {
        let grants = grants.remove(&user_id).unwrap_or_default();
        Member { user_id, name, email, grants }
    });
    Ok(members.collect())
}

/// Grants within this reach, the oldest first, those after this edge: when they were given, and id.
pub async fn held(
    db: &Db,
    org: Uuid,
    narrow: &Narrow,
    reach: &Reach,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Held>> {
    let mut statement =
        sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.location_id,
                l.name as location_name, g.ends_at, b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_opt(" and g.role = ", narrow.role.map(Role::name))
        .with_opt(" and g.user_id = ", narrow.user);
    if let Some((at, id)) = after {
        statement = statement.with(" and (g.created_at, g.id) > (", at).with(", ", id).push(")");
    }
    let rows: Vec<Stored> = reach
        .limit(statement, " and g.location_id in ")
        .with(" order by g.created_at, g.id limit ", limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// What these users hold within this reach, the oldest first.
pub async fn grants_of(db: &Db, org: Uuid, users: &[Uuid], reach: &Reach, now: DateTime<Utc>) -> Result<Vec<Held>> {
    let statement = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.location_id,
                l.name as location_name, g.ends_at, b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
    .bind(org)
    .bind(now)
    .with_list(" and g.user_id in ", users.iter().copied());
    let rows: Vec<Stored> =
        reach.limit(statement, " and g.location_id in ").push(" order by g.created_at, g.id").all(db).await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// One grant that is in force.
///
/// # Errors
/// [`Error::NotFound`] also for one that has ended.
pub async fn grant_by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Held> {
    let row: Stored = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.location_id,
                l.name as location_name, g.ends_at, b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.id = $2 and g.ended_at is null and (g.ends_at is null or g.ends_at > $3)")
    .bind(org)
    .bind(id)
    .bind(now)
    .one(on)
    .await?;
    row.held().ok_or(Error::NotFound)
}

/// Adds a grant.
///
/// # Errors
/// [`Error::NotFound`] for a user or location that is not there.
pub async fn add_grant(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    user: Uuid,
    wish: &GrantWish,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into grants (id, org_id, user_id, role, location_id, ends_at, granted_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
    .bind(id)
    .bind(org)
    .bind(user)
    .bind(wish.role.name())
    .bind(wish.location)
    .bind(wish.ends_at)
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes a grant, if this version is still the present one.
pub async fn change_grant(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, wish: &GrantWish) -> Result<bool> {
    let changed = sql("update grants set role = $4, location_id = $5, ends_at = $6, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and ended_at is null")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(wish.role.name())
    .bind(wish.location)
    .bind(wish.ends_at)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Ends a grant, if nobody else did.
pub async fn end_grant(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql(
        "update grants set ended_at = $3, version = version + 1 where org_id = $1 and id = $2 and ended_at is null",
    )
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Makes whoever else changes owners of this organisation wait until we are done: two owners who end each other at once
/// must not both succeed.
pub async fn lock_owners(tx: &mut Tx, org: Uuid) -> Result<()> {
    let _locked: Vec<(Uuid,)> =
        sql("select id from grants where org_id = $1 and role = 'owner' and ended_at is null order by id")
            .push(Either { sqlite: "", postgres: " for update" })
            .bind(org)
            .all(tx)
            .await?;
    Ok(())
}

/// Owners without an end who can sign in.
pub async fn count_lasting_owners(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from grants g join users u on u.id = g.user_id and u.disabled_at is null
          where g.org_id = $1 and g.role = 'owner' and g.location_id is null and g.ends_at is null and g.ended_at is null")
        .bind(org)
        .one(tx)
        .await?;
    Ok(count)
}

/// The places a grant may be limited to, each with the names above it.
pub async fn places(db: &Db, org: Uuid) -> Result<Vec<Place>> {
    let rows: Vec<(Uuid, Option<Uuid>, String)> =
        sql("select id, parent_id, name from locations where org_id = $1 and archived_at is null")
            .bind(org)
            .all(db)
            .await?;
    let known: HashMap<Uuid, (Option<Uuid>, &str)> =
        rows.iter().map(|(id, parent, name)| (*id, (*parent, name.as_str()))).collect();
    let label = |id: Uuid| {
        let mut names = Vec::new();
        let mut next = Some(id);
        while let Some((parent, name)) = next.and_then(|id| known.get(&id)) {
            names.insert(0, *name);
            next = *parent;
        }
        names.join(" › ")
    };
    let mut places: Vec<Place> = rows.iter().map(|(id, _, _)| Place { id: *id, label: label(*id) }).collect();
    places.sort_by_key(|place| place.label.to_lowercase());
    Ok(places)
}

/// Who wants this kind of news by mail, of those who hold this permission at this location now: id, name, address.
pub async fn wanting_mail(
    on: impl Into<On<'_>>,
    org: Uuid,
    kind: &str,
    perm: Perm,
    location: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, String, String)>> {
    let roles = Role::ALL.into_iter().filter(|role| role.may(perm)).map(Role::name);
    let rows: Vec<(Uuid, String, String, String, Option<bool>)> = sql("select u.id, u.name, u.email, g.role, c.wanted
           from grants g
           join users u on u.id = g.user_id and u.disabled_at is null
           left join mail_choices c on c.org_id = g.org_id and c.user_id = g.user_id and c.kind = $3
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $4)
            and (g.location_id is null or exists (
                select 1 from locations l join locations own on own.org_id = l.org_id and own.id = g.location_id
                 where l.org_id = g.org_id and l.id = $2 and (l.id = own.id or l.path like own.path || '/%')))")
    .bind(org)
    .bind(location)
    .bind(kind.to_owned())
    .bind(now)
    .with_list(" and g.role in ", roles)
    .push(" order by u.id")
    .all(on)
    .await?;
    let mut wanting: Vec<(Uuid, String, String)> = Vec::new();
    for (id, name, email, role, choice) in rows {
        let wants = choice.unwrap_or_else(|| Role::parse(&role).is_some_and(wants_by_default));
        if wants && wanting.last().is_none_or(|(last, _, _)| *last != id) {
            wanting.push((id, name, email));
        }
    }
    Ok(wanting)
}
