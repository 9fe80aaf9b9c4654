//! Who asks, where, and with which rights.
//!
//! *Scope*: a request (or a job) inside one organisation. *Viewer*: who it is for. *Grant*: user x organisation x role,
//! perhaps until a date, perhaps within a part of the location tree. *Perm*: one thing that may be done.
//! *Reach*: where in the tree a permission holds.
//!
//! Promises: a scope exists only for an organisation its viewer may enter; expired and ended grants give nothing, from
//! the next request on; the reach of a permission is the union of the subtrees of all grants that give it.

mod perm;
mod role;
mod scope;
mod store;

pub use perm::{NavEntry, Perm};
pub use role::Role;
pub use scope::{Actor, Grant, Org, Reach, Scope, User, Viewer};
pub use store::{enter, org_by_id, org_by_slug, slugs_of, subtree, user_by_id};
