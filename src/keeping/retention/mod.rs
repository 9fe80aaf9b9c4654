//! Retention: how long an organisation keeps what.
//!
//! Words: an organisation sets a span of months for three *groups*: who came (in bookings that are over), outgoing messages,
//! and records of the machinery. None is set from the start: nothing goes by itself. What ages is declared by the domains
//! that hold it ([`platform::retention::Ageing`]); this domain keeps the spans, shows what would go, and lets it go every
//! night, in small steps.
//!
//! Promises: bookings themselves stay, without their people, so figures do not change; nothing that waits to be sent goes;
//! events stay, because they are the audit trail.
//!
//! Events: `retention.changed`, `retention.applied`.

mod actions;
mod events;
mod model;
mod reactions;
mod routes;
mod store;

pub use actions::{apply, change, preview};
pub use model::Spans;
pub use reactions::Apply;
pub use routes::routes;

pub(crate) use model::SpansForm;
