//! A plan, and what people type to make one.

use super::rule::Rule;
use crate::work::{Kind, NewOrder, Priority, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Problems;
use kernel::time::parse_day;
use platform::Reach;
use serde::Deserialize;
use uuid::Uuid;

/// The most days ahead.
const AHEAD_MAX: i64 = 366;

/// What has to be done again and again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Plan {
    /// Its id.
    pub id: Uuid,
    /// Of the orders it raises.
    pub title: String,
    /// The same.
    pub kind: Kind,
    /// The same.
    pub priority: Priority,
    /// About which asset.
    pub asset_id: Option<Uuid>,
    /// The tag of that.
    pub asset_tag: Option<String>,
    /// What that is called.
    pub asset_name: Option<String>,
    /// Where that is.
    pub asset_place_id: Option<Uuid>,
    /// Where that belongs.
    pub asset_home_id: Option<Uuid>,
    /// The category of the asset.
    pub asset_category_id: Option<Uuid>,
    /// About which place.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// Who does it.
    pub assignee_id: Option<Uuid>,
    /// What they are called.
    pub assignee_name: Option<String>,
    /// Does work take the asset out of service?
    pub takes_out: bool,
    /// Steps, one a line.
    pub checklist: String,
    /// As [`Rule::parse`] reads it.
    pub rule: String,
    /// The day it is counted from.
    pub starts_on: NaiveDate,
    /// How long before each day the order is raised.
    pub ahead_days: i64,
    /// The first day that no order was raised for; none: the rule is over.
    pub next_on: Option<NaiveDate>,
    /// Since when it raises nothing.
    pub paused_at: Option<DateTime<Utc>>,
    /// For optimistic locking.
    pub version: i64,
}

impl Plan {
    /// What it is about, as people say it.
    pub fn subject(&self) -> String {
        match (&self.asset_tag, &self.asset_name, &self.location_name) {
            (Some(tag), Some(name), _) => format!("{tag} {name}"),
            (_, _, Some(place)) => place.clone(),
            _ => String::new(),
        }
    }

    /// Is it about something that the viewer's rights hold for?
    pub fn is_within(&self, reach: &Reach) -> bool {
        let places = [self.location_id, self.asset_place_id, self.asset_home_id];
        reach.holds(&places, self.asset_category_id)
    }

    /// The order for one of its days.
    pub fn order(&self, day: NaiveDate) -> NewOrder {
        NewOrder {
            title: self.title.clone(),
            description: String::new(),
            kind: self.kind,
            priority: self.priority,
            subject: match (self.asset_id, self.location_id) {
                (Some(asset), _) => Subject::Asset(asset),
                (None, place) => Subject::Location(place.unwrap_or_default()),
            },
            assignee: self.assignee_id,
            due_on: Some(day),
            supplier: None,
            labour_minutes: 0,
            rate_minor: 0,
            other_minor: 0,
            down: (None, None),
            takes_out: self.takes_out,
            checklist: self.checklist.lines().map(str::to_owned).collect(),
        }
    }
}

/// What the form of a plan sends besides what it says about its orders.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// By which days it repeats.
    pub rule: String,
    /// From when on.
    pub starts_on: String,
    /// How long before each day.
    pub ahead_days: String,
    /// Of its orders.
    pub title: String,
    /// The same.
    pub kind: String,
    /// The same.
    pub priority: String,
    /// An asset's tag.
    pub asset: String,
    /// A place's id.
    pub location: String,
    /// A user's id.
    pub assignee: String,
    /// `on`.
    pub takes_out: String,
    /// Steps, one a line.
    pub checklist: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

impl PlanForm {
    /// The form of a plan as it stands.
    pub fn of(plan: &Plan) -> PlanForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        PlanForm {
            rule: plan.rule.clone(),
            starts_on: plan.starts_on.to_string(),
            ahead_days: plan.ahead_days.to_string(),
            title: plan.title.clone(),
            kind: plan.kind.name().to_owned(),
            priority: plan.priority.name().to_owned(),
            asset: plan.asset_tag.clone().unwrap_or_default(),
            location: id(plan.location_id),
            assignee: id(plan.assignee_id),
            takes_out: if plan.takes_out { "on".to_owned() } else { String::new() },
            checklist: plan.checklist.clone(),
            version: plan.version,
            key: String::new(),
        }
    }
}

/// A plan as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The orders that it raises.
    pub order: NewOrder,
    /// By which days it repeats.
    pub rule: String,
    /// From when on.
    pub starts_on: NaiveDate,
    /// How long before each day.
    pub ahead_days: i64,
    /// The first of its days that is not over; none: the rule is over.
    pub next_on: Option<NaiveDate>,
}

impl NewPlan {
    /// Reads the form, as far as it says when.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field; `order` is what it says about its orders, or what is wrong with that.
    pub fn parse(form: &PlanForm, order: Result<NewOrder, Problems>, today: NaiveDate) -> Result<NewPlan, Problems> {
        let mut problems = Problems::new();
        let order = match order {
            Ok(order) => Some(order),
            Err(wrong) => {
                problems.extend(wrong);
                None
            }
        };
        let starts_on = match form.starts_on.trim() {
            "" => Some(today),
            typed => {
                problems.take("starts_on", parse_day(typed).ok_or("Enter a day as year-month-day, such as 2026-11-26."))
            }
        };
        let ahead_days = match form.ahead_days.trim() {
            "" => Some(7),
            typed => {
                let days = typed.parse().ok().filter(|days| (0..=AHEAD_MAX).contains(days));
                problems.take("ahead_days", days.ok_or("Enter whole days, at most a year."))
            }
        };
        let rule = starts_on.and_then(|starts_on| problems.take("rule", Rule::parse(&form.rule, starts_on)));
        match (order, rule, starts_on, ahead_days) {
            (Some(order), Some(rule), Some(starts_on), Some(ahead_days)) if problems.is_empty() => Ok(NewPlan {
                order,
                rule: form.rule.trim().to_uppercase(),
                starts_on,
                ahead_days,
                next_on: rule.from(today.max(starts_on)),
            }),
            _ => Err(problems),
        }
    }
}
