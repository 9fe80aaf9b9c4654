//! Acceptances: what people sign for when things are handed to them.
//!
//! Words: an *acceptance* is opened with a hand-over of something whose category asks for it ([`crate::assets::asking`]), and
//! *waits* until its person answers by the link in their mail, or on a keeper's screen. They *sign*, by drawing or by typing
//! their name, and *decline* what they did not receive. It is *withdrawn* by whoever lends, and *ended* when everything came
//! back before. What was signed is a *record*, kept with its hash, and the same on *paper* (PDF).
//!
//! Promises:
//! - Of two who answer, one does. What is over never changes again.
//! - The record holds the exact text and things as they were shown; nobody signs for what they did not see.
//! - Record and paper stay as they are, whatever becomes of categories, assets and names; they are cut only when their person
//!   is erased and has nothing of it any more.
//! - Who does not answer is reminded, less and less often, each time once; by day only.
//! - A viewer whose rights hold at some places sees an acceptance when all of its things are or belong there.
//!
//! Events: `acceptance.requested`, `.extended`, `.reminded`, `.signed`, `.declined`, `.withdrawn`, `.ended`.

pub mod actions;
mod api;
mod holding;
mod model;
mod paper;
mod public_routes;
mod record;
pub mod remind;
mod routes;
pub mod store;

pub use api::api;
pub use holding::HOLDING;
pub use model::{Acceptance, Answered, Filter, Item, PAD, Query, Reason, SignForm, State, Stroke};
pub use paper::pdf;
pub use record::{Circumstances, Record, Signed, SignedItem, record};

/// The rows of this domain.
pub fn routes() -> platform::web::Routes {
    routes::routes().and(public_routes::routes())
}

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("acceptance_is_over", "This was answered or withdrawn already. Load the page again to see how it stands."),
    ("acceptance_changed", "Something was added or came back in the meantime. Look at the list again before you sign."),
];
