//! Pages of labels.

pub mod form;
pub mod index;
