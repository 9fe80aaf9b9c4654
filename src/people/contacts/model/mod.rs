//! A contact, what the list shows, and what else is known about somebody.

mod contact;
mod filter;
mod import;
mod letters;
mod merge;
mod person;

pub use contact::{Contact, ContactForm, FROM_FILE, FROM_STAFF, NAME_OF_ERASED, NewContact, tag};
pub use filter::{ContactFilter, ContactPage, Listed, Order};
pub use import::{Change, ImportRow, Imported, Planned, Summary, Verdict, plan};
pub use letters::{LettersForm, Unneeded, Wanted};
pub use merge::{Before, Block, Fields, Merge, SignedIn, UNDO_DAYS, Undone, WentOver};
pub use person::{Erasure, MergeForm, Note, Pick, address_hash, note_body};

/// Longest telephone number (characters).
pub const PHONE_MAX: usize = 40;
/// Longest note (characters).
pub const NOTE_MAX: usize = 4_000;
/// Longest reason for a block (characters).
pub const REASON_MAX: usize = 300;
/// Longest tag (characters).
pub const TAG_MAX: usize = 40;
/// Tags of one contact.
pub const TAGS_MAX: usize = 30;
/// Longest word for where somebody came from (characters).
pub const SOURCE_MAX: usize = 40;
