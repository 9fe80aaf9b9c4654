//! A meter, what was read of it, and what people type.

use crate::catalogue::fields::{decimal, plain};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::time::{parse_form, resolve};
use kernel::{Problems, text};
use platform::Reach;
use serde::Deserialize;
use uuid::Uuid;

/// The longest name (characters).
const NAME_MAX: usize = 60;
/// The longest unit (characters).
const UNIT_MAX: usize = 20;
/// The longest note (characters).
const NOTE_MAX: usize = 400;
/// How far the clock of whoever reads may be ahead of ours (minutes).
const AHEAD_MINUTES: i64 = 5;

/// How a meter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
}

impl Kind {
    /// Both, in the order they are offered.
    pub const ALL: [Kind; 2] = [Kind::Counter, Kind::Gauge];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A meter of an asset.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Meter {
    /// Its id.
    pub id: Uuid,
    /// Of which asset.
    pub asset_id: Uuid,
    /// The tag of that.
    pub asset_tag: String,
    /// What that is called.
    pub asset_name: String,
    /// Where that is.
    pub asset_place_id: Option<Uuid>,
    /// Where that belongs.
    pub asset_home_id: Option<Uuid>,
    /// Of which kind that is.
    pub asset_category_id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it counts in.
    pub unit: String,
    /// How it goes.
    pub kind: Kind,
    /// The number of the newest entry of its ledger.
    pub newest: i64,
    /// What it shows, in millionths.
    pub value: Option<i64>,
    /// What it has counted, also across a reset.
    pub total: Option<i64>,
    /// When that was.
    pub read_at: Option<DateTime<Utc>>,
    /// What it counts in a day, lately.
    pub per_day: Option<i64>,
    /// For optimistic locking.
    pub version: i64,
    /// Since when it is not read any more.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Meter {
    /// Do the viewer's rights hold for its asset?
    pub fn is_within(&self, reach: &Reach) -> bool {
        reach.holds(&[self.asset_place_id, self.asset_home_id], Some(self.asset_category_id))
    }

    /// A number of it as people read it: `1200.5 km`.
    pub fn shown(&self, number: i64) -> String {
        amount(number, &self.unit)
    }
}

/// A number of millionths in a unit, as people read it.
pub fn amount(number: i64, unit: &str) -> String {
    format!("{} {unit}", plain(number)).trim_end().to_owned()
}

/// An entry of the ledger of a meter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reading {
    /// Its id.
    pub id: Uuid,
    /// Its number in the ledger.
    pub number: i64,
    /// What the meter showed, in millionths.
    pub value: i64,
    /// What it had counted then.
    pub total: i64,
    /// Was it set back or replaced?
    pub is_reset: bool,
    /// The entry that it stands instead of.
    pub corrects_id: Option<Uuid>,
    /// The entry that stands instead of it.
    pub corrected_by_id: Option<Uuid>,
    /// The work that it was read with.
    pub work_order_id: Option<Uuid>,
    /// The number of that.
    pub order_number: Option<i64>,
    /// What somebody wrote.
    pub note: String,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// By whom; none: the house, or a program.
    pub by_name: Option<String>,
}

/// What the form of a meter sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MeterForm {
    /// What it is called.
    pub name: String,
    /// What it counts in.
    pub unit: String,
    /// A [`Kind`]; of a meter that is there, it stays.
    pub kind: String,
    /// `on`: it is not read any more.
    pub archived: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

impl MeterForm {
    /// The form of a meter as it stands.
    pub fn of(meter: &Meter) -> MeterForm {
        MeterForm {
            name: meter.name.clone(),
            unit: meter.unit.clone(),
            kind: meter.kind.name().to_owned(),
            archived: if meter.archived_at.is_some() { "on".to_owned() } else { String::new() },
            version: meter.version,
            key: String::new(),
        }
    }
}

/// A meter as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMeter {
    /// What it is called.
    pub name: String,
    /// What it counts in.
    pub unit: String,
    /// How it goes.
    pub kind: Kind,
    /// Is it not read any more?
    pub archived: bool,
}

impl NewMeter {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &MeterForm) -> Result<NewMeter, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let unit = problems.take("unit", text::line(&form.unit, UNIT_MAX));
        let kind = match form.kind.trim() {
            "" => Some(Kind::Counter),
            typed => problems.take("kind", Kind::parse(typed).ok_or("Choose counter or gauge.")),
        };
        match (name, unit, kind) {
            (Some(name), Some(unit), Some(kind)) => Ok(NewMeter { name, unit, kind, archived: form.archived == "on" }),
            _ => Err(problems),
        }
    }
}

/// What the form of a reading sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReadingForm {
    /// What the meter shows.
    pub value: String,
    /// When, where the organisation is; empty: now.
    pub at: String,
    /// `on`: the counter was reset or replaced.
    pub reset: String,
    /// The entry that it stands instead of.
    pub corrects: String,
    /// What is to be said about it.
    pub note: String,
    /// So that a double click writes one.
    pub key: String,
}

/// A reading as somebody wants it written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReading {
    /// What the meter shows, in millionths.
    pub value: i64,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// Was the counter reset or replaced?
    pub is_reset: bool,
    /// The entry that it stands instead of.
    pub corrects: Option<Uuid>,
    /// The work that it was read with.
    pub work_order: Option<Uuid>,
    /// What is to be said about it.
    pub note: String,
}

impl NewReading {
    /// What somebody read just now, and nothing else is to be said.
    pub fn now(value: i64, at: DateTime<Utc>) -> NewReading {
        NewReading { value, at, is_reset: false, corrects: None, work_order: None, note: String::new() }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &ReadingForm, zone: Tz, now: DateTime<Utc>) -> Result<NewReading, Problems> {
        let mut problems = Problems::new();
        let value = problems.take("value", number(&form.value));
        let at = match form.at.trim() {
            "" => Some(now),
            typed => {
                let at = parse_form(typed).map(|at| resolve(zone, at).instant());
                problems.take("at", at.ok_or("Enter a day and a time.").and_then(|at| not_of_tomorrow(at, now)))
            }
        };
        let note = problems.take("note", text::optional_line(&form.note, NOTE_MAX));
        let corrects = match form.corrects.trim() {
            "" => None,
            typed => problems.take("corrects", typed.parse().map_err(|_| "There is no such entry.")),
        };
        match (value, at, note) {
            (Some(value), Some(at), Some(note)) if problems.is_empty() => {
                Ok(NewReading { value, at, is_reset: form.reset == "on", corrects, work_order: None, note })
            }
            _ => Err(problems),
        }
    }
}

/// A moment that is not still to come, but for clocks that differ a little.
pub(super) fn not_of_tomorrow(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, &'static str> {
    if at > now + TimeDelta::minutes(AHEAD_MINUTES) { Err("This is still to come.") } else { Ok(at.min(now)) }
}

/// A number as it is typed, in millionths.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn number(typed: &str) -> Result<i64, &'static str> {
    decimal(typed.trim()).ok_or("Enter a number such as 1200.5, with six decimals at most.")
}

/// What a counter counts in a day, from two of its totals and how long lies between them.
pub(super) fn per_day(counted: i64, lasted: TimeDelta) -> Option<i64> {
    let seconds = lasted.num_seconds();
    if seconds <= 0 || counted <= 0 {
        return None;
    }
    i64::try_from(i128::from(counted) * 86_400 / i128::from(seconds)).ok().filter(|use_of_a_day| *use_of_a_day > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_is_what_was_counted_in_a_day() {
        assert_eq!(per_day(100_000_000, TimeDelta::days(10)), Some(10_000_000));
        assert_eq!(per_day(50_000_000, TimeDelta::hours(12)), Some(100_000_000));
        assert_eq!(per_day(0, TimeDelta::days(3)), None);
        assert_eq!(per_day(1, TimeDelta::zero()), None);
    }

    #[test]
    fn a_reading_is_a_number_of_now_or_before() {
        let now: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().unwrap();
        let form = ReadingForm { value: "1200,5".to_owned(), ..ReadingForm::default() };
        assert_eq!(NewReading::parse(&form, Tz::UTC, now), Ok(NewReading::now(1_200_500_000, now)));
        let late = ReadingForm { at: "2026-03-03T10:00".to_owned(), value: "x".to_owned(), ..ReadingForm::default() };
        let problems = NewReading::parse(&late, Tz::UTC, now).unwrap_err();
        assert!(problems.at("value").is_some() && problems.at("at").is_some());
    }
}
