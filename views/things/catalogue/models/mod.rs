//! Pages of models.

pub mod form;
pub mod index;
pub mod show;
