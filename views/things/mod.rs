//! Pages of locations and resources.

pub mod locations;
mod parts;
pub mod resources;
pub mod words;
