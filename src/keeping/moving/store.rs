//! The installation's row, before and after a move.

use chrono::{DateTime, Utc};
use kernel::db::{Sql, sql};
use uuid::Uuid;

/// The house lives elsewhere from now on.
pub fn leave(note: &str, now: DateTime<Utc>) -> Sql {
    sql("update installation set held_since = $1, held_because = 'moved', held_note = $2")
        .bind(now)
        .bind(note.to_owned())
}

/// What was copied may be used: in a new epoch, and held only if the source was.
pub fn arrive(epoch: Uuid, held: Option<DateTime<Utc>>, because: Option<&'static str>, note: String) -> Sql {
    sql("update installation set epoch = $1, held_since = $2, held_because = $3, held_note = $4")
        .bind(epoch)
        .bind(held)
        .bind(because)
        .bind(note)
}
