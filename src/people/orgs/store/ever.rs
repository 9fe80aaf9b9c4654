//! What people hold and have held, also what is over: to explain why somebody may not do something.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, sql};
use platform::Role;
use uuid::Uuid;

/// The most people that are offered to ask about.
const PEOPLE_MAX: i64 = 500;
/// The most grants of one person that are told.
const GRANTS_MAX: i64 = 20;

/// A grant, in force or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ever {
    /// The name of the role, as stored.
    pub role: String,
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
    /// The role, if this program knows it.
    pub fn role(&self) -> Option<Role> {
        Role::parse(&self.role)
    }

    /// When it ceased to give anything, if it has.
    pub fn over(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.ended_at.or(self.ends_at.filter(|end| *end <= now))
    }
}

/// Everything a user was ever given in an organisation, the newest first.
pub async fn grants_ever(on: impl Into<On<'_>>, org: Uuid, user: Uuid) -> Result<Vec<Ever>> {
    sql("select g.role, g.location_id, l.name as location_name, g.ends_at, g.ended_at from grants g
           left join locations l on l.org_id = g.org_id and l.id = g.location_id
          where g.org_id = $1 and g.user_id = $2")
    .bind(org)
    .bind(user)
    .with(" order by g.created_at desc, g.id limit ", GRANTS_MAX)
    .all(on)
    .await
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
