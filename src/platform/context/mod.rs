//! Who asks, where, and with which rights.
//!
//! *Scope*: a request (or a job) inside one organisation. *Viewer*: who it is for. *Grant*: user x organisation x role,
//! perhaps until a date, perhaps within a part of the location tree. *Perm*: one thing that may be done; *Perms*: a set
//! of them. *Role*: a set that is built in; *OwnRole*: one that the organisation has made; *AnyRole*: either.
//! *Reach*: where in the tree a permission holds, and for which *shares* of the assets. *Errand*: an act in the installation, outside of any organisation.
//! *Terms*: what the operator decided about an organisation: suspended or not, its limits, its features.
//!
//! Promises: a scope exists only for an organisation its viewer may enter; expired and ended grants give nothing, from
//! the next request on; the reach of a permission is the union of what all grants that give it reach.

pub mod daily;
mod errand;
mod perm;
mod perms;
mod role;
pub mod rounds;
mod scope;
mod store;
mod terms;

pub use errand::Errand;
pub use perm::{NavEntry, Perm};
pub use perms::Perms;
pub use role::{AnyRole, OwnRole, Role, RoleColumns};
pub use scope::{Actor, Client, Grant, Org, Pin, Reach, Scope, Share, User, Viewer};
pub(crate) use store::enter_by_session;
pub use store::{
    client_by_session, enter, org_by_id, org_by_slug, org_ids, own_role, own_roles, slug_by_host, slugs_of, subtree,
    user_by_id,
};
pub use terms::{Feature, Limits, Terms};
