//! Maintenance plans: what has to be done about an asset or a place again and again, or about each asset of a category or
//! model.
//!
//! Words: a plan *repeats* by a rule (RRULE of RFC 5545, in whole days), counted from the day it *starts*. Some days *ahead*
//! of each of these days it raises a work order as it describes it. A plan that is *paused* raises nothing; *resumed*, it
//! goes on with the first day that is not over.
//!
//! By *meter*, it is due when that has counted so much since it was last done: the order is raised so much before, or so many
//! days before the day that is *foretold* by how the meter is used. What is done counts from what the meter showed then, what
//! is called off from when it was due. By *condition*, an order is raised when a gauge or a field holds something, and again
//! only when that order is over and the condition was *away* once. Each asset has a state of its own; each order of it is a
//! *round*.
//!
//! Promises:
//! - Each day of a plan, and each round of an asset, raises one order, however many nodes look at once: the schema judges.
//! - A plan for many assets is seen and changed by whoever's rights hold wherever these are.
//! - A house that was down raises the latest day that was missed, and not all of them.
//! - An asset that was disposed of, and a place that was put away, raise nothing.
//!
//! What comes before its order is there is [`ahead`].
//!
//! Events: `maintenance_plan.created`, `.changed`, `.paused`, `.resumed`; `maintenance.due` with each order.

pub mod actions;
pub mod ahead;
mod api;
mod due;
mod events;
mod model;
pub mod raise;
pub(crate) mod routes;
mod rule;
pub mod store;

pub use api::api;
pub use due::Member;
pub use events::Event;
pub use model::{Due, DueBy, LookedUp, Many, ManyKind, NewPlan, Plan, PlanForm, Test, Watched};
pub use routes::routes;
pub use rule::{Rule, Unit};

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("maintenance_plan_changed", "Somebody else changed this plan in the meantime. Look at it again before you go on."),
    ("maintenance_raisings_once", "A work order was raised for this already."),
];
