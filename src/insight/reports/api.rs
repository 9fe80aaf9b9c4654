//! Reports, for programs: the same cells as in a file.

use super::model::{Line, Report};
use super::query::ReportQuery;
use super::store::By;
use super::which::{IDLE_MAX, Which, parse_month};
use super::{journal, ownership, schedule};
use chrono::NaiveDate;
use platform::web::api::{Api, Ask, Problem, Reply, get, ok};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Reports")
        .call(
            get("/reports/assets-by-category", Perm::AssetsRead, by_category)
                .named("reportAssetsByCategory", "Count assets by category")
                .answers::<Shown>(200),
        )
        .call(
            get("/reports/assets", Perm::AssetsRead, assets)
                .named("reportAssets", "Count assets by what they have in common")
                .query::<ByQuery>()
                .answers::<Shown>(200)
                .like(json!({ "by": "status" })),
        )
        .call(
            get("/reports/depreciation", Perm::AssetsRead, depreciation)
                .named("reportDepreciation", "Read what assets are worth")
                .about("At the end of a day: category by category, or asset by asset.")
                .query::<WorthQuery>()
                .answers::<Shown>(200)
                .like(json!({ "on": "2026-12-31" })),
        )
        .call(
            get("/reports/journal", Perm::AssetsRead, entries)
                .named("reportDepreciationJournal", "Read what an accountant enters, by months or fiscal years")
                .about("Sixty months at most, which end with `until`.")
                .query::<MonthsQuery>()
                .answers::<Shown>(200)
                .like(json!({ "from": "2026-01", "until": "2026-12" })),
        )
        .call(
            get("/reports/idle", Perm::AssetsRead, idle)
                .named("reportIdle", "List what nobody has had for a while")
                .query::<IdleQuery>()
                .answers::<Shown>(200)
                .like(json!({ "days": 180 })),
        )
        .call(
            get("/reports/overdue", Perm::AssetsRead, overdue)
                .named("reportOverdue", "List what should have come back")
                .answers::<Shown>(200),
        )
        .call(
            get("/reports/audits", Perm::AssetsRead, differences)
                .named("reportAuditDifferences", "Count what audits found to be other than the records say")
                .query::<DifferencesQuery>()
                .answers::<Shown>(200)
                .like(json!({ "by": "place" })),
        )
        .call(
            get("/reports/maintenance-schedule", Perm::AssetsRead, maintenance)
                .named("reportMaintenanceSchedule", "Read what has to be done when")
                .about("Open work orders, late ones too, and what plans will raise. Costs are those so far, or the plan's average.")
                .query::<ScheduleQuery>()
                .answers::<Shown>(200)
                .like(json!({ "by": "month" })),
        )
        .call(
            get("/reports/cost-of-ownership", Perm::AssetsRead, cost)
                .named("reportCostOfOwnership", "Read what owning assets cost so far")
                .query::<CostQuery>()
                .answers::<Shown>(200)
                .like(json!({ "by": "model" })),
        )
}

/// A report.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct Shown {
    /// What it is called.
    title: String,
    /// What its columns are called.
    columns: Vec<String>,
    /// Its lines: a cell for each column, days as `2026-12-31`, amounts as `1200.50`.
    rows: Vec<Vec<String>>,
}

impl From<Report> for Shown {
    fn from(report: Report) -> Shown {
        Shown {
            title: report.title,
            columns: report.heads.iter().map(|head| head.label.to_owned()).collect(),
            rows: report.lines.into_iter().map(Line::plain).collect(),
        }
    }
}

/// What assets are counted by.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ByQuery {
    /// `category`, `status`, `location`, `holder`, `supplier` or `model`; `category` without.
    by: Option<By>,
}

/// How differences are summed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DifferencesQuery {
    /// `audit`, or `place` over all audits that are closed; `audit` without.
    by: Option<DifferencesBy>,
}

/// What differences are summed by.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DifferencesBy {
    /// Audit by audit.
    Audit,
    /// Place by place.
    Place,
}

/// What is read of the books.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WorthQuery {
    /// At the end of this day; today without.
    on: Option<NaiveDate>,
    /// Of this category and all below it, asset by asset.
    category_id: Option<Uuid>,
    /// Asset by asset.
    each: Option<bool>,
}

/// Which months are read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MonthsQuery {
    /// How entries are summed; `month` without. `year`: whole fiscal years, those that the months fall into.
    by: Option<journal::Lines>,
    /// The first month, such as `2026-01`; without, `until`.
    from: Option<String>,
    /// The last month; without, this one.
    until: Option<String>,
}

/// How long something lies about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IdleQuery {
    /// Days without a holder, 1 to 3,650; without, 90.
    days: Option<i64>,
}

/// What of the schedule is read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScheduleQuery {
    /// How it is summed; `each` without: work by work.
    by: Option<schedule::Lines>,
    /// From this day on; without, what is late too.
    from: Option<NaiveDate>,
    /// Until this day, within a year; without, ninety days from now.
    until: Option<NaiveDate>,
    /// At this location.
    location_id: Option<Uuid>,
}

/// What of the costs is read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CostQuery {
    /// How they are summed; `category` without.
    by: Option<ownership::Lines>,
    /// Of this category and all below it, asset by asset.
    category_id: Option<Uuid>,
    /// Of this model, asset by asset.
    model_id: Option<Uuid>,
}

async fn answer(scope: &Scope, which: Which, mut query: ReportQuery) -> Reply {
    ok(&Shown::from(which.read(scope, &mut query).await?))
}

async fn by_category(scope: Scope) -> Reply {
    answer(&scope, Which::Assets, ReportQuery::default()).await
}

async fn assets(scope: Scope, Ask(query): Ask<ByQuery>) -> Reply {
    let by = query.by.map(By::name).unwrap_or_default().to_owned();
    answer(&scope, Which::Assets, ReportQuery { by, ..ReportQuery::default() }).await
}

async fn depreciation(scope: Scope, Ask(query): Ask<WorthQuery>) -> Reply {
    let each = if query.each.unwrap_or(false) { "on" } else { "" };
    let (on, category) = (said(query.on), said(query.category_id));
    answer(&scope, Which::Depreciation, ReportQuery { on, category, each: each.to_owned(), ..ReportQuery::default() })
        .await
}

async fn entries(scope: Scope, Ask(query): Ask<MonthsQuery>) -> Reply {
    let month = |field: &'static str, typed: Option<String>| match typed {
        Some(typed) if parse_month(&typed).is_none() => Err(Problem::field(field, "Send a month such as 2026-01.")),
        typed => Ok(typed.unwrap_or_default()),
    };
    let (from, until) = (month("from", query.from)?, month("until", query.until)?);
    let by = query.by.unwrap_or_default().name().to_owned();
    answer(&scope, Which::Journal, ReportQuery { by, from, until, ..ReportQuery::default() }).await
}

async fn idle(scope: Scope, Ask(query): Ask<IdleQuery>) -> Reply {
    if query.days.is_some_and(|days| !(1..=IDLE_MAX).contains(&days)) {
        return Err(Problem::field("days", format!("Send 1 to {IDLE_MAX} days.")));
    }
    answer(&scope, Which::Idle, ReportQuery { days: said(query.days), ..ReportQuery::default() }).await
}

async fn overdue(scope: Scope) -> Reply {
    answer(&scope, Which::Overdue, ReportQuery::default()).await
}

async fn differences(scope: Scope, Ask(query): Ask<DifferencesQuery>) -> Reply {
    let by = match query.by {
        Some(DifferencesBy::Place) => "place",
        Some(DifferencesBy::Audit) | None => "",
    };
    answer(&scope, Which::Audits, ReportQuery { by: by.to_owned(), ..ReportQuery::default() }).await
}

async fn maintenance(scope: Scope, Ask(query): Ask<ScheduleQuery>) -> Reply {
    let by = query.by.unwrap_or_default().name().to_owned();
    let (from, until, location) = (said(query.from), said(query.until), said(query.location_id));
    answer(&scope, Which::Maintenance, ReportQuery { by, from, until, location, ..ReportQuery::default() }).await
}

async fn cost(scope: Scope, Ask(query): Ask<CostQuery>) -> Reply {
    let by = query.by.unwrap_or_default().name().to_owned();
    let (category, model) = (said(query.category_id), said(query.model_id));
    answer(&scope, Which::Ownership, ReportQuery { by, category, model, ..ReportQuery::default() }).await
}

/// As an address says it; nothing where nothing is said.
fn said(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
