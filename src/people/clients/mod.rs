//! Clients: contacts who sign in to the public pages of one organisation, to see what is theirs.
//!
//! Words: a *code* is six digits sent by mail, good for ten minutes, in the browser that asked for it; a *client session* is
//! a browser in which a contact is signed in at one organisation, apart from any session of a colleague.
//!
//! Promises:
//! - A known address and an unknown one get the same answer, after the same work.
//! - A code opens only the browser that asked for it, so the link in the mail fills in the digits and no more; nobody is
//!   signed in by following a link, and no scanner can be.
//! - Of a code at most five tries are counted, however many arrive at once; it is used once.
//! - The link under a reminder or a thanks ends such letters without anybody signing in, by one click of a mail program
//!   too; looking at it changes nothing.
//! - Signing out everywhere ends every session of the contact, from the next request on.
//!
//! Events: `contact.signed_in`.

pub mod actions;
mod events;
pub mod link;
pub mod model;
pub mod reactions;
pub mod routes;
pub mod store;

pub use events::Event;
pub use routes::routes;
