//! Moving: the whole house into another database, on either engine.
//!
//! Promises: a target that holds anything is refused; nobody writes to the source meanwhile, because every table is locked;
//! every table is counted and hashed on both sides; after it, the old house is held for good, so that two houses never send
//! the same; a move that is interrupted leaves the source as it was, or both held.

mod actions;
mod store;

pub use actions::{Moved, relocate};
