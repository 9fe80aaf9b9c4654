//! What the code on an asset's label leads to.
//!
//! Words: a *label's word* is what follows `/a/…` in its address: a tag, or what a label of an earlier system says (its id,
//! a serial). Who may see the asset is led to it. Everybody else has *found* something, and may write to its organisation.
//!
//! Promises:
//! - Nobody learns anything about an asset here, not even whether there is one: the answer is the same for every word.
//! - What a finder writes goes to the organisation's address; of an asset that exists it is a fact of its history that it
//!   was found.
//! - Labels printed by Snipe-IT lead to the same asset: `/ht/…` and `/hardware/…`.
//!
//! Events: `asset.found`.

mod actions;
pub(crate) mod code;
mod model;
mod routes;
mod store;

pub use model::{By, FoundForm, Message, address};
pub use routes::routes;
pub(crate) use store::of_word;
