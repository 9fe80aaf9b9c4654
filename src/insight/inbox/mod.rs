//! The inbox: what outside systems tell this house, such as a CRM that blocks a user.
//!
//! *Source*: an outside system, with a secret that signs what it sends and with what it may change here. *Event*: one
//! thing it told, with an id of its own (`webhook-id`), a kind, and the instant at which it happened there. States:
//! *applied*, *ignored* (its kind is unknown here, or something later was told before), *failed* (with the reason),
//! *received* (not judged yet). *Word*: the latest that was told about one field of one subject.
//!
//! Events come signed as Standard Webhooks has it, to `POST /api/v1/inbox/{source}`; the body is
//! `{"type", "timestamp", "data"}`, the same shape that we send.
//!
//! | kind | data | does |
//! |---|---|---|
//! | `user.invited` | `email`, `name`?, `role`, `until`? | invites somebody to a role, in the name of whoever registered the source |
//! | `user.role.granted` | `email`, `role`, `until`? | gives a role to who is or was on the team, and invites anybody else to it |
//! | `user.role.revoked` | `email`, `role` | ends it, and takes back an invitation to it |
//! | `user.blocked` | `email` | ends all they hold here, remembers it, and keeps them out: also who is only invited, or not yet |
//! | `user.unblocked` | `email` | gives it back |
//! | `contact.upserted` | `email`, `name`?, `phone`? | makes or changes a contact |
//!
//! Promises: an external id is judged once, however often it comes; events may come in any order, and the outcome is the
//! same: of two words about one field the later one wins; what cannot be applied changes nothing and is shown with its
//! reason, to be applied again; unknown kinds are kept; whether an address has an account elsewhere in the house is never
//! told; a source does nothing that it was not allowed, and hands out no
//! role mightier than whoever registered it might.
//!
//! Events: `inbox.source_created`, `inbox.source_changed`, `inbox.source_enabled`, `inbox.source_disabled`,
//! `inbox.source_rotated`, `inbox.source_removed`, `inbox.applied`.

pub mod actions;
mod api;
mod apply;
mod door;
mod events;
pub mod model;
pub mod policy;
mod retention;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use retention::AGEING;
pub use routes::routes;

/// What people read when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("source_changed", "Somebody else changed this source in the meantime. Look at it again before you go on."),
    ("sources_full", "There are as many sources as an organisation may have. Remove one that is not needed."),
    ("inbox_event_applied", "This event has been applied already."),
];
