//! What an accountant enters for depreciation: a month, two accounts, an amount.

use super::model::{Cell, Head, Line, Report};
use chrono::{Days, Months, NaiveDate};
use kernel::Result;
use platform::{Perm, Scope};
use std::collections::BTreeMap;
use things::assets::books::{self, Entry, Rules};

/// The most months of a journal.
pub const MONTHS_MAX: usize = 60;
/// What stands where a scheme names no account.
const EXPENSE: &str = "Depreciation expense";
const CONTRA: &str = "Accumulated depreciation";
/// What is charged when something goes that was worth something.
const LOSS: &str = "Loss on disposal";

/// Reads the entries of months, of which the first days are given; each month's stand at its last day.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &Scope, from: NaiveDate, until: NaiveDate) -> Result<Report> {
    let rules = books::rules(scope).await?;
    let last = end_of(until);
    let entries = books::store::entries(scope.db(), scope.org_id(), last, None, &scope.reach(Perm::AssetsRead)).await?;
    let mut lines = Vec::new();
    for month in months(from, until) {
        lines.extend(of_month(&entries, &rules, month));
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
        lines,
        totals: Vec::new(),
        chart: None,
        notes: Vec::new(),
    })
}

/// The first month of the longest journal that ends with a month.
pub fn earliest(until: NaiveDate) -> NaiveDate {
    until.checked_sub_months(Months::new(MONTHS_MAX as u32 - 1)).unwrap_or(until)
}

/// The first days of the months.
pub fn months(from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
    let next = |month: &NaiveDate| month.checked_add_months(Months::new(1));
    std::iter::successors(Some(from), next).take_while(|month| *month <= until).take(MONTHS_MAX).collect()
}

fn end_of(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(month)
}

/// What a month has: depreciation, and the rest of what was disposed of in it.
fn of_month(entries: &[Entry], rules: &Rules, month: NaiveDate) -> Vec<Line> {
    let (before, end) = (month.checked_sub_days(Days::new(1)).unwrap_or(month), end_of(month));
    let mut sums: BTreeMap<(String, String, &str), (i64, i64)> = BTreeMap::new();
    for entry in entries {
        let (Some(book), Some(scheme)) = (rules.book(entry), rules.scheme(entry)) else { continue };
        let named = |account: &str, otherwise: &str| {
            if account.is_empty() { otherwise.to_owned() } else { account.to_owned() }
        };
        let (expense, contra) = (named(&scheme.expense_account, EXPENSE), named(&scheme.contra_account, CONTRA));
        let disposed = rules.disposed_on(entry);
        if disposed.is_some_and(|day| day < month) {
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
        .map(|((debit, credit, currency), (amount, assets))| Line {
            path: None,
            cells: vec![
                Cell::word(end.to_string()),
                Cell::word(debit),
                Cell::word(credit),
                Cell::word(currency),
                Cell::money(amount, currency),
                Cell::number(assets),
            ],
        })
        .collect()
}
