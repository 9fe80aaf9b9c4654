//! Pages of the catalogue, of locations and of resources.

pub(crate) mod assets;
pub mod calendars;
pub mod catalogue;
pub(crate) mod found;
pub(crate) mod imports;
pub(crate) mod labels;
pub mod locations;
mod parts;
pub mod resources;
pub(crate) mod stock;
pub(crate) mod scan;
pub mod words;

pub use parts::place_options;
