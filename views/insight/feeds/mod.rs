//! The page of calendar feeds, and the words in them.

mod index;
mod words;

pub use index::{Index, index};
pub use words::{calendar_name, description, summary};
