//! Backups: all of the house in one file, made while it is lived in.
//!
//! Words: a backup is *good* when its file was written, put on the disk and read again; it *failed* otherwise, which is an
//! event of the installation. Scheduled ones are made by a job as the operator's plan says, and those whose turn is over
//! are removed. One that an operator *asks* for on the console is made by a job too, and counts among them.
//!
//! Promises: a backup is one instant of all tables, with the bytes of every file that they know, wherever those stand;
//! people go on writing and removing meanwhile; a failed one leaves no file; the newest good one is never removed, nor the
//! newest that lacks nothing. Where bytes outside of the database cannot be had, the backup holds the rest, says so, and
//! *lacks* them, which is an event too.
//!
//! Events: `backup.asked`, `backup.failed`, `backup.incomplete`.

mod actions;
mod bytes;
mod events;
mod model;
mod reactions;
mod routes;
mod store;

pub use actions::{ask, make};
pub use model::{Backup, MadeBy, Outcome};
pub use reactions::{Due, Now};
pub use routes::routes;
