//! Assets: the things an organisation owns, each of them one of a kind.
//!
//! Words: an asset has a *tag*, the word on its label, which nobody else's has; a *serial*, its maker's; a *state*, where it
//! is in its life, and perhaps a *label*, the organisation's word for that. Where it *is* and where it *belongs* are two
//! places. *Checking out* hands it to a person, a place or another asset, which then *has* it (its *custody*), perhaps until
//! a day; *checking in* takes it back. *Disposing* ends its life here; its history stays.
//!
//! Promises:
//! - No two assets have the same tag, also not those that were disposed of; automatic tags have no gaps.
//! - No two have the same serial, where their category wants that; nor the same in a field that must differ.
//! - An asset is assigned if, and only if, somebody has it or it is being looked after for them; two cannot have it at once.
//! - An asset is never a part of itself, however many hands are in between.
//! - Several assets are handed over together or not at all.
//! - Everything that happens to it is a fact of its history, before and after, which nobody can change; what is sealed is
//!   not told there.
//! - Who has something that should have come back is asked for it, less and less often, each time once; by day only.
//! - A viewer whose rights hold at some places sees what is or belongs there.
//!
//! Events: `asset.created`, `asset.changed`, `asset.checked_out`, `asset.checked_in`, `asset.status_changed`, `asset.moved`,
//! `asset.overdue`, `asset.found`, `asset.audited`, `asset.removed`, and those of its files and codes.

pub mod actions;
pub mod api;
pub mod asking;
pub mod books;
pub mod chase;
pub mod codes;
mod events;
mod files;
mod holding;
mod known;
mod model;
mod policy;
pub(crate) mod routes;
pub mod store;
mod values;

pub(crate) use api::tag_of;
pub use codes::Code;
pub use events::Event;
pub use files::add as add_file;
pub use holding::HOLDING;
pub use known::known;
pub use model::{
    ATTRIBUTES, About, Asset, AssetForm, AssetQuery, COLUMNS, CheckInForm, CheckOutForm, Column, Condition, Custody,
    Filter, Handover, Holder, Known, NOTE_MAX, NewAsset, Order, Person, Return, Sort, Sorting, StatusForm, TAG_MAX,
    Test, To, Values, expected, fields_of, name_and_address, parse_tag,
};
pub(crate) use routes::{managed, person, seen};
pub use values::SEALED;
pub(crate) use values::opened;

/// The rows of this domain.
pub fn routes() -> platform::web::Routes {
    routes::routes().and(books::routes())
}

/// The calls of this domain.
pub fn api() -> platform::web::api::Api {
    api::api().and(books::api())
}

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("asset_changed", "Somebody else changed this asset in the meantime. Look at it again before you go on."),
    ("asset_fields_changed", "Somebody changed the fields of assets in the meantime. Load the form again."),
    ("asset_needs_check_out", "An asset is assigned by checking it out."),
    ("asset_needs_check_in", "Somebody has this asset. Check it in first."),
    ("asset_is_disposed", "This asset was disposed of. Put it back in stock first."),
    (
        "asset_is_kit",
        "This is a kit: hand it over and take it back on its own page, which asks about all that is in it.",
    ),
    ("asset_not_in_stock", "This asset is not in stock any more."),
    ("asset_state_and_custody", "Somebody handed this asset over or took it back a moment ago. Load the page again."),
    (
        "asset_is_promised",
        "It is promised to a booking before it would be back. Hand it out for that booking, or let it be back earlier.",
    ),
    (
        "asset_is_bookable",
        "This asset can be booked. Archive its resource first, or dispose of it on its page, where you decide about bookings.",
    ),
    ("custodies_org_id_asset_id_key", "Somebody else was quicker: this asset is checked out."),
    ("custody_is_over", "This asset is back already."),
    ("asset_code_known", "Another asset has this as its tag or a further code already."),
    ("asset_codes_org_id_code_key_key", "Another asset has this code already."),
    ("assets_org_id_tag_key_key", "Another asset has this tag already."),
    ("assets_org_id_legacy_id_key", "Another asset has this id of another system already."),
    ("assets_org_id_serial_key_key", "Another asset has this serial already."),
];
