//! What assets are worth in the books at the end of a day, and what they will be.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::Result;
use kernel::money::{Money, decimals};
use kernel::time::day_text;
use platform::{Perm, Scope};
use std::collections::{BTreeMap, HashMap};
use things::assets::books::{self, Entry, Rules};
use things::words::counted;
use uuid::Uuid;

/// Months of the forecast.
const AHEAD: u32 = 12;

/// Sums over assets (minor units).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: i64,
    cost: i64,
    value: i64,
    ahead: i64,
    /// Until the end of the fiscal year,
    rest: i64,
    /// and in the one after it.
    next: i64,
}

impl Sum {
    fn add(&mut self, one: Sum) {
        self.count += one.count;
        self.cost += one.cost;
        self.value += one.value;
        self.ahead += one.ahead;
        self.rest += one.rest;
        self.next += one.next;
    }
}

/// Reads the report at the end of a day, category by category; asset by asset for one category and all below it, and
/// where that is wanted for all.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, on: NaiveDate, category: Option<Uuid>, each: bool) -> Result<Report> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let rules = books::rules(scope).await?;
    let mut entries = books::store::entries(db, org, on, category, &reach).await?;
    entries.retain(|entry| rules.is_owned(entry, on));
    let unknown = books::store::unknown(db, org, &reach).await?;
    let each = each || category.is_some();
    let reckoned = |entry: Entry| {
        let sum = sum_of(&entry, &rules, on);
        (entry, sum)
    };
    let entries: Vec<(Entry, Sum)> = entries.into_iter().map(reckoned).collect();
    let lines = if each { by_asset(&entries, &rules) } else { by_category(&entries, &rules, on) };
    let named = category.and_then(|id| rules.tree.iter().find(|one| one.id == id));
    let mut heads = vec![Head::word("Category"), Head::figure("Assets")];
    if each {
        heads = vec![Head::word("Asset"), Head::word("Name"), Head::word("Scheme")];
    }
    heads.extend(
        ["Cost", "Depreciated", "Worth", "Next 12 months", "Rest of fiscal year", "Next fiscal year"].map(Head::figure),
    );
    let mut notes = Vec::new();
    if unknown > 0 {
        let who = counted(unknown, "asset is", "assets are");
        notes.push(format!("{who} missing here: nobody said what they cost, or when they were bought."));
    }
    Ok(Report {
        name: "depreciation",
        title: named.map_or_else(|| "Depreciation".to_owned(), |one| format!("Depreciation: {}", one.name)),
        lead: format!("What assets are worth in the books at the end of {}.", day_text(on)),
        heads,
        lines,
        totals: totals(&entries, each),
        chart: chart(&entries, &rules, on),
        notes,
    })
}

fn sum_of(entry: &Entry, rules: &Rules, on: NaiveDate) -> Sum {
    let value = rules.value(entry, on).unwrap_or(0);
    let then = on.checked_add_months(Months::new(AHEAD)).unwrap_or(on);
    let year = rules.fiscal.of(on);
    let (end, after) = (rules.fiscal.last(year), rules.fiscal.last(year + 1));
    let [ahead, rest, next] = rules
        .book(entry)
        .map_or([0; 3], |book| [(on, then), (on, end), (end, after)].map(|(from, until)| book.between(from, until)));
    Sum { count: 1, cost: entry.cost_minor.unwrap_or(0), value, ahead, rest, next }
}

fn figures(sum: Sum, currency: &str) -> impl Iterator<Item = Cell> {
    [sum.cost, sum.cost - sum.value, sum.value, sum.ahead, sum.rest, sum.next]
        .map(|minor| Cell::money(minor, currency))
        .into_iter()
}

fn by_category(entries: &[(Entry, Sum)], rules: &Rules, on: NaiveDate) -> Vec<Line> {
    let names: HashMap<Uuid, &str> = rules.tree.iter().map(|one| (one.id, one.name.as_str())).collect();
    let mut sums: BTreeMap<(&str, Uuid, &str), Sum> = BTreeMap::new();
    for (entry, sum) in entries {
        let name = names.get(&entry.category_id).copied().unwrap_or("");
        sums.entry((name, entry.category_id, entry.currency.as_str())).or_default().add(*sum);
    }
    sums.into_iter()
        .map(|((name, id, currency), sum)| Line {
            path: Some(format!("/reports/depreciation?on={on}&category={id}")),
            cells: [Cell::word(name), Cell::number(sum.count)].into_iter().chain(figures(sum, currency)).collect(),
        })
        .collect()
}

fn by_asset(entries: &[(Entry, Sum)], rules: &Rules) -> Vec<Line> {
    let line = |(entry, sum): &(Entry, Sum)| {
        let scheme = rules.scheme(entry).map_or("None", |scheme| scheme.name.as_str());
        let words = [&entry.tag, &entry.name].map(Cell::word).into_iter().chain([Cell::word(scheme)]);
        Line {
            path: Some(format!("/assets/{}/depreciation", entry.id)),
            cells: words.chain(figures(*sum, &entry.currency)).collect(),
        }
    };
    entries.iter().map(line).collect()
}

fn totals(entries: &[(Entry, Sum)], each: bool) -> Vec<Line> {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for (entry, sum) in entries {
        sums.entry(&entry.currency).or_default().add(*sum);
    }
    sums.into_iter()
        .map(|(currency, sum)| {
            let words = match each {
                true => vec![Cell::word("All"), Cell::word(counted(sum.count, "asset", "assets")), Cell::word("")],
                false => vec![Cell::word("All"), Cell::number(sum.count)],
            };
            Line { path: None, cells: words.into_iter().chain(figures(sum, currency)).collect() }
        })
        .collect()
}

/// What they will be worth at the end of this month and of the months after it; only where all have one currency.
fn chart(entries: &[(Entry, Sum)], rules: &Rules, on: NaiveDate) -> Option<Chart> {
    let currency = entries.first().map(|(entry, _)| entry.currency.as_str())?;
    if entries.iter().any(|(entry, _)| entry.currency != currency) {
        return None;
    }
    // What follows no scheme stays worth what it is.
    let (mut books, mut flat) = (Vec::new(), 0);
    for (entry, sum) in entries {
        match rules.book(entry) {
            Some(book) => books.push(book),
            None => flat += sum.value,
        }
    }
    let first = on.with_day(1)?;
    // An axis in euros, not in cents.
    let per = 10_f64.powi(decimals(currency) as i32);
    let bars = (0..=AHEAD)
        .filter_map(|months| {
            let end = first.checked_add_months(Months::new(months + 1))?.checked_sub_days(Days::new(1))?;
            let value = flat + books.iter().map(|book| book.value(end)).sum::<i64>();
            let text = Money::new(value, currency).grouped();
            let label = end.format(if months == 0 || end.month() == 1 { "%b %y" } else { "%b" }).to_string();
            Some(Bar { label, value: value as f64 / per, text })
        })
        .collect();
    Some(Chart { name: "Worth at the end of each month".to_owned(), measure: "Worth", bars })
}
