//! The verbs of stock. Each is one story in one transaction; the schema has the last word.

mod entries;
mod items;
mod minimums;

pub use entries::{perm, reverse, write, write_in};
pub use items::{archive, change, create, restore};
pub use minimums::{judge, set_category_minimum, set_minimum};
