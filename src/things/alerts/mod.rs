//! Alerts: what comes to an end, told once some days before.
//!
//! Words: an asset's warranty *ends*, its *life* is over, a date of it *expires*; work *comes due*. Some days before (those
//! of its category, inherited) an *alert* is *raised*. It may be *snoozed* until a day, or *dismissed*; it is *closed* when
//! its day is another one, and when the asset or the work is over.
//!
//! Promises:
//! - A day of an asset is told once, whoever looks and however often; another day is another alert.
//! - A change that brings a day near raises its alert at once; one that takes it away closes it. Besides, somebody looks
//!   every hour, by day only where the organisation is.
//! - Work that is late is told once for each of its days.
//! - A viewer whose rights hold at some places sees and dismisses what is there.
//! - Who dismissed it, and when, stands in the history of what it is about; it can be taken back.
//!
//! Events: `asset.warranty_near`, `asset.end_of_life_near`, `asset.expiry_near`, `work_order.overdue`, `alert.snoozed`,
//! `alert.dismissed`, `alert.restored`.

pub mod actions;
mod api;
mod events;
pub mod judge;
mod model;
pub mod reactions;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{Alert, AlertQuery, Filter, Kind, Standing};
pub use routes::routes;
