//! Pages of the inbox.

mod index;
mod show;
mod source;
mod words;

pub use index::{Index, index};
pub use show::show;
pub use source::{SourcePage, form, source, typed};
pub use words::state_word;
