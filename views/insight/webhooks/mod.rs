//! Pages of webhooks.

mod delivery;
mod form;
mod index;
pub mod mail;
mod show;
mod words;

pub use delivery::{DeliveryPage, delivery};
pub use form::{form, secret, typed};
pub use index::{Index, index};
pub use show::{Show, show};
