//! By which days a plan repeats.

use crate::said::words;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rrule::{RRuleSet, Tz};

/// The longest rule (characters).
const RULE_MAX: usize = 200;
/// Days looked at to find the next one; a rule that names none of them within so many is over.
const LOOKED_AT: u16 = 3;

/// The most days, weeks, months or years between two times.
const TIMES_MAX: u32 = 999;

words! {
    /// In what a repetition is counted.
    Unit {
        /// Of the calendar.
        Days = "days",
        /// Of seven days.
        Weeks = "weeks",
        /// Of the calendar.
        Months = "months",
        /// Of the calendar.
        Years = "years",
    }
}

impl Unit {
    /// How a rule says it (RFC 5545, section 3.3.10).
    fn frequency(self) -> &'static str {
        match self {
            Unit::Days => "DAILY",
            Unit::Weeks => "WEEKLY",
            Unit::Months => "MONTHLY",
            Unit::Years => "YEARLY",
        }
    }
}

/// The rule of "every three months".
///
/// # Errors
/// A sentence, when this is no number of times.
pub fn in_words(times: &str, unit: Unit) -> Result<String, String> {
    let frequency = unit.frequency();
    match times.trim().parse() {
        Ok(1) => Ok(format!("FREQ={frequency}")),
        Ok(times) if (2..=TIMES_MAX).contains(&times) => Ok(format!("FREQ={frequency};INTERVAL={times}")),
        _ => Err(format!("Enter a whole number, 1 to {TIMES_MAX}.")),
    }
}

/// How often and in what a rule repeats, if it says no more than [`in_words`] can.
pub fn as_words(rule: &str) -> Option<(u32, Unit)> {
    let frequency = rule.strip_prefix("FREQ=")?;
    let (frequency, times) = match frequency.split_once(";INTERVAL=") {
        Some((frequency, times)) => (frequency, times.parse().ok()?),
        None => (frequency, 1),
    };
    let unit = Unit::ALL.iter().copied().find(|unit| unit.frequency() == frequency)?;
    (1..=TIMES_MAX).contains(&times).then_some((times, unit))
}

/// A rule with the day it is counted from.
#[derive(Debug, Clone)]
pub struct Rule(RRuleSet);

impl Rule {
    /// Reads `FREQ=MONTHLY;INTERVAL=3`, in whole days.
    ///
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn parse(rule: &str, starts_on: NaiveDate) -> Result<Rule, String> {
        let rule = rule.trim().trim_start_matches("RRULE:").to_uppercase();
        let frequency = rule.split(';').find_map(|part| part.strip_prefix("FREQ="));
        let is_whole_days = frequency.is_some_and(|name| ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"].contains(&name))
            && !["BYHOUR", "BYMINUTE", "BYSECOND"].iter().any(|part| rule.contains(part));
        if !is_whole_days || rule.len() > RULE_MAX || rule.contains(['\r', '\n']) {
            return Err(
                "Whole days repeat daily, weekly, monthly or yearly, such as FREQ=MONTHLY;INTERVAL=3.".to_owned()
            );
        }
        // Days have no zone: they are counted in UTC, and so must be the end of the rule.
        let parts = rule.split(';').filter(|part| !part.is_empty()).map(|part| match part.strip_prefix("UNTIL=") {
            Some(until) => format!("UNTIL={}T000000Z", until.split('T').next().unwrap_or_default()),
            None => part.to_owned(),
        });
        let rule = parts.collect::<Vec<_>>().join(";");
        let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", starts_on.format("%Y%m%d"));
        let set = text.parse::<RRuleSet>();
        set.map(Rule).map_err(|_| "This repetition cannot be read, such as FREQ=MONTHLY;INTERVAL=3.".to_owned())
    }

    /// The first day from this one on; none: the rule is over.
    pub fn from(&self, day: NaiveDate) -> Option<NaiveDate> {
        let midnight: DateTime<Utc> = day.and_time(NaiveTime::MIN).and_utc();
        let found = self.0.clone().after(midnight.with_timezone(&Tz::UTC)).all(LOOKED_AT).dates;
        found.into_iter().map(|at| at.naive_utc().date()).find(|found| *found >= day)
    }

    /// The first day after this one.
    pub fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.from(day.succ_opt()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rule_names_its_days_one_after_the_other_and_ends() {
        let rule = Rule::parse("FREQ=MONTHLY;INTERVAL=3;COUNT=3", day("2026-01-31")).unwrap();
        assert_eq!(rule.from(day("2026-01-01")), Some(day("2026-01-31")));
        assert_eq!(rule.after(day("2026-01-31")), Some(day("2026-07-31")), "April has no such day");
        assert_eq!(rule.from(day("2027-06-01")), None);
        let weekly = Rule::parse("freq=weekly;byday=mo,th", day("2026-03-02")).unwrap();
        assert_eq!(weekly.after(day("2026-03-02")), Some(day("2026-03-05")));
        let until = Rule::parse("FREQ=DAILY;UNTIL=20260303", day("2026-03-02")).unwrap();
        assert_eq!((until.after(day("2026-03-02")), until.after(day("2026-03-03"))), (Some(day("2026-03-03")), None));
    }

    #[test]
    fn words_and_rules_say_the_same() {
        for (times, unit, rule) in [
            ("1", Unit::Days, "FREQ=DAILY"),
            (" 2 ", Unit::Weeks, "FREQ=WEEKLY;INTERVAL=2"),
            ("3", Unit::Months, "FREQ=MONTHLY;INTERVAL=3"),
            ("999", Unit::Years, "FREQ=YEARLY;INTERVAL=999"),
        ] {
            assert_eq!(in_words(times, unit), Ok(rule.to_owned()));
            assert_eq!(as_words(rule), Some((times.trim().parse().unwrap(), unit)));
        }
        assert_eq!((Unit::parse("rule"), Unit::parse("")), (None, None));
        assert!(["", "0", "-1", "1000", "two"].iter().all(|times| in_words(times, Unit::Days).is_err()));
        // Nor what the form would refuse, so that it does not come back in words.
        for more in [
            "FREQ=WEEKLY;BYDAY=MO",
            "FREQ=DAILY;COUNT=2",
            "FREQ=DAILY;INTERVAL=2;COUNT=3",
            "FREQ=DAILY;INTERVAL=1000",
            "INTERVAL=2",
            "",
        ] {
            assert_eq!(as_words(more), None, "{more}");
        }
    }

    #[test]
    fn what_is_no_rule_of_whole_days_is_refused() {
        for wrong in
            ["", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=3", "FREQ=YEARLY;BYDAY=9XX", "monthly", "FREQ=DAILY\nRDATE:1"]
        {
            assert!(Rule::parse(wrong, day("2026-03-02")).is_err(), "{wrong}");
        }
    }
}
