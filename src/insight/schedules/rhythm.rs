//! When something is sent: every day, a day of each week, or a day of each month.

use chrono::{Datelike, Days, Months, NaiveDate};

/// The last day of a month that every month has.
pub const MONTH_DAY_MAX: u32 = 28;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Every day.
    Day,
    /// Every week on this day: 1 is Monday, 7 Sunday.
    Week(u32),
    /// Every month on this day, 1 to [`MONTH_DAY_MAX`]; 0: on its last.
    Month(u32),
}

impl Rhythm {
    /// What is stored, and sent: what it repeats by, and on which day of that.
    pub fn parse(every: &str, on_day: i64) -> Option<Rhythm> {
        let day = u32::try_from(on_day).ok()?;
        match every {
            "day" => Some(Rhythm::Day),
            "week" if (1..=7).contains(&day) => Some(Rhythm::Week(day)),
            "month" if day <= MONTH_DAY_MAX => Some(Rhythm::Month(day)),
            _ => None,
        }
    }

    /// What it repeats by.
    pub fn every(self) -> &'static str {
        match self {
            Rhythm::Day => "day",
            Rhythm::Week(_) => "week",
            Rhythm::Month(_) => "month",
        }
    }

    /// On which day of that.
    pub fn on_day(self) -> i64 {
        match self {
            Rhythm::Day => 0,
            Rhythm::Week(day) | Rhythm::Month(day) => i64::from(day),
        }
    }

    /// The first of its days after this one.
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        let next = match self {
            Rhythm::Day => day.succ_opt(),
            Rhythm::Week(wanted) => {
                let ahead = (wanted + 7 - day.weekday().number_from_monday()) % 7;
                day.checked_add_days(Days::new(u64::from(if ahead == 0 { 7 } else { ahead })))
            }
            Rhythm::Month(wanted) => [0, 1]
                .into_iter()
                .filter_map(|months| in_month(day.with_day(1)?.checked_add_months(Months::new(months))?, wanted))
                .find(|one| *one > day),
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

/// The wanted day of the month that begins on this day.
fn in_month(first: NaiveDate, wanted: u32) -> Option<NaiveDate> {
    match wanted {
        0 => first.checked_add_months(Months::new(1))?.pred_opt(),
        wanted => first.with_day(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days after this one, so many of them.
    fn days(rhythm: Rhythm, from: &str, count: usize) -> Vec<String> {
        let from: NaiveDate = from.parse().unwrap();
        std::iter::successors(Some(from), |day| Some(rhythm.after(*day)))
            .skip(1)
            .take(count)
            .map(|day| day.to_string())
            .collect()
    }

    #[test]
    fn the_next_day_is_always_a_later_one() {
        assert_eq!(days(Rhythm::Day, "2026-02-27", 3), ["2026-02-28", "2026-03-01", "2026-03-02"]);
        assert_eq!(days(Rhythm::Week(1), "2026-03-01", 2), ["2026-03-02", "2026-03-09"]);
        assert_eq!(days(Rhythm::Week(7), "2026-03-01", 1), ["2026-03-08"]);
        assert_eq!(days(Rhythm::Month(1), "2026-12-31", 2), ["2027-01-01", "2027-02-01"]);
        assert_eq!(days(Rhythm::Month(28), "2026-02-28", 1), ["2026-03-28"]);
    }

    #[test]
    fn the_last_day_is_that_of_each_month() {
        let ends = days(Rhythm::Month(0), "2027-12-30", 4);
        assert_eq!(ends, ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for rhythm in [Rhythm::Day, Rhythm::Week(5), Rhythm::Month(0), Rhythm::Month(28)] {
            assert_eq!(Rhythm::parse(rhythm.every(), rhythm.on_day()), Some(rhythm));
        }
        assert_eq!([("week", 0), ("week", 8), ("month", 29), ("year", 1)].map(|(e, d)| Rhythm::parse(e, d)), [None; 4]);
    }
}
