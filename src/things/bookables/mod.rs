//! What can be booked and is made of assets.
//!
//! Words: an asset is made *bookable*: a resource then *is* that asset, is called as it is and stands where it belongs. *Any
//! of a model*: a resource of which there are as many units as there are assets of the model; those that are bookable by
//! themselves are none of them. An asset is *away* while somebody has it without a booking, while it is in maintenance or
//! will be worked on, and while its label keeps it; what should have come back and has not is away until it does.
//!
//! Promises:
//! - An asset is one resource at most, and a model too.
//! - Of what is made of assets nobody is promised what is away or not owned any more: the schema counts, on both engines,
//!   whichever way an asset is written.
//! - What is promised does not leave otherwise: a check-out that would leave too few is refused.
//! - Name and place follow the asset.
//!
//! Archiving the resource ends it; [`crate::changes`] asks about the bookings that this hits, and those that are hit when
//! an asset is disposed of or taken out of service.
//!
//! Events: `resource.linked`, and those of resources.

pub mod actions;
mod api;
mod events;
mod model;
pub mod reactions;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{Link, Of};
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("bookables_org_id_asset_id_key", "Somebody else made this asset bookable a moment ago. Load the page again."),
    ("bookables_org_id_model_id_key", "Somebody else made this model bookable a moment ago. Load the page again."),
];
