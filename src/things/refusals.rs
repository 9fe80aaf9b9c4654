//! What people read when a rule of this wing refuses.

/// Rule and sentence.
pub const REFUSALS: &[(&str, &str)] = &[
    ("location_changed", "Somebody else changed this location in the meantime. Look at it again before you go on."),
    ("location_in_use", "Somebody put a resource into this location a moment ago. Load the page again."),
    (
        "location_has_assets",
        "Assets are or belong here, or below. Move them first: the list of assets shows them by location.",
    ),
    ("location_parent_archived", "What this location stands in is archived. Restore that first."),
    ("locations_org_id_parent_id_name_key", "Another location beside it has this name now. Rename one of them first."),
    ("locations_org_id_name_key", "Another site has this name now. Rename one of them first."),
    ("resource_changed", "Somebody else changed this resource in the meantime. Look at it again before you go on."),
    ("resource_location_archived", "The location it stood in is archived. Restore that first."),
    ("resource_units_promised", "More units than that are promised to bookings already."),
    ("resources_org_id_slug_key", "Another resource has this address."),
];
