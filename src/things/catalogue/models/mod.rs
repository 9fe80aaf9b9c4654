//! Models: things one can buy more than once.

mod model;
pub mod store;

pub use model::Model;
