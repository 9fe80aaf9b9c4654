//! The rows of tokens. They belong to people, not to organisations.

use super::model::{Personal, Stored};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Json, Tx, sql};
use platform::bearer::Kind;
use uuid::Uuid;

/// A token to be written.
pub struct NewToken {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its word.
    pub token_hash: String,
    /// What it is for.
    pub kind: Kind,
    /// Whose.
    pub user: Uuid,
    /// The only organisation it is to open.
    pub bound_to: Option<Uuid>,
    /// The sign-in it comes from.
    pub family: Uuid,
    /// How often that was refreshed.
    pub generation: i64,
    /// What its owner calls it; empty for those of a sign-in.
    pub name: String,
    /// What it may be used for; none: for all its user may do.
    pub scopes: Option<Vec<String>>,
    /// What the program calls itself.
    pub made_for: String,
    /// When.
    pub now: DateTime<Utc>,
    /// Until then.
    pub until: DateTime<Utc>,
}

/// Adds a token.
///
/// # Errors
/// `api_tokens_generation` (on SQLite named by its columns) when this generation of the family is there already;
/// `api_tokens_token_hash_key` for the same word again.
pub async fn add(tx: &mut Tx, token: NewToken) -> Result<()> {
    sql("insert into api_tokens (id, token_hash, kind, user_id, bound_to, family, generation, name, scopes, made_for, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(token.id)
        .bind(token.token_hash)
        .bind(token.kind.name())
        .bind(token.user)
        .bind(token.bound_to)
        .bind(token.family)
        .bind(token.generation)
        .bind(token.name)
        .bind(token.scopes.map(Json))
        .bind(token.made_for)
        .bind(token.now)
        .bind(token.until)
        .run(tx)
        .await
        .map(drop)
}

/// The token behind a word, also one that is over; not of a disabled user.
pub async fn by_hash(db: &Db, token_hash: &str) -> Result<Option<Stored>> {
    sql("select t.id, t.kind, t.user_id, t.family, t.generation, t.bound_to, o.slug, t.expires_at, t.rotated_at, t.revoked_at
           from api_tokens t
           join users u on u.id = t.user_id and u.disabled_at is null
           left join organisations o on o.id = t.bound_to
          where t.token_hash = $1")
        .bind(token_hash.to_owned())
        .maybe(db)
        .await
}

/// A refresh token got the next pair. Answers whether it still could.
pub async fn rotate(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update api_tokens set rotated_at = $2 where id = $1 and revoked_at is null")
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Ends the access tokens of a family's generations before this one: a program has one at a time.
pub async fn end_access_before(tx: &mut Tx, family: Uuid, generation: i64, now: DateTime<Utc>) -> Result<u64> {
    sql("update api_tokens set revoked_at = $3 where family = $1 and generation < $2 and kind = 'access' and revoked_at is null")
        .bind(family)
        .bind(generation)
        .bind(now)
        .run(tx)
        .await
}

/// Ends all tokens of a family. Answers how many.
pub async fn end_family(tx: &mut Tx, family: Uuid, now: DateTime<Utc>) -> Result<u64> {
    sql("update api_tokens set revoked_at = $2 where family = $1 and revoked_at is null")
        .bind(family)
        .bind(now)
        .run(tx)
        .await
}

/// A user's live personal tokens, the newest first.
pub async fn personals(db: &Db, user: Uuid, now: DateTime<Utc>) -> Result<Vec<Personal>> {
    sql("select t.id, t.name, o.name as org_name, t.scopes, t.created_at, t.expires_at, t.used_at
           from api_tokens t
           left join organisations o on o.id = t.bound_to
          where t.user_id = $1 and t.kind = 'personal' and t.revoked_at is null and t.expires_at > $2
          order by t.created_at desc, t.id desc")
    .bind(user)
    .bind(now)
    .all(db)
    .await
}

/// Takes a personal token of this user back. Answers whether it was live.
pub async fn revoke_personal(tx: &mut Tx, user: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update api_tokens set revoked_at = $3
          where user_id = $1 and id = $2 and kind = 'personal' and revoked_at is null")
    .bind(user)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}
