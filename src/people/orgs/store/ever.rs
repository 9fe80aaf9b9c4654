//! What people hold and have held, also what is over: to explain why somebody may not do something.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, sql};
use platform::context::{AnyRole, RoleColumns};
use uuid::Uuid;

/// The most people that are offered to ask about.
const PEOPLE_MAX: i64 = 500;
/// The most grants of one person that are told.
const GRANTS_MAX: i64 = 20;

/// A grant, in force or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ever {
    /// The role; none: one this program does not know.
    pub role: Option<AnyRole>,
    /// Within this location; none: everywhere.
    pub location_id: Option<Uuid>,
    /// Its name.
    pub location_name: Option<String>,
    /// Until then.
    pub ends_at: Option<DateTime<Utc>>,
    /// It was ended then.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Ever {
    /// When it ceased to give anything, if it has.
    pub fn over(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.ended_at.or(self.ends_at.filter(|end| *end <= now))
    }
}

/// A grant as it is stored.
#[derive(sqlx::FromRow)]
struct Stored {
    #[sqlx(flatten)]
    role: RoleColumns,
    location_id: Option<Uuid>,
    location_name: Option<String>,
    ends_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

/// Everything a user was ever given in an organisation, the newest first.
pub async fn grants_ever(on: impl Into<On<'_>>, org: Uuid, user: Uuid) -> Result<Vec<Ever>> {
    let rows: Vec<Stored> =
        sql("select g.role, g.role_id, r.name as own_name, r.perms as own_perms, r.categories as own_categories, g.location_id, l.name as location_name, g.ends_at, g.ended_at
           from grants g
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
          where g.org_id = $1 and g.user_id = $2")
        .bind(org)
        .bind(user)
        .with(" order by g.created_at desc, g.id limit ", GRANTS_MAX)
        .all(on)
        .await?;
    let ever = |row: Stored| {
        let Stored { role, location_id, location_name, ends_at, ended_at } = row;
        Ever { role: role.read(), location_id, location_name, ends_at, ended_at }
    };
    Ok(rows.into_iter().map(ever).collect())
}

/// Everybody who holds or held anything in an organisation, by name: id and name.
pub async fn people_ever(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<(Uuid, String)>> {
    let rows: Vec<(String, Uuid, String)> =
        sql("select distinct lower(u.name), u.id, u.name from grants g join users u on u.id = g.user_id where g.org_id = $1")
            .bind(org)
            .with(" order by 1, 2 limit ", PEOPLE_MAX)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(_, id, name)| (id, name)).collect())
}
