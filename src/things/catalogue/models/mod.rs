//! Models: things one can buy more than once.

pub mod actions;
mod api;
mod input;
mod model;
mod routes;
pub mod store;

pub use api::api;
pub use input::{ModelForm, NewModel};
pub use model::{Model, ModelFilter};
pub use routes::routes;
