//! A plan, and what people type to make one.

use super::rule::{Rule, Unit, as_words, in_words};
use crate::catalogue::fields::plain;
use crate::meters;
use crate::said::words;
use crate::work::{Kind, NewOrder, Priority, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::time::parse_day;
use kernel::{Problems, text};
use platform::Reach;
use serde::Deserialize;
use uuid::Uuid;

/// The most days ahead.
const AHEAD_MAX: i64 = 366;
/// The longest name of a meter (characters).
const METER_MAX: usize = 60;

words! {
    /// By what a plan is due.
    DueBy {
        /// By the days of a rule.
        Days = "days",
        /// When a meter has counted so much.
        Meter = "meter",
        /// When a gauge or a field holds something.
        Condition = "condition",
    }
}

words! {
    /// How what is there is compared with what a condition says.
    Test {
        /// More than that.
        Above = "above",
        /// Less than that.
        Below = "below",
        /// Exactly that.
        Equal = "equal",
    }
}

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
    /// For each asset of this category and of all below it.
    pub category_id: Option<Uuid>,
    /// What that is called.
    pub category_name: Option<String>,
    /// For each asset of this model.
    pub model_id: Option<Uuid>,
    /// What that is called.
    pub model_name: Option<String>,
    /// The category of that.
    pub model_category_id: Option<Uuid>,
    /// About which place; of a plan for many assets: where they are or belong.
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
    /// By what it is due.
    pub due_by: DueBy,
    /// Which meter of each asset.
    pub meter_name: Option<String>,
    /// So much of it, in millionths.
    pub every: Option<i64>,
    /// So much before the order is raised.
    pub ahead: Option<i64>,
    /// From what it had counted then; none: from when the plan saw it first.
    pub counted_from: Option<i64>,
    /// Or which field of each asset.
    pub field_id: Option<Uuid>,
    /// What that is called.
    pub field_name: Option<String>,
    /// How it is compared.
    pub test: Option<Test>,
    /// With what, as the field keeps it.
    pub threshold: Option<String>,
    /// The same as a number, where it is one.
    pub threshold_number: Option<i64>,
    /// As [`Rule::parse`] reads it; empty where it is due by something else.
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
        let many = match (&self.category_name, &self.model_name) {
            (Some(category), _) => Some(format!("Each asset of {category}")),
            (None, Some(model)) => Some(format!("Each {model}")),
            (None, None) => None,
        };
        match (&self.asset_tag, &self.asset_name, many, &self.location_name) {
            (Some(tag), Some(name), ..) => format!("{tag} {name}"),
            (_, _, Some(many), Some(place)) => format!("{many} at {place}"),
            (_, _, Some(many), None) => many,
            (_, _, None, Some(place)) => place.clone(),
            _ => String::new(),
        }
    }

    /// Is it for many assets, each with a state of its own?
    pub fn is_for_many(&self) -> bool {
        self.category_id.is_some() || self.model_id.is_some()
    }

    /// Is it about something that the viewer's rights hold for? For many assets, they must hold wherever these are.
    pub fn is_within(&self, reach: &Reach) -> bool {
        let places = [self.location_id, self.asset_place_id, self.asset_home_id];
        reach.holds(&places, self.asset_category_id.or(self.category_id).or(self.model_category_id))
    }

    /// When it is due, as people say it.
    pub fn due_text(&self, unit: &str) -> String {
        let meter = self.meter_name.as_deref().unwrap_or_default();
        match (self.due_by, self.every, self.test) {
            (DueBy::Meter, Some(every), _) => format!("Every {} of {meter}", meters::amount(every, unit)),
            (DueBy::Condition, _, Some(test)) => {
                let what = self.field_name.as_deref().unwrap_or(meter);
                let threshold = self.threshold.as_deref().unwrap_or_default();
                let how = match test {
                    Test::Above => "is above",
                    Test::Below => "is below",
                    Test::Equal => "is",
                };
                format!("When {what} {how} {threshold}")
            }
            _ => self.rule.clone(),
        }
    }

    /// The order for one of its days, or for a round of this asset.
    pub fn order(&self, day: NaiveDate, asset: Option<Uuid>, description: String) -> NewOrder {
        NewOrder {
            title: self.title.clone(),
            description,
            kind: self.kind,
            priority: self.priority,
            subject: match (asset.or(self.asset_id), self.location_id) {
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
    /// A [`DueBy`]; empty: by days.
    pub due_by: String,
    /// What the meter of each asset is called.
    pub meter: String,
    /// So much of it.
    pub every: String,
    /// So much before.
    pub ahead: String,
    /// From what it had counted then.
    pub counted_from: String,
    /// A field's id; empty: a condition is about the meter.
    pub field: String,
    /// A [`Test`].
    pub test: String,
    /// With what it is compared.
    pub threshold: String,
    /// A category's id: for each asset of it.
    pub category: String,
    /// A model's id: for each of it.
    pub model: String,
    /// It repeats every so many ...
    pub times: String,
    /// ... of a [`Unit`]; or by a `rule`.
    pub unit: String,
    /// By which days it repeats, where that is not enough.
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
    /// The rule that is meant, in words or as it is typed; what is typed counts where no number of times is said.
    fn repetition(&self, starts_on: NaiveDate, problems: &mut Problems) -> Option<(String, Rule)> {
        let (times, typed) = (self.times.trim(), self.rule.trim());
        let unit = Unit::parse(&self.unit).filter(|_| !times.is_empty() || typed.is_empty());
        let (name, text) = match unit {
            Some(unit) => ("times", problems.take("times", in_words(times, unit))?),
            None => ("rule", typed.to_uppercase()),
        };
        let rule = problems.take(name, Rule::parse(&text, starts_on))?;
        Some((text, rule))
    }

    /// The form of a plan as it stands.
    pub fn of(plan: &Plan) -> PlanForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let number = |number: Option<i64>| number.map(plain).unwrap_or_default();
        let words = as_words(&plan.rule);
        PlanForm {
            times: words.map(|(times, _)| times.to_string()).unwrap_or_default(),
            unit: words.map_or("rule", |(_, unit)| unit.name()).to_owned(),
            due_by: plan.due_by.name().to_owned(),
            meter: plan.meter_name.clone().unwrap_or_default(),
            every: number(plan.every),
            ahead: number(plan.ahead),
            counted_from: number(plan.counted_from),
            field: id(plan.field_id),
            test: plan.test.map(Test::name).unwrap_or_default().to_owned(),
            threshold: plan.threshold.clone().unwrap_or_default(),
            category: id(plan.category_id),
            model: id(plan.model_id),
            rule: if words.is_some() { String::new() } else { plan.rule.clone() },
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

/// Which assets a plan is for, each with a state of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Many {
    /// What they are.
    pub kind: ManyKind,
    /// Its category, or that of the model: whoever plans must be allowed to change such assets.
    pub category: Uuid,
    /// Where they are or belong, with all below; none: wherever.
    pub location: Option<Uuid>,
}

/// What many assets have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManyKind {
    /// A category, or one below it.
    Category(Uuid),
    /// A model.
    Model(Uuid),
}

/// When a plan is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// By the days of this rule.
    Days(String),
    /// When this meter has counted so much.
    Meter {
        /// Its name.
        meter: String,
        /// So much.
        every: i64,
        /// Raised so much before.
        ahead: i64,
        /// From what it had counted then.
        counted_from: Option<i64>,
    },
    /// When what is watched holds this.
    Condition {
        /// What is watched.
        watched: Watched,
        /// How it is compared.
        test: Test,
        /// With what.
        threshold: String,
        /// The same as a number, where it is one.
        number: Option<i64>,
    },
}

/// What a condition is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watched {
    /// The gauge of this name.
    Meter(String),
    /// This field.
    Field(Uuid),
}

/// A plan as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The orders that it raises. Of a plan for many assets each order names its own.
    pub order: NewOrder,
    /// For which assets, where it is for many.
    pub many: Option<Many>,
    /// When.
    pub due: Due,
    /// From when on.
    pub starts_on: NaiveDate,
    /// How long before each day.
    pub ahead_days: i64,
    /// The first of its days that is not over; none: the rule is over, or it is due by something else.
    pub next_on: Option<NaiveDate>,
}

/// What the form of a plan says that has to be looked up.
#[derive(Debug, Clone)]
pub struct LookedUp {
    /// What it says about its orders, or what is wrong with that.
    pub order: Result<NewOrder, Problems>,
    /// For which assets.
    pub many: Result<Option<Many>, Problems>,
    /// What a field is compared with: its value and number; what is wrong with it.
    pub compared: Option<Result<(String, Option<i64>), Problems>>,
}

impl NewPlan {
    /// Reads the form, as far as it says when.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &PlanForm, found: LookedUp, today: NaiveDate) -> Result<NewPlan, Problems> {
        let mut problems = Problems::new();
        let order = found.order.map_err(|wrong| problems.extend(wrong)).ok();
        let many = found.many.map_err(|wrong| problems.extend(wrong)).ok();
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
        let mut next_on = None;
        let due = match form.due_by.trim() {
            "" | "days" => {
                let found = starts_on.and_then(|from| Some((from, form.repetition(from, &mut problems)?)));
                found.map(|(from, (text, rule))| {
                    next_on = rule.from(today.max(from));
                    Due::Days(text)
                })
            }
            "meter" => by_meter(form, &mut problems),
            "condition" => by_condition(form, found.compared, &mut problems),
            _ => problems.take("due_by", Err("Choose days, a meter or a condition.")),
        };
        if matches!(due, Some(Due::Meter { .. } | Due::Condition { .. }))
            && many == Some(None)
            && order.as_ref().is_some_and(|order| matches!(order.subject, Subject::Location(_)))
        {
            problems.add("asset", "Only assets have meters and fields. Name one, or a category or model.");
        }
        match (order, many, due, starts_on, ahead_days) {
            (Some(order), Some(many), Some(due), Some(starts_on), Some(ahead_days)) if problems.is_empty() => {
                Ok(NewPlan { order, many, due, starts_on, ahead_days, next_on })
            }
            _ => Err(problems),
        }
    }
}

fn by_meter(form: &PlanForm, problems: &mut Problems) -> Option<Due> {
    let positive = |typed: &str, least: i64| {
        meters::number(typed).and_then(|number| if number < least { Err("This is too little.") } else { Ok(number) })
    };
    let optional = |typed: &str| if typed.trim().is_empty() { Ok(None) } else { positive(typed, 0).map(Some) };
    let meter = problems.take("meter", text::line(&form.meter, METER_MAX));
    let every = problems.take("every", positive(&form.every, 1));
    let ahead = problems.take("ahead", optional(&form.ahead)).map(Option::unwrap_or_default);
    let counted_from = problems.take("counted_from", optional(&form.counted_from));
    if let (Some(every), Some(ahead)) = (every, ahead)
        && ahead >= every
    {
        problems.add("ahead", "This must be less than what lies between two of them.");
    }
    Some(Due::Meter { meter: meter?, every: every?, ahead: ahead?, counted_from: counted_from? })
}

fn by_condition(
    form: &PlanForm,
    compared: Option<Result<(String, Option<i64>), Problems>>,
    problems: &mut Problems,
) -> Option<Due> {
    let test = problems.take("test", Test::parse(form.test.trim()).ok_or("Choose above, below or equal."));
    let Some(compared) = compared else {
        let meter = problems.take("meter", text::line(&form.meter, METER_MAX));
        let number = problems.take("threshold", meters::number(&form.threshold));
        let (test, meter, number) = (test?, meter?, number?);
        return Some(Due::Condition {
            watched: Watched::Meter(meter),
            test,
            threshold: plain(number),
            number: Some(number),
        });
    };
    let field = form.field.trim().parse().ok();
    let (threshold, number) = compared.map_err(|wrong| problems.extend(wrong)).ok()?;
    let test = test?;
    if test != Test::Equal && number.is_none() {
        problems.add("test", "Only numbers, amounts and days are above or below something.");
        return None;
    }
    Some(Due::Condition { watched: Watched::Field(field?), test, threshold, number })
}
