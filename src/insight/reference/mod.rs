//! The description of the API: as OpenAPI for programs, as a page for people. Both are made of the tables that the router is
//! made of, so neither can be out of date.

mod api;
mod model;
mod routes;

pub use api::api;
pub(crate) use model::{Field, Section, Shown};
pub use routes::routes;
