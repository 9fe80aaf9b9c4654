//! Every outgoing message is a row, from the moment it is decided until long after its outcome is known.
//!
//! States: *queued* (waits for its turn), *sending* (a lane has it), *sent* (the server took it), *deferred* (not now;
//! it will be tried again), *failed* (not ever, or too old), *uncertain* (the server may have it: nobody knows).
//!
//! Promises: a message is queued if, and only if, the transaction that decided it commits; the same fact never queues
//! the same message twice (its dedupe key); a message whose outcome is unknown is shown as such and never repeated by
//! itself; without a mail server messages are kept, not lost; a suspended organisation sends nothing, and what it has
//! written is kept (*held*) until it is resumed; what is beyond an organisation's limit of the day is failed, and says so.
//!
//! Events: `message.failed`, when one failed for good or became uncertain.
//!
//! The rows are their own queue: a job beside each would double the writing and tell nothing more.

mod draft;
mod lanes;
mod outbox;
mod person;
mod retention;

pub use draft::{CODE, Draft, NOBODYS_DOMAIN, Part, Table, compose, has_allowance, queue, queue_for_house};
pub use lanes::{LANES, run, step};
pub use outbox::{
    Outgoing, STALE_DAYS, Status, Summary, calendars_about, file, file_kind, maybe_by_id, of_subject, release,
};
pub use person::{erase, erase_about, keep_back, letters_of, summaries_of};
pub use retention::AGEING;
