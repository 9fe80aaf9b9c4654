//! The whole of a database, table by table: read in one snapshot, written into an empty one. Backup, restore and the
//! move between engines are made of it.
//!
//! A [`Table`] is what the catalogue says, a [`Record`] one row as values that both engines have. A [`Snapshot`] sees all
//! tables at one instant while others go on writing; a [`Load`] fills an empty schema in one transaction, with the
//! schema's guards (foreign keys, triggers) set aside until the last row is there, and checked before it commits.
//!
//! The only texts made of names come from the catalogue, and names are letters, digits and underscores or are refused.

mod catalogue;
mod integrity;
mod load;
mod record;
mod snapshot;

pub use catalogue::{Column, Kind, Table};
pub use load::Load;
pub use record::{Cell, Record, from_line, line};
pub use snapshot::Snapshot;
