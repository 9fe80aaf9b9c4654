//! Fields of the organisation's own: what else is kept about an asset.
//!
//! Whoever writes values holds the fields still first ([`store::hold`]): none of them is archived or re-keyed between what
//! was read and what is written.

pub mod actions;
mod api;
mod input;
mod model;
mod routes;
pub mod store;
mod value;

pub use api::api;
pub use input::{CHOICES_MAX, FieldForm, NewField};
pub use model::{Field, Kind};
pub use routes::routes;
pub use value::{Content, NUMBER_DECIMALS, VALUE_MAX};
pub(crate) use value::{decimal, plain};
