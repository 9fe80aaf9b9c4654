//! Maintenance plans, for programs.

use super::due::Member;
use super::model::{DueBy, Plan, PlanForm};
use super::routes::{managed, read, seen as visible};
use super::{actions, store};
use crate::assets;
use crate::catalogue::fields::plain;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Reply, Seen, get, made, merged, ok, patch, post, put, renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "next";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("asset", "asset_id"),
    ("location", "location_id"),
    ("category", "category_id"),
    ("model", "model_id"),
    ("field", "field_id"),
    ("assignee", "assignee_id"),
];
/// The order of the assets of a plan.
const BY_TAG: &str = "tag";

/// The table.
pub fn api() -> Api {
    let (view, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    let api = Api::inside("Maintenance plans")
        .call(
            get("/maintenance-plans", view, list)
                .named("listMaintenancePlans", "List maintenance plans, the next due first")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/maintenance-plans", manage, create)
                .named("createMaintenancePlan", "Plan what has to be done again and again")
                .about("By days, `rule` is an RRULE of whole days, counted from `starts_on`; some days ahead of each a work order is raised. By `meter`, one is raised for every so much that it counts; by `condition`, when a gauge or a field holds something. With a category or a model, each of its assets has a state of its own.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "title": "Clean the fan", "asset_id": "$ASSET", "rule": "FREQ=MONTHLY;INTERVAL=3", "ahead_days": 7 })),
        )
        .call(
            get("/maintenance-plans/{id}", view, show)
                .named("getMaintenancePlan", "Get a maintenance plan")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/maintenance-plans/{id}", manage, amend)
                .named("updateMaintenancePlan", "Change a maintenance plan")
                .about("Days that a work order was raised for are not raised again.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "ahead_days": 14 })),
        )
        .call(
            get("/maintenance-plans/{id}/dues", view, dues)
                .named("listMaintenanceDues", "List how each asset stands with a maintenance plan")
                .about("Of a plan for one asset by days, and of one about a location, there are none.")
                .query::<ListQuery>()
                .answers::<List<Standing>>(200),
        )
        .call(
            put("/maintenance-plans/{id}/pause", manage, pause)
                .named("pauseMaintenancePlan", "Pause a maintenance plan, or let it go on")
                .body::<PauseInput>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "paused": true })),
        );
    super::ahead::calls(api)
}

/// What has to be done again and again.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MaintenancePlan")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Of the work orders it raises.
    title: String,
    /// `repair`, `inspection`, `preventive`, `cleaning` or `other`.
    kind: String,
    /// `low`, `normal`, `high` or `urgent`.
    priority: String,
    /// About which asset; or
    asset_id: Option<Uuid>,
    /// about which location.
    location_id: Option<Uuid>,
    /// Who does it.
    assignee_id: Option<Uuid>,
    /// Does work take the asset out of service?
    takes_out: bool,
    /// Steps.
    checklist: Vec<String>,
    /// For each asset of this category and of all below it; or
    category_id: Option<Uuid>,
    /// for each of this model. `location_id` narrows both to what is or belongs there.
    model_id: Option<Uuid>,
    /// `days`, `meter` or `condition`.
    due_by: String,
    /// What the meter of each asset is called.
    meter: Option<String>,
    /// So much of it, as a decimal.
    every: Option<String>,
    /// So much before the order is raised.
    ahead: Option<String>,
    /// From what it had counted then; null: from when the plan saw it first.
    counted_from: Option<String>,
    /// Which field a condition is about.
    field_id: Option<Uuid>,
    /// `above`, `below` or `equal`.
    test: Option<String>,
    /// With what it is compared.
    threshold: Option<String>,
    /// RRULE; empty where it is due by something else.
    rule: String,
    /// The day it is counted from.
    starts_on: NaiveDate,
    /// How long before each day the work order is raised.
    ahead_days: i64,
    /// The first day that none was raised for; null: the rule is over.
    next_on: Option<NaiveDate>,
    /// Since when it raises nothing.
    paused_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Plan> for Shown {
    fn from(plan: Plan) -> Shown {
        Shown {
            id: plan.id,
            title: plan.title,
            kind: plan.kind.name().to_owned(),
            priority: plan.priority.name().to_owned(),
            asset_id: plan.asset_id,
            location_id: plan.location_id,
            assignee_id: plan.assignee_id,
            takes_out: plan.takes_out,
            checklist: plan.checklist.lines().map(str::to_owned).collect(),
            category_id: plan.category_id,
            model_id: plan.model_id,
            due_by: plan.due_by.name().to_owned(),
            meter: plan.meter_name,
            every: plan.every.map(plain),
            ahead: plan.ahead.map(plain),
            counted_from: plan.counted_from.map(plain),
            field_id: plan.field_id,
            test: plan.test.map(|test| test.name().to_owned()),
            threshold: plan.threshold,
            rule: plan.rule,
            starts_on: plan.starts_on,
            ahead_days: plan.ahead_days,
            next_on: plan.next_on,
            paused_at: plan.paused_at,
            version: plan.version,
        }
    }
}

/// A maintenance plan as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MaintenancePlanInput")]
struct Input {
    /// Of the work orders it raises.
    title: String,
    /// Without, `preventive`.
    #[serde(default)]
    #[schemars(extend("enum" = ["repair", "inspection", "preventive", "cleaning", "other", null]))]
    kind: Option<String>,
    /// Without, `normal`.
    #[serde(default)]
    #[schemars(extend("enum" = ["low", "normal", "high", "urgent", null]))]
    priority: Option<String>,
    /// About which asset; or
    #[serde(default)]
    asset_id: Option<Uuid>,
    /// about which location.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// Who does it: somebody with a role here.
    #[serde(default)]
    assignee_id: Option<Uuid>,
    /// Does work take the asset out of service?
    #[serde(default)]
    takes_out: bool,
    /// Steps.
    #[serde(default)]
    checklist: Vec<String>,
    /// For each asset of this category and of all below it; or
    #[serde(default)]
    category_id: Option<Uuid>,
    /// for each of this model. `location_id` narrows both to what is or belongs there.
    #[serde(default)]
    model_id: Option<Uuid>,
    /// Without, `days`.
    #[serde(default)]
    #[schemars(extend("enum" = ["days", "meter", "condition", null]))]
    due_by: Option<String>,
    /// What the meter of each asset is called.
    #[serde(default)]
    meter: Option<String>,
    /// By meter: so much of it, as a decimal.
    #[serde(default)]
    every: Option<String>,
    /// By meter: so much before the order is raised.
    #[serde(default)]
    ahead: Option<String>,
    /// By meter: from what it had counted then; without, from what it has when the plan sees it first.
    #[serde(default)]
    counted_from: Option<String>,
    /// By condition: which field; without, the gauge called `meter`.
    #[serde(default)]
    field_id: Option<Uuid>,
    /// By condition: how it is compared.
    #[serde(default)]
    #[schemars(extend("enum" = ["above", "below", "equal", null]))]
    test: Option<String>,
    /// By condition: with what.
    #[serde(default)]
    threshold: Option<String>,
    /// By days: RRULE of whole days, such as `FREQ=MONTHLY;INTERVAL=3`.
    #[serde(default)]
    rule: String,
    /// The day it is counted from; without, today.
    #[serde(default)]
    starts_on: Option<NaiveDate>,
    /// How long before each day the work order is raised; without, 7.
    #[serde(default)]
    ahead_days: Option<i64>,
}

impl Input {
    fn of(plan: &Plan) -> Input {
        Input {
            title: plan.title.clone(),
            kind: Some(plan.kind.name().to_owned()),
            priority: Some(plan.priority.name().to_owned()),
            asset_id: plan.asset_id,
            location_id: plan.location_id,
            assignee_id: plan.assignee_id,
            takes_out: plan.takes_out,
            checklist: plan.checklist.lines().map(str::to_owned).collect(),
            category_id: plan.category_id,
            model_id: plan.model_id,
            due_by: Some(plan.due_by.name().to_owned()),
            meter: plan.meter_name.clone(),
            every: plan.every.map(plain),
            ahead: plan.ahead.map(plain),
            counted_from: plan.counted_from.map(plain),
            field_id: plan.field_id,
            test: plan.test.map(|test| test.name().to_owned()),
            threshold: plan.threshold.clone(),
            rule: plan.rule.clone(),
            starts_on: Some(plan.starts_on),
            ahead_days: Some(plan.ahead_days),
        }
    }

    fn form(self, tag: String) -> PlanForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        PlanForm {
            category: id(self.category_id),
            model: id(self.model_id),
            due_by: self.due_by.unwrap_or_default(),
            meter: self.meter.unwrap_or_default(),
            every: self.every.unwrap_or_default(),
            ahead: self.ahead.unwrap_or_default(),
            counted_from: self.counted_from.unwrap_or_default(),
            field: id(self.field_id),
            test: self.test.unwrap_or_default(),
            threshold: self.threshold.unwrap_or_default(),
            rule: self.rule,
            starts_on: self.starts_on.map(|day| day.to_string()).unwrap_or_default(),
            ahead_days: self.ahead_days.map(|days| days.to_string()).unwrap_or_default(),
            title: self.title,
            kind: self.kind.unwrap_or_else(|| "preventive".to_owned()),
            priority: self.priority.unwrap_or_default(),
            asset: tag,
            location: id(self.location_id),
            assignee: id(self.assignee_id),
            takes_out: if self.takes_out { "on".to_owned() } else { String::new() },
            checklist: self.checklist.join("\n"),
            ..PlanForm::default()
        }
    }
}

/// How an asset stands with a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MaintenanceDue")]
struct Standing {
    /// Which asset.
    asset_id: Uuid,
    /// The tag of that.
    asset_tag: String,
    /// Its meter.
    meter_id: Option<Uuid>,
    /// What that has counted, also across a reset; of a gauge, what it shows.
    total: Option<String>,
    /// What that will have counted when it is due.
    due_at: Option<String>,
    /// The day on which that will be, by how it is used; of a plan by days, its next day.
    due_on: Option<NaiveDate>,
    /// The order that waits to be done.
    work_order_id: Option<Uuid>,
}

impl Standing {
    fn of(plan: &Plan, member: Member) -> Standing {
        Standing {
            asset_id: member.asset_id,
            asset_tag: member.tag,
            meter_id: member.meter_id,
            total: member.total.map(plain),
            due_at: member.due_at.map(plain),
            due_on: if plan.due_by == DueBy::Days { plan.next_on } else { member.due_on },
            work_order_id: member.order_id,
        }
    }
}

/// Whether a plan raises nothing.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MaintenancePlanPause")]
struct PauseInput {
    /// Does it?
    paused: bool,
}

/// Which part of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    }
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let reach = scope.reach(Perm::AssetsRead);
    let rows = store::list(scope.db(), scope.org_id(), &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |plan| plan.id, Shown::from))
}

async fn wished(scope: &Scope, input: Input) -> Result<super::NewPlan, Error> {
    let tag = assets::tag_of(scope, input.asset_id).await?;
    read(scope, &input.form(tag)).await.map_err(by_our_names)
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    let new = wished(&scope, input).await?;
    let id = actions::create(&scope, &new, &key.0).await.map_err(by_our_names)?;
    let plan = visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/maintenance-plans/{id}", scope.org.slug), plan.version, &Shown::from(plan))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let plan = visible(&scope, id).await?;
    tagged(&seen, plan.version, &Shown::from(plan))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let plan = managed(&scope, id).await?;
    seen.check(plan.version)?;
    let new = wished(&scope, merged(&Input::of(&plan), change)?).await?;
    actions::change(&scope, id, plan.version, &new).await.map_err(by_our_names)?;
    let plan = visible(&scope, id).await?;
    tagged(&Seen::default(), plan.version, &Shown::from(plan))
}

async fn dues(scope: Scope, Id(id): Id, Ask(query): Ask<ListQuery>) -> Reply {
    let plan = visible(&scope, id).await?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read::<String>(query.cursor.as_deref(), BY_TAG)?);
    if plan.due_by == DueBy::Days && !plan.is_for_many() {
        return ok(&List::<Standing> { data: Vec::new(), next_cursor: None });
    }
    let rows = store::members(scope.db(), scope.org_id(), &plan, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, BY_TAG, |member| member.tag.to_lowercase(), |member| Standing::of(&plan, member)))
}

async fn pause(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<PauseInput>) -> Reply {
    let plan = managed(&scope, id).await?;
    seen.check(plan.version)?;
    actions::set_paused(&scope, id, plan.version, input.paused).await?;
    let plan = visible(&scope, id).await?;
    tagged(&Seen::default(), plan.version, &Shown::from(plan))
}
