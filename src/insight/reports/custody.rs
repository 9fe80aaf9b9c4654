//! What lies about, and what should have come back.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use super::store::{self, Kept};
use chrono::{Duration, NaiveDate};
use kernel::Result;
use kernel::time::{day_text, wall};
use platform::{Perm, Scope};
use std::collections::BTreeMap;
use things::words::counted;

/// Lines of these reports.
pub const LINES_MAX: i64 = 10_000;
/// Bars of a chart: the largest groups.
const BARS: usize = 12;
/// How late things are, in days: up to these, or longer.
const LATE: [(i64, &str); 4] = [(7, "1 to 7 days"), (30, "8 to 30"), (90, "31 to 90"), (i64::MAX, "Longer")];

/// What nobody has had for so many days.
///
/// # Errors
/// When the database does not answer.
pub async fn idle(scope: &Scope, days: i64) -> Result<Report> {
    let since = scope.now - Duration::days(days);
    let rows = store::idle(scope.db(), scope.org_id(), since, &scope.reach(Perm::AssetsRead), LINES_MAX).await?;
    let zone = scope.org.zone();
    let line = |row: &Kept| {
        let day = wall(zone, row.since).date();
        let cells = vec![
            Cell::word(&row.tag),
            Cell::word(&row.name),
            Cell::word(&row.category),
            Cell::word(row.location.clone().unwrap_or_default()),
            cost(row),
            Cell { shown: day_text(day), plain: day.to_string() },
            Cell::number((scope.now - row.since).num_days()),
        ];
        Line { path: Some(format!("/assets/{}", row.id)), cells }
    };
    Ok(Report {
        name: "idle",
        title: "Idle assets".to_owned(),
        lead: format!("What stands in stock and nobody has had for {days} days or more, the longest first."),
        heads: vec![
            Head::word("Asset"),
            Head::word("Name"),
            Head::word("Category"),
            Head::word("Location"),
            Head::figure("Cost"),
            Head::word("Since"),
            Head::figure("Days"),
        ],
        lines: rows.iter().map(line).collect(),
        totals: Vec::new(),
        chart: by_category(&rows),
        notes: Vec::new(),
    })
}

/// What should have come back before today.
///
/// # Errors
/// When the database does not answer.
pub async fn overdue(scope: &Scope) -> Result<Report> {
    let today: NaiveDate = scope.today();
    let rows = store::overdue(scope.db(), scope.org_id(), today, &scope.reach(Perm::AssetsRead), LINES_MAX).await?;
    let line = |row: &Kept| {
        let due = row.due_on.unwrap_or(today);
        let cells = vec![
            Cell::word(&row.tag),
            Cell::word(&row.name),
            Cell::word(row.holder.clone().unwrap_or_default()),
            Cell::word(&row.category),
            cost(row),
            Cell { shown: day_text(due), plain: due.to_string() },
            Cell::number((today - due).num_days()),
        ];
        Line { path: Some(format!("/assets/{}", row.id)), cells }
    };
    Ok(Report {
        name: "overdue",
        title: "Overdue assets".to_owned(),
        lead: "What should have come back, the longest first.".to_owned(),
        heads: vec![
            Head::word("Asset"),
            Head::word("Name"),
            Head::word("Who has it"),
            Head::word("Category"),
            Head::figure("Cost"),
            Head::word("Expected back"),
            Head::figure("Days late"),
        ],
        lines: rows.iter().map(line).collect(),
        totals: Vec::new(),
        chart: by_delay(&rows, today),
        notes: Vec::new(),
    })
}

/// How many of which category, the most first.
fn by_category(rows: &[Kept]) -> Option<Chart> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        *sums.entry(&row.category).or_default() += 1;
    }
    let mut sums: Vec<(&str, i64)> = sums.into_iter().collect();
    sums.sort_by_key(|(_, count)| -count);
    chart("Idle assets by category", sums.into_iter().take(BARS))
}

/// How many are how late.
fn by_delay(rows: &[Kept], today: NaiveDate) -> Option<Chart> {
    let late = |row: &Kept| row.due_on.map_or(0, |due| (today - due).num_days());
    let mut from = 0;
    let sums = LATE.map(|(until, name)| {
        let count = rows.iter().filter(|row| late(row) > from && late(row) <= until).count();
        from = until;
        (name, count as i64)
    });
    if rows.is_empty() { None } else { chart("Overdue assets by how late they are", sums.into_iter()) }
}

fn chart<'a>(name: &str, sums: impl Iterator<Item = (&'a str, i64)>) -> Option<Chart> {
    let bar = |(label, count): (&str, i64)| Bar {
        label: label.to_owned(),
        value: count as f64,
        text: counted(count, "asset", "assets"),
    };
    let bars: Vec<Bar> = sums.map(bar).collect();
    (bars.len() > 1).then(|| Chart { name: name.to_owned(), measure: "Assets", bars })
}

fn cost(row: &Kept) -> Cell {
    row.cost_minor.map_or_else(|| Cell::word(""), |minor| Cell::money(minor, &row.currency))
}
