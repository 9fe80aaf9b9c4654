//! The verbs of assets. Each is one story in one transaction; the schema has the last word.

mod custody;
mod edit;
mod many;
mod status;

pub use custody::{check_in, check_in_in, check_out, check_out_in, check_out_many_in};
pub(crate) use custody::{may_stay_in, stay_out_in, take_back};
pub use edit::{change, create};
pub use many::{Became, Wish, hold_many, refusals, remove_many, write_many};
pub(crate) use status::{bring_back, lose, mark, put, take_out};
pub use status::{relocate, set_status, set_status_in};

use super::model::Asset;
use super::store;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::{Perm, Scope};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most assets that one action handles.
pub const BULK_MAX: usize = 500;

/// Assets that nobody else changes until the transaction ends, and that the viewer may do this with; in the order of their
/// ids, each once.
pub(crate) async fn held(tx: &mut Tx, scope: &Scope, ids: &[Uuid], perm: Perm) -> Result<Vec<Asset>> {
    let wanted: BTreeSet<Uuid> = ids.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > BULK_MAX {
        return Err(Error::invalid("assets", format!("Choose one to {BULK_MAX} assets.")));
    }
    let ids: Vec<Uuid> = wanted.into_iter().collect();
    let assets = store::hold(tx, scope.org_id(), &ids).await?;
    let (seen, reach) = (scope.reach(Perm::AssetsRead), scope.reach(perm));
    if assets.len() != ids.len() || assets.iter().any(|asset| !asset.is_within(&seen)) {
        return Err(Error::NotFound);
    }
    if assets.iter().any(|asset| !asset.is_within(&reach)) {
        return Err(Error::Forbidden);
    }
    Ok(assets)
}
