//! Facts: what happened, who did it, when, before and after. Audit trail, activity feed and outbox in one table.
//!
//! An action ends with [`record`], in the transaction that makes the fact true. After the commit the [`relay`] tells the
//! reactions of the house, which look and then only write rows: messages, jobs, notifications.
//!
//! What in a fact belongs to a client (their name, their words) stands beside it, so that it can be cut: see [`record_about`].
//!
//! Promises: a fact is recorded if, and only if, what it tells has been committed; it is never changed or removed; its
//! reactions happen once, in one transaction, however often the relay or the process is interrupted.

mod feed;
mod hub;
mod record;
pub mod relay;
pub mod seal;
pub mod stream;
pub mod wire;
mod words;

pub use feed::{Entry, Happening, Narrow, by_id, by_ids, latest, of_contact, of_subject, page};
pub use hub::{Hub, Told};
pub use record::{Fact, Telling, record, record_about, record_in_house, record_many, recording, recording_about};
pub use relay::{Effect, Occurred, Reaction};
pub use words::{A_CLIENT, Words, cut_words, cut_words_about, move_some_words, move_words, with_words};
