//! What every domain stands on.
//!
//! ```text
//! bearer    tokens of the API: what they look like, whose one is
//! erasures  the list of who was erased, beside the database, for the day it comes back from a backup
//! holdings  what each wing keeps about a contact: shown, handed out, cut and moved for all of them at once
//! files     whatever has bytes: they arrive in pieces or are made here, and stand where the operator wants them
//! house     the installation: database, clock, chance, key, settings; one value, cheap to clone
//! backups   what the operator wants of them, and the last good one
//! context   who asks, where, with which rights: Scope, Viewer, Perm, Role, Reach
//! events    facts, recorded in the transaction that makes them; the relay tells the rest of the house afterwards
//! housekeeping  what has served its time is swept away
//! metrics   what is counted while the house runs, for the console and for Prometheus
//! jobs      work after a commit: lease, heartbeat, fencing, backoff, dead letters; and the schedules
//! post      every outgoing message is a row, with its outcome
//! once      a write that carries a key happens once
//! quarantine  whether anything may leave the house
//! retention what an organisation may let go after a while
//! vault     which columns hold secrets of tenants, and their move to a new key
//! throttle  soft delays for guessers, rate limits for public forms
//! traces    a span for each request, job and letter, where somebody listens
//! web       the glue to axum: route tables with their Perm, the guard, sessions, pages, errors
//! ui        the parts that pages are made of
//! ```

pub mod backups;
pub mod bearer;
pub mod context;
pub mod erasures;
pub mod events;
pub mod files;
pub mod holdings;
pub mod house;
pub mod housekeeping;
pub mod jobs;
pub mod metrics;
pub mod once;
pub mod post;
pub mod quarantine;
pub mod retention;
pub mod throttle;
pub mod traces;
#[path = "../../views/ui/mod.rs"]
pub mod ui;
pub mod vault;
pub mod web;

pub use context::{
    Actor, AnyRole, Client, Errand, Feature, Org, OwnRole, Perm, Perms, Reach, Role, Scope, User, Viewer,
};
pub use house::{House, Settings};
