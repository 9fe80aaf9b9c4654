//! Quarantine: what a house that came back from a backup would send, and the operator's choice.
//!
//! Words: what was waiting when the backup was made (messages, calls of webhooks, posts to chat rooms, news for a letter,
//! work, and events from which all these follow) is *uncertain*: the house may have sent it after that moment, and the
//! backup cannot know. So is what *the clock* decides until the release (asking for what is late, reminders, alerts,
//! reports by mail …): the house's other self may have decided the same. [Looks](platform::jobs::look) decide it, so that
//! it can be counted and chosen. What people decided since the restore is certain. *Releasing* the house lets go what the
//! operator chose; the rest is marked as not sent, visible, and can be sent again one by one.
//!
//! Promises: nothing leaves before the choice; the choice happens once; everything that people decided since the restore
//! leaves; what was not chosen is not decided again after the release; what comes due after it is sent as ever.
//!
//! Events: `house.released`.

mod actions;
mod events;
mod model;
mod routes;
mod store;

pub use actions::release;
pub(crate) use model::ReleaseForm;
pub use model::{Choice, Kind, Origin, Waiting};
pub use routes::routes;
