//! Quarantine: what a house that came back from a backup would send, and the operator's choice.
//!
//! Words: what was waiting when the backup was made (messages, calls of webhooks, posts to chat rooms, news for a letter,
//! work, and events from which all these follow) is *uncertain*: the house may have sent it after that moment, and the
//! backup cannot know. What was decided since the restore is not. *Releasing* the house lets go what the operator
//! chose; the rest is marked as not sent, visible, and can be sent again one by one.
//!
//! Promises: nothing leaves before the choice; the choice happens once; everything decided since the restore leaves.
//!
//! Events: `house.released`.

mod actions;
mod events;
mod model;
mod routes;
mod store;

pub use actions::release;
pub(crate) use model::ReleaseForm;
pub use model::{Choice, Kind, Waiting};
pub use routes::routes;
