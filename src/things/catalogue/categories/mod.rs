//! Categories of assets: a tree, whose branches say what their twigs leave open.

mod model;
pub mod store;

pub use model::{Category, DEFAULT_PATTERN, Defaults, defaults, lineage};
