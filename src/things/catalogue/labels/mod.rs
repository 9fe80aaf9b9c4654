//! Labels: the organisation's words for how an asset stands, each on one of the four states.

mod model;
pub mod store;

pub use model::{Label, State};
