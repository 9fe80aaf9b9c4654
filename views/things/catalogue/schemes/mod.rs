//! Pages of depreciation schemes.

pub mod form;
pub mod index;
