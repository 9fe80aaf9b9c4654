//! The rows of notifications: told, listed, read, taken into a letter.

use super::super::model::{Kind, Mail};
use crate::messages::model::Spot;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Json, Sql, Tx, batches, sql};
use kernel::{Result, values};
use platform::Reach;
use platform::events::{Happening, Words, with_words};
use serde_json::Value;
use things::assets;
use things::stock::store::at_hand;
use things::work::store::reachable_work;
use uuid::Uuid;

/// Rows deleted in one transaction when they are old.
const FORGOTTEN_AT_ONCE: i64 = 2_000;
/// Unread notifications are counted up to this.
pub const COUNTED_MAX: i64 = 100;

/// A notification to be kept.
#[derive(Debug, Clone)]
pub struct New {
    /// Its id.
    pub id: Uuid,
    /// Who is told.
    pub user_id: Uuid,
    /// Of which event.
    pub event_id: Uuid,
    /// Of which kind.
    pub kind: Kind,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Under the bell?
    pub in_app: bool,
    /// By mail?
    pub mail: Mail,
    /// While a letter waits: until then.
    pub mail_due_at: Option<DateTime<Utc>>,
    /// The letter's dedupe key, once it is written.
    pub mail_key: Option<String>,
    /// In the chat room?
    pub chat: bool,
}

/// A notification with its event.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Told {
    /// Its id.
    pub id: Uuid,
    /// Of which kind.
    pub kind: Kind,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// `booking.confirmed`.
    pub event_kind: String,
    /// Who did it: `user`, `contact` or `system`.
    pub actor_kind: String,
    /// What they were called then.
    pub actor_name: String,
    /// `booking`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// What was, what is.
    pub data: Json<Value>,
    /// What of it belongs to a person.
    pub words: Words,
}

impl Told {
    /// What happened.
    pub fn happening(&self) -> Happening {
        let mut happening = Happening {
            id: self.id,
            at: self.at,
            kind: self.event_kind.clone(),
            actor_kind: self.actor_kind.clone(),
            actor_name: self.actor_name.clone(),
            subject_kind: self.subject_kind.clone(),
            subject_id: self.subject_id,
            data: self.data.clone(),
        };
        with_words(&mut happening.actor_name, &mut happening.data, &self.words);
        happening
    }
}

/// Keeps notifications; nobody is told of an event twice.
pub async fn add(tx: &mut Tx, org: Uuid, told: Vec<New>) -> Result<()> {
    for batch in batches(told) {
        let row = |new: New| {
            values![
                new.id,
                org,
                new.user_id,
                new.event_id,
                new.kind,
                new.at,
                new.in_app,
                new.mail,
                new.mail_due_at,
                new.mail_key,
                new.chat,
            ]
        };
        sql("insert into notifications (id, org_id, user_id, event_id, kind, at, in_app, mail, mail_due_at, mail_key, chat) values ")
            .with_rows(batch.into_iter().map(row))
            .push(" on conflict (org_id, user_id, event_id) do nothing")
            .run(tx)
            .await?;
    }
    Ok(())
}

/// How many a user has not read, of these kinds; counted up to [`COUNTED_MAX`].
pub async fn count_unread(db: &Db, org: Uuid, user: Uuid, kinds: &[Kind]) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from (select 1 from notifications where org_id = $1 and user_id = $2 and in_app and read_at is null")
            .bind(org)
            .bind(user)
            .with_list(" and kind in ", kinds.iter().copied())
            .with(" limit ", COUNTED_MAX)
            .push(") unread")
            .one(db)
            .await?;
    Ok(count)
}

/// A user's notifications of these kinds, the newest first, of what happened within reach.
#[allow(clippy::too_many_arguments, reason = "one for each part of the question")]
pub async fn list(
    db: &Db,
    org: Uuid,
    user: Uuid,
    kinds: &[Kind],
    (bookings, mails, keeps): (&Reach, &Reach, &Reach),
    unread: bool,
    before: Option<Spot>,
    limit: i64,
) -> Result<Vec<Told>> {
    let statement = sql("select n.id, n.kind, n.read_at, n.at, e.kind as event_kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words
           from notifications n
           join events e on e.org_id = n.org_id and e.id = n.event_id
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where n.org_id = $1 and n.user_id = $2 and n.in_app")
    .bind(org)
    .bind(user)
    .with_list(" and n.kind in ", kinds.iter().copied())
    .push_if(unread, " and n.read_at is null");
    let mut statement = within(statement, bookings, mails, keeps);
    if let Some(Spot { at, id }) = before {
        statement = statement.with(" and (n.at, n.id) < (", at).with(", ", id).push(")");
    }
    statement.push(" order by n.at desc, n.id desc").with(" limit ", limit).all(db).await
}

/// With rights at some locations only: what happened there.
fn within(statement: Sql, bookings: &Reach, mails: &Reach, keeps: &Reach) -> Sql {
    let statement = match bookings.places() {
        None => statement,
        Some(locations) => statement
            .push(
                " and (n.kind not in ('booking_made', 'booking_moved', 'booking_cancelled') or exists (select 1 from bookings b
                     join resources r on r.org_id = b.org_id and r.id = b.resource_id
                    where b.org_id = n.org_id and b.id = e.subject_id",
            )
            .with_list(" and r.location_id in ", locations.iter().copied())
            .push("))"),
    };
    let statement = match mails.places() {
        None => statement,
        Some(locations) => statement
            .push(
                " and (n.kind <> 'message_failed' or exists (select 1 from messages m
                     join bookings b on b.org_id = m.org_id and b.id = m.subject_id
                     join resources r on r.org_id = b.org_id and r.id = b.resource_id
                    where m.org_id = n.org_id and m.id = e.subject_id",
            )
            .with_list(" and r.location_id in ", locations.iter().copied())
            .push("))"),
    };
    if *keeps == Reach::Everywhere {
        return statement;
    }
    let statement = statement.push(
        " and (n.kind not in ('asset_due', 'stock_low', 'work_raised', 'work_late')
           or exists (select 1 from assets a where a.org_id = n.org_id and a.id = e.subject_id",
    );
    let statement = assets::store::reachable(statement, keeps).push(
        ") or exists (select 1 from stock_levels v join stock_items i on i.org_id = v.org_id and i.id = v.item_id
            where v.org_id = n.org_id and v.item_id = e.subject_id and cast(v.location_id as text) = e.data ->> 'location_id'",
    );
    let statement = at_hand(statement, keeps).push(
        ") or exists (select 1 from work_orders o left join assets a on a.org_id = o.org_id and a.id = o.asset_id
            where o.org_id = n.org_id and o.id = e.subject_id",
    );
    reachable_work(statement, keeps).push("))")
}

/// One notification of a user.
pub async fn reachable(db: &Db, org: Uuid, user: Uuid, id: Uuid) -> Result<Told> {
    sql("select n.id, n.kind, n.read_at, n.at, e.kind as event_kind, e.actor_kind, e.actor_name, e.subject_kind, e.subject_id, e.data, w.words
           from notifications n
           join events e on e.org_id = n.org_id and e.id = n.event_id
           left join event_words w on w.org_id = e.org_id and w.event_id = e.id
          where n.org_id = $1 and n.user_id = $2 and n.id = $3 and n.in_app")
    .bind(org)
    .bind(user)
    .bind(id)
    .one(db)
    .await
}

/// A user has read one.
pub async fn read_one(tx: &mut Tx, org: Uuid, user: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update notifications set read_at = $4 where org_id = $1 and user_id = $2 and id = $3 and read_at is null")
        .bind(org)
        .bind(user)
        .bind(id)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// A user has read all that happened until then, of one kind or of any; answers how many that were.
pub async fn read_all(
    tx: &mut Tx,
    org: Uuid,
    user: Uuid,
    kind: Option<Kind>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64> {
    sql("update notifications set read_at = $4
          where org_id = $1 and user_id = $2 and in_app and read_at is null and at <= $3")
    .bind(org)
    .bind(user)
    .bind(until)
    .bind(now)
    .with_opt(" and kind = ", kind)
    .run(tx)
    .await
}

/// People for whom a letter has come due, of all organisations: the clock belongs to all of them.
pub async fn mail_due(db: &Db, now: DateTime<Utc>, limit: i64) -> Result<Vec<(Uuid, Uuid)>> {
    sql("select distinct org_id, user_id from notifications where mail_due_at is not null and mail_due_at <= $1 limit $2")
        .bind(now)
        .bind(limit)
        .all(db)
        .await
}

/// Takes what is due for one person into a letter with this key: event and kind. What one worker has taken no other one
/// finds any more.
pub async fn take_due(tx: &mut Tx, org: Uuid, user: Uuid, key: &str, now: DateTime<Utc>) -> Result<Vec<(Uuid, Kind)>> {
    sql("update notifications set mail_due_at = null, mail_key = $3
          where org_id = $1 and user_id = $2 and mail_due_at is not null and mail_due_at <= $4
         returning event_id, kind")
    .bind(org)
    .bind(user)
    .bind(key.to_owned())
    .bind(now)
    .all(tx)
    .await
}

/// The events a letter with this key tells: for tests and for whoever asks what was in it.
pub async fn events_of_told(db: &Db, org: Uuid, key: &str) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select event_id from notifications where org_id = $1 and mail_key = $2")
        .bind(org)
        .bind(key.to_owned())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Forgets some of what happened before this, of all organisations; answers how many rows went. Runs until nothing goes.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    let told = db
        .run(
            sql("delete from notifications where (org_id, id) in (select org_id, id from notifications where at < $1 limit $2)")
                .bind(before)
                .bind(FORGOTTEN_AT_ONCE),
        )
        .await?;
    let said = db
        .run(
            sql("delete from chat_posts where (org_id, id) in (select org_id, id from chat_posts where queued_at < $1 limit $2)")
                .bind(before)
                .bind(FORGOTTEN_AT_ONCE),
        )
        .await?;
    Ok(told + said)
}

/// News that are older than this and wait for no letter.
const OLD_NEWS: &str = " from notifications
      where org_id = $1 and at < $2 and mail_due_at is null";

/// How many there are.
pub fn old_news(org: Uuid, before: DateTime<Utc>) -> Sql {
    sql("select count(*)").push(OLD_NEWS).bind(org).bind(before)
}

/// Deletes some of them.
pub fn drop_news(org: Uuid, before: DateTime<Utc>, limit: i64) -> Sql {
    sql("delete from notifications where org_id = $1 and id in (select id")
        .push(OLD_NEWS)
        .push(" order by at, id limit $3)")
        .bind(org)
        .bind(before)
        .bind(limit)
}
