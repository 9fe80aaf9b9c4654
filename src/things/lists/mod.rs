//! Views of lists: what an address asks for, under a name.
//!
//! Words: a *view* is a list (its *kind*) with what its address asks for: filter, order and columns. It is somebody's own,
//! or *shared* with the organisation. Whoever finds it may *pin* it to their sidebar. The *columns* that somebody chose are
//! remembered for addresses that ask for none.
//!
//! Promises:
//! - A view opens a list with the rights of whoever opens it.
//! - Names are of one view of a person and list only.
//! - Who may change assets everywhere may share views, and remove shared ones; others keep their own.

mod actions;
mod api;
mod columns;
mod model;
mod routes;
mod store;

pub use api::api;
pub use columns::{Named, chosen, columns, head_of, name_of, named};
pub use model::{Kind, View};
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] =
    &[("list_views_org_id_user_id_kind_name_key", "You have a view of this name already. Choose another name.")];
