//! The rows of users, sessions and password resets. These belong to people, not to organisations, so none names one.

use super::model::{Account, Device, Membership, ProgramSignIn};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Tx, sql};
use platform::context::RoleColumns;
use uuid::Uuid;

/// Has the first run been through? Until then every way leads to the set-up page.
pub async fn is_set_up(db: &Db) -> Result<bool> {
    let row: Option<(DateTime<Utc>,)> = sql("select set_up_at from installation where id = 1").maybe(db).await?;
    Ok(row.is_some())
}

/// The account with this address (lower case), unless it is disabled.
pub async fn account_by_email(on: impl Into<On<'_>>, email: &str) -> Result<Option<Account>> {
    sql("select id, email, name, password_hash from users where email = $1 and disabled_at is null")
        .bind(email.to_owned())
        .maybe(on)
        .await
}

/// The account with this id, unless it is disabled.
pub async fn account_by_id(on: impl Into<On<'_>>, id: Uuid) -> Result<Account> {
    sql("select id, email, name, password_hash from users where id = $1 and disabled_at is null").bind(id).one(on).await
}

/// Adds a user.
///
/// # Errors
/// `users_email_key` for an address that is taken.
pub async fn add_user(
    tx: &mut Tx,
    id: Uuid,
    email: String,
    name: &str,
    hash: String,
    operator: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into users (id, email, name, password_hash, is_operator, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(email)
        .bind(name.to_owned())
        .bind(hash)
        .bind(operator)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Changes a user's name.
pub async fn rename(tx: &mut Tx, user: Uuid, name: &str) -> Result<()> {
    sql("update users set name = $2 where id = $1").bind(user).bind(name.to_owned()).run(tx).await.map(drop)
}

/// Is this user told by mail what is wrong with the house, if they are an operator?
pub async fn wants_alarms(db: &Db, user: Uuid) -> Result<bool> {
    let (wanted,): (bool,) = sql("select wants_alarms from users where id = $1").bind(user).one(db).await?;
    Ok(wanted)
}

/// Answers whether it is another choice than before.
pub async fn choose_alarms(tx: &mut Tx, user: Uuid, wanted: bool) -> Result<bool> {
    let changed = sql("update users set wants_alarms = $2 where id = $1 and wants_alarms <> $2")
        .bind(user)
        .bind(wanted)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Replaces a user's password hash. Answers whether there is such a user.
pub async fn set_hash(tx: &mut Tx, user: Uuid, hash: String) -> Result<bool> {
    let changed = sql("update users set password_hash = $2 where id = $1").bind(user).bind(hash).run(tx).await?;
    Ok(changed == 1)
}

/// A row of [`memberships`].
#[derive(sqlx::FromRow)]
struct Holding {
    id: Uuid,
    slug: String,
    name: String,
    suspended: bool,
    #[sqlx(flatten)]
    role: RoleColumns,
}

/// The organisations a user may enter at this instant, by name, with what they hold there.
pub async fn memberships(db: &Db, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Membership>> {
    let rows: Vec<Holding> =
        sql("select o.id, o.slug, o.name, o.suspended_at is not null as suspended, g.role, g.role_id, r.name as own_name, r.perms as own_perms, r.categories as own_categories
           from grants g
           join organisations o on o.id = g.org_id
           left join roles r on r.org_id = g.org_id and r.id = g.role_id
          where g.user_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)
          order by o.name, o.id")
        .bind(user)
        .bind(now)
        .all(db)
        .await?;
    let mut memberships: Vec<Membership> = Vec::new();
    for Holding { id: org_id, slug, name, suspended, role } in rows {
        let Some(role) = role.read() else { continue };
        match memberships.last_mut().filter(|last| last.org_id == org_id) {
            Some(last) => last.roles.push(role),
            None => memberships.push(Membership { org_id, slug, name, suspended, roles: vec![role] }),
        }
    }
    for membership in &mut memberships {
        membership.roles.sort_by_key(platform::AnyRole::order);
        membership.roles.dedup();
    }
    Ok(memberships)
}

/// Where a user is signed in, the latest first.
pub async fn devices(db: &Db, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Device>> {
    sql("select id, device, address, created_at, seen_at from sessions where user_id = $1 and expires_at > $2
          order by seen_at desc, id")
    .bind(user)
    .bind(now)
    .all(db)
    .await
}

/// Ends one session of a user. Answers whether there was one.
pub async fn end_session(tx: &mut Tx, user: Uuid, session: &str) -> Result<bool> {
    let ended =
        sql("delete from sessions where user_id = $1 and id = $2").bind(user).bind(session.to_owned()).run(tx).await?;
    Ok(ended == 1)
}

/// Ends all sessions of a user but this one. Answers how many.
pub async fn end_other_sessions(tx: &mut Tx, user: Uuid, keep: Option<&str>) -> Result<u64> {
    sql("delete from sessions where user_id = $1 and id <> $2")
        .bind(user)
        .bind(keep.unwrap_or_default().to_owned())
        .run(tx)
        .await
}

/// The programs that signed in as a user and may go on, the latest first.
pub async fn programs(on: impl Into<On<'_>>, user: Uuid, now: DateTime<Utc>) -> Result<Vec<ProgramSignIn>> {
    sql("select t.family, max(t.made_for) as made_for, max(o.name) as org_name, min(t.created_at) as since, max(t.used_at) as used_at
           from api_tokens t
           left join organisations o on o.id = t.bound_to
          where t.user_id = $1 and t.kind <> 'personal'
          group by t.family
         having sum(case when t.revoked_at is null and t.rotated_at is null and t.expires_at > $2 then 1 else 0 end) > 0
          order by min(t.created_at) desc, t.family")
    .bind(user)
    .bind(now)
    .all(on)
    .await
}

/// Ends what programs got by signing in as a user: by all sign-ins, or by this one. Answers how many tokens.
pub async fn end_programs(tx: &mut Tx, user: Uuid, only: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
    let mut ended = 0;
    // The first look waits for a refresh that is under way, the second sees what that has made.
    for _look in 0..2 {
        ended += sql(
            "update api_tokens set revoked_at = $2 where user_id = $1 and kind <> 'personal' and revoked_at is null",
        )
        .bind(user)
        .bind(now)
        .with_opt(" and family = ", only)
        .run(&mut *tx)
        .await?;
    }
    Ok(ended)
}

/// Ends all tokens of a user, those of programs that signed in and those made by hand.
pub async fn end_tokens(tx: &mut Tx, user: Uuid, now: DateTime<Utc>) -> Result<u64> {
    sql("update api_tokens set revoked_at = $2 where user_id = $1 and revoked_at is null")
        .bind(user)
        .bind(now)
        .run(tx)
        .await
}

/// Notes that somebody asked for a new password.
pub async fn add_reset(
    tx: &mut Tx,
    token_hash: String,
    user: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    sql("insert into password_resets (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(token_hash)
        .bind(user)
        .bind(now)
        .bind(until)
        .run(tx)
        .await
        .map(drop)
}

/// Whose link this is, while it can be used.
pub async fn reset_by_hash(db: &Db, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Account>> {
    sql("select u.id, u.email, u.name, u.password_hash from password_resets r
           join users u on u.id = r.user_id and u.disabled_at is null
          where r.token_hash = $1 and r.used_at is null and r.expires_at > $2")
    .bind(token_hash.to_owned())
    .bind(now)
    .maybe(db)
    .await
}

/// Uses a link up: of two at once, one finds it used.
pub async fn use_reset(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> = sql("update password_resets set used_at = $2
          where token_hash = $1 and used_at is null and expires_at > $2 returning user_id")
    .bind(token_hash.to_owned())
    .bind(now)
    .maybe(tx)
    .await?;
    Ok(row.map(|(user,)| user))
}

/// No link of this user can be used any more.
pub async fn use_all_resets(tx: &mut Tx, user: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update password_resets set used_at = $2 where user_id = $1 and used_at is null")
        .bind(user)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Holds the operators, so that no two who change them at once miss each other. SQLite's one writer holds them anyway.
pub async fn lock_operators(tx: &mut Tx) -> Result<()> {
    let _locked: Vec<(Uuid,)> = sql("select id from users where is_operator order by id")
        .push(Either { sqlite: "", postgres: " for update" })
        .all(tx)
        .await?;
    Ok(())
}

/// Operators who can sign in.
pub async fn count_operators(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from users where is_operator and disabled_at is null").one(tx).await?;
    Ok(count)
}

/// Lets a user not sign in any more. Answers no when they could not before.
pub async fn disable(tx: &mut Tx, user: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update users set disabled_at = $2 where id = $1 and disabled_at is null")
        .bind(user)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Lets a user sign in again. Answers no when they could before.
pub async fn enable(tx: &mut Tx, user: Uuid) -> Result<bool> {
    let changed =
        sql("update users set disabled_at = null where id = $1 and disabled_at is not null").bind(user).run(tx).await?;
    Ok(changed == 1)
}

/// Makes a user an operator, or not any more. Answers no when they were that before, or cannot sign in.
pub async fn set_operator(tx: &mut Tx, user: Uuid, operator: bool) -> Result<bool> {
    let changed = sql("update users set is_operator = $2 where id = $1 and is_operator <> $2 and disabled_at is null")
        .bind(user)
        .bind(operator)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Adds a user who has no password yet.
///
/// # Errors
/// `users_email_key` for an address that is taken.
pub async fn add_without_password(tx: &mut Tx, id: Uuid, email: String, name: &str, now: DateTime<Utc>) -> Result<()> {
    sql("insert into users (id, email, name, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(email)
        .bind(name.to_owned())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}
