//! The record, its states, and the wish that may become one.

use super::judgement::{no_room, room};
use super::messages;
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use kernel::mail::{EmailAddress, clean_name};
use kernel::money::Money;
use kernel::time::{self, Span};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use things::resources::{PricePer, Resource};
use uuid::Uuid;

/// Letters of a title.
pub const TITLE_MAX: usize = 120;
/// Letters of a note.
pub const NOTE_MAX: usize = 2_000;
/// Letters of a reason.
pub const REASON_MAX: usize = 300;
/// Letters of a telephone number.
const PHONE_MAX: usize = 40;
/// People a form may ask for; what a resource holds is less.
const PEOPLE_MAX: i64 = 100_000;

/// The state of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// Reserved for a short while.
    Held,
    /// Waits for somebody's yes.
    Pending,
    /// Promised.
    Confirmed,
    /// Its guest is there.
    CheckedIn,
    /// Its time has passed.
    Completed,
    /// Given back.
    Cancelled,
    /// Its guest did not come.
    Released,
}

impl Status {
    /// Every state.
    pub const ALL: [Status; 7] = [
        Status::Held,
        Status::Pending,
        Status::Confirmed,
        Status::CheckedIn,
        Status::Completed,
        Status::Cancelled,
        Status::Released,
    ];

    /// How it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Status::Held => "held",
            Status::Pending => "pending",
            Status::Confirmed => "confirmed",
            Status::CheckedIn => "checked_in",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
            Status::Released => "released",
        }
    }

    /// The state stored by this name.
    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Does it hold its units?
    pub fn holds(self) -> bool {
        !matches!(self, Status::Cancelled | Status::Released)
    }

    /// Can it still be changed?
    pub fn is_open(self) -> bool {
        self.holds() && self != Status::Completed
    }
}

/// A booking, with the names of what it belongs to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Booking {
    /// Its id.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// What people read out.
    pub code: String,
    /// Of this resource.
    pub resource_id: Uuid,
    /// Whose it is.
    pub contact_id: Uuid,
    /// Who of the house made it; none: the guest did.
    pub user_id: Option<Uuid>,
    /// Its state.
    pub status: Status,
    /// The purpose, in the booker's words.
    pub title: String,
    /// For the staff only.
    pub note: String,
    /// How many come.
    pub people: i64,
    /// How many units it holds.
    pub units: i64,
    /// Its first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
    /// With the buffer before.
    pub block_from: DateTime<Utc>,
    /// With the buffer after.
    pub block_until: DateTime<Utc>,
    /// Of the resource when it was booked, as stored; see [`Booking::zone`].
    #[sqlx(rename = "zone")]
    pub zone_name: String,
    /// The price shown when it was booked.
    pub price_minor: Option<i64>,
    /// Of the price.
    pub currency: String,
    /// `staff`, `member` or `page`.
    pub source: String,
    /// For optimistic locking.
    pub version: i64,
    /// RFC 5545 SEQUENCE.
    pub sequence: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was given back.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Why.
    pub cancel_reason: String,
    /// The resource's name.
    pub resource_name: String,
    /// The resource's name in URLs.
    pub resource_slug: String,
    /// Where the resource is.
    pub location_id: Uuid,
    /// What that place is called.
    pub location_name: String,
    /// The guest's name.
    pub contact_name: String,
    /// The guest's address.
    pub contact_email: String,
    /// The guest's telephone number.
    pub contact_phone: String,
}

/// A booking as a line of a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// Its state.
    pub status: Status,
    /// The purpose, in the booker's words.
    pub title: String,
    /// How many come.
    pub people: i64,
    /// How many units it holds.
    pub units: i64,
    /// Its first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
    /// Of the resource when it was booked, as stored; see [`Line::zone`].
    #[sqlx(rename = "zone")]
    pub zone_name: String,
    /// The resource's name.
    pub resource_name: String,
    /// The guest's name.
    pub contact_name: String,
}

impl Line {
    /// From when to when.
    pub fn span(&self) -> Span {
        span_of(self.starts_at, self.ends_at)
    }

    /// Its zone.
    pub fn zone(&self) -> Tz {
        zone_of(&self.zone_name)
    }

    /// What to call it where its guest may be named.
    pub fn label(&self) -> &str {
        label_of(&self.title, &self.contact_name)
    }
}

fn span_of(start: DateTime<Utc>, end: DateTime<Utc>) -> Span {
    Span::new(start, end).expect("the schema keeps only spans that end after they start")
}

fn zone_of(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

fn label_of<'a>(title: &'a str, guest: &'a str) -> &'a str {
    if title.is_empty() { guest } else { title }
}

impl Booking {
    /// From when to when.
    pub fn span(&self) -> Span {
        span_of(self.starts_at, self.ends_at)
    }

    /// Its length as forms say it.
    pub fn form_minutes(&self) -> i64 {
        keep_length(self.zone(), self.span())
    }

    /// Its zone.
    pub fn zone(&self) -> Tz {
        zone_of(&self.zone_name)
    }

    /// The price shown when it was booked.
    pub fn price(&self) -> Option<Money> {
        self.price_minor.map(|minor| Money::new(minor, self.currency.clone()))
    }

    /// Did this user book it for themselves?
    pub fn is_own(&self, user: Option<Uuid>) -> bool {
        self.source == "member" && self.user_id.is_some() && self.user_id == user
    }

    /// What to call it where its guest may be named.
    pub fn label(&self) -> &str {
        label_of(&self.title, &self.contact_name)
    }

    /// Does it hold this time of this resource?
    pub fn is_at(&self, resource: Uuid, span: Span) -> bool {
        (self.resource_id, self.span()) == (resource, span)
    }
}

/// When somebody wants it, as forms and gestures say it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SpanForm {
    /// An instant (RFC 3339): what a gesture on the timeline sends. It wins over `starts`.
    pub at: String,
    /// Wall time of the resource's zone: `yyyy-mm-ddThh:mm`.
    pub starts: String,
    /// A day, `yyyy-mm-dd`: with it only the day changes and the wall time stays.
    pub day: String,
    /// How long.
    pub minutes: String,
}

impl SpanForm {
    /// The span meant, in this zone. `previous` is what a gesture that names only a day, or no length, keeps.
    pub fn parse(&self, zone: Tz, previous: Option<Span>, problems: &mut Problems) -> Option<Span> {
        let start = self.start(zone, previous);
        if start.is_none() {
            problems.add("starts", "Choose a day and a time.");
        }
        let minutes = match (self.minutes.trim(), previous) {
            ("", Some(previous)) => Some(keep_length(zone, previous)),
            (text, _) => text.parse::<i64>().ok().filter(|minutes| (1..=366 * time::DAY_MINUTES).contains(minutes)),
        };
        if minutes.is_none() {
            problems.add("minutes", "Choose how long.");
        }
        let (start, minutes) = (start?, minutes?);
        Span::new(start, time::after(zone, start, minutes)).ok()
    }

    /// The wall time that was typed and that no clock shows, because it is put forward over it.
    pub fn skipped(&self, zone: Tz) -> Option<NaiveDateTime> {
        let typed = time::parse_form(&self.starts).filter(|_| self.at.is_empty() && self.day.is_empty())?;
        matches!(time::resolve(zone, typed), time::Resolved::Skipped { .. }).then_some(typed)
    }

    fn start(&self, zone: Tz, previous: Option<Span>) -> Option<DateTime<Utc>> {
        if !self.at.is_empty() {
            return DateTime::parse_from_rfc3339(&self.at).ok().map(|at| at.with_timezone(&Utc)).filter(sane);
        }
        let wall: NaiveDateTime = match (self.day.as_str(), previous) {
            ("", _) => time::parse_form(&self.starts)?,
            (day, Some(previous)) => time::parse_day(day)?.and_time(time::wall(zone, previous.start).time()),
            (_, None) => return None,
        };
        Some(time::resolve(zone, wall).instant()).filter(sane)
    }
}

/// Instants that both engines and every calendar can keep.
fn sane(at: &DateTime<Utc>) -> bool {
    (946_684_800..7_258_118_400).contains(&at.timestamp()) // the years 2000 to 2199
}

/// The length as forms say it, which [`SpanForm`] turns into the same span again: a booking of whole calendar days keeps
/// its days, any other one its elapsed minutes.
pub fn keep_length(zone: Tz, span: Span) -> i64 {
    let nominal = time::nominal_minutes(zone, span);
    if nominal > 0 && nominal % time::DAY_MINUTES == 0 { nominal } else { span.minutes() }
}

/// A booking form as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WishForm {
    /// Which resource; on public pages the path says it.
    pub resource: String,
    /// When.
    #[serde(flatten)]
    pub span: SpanForm,
    /// The purpose.
    pub title: String,
    /// How many come.
    pub people: String,
    /// How many units.
    pub units: String,
    /// The guest's name.
    pub name: String,
    /// The guest's address.
    pub email: String,
    /// The guest's telephone number.
    pub phone: String,
    /// For the staff only.
    pub note: String,
    /// What makes it happen once.
    pub key: String,
    /// A field no person sees: whoever fills it is a machine.
    pub website: String,
}

/// Whose booking it is to be.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: EmailAddress,
    /// Their telephone number, or nothing.
    pub phone: String,
}

impl Guest {
    /// Is this their address, however it is written?
    pub fn is_at(&self, typed: &str) -> bool {
        EmailAddress::parse(typed).is_ok_and(|typed| typed.key() == self.email.key())
    }
}

/// A wish: everything that is needed for a booking but the yes.
#[derive(Debug, Clone)]
pub struct Wish {
    /// When.
    pub span: Span,
    /// The purpose.
    pub title: String,
    /// How many come.
    pub people: i64,
    /// How many units.
    pub units: i64,
    /// Whose.
    pub guest: Guest,
    /// For the staff only.
    pub note: String,
    /// What makes it happen once.
    pub key: String,
}

impl WishForm {
    /// Reads the form in the resource's zone; all problems at once. `myself` books for themselves and types no name.
    pub fn parse(&self, resource: &Resource, myself: Option<Guest>) -> Result<Wish, Problems> {
        let mut problems = Problems::new();
        let span = self.span.parse(resource.zone(), None, &mut problems);
        let title = problems.take("title", text::optional_line(&self.title, TITLE_MAX));
        let people = problems.take("people", count(&self.people, PEOPLE_MAX, ("person", "people")));
        let units = problems.take("units", count(&self.units, PEOPLE_MAX, ("unit", "units")));
        // Judged again with everything else, but told here with whatever else was typed wrongly.
        for reason in no_room(resource, people.unwrap_or(1), units.unwrap_or(1)) {
            problems.add(messages::field(&reason), messages::because(&reason, resource.zone()));
        }
        let note = problems.take("note", text::paragraph(&self.note, NOTE_MAX));
        let guest = match myself {
            Some(guest) => Some(guest),
            None => self.guest(&mut problems),
        };
        match (span, title, people, units, note, guest) {
            (Some(span), Some(title), Some(people), Some(units), Some(note), Some(guest)) if problems.is_empty() => {
                Ok(Wish { span, title, people, units, guest, note, key: self.key.clone() })
            }
            _ => Err(problems),
        }
    }

    fn guest(&self, problems: &mut Problems) -> Option<Guest> {
        let name = problems.take("name", clean_name(&self.name).map_err(|problem| sentence(&problem.to_string())));
        let name = match name {
            Some(name) if name.is_empty() => {
                problems.add("name", "Enter a name.");
                None
            }
            name => name,
        };
        let email =
            problems.take("email", EmailAddress::parse(&self.email).map_err(|problem| sentence(&problem.to_string())));
        let phone = problems.take("phone", text::optional_line(&self.phone, PHONE_MAX));
        Some(Guest { name: name?, email: email?, phone: phone? })
    }
}

/// The other fields of a booking, as its staff edits them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The purpose.
    pub title: String,
    /// How many come.
    pub people: String,
    /// For the staff only.
    pub note: String,
    /// What it was made against.
    pub version: i64,
    /// What makes it happen once.
    pub key: String,
}

/// What an edit says.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The purpose.
    pub title: String,
    /// How many come.
    pub people: i64,
    /// For the staff only.
    pub note: String,
}

impl Edit {
    /// Does the booking say this already?
    pub fn is_said_by(&self, booking: &Booking) -> bool {
        (&self.title, self.people, &self.note) == (&booking.title, booking.people, &booking.note)
    }
}

impl EditForm {
    /// Reads the form for a booking of so many units; all problems at once.
    pub fn parse(&self, resource: &Resource, units: i64) -> Result<Edit, Problems> {
        let mut problems = Problems::new();
        let title = problems.take("title", text::optional_line(&self.title, TITLE_MAX));
        let people = problems.take("people", count(&self.people, room(resource, units), ("person", "people")));
        let note = problems.take("note", text::paragraph(&self.note, NOTE_MAX));
        match (title, people, note) {
            (Some(title), Some(people), Some(note)) => Ok(Edit { title, people, note }),
            _ => Err(problems),
        }
    }
}

fn count(typed: &str, most: i64, (one, many): (&str, &str)) -> Result<i64, String> {
    if typed.trim().is_empty() {
        return Ok(1);
    }
    let number = typed.trim().parse::<i64>().ok().filter(|number| (1..=PEOPLE_MAX).contains(number));
    match number {
        None => Err("Enter a whole number, at least 1.".to_owned()),
        Some(number) if number > most => {
            Err(format!("There is room for {most} {}.", if most == 1 { one } else { many }))
        }
        Some(number) => Ok(number),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// The price of a span, for each unit: by the hour to the minute, half cents up; by the day for each day of the calendar it
/// touches.
pub fn price(resource: &Resource, span: Span, units: i64) -> Option<i64> {
    let minor = resource.price_minor?;
    let one = match resource.price_per {
        PricePer::Hour => (minor.saturating_mul(span.minutes()) + 30) / 60,
        PricePer::Day => {
            let zone = resource.zone();
            let last = time::wall(zone, span.end - chrono::TimeDelta::microseconds(1)).date();
            let days = (last - time::wall(zone, span.start).date()).num_days() + 1;
            minor.saturating_mul(days)
        }
    };
    Some(one.saturating_mul(units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_wish_is_read_in_the_resources_zone() {
        let form = SpanForm { starts: "2026-03-29T09:00".into(), minutes: "60".into(), ..SpanForm::default() };
        let mut problems = Problems::new();
        let span = form.parse(Tz::Europe__Madrid, None, &mut problems).unwrap();
        assert_eq!(span.start, utc("2026-03-29T07:00:00Z"));
        assert!(problems.is_empty());
    }

    #[test]
    fn moved_to_another_day_a_booking_keeps_its_wall_time_across_the_change() {
        let zone = Tz::Europe__Madrid;
        let span = |start, end| Span::new(utc(start), utc(end)).unwrap();
        let before = span("2026-03-28T08:00:00Z", "2026-03-28T09:00:00Z");
        let form = SpanForm { day: "2026-03-29".into(), ..SpanForm::default() };
        let moved = form.parse(zone, Some(before), &mut Problems::new()).unwrap();
        assert_eq!((moved.start, moved.minutes()), (utc("2026-03-29T07:00:00Z"), 60));
        let day = span("2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z");
        let moved = form.parse(zone, Some(day), &mut Problems::new()).unwrap();
        assert_eq!(moved.minutes(), 23 * 60, "a whole day stays a whole day");
    }

    #[test]
    fn nonsense_is_told_at_its_field() {
        let mut problems = Problems::new();
        let form = SpanForm { at: "9999-99-99".into(), minutes: "-5".into(), ..SpanForm::default() };
        assert!(form.parse(Tz::UTC, None, &mut problems).is_none());
        assert!(problems.at("starts").is_some() && problems.at("minutes").is_some());
        let count = |typed, most| count(typed, most, ("person", "people")).unwrap_err();
        assert!(count("0", 5).contains("at least 1") && count("6", 5).contains("room for 5 people"));
        assert!(count("2", 1).contains("room for 1 person."));
    }
}
