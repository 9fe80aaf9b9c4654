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
//! - Somebody who can sign in always runs the installation: the last operator can be neither disabled nor unmade.
//!
//! Events, in the installation and in no organisation: `user.created`, `user.signed_in`, `user.sign_in_failed`,
//! `user.renamed`, `user.password_changed`, `user.alarms_chosen`, `user.reset_sent`, `user.disabled`, `user.enabled`, `user.operator_made`,
//! `user.operator_unmade`, `session.ended`.

pub mod actions;
mod events;
pub mod model;
pub mod policy;
pub mod reactions;
pub mod routes;
pub mod store;

pub use events::Event;
pub use model::{Membership, NewUser};
pub use routes::{routes, seen, start};

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("last_operator", "Nobody would be left to run this installation. Make somebody else an operator first."),
    ("user_changed", "Somebody else changed this account in the meantime. Look at it again before you go on."),
];
