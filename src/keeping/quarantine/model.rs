//! What waits, and what an operator may choose.

use chrono::{DateTime, Duration, Utc};
use kernel::{Problems, Result};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The longest age that can be asked for (hours): a year.
const HOURS_MAX: i64 = 366 * 24;

/// What kind of thing waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A message that is written.
    Message,
    /// An event that nobody was told of: messages follow from it.
    Event,
    /// Work that was asked for.
    Job,
    /// Calls of webhooks.
    Delivery,
    /// What is to be said in chat rooms.
    Post,
    /// News that wait for the letter that tells them.
    News,
    /// Events that were told and wait for the stream.
    Stream,
}

impl Kind {
    /// In the order they are shown.
    pub const ALL: [Kind; 7] =
        [Kind::Message, Kind::Event, Kind::Job, Kind::Delivery, Kind::Post, Kind::News, Kind::Stream];

    /// How it is sent by the form.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::Event => "event",
            Kind::Job => "job",
            Kind::Delivery => "delivery",
            Kind::Post => "post",
            Kind::News => "news",
            Kind::Stream => "stream",
        }
    }
}

/// Who decided it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It was waiting when the backup was made.
    Waited,
    /// The clock, in a look of this house: its other self may have decided the same since the backup.
    Clock,
    /// Somebody, since the restore: nobody else knows of it.
    Since,
}

/// Things of one name that wait.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Who decided them.
    pub origin: Origin,
    /// What they are.
    pub kind: Kind,
    /// `booking.confirmation`.
    pub name: String,
    /// How many.
    pub count: i64,
    /// When the first of them was decided.
    pub oldest: DateTime<Utc>,
    /// When the last was.
    pub newest: DateTime<Utc>,
}

impl Waiting {
    /// How the form names it: `message:booking.confirmation`, `clock:message:assets.chase`.
    pub fn group(&self) -> String {
        let clock = if self.origin == Origin::Clock { "clock:" } else { "" };
        format!("{clock}{}:{}", self.kind.name(), self.name)
    }
}

/// What leaves of what is uncertain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// All of it.
    All,
    /// What was decided after this instant; nothing of what the clock decided, of which nobody knows when.
    Since(DateTime<Utc>),
    /// These groups.
    Groups(BTreeSet<String>),
}

/// The form as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReleaseForm {
    /// `all`, `since` or `groups`.
    pub choice: String,
    /// Of `since`.
    pub hours: String,
    /// Of `groups`.
    pub groups: Vec<String>,
}

impl ReleaseForm {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<Choice, Problems> {
        let mut problems = Problems::new();
        match self.choice.as_str() {
            "all" => return Ok(Choice::All),
            "groups" => return Ok(Choice::Groups(self.groups.iter().cloned().collect())),
            "since" => match self.hours.trim().parse::<i64>() {
                Ok(hours) if (1..=HOURS_MAX).contains(&hours) => {
                    return Ok(Choice::Since(now - Duration::hours(hours)));
                }
                _ => problems.add("hours", format!("Give a number of hours from 1 to {HOURS_MAX}.")),
            },
            _ => problems.add("choice", "Choose what leaves."),
        }
        Err(problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_chosen_by_mistake() {
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let parse = |choice: &str, hours: &str| {
            ReleaseForm { choice: choice.to_owned(), hours: hours.to_owned(), groups: Vec::new() }.parse(now)
        };
        assert_eq!(parse("all", "").unwrap(), Choice::All);
        assert_eq!(parse("since", " 24 ").unwrap(), Choice::Since("2026-03-01T09:00:00Z".parse().unwrap()));
        assert_eq!(parse("groups", "").unwrap(), Choice::Groups(BTreeSet::new()));
        assert!(parse("since", "0").unwrap_err().at("hours").is_some());
        assert!(parse("", "24").unwrap_err().at("choice").is_some());
    }
}
