//! What assets are worth in the books.
//!
//! An asset is in the books when it is known what it cost and when it was bought. It follows the scheme that its category
//! names or inherits, or one of its own, down to the scheme's salvage value, or one of its own; without a scheme it stays
//! worth what it cost. What was disposed of is worth nothing from that day on.

pub mod actions;
mod api;
mod model;
mod routes;
pub mod store;

pub(super) use api::api;
pub use model::{BookForm, Entry, Own, Rules};
pub(super) use routes::routes;

use crate::catalogue::{categories, schemes};
use kernel::Result;
use platform::Scope;

/// Everything that decides which scheme an asset follows, read at once.
pub async fn rules(scope: &Scope) -> Result<Rules> {
    let (db, org) = (scope.db(), scope.org_id());
    let tree = categories::store::tree_with_archived(db, org).await?;
    let said = schemes::store::of_categories(db, org).await?;
    Ok(Rules {
        in_force: schemes::in_force_of_each(&tree, &said),
        tree,
        schemes: schemes::store::all_with_archived(db, org).await?,
        zone: scope.org.zone(),
        fiscal: schemes::store::fiscal_year(db, org).await?,
    })
}
