//! What an organisation has: the catalogue of its assets, the tree of its locations, and the resources in it that can be
//! booked.

mod attachments;
mod deed;
pub mod difference;
mod hit;
mod reachable;
mod refusals;
mod said;

pub mod catalogue;
pub mod locations;

pub mod lists;

pub mod assets;

pub mod imports;
pub mod stock;

pub mod meters;

pub mod work;

pub mod plans;

pub mod alerts;

pub mod resources;

pub mod bookables;

pub mod found;
pub mod labels;

pub mod audits;

pub mod acceptance;

pub mod kits;

pub mod scan;

pub mod calendars;
pub mod changes;
#[path = "../../views/things/mod.rs"]
mod views;

pub use deed::{Became, Deed};
pub use hit::Bookings;
pub use refusals::REFUSALS;
pub use views::words;

use platform::Perm;
use platform::context::NavEntry;
use platform::events::Reaction;
use platform::jobs;
use platform::ui::Icon;
use platform::web::Routes;
use platform::web::api::Api;

/// The sidebar's lines of this wing.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry { group: "Assets", label: "Assets", icon: Icon::Package, path: "/assets", perm: Perm::AssetsRead },
    NavEntry { group: "Assets", label: "Scan", icon: Icon::Scan, path: "/scan", perm: Perm::AssetsRead },
    NavEntry {
        group: "Workspace",
        label: "Resources",
        icon: Icon::Door,
        path: "/resources",
        perm: Perm::ResourcesRead,
    },
    NavEntry {
        group: "Workspace",
        label: "Locations",
        icon: Icon::MapPin,
        path: "/locations",
        perm: Perm::ResourcesRead,
    },
    NavEntry {
        group: "Assets",
        label: "Work orders",
        icon: Icon::Wrench,
        path: "/work-orders",
        perm: Perm::AssetsRead,
    },
    NavEntry {
        group: "Assets",
        label: "Maintenance plans",
        icon: Icon::Repeat,
        path: "/maintenance-plans",
        perm: Perm::AssetsRead,
    },
    NavEntry { group: "Assets", label: "Due soon", icon: Icon::Hourglass, path: "/alerts", perm: Perm::AssetsRead },
    NavEntry { group: "Assets", label: "Audits", icon: Icon::List, path: "/audits", perm: Perm::AssetsRead },
    NavEntry {
        group: "Assets",
        label: "Acceptances",
        icon: Icon::Signature,
        path: "/acceptances",
        perm: Perm::AssetsRead,
    },
    NavEntry { group: "Assets", label: "Kits", icon: Icon::Briefcase, path: "/kits", perm: Perm::AssetsRead },
    NavEntry { group: "Assets", label: "Stock", icon: Icon::Box, path: "/stock", perm: Perm::AssetsRead },
    NavEntry { group: "Assets", label: "Catalogue", icon: Icon::Layers, path: "/catalogue", perm: Perm::AssetsRead },
];

/// Where secrets of organisations are stored.
pub const SEALED: &[platform::vault::Sealed] = &[assets::SEALED, imports::SEALED];

/// What follows an event.
pub const REACTIONS: &[Reaction] = &[alerts::reactions::on_events, plans::raise::on_events];

/// There is no work to be done afterwards.
pub const JOBS: &[jobs::Kind] = &[];

/// Nothing comes due by itself.
pub const SCHEDULES: &[jobs::Schedule] = &[];

/// The rows of this wing.
pub fn routes() -> Routes {
    catalogue::routes()
        .and(assets::routes())
        .and(stock::routes())
        .and(imports::routes())
        .and(meters::routes())
        .and(work::routes())
        .and(plans::routes())
        .and(alerts::routes())
        .and(lists::routes())
        .and(locations::routes())
        .and(resources::routes())
        .and(bookables::routes())
        .and(calendars::routes())
        .and(found::routes())
        .and(labels::routes())
        .and(audits::routes())
        .and(acceptance::routes())
        .and(kits::routes())
        .and(scan::routes())
        .and(changes::routes())
}

/// The calls of this wing.
pub fn api() -> Api {
    catalogue::api()
        .and(assets::api())
        .and(stock::api())
        .and(meters::api())
        .and(work::api())
        .and(plans::api())
        .and(lists::api())
        .and(alerts::api())
        .and(audits::api())
        .and(imports::api())
        .and(labels::api())
        .and(acceptance::api())
        .and(kits::api())
        .and(locations::api())
        .and(changes::api())
        .and(resources::api())
        .and(bookables::api())
}
