//! Pages of fields.

pub mod form;
pub mod index;
