//! The audit trail: who did what, when, in which request, and what was before and after. The rows are
//! [`platform::events`]'s; they are never changed or removed, by a rule of the schema.
//!
//! Words: the *trail of an organisation* is what happened in it, also by operators; the *trail of the installation* is
//! what happened in none: sign-ins, accounts, work that was started anew. A *change* is one field, before and after.
//!
//! Promises: an organisation's people see their own trail only; a filter stands in the address; a file holds exactly what
//! the page would show on all its pages.

pub mod model;
mod routes;
pub mod store;

pub use routes::routes;
pub(crate) use routes::{file, listed};
