//! The fiscal year of an organisation. Pure.

use chrono::{Datelike, Days, Months, NaiveDate};

/// A year of the books: it begins with the first day of a month, which need not be January.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalYear {
    /// Its first month, 1 to 12.
    month: u32,
}

impl FiscalYear {
    /// The calendar year.
    pub const CALENDAR: FiscalYear = FiscalYear { month: 1 };

    /// One that begins with this month.
    pub fn beginning(month: i64) -> Option<FiscalYear> {
        u32::try_from(month).ok().filter(|month| (1..=12).contains(month)).map(|month| FiscalYear { month })
    }

    /// Its first month, 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// The year in which a day falls, by the calendar year in which it begins.
    pub fn of(self, day: NaiveDate) -> i32 {
        if day.month() >= self.month { day.year() } else { day.year() - 1 }
    }

    /// The first day of a year.
    pub fn first(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, 1).unwrap_or(NaiveDate::MAX)
    }

    /// The last day of a year.
    pub fn last(self, year: i32) -> NaiveDate {
        self.first(year + 1).checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
    }

    /// The first day of its second half.
    pub fn half(self, year: i32) -> NaiveDate {
        self.first(year).checked_add_months(Months::new(6)).unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_falls_into_one_year_and_years_follow_each_other() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let april = FiscalYear::beginning(4).unwrap();
        assert_eq!((april.of(day("2026-03-31")), april.of(day("2026-04-01"))), (2025, 2026));
        assert_eq!((april.first(2025), april.half(2025)), (day("2025-04-01"), day("2025-10-01")));
        assert_eq!(april.last(2025), day("2026-03-31"));
        assert_eq!(FiscalYear::beginning(3).unwrap().last(2027), day("2028-02-29"));
        assert_eq!(FiscalYear::CALENDAR.last(2026), day("2026-12-31"));
        assert!([0, 13, -1].iter().all(|month| FiscalYear::beginning(*month).is_none()));
    }
}
