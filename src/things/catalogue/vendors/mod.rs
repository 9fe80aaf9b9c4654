//! Vendors: who makes things, who sells or services them; many do both.

pub mod actions;
mod api;
mod input;
mod model;
mod routes;
pub mod store;

pub use api::api;
pub use input::{NewVendor, VendorForm};
pub use model::{Role, Vendor, VendorFilter};
pub use routes::routes;
