//! How an asset may come to stand.

use super::model::Asset;
use crate::catalogue::labels::State;
use kernel::{Error, Result};
use platform::Reach;
use uuid::Uuid;

/// May an asset come to stand so, by somebody's word? Handing over and taking back have verbs of their own.
///
/// # Errors
/// The rule that speaks against it: `asset_needs_check_out`, `asset_needs_check_in`.
pub(super) fn may_become(asset: &Asset, state: State) -> Result<()> {
    let somebody_has_it = asset.custody_id.is_some();
    match (asset.state, state) {
        (now, then) if now == then => Ok(()),
        (_, State::InMaintenance) if asset.state != State::Disposed => Ok(()),
        // Back from maintenance: to whoever has it, or to the shelf.
        (State::InMaintenance, State::Assigned) if somebody_has_it => Ok(()),
        (State::InMaintenance, State::InStock) if !somebody_has_it => Ok(()),
        (State::Disposed, State::InStock) => Ok(()),
        (State::InStock | State::InMaintenance, State::Disposed) if !somebody_has_it => Ok(()),
        (_, State::Assigned) => Err(Error::conflict("asset_needs_check_out")),
        (State::Disposed, _) => Err(Error::conflict("asset_is_disposed")),
        _ => Err(Error::conflict("asset_needs_check_in")),
    }
}

/// May the viewer, whose rights to change assets reach so far, have one that belongs there and has this category?
///
/// # Errors
/// The field that speaks against it, and why.
pub(super) fn may_belong(
    reach: &Reach,
    home: Option<Uuid>,
    category: Uuid,
) -> Result<(), (&'static str, &'static str)> {
    match home {
        _ if reach.holds(&[home], Some(category)) => Ok(()),
        _ if reach.touches(home) => Err(("category", "Your rights do not hold for assets of this category.")),
        Some(_) => Err(("home", "You may not put assets there.")),
        // What has no place belongs to those whose rights hold everywhere.
        None => Err(("home", "Choose a location: your rights hold at some of them.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn asset(state: State, held: bool) -> Asset {
        crate::assets::model::any(state, held.then(|| Uuid::from_u128(9)))
    }

    #[test]
    fn states_follow_each_other_only_as_a_life_does() {
        use State::*;
        let allowed = |state, held, then| may_become(&asset(state, held), then).is_ok();
        assert!(allowed(InStock, false, InMaintenance) && allowed(InStock, false, Disposed));
        assert!(!allowed(InStock, false, Assigned));
        assert!(allowed(Assigned, true, InMaintenance));
        assert!(!allowed(Assigned, true, InStock) && !allowed(Assigned, true, Disposed));
        assert!(allowed(InMaintenance, true, Assigned) && !allowed(InMaintenance, true, InStock));
        assert!(allowed(InMaintenance, false, InStock) && !allowed(InMaintenance, false, Assigned));
        assert!(!allowed(InMaintenance, true, Disposed));
        assert!(allowed(Disposed, false, InStock));
        assert!(!allowed(Disposed, false, InMaintenance) && !allowed(Disposed, false, Assigned));
    }
}
