//! What the form of an item may choose from.

use super::model::Known;
use crate::catalogue;
use kernel::Result;
use platform::Scope;

/// Everything a form may choose from.
pub async fn known(scope: &Scope) -> Result<Known> {
    let (db, org) = (scope.db(), scope.org_id());
    let mut suppliers = catalogue::vendors::store::all(db, org).await?;
    suppliers.retain(|vendor| vendor.supplies);
    Ok(Known {
        categories: catalogue::categories::store::tree_with_archived(db, org).await?,
        suppliers,
        currency: scope.org.currency.clone(),
    })
}
