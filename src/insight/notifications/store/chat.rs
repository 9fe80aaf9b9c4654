//! The rows of the chat room and of what is said in it.

use super::super::chat::Service;
use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use kernel::db::{Db, Either, On, Sql, Tx, batches, sql};
use kernel::{Result, values};
use platform::House;
use platform::post::Status;
use platform::vault::Held;
use uuid::Uuid;

/// A worker that is silent for longer than this has lost its posts (seconds). Longer than any conversation with a room.
const LEASE_SECONDS: i64 = 120;
/// Posts that are said together.
pub const SAID_AT_ONCE: i64 = 20;

/// The chat room of an organisation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Room {
    /// What it runs on.
    pub service: Service,
    /// What people call it.
    pub name: String,
    /// The webhook's address, or the bot's token, as it is kept.
    pub secret: String,
    /// Telegram: which chat.
    pub chat: String,
    /// For optimistic locking.
    pub version: i64,
}

/// A room as somebody set it up, checked.
#[derive(Debug, Clone)]
pub struct RoomWish {
    /// What it runs on.
    pub service: Service,
    /// What people call it.
    pub name: String,
    /// The webhook's address, or the bot's token, as it is to be kept; none: as before.
    pub secret: Option<String>,
    /// Telegram: which chat.
    pub chat: String,
}

/// Something to be said.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Post {
    /// Its id.
    pub id: Uuid,
    /// What it tells of; none: a test.
    pub event_id: Option<Uuid>,
    /// Of which kind.
    pub kind: String,
    /// The words.
    pub text: String,
    /// Not said before.
    pub due_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// Grows with every lease.
    pub fence: i64,
}

/// The room, if there is one.
pub async fn maybe_room(on: impl Into<On<'_>>, org: Uuid) -> Result<Option<Room>> {
    sql("select service, name, secret, chat, version from chat_rooms where org_id = $1").bind(org).maybe(on).await
}

/// Sets the room up, or changes it if this version is still the present one (0: there is none). A secret that was not
/// typed stays.
pub async fn change_room(tx: &mut Tx, org: Uuid, version: i64, wish: &RoomWish, now: DateTime<Utc>) -> Result<bool> {
    let changed = match &wish.secret {
        Some(secret) => {
            sql("insert into chat_rooms (org_id, service, name, secret, chat, created_at) values ($1, $2, $3, $4, $5, $6)
                 on conflict (org_id) do update set service = excluded.service, name = excluded.name, secret = excluded.secret,
                        chat = excluded.chat, version = chat_rooms.version + 1
                  where chat_rooms.version = $7")
            .bind(org)
            .bind(wish.service)
            .bind(wish.name.clone())
            .bind(secret.clone())
            .bind(wish.chat.clone())
            .bind(now)
            .bind(version)
            .run(tx)
            .await?
        }
        None => {
            sql("update chat_rooms set service = $3, name = $4, chat = $5, version = version + 1 where org_id = $1 and version = $2")
                .bind(org)
                .bind(version)
                .bind(wish.service)
                .bind(wish.name.clone())
                .bind(wish.chat.clone())
                .run(tx)
                .await?
        }
    };
    Ok(changed == 1)
}

/// Takes the room away. What still waits to be said there is not said any more.
pub async fn remove_room(tx: &mut Tx, org: Uuid) -> Result<bool> {
    let removed = sql("delete from chat_rooms where org_id = $1").bind(org).run(&mut *tx).await?;
    sql("update chat_posts set status = 'failed', answer = 'The chat room was taken away.' where org_id = $1 and status in ('queued', 'deferred')")
        .bind(org)
        .run(tx)
        .await?;
    Ok(removed == 1)
}

/// Queues what is to be said; of an event once.
pub async fn add_posts(tx: &mut Tx, org: Uuid, posts: Vec<Post>, now: DateTime<Utc>) -> Result<()> {
    for batch in batches(posts) {
        let row =
            |post: Post| values![post.id, org, post.event_id, post.kind, post.text, Status::Queued, post.due_at, now];
        sql("insert into chat_posts (id, org_id, event_id, kind, text, status, due_at, queued_at) values ")
            .with_rows(batch.into_iter().map(row))
            .push(" on conflict (org_id, event_id) do nothing")
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Leases what has waited longest, with everything else that is due in the same room: the organisation and its posts.
pub async fn lease_posts(house: &House) -> Result<Option<(Uuid, Vec<Post>)>> {
    let now = house.now();
    // Look before taking SQLite's only writer.
    let first: Option<(Uuid,)> =
        sql("select org_id from chat_posts where status in ('queued', 'deferred') and due_at <= $1
            and org_id not in (select id from organisations where suspended_at is not null) order by due_at limit 1")
        .bind(now)
        .maybe(&house.db)
        .await?;
    let Some((org,)) = first else { return Ok(None) };
    let mut tx = house.db.begin().await?;
    let mut posts: Vec<Post> =
        sql("update chat_posts set status = 'sending', leased_until = $3, fence = fence + 1, attempts = attempts + 1
          where org_id = $1 and id in (select id from chat_posts
                 where org_id = $1 and status in ('queued', 'deferred') and due_at <= $2 order by due_at, id")
        .bind(org)
        .bind(now)
        .bind(now + Duration::seconds(LEASE_SECONDS))
        .with(" limit ", SAID_AT_ONCE)
        .push(Either { sqlite: ")", postgres: " for update skip locked)" })
        .push(" returning id, event_id, kind, text, due_at, attempts, fence")
        .all(&mut tx)
        .await?;
    tx.commit().await?;
    posts.sort_by_key(|post| post.id); // ids grow with time
    Ok((!posts.is_empty()).then_some((org, posts)))
}

/// Notes what became of leased posts, of those whose lease is still ours.
pub async fn note_posts(
    db: &Db,
    org: Uuid,
    posts: &[Post],
    status: Status,
    answer: &str,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let sent_at = (status == Status::Sent).then_some(now);
    let mut tx = db.begin().await?;
    for post in posts {
        sql("update chat_posts set status = $4, answer = $5, due_at = $6, sent_at = $7, leased_until = null where org_id = $1 and id = $2 and fence = $3")
            .bind(org)
            .bind(post.id)
            .bind(post.fence)
            .bind(status)
            .bind(answer.to_owned())
            .bind(due_at)
            .bind(sent_at)
            .run(&mut tx)
            .await?;
    }
    tx.commit().await
}

/// Posts whose worker went silent: nobody knows whether they were said. Of all organisations.
pub async fn give_up_posts(house: &House) -> Result<u64> {
    let lost = sql("update chat_posts set status = 'uncertain', fence = fence + 1, answer = 'The house stopped while this was being said. It may have been.'
          where status = 'sending' and leased_until < $1 and org_id is not null")
        .bind(house.now());
    house.db.run(lost).await
}

/// The rows after this organisation that hold a secret.
pub fn room_secrets(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, org_id as id, secret from chat_rooms where org_id > $1 order by org_id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Writes a secret that was locked anew.
pub fn write_room_secret(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        db.run(
            sql("update chat_rooms set secret = $2 where org_id = $1 and secret = $3")
                .bind(held.org_id)
                .bind(anew)
                .bind(held.secret),
        )
        .await
    })
}

/// Posts that are older than this and wait for nothing.
const OLD_POSTS: &str = " from chat_posts
      where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain')";

/// How many there are.
pub fn old_posts(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*)").push(OLD_POSTS).bind(org).bind(before)
}

/// Deletes some of them.
pub fn drop_posts(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from chat_posts where org_id = $1 and id in (select id")
        .push(OLD_POSTS)
        .push(" order by queued_at, id limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
}
