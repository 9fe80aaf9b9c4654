//! Pages of the catalogue, of locations and of resources.

pub(crate) mod acceptance;
pub(crate) mod alerts;
pub(crate) mod assets;
pub(crate) mod attachments;
pub(crate) mod audits;
pub(crate) mod bookables;
pub mod calendars;
pub mod catalogue;
pub(crate) mod found;
pub(crate) mod imports;
pub(crate) mod kits;
pub(crate) mod labels;
pub(crate) mod lists;
pub mod locations;
pub(crate) mod meters;
mod parts;
pub(crate) mod plans;
pub mod resources;
pub(crate) mod scan;
pub(crate) mod stock;
pub mod words;
pub(crate) mod work;

pub use parts::place_options;
