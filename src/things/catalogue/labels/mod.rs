//! Labels: the organisation's words for how an asset stands, each on one of the four states.

pub mod actions;
mod api;
mod input;
mod model;
mod routes;
pub mod store;
mod tone;

pub use api::api;
pub use input::{LabelForm, NewLabel, TONES};
pub use model::{Label, State};
pub use routes::routes;
pub use tone::tone_named;
