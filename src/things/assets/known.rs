//! What the form of an asset may choose from, read at once.

use super::model::Known;
use crate::{catalogue, locations};
use kernel::Result;
use platform::{Perm, Scope};

/// Everything a form may choose from, as far as the viewer's rights to change assets go.
pub async fn known(scope: &Scope) -> Result<Known> {
    let (db, org) = (scope.db(), scope.org_id());
    let reach = scope.reach(Perm::AssetsManage);
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    Ok(Known {
        usable: reach.categories(),
        categories: catalogue::categories::store::tree_with_archived(db, org).await?,
        fields: catalogue::fields::store::all(db, org).await?,
        models: catalogue::models::store::all(db, org).await?,
        labels: catalogue::labels::store::all(db, org).await?,
        vendors: catalogue::vendors::store::all(db, org).await?,
        places,
        currency: scope.org.currency.clone(),
    })
}
