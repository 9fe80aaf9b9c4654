//! What people read when a rule of this wing refuses.

/// Rule and sentence.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "asset_category_changed",
        "Somebody else changed this category in the meantime. Look at it again before you go on.",
    ),
    (
        "asset_category_in_use",
        "Assets, models, stock or other categories are in this category. Move or archive them first.",
    ),
    ("asset_category_parent_archived", "What this category stands in is archived. Restore that first."),
    (
        "asset_categories_org_id_parent_id_name_key",
        "Another category beside it has this name now. Rename one of them first.",
    ),
    ("asset_categories_org_id_name_key", "Another category at the top has this name now. Rename one of them first."),
    (
        "asset_categories_org_id_parent_id_name_key_key",
        "Another category beside it has this name now. Rename one of them first.",
    ),
    (
        "asset_categories_org_id_name_key_key",
        "Another category at the top has this name now. Rename one of them first.",
    ),
    ("asset_model_changed", "Somebody else changed this model in the meantime. Look at it again before you go on."),
    ("asset_model_category_archived", "The category of this model is archived. Restore that first."),
    ("asset_models_org_id_name_number_key", "Another model has this name and number now. Rename one of them first."),
    (
        "asset_models_org_id_name_key_number_key",
        "Another model has this name and number now. Rename one of them first.",
    ),
    (
        "vendor_changed",
        "Somebody else changed this supplier or maker in the meantime. Look at it again before you go on.",
    ),
    ("vendors_org_id_name_key", "Another supplier or maker has this name now. Rename one of them first."),
    ("vendors_org_id_name_key_key", "Another supplier or maker has this name now. Rename one of them first."),
    ("asset_label_changed", "Somebody else changed this label in the meantime. Look at it again before you go on."),
    ("asset_labels_org_id_name_key", "Another label has this name now. Rename one of them first."),
    ("asset_labels_org_id_name_key_key", "Another label has this name now. Rename one of them first."),
    (
        "depreciation_scheme_changed",
        "Somebody else changed this scheme in the meantime. Look at it again before you go on.",
    ),
    ("depreciation_schemes_org_id_name_key", "Another scheme has this name now. Rename one of them first."),
    ("asset_field_changed", "Somebody else changed this field in the meantime. Look at it again before you go on."),
    (
        "asset_fields_org_id_category_id_name_key",
        "Another field of this category has this name now. Rename one of them first.",
    ),
    ("asset_fields_org_id_name_key", "Another field of every asset has this name now. Rename one of them first."),
    ("location_changed", "Somebody else changed this location in the meantime. Look at it again before you go on."),
    ("location_in_use", "Somebody put a resource into this location a moment ago. Load the page again."),
    (
        "location_has_assets",
        "Assets are or belong here, or below. Move them first: the list of assets shows them by location.",
    ),
    (
        "location_has_stock",
        "Stock is on hand here, or below. Transfer it first: the list of stock shows it by location.",
    ),
    ("location_parent_archived", "What this location stands in is archived. Restore that first."),
    ("locations_org_id_parent_id_name_key", "Another location beside it has this name now. Rename one of them first."),
    ("locations_org_id_name_key", "Another site has this name now. Rename one of them first."),
    ("resource_changed", "Somebody else changed this resource in the meantime. Look at it again before you go on."),
    ("resource_location_archived", "The location it stood in is archived. Restore that first."),
    ("resource_units_promised", "More units than that are promised to bookings already."),
    ("resources_org_id_slug_key", "Another resource has this address."),
];
