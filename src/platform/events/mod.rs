//! Facts: what happened, who did it, when, before and after. Audit trail, activity feed and outbox in one table.
//!
//! An action ends with [`record`], in the transaction that makes the fact true. After the commit the [`relay`] tells the
//! reactions of the house, which may only write rows: messages, jobs, notifications.
//!
//! Promises: a fact is recorded if, and only if, what it tells has been committed; it is never changed or removed; its
//! reactions happen once, in one transaction, however often the relay or the process is interrupted.

mod feed;
mod hub;
mod record;
pub mod relay;

pub use feed::{Entry, Happening, Narrow, by_id, latest, of_subject, page};
pub use hub::{Hub, Told};
pub use record::{Fact, record, record_outside};
pub use relay::{Occurred, Reaction};
