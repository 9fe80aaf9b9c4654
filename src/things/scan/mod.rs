//! The scan page: codes read by a camera or a scanner that types, each done at once with what its mode says.
//!
//! Words: a *scan* is one code that was read; its *mode* is what is done with it, and stays until it is changed, as does
//! the *target*: who gets what is checked out, where goes what is moved or taken back.
//!
//! Promises:
//! - A scan is done once, however often it is sent: it brings its own key, and a page without network keeps it and sends it
//!   again, in order.
//! - A code may be a tag, a serial, an item's number, or what a label of ours or of Snipe-IT says; that of a place sets where
//!   things go.
//! - What may not be done says why, and nothing else stops.

mod actions;
mod model;
mod routes;

pub use model::{Mode, Outcome, ScanForm, State};
pub use routes::routes;
