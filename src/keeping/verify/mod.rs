//! Verifying: is everything in the database as the house promises?
//!
//! Three things are looked at: what the engine itself finds (files, indexes, references), the [`Rule`]s of the house, each of
//! which the schema or an action upholds already, and the seals of the audit trail. Nothing is changed.

mod actions;
mod model;
mod store;

pub use actions::{audit, verify};
pub use model::{Finding, Report, Rule};
