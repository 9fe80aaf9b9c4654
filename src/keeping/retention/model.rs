//! Spans of months, as they are kept and as they are typed.

use chrono::{DateTime, Months, Utc};
use kernel::{Problems, Result};
use platform::retention::Group;
use serde::{Deserialize, Serialize};

/// The longest span: a hundred years.
const MONTHS_MAX: i64 = 1_200;

/// How long each group is kept; none: for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, sqlx::FromRow)]
pub struct Spans {
    /// Who came.
    #[sqlx(rename = "bookings_months")]
    pub bookings: Option<i64>,
    /// Outgoing messages.
    #[sqlx(rename = "messages_months")]
    pub messages: Option<i64>,
    /// Records of the machinery.
    #[sqlx(rename = "logs_months")]
    pub logs: Option<i64>,
}

impl Spans {
    /// What is older than this goes; none: nothing.
    pub fn before(&self, group: Group, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let months = match group {
            Group::Bookings => self.bookings,
            Group::Messages => self.messages,
            Group::Logs => self.logs,
        }?;
        now.checked_sub_months(Months::new(u32::try_from(months).ok()?))
    }
}

/// The form as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SpansForm {
    /// Months, or empty.
    pub bookings: String,
    /// Months, or empty.
    pub messages: String,
    /// Months, or empty.
    pub logs: String,
    /// For optimistic locking; 0 before the first time.
    pub version: i64,
}

impl SpansForm {
    /// As these spans are typed.
    pub fn of(spans: &Spans, version: i64) -> SpansForm {
        let text = |months: Option<i64>| months.map(|months| months.to_string()).unwrap_or_default();
        SpansForm { bookings: text(spans.bookings), messages: text(spans.messages), logs: text(spans.logs), version }
    }

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, all at once.
    pub fn parse(&self) -> Result<Spans, Problems> {
        let problems = self.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let months = |text: &str| text.trim().parse::<i64>().ok();
        Ok(Spans { bookings: months(&self.bookings), messages: months(&self.messages), logs: months(&self.logs) })
    }

    fn problems(&self) -> Problems {
        let mut problems = Problems::new();
        for (field, text) in [("bookings", &self.bookings), ("messages", &self.messages), ("logs", &self.logs)] {
            let text = text.trim();
            let fits = text.is_empty() || text.parse::<i64>().is_ok_and(|months| (1..=MONTHS_MAX).contains(&months));
            if !fits {
                problems.add(field, format!("Give whole months from 1 to {MONTHS_MAX}, or leave it empty."));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_span_is_for_good_and_a_wrong_one_is_told_at_its_field() {
        let form = |bookings: &str, logs: &str| SpansForm {
            bookings: bookings.to_owned(),
            logs: logs.to_owned(),
            ..SpansForm::default()
        };
        assert_eq!(form(" 24 ", "").parse().unwrap(), Spans { bookings: Some(24), ..Spans::default() });
        let problems = form("0", "two").parse().unwrap_err();
        assert!(
            problems.at("bookings").is_some() && problems.at("logs").is_some() && problems.at("messages").is_none()
        );
        let now = "2026-03-31T09:00:00Z".parse().unwrap();
        let spans = Spans { bookings: Some(1), ..Spans::default() };
        assert_eq!(spans.before(Group::Bookings, now), Some("2026-02-28T09:00:00Z".parse().unwrap()));
        assert_eq!(spans.before(Group::Logs, now), None);
    }
}
