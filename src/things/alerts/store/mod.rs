//! All SQL of alerts.

mod list;
mod raising;

pub use list::{PAGE, after, alerts_unseen, by_id, dismiss, hold, list, of_asset, restore, snooze};
pub use raising::{Coming, Raised, close, coming, coming_work, late, mark_late, orgs, raise, raised, reopen};
