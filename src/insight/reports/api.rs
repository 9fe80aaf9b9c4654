//! Reports, for programs: the same cells as in a file.

use super::model::Report;
use super::store::By;
use super::{audits, custody, owned, ownership, schedule, worth};
use chrono::NaiveDate;
use platform::web::api::{Api, Ask, Reply, get, ok};
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
        let cells = |line: super::model::Line| line.cells.into_iter().map(|cell| cell.plain).collect();
        Shown {
            title: report.title,
            columns: report.heads.iter().map(|head| head.label.to_owned()).collect(),
            rows: report.lines.into_iter().map(cells).collect(),
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

async fn maintenance(scope: Scope, Ask(query): Ask<ScheduleQuery>) -> Reply {
    let today = scope.today();
    let asked = schedule::Asked::of(query.by.unwrap_or_default(), query.from, query.until, query.location_id, today);
    ok(&Shown::from(schedule::read(&scope, asked, today).await?))
}

async fn cost(scope: Scope, Ask(query): Ask<CostQuery>) -> Reply {
    ok(&Shown::from(ownership::read(&scope, query.by.unwrap_or_default(), query.category_id, query.model_id).await?))
}

async fn by_category(scope: Scope) -> Reply {
    ok(&Shown::from(owned::read(&scope, By::Category).await?))
}

async fn assets(scope: Scope, Ask(query): Ask<ByQuery>) -> Reply {
    ok(&Shown::from(owned::read(&scope, query.by.unwrap_or(By::Category)).await?))
}

async fn depreciation(scope: Scope, Ask(query): Ask<WorthQuery>) -> Reply {
    let on = query.on.unwrap_or_else(|| scope.today());
    let report = worth::read(&scope, on, query.category_id, query.each.unwrap_or(false)).await?;
    ok(&Shown::from(report))
}

async fn overdue(scope: Scope) -> Reply {
    ok(&Shown::from(custody::overdue(&scope).await?))
}

async fn differences(scope: Scope, Ask(query): Ask<DifferencesQuery>) -> Reply {
    match query.by {
        Some(DifferencesBy::Place) => ok(&Shown::from(audits::by_place(&scope).await?)),
        Some(DifferencesBy::Audit) | None => ok(&Shown::from(audits::by_audit(&scope).await?)),
    }
}
