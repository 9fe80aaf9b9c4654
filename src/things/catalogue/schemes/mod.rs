//! Depreciation schemes: by which rules what was paid becomes less with time.
//!
//! A category names the scheme of its assets, or inherits it; an asset may have another one, and a salvage value of its
//! own. A scheme that is in use is not changed in its figures: books that were reported would be others. Make a new one.

pub mod actions;
mod api;
mod fiscal;
mod input;
mod model;
mod routes;
mod schedule;
pub mod store;

pub use api::api;
pub use fiscal::FiscalYear;
pub use input::{NewScheme, SchemeForm};
pub use model::{Scheme, in_force, in_force_of_each, share};
pub use routes::routes;
pub use schedule::{Book, BookYear, Convention, Method, Terms};
