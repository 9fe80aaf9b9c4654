//! Fields of the organisation's own: what else is kept about an asset.

mod model;
pub mod store;
mod value;

pub use model::{Field, Kind};
pub use value::{Content, NUMBER_DECIMALS, VALUE_MAX};
