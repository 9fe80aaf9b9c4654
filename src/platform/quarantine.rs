//! Whether anything may leave the house.
//!
//! A house that came back from a backup does not know what its other self sent after that backup was made. So it is
//! *held*: mail lanes take nothing, the relay tells nothing, and only jobs that keep the house itself run, until an
//! operator has looked at what would leave and let it go. What the clock decides meanwhile is decided by
//! [looks](crate::jobs::look) only, and marked ([`LOOK`]). A house that has moved to another database is held for good.
//!
//! Whatever else sends things out (webhooks, chat) asks [`holds`] before it does; a job of theirs waits by itself,
//! because [`Job::RUNS_WHEN_HELD`](crate::jobs::Job::RUNS_WHEN_HELD) is false unless a job says otherwise.

use crate::House;
use chrono::{DateTime, Duration, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Why a house is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Because {
    /// It came back from a backup.
    Restored,
    /// It lives in another database now.
    Moved,
}

/// That a house is held.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    /// Since when. What was decided before may have left already; what was decided since has not.
    #[sqlx(rename = "held_since")]
    pub since: DateTime<Utc>,
    /// Why.
    #[sqlx(rename = "held_because")]
    pub because: Because,
    /// From which backup, or to which database.
    #[sqlx(rename = "held_note")]
    pub note: String,
    /// When it was last looked at what the clock decides (see [`crate::jobs::look`]).
    pub looked_at: Option<DateTime<Utc>>,
}

/// The request that stands in what a look decided.
pub const LOOK: &str = "quarantine";

/// The request in which the clock decides now: that of a schedule, or that of a look, by which it is told apart.
pub async fn by_clock(house: &House) -> Result<&'static str> {
    Ok(if holds(house).await? { LOOK } else { "schedule" })
}

/// Notes that it was looked.
pub(crate) async fn note_look(db: &Db, now: DateTime<Utc>) -> Result<()> {
    db.run(sql("update installation set looked_at = $1").bind(now)).await.map(drop)
}

/// What a house is noted to come from while a restore of it is under way. A restore that was cut off leaves it so, and the
/// house is not served.
pub const UNFINISHED: &str = "a restore that was not finished";

impl Held {
    /// Was its restore cut off before all that must follow had followed?
    pub fn is_unfinished(&self) -> bool {
        self.because == Because::Restored && self.note == UNFINISHED
    }
}

/// Is the house held, so that nothing may leave it?
pub async fn holds(house: &House) -> Result<bool> {
    Ok(held(&house.db).await?.is_some())
}

/// Why and since when it is held, if it is.
pub async fn held(on: impl Into<On<'_>>) -> Result<Option<Held>> {
    sql("select held_since, held_because, held_note, looked_at from installation where held_since is not null and held_because is not null")
        .maybe(on)
        .await
}

/// For so long a node believes what it last saw of it (see [`lately`]).
const BELIEVED: Duration = Duration::seconds(5);

/// What a node last saw: when, and why the house was held.
pub(crate) type Seen = Mutex<Option<(DateTime<Utc>, Option<Because>)>>;

/// Why it is held, if it was a few seconds ago: for what every page says, and asks nothing of the database for.
pub async fn lately(house: &House) -> Result<Option<Because>> {
    let now = house.now();
    let seen = *house.held_seen.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((at, because)) = seen
        && (at..at + BELIEVED).contains(&now)
    {
        return Ok(because);
    }
    let because = held(&house.db).await?.map(|held| held.because);
    *house.held_seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, because));
    Ok(because)
}

/// This node has changed it: it does not believe what it saw.
pub fn look_again(house: &House) {
    *house.held_seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Holds the house from now on, in a new epoch.
pub async fn hold(tx: &mut Tx, because: Because, note: &str, epoch: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update installation set held_since = $1, held_because = $2, held_note = $3, epoch = $4, looked_at = null")
        .bind(now)
        .bind(because)
        .bind(note.to_owned())
        .bind(epoch)
        .run(tx)
        .await
        .map(drop)
}

/// The restore is finished: from here on the house may be served, and it is noted what it came from.
pub async fn finish(db: &Db, note: &str) -> Result<()> {
    db.run(sql("update installation set held_note = $1").bind(note.to_owned())).await.map(drop)
}

/// Lets the house go. Answers no when somebody else did so before, or when it has moved away.
pub async fn release(tx: &mut Tx) -> Result<bool> {
    let released = sql("update installation set held_since = null, held_because = null, held_note = '' where held_because = 'restored'")
        .run(tx)
        .await?;
    Ok(released == 1)
}

/// Which installation this is, and in which epoch. Named when somebody first asks.
pub async fn identity(house: &House) -> Result<Option<(Uuid, Uuid)>> {
    let (instance, epoch) = (house.id(), house.id());
    let named: Option<(Option<Uuid>, Option<Uuid>)> =
        sql("select instance, epoch from installation").maybe(&house.db).await?;
    match named {
        None => Ok(None),
        Some((Some(instance), Some(epoch))) => Ok(Some((instance, epoch))),
        Some(_) => {
            let mut tx = house.db.begin().await?;
            sql("update installation set instance = coalesce(instance, $1), epoch = coalesce(epoch, $2)")
                .bind(instance)
                .bind(epoch)
                .run(&mut tx)
                .await?;
            let named = sql("select instance, epoch from installation").maybe(&mut tx).await?;
            tx.commit().await?;
            Ok(named)
        }
    }
}
