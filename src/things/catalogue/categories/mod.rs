//! Categories of assets: a tree, whose branches say what their twigs leave open.
//!
//! Whoever makes or moves an asset holds its category still first ([`store::hold`]) and then reads the tree: no category
//! is archived, moved or re-keyed between what was read and what is written.

pub mod actions;
mod api;
mod input;
mod model;
mod policy;
mod routes;
pub mod store;
mod tag;

pub use api::api;
pub use input::{CategoryForm, NewCategory};
pub use model::{
    AUDIT_MONTHS, Category, Contents, DEFAULT_ACCEPTANCE, DEFAULT_PATTERN, DEPTH_MAX, Defaults, defaults, lineage,
    serial_key,
};
pub use routes::routes;
pub use tag::{PATTERN_MAX, TagPattern};
