//! Pages of vendors.

pub mod form;
pub mod index;
pub mod show;
