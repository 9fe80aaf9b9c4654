//! What has served its time is swept away: ended sessions, old keys, forgotten failures, old ticks.

use crate::House;
use crate::jobs::Job;
use crate::once::KEY_DAYS;
use chrono::Duration;
use kernel::Result;
use kernel::db::sql;
use serde::{Deserialize, Serialize};

/// How long ticks of schedules and failures of guessers are kept (days).
const KEPT_DAYS: i64 = 7;
/// How long a file of contacts waits to be applied, and tells afterwards what it did (days).
const IMPORT_DAYS: i64 = 30;

/// How long incidents are remembered that are over (days).
const INCIDENT_DAYS: i64 = 90;

/// How long what a merge of two contacts did is kept, so that it can be undone (days).
pub const MERGE_DAYS: i64 = 30;

/// Sweeps. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sweep;

impl Job for Sweep {
    const NAME: &'static str = "platform.sweep";
    const RUNS_WHEN_HELD: bool = true;

    async fn run(&self, house: &House) -> Result<()> {
        let now = house.now();
        let kept = now - Duration::days(KEPT_DAYS);
        // One short transaction each: the writer is never held for long.
        house.db.run(sql("delete from sessions where expires_at < $1").bind(now)).await?;
        house.db.run(sql("delete from idempotency where created_at < $1").bind(now - Duration::days(KEY_DAYS))).await?;
        house.db.run(sql("delete from throttles where updated_at < $1").bind(kept)).await?;
        house.db.run(sql("delete from client_sessions where expires_at < $1").bind(now)).await?;
        house.db.run(sql("delete from client_codes where expires_at < $1").bind(kept)).await?;
        house
            .db
            .run(sql("delete from contact_imports where created_at < $1").bind(now - Duration::days(IMPORT_DAYS)))
            .await?;
        house
            .db
            .run(sql("delete from contact_merges where merged_at < $1").bind(now - Duration::days(MERGE_DAYS)))
            .await?;
        let incidents = sql("delete from incidents where ended_at < $1").bind(now - Duration::days(INCIDENT_DAYS));
        house.db.run(incidents).await?;
        house.db.run(sql("delete from ticks where due_at < $1").bind(kept)).await?;
        // Used refresh tokens stay until they are over: their reuse is what tells a theft.
        house.db.run(sql("delete from api_tokens where expires_at < $1").bind(kept)).await?;
        house.db.run(sql("delete from daily_use where day < $1").bind(kept.date_naive())).await?;
        house.db.run(sql("delete from password_resets where expires_at < $1").bind(kept)).await.map(drop)
    }
}
