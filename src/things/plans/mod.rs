//! Maintenance plans: what has to be done about an asset or a place again and again.
//!
//! Words: a plan *repeats* by a rule (RRULE of RFC 5545, in whole days), counted from the day it *starts*. Some days *ahead*
//! of each of these days it raises a work order as it describes it. A plan that is *paused* raises nothing; *resumed*, it
//! goes on with the first day that is not over.
//!
//! Promises:
//! - Each day of a plan raises one order, however many nodes look at once.
//! - A house that was down raises the latest day that was missed, and not all of them.
//! - An asset that was disposed of, and a place that was put away, raise nothing.
//!
//! Events: `maintenance_plan.created`, `.changed`, `.paused`, `.resumed`; `maintenance.due` with each order.

pub mod actions;
mod api;
mod events;
mod model;
pub mod raise;
mod routes;
mod rule;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{NewPlan, Plan, PlanForm};
pub use routes::routes;
pub use rule::Rule;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("maintenance_plan_changed", "Somebody else changed this plan in the meantime. Look at it again before you go on."),
    ("work_orders_org_id_plan_id_occurrence_on_key", "A work order was raised for this day already."),
];
