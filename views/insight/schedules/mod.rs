//! Pages of reports that are mailed, their letters, and the page behind the link of a letter.

pub mod ending;
pub mod form;
mod index;
pub mod mail;
pub mod show;
mod words;

pub use index::{Index, index};
pub use words::sent_text;
