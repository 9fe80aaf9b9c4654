//! Vendors: who makes things, who sells or services them; many do both.

mod model;
pub mod store;

pub use model::Vendor;
