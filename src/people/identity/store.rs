//! The rows of users, sessions, password resets and mail choices. These belong to people, not to organisations, so only
//! mail choices name one.

use super::model::{Account, Device, Membership};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use platform::Role;
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

/// Replaces a user's password hash. Answers whether there is such a user.
pub async fn set_hash(tx: &mut Tx, user: Uuid, hash: String) -> Result<bool> {
    let changed = sql("update users set password_hash = $2 where id = $1").bind(user).bind(hash).run(tx).await?;
    Ok(changed == 1)
}

/// The organisations a user may enter at this instant, by name, with what they hold there.
pub async fn memberships(db: &Db, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Membership>> {
    let rows: Vec<(Uuid, String, String, String, Option<bool>)> = sql("select o.id, o.slug, o.name, g.role, c.wanted
           from grants g
           join organisations o on o.id = g.org_id
           left join mail_choices c on c.org_id = g.org_id and c.user_id = g.user_id and c.kind = 'bookings'
          where g.user_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2)
          order by o.name, o.id")
    .bind(user)
    .bind(now)
    .all(db)
    .await?;
    let mut memberships: Vec<Membership> = Vec::new();
    for (org_id, slug, name, role, wants_bookings) in rows {
        let Some(role) = Role::parse(&role) else { continue };
        match memberships.last_mut().filter(|last| last.org_id == org_id) {
            Some(last) => last.roles.push(role),
            None => memberships.push(Membership { org_id, slug, name, roles: vec![role], wants_bookings }),
        }
    }
    for membership in &mut memberships {
        membership.roles.sort_by_key(|role| Role::ALL.iter().position(|one| one == role));
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

/// Keeps whether a user wants this kind of an organisation's news by mail.
pub async fn choose_mail(tx: &mut Tx, org: Uuid, user: Uuid, kind: &'static str, wanted: bool) -> Result<()> {
    sql("insert into mail_choices (org_id, user_id, kind, wanted) values ($1, $2, $3, $4)
         on conflict (org_id, user_id, kind) do update set wanted = excluded.wanted")
    .bind(org)
    .bind(user)
    .bind(kind)
    .bind(wanted)
    .run(tx)
    .await
    .map(drop)
}
