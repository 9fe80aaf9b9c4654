//! Identity: who signs in, on which devices, and with what.
//!
//! Words: a *user* is one person's sign-in, known in the whole installation; a *session* is one signed-in browser, shown
//! to its owner as a *device*; a *known device* is a browser in which the user has signed in before; a *mail choice* is
//! whether somebody wants an organisation's news by mail.
//!
//! Promises:
//! - A password is kept as argon2id only, a session and a link of a mail as SHA-256 only.
//! - An unknown address is answered as a known one is, after the same work.
//! - Nobody can lock out a user from a known device: its failures are counted apart from everybody else's.
//! - Signing in and changing the password change the session's id; a new password ends all other sessions,
//!   and all tokens.
//! - A session that was ended is over with the next request.
//!
//! Events: none yet. What happens to a user happens in no organisation, and the trail of the installation has no page.

pub mod actions;
pub mod model;
pub mod policy;
pub mod reactions;
pub mod routes;
pub mod store;

pub use model::{Membership, NewUser};
pub use routes::{routes, seen, start};
