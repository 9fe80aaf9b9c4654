//! Maintenance plans, for programs.

use super::model::{Plan, PlanForm};
use super::routes::{managed, read, seen as visible};
use super::{actions, store};
use crate::assets;
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
const NAMES: &[(&str, &str)] = &[("asset", "asset_id"), ("location", "location_id"), ("assignee", "assignee_id")];

/// The table.
pub fn api() -> Api {
    let (view, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Maintenance plans")
        .call(
            get("/maintenance-plans", view, list)
                .named("listMaintenancePlans", "List maintenance plans, the next due first")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/maintenance-plans", manage, create)
                .named("createMaintenancePlan", "Plan what has to be done again and again")
                .about("`rule` is an RRULE of whole days, counted from `starts_on`; some days ahead of each a work order is raised.")
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
            put("/maintenance-plans/{id}/pause", manage, pause)
                .named("pauseMaintenancePlan", "Pause a maintenance plan, or let it go on")
                .body::<PauseInput>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "paused": true })),
        )
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
    /// RRULE.
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
    /// RRULE of whole days, such as `FREQ=MONTHLY;INTERVAL=3`.
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
            rule: plan.rule.clone(),
            starts_on: Some(plan.starts_on),
            ahead_days: Some(plan.ahead_days),
        }
    }

    fn form(self, tag: String) -> PlanForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        PlanForm {
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

async fn pause(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<PauseInput>) -> Reply {
    let plan = managed(&scope, id).await?;
    seen.check(plan.version)?;
    actions::set_paused(&scope, id, plan.version, input.paused).await?;
    let plan = visible(&scope, id).await?;
    tagged(&Seen::default(), plan.version, &Shown::from(plan))
}
