//! Pages of categories.

pub mod form;
pub mod index;
pub mod show;
