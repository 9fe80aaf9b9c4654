//! The description of the API: as OpenAPI for programs, as a page for people. Both are made of the tables that the router is
//! made of, so neither can be out of date.

mod api;
mod routes;
mod sections;

pub use api::api;
pub use routes::routes;
pub(crate) use sections::{Field, Section, Shown};
