//! Pages of the catalogue, of locations and of resources.

pub(crate) mod assets;
pub mod calendars;
pub mod catalogue;
pub(crate) mod imports;
pub(crate) mod lists;
pub mod locations;
mod parts;
pub mod resources;
pub mod words;

pub use parts::place_options;
