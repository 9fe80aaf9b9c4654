//! What happens to maintenance plans.

use super::ahead::{Coming, What};
use super::model::Plan;
use crate::deed::Deed;
use chrono::NaiveDate;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// It was made.
    Created {
        /// Which one.
        plan: &'a Plan,
    },
    /// It changed.
    Changed {
        /// Which one, as it is now.
        plan: &'a Plan,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// It raises nothing for a while.
    Paused {
        /// Which one.
        plan: &'a Plan,
    },
    /// It raises orders again.
    Resumed {
        /// Which one.
        plan: &'a Plan,
    },
    /// Somebody does not want to see what comes of it, or wants to see it again.
    Hushed {
        /// Which one.
        plan: &'a Plan,
        /// What comes.
        coming: &'a Coming,
        /// What was done.
        deed: Deed,
    },
    /// It is due: an order was raised.
    Due {
        /// Which one.
        plan: &'a Plan,
        /// For which asset, where it is for several.
        asset: Option<Uuid>,
        /// The day.
        day: NaiveDate,
        /// The order.
        order: Uuid,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, plan: &Plan, mut data: Value| {
            data["name"] = json!(plan.title);
            data["asset_id"] = json!(plan.asset_id);
            data["location_id"] = json!(plan.location_id);
            Fact { kind, subject_kind: "maintenance_plan", subject: plan.id, data }
        };
        match event {
            Event::Created { plan } => fact(
                "maintenance_plan.created",
                plan,
                json!({ "due_by": plan.due_by.name(), "rule": plan.rule, "next_on": plan.next_on }),
            ),
            Event::Changed { plan, before, after } => {
                fact("maintenance_plan.changed", plan, json!({ "before": before, "after": after }))
            }
            Event::Paused { plan } => fact("maintenance_plan.paused", plan, json!({})),
            Event::Resumed { plan } => fact("maintenance_plan.resumed", plan, json!({})),
            Event::Hushed { plan, coming, deed } => {
                let (kind, until) = match deed {
                    Deed::Snooze(until) => ("maintenance_plan.snoozed", Some(until)),
                    Deed::Dismiss => ("maintenance_plan.dismissed", None),
                    Deed::Restore => ("maintenance_plan.restored", None),
                };
                let mut fact = fact(kind, plan, json!({ "until": until }));
                match coming.what {
                    What::Day(day) => fact.data["due_on"] = json!(day),
                    What::Count(asset, due_at) => {
                        fact.data["asset_id"] = json!(asset);
                        fact.data["due_at"] = json!(crate::catalogue::fields::plain(due_at));
                    }
                }
                fact
            }
            Event::Due { plan, asset, day, order } => {
                let mut due = fact("maintenance.due", plan, json!({ "due_on": day, "work_order_id": order }));
                if let Some(asset) = asset {
                    due.data["asset_id"] = json!(asset);
                }
                due
            }
        }
    }
}
