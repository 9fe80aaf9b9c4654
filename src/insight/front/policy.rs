//! Which news a viewer may hear.

use platform::events::Happening;
use platform::{Perm, Reach, Scope};
use std::collections::HashSet;
use uuid::Uuid;

/// May the viewer hear this? Somebody with rights at some locations hears of the resources there, and their bookings;
/// `within_reach` are these resources. What this page does not know is not told.
pub fn may_hear(scope: &Scope, happening: &Happening, within_reach: &HashSet<Uuid>) -> bool {
    let topic = happening.kind.split('.').next().unwrap_or_default();
    let everywhere = |perm| scope.reach(perm) == Reach::Everywhere;
    match topic {
        "booking" => {
            let after = &happening.data.0["after"]["resource_id"];
            let resource = after.as_str().and_then(|id| id.parse().ok());
            everywhere(Perm::BookingsRead) || resource.is_some_and(|resource| within_reach.contains(&resource))
        }
        "resource" => {
            everywhere(Perm::ResourcesRead)
                || scope.may(Perm::ResourcesRead) && within_reach.contains(&happening.subject_id)
        }
        "location" | "exception" | "blackout" => everywhere(Perm::ResourcesRead),
        "asset" | "acceptance" | "kit" | "kit_template" | "stock" | "stock_item" | "work_order" | "maintenance"
        | "maintenance_plan" | "audit" => everywhere(Perm::AssetsRead),
        // The catalogue belongs to no place: whoever may see any of the assets sees it all.
        "asset_category"
        | "asset_model"
        | "vendor"
        | "asset_label"
        | "asset_field"
        | "depreciation_scheme"
        | "fiscal_year" => scope.may(Perm::AssetsRead),
        "grant" | "invitation" | "role" => everywhere(Perm::PeopleRead),
        "access" => everywhere(Perm::PeopleManage),
        "message" => everywhere(Perm::MessagesRead),
        "organisation" => everywhere(Perm::Home),
        _ => false,
    }
}
