//! What people do with news of what comes to its end or comes due, one or many, and what became of each.

use chrono::{NaiveDate, TimeDelta};
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;

/// The most of them that one action handles.
pub const MANY_MAX: usize = 500;
/// The longest that something can be put off (days).
pub const SNOOZE_MAX: i64 = 366;

/// What is done with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// They are put off until a day.
    Snooze(NaiveDate),
    /// Somebody has seen to them.
    Dismiss,
    /// They are shown again.
    Restore,
}

impl Deed {
    /// What a program names: `snooze` until a day, `dismiss`, `restore`.
    ///
    /// # Errors
    /// A problem at `action`, and at `until` where it says no day.
    pub fn parse(action: &str, until: Option<NaiveDate>) -> Result<Deed> {
        match (action, until) {
            ("snooze", Some(until)) => Ok(Deed::Snooze(until)),
            ("snooze", None) => Err(Error::invalid("until", "Say until which day.")),
            ("dismiss", _) => Ok(Deed::Dismiss),
            ("restore", _) => Ok(Deed::Restore),
            _ => Err(Error::invalid("action", "Send snooze, dismiss or restore.")),
        }
    }

    /// What is said of those it was done with.
    pub fn done(self) -> &'static str {
        match self {
            Deed::Snooze(_) => "put off",
            Deed::Dismiss => "dismissed",
            Deed::Restore => "shown again",
        }
    }

    /// Can it be done on this day?
    ///
    /// # Errors
    /// A problem at `until` for a day that is over or too far.
    pub fn check(self, today: NaiveDate) -> Result<()> {
        match self {
            Deed::Snooze(until) if until <= today || until > today + TimeDelta::days(SNOOZE_MAX) => {
                Err(Error::invalid("until", "Choose a day after today, within a year."))
            }
            _ => Ok(()),
        }
    }

    /// Does it change what stands so: put off until a day, dismissed?
    pub fn changes(self, snoozed_until: Option<NaiveDate>, is_dismissed: bool) -> bool {
        match self {
            Deed::Snooze(until) => snoozed_until != Some(until) && !is_dismissed,
            Deed::Dismiss => !is_dismissed,
            Deed::Restore => is_dismissed || snoozed_until.is_some(),
        }
    }
}

/// What became of one of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum Became {
    /// It was done.
    Done,
    /// It was so already.
    Unchanged,
    /// There is no such thing, as far as the caller may know.
    NotFound,
    /// The caller may see it, and not do that.
    Forbidden,
}

impl Became {
    /// The same for whoever wants all of them or none: did it change?
    ///
    /// # Errors
    /// Not found and forbidden.
    pub fn demanded(self) -> Result<bool> {
        match self {
            Became::Done => Ok(true),
            Became::Unchanged => Ok(false),
            Became::NotFound => Err(Error::NotFound),
            Became::Forbidden => Err(Error::Forbidden),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dismissed_is_not_put_off_and_everything_is_shown_again() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = Deed::Snooze(day("2026-03-09"));
        assert!(until.changes(None, false) && until.changes(Some(day("2026-03-08")), false));
        assert!(!until.changes(Some(day("2026-03-09")), false) && !until.changes(None, true));
        assert!(Deed::Restore.changes(Some(day("2026-03-09")), false) && !Deed::Restore.changes(None, false));
        assert!(until.check(day("2026-03-08")).is_ok() && until.check(day("2026-03-09")).is_err());
        assert!(until.check(day("2025-03-07")).is_err());
    }
}
