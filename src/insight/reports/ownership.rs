//! What owning things cost so far: what was paid for them, what was done about them, and how long they could not be used.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use super::store::{self, Owned};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::money::Money;
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use things::assets::books;
use uuid::Uuid;

/// Assets that are read.
const ASSETS_MAX: i64 = 100_000;
/// Bars of the chart: those that cost most.
const BARS: usize = 12;
/// Days of a month, as months are counted here.
const MONTH_DAYS: i64 = 30;

/// How its lines are summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Lines {
    /// Category by category.
    #[default]
    Category,
    /// Model by model.
    Model,
    /// Asset by asset.
    Each,
}

impl Lines {
    /// All of them, in the order they are offered, as an address says them.
    pub const ALL: [(&'static str, Lines); 3] =
        [("category", Lines::Category), ("model", Lines::Model), ("each", Lines::Each)];

    /// Reads an address; category by category where it says nothing.
    pub fn parse(name: &str) -> Lines {
        Lines::ALL.iter().find(|(known, _)| *known == name).map(|(_, lines)| *lines).unwrap_or_default()
    }

    /// How an address says it.
    pub fn name(self) -> &'static str {
        Lines::ALL.iter().find(|(_, lines)| *lines == self).map_or("category", |(name, _)| name)
    }
}

/// Sums over assets (minor units; seconds and days where they say so).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: i64,
    paid: i64,
    labour: i64,
    parts: i64,
    other: i64,
    depreciated: i64,
    down_seconds: i64,
    days: i64,
}

impl Sum {
    fn add(&mut self, one: Sum) {
        self.count += one.count;
        self.paid += one.paid;
        self.labour += one.labour;
        self.parts += one.parts;
        self.other += one.other;
        self.depreciated += one.depreciated;
        self.down_seconds += one.down_seconds;
        self.days += one.days;
    }

    fn all(self) -> i64 {
        self.paid + self.labour + self.parts + self.other
    }

    /// What an asset cost in a month that it was owned, on average.
    fn a_month(self) -> i64 {
        let months = (self.days / MONTH_DAYS).max(1);
        // Days are summed over all of them, and so is the cost.
        self.all() / months
    }

    fn cells(self, currency: &str) -> impl Iterator<Item = Cell> {
        let money = move |minor| Cell::money(minor, currency);
        let hours =
            Cell { shown: format!("{} h", self.down_seconds / 3600), plain: (self.down_seconds / 3600).to_string() };
        [
            money(self.paid),
            money(self.labour),
            money(self.parts),
            money(self.other),
            money(self.all()),
            money(self.a_month()),
            money(self.a_month().saturating_mul(12)),
            money(self.depreciated),
            hours,
        ]
        .into_iter()
    }
}

/// Reads the report; asset by asset for one category and all below it, and for one model.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, by: Lines, category: Option<Uuid>, model: Option<Uuid>) -> Result<Report> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let by = if category.is_some() || model.is_some() { Lines::Each } else { by };
    let today = scope.today();
    let owned = store::owned(db, org, &reach, (category, model), ASSETS_MAX).await?;
    let rules = books::rules(scope).await?;
    let entries = books::store::entries(db, org, today, category, &reach).await?;
    let depreciated: HashMap<Uuid, i64> =
        entries.iter().filter_map(|entry| Some((entry.id, entry.cost_minor? - rules.value(entry, today)?))).collect();
    let mut down: HashMap<Uuid, i64> = HashMap::new();
    for (asset, from, until) in store::downtimes(db, org, &reach).await? {
        *down.entry(asset).or_default() += (until.unwrap_or(scope.now).min(scope.now) - from).num_seconds().max(0);
    }
    let sums: Vec<(&Owned, Sum)> = owned
        .iter()
        .map(|one| (one, sum_of(one, (today, scope.now), (depreciated.get(&one.id), down.get(&one.id)))))
        .collect();
    let (heads, lines) = match by {
        Lines::Each => (vec![Head::word("Asset"), Head::word("Name")], each(&sums)),
        by => (
            vec![Head::word(if by == Lines::Model { "Model" } else { "Category" }), Head::figure("Assets")],
            grouped(&sums, by),
        ),
    };
    let figures = ["Purchase", "Labour", "Parts", "Other", "So far", "A month", "A year", "Depreciated", "Out of use"];
    Ok(Report {
        name: "cost-of-ownership",
        title: "Cost of ownership".to_owned(),
        lead: "What assets cost so far: their purchase, and the work about them.".to_owned(),
        heads: heads.into_iter().chain(figures.map(Head::figure)).collect(),
        lines,
        totals: totals(&sums, by),
        chart: chart(&sums, by),
        notes: vec!["A month is what an asset costs in a month that it was owned, on average. Work that was cancelled is left out, and so is what was disposed of.".to_owned()],
    })
}

fn sum_of(
    one: &Owned,
    (today, now): (NaiveDate, DateTime<Utc>),
    (depreciated, down): (Option<&i64>, Option<&i64>),
) -> Sum {
    let since = one.purchased_on.map_or((now - one.created_at).num_days(), |bought| (today - bought).num_days());
    Sum {
        count: 1,
        paid: one.cost_minor.unwrap_or(0),
        labour: one.labour_minor,
        parts: one.parts_minor,
        other: one.other_minor,
        depreciated: depreciated.copied().unwrap_or(0),
        down_seconds: down.copied().unwrap_or(0),
        days: since.max(0),
    }
}

fn each(sums: &[(&Owned, Sum)]) -> Vec<Line> {
    let mut sums: Vec<&(&Owned, Sum)> = sums.iter().collect();
    sums.sort_by_key(|(one, sum)| (std::cmp::Reverse(sum.all()), &one.tag));
    let line = |(one, sum): &(&Owned, Sum)| Line {
        path: Some(format!("/assets/{}", one.id)),
        cells: [Cell::word(&one.tag), Cell::word(&one.name)].into_iter().chain(sum.cells(&one.currency)).collect(),
    };
    sums.into_iter().map(line).collect()
}

/// What a group is called, what it leads to, and what it counts in.
type Key = (String, Option<Uuid>, String);

/// The group of an asset.
fn key(one: &Owned, by: Lines) -> Key {
    match by {
        Lines::Model => {
            (one.model.clone().unwrap_or_else(|| "No model".to_owned()), one.model_id, one.currency.clone())
        }
        _ => (one.category.clone(), Some(one.category_id), one.currency.clone()),
    }
}

fn summed(sums: &[(&Owned, Sum)], by: Lines) -> Vec<(Key, Sum)> {
    let mut groups: BTreeMap<Key, Sum> = BTreeMap::new();
    for (one, sum) in sums {
        groups.entry(key(one, by)).or_default().add(*sum);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.all()));
    groups
}

fn grouped(sums: &[(&Owned, Sum)], by: Lines) -> Vec<Line> {
    let line = |((name, id, currency), sum): (Key, Sum)| {
        let asks = if by == Lines::Model { "model" } else { "category" };
        Line {
            path: id.map(|id| format!("/reports/cost-of-ownership?{asks}={id}")),
            cells: [Cell::word(name), Cell::number(sum.count)].into_iter().chain(sum.cells(&currency)).collect(),
        }
    };
    summed(sums, by).into_iter().map(line).collect()
}

fn totals(sums: &[(&Owned, Sum)], by: Lines) -> Vec<Line> {
    let mut all: BTreeMap<&str, Sum> = BTreeMap::new();
    for (one, sum) in sums {
        all.entry(&one.currency).or_default().add(*sum);
    }
    let line = |(currency, sum): (&str, Sum)| {
        let second = if by == Lines::Each { Cell::word("") } else { Cell::number(sum.count) };
        Line { path: None, cells: [Cell::word("All"), second].into_iter().chain(sum.cells(currency)).collect() }
    };
    all.into_iter().map(line).collect()
}

fn chart(sums: &[(&Owned, Sum)], by: Lines) -> Option<Chart> {
    let by = if by == Lines::Each { Lines::Category } else { by };
    let bars: Vec<Bar> = summed(sums, by)
        .into_iter()
        .take(BARS)
        .map(|((name, _, currency), sum)| Bar {
            label: name,
            value: sum.all() as f64 / 100.0,
            text: Money::new(sum.all(), currency).grouped(),
        })
        .collect();
    (bars.len() > 1).then(|| Chart { name: "What was spent so far".to_owned(), measure: "So far", bars })
}
