//! How what was paid becomes less with time: pure arithmetic in whole minor units, month by month.
//!
//! A year of an asset begins with its first month. What a whole year takes is what the method says (those of spreadsheets:
//! `SLN`, `DB`, `DDB`, `SYD`), a month of it is a twelfth, and the last year takes what is left down to the salvage value.
//! Sums are rounded, not their parts: so months always add up to what was paid less the salvage value.

use super::fiscal::FiscalYear;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Months of a year.
const YEAR: i64 = 12;
/// Parts of a minor unit that a declining balance is reckoned in: it is rounded when it is told, not every year.
const FINE: i128 = 1_000_000_000_000;
/// Hundredths of a percent that make a whole.
const WHOLE_BP: i128 = 10_000;

/// How fast value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The same every month (`SLN`).
    StraightLine,
    /// Every year the same part of what is left; without a rate, the one that leads to the salvage value (`DB`).
    DecliningBalance,
    /// Every year twice the straight line's part of what is left (`DDB`).
    DoubleDeclining,
    /// Every year in proportion to the years that are left (`SYD`).
    SumOfYears,
}

impl Method {
    /// All of them, the simplest first.
    pub const ALL: [Method; 4] =
        [Method::StraightLine, Method::DecliningBalance, Method::DoubleDeclining, Method::SumOfYears];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Method::StraightLine => "straight_line",
            Method::DecliningBalance => "declining_balance",
            Method::DoubleDeclining => "double_declining",
            Method::SumOfYears => "sum_of_years",
        }
    }

    /// The method of this name.
    pub fn parse(name: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// When the first month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// The month of the purchase counts as a whole.
    FullMonth,
    /// Whatever is bought within a fiscal year counts half of it: from its seventh month on.
    HalfYear,
}

impl Convention {
    /// Both of them.
    pub const ALL: [Convention; 2] = [Convention::FullMonth, Convention::HalfYear];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Convention::FullMonth => "full_month",
            Convention::HalfYear => "half_year",
        }
    }

    /// The convention of this name.
    pub fn parse(name: &str) -> Option<Convention> {
        Convention::ALL.into_iter().find(|convention| convention.name() == name)
    }
}

/// By which rules an asset loses its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// How fast.
    pub method: Method,
    /// Within how many months; at least one.
    pub months: i64,
    /// Of a declining balance: how much of what is left goes each year, in hundredths of a percent. None: as much as leads
    /// to the salvage value.
    pub rate_bp: Option<i64>,
    /// Of declining balances: from when the straight line over the rest takes more, it takes over.
    pub switches: bool,
    /// When the first month is.
    pub convention: Convention,
}

/// An asset in the books: what was paid for it, when, and by which terms that becomes less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Book {
    /// By which rules.
    pub terms: Terms,
    /// What was paid (minor units).
    pub cost: i64,
    /// What it is worth at the end (minor units); never below it.
    pub salvage: i64,
    /// When it was bought.
    pub bought: NaiveDate,
    /// When years of the organisation begin.
    pub fiscal: FiscalYear,
}

/// A fiscal year of an asset in the books (minor units).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookYear {
    /// Which, by the calendar year in which it begins.
    pub year: i32,
    /// What it was worth before it.
    pub opening: i64,
    /// How much less it became.
    pub depreciation: i64,
    /// What it is worth after it.
    pub closing: i64,
}

impl Book {
    /// The first day of its first month.
    pub fn first_month(&self) -> NaiveDate {
        match self.terms.convention {
            Convention::FullMonth => self.bought.with_day(1).unwrap_or(self.bought),
            Convention::HalfYear => self.fiscal.half(self.fiscal.of(self.bought)),
        }
    }

    /// How much less it is worth at the end of a day: a month counts when it is over.
    pub fn accumulated(&self, day: NaiveDate) -> i64 {
        let (first, after) = (self.first_month(), day.checked_add_days(Days::new(1)).unwrap_or(day));
        let months =
            i64::from(after.year() - first.year()) * YEAR + i64::from(after.month()) - i64::from(first.month());
        self.after(months)
    }

    /// What it is worth at the end of a day.
    pub fn value(&self, day: NaiveDate) -> i64 {
        self.cost - self.accumulated(day)
    }

    /// How much less it becomes after one day, until the end of another.
    pub fn between(&self, from: NaiveDate, until: NaiveDate) -> i64 {
        self.accumulated(until) - self.accumulated(from)
    }

    /// Its fiscal years, from the purchase until nothing more goes.
    pub fn years(&self) -> Vec<BookYear> {
        let first = self.fiscal.of(self.first_month());
        // Months of the first year that are over before its own first one.
        let over = (i64::from(self.first_month().month()) - i64::from(self.fiscal.month())).rem_euclid(YEAR);
        let last = first + i32::try_from((self.terms.months - 1 + over) / YEAR).unwrap_or(0);
        (first..=last)
            .map(|year| {
                let (opening, closing) = (self.value(self.fiscal.last(year - 1)), self.value(self.fiscal.last(year)));
                BookYear { year, opening, depreciation: opening - closing, closing }
            })
            .collect()
    }

    /// What can go.
    fn base(&self) -> i64 {
        (self.cost - self.salvage).max(0)
    }

    /// How much went in its first months.
    fn after(&self, months: i64) -> i64 {
        let months = months.clamp(0, self.terms.months);
        match (months == self.terms.months, self.terms.method) {
            (true, _) => self.base(),
            (_, Method::StraightLine) => {
                rounded(i128::from(self.base()) * i128::from(months), i128::from(self.terms.months))
            }
            (_, Method::SumOfYears) => self.by_digits(months),
            (_, Method::DecliningBalance | Method::DoubleDeclining) => self.by_balance(months),
        }
    }

    /// The sum of the years' digits. In months: the year that begins after `begun` months weighs `24 (all - begun)` of
    /// `all (all + 12)`, and one that is cut short by the end weighs what is left.
    fn by_digits(&self, months: i64) -> i64 {
        let (all, whole, rest) = (self.terms.months, months / YEAR, months % YEAR);
        let weight_of_whole = |years: i64| 24 * (years * all - YEAR * years * (years - 1) / 2);
        let begun = weight_of_whole(whole);
        let length = YEAR.min(all - whole * YEAR);
        let this = if length == YEAR { 24 * (all - whole * YEAR) } else { all * (all + YEAR) - begun };
        let gone = i128::from(begun) * i128::from(length) + i128::from(this) * i128::from(rest);
        rounded(i128::from(self.base()) * gone, i128::from(all * (all + YEAR)) * i128::from(length))
    }

    /// Each year a part of what is left, never below the salvage value.
    fn by_balance(&self, months: i64) -> i64 {
        let (all, cost) = (self.terms.months, i128::from(self.cost) * FINE);
        let floor = (i128::from(self.salvage) * FINE).min(cost);
        let (part, of) = self.rate();
        let mut value = cost;
        let mut begun = 0;
        loop {
            let length = YEAR.min(all - begun);
            let this = if begun + YEAR >= all {
                value - floor
            } else {
                let declining = (value * part / of).min(value - floor);
                let straight = (value - floor) * i128::from(YEAR) / i128::from(all - begun);
                if self.terms.switches { declining.max(straight) } else { declining }
            };
            if months < begun + length {
                let gone = cost - value + this * i128::from(months - begun) / i128::from(length);
                return rounded(gone, FINE);
            }
            value -= this;
            begun += length;
            if begun >= all {
                return self.base();
            }
        }
    }

    /// How much of what is left goes in a year, as a fraction that is not above one.
    fn rate(&self) -> (i128, i128) {
        match (self.terms.method, self.terms.rate_bp) {
            (Method::DoubleDeclining, _) => (24.min(i128::from(self.terms.months)), i128::from(self.terms.months)),
            (_, Some(rate)) => (i128::from(rate).min(WHOLE_BP), WHOLE_BP),
            (_, None) => (i128::from(self.leading_rate()), 1_000),
        }
    }

    /// The rate by which the salvage value is reached at the end, in thousandths, as the function `DB` of spreadsheets rounds
    /// it. A root is no amount of money: it may be a float, since only three of its decimals are kept.
    fn leading_rate(&self) -> i64 {
        if self.cost <= 0 || self.salvage <= 0 {
            return 1_000;
        }
        let left = (self.salvage as f64 / self.cost as f64).powf(YEAR as f64 / self.terms.months as f64);
        (((1.0 - left) * 1_000.0).round() as i64).clamp(0, 1_000)
    }
}

/// A fraction of amounts that are not negative, to the nearest whole; half goes up.
fn rounded(amount: i128, of: i128) -> i64 {
    i64::try_from((amount * 2 + of) / (of * 2)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Bought in January, so that years of the asset are calendar years.
    fn book(method: Method, cost: i64, salvage: i64, years: i64) -> Book {
        let terms =
            Terms { method, months: years * 12, rate_bp: None, switches: false, convention: Convention::FullMonth };
        Book { terms, cost, salvage, bought: day("2026-01-15"), fiscal: FiscalYear::CALENDAR }
    }

    fn by_year(book: &Book) -> Vec<i64> {
        book.years().iter().map(|year| year.depreciation).collect()
    }

    #[test]
    fn the_straight_line_is_that_of_spreadsheets() {
        // SLN(30000, 7500, 10) = 2250
        assert_eq!(by_year(&book(Method::StraightLine, 3_000_000, 750_000, 10)), vec![225_000; 10]);
    }

    #[test]
    fn the_sum_of_digits_is_that_of_spreadsheets() {
        // SYD(30000, 7500, 10, 1) = 4090.91 and SYD(30000, 7500, 10, 10) = 409.09, as Microsoft documents it.
        let years = by_year(&book(Method::SumOfYears, 3_000_000, 750_000, 10));
        assert_eq!((years[0], years[9]), (409_091, 40_909));
    }

    #[test]
    fn double_declining_is_that_of_spreadsheets() {
        // DDB(2400, 300, 10, 1) = 480.00; DDB(2400, 300, 10, 10) = 22.12, as Microsoft documents it.
        let years = by_year(&book(Method::DoubleDeclining, 240_000, 30_000, 10));
        assert_eq!((years[0], years[1], years[9]), (48_000, 38_400, 2_212));
        // VDB is the same with the switch to the straight line: 2400 without salvage in 10 years.
        let mut switching = book(Method::DoubleDeclining, 240_000, 0, 10);
        switching.terms.switches = true;
        let years = by_year(&switching);
        assert_eq!(years[5..], [15_728, 15_729, 15_729, 15_728, 15_729], "{years:?}");
    }

    #[test]
    fn a_declining_balance_is_that_of_spreadsheets() {
        // DB(1000000, 100000, 6, n, 7): seven months in the first year, so bought in June. As Microsoft documents it; the
        // last year takes what is left.
        let mut db = book(Method::DecliningBalance, 100_000_000, 10_000_000, 6);
        db.bought = day("2026-06-02");
        let years = by_year(&db);
        assert_eq!(years[..5], [18_608_333, 25_963_942, 17_681_444, 12_041_064, 8_199_964]);
        assert_eq!(years.iter().sum::<i64>(), 90_000_000);
    }

    /// A spreadsheet's functions, in floats, to compare with.
    fn spreadsheet(method: Method, cost: f64, salvage: f64, life: f64, period: f64) -> f64 {
        match method {
            Method::StraightLine => (cost - salvage) / life,
            Method::SumOfYears => (cost - salvage) * (life - period + 1.0) * 2.0 / (life * (life + 1.0)),
            Method::DecliningBalance => {
                let rate = ((1.0 - (salvage / cost).powf(1.0 / life)) * 1000.0).round() / 1000.0;
                let before: f64 = cost * (1.0 - (1.0 - rate).powf(period - 1.0));
                (cost - before) * rate
            }
            Method::DoubleDeclining => {
                let mut gone = 0.0;
                let mut this = 0.0;
                for _ in 0..period as i64 {
                    this = f64::min((cost - gone) * 2.0 / life, cost - salvage - gone).max(0.0);
                    gone += this;
                }
                this
            }
        }
    }

    #[test]
    fn any_asset_agrees_with_the_spreadsheet_and_ends_at_its_salvage_value() {
        let mut seed = 7u64;
        let mut draw = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..2_000 {
            let cost = 1_000 + draw(90_000_000) as i64;
            let salvage = 1 + draw(cost as u64 / 2) as i64;
            let years = 2 + draw(20) as i64;
            for method in Method::ALL {
                let book = book(method, cost, salvage, years);
                let found = by_year(&book);
                assert_eq!(found.iter().sum::<i64>(), cost - salvage, "{book:?}");
                assert!(found.iter().all(|year| *year >= 0), "{book:?} {found:?}");
                // DB may fall below the salvage value by its rounded rate; ours stops there.
                let mut left = (cost - salvage) as f64;
                for (period, ours) in found.iter().enumerate().take(years as usize - 1) {
                    let theirs = spreadsheet(method, cost as f64, salvage as f64, years as f64, period as f64 + 1.0);
                    let theirs = theirs.min(left);
                    left -= theirs;
                    assert!((theirs - *ours as f64).abs() <= 1.0, "{book:?} {period}: {theirs} {ours}");
                }
            }
        }
    }

    #[test]
    fn months_add_up_whatever_the_terms_are() {
        for method in Method::ALL {
            for convention in Convention::ALL {
                for months in [1, 5, 12, 13, 30, 36, 125] {
                    for (switches, rate_bp) in [(false, None), (true, Some(2_500)), (false, Some(10_000))] {
                        let terms = Terms { method, months, rate_bp, switches, convention };
                        let book = Book {
                            terms,
                            cost: 99_999,
                            salvage: 1_234,
                            bought: day("2024-02-29"),
                            fiscal: FiscalYear::CALENDAR,
                        };
                        let mut day = book.first_month().pred_opt().unwrap();
                        let mut sum = 0;
                        for _ in 0..=months {
                            let next = (day + chrono::Days::new(1)) + chrono::Months::new(1) - chrono::Days::new(1);
                            let this = book.between(day, next);
                            assert!(this >= 0, "{book:?}");
                            sum += this;
                            day = next;
                        }
                        assert_eq!(sum, 98_765, "{book:?}");
                        assert_eq!(book.years().iter().map(|year| year.depreciation).sum::<i64>(), 98_765);
                    }
                }
            }
        }
    }

    #[test]
    fn a_month_counts_when_it_is_over_and_the_half_year_begins_in_july() {
        let full = book(Method::StraightLine, 1_200, 0, 1);
        assert_eq!((full.value(day("2026-01-30")), full.value(day("2026-01-31"))), (1_200, 1_100));
        let half = Book { terms: Terms { convention: Convention::HalfYear, ..full.terms }, ..full };
        assert_eq!((half.value(day("2026-06-30")), half.value(day("2026-12-31"))), (1_200, 600));
        assert_eq!(half.value(day("2027-06-30")), 0);
        assert_eq!(full.value(day("2020-01-01")), 1_200, "before the purchase nothing went");
    }

    #[test]
    fn what_is_worth_more_at_the_end_than_it_cost_stays_as_it_is() {
        for method in Method::ALL {
            let book = book(method, 100, 150, 3);
            assert_eq!(book.value(day("2027-06-30")), 100, "{method:?}");
        }
    }

    /// Another reckoning: month after month, on a calendar that is counted in months from the year nought on. The share of a
    /// month comes from the asset's own years; what belongs to a fiscal year is summed up month by month.
    fn reckoned_by_months(book: &Book, begins: i32) -> std::collections::BTreeMap<i32, f64> {
        let (cost, salvage) = (book.cost as f64, book.salvage as f64);
        let bought = book.bought.year() * 12 + book.bought.month() as i32 - 1;
        let fiscal = |month: i32| (month - (begins - 1)).div_euclid(12);
        let first = match book.terms.convention {
            Convention::FullMonth => bought,
            Convention::HalfYear => fiscal(bought) * 12 + (begins - 1) + 6,
        };
        let life = book.terms.months as i32;
        let mut years = std::collections::BTreeMap::new();
        for nth in 0..life {
            let year = f64::from(nth / 12 + 1);
            let yearly = spreadsheet(book.terms.method, cost, salvage, f64::from(life) / 12.0, year);
            *years.entry(fiscal(first + nth)).or_insert(0.0) += yearly / 12.0;
        }
        years
    }

    #[test]
    fn fiscal_years_agree_with_a_reckoning_month_by_month_whenever_they_begin() {
        for begins in 1..=12 {
            let fiscal = FiscalYear::beginning(begins).unwrap();
            for (bought, convention) in [
                ("2026-01-31", Convention::HalfYear),
                ("2026-03-31", Convention::HalfYear),
                ("2026-04-01", Convention::HalfYear),
                ("2026-07-15", Convention::FullMonth),
                ("2026-12-01", Convention::FullMonth),
                ("2028-02-29", Convention::HalfYear),
            ] {
                for method in [Method::StraightLine, Method::SumOfYears] {
                    let plain = book(method, 1_200_000, 120_000, 5);
                    let book =
                        Book { terms: Terms { convention, ..plain.terms }, bought: day(bought), fiscal, ..plain };
                    let wanted = reckoned_by_months(&book, begins as i32);
                    let found = book.years();
                    let told: Vec<i32> = found.iter().map(|year| year.year).collect();
                    assert_eq!(told, wanted.keys().copied().collect::<Vec<_>>(), "{begins} {bought} {convention:?}");
                    for year in &found {
                        let gap = year.depreciation as f64 - wanted[&year.year];
                        assert!(gap.abs() <= 2.0, "{begins} {bought} {convention:?} {method:?}: {year:?} {wanted:?}");
                    }
                    assert_eq!(found.iter().map(|year| year.depreciation).sum::<i64>(), 1_080_000);
                }
            }
        }
    }

    #[test]
    fn half_of_the_first_fiscal_year_counts() {
        let line = book(Method::StraightLine, 1_200_000, 0, 5);
        let april = Book {
            terms: Terms { convention: Convention::HalfYear, ..line.terms },
            bought: day("2026-02-10"),
            fiscal: FiscalYear::beginning(4).unwrap(),
            ..line
        };
        // Bought in the year from April 2025 on: its second half began in October.
        assert_eq!(april.first_month(), day("2025-10-01"));
        assert_eq!(by_year(&april), [120_000, 240_000, 240_000, 240_000, 240_000, 120_000]);
        assert_eq!(april.years()[0].year, 2025);
    }
}
