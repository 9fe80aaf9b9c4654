//! The rows of blocks, and whom an organisation knows by their address.

use super::super::model::{Block, Kept};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Either, Json, On, Tx, sql};
use platform::User;
use uuid::Uuid;

/// Blocks shown at once.
const SHOWN_MAX: i64 = 200;

/// Who holds or held something here, by their address (lower case). Of anybody else an organisation is told nothing.
pub async fn known(on: impl Into<On<'_>>, org: Uuid, email: &str) -> Result<Option<User>> {
    let row: Option<(Uuid, String, String)> = sql("select u.id, u.email, u.name from users u
          where u.email = $2 and exists (select 1 from grants g where g.org_id = $1 and g.user_id = u.id)")
    .bind(org)
    .bind(email.to_owned())
    .maybe(on)
    .await?;
    Ok(row.map(|(id, email, name)| User { id, email, name, is_operator: false }))
}

/// The block of an address (lower case).
pub async fn block_of(on: impl Into<On<'_>>, org: Uuid, email: &str) -> Result<Option<Block>> {
    sql("select id, email, held, blocked_by, blocked_at from blocks where org_id = $1 and email = $2")
        .bind(org)
        .bind(email.to_owned())
        .maybe(on)
        .await
}

/// A block, held against whoever else changes it.
pub async fn block_by_id(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Block> {
    sql("select id, email, held, blocked_by, blocked_at from blocks where org_id = $1 and id = $2")
        .push(Either { sqlite: "", postgres: " for update" })
        .bind(org)
        .bind(id)
        .one(tx)
        .await
}

/// The newest blocks.
pub async fn blocks(db: &Db, org: Uuid) -> Result<Vec<Block>> {
    sql("select id, email, held, blocked_by, blocked_at from blocks where org_id = $1")
        .bind(org)
        .with(" order by blocked_at desc, id desc limit ", SHOWN_MAX)
        .all(db)
        .await
}

/// Blocks an address, or changes what is kept for it.
pub async fn set_block(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    email: &str,
    held: Vec<Kept>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into blocks (org_id, id, email, held, blocked_by, blocked_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, email) do update set held = excluded.held, blocked_by = excluded.blocked_by")
    .bind(org)
    .bind(id)
    .bind(email.to_owned())
    .bind(Json(held))
    .bind(by.to_owned())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Blocks it no more.
pub async fn end_block(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    sql("delete from blocks where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await.map(drop)
}
