//! Contacts: the people an organisation deals with, whether or not they ever sign in.
//!
//! Words: a *contact* is one person of one organisation: guest, client, member, visitor. The same address in another
//! organisation is another contact.
//!
//! Promises: an address stands for one contact in an organisation; what a stranger types on a public page changes
//! nothing about a contact that is known already; a viewer whose rights end somewhere sees who booked there.
//!
//! Events: none yet; what a contact does is told by what they do it to.

pub mod actions;
mod api;
pub mod model;
pub mod routes;
pub mod store;

pub use api::api;
pub use model::Contact;
pub use routes::routes;
