//! What is changed in the rows of a backup before anybody sees them.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Tx, sql};

/// What was under way when the backup was made is under way no more.
pub async fn end_what_ran(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    sql("update messages set status = 'uncertain', fence = fence + 1, leased_until = null,
             answer = 'It was being sent when the backup was made. It may have arrived.'
          where status = 'sending'")
    .run(&mut *tx)
    .await?;
    sql("update jobs set state = 'waiting', fence = fence + 1, leased_until = null
          where state = 'running'")
    .run(&mut *tx)
    .await?;
    sql("update backups set outcome = 'failed', ended_at = $1, error = 'It was being made when the backup was taken that this house came back from.'
          where outcome = 'running'")
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}
