//! What an accountant enters for depreciation: a month, two accounts, an amount.

use super::model::{Bar, Cell, Chart, Head, Line, Report};
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::Result;
use kernel::money::{Money, decimals};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use things::assets::books::{self, Entry, Rules};
use things::catalogue::schemes;

/// The most months of a journal.
const MONTHS_MAX: usize = 60;
/// The most years of one.
const YEARS_MAX: i32 = (MONTHS_MAX / 12) as i32;
/// What stands where a scheme names no account.
const EXPENSE: &str = "Depreciation expense";
const CONTRA: &str = "Accumulated depreciation";
/// What is charged when something goes that was worth something.
const LOSS: &str = "Loss on disposal";

/// How the entries are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lines {
    /// Month by month.
    #[default]
    Month,
    /// Fiscal year by fiscal year.
    Year,
}

impl Lines {
    /// How addresses say it.
    pub fn name(self) -> &'static str {
        match self {
            Lines::Month => "month",
            Lines::Year => "year",
        }
    }

    /// The one of this name; months otherwise.
    pub fn parse(name: &str) -> Lines {
        if name == Lines::Year.name() { Lines::Year } else { Lines::Month }
    }
}

/// The months that are read, by their first days: whole fiscal years, where these are asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn range(scope: &Scope, by: Lines, from: NaiveDate, until: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let year = match by {
        Lines::Month => return Ok((from.min(until).max(earliest(until)), until)),
        Lines::Year => schemes::store::fiscal_year(scope.db(), scope.org_id()).await?,
    };
    let last = year.of(until);
    let first = year.of(from.min(until)).max(last + 1 - YEARS_MAX);
    let until = year.last(last).with_day(1).unwrap_or(until);
    Ok((year.first(first), until))
}

/// Reads the entries of months, of which the first days are given; each month's stand at its last day, each fiscal year's at
/// the last of its own.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, by: Lines, from: NaiveDate, until: NaiveDate) -> Result<Report> {
    let rules = books::rules(scope).await?;
    let last = end_of(until);
    let entries = books::store::entries(scope.db(), scope.org_id(), last, None, &scope.reach(Perm::AssetsRead)).await?;
    let mut sums: Vec<Sum> = Vec::new();
    let months = months(from, until);
    let spans: Vec<(NaiveDate, NaiveDate)> = match by {
        Lines::Month => months.iter().map(|month| (*month, end_of(*month))).collect(),
        Lines::Year => {
            let firsts = months.iter().filter(|month| **month == rules.fiscal.first(rules.fiscal.of(**month)));
            firsts.map(|first| (*first, rules.fiscal.last(rules.fiscal.of(*first)))).collect()
        }
    };
    for span in spans {
        sums.extend(of_span(&entries, &rules, span));
    }
    Ok(Report {
        name: "journal",
        title: "Depreciation journal".to_owned(),
        lead: format!("What to enter for {} to {}, summed by accounts.", from.format("%B %Y"), until.format("%B %Y")),
        heads: vec![
            Head::word("Day"),
            Head::word("Debit"),
            Head::word("Credit"),
            Head::word("Currency"),
            Head::figure("Amount"),
            Head::figure("Assets"),
        ],
        chart: chart(&sums, by),
        lines: sums.into_iter().map(line).collect(),
        totals: Vec::new(),
        notes: Vec::new(),
    })
}

/// The first month of the longest journal that ends with a month.
fn earliest(until: NaiveDate) -> NaiveDate {
    until.checked_sub_months(Months::new(MONTHS_MAX as u32 - 1)).unwrap_or(until)
}

/// The first days of the months.
fn months(from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
    let next = |month: &NaiveDate| month.checked_add_months(Months::new(1));
    std::iter::successors(Some(from), next).take_while(|month| *month <= until).take(MONTHS_MAX).collect()
}

fn end_of(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(month)
}

/// What is entered at the last day of a month or year.
struct Sum {
    end: NaiveDate,
    debit: String,
    credit: String,
    currency: String,
    amount: i64,
    assets: i64,
}

/// What a month or a year has, from its first day to its last: depreciation, and the rest of what was disposed of in it.
fn of_span(entries: &[Entry], rules: &Rules, (first, end): (NaiveDate, NaiveDate)) -> Vec<Sum> {
    let before = first.checked_sub_days(Days::new(1)).unwrap_or(first);
    let mut sums: BTreeMap<(String, String, &str), (i64, i64)> = BTreeMap::new();
    for entry in entries {
        let (Some(book), Some(scheme)) = (rules.book(entry), rules.scheme(entry)) else { continue };
        let named = |account: &str, otherwise: &str| {
            if account.is_empty() { otherwise.to_owned() } else { account.to_owned() }
        };
        let (expense, contra) = (named(&scheme.expense_account, EXPENSE), named(&scheme.contra_account, CONTRA));
        let disposed = rules.disposed_on(entry);
        if disposed.is_some_and(|day| day < first) {
            continue;
        }
        let until = disposed.map_or(end, |day| day.min(end));
        let lost = disposed.filter(|day| *day <= end).map_or(0, |day| book.value(day));
        for (debit, amount) in [(expense, book.between(before, until)), (LOSS.to_owned(), lost)] {
            if amount > 0 {
                let sum = sums.entry((debit, contra.clone(), entry.currency.as_str())).or_default();
                sum.0 += amount;
                sum.1 += 1;
            }
        }
    }
    sums.into_iter()
        .map(|((debit, credit, currency), (amount, assets))| Sum {
            end,
            debit,
            credit,
            currency: currency.to_owned(),
            amount,
            assets,
        })
        .collect()
}

/// The assets behind it stand in the books of that day, one by one.
fn line(sum: Sum) -> Line {
    Line {
        path: Some(format!("/reports/depreciation?on={}&each=on", sum.end)),
        cells: vec![
            Cell::word(sum.end.to_string()),
            Cell::word(sum.debit),
            Cell::word(sum.credit),
            Cell::word(&sum.currency),
            Cell::money(sum.amount, &sum.currency),
            Cell::number(sum.assets),
        ],
    }
}

/// What is entered month by month, or year by year; only where all of it has one currency.
fn chart(sums: &[Sum], by: Lines) -> Option<Chart> {
    let currency = sums.first().map(|sum| sum.currency.as_str())?;
    if sums.iter().any(|sum| sum.currency != currency) {
        return None;
    }
    let per = 10_f64.powi(decimals(currency) as i32);
    let bars: Vec<Bar> = sums
        .chunk_by(|one, other| one.end == other.end)
        .map(|same| {
            let amount = same.iter().map(|sum| sum.amount).sum::<i64>();
            let label = same[0].end.format(if by == Lines::Year { "%Y" } else { "%b %y" }).to_string();
            Bar { label, value: amount as f64 / per, text: Money::new(amount, currency).grouped() }
        })
        .collect();
    (bars.len() > 1).then(|| Chart { name: "What is entered at each day".to_owned(), measure: "Amount", bars })
}
