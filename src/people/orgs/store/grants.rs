//! The rows of grants: who holds what, where, until when.

use super::super::model::{GrantWish, Held, Member, Past, Place, TeamFilter, Tree};
use super::PAGE;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Tx, sql};
use kernel::{Error, Result, text};
use platform::context::RoleColumns;
use platform::events::Happening;
use platform::{AnyRole, Reach, Role};
use std::collections::HashMap;
use uuid::Uuid;

/// A grant as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    user_id: Uuid,
    user_name: String,
    user_email: String,
    #[sqlx(flatten)]
    role: RoleColumns,
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
            role: self.role.read()?,
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

/// The same with its end.
#[derive(sqlx::FromRow)]
struct StoredPast {
    #[sqlx(flatten)]
    grant: Stored,
    ended_at: Option<DateTime<Utc>>,
}

/// A page of the team by name, one more than [`PAGE`] if there is another; of each what they hold within this reach.
pub async fn team(db: &Db, org: Uuid, filter: &TeamFilter, reach: &Reach, now: DateTime<Utc>) -> Result<Vec<Member>> {
    let mut statement =
        sql("select distinct lower(u.name), u.id, u.name, u.email from grants g join users u on u.id = g.user_id
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_opt(" and g.role = ", Role::parse(&filter.role).map(Role::name))
        .with_opt(" and g.role_id = ", filter.role.parse::<Uuid>().ok());
    if !filter.text.trim().is_empty() {
        let pattern = text::any_case_pattern(filter.text.trim());
        statement =
            statement.with(" and (regexp(", pattern.clone()).with(", u.name) or regexp(", pattern).push(", u.email))");
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
    pub role: Option<AnyRole>,
    /// What this user holds.
    pub user: Option<Uuid>,
}

impl Narrow {
    fn built_in(&self) -> Option<&'static str> {
        self.role.as_ref().and_then(AnyRole::built_in).map(Role::name)
    }

    fn own_role(&self) -> Option<Uuid> {
        self.role.as_ref().and_then(AnyRole::own_id)
    }
}

/// People of the team by name, perhaps from the end, those after this edge: name in small letters and id. Of each what they hold within reach.
pub async fn members(
    db: &Db,
    org: Uuid,
    narrow: &Narrow,
    reach: &Reach,
    now: DateTime<Utc>,
    (after, descending, limit): (Option<(String, Uuid)>, bool, i64),
) -> Result<Vec<Member>> {
    let mut statement =
        sql("select distinct lower(u.name), u.id, u.name, u.email from grants g join users u on u.id = g.user_id
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
        .bind(org)
        .bind(now)
        .with_opt(" and g.role = ", narrow.built_in())
        .with_opt(" and g.role_id = ", narrow.own_role());
    if let Some(pattern) = &narrow.pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", u.name) or regexp(", pattern.clone())
            .push(", u.email))");
    }
    if let Some((name, id)) = after {
        let beyond = if descending { " and (lower(u.name), u.id) < (" } else { " and (lower(u.name), u.id) > (" };
        statement = statement.with(beyond, name).with(", ", id).push(")");
    }
    let order = if descending { " order by 1 desc, 2 desc limit " } else { " order by 1, 2 limit " };
    let people: Vec<(String, Uuid, String, String)> =
        reach.limit(statement, " and g.location_id in ").with(order, limit).all(db).await?;
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

/// Grants within this reach, the oldest or the newest first, those after this edge: when they were given, and id.
pub async fn held(
    db: &Db,
    org: Uuid,
    narrow: &Narrow,
    reach: &Reach,
    now: DateTime<Utc>,
    (after, descending, limit): (Option<(DateTime<Utc>, Uuid)>, bool, i64),
) -> Result<Vec<Held>> {
    let mut statement = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
    .bind(org)
    .bind(now)
    .with_opt(" and g.role = ", narrow.built_in())
    .with_opt(" and g.role_id = ", narrow.own_role())
    .with_opt(" and g.user_id = ", narrow.user);
    if let Some((at, id)) = after {
        let beyond = if descending { " and (g.created_at, g.id) < (" } else { " and (g.created_at, g.id) > (" };
        statement = statement.with(beyond, at).with(", ", id).push(")");
    }
    let order = match descending {
        true => " order by g.created_at desc, g.id desc limit ",
        false => " order by g.created_at, g.id limit ",
    };
    let rows: Vec<Stored> = reach.limit(statement, " and g.location_id in ").with(order, limit).all(db).await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// What these users hold within this reach, the oldest first.
pub async fn grants_of(
    on: impl Into<On<'_>>,
    org: Uuid,
    users: &[Uuid],
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<Vec<Held>> {
    let statement = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
    .bind(org)
    .bind(now)
    .with_list(" and g.user_id in ", users.iter().copied());
    let rows: Vec<Stored> =
        reach.limit(statement, " and g.location_id in ").push(" order by g.created_at, g.id").all(on).await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// One grant that is in force.
///
/// # Errors
/// [`Error::NotFound`] also for one that has ended.
pub async fn grant_by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Held> {
    let row: Stored = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
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

/// What everybody holds who holds this own role, that role included; those who share a name stay together.
pub async fn grants_beside(on: impl Into<On<'_>>, org: Uuid, role: Uuid, now: DateTime<Utc>) -> Result<Vec<Held>> {
    let rows: Vec<Stored> = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $3)
            and g.user_id in (select h.user_id from grants h
                 where h.org_id = $1 and h.role_id = $2 and h.ended_at is null and (h.ends_at is null or h.ends_at > $3))
          order by lower(u.name), u.id, g.created_at, g.id")
    .bind(org)
    .bind(role)
    .bind(now)
    .all(on)
    .await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// How many people hold each role now within this reach, by the role's key.
pub async fn holders(db: &Db, org: Uuid, reach: &Reach, now: DateTime<Utc>) -> Result<HashMap<String, i64>> {
    let statement = sql("select g.role, g.role_id, count(distinct g.user_id) from grants g
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)")
    .bind(org)
    .bind(now);
    let rows: Vec<(Option<String>, Option<Uuid>, i64)> =
        reach.limit(statement, " and g.location_id in ").push(" group by g.role, g.role_id").all(db).await?;
    let key = |role: Option<String>, own: Option<Uuid>| role.or(own.map(|id| id.to_string())).unwrap_or_default();
    Ok(rows.into_iter().map(|(role, own, people)| (key(role, own), people)).collect())
}

/// Everything that is held now within this reach, by people's names; at most so many grants.
pub async fn all_grants(
    on: impl Into<On<'_>>,
    org: Uuid,
    reach: &Reach,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Held>> {
    let statement = sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2) and u.disabled_at is null")
    .bind(org)
    .bind(now);
    let rows: Vec<Stored> = reach
        .limit(statement, " and g.location_id in ")
        .with(" order by lower(u.name), u.id, g.created_at, g.id limit ", limit)
        .all(on)
        .await?;
    Ok(rows.into_iter().filter_map(Stored::held).collect())
}

/// Everything that somebody has ever held, and what the trail tells of it.
pub async fn all_of(db: &Db, org: Uuid, user: Uuid) -> Result<(Vec<Past>, Vec<Happening>)> {
    let rows: Vec<StoredPast> =
        sql("select g.id, g.user_id, u.name as user_name, u.email as user_email, g.role, g.role_id,
                r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at,
                b.name as given_by, g.created_at, g.version, g.ended_at
           from grants g
           join users u on u.id = g.user_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
           left join users b on b.id = g.granted_by
          where g.org_id = $1 and g.user_id = $2 order by g.created_at, g.id")
        .bind(org)
        .bind(user)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.grant.id).collect();
    let happenings: Vec<Happening> =
        sql("select id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data from events
          where org_id = $1 and kind in ('grant.changed', 'grant.ended')")
        .bind(org)
        .with_list(" and subject_id in ", ids)
        .all(db)
        .await?;
    let past = |row: StoredPast| Some(Past { held: row.grant.held()?, ended_at: row.ended_at });
    Ok((rows.into_iter().filter_map(past).collect(), happenings))
}

/// A page of those who held something within this reach and hold nothing there now: id, name, address, since when.
pub async fn former(
    db: &Db,
    org: Uuid,
    filter: &TeamFilter,
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, String, String, DateTime<Utc>)>> {
    let mut statement = sql("select u.id, u.name, u.email, max(coalesce(g.ended_at, g.ends_at)) as left_at
           from grants g join users u on u.id = g.user_id where g.org_id = $1")
    .bind(org);
    if !filter.text.trim().is_empty() {
        let pattern = text::any_case_pattern(filter.text.trim());
        statement =
            statement.with(" and (regexp(", pattern.clone()).with(", u.name) or regexp(", pattern).push(", u.email))");
    }
    reach
        .limit(statement, " and g.location_id in ")
        .with(
            " group by u.id, u.name, u.email
              having max(case when g.ended_at is null and (g.ends_at is null or g.ends_at > ",
            now,
        )
        .with(") then 1 else 0 end) = 0 order by left_at desc, u.id limit ", PAGE + 1)
        .with(" offset ", filter.page.clamp(0, 10_000) * PAGE)
        .all(db)
        .await
}

/// All locations, archived ones too.
pub async fn tree(on: impl Into<On<'_>>, org: Uuid) -> Result<Tree> {
    let rows: Vec<(Uuid, String, String)> =
        sql("select id, path, name from locations where org_id = $1").bind(org).all(on).await?;
    Ok(Tree::of(rows))
}

/// Adds a grant.
///
/// # Errors
/// [`Error::NotFound`] for a user, own role or location that is not there; `role_archived`.
pub async fn add_grant(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    user: Uuid,
    wish: &GrantWish,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into grants (id, org_id, user_id, role, role_id, location_id, ends_at, granted_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(id)
    .bind(org)
    .bind(user)
    .bind(wish.role.built_in().map(Role::name))
    .bind(wish.role.own_id())
    .bind(wish.location)
    .bind(wish.ends_at)
    .bind(by)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes a grant, if this version is still the present one.
///
/// # Errors
/// `last_owner` when no lasting owner would be left; `role_archived`.
pub async fn change_grant(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, wish: &GrantWish) -> Result<bool> {
    let changed =
        sql("update grants set role = $4, role_id = $5, location_id = $6, ends_at = $7, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and ended_at is null")
        .bind(org)
        .bind(id)
        .bind(version)
        .bind(wish.role.built_in().map(Role::name))
        .bind(wish.role.own_id())
        .bind(wish.location)
        .bind(wish.ends_at)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Ends a grant, if nobody else did.
///
/// # Errors
/// `last_owner` when no lasting owner would be left.
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

/// The same, if this version is still the present one.
///
/// # Errors
/// `last_owner` when no lasting owner would be left.
pub async fn end_grant_as(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update grants set ended_at = $4, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and ended_at is null")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// Holds an organisation's grants until the transaction ends: nobody else who holds them changes them meanwhile. SQLite's
/// one writer holds them anyway.
pub async fn hold(tx: &mut Tx, org: Uuid) -> Result<()> {
    let _held: Vec<(Uuid,)> = sql("select id from organisations where id = $1")
        .bind(org)
        .push(Either { sqlite: "", postgres: " for no key update" })
        .all(tx)
        .await?;
    Ok(())
}

/// The places a grant may be limited to, each with the names above it.
pub async fn places(db: &Db, org: Uuid) -> Result<Vec<Place>> {
    let rows: Vec<(Uuid, Option<Uuid>, String)> =
        sql("select id, parent_id, name from locations where org_id = $1 and archived_at is null")
            .bind(org)
            .all(db)
            .await?;
    Ok(labelled(&rows))
}

/// Rows of a tree (id, what it stands in, name) by their names with those above them: `Harbour › Boathouse`.
pub fn labelled(rows: &[(Uuid, Option<Uuid>, String)]) -> Vec<Place> {
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
    places
}
