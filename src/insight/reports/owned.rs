//! How many assets there are, and what they cost: by kind, status, place, person, supplier or model.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use super::store::{self, By, Group};
use kernel::Result;
use kernel::money::Money;
use platform::{Perm, Scope};
use std::collections::BTreeMap;
use things::catalogue::labels::State;
use things::words::{counted, state_text};

/// Bars of the chart: the largest groups.
const BARS: usize = 12;

/// Reads the report.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, by: By) -> Result<Report> {
    let groups = store::groups(scope.db(), scope.org_id(), by, &scope.reach(Perm::AssetsRead)).await?;
    let lines = groups.iter().map(|group| line(group, by)).collect();
    Ok(Report {
        name: "assets",
        title: title(by).to_owned(),
        lead: lead(by).to_owned(),
        heads: vec![Head::word(word(by)), Head::figure("Assets"), Head::figure("Cost")],
        lines,
        totals: totals(&groups),
        chart: chart(&groups, by),
        notes: Vec::new(),
    })
}

fn line(group: &Group, by: By) -> Line {
    Line {
        path: path(group, by),
        cells: vec![
            Cell::word(called(group, by)),
            Cell::number(group.count),
            Cell::money(group.cost_minor, &group.currency),
        ],
    }
}

fn totals(groups: &[Group]) -> Vec<Line> {
    let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for group in groups {
        let sum = sums.entry(&group.currency).or_default();
        sum.0 += group.count;
        sum.1 += group.cost_minor;
    }
    sums.into_iter()
        .map(|(currency, (count, cost))| Line {
            path: None,
            cells: vec![Cell::word("All"), Cell::number(count), Cell::money(cost, currency)],
        })
        .collect()
}

fn chart(groups: &[Group], by: By) -> Option<Chart> {
    let bars: Vec<Bar> = groups
        .iter()
        .take(BARS)
        .map(|group| Bar {
            label: called(group, by),
            value: group.count as f64,
            text: format!(
                "{}, {}",
                counted(group.count, "asset", "assets"),
                Money::new(group.cost_minor, group.currency.clone()).grouped()
            ),
        })
        .collect();
    (bars.len() > 1).then(|| Chart { name: title(by).to_owned(), measure: "Assets", bars })
}

/// What a group is called.
fn called(group: &Group, by: By) -> String {
    let state = group.state.as_deref().and_then(State::parse).map(state_text);
    match (&group.name, state) {
        (Some(label), Some(state)) => format!("{state}: {label}"),
        (None, Some(state)) => state.to_owned(),
        (Some(name), None) => name.clone(),
        (None, None) => match by {
            By::Location => "Nowhere in particular",
            By::Supplier => "No supplier",
            _ => "No model",
        }
        .to_owned(),
    }
}

/// The assets of a group, as the list filters them.
fn path(group: &Group, by: By) -> Option<String> {
    let id = group.id;
    match by {
        By::Status => {
            let status = id.map(|id| id.to_string()).or_else(|| group.state.clone())?;
            Some(format!("/assets?status={status}"))
        }
        By::Category => Some(format!("/assets?category={}", id?)),
        By::Model => Some(format!("/assets?model={}", id?)),
        By::Location => Some(format!("/assets?location={}", id?)),
        By::Supplier => Some(format!("/assets?supplier={}", id?)),
        By::Holder => Some(format!("/assets?holder={}", id?)),
    }
}

fn word(by: By) -> &'static str {
    match by {
        By::Category => "Category",
        By::Model => "Model",
        By::Status => "Status",
        By::Location => "Location",
        By::Supplier => "Supplier",
        By::Holder => "Person",
    }
}

/// What it is called.
pub fn title(by: By) -> &'static str {
    match by {
        By::Category => "Assets by category",
        By::Model => "Assets by model",
        By::Status => "Assets by status",
        By::Location => "Assets by location",
        By::Supplier => "Assets by supplier",
        By::Holder => "Assets by person",
    }
}

fn lead(by: By) -> &'static str {
    match by {
        By::Status => "How many stand how, and what they cost; what was disposed of is among them.",
        By::Holder => "How many each person has, and what they cost.",
        _ => "How many there are, and what they cost.",
    }
}
