//! Pages of locations and resources.

pub mod calendars;
pub mod locations;
mod parts;
pub mod resources;
pub mod words;

pub use parts::place_options;
