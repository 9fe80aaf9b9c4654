//! The settings, and when a letter leaves. Pure: the booking and the instant come in, a verdict goes out.

use crate::bookings::{Booking, Status};
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use kernel::time::{resolve, wall};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};

/// How long before a booking its guest may be reminded of it (hours).
pub const REMINDER_HOURS: [i64; 8] = [1, 2, 4, 12, 24, 48, 72, 168];
/// What an organisation that has not chosen does (hours).
pub const REMINDER_DEFAULT: i64 = 24;
/// Letters of the organisation's own thanks.
pub const THANKS_MAX: usize = 1_000;
/// Guests are thanked this long after the end (hours).
const THANKS_AFTER: i64 = 2;
/// Who was not thanked by then is not thanked any more (days): the house was away.
const THANKS_DAYS: i64 = 3;
/// The first hour of the day in which guests are written to.
const DAY_BEGINS: u32 = 8;
/// The first hour in which they are not.
const DAY_ENDS: u32 = 20;
/// When a reminder leaves that would fall into the night after.
const EVENING: u32 = 19;

/// A letter that waits for its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Kind {
    /// Before the booking.
    Reminder,
    /// After it.
    Thanks,
}

/// Which letters an organisation sends to its guests by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct GuestMessages {
    /// So many hours before a booking its guest is reminded; none: never.
    pub reminder_hours: Option<i64>,
    /// Are guests thanked after their visit?
    pub thanks: bool,
    /// In which words; empty: in the usual ones.
    pub thanks_text: String,
    /// For optimistic locking; 0: never chosen.
    pub version: i64,
}

impl Default for GuestMessages {
    fn default() -> GuestMessages {
        GuestMessages { reminder_hours: Some(REMINDER_DEFAULT), thanks: false, thanks_text: String::new(), version: 0 }
    }
}

/// The settings as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GuestMessagesForm {
    /// Hours; empty: no reminder.
    pub reminder: String,
    /// `on`, or nothing.
    pub thanks: String,
    /// The words of the thanks.
    pub thanks_text: String,
    /// Which version was on the screen.
    pub version: i64,
}

impl GuestMessagesForm {
    /// The form as it stands.
    pub fn of(settings: &GuestMessages) -> GuestMessagesForm {
        GuestMessagesForm {
            reminder: settings.reminder_hours.map(|hours| hours.to_string()).unwrap_or_default(),
            thanks: if settings.thanks { "on".to_owned() } else { String::new() },
            thanks_text: settings.thanks_text.clone(),
            version: settings.version,
        }
    }

    /// Reads it; all problems at once.
    pub fn parse(&self) -> Result<GuestMessages, Problems> {
        let mut problems = Problems::new();
        let hours = match self.reminder.as_str() {
            "" => Some(None),
            typed => typed.parse().ok().filter(|hours| REMINDER_HOURS.contains(hours)).map(Some),
        };
        if hours.is_none() {
            problems.add("reminder", "Choose one of the times.");
        }
        let thanks_text = problems.take("thanks_text", text::paragraph(&self.thanks_text, THANKS_MAX));
        match (hours, thanks_text) {
            (Some(reminder_hours), Some(thanks_text)) => Ok(GuestMessages {
                reminder_hours,
                thanks: !self.thanks.is_empty(),
                thanks_text,
                version: self.version,
            }),
            _ => Err(problems),
        }
    }
}

/// What becomes of a planned letter now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is time.
    Write,
    /// Not before this.
    Wait(DateTime<Utc>),
    /// There is nothing to write, or it is too late.
    Drop,
}

/// What becomes of a letter about this booking now. What was due before `since` is not made up for.
pub fn judge(
    kind: Kind,
    booking: &Booking,
    settings: &GuestMessages,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Verdict {
    let zone = booking.zone();
    match (kind, settings.reminder_hours) {
        (Kind::Reminder, Some(hours)) if booking.status == Status::Confirmed && now < booking.starts_at => {
            let due = reminder_due(zone, booking.starts_at, hours);
            match by_day(zone, now) {
                _ if due < since => Verdict::Drop,
                _ if due > now => Verdict::Wait(due),
                Ok(()) => Verdict::Write,
                // The house was away at the time; at night it is too late for what begins before the morning.
                Err(morning) if morning < booking.starts_at => Verdict::Wait(morning),
                Err(_) => Verdict::Drop,
            }
        }
        (Kind::Thanks, _) if settings.thanks && booking.status == Status::Completed => {
            let due = booking.ends_at + TimeDelta::hours(THANKS_AFTER);
            match by_day(zone, now.max(due)) {
                _ if now > due + TimeDelta::days(THANKS_DAYS) => Verdict::Drop,
                Err(morning) => Verdict::Wait(morning),
                Ok(()) if due > now => Verdict::Wait(due),
                Ok(()) => Verdict::Write,
            }
        }
        _ => Verdict::Drop,
    }
}

/// When a reminder leaves: so many hours before, whole days by the calendar; in the evening before, where that is at night.
fn reminder_due(zone: Tz, starts_at: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    let due = match u64::try_from(hours / 24) {
        Ok(days) if hours % 24 == 0 => resolve(zone, wall(zone, starts_at) - Days::new(days)).instant(),
        _ => starts_at - TimeDelta::hours(hours),
    };
    let shown = wall(zone, due);
    let evening = match shown.hour() {
        DAY_BEGINS..DAY_ENDS => return due,
        DAY_ENDS.. => shown.date(),
        _ => shown.date() - Days::new(1),
    };
    resolve(zone, evening.and_time(hour(EVENING))).instant().min(due)
}

/// Is it day there? If not, when the next one begins.
fn by_day(zone: Tz, at: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
    let shown = wall(zone, at);
    let morning = match shown.hour() {
        DAY_BEGINS..DAY_ENDS => return Ok(()),
        DAY_ENDS.. => shown.date() + Days::new(1),
        _ => shown.date(),
    };
    Err(resolve(zone, morning.and_time(hour(DAY_BEGINS))).reached())
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{Asia, Europe};

    fn utc(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().unwrap()
    }

    #[test]
    fn a_reminder_leaves_a_day_before_and_never_at_night() {
        for (zone, starts, hours, due) in [
            (Europe::Madrid, "03-04T09:00", 24, "03-03T09:00"),
            // The clock is put forward in between, and back: the same time on the wall, the day before.
            (Europe::Madrid, "03-29T08:00", 24, "03-28T09:00"),
            (Europe::Madrid, "10-25T09:00", 24, "10-24T08:00"),
            // 07:30 and 20:00 are night: 19:00 the evening before, and on the same day.
            (Europe::Madrid, "03-04T06:30", 24, "03-02T18:00"),
            (Europe::Madrid, "03-04T19:00", 24, "03-03T18:00"),
            // Two hours before 08:30 is night, too.
            (Europe::Madrid, "03-04T07:30", 2, "03-03T18:00"),
            (Europe::Madrid, "03-04T10:00", 2, "03-04T08:00"),
            // The evening before the night in which the clock changes.
            (Europe::Madrid, "03-29T06:00", 4, "03-28T18:00"),
            (Europe::Madrid, "10-25T07:00", 4, "10-24T17:00"),
            // Half past: 08:00 in Kolkata is day, 07:45 is not.
            (Asia::Kolkata, "03-04T02:30", 24, "03-03T02:30"),
            (Asia::Kolkata, "03-04T02:15", 24, "03-02T13:30"),
        ] {
            assert_eq!(reminder_due(zone, utc(starts), hours), utc(due), "{zone} {starts} {hours}");
        }
    }

    #[test]
    fn the_day_ends_at_eight_in_the_evening_and_begins_at_eight() {
        assert_eq!(by_day(Europe::Madrid, utc("03-03T07:00")), Ok(()));
        assert_eq!(by_day(Europe::Madrid, utc("03-03T18:59")), Ok(()));
        assert_eq!(by_day(Europe::Madrid, utc("03-03T19:00")), Err(utc("03-04T07:00")));
        assert_eq!(by_day(Europe::Madrid, utc("03-28T20:00")), Err(utc("03-29T06:00")));
        assert_eq!(by_day(Asia::Kolkata, utc("03-03T02:29")), Err(utc("03-03T02:30")));
    }

    #[test]
    fn what_was_typed_is_one_of_the_times_or_nothing() {
        let form = |reminder: &str| GuestMessagesForm { reminder: reminder.into(), ..Default::default() };
        assert_eq!(form("").parse().unwrap().reminder_hours, None);
        assert_eq!(form("48").parse().unwrap().reminder_hours, Some(48));
        for wrong in ["5", "-24", "soon"] {
            assert!(form(wrong).parse().unwrap_err().at("reminder").is_some(), "{wrong}");
        }
    }
}
