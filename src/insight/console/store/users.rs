//! Users of the whole installation.

use crate::console::model::UserRow;
use crate::paging::{PageFrom, Spot};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Sql, sql};
use uuid::Uuid;

fn users(now: DateTime<Utc>) -> Sql {
    sql("select u.id, u.email, u.name, u.is_operator, u.password_hash is not null as has_password, u.disabled_at, u.created_at,
                (select count(distinct g.org_id) from grants g
                  where g.user_id = u.id and g.ended_at is null and (g.ends_at is null or g.ends_at > $1)) as orgs,
                (select max(s.seen_at) from sessions s where s.user_id = u.id) as seen_at
           from users u")
        .bind(now)
}

/// A page of users, in the order of the way. `state` is `operators`, `disabled`, or anything for all.
pub async fn list(
    db: &Db,
    pattern: Option<String>,
    state: &str,
    from: PageFrom,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<UserRow>> {
    let mut statement = users(now)
        .push(" where u.created_at is not null")
        .push_if(state == "operators", " and u.is_operator")
        .push_if(state == "disabled", " and u.disabled_at is not null");
    if let Some(pattern) = pattern {
        statement =
            statement.with(" and (regexp(", pattern.clone()).with(", u.name) or regexp(", pattern).push(", u.email))");
    }
    let statement = match from {
        PageFrom::Newest => statement.push(" order by u.created_at desc, u.id desc"),
        PageFrom::Before(Spot { at, id }) => statement
            .with(" and (u.created_at, u.id) < (", at)
            .with(", ", id)
            .push(") order by u.created_at desc, u.id desc"),
        PageFrom::After(Spot { at, id }) => {
            statement.with(" and (u.created_at, u.id) > (", at).with(", ", id).push(") order by u.created_at, u.id")
        }
    };
    statement.with(" limit ", limit).all(db).await
}

/// One user, disabled or not.
pub async fn by_id(db: &Db, id: Uuid, now: DateTime<Utc>) -> Result<UserRow> {
    users(now).with(" where u.id = ", id).one(db).await
}
