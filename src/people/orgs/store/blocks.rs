//! The rows of blocks, and whom an organisation knows by their address.

use super::super::model::{AnyBlock, Block, Kept, Lifting};
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, Json, On, Sql, Tx, sql};
use kernel::{Error, Result};
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

/// Blocks it no more, and notes who lifted it: somebody by hand, or a source of this name.
pub async fn end_block(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (user, source): (Option<Uuid>, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into lifted_blocks (id, org_id, email, blocked_by, blocked_at, lifted_by, lifted_through, lifted_at)
         select b.id, b.org_id, b.email, b.blocked_by, b.blocked_at, $3, $4, $5 from blocks b where b.org_id = $1 and b.id = $2")
    .bind(org)
    .bind(id)
    .bind(user)
    .bind(source.to_owned())
    .bind(now)
    .run(&mut *tx)
    .await?;
    sql("delete from blocks where org_id = $1 and id = $2").bind(org).bind(id).run(tx).await.map(drop)
}

/// A block that was lifted, as it is read.
#[derive(sqlx::FromRow)]
struct Lifted {
    id: Uuid,
    email: String,
    blocked_by: String,
    blocked_at: DateTime<Utc>,
    lifted_by: Option<Uuid>,
    lifted_through: String,
    lifted_at: DateTime<Utc>,
    user_name: Option<String>,
}

impl From<Lifted> for AnyBlock {
    fn from(row: Lifted) -> AnyBlock {
        let Lifted { id, email, blocked_by, blocked_at, lifted_by, lifted_through, lifted_at, user_name } = row;
        let (user, by) = match lifted_through.is_empty() {
            true => (lifted_by, user_name.unwrap_or_default()),
            false => (None, lifted_through),
        };
        AnyBlock { id, email, blocked_by, blocked_at, lifting: Some(Lifting { at: lifted_at, user, by }) }
    }
}

impl From<Block> for AnyBlock {
    fn from(block: Block) -> AnyBlock {
        let Block { id, email, blocked_by, blocked_at, .. } = block;
        AnyBlock { id, email, blocked_by, blocked_at, lifting: None }
    }
}

fn lifted() -> Sql {
    sql("select b.id, b.email, b.blocked_by, b.blocked_at, b.lifted_by, b.lifted_through, b.lifted_at, u.name as user_name
           from lifted_blocks b left join users u on u.id = b.lifted_by where b.org_id = ")
}

fn holding() -> Sql {
    sql("select b.id, b.email, b.held, b.blocked_by, b.blocked_at from blocks b where b.org_id = ")
}

/// A page of blocks, the newest first: those older than an instant and an id; only those that were lifted, only those that
/// hold, or both.
pub async fn any_blocks(
    db: &Db,
    org: Uuid,
    is_lifted: Option<bool>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<AnyBlock>> {
    let page = |statement: Sql| match before {
        Some((at, id)) => statement.with(" and (b.blocked_at, b.id) < (", at).with(", ", id).push(")"),
        None => statement,
    };
    let mut blocks: Vec<AnyBlock> = Vec::new();
    if is_lifted != Some(true) {
        let statement = page(holding().with("", org));
        let rows: Vec<Block> = statement.with(" order by b.blocked_at desc, b.id desc limit ", limit).all(db).await?;
        blocks.extend(rows.into_iter().map(AnyBlock::from));
    }
    if is_lifted != Some(false) {
        let statement = page(lifted().with("", org));
        let rows: Vec<Lifted> = statement.with(" order by b.blocked_at desc, b.id desc limit ", limit).all(db).await?;
        blocks.extend(rows.into_iter().map(AnyBlock::from));
    }
    blocks.sort_unstable_by_key(|block| std::cmp::Reverse((block.blocked_at, block.id)));
    blocks.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(blocks)
}

/// A block, also one that was lifted. Looked for first where it goes from: one that is lifted meanwhile is found.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn any_block(db: &Db, org: Uuid, id: Uuid) -> Result<AnyBlock> {
    let block: Option<Block> = holding().with("", org).with(" and b.id = ", id).maybe(db).await?;
    if let Some(block) = block {
        return Ok(block.into());
    }
    let block: Option<Lifted> = lifted().with("", org).with(" and b.id = ", id).maybe(db).await?;
    block.map(AnyBlock::from).ok_or(Error::NotFound)
}

/// How many blocks were lifted before an instant.
pub fn count_old_liftings(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*) from lifted_blocks where org_id = $1 and lifted_at < $2").bind(org).bind(before)
}

/// Deletes some of them.
pub fn drop_old_liftings(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from lifted_blocks where org_id = $1 and id in
         (select id from lifted_blocks where org_id = $1 and lifted_at < $2 order by lifted_at, id limit $3)")
    .bind(org)
    .bind(before)
    .bind(limit)
}
