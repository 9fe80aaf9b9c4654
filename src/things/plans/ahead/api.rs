//! Maintenance to come, for programs.

use super::store::{self, Ahead, Hushed};
use super::{Coming, What, actions};
use crate::catalogue::fields::plain;
use crate::deed::{Became, Deed};
use crate::meters;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::Error;
use platform::web::api::{Api, Ask, Body, List, PageQuery, Problem, Reply, get, ok, post, renamed};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// How far ahead it is told where nothing else is said (days).
const AHEAD_DAYS: i64 = 30;
/// The furthest (days).
const AHEAD_DAYS_MAX: i64 = 366;
/// The most of it by days, and by meters.
const AHEAD_MAX: i64 = 500;

/// The calls, added to those of plans.
pub(in crate::plans) fn calls(api: Api) -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    api.call(
        get("/maintenance-ahead", read, list)
            .named("listMaintenanceAhead", "List maintenance to come that has no work order yet, the soonest first")
            .about("The next day of each plan, and by meter what each asset will have counted, up to 500 each.")
            .query::<ListQuery>()
            .answers::<List<Shown>>(200)
            .like(json!({ "days": 60 })),
    )
    .call(
        post("/maintenance-ahead/batches", manage, many)
            .named("batchMaintenanceAhead", "Put off, dismiss or show again maintenance to come")
            .about("Each is answered in the order of `items`: what cannot be done to one keeps nothing from the others. The work order is raised all the same.")
            .body::<Batch>()
            .answers::<List<Answered>>(200)
            .like(json!({ "action": "snooze", "items": [{ "plan_id": "$MAINTENANCE_PLAN", "due_on": "2026-03-09" }], "until": "2026-03-20" })),
    )
}

/// Maintenance to come.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MaintenanceAhead")]
struct Shown {
    /// By which plan.
    plan_id: Uuid,
    /// Of the work order to come.
    title: String,
    /// About which asset.
    asset_id: Option<Uuid>,
    /// When; by meter, as far as its use foretells.
    due_on: NaiveDate,
    /// By meter: what that will have counted, as a decimal.
    due_at: Option<String>,
    /// The day on which it is shown again.
    snoozed_until: Option<NaiveDate>,
    /// When somebody dismissed it.
    dismissed_at: Option<DateTime<Utc>>,
}

impl From<Ahead> for Shown {
    fn from(ahead: Ahead) -> Shown {
        Shown {
            plan_id: ahead.plan_id,
            title: ahead.title,
            asset_id: ahead.asset_id,
            due_on: ahead.due_on,
            due_at: ahead.due_at.map(plain),
            snoozed_until: ahead.snoozed_until,
            dismissed_at: ahead.dismissed_at,
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// So many days ahead, 1 to 366; 30 without.
    days: Option<i64>,
    /// Without, `open`: what nobody put off or dismissed.
    #[schemars(extend("enum" = ["open", "snoozed", "dismissed", "all", null]))]
    standing: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Some of it: the day of a plan, or by meter an asset and what that will have counted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MaintenanceAheadItem")]
struct Item {
    /// By which plan.
    plan_id: Uuid,
    /// By days: the day.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// By meter: which asset.
    #[serde(default)]
    asset_id: Option<Uuid>,
    /// By meter: what that will have counted, as the list says it.
    #[serde(default)]
    due_at: Option<String>,
}

impl Item {
    fn read(&self) -> Result<Coming, Problem> {
        let what = match (self.due_on, self.asset_id, &self.due_at) {
            (_, Some(asset), Some(due_at)) => {
                let counted = meters::number(due_at);
                What::Count(asset, counted.map_err(|told| Error::invalid("items", told))?)
            }
            (Some(day), _, None) => What::Day(day),
            _ => return Err(Problem::field("items", "Each names a day, or an asset and what it will have counted.")),
        };
        Ok(Coming { plan: self.plan_id, what })
    }
}

/// Some maintenance to come, and what is done with it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MaintenanceAheadBatch")]
struct Batch {
    /// What is done with each.
    #[schemars(extend("enum" = ["snooze", "dismiss", "restore"]))]
    action: String,
    /// Which, up to 500.
    items: Vec<Item>,
    /// Of a snooze: a day after today, within a year.
    #[serde(default)]
    until: Option<NaiveDate>,
}

/// What became of one of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MaintenanceAheadAnswered")]
struct Answered {
    /// Its place in `items`, from 1.
    position: u64,
    /// What became of it.
    result: Became,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let days = query.days.unwrap_or(AHEAD_DAYS);
    if !(1..=AHEAD_DAYS_MAX).contains(&days) {
        return Err(Problem::field("days", "Send a number from 1 to 366."));
    }
    let today = scope.today();
    let hushed = match query.standing.as_deref() {
        None | Some("open") => Hushed::Not(today),
        Some("snoozed") => Hushed::Until(today),
        Some("dismissed") => Hushed::ForGood,
        Some("all") => Hushed::Whichever,
        Some(_) => return Err(Problem::field("standing", "Send open, snoozed, dismissed or all.")),
    };
    let rows = store::all(&scope, today + TimeDelta::days(days), hushed, AHEAD_MAX).await?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    ok(&page.cut(rows, "due_on", |one| (one.plan_id, one.asset_id, one.due_on), Shown::from)?)
}

async fn many(scope: Scope, Body(batch): Body<Batch>) -> Reply {
    let deed = Deed::parse(&batch.action, batch.until)?;
    let coming: Vec<Coming> = batch.items.iter().map(Item::read).collect::<Result<_, _>>()?;
    let answers = actions::each(&scope, &coming, deed).await.map_err(|error| match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, &[("ahead", "items")])),
        error => error,
    })?;
    let of = |(position, one): (u64, &Coming)| Some(Answered { position, result: *answers.get(one)? });
    let data = (1..).zip(&coming).filter_map(of).collect();
    ok(&List { data, next_cursor: None })
}
