//! The one row of the installation.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Tx, sql};

/// Notes that the house is set up. Answers no when somebody else was quicker; on Postgres it waits for them.
pub(super) async fn claim(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
    let claimed = sql("insert into installation (id, set_up_at) values (1, $1) on conflict (id) do nothing")
        .bind(now)
        .run(tx)
        .await?;
    Ok(claimed == 1)
}
