//! Pages of locations and resources.

pub(crate) mod assets;
pub mod calendars;
pub mod locations;
mod parts;
pub mod resources;
pub mod words;

pub use parts::place_options;
