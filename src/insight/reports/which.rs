//! Which reports there are, and the one reading of each: for its page, its file, programs and letters.

use super::model::Report;
use super::query::ReportQuery;
use super::store::By;
use super::{audits, custody, journal, owned, ownership, schedule, worth};
use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::Result;
use kernel::time::parse_day;
use platform::Scope;

/// Days without a holder after which something is idle, where nobody says it.
const IDLE_DAYS: i64 = 90;
/// The most days without a holder that are asked for.
pub(super) const IDLE_MAX: i64 = 3_650;

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// How many assets there are.
    Assets,
    /// What they are worth.
    Depreciation,
    /// What an accountant enters.
    Journal,
    /// What nobody has had for a while.
    Idle,
    /// What should have come back.
    Overdue,
    /// What audits found.
    Audits,
    /// What has to be done when.
    Maintenance,
    /// What owning things costs.
    Ownership,
}

impl Which {
    /// All of them.
    pub const ALL: [Which; 8] = [
        Which::Assets,
        Which::Depreciation,
        Which::Journal,
        Which::Idle,
        Which::Overdue,
        Which::Audits,
        Which::Maintenance,
        Which::Ownership,
    ];

    /// Its address below `/reports`; also how it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Which::Assets => "assets",
            Which::Depreciation => "depreciation",
            Which::Journal => "journal",
            Which::Idle => "idle",
            Which::Overdue => "overdue",
            Which::Audits => "audits",
            Which::Maintenance => "maintenance-schedule",
            Which::Ownership => "cost-of-ownership",
        }
    }

    /// The report of this name.
    pub fn parse(name: &str) -> Option<Which> {
        Which::ALL.into_iter().find(|which| which.name() == name)
    }

    /// The end of its address with these filters: `assets?by=status`.
    pub fn address(self, query: &ReportQuery) -> String {
        match query.text() {
            rest if rest.is_empty() => self.name().to_owned(),
            rest => format!("{}?{rest}", self.name()),
        }
    }

    /// The report and its filters that the end of an address names; days and months are left out.
    pub fn at(address: &str) -> Option<(Which, ReportQuery)> {
        let (name, rest) = address.split_once('?').unwrap_or((address, ""));
        let which = Which::parse(name.trim())?;
        Some((which, ReportQuery::of(rest).kept_for(which)))
    }

    /// What of an address it reads besides days and months.
    pub fn filters(self) -> &'static [&'static str] {
        match self {
            Which::Assets | Which::Audits | Which::Journal => &["by"],
            Which::Depreciation => &["category", "each"],
            Which::Overdue => &[],
            Which::Idle => &["days"],
            Which::Maintenance => &["by", "location"],
            Which::Ownership => &["by", "category", "model"],
        }
    }

    /// How its lines are summed where its address does not say it; empty where the name of the report says it.
    pub fn usual_lines(self) -> &'static str {
        match self {
            Which::Maintenance => "each",
            Which::Ownership => "category",
            Which::Audits => "audit",
            Which::Journal => "month",
            _ => "",
        }
    }

    /// Reads it with the rights of the viewer. What the address does not say, or not so that it can be read, is filled in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(self, scope: &Scope, query: &mut ReportQuery) -> Result<Report> {
        let today = scope.today();
        match self {
            Which::Assets => {
                let by = By::parse(&query.by);
                query.by = by.name().to_owned();
                owned::read(scope, by).await
            }
            Which::Depreciation => {
                let on = parse_day(&query.on).unwrap_or(today);
                query.on = on.to_string();
                worth::read(scope, on, query.category.parse().ok(), query.each == "on").await
            }
            Which::Journal => {
                let until = parse_month(&query.until).unwrap_or(first_of_month(today));
                let (by, from) = (journal::Lines::parse(&query.by), parse_month(&query.from).unwrap_or(until));
                let (from, until) = journal::range(scope, by, from, until).await?;
                (query.from, query.until) = (month_text(from), month_text(until));
                query.by = by.name().to_owned();
                journal::read(scope, by, from, until).await
            }
            Which::Idle => {
                let days = query.days.parse().ok().filter(|days| (1..=IDLE_MAX).contains(days)).unwrap_or(IDLE_DAYS);
                query.days = days.to_string();
                custody::idle(scope, days).await
            }
            Which::Overdue => custody::overdue(scope).await,
            Which::Audits if query.by == "place" => audits::by_place(scope).await,
            Which::Audits => audits::by_audit(scope).await,
            Which::Maintenance => {
                let by = schedule::Lines::parse(&query.by);
                let (from, until) = (parse_day(&query.from), parse_day(&query.until));
                let asked = schedule::Asked::of(by, from, until, query.location.parse().ok(), today);
                query.by = by.name().to_owned();
                query.from = from.map(|day| day.to_string()).unwrap_or_default();
                query.until = asked.until.to_string();
                schedule::read(scope, asked, today).await
            }
            Which::Ownership => {
                let by = ownership::Lines::parse(&query.by);
                query.by = by.name().to_owned();
                ownership::read(scope, by, query.category.parse().ok(), query.model.parse().ok()).await
            }
        }
    }

    /// What it is asked for when it is sent on a day: the journal of the month that ended last, what assets are worth at
    /// the end of the day before, maintenance from that day on.
    pub fn sent_on(self, day: NaiveDate, kept: &ReportQuery) -> ReportQuery {
        let mut query = kept.kept_for(self);
        match self {
            Which::Journal => {
                let last = first_of_month(day).checked_sub_months(Months::new(1)).unwrap_or(day);
                (query.from, query.until) = (month_text(last), month_text(last));
            }
            Which::Depreciation => query.on = day.checked_sub_days(Days::new(1)).unwrap_or(day).to_string(),
            Which::Maintenance => query.from = day.to_string(),
            _ => {}
        }
        query
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of a month that an address names.
pub(super) fn parse_month(typed: &str) -> Option<NaiveDate> {
    parse_day(&format!("{}-01", typed.trim()))
}

fn month_text(first: NaiveDate) -> String {
    first.format("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        assert!(Which::ALL.into_iter().all(|which| Which::parse(which.name()) == Some(which)));
        assert_eq!(Which::parse("gossip"), None);
        let (which, query) = Which::at("depreciation?category=x&on=2026-01-01&by=y").unwrap();
        assert_eq!((which, which.address(&query).as_str()), (Which::Depreciation, "depreciation?category=x"));
        assert!(Which::at("schedules").is_none());
    }

    #[test]
    fn days_and_months_are_counted_from_the_day_it_is_sent() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let kept = ReportQuery::of("by=month&on=2020-01-01&from=2020-01&until=2020-02&category=x&format=csv");
        let sent = |which: Which, on: &str| which.sent_on(day(on), &kept);
        let journal = sent(Which::Journal, "2026-01-01");
        assert_eq!((journal.from.as_str(), journal.until.as_str()), ("2025-12", "2025-12"));
        assert_eq!(sent(Which::Journal, "2026-03-31").until, "2026-02");
        let worth = sent(Which::Depreciation, "2026-03-01");
        assert_eq!((worth.on.as_str(), worth.category.as_str()), ("2026-02-28", "x"));
        let work = sent(Which::Maintenance, "2026-03-09");
        assert_eq!((work.from.as_str(), work.until.as_str(), work.by.as_str()), ("2026-03-09", "", "month"));
        assert_eq!(sent(Which::Overdue, "2026-03-09"), ReportQuery::default());
    }
}
