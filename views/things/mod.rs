//! Pages of the catalogue, of locations and of resources.

pub(crate) mod assets;
pub mod calendars;
pub mod catalogue;
pub mod locations;
mod parts;
pub(crate) mod plans;
pub mod resources;
pub(crate) mod stock;
pub mod words;
pub(crate) mod work;

pub use parts::place_options;
