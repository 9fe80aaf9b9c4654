//! Pages of locations.

pub mod form;
pub mod index;
