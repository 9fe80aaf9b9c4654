//! All SQL of categories: the tree, and the serials of what is in it.

mod serials;
mod tree;

pub(super) use serials::{free_serials, key_serials, keys_taken, serials_in};
pub(in crate::catalogue) use tree::hold_tree;
pub(super) use tree::{archive, count, insert, move_subtree, restore, update};
pub use tree::{assets_in_each, by_id, contents, hold, models_in_each, next_number, tree, tree_with_archived};
