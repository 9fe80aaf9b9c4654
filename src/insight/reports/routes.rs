//! The pages of reports, and the same as files.

use super::model::Report;
use super::store::By;
use super::{audits, custody, journal, owned, ownership, schedule, worth};
use crate::views::reports as view;
use chrono::{Datelike, NaiveDate};
use kernel::sheet::Paper;
use kernel::time::parse_day;
use platform::web::{Answer, Page, Query, Routes, listed};
use platform::{Perm, Scope};
use serde::Deserialize;

/// Days without a holder after which something is idle, where nobody says it.
const IDLE_DAYS: i64 = 90;
/// Lines that a page shows; a file has all of them.
const LINES_SHOWN: usize = 500;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/reports", Perm::AssetsRead, index)
        .get("/reports/assets", Perm::AssetsRead, assets)
        .get("/reports/depreciation", Perm::AssetsRead, depreciation)
        .get("/reports/journal", Perm::AssetsRead, entries)
        .get("/reports/idle", Perm::AssetsRead, idle)
        .get("/reports/overdue", Perm::AssetsRead, overdue)
        .get("/reports/audits", Perm::AssetsRead, differences)
        .get("/reports/maintenance-schedule", Perm::AssetsRead, maintenance)
        .get("/reports/cost-of-ownership", Perm::AssetsRead, ownership_of)
}

/// What the address of a report says; each reads what is its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    /// What assets are counted by.
    pub by: String,
    /// At the end of which day.
    pub on: String,
    /// Of which category and all below it.
    pub category: String,
    /// Of which model.
    pub model: String,
    /// At which place.
    pub location: String,
    /// `on`: asset by asset.
    pub each: String,
    /// The first month, such as `2026-01`; of a schedule, the first day.
    pub from: String,
    /// The last month, or day.
    pub until: String,
    /// Days without a holder.
    pub days: String,
    /// `csv` or `xlsx`: as a file.
    pub format: String,
}

async fn index(scope: Scope, page: Page) -> Answer {
    Ok(page.show(&scope, "Reports", view::index(&scope.org)))
}

async fn assets(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let by = By::parse(&query.by);
    query.by = by.name().to_owned();
    answer(&scope, &page, owned::read(&scope, by).await?, &query).await
}

async fn depreciation(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let on = parse_day(&query.on).unwrap_or_else(|| scope.today());
    query.on = on.to_string();
    let each = query.each == "on";
    answer(&scope, &page, worth::read(&scope, on, query.category.parse().ok(), each).await?, &query).await
}

async fn entries(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let this = scope.today().with_day(1).unwrap_or_else(|| scope.today());
    let until = month(&query.until).unwrap_or(this);
    let from = month(&query.from).unwrap_or(until).min(until);
    let from = journal::earliest(until).max(from);
    (query.from, query.until) = (from.format("%Y-%m").to_string(), until.format("%Y-%m").to_string());
    answer(&scope, &page, journal::read(&scope, from, until).await?, &query).await
}

async fn idle(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let days = query.days.parse().ok().filter(|days| (1..=3_650).contains(days)).unwrap_or(IDLE_DAYS);
    query.days = days.to_string();
    answer(&scope, &page, custody::idle(&scope, days).await?, &query).await
}

async fn overdue(scope: Scope, page: Page, Query(query): Query<ReportQuery>) -> Answer {
    answer(&scope, &page, custody::overdue(&scope).await?, &query).await
}

async fn differences(scope: Scope, page: Page, Query(query): Query<ReportQuery>) -> Answer {
    let report = match query.by.as_str() {
        "place" => audits::by_place(&scope).await?,
        _ => audits::by_audit(&scope).await?,
    };
    answer(&scope, &page, report, &query).await
}

async fn maintenance(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let by = schedule::Lines::parse(&query.by);
    let (from, until, place) = (parse_day(&query.from), parse_day(&query.until), query.location.parse().ok());
    let asked = schedule::Asked::of(by, from, until, place, scope.today());
    query.by = by.name().to_owned();
    query.from = from.map(|day| day.to_string()).unwrap_or_default();
    query.until = asked.until.to_string();
    answer(&scope, &page, schedule::read(&scope, asked, scope.today()).await?, &query).await
}

async fn ownership_of(scope: Scope, page: Page, Query(mut query): Query<ReportQuery>) -> Answer {
    let by = ownership::Lines::parse(&query.by);
    query.by = by.name().to_owned();
    let of = (query.category.parse().ok(), query.model.parse().ok());
    answer(&scope, &page, ownership::read(&scope, by, of.0, of.1).await?, &query).await
}

/// A report as the address wants it: a page, or a file.
async fn answer(scope: &Scope, page: &Page, report: Report, query: &ReportQuery) -> Answer {
    let Some(paper) = Paper::parse(&query.format) else {
        let shown = view::Shown { org: &scope.org, report: &report, query, lines_max: LINES_SHOWN };
        return Ok(page.show(scope, &report.title, view::report(&shown)));
    };
    let heads = report.heads.iter().map(|head| head.label.to_owned()).collect();
    let rows = report.lines.into_iter().map(|line| line.cells.into_iter().map(|cell| cell.plain).collect());
    listed(paper, report.name.to_owned(), heads, move || rows).await
}

/// The first day of a month that an address names.
fn month(typed: &str) -> Option<NaiveDate> {
    parse_day(&format!("{}-01", typed.trim()))
}
