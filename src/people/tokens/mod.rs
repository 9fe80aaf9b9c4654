//! Tokens: what programs sign in with.
//!
//! Words: an *access token* acts for an hour; a *refresh token* gets the next pair, once; the pairs that follow from one
//! sign-in are its *family*; a *personal token* is made by hand on the account's page, until a day, perhaps for one
//! organisation and for some permissions only (its *scopes*).
//!
//! Promises:
//! - A token is kept as SHA-256 only, and shown once.
//! - It does what its user may do at that moment, and never more; its scopes and its organisation narrow that.
//! - Of two refreshes with one token at once, one succeeds: the schema judges. A refresh token that is used again later was
//!   stolen, by whoever came first or second: its whole family ends.
//! - Guesses at a password wait here as they do on the sign-in page, in the same buckets.
//! - Another password ends all tokens; a disabled user's open nothing.
//!
//! Events, of the installation: `token.made`, `token.revoked`, `token.reused`.

pub mod actions;
mod api;
mod events;
pub mod model;
pub mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{NewPersonal, Pair, Personal};
pub use routes::routes;
