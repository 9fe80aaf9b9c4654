//! What every domain stands on.
//!
//! ```text
//! bearer    tokens of the API: what they look like, whose one is
//! house     the installation: database, clock, chance, key, settings; one value, cheap to clone
//! context   who asks, where, with which rights: Scope, Viewer, Perm, Role, Reach
//! events    facts, recorded in the transaction that makes them; the relay tells the rest of the house afterwards
//! housekeeping  what has served its time is swept away
//! jobs      work after a commit: lease, heartbeat, fencing, backoff, dead letters; and the schedules
//! post      every outgoing message is a row, with its outcome
//! once      a write that carries a key happens once
//! throttle  soft delays for guessers, rate limits for public forms
//! web       the glue to axum: route tables with their Perm, the guard, sessions, pages, errors
//! ui        the parts that pages are made of
//! ```

pub mod bearer;
pub mod context;
pub mod events;
pub mod house;
pub mod housekeeping;
pub mod jobs;
pub mod once;
pub mod post;
pub mod throttle;
#[path = "../../views/ui/mod.rs"]
pub mod ui;
pub mod web;

pub use context::{Actor, Org, Perm, Reach, Role, Scope, User, Viewer};
pub use house::{House, Settings};
