//! A calendar, the form that reads a file, and the form that brings its days in.

use crate::resources::Owner;
use crate::resources::closures::LABEL_MAX;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::ical::{DAYS_MAX, NamedDay};
use kernel::time::parse_day;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest name (characters).
pub const NAME_MAX: usize = 80;
/// The longest word for where it came from (characters).
const SOURCE_MAX: usize = 200;
/// Years that can be brought in at once, this one included.
pub const YEARS_MAX: i32 = 5;

/// A calendar that was brought in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DayCalendar {
    /// Its id.
    pub id: Uuid,
    /// For which location its days hold; none: for the whole organisation.
    pub location_id: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// What makes it the same calendar.
    pub source: String,
    /// When it came the last time.
    pub updated_at: DateTime<Utc>,
    /// Its days that are there now.
    pub days: i64,
    /// The last of them.
    pub last: Option<NaiveDate>,
}

impl DayCalendar {
    /// For what its days hold.
    pub fn owner(&self) -> Owner {
        self.location_id.map_or(Owner::Organisation, Owner::Location)
    }
}

/// What the form that reads a file sends beside the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadForm {
    /// For what it is to hold: `organisation`, or a location's id.
    pub owner: String,
    /// How many years, this one included.
    pub years: String,
    /// The code of a country, instead of a file.
    pub country: String,
    /// The code of one of its regions; empty: what holds in all of it.
    pub region: String,
    /// The text of the file, pasted.
    pub text: String,
}

impl ReadForm {
    /// The days asked for: from today to the end of the last year.
    pub fn window(&self, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let years = self.years.trim().parse::<i32>().ok().filter(|years| (1..=YEARS_MAX).contains(years))?;
        Some((today, NaiveDate::from_ymd_opt(today.year() + years - 1, 12, 31)?))
    }
}

/// `organisation`, or a location's id.
pub fn parse_owner(typed: &str) -> Option<Option<Uuid>> {
    match typed {
        "organisation" => Some(None),
        id => id.parse().ok().map(Some),
    }
}

/// What the form that brings days in sends: those that were ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CalendarForm {
    /// For what it is to hold.
    pub owner: String,
    /// What it is called.
    pub name: String,
    /// What makes it the same calendar when it comes again.
    pub source: String,
    /// The first day that was read.
    pub from: String,
    /// The last.
    pub until: String,
    /// All days that were read, `yyyy-mm-dd What it is`, to show the form again.
    pub read: Vec<String>,
    /// Those that were ticked, likewise.
    pub day: Vec<String>,
    /// So that a double click brings it in once.
    pub key: String,
}

/// Days to be brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewCalendar {
    /// For which location; none: for the whole organisation.
    pub location: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// What makes it the same calendar.
    pub source: String,
    /// The first day that was read: what came before stays.
    pub from: NaiveDate,
    /// The last: what comes after stays.
    pub until: NaiveDate,
    /// The days.
    #[serde(serialize_with = "as_lines")]
    pub days: Vec<NamedDay>,
}

fn as_lines<S: serde::Serializer>(days: &[NamedDay], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(days.iter().map(line))
}

/// A day as a field of the form says it.
pub fn line(day: &NamedDay) -> String {
    format!("{} {}", day.day, day.label)
}

/// The day that a field says.
pub fn parse_line(typed: &str) -> Option<NamedDay> {
    let (day, label) = typed.trim().split_once(' ')?;
    let label: String = label.chars().take(LABEL_MAX).collect();
    Some(NamedDay { day: parse_day(day)?, label: text::line(&label, LABEL_MAX).ok()? })
}

/// How a day that was read stands to what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing is said about it.
    New,
    /// It came from this calendar before.
    Known {
        /// What it was called then.
        label: String,
    },
    /// Its owner has said something else about it: it is left alone.
    Taken {
        /// What.
        label: String,
    },
}

impl NewCalendar {
    /// For what its days are to hold.
    pub fn owner(&self) -> Owner {
        self.location.map_or(Owner::Organisation, Owner::Location)
    }
}

impl CalendarForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(&self, now: DateTime<Utc>) -> Result<NewCalendar, Problems> {
        let mut problems = Problems::new();
        let owner = problems.take("owner", parse_owner(&self.owner).ok_or("Choose what it holds for."));
        let name = problems.take("name", text::line(&self.name, NAME_MAX));
        let source = problems.take("source", text::line(&self.source, SOURCE_MAX));
        let window = parse_day(&self.from)
            .zip(parse_day(&self.until))
            .filter(|(from, until)| from <= until && (until.year() - now.year()).abs() <= YEARS_MAX);
        let window = problems.take("from", window.ok_or("Read the file again."));
        let parsed: Option<Vec<NamedDay>> = self.day.iter().map(|day| parse_line(day)).collect();
        let inside = |day: &NamedDay| window.is_none_or(|(from, until)| (from..=until).contains(&day.day));
        let days = match parsed {
            Some(days) if days.is_empty() => {
                Err("Choose at least one day. To take all of them away, remove the calendar.")
            }
            Some(days) if days.len() > DAYS_MAX || !days.iter().all(inside) => Err("Read the file again."),
            Some(mut days) => {
                days.sort();
                days.dedup_by_key(|day| day.day);
                Ok(days)
            }
            None => Err("Read the file again."),
        };
        let days = problems.take("day", days);
        match (owner, name, source, window, days) {
            (Some(location), Some(name), Some(source), Some((from, until)), Some(days)) => {
                Ok(NewCalendar { location, name, source, from, until, days })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticked_days_are_read_back_and_must_lie_inside_what_was_read() {
        let form = CalendarForm {
            owner: "organisation".into(),
            name: "Spain".into(),
            source: "x".into(),
            from: "2026-03-01".into(),
            until: "2026-12-31".into(),
            day: vec!["2026-12-25 Navidad".into(), "2026-05-01 Día del Trabajo".into()],
            ..CalendarForm::default()
        };
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let new = form.parse(now).unwrap();
        assert_eq!((new.days[0].label.as_str(), new.days.len()), ("Día del Trabajo", 2));
        let outside = CalendarForm { day: vec!["2027-01-01 Año Nuevo".into()], ..form.clone() };
        assert!(outside.parse(now).unwrap_err().at("day").is_some());
        assert!(CalendarForm { day: vec![], ..form }.parse(now).unwrap_err().at("day").is_some());
    }
}
