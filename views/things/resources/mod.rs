//! Pages of resources.

pub mod closures;
pub mod form;
pub mod hours;
pub mod index;
pub mod photos;
pub mod show;
