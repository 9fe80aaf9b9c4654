//! Bookings as programs read and write them.

use crate::bookings::actions::Done;
use crate::bookings::messages;
use crate::bookings::model::{self, Booking, Status};
use chrono::{DateTime, Timelike, Utc};
use kernel::time::{self, Span};
use kernel::{Error, Problems};
use platform::web::api::{Problem, renamed};
use platform::{Perm, Reach, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use things::resources::Resource;
use uuid::Uuid;

/// The longest booking that can be asked for (days); what a resource allows is less.
const DAYS_MAX: i64 = 366;
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("starts", "starts_at"),
    ("name", "guest.name"),
    ("email", "guest.email"),
    ("phone", "guest.phone"),
    ("key", "Idempotency-Key"),
];

/// A booking.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Booking")]
pub(super) struct Booked {
    /// Its id.
    pub id: Uuid,
    /// What people read out.
    code: String,
    /// `held`, `pending`, `confirmed`, `checked_in`, `completed`, `cancelled` or `released`.
    status: &'static str,
    /// Of this resource.
    resource_id: Uuid,
    /// What that is called.
    resource_name: String,
    /// Where that stands.
    location_id: Uuid,
    /// What that place is called.
    location_name: String,
    /// Its first instant.
    starts_at: DateTime<Utc>,
    /// The first instant after it.
    ends_at: DateTime<Utc>,
    /// The zone of the resource.
    zone: String,
    /// The purpose.
    title: String,
    /// How many come.
    people: i64,
    /// How many units it holds.
    units: i64,
    /// For the staff only; null for others.
    note: Option<String>,
    /// Whose it is.
    guest: Guest,
    /// Who of the house made it; null: the guest did.
    user_id: Option<Uuid>,
    /// `staff`, `member` or `page`.
    source: String,
    /// The price shown when it was booked, in minor units.
    price_minor: Option<i64>,
    /// Of the price.
    currency: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
    /// When it was cancelled.
    cancelled_at: Option<DateTime<Utc>>,
    /// Why.
    cancel_reason: String,
    /// Grows with every change.
    pub version: i64,
    /// Of a change just made: what spoke against it and was overruled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// Whose a booking is.
#[derive(Serialize, JsonSchema)]
struct Guest {
    /// The contact.
    contact_id: Uuid,
    /// As typed with the booking.
    name: String,
    /// Their address.
    email: String,
    /// As typed with the booking; may be empty.
    phone: String,
}

impl Booked {
    /// `reads` is where the viewer sees notes.
    pub fn of(booking: Booking, reads: &Reach) -> Booked {
        Booked {
            note: reads.covers(booking.location_id).then_some(booking.note),
            id: booking.id,
            code: booking.code,
            status: booking.status.name(),
            resource_id: booking.resource_id,
            resource_name: booking.resource_name,
            location_id: booking.location_id,
            location_name: booking.location_name,
            starts_at: booking.starts_at,
            ends_at: booking.ends_at,
            zone: booking.zone_name,
            title: booking.title,
            people: booking.people,
            units: booking.units,
            guest: Guest {
                contact_id: booking.contact_id,
                name: booking.contact_name,
                email: booking.contact_email,
                phone: booking.contact_phone,
            },
            user_id: booking.user_id,
            source: booking.source,
            price_minor: booking.price_minor,
            currency: booking.currency,
            created_at: booking.created_at,
            updated_at: booking.updated_at,
            cancelled_at: booking.cancelled_at,
            cancel_reason: booking.cancel_reason,
            version: booking.version,
            warnings: Vec::new(),
        }
    }

    /// What became of a wish.
    pub fn done(scope: &Scope, done: Done, resource: &Resource) -> Booked {
        let warnings = done.warnings.iter().map(|refusal| messages::sentence(refusal, resource.zone())).collect();
        Booked { warnings, ..Booked::of(done.booking, &scope.reach(Perm::BookingsRead)) }
    }
}

/// When, as a body says it: an end, or a length. Whole days of length are days of the calendar.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub minutes: Option<i64>,
}

impl When {
    /// The span meant, at this resource; `usual` minutes where it says neither an end nor a length.
    pub fn span(self, resource: &Resource, usual: Option<i64>, problems: &mut Problems) -> Option<Span> {
        let is_sane = |at: DateTime<Utc>| (946_684_800..7_258_118_400).contains(&at.timestamp()); // 2000 to 2199
        let is_whole = |at: DateTime<Utc>| at.second() == 0 && at.nanosecond() == 0;
        if !is_sane(self.starts_at) || !is_whole(self.starts_at) {
            problems.add("starts_at", "Choose a whole minute between the years 2000 and 2199.");
            return None;
        }
        let (field, end) = match (self.ends_at, self.minutes.or(usual)) {
            (Some(_), _) if self.minutes.is_some() => {
                problems.add("minutes", "Say when it ends or how long it lasts, not both.");
                return None;
            }
            (Some(end), _) => ("ends_at", Some(end).filter(|end| is_sane(*end) && is_whole(*end))),
            (None, Some(minutes)) if (1..=DAYS_MAX * time::DAY_MINUTES).contains(&minutes) => {
                ("minutes", Some(time::after(resource.zone(), self.starts_at, minutes)))
            }
            (None, _) => ("minutes", None),
        };
        let span = end.and_then(|end| Span::new(self.starts_at, end).ok());
        match span.filter(|span| span.duration().num_days() <= DAYS_MAX) {
            Some(span) => Some(span),
            None => {
                problems.add(field, "It ends a whole minute after it starts, and within a year.");
                None
            }
        }
    }
}

/// A booking to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBooking {
    /// Of this resource.
    pub resource_id: Uuid,
    /// Its first instant; a whole minute.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it; or say `minutes`.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// How long it lasts; or say `ends_at`.
    #[serde(default)]
    pub minutes: Option<i64>,
    /// The purpose.
    #[serde(default)]
    pub title: String,
    /// How many come; 1 without.
    #[serde(default)]
    pub people: Option<i64>,
    /// How many units; 1 without.
    #[serde(default)]
    pub units: Option<i64>,
    /// For the staff only.
    #[serde(default)]
    pub note: String,
    /// Whose it is; without, yours, where you may not book for others.
    #[serde(default)]
    pub guest: Option<NewGuest>,
}

/// Whose a booking is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGuest {
    /// What they are called.
    pub name: String,
    /// Where their mail goes.
    pub email: String,
    /// Their number.
    #[serde(default)]
    pub phone: String,
}

/// A booking as it is to be. Whose it is stays.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BookingChange")]
pub(super) struct Amended {
    /// Of this resource.
    pub resource_id: Uuid,
    /// Its first instant; a whole minute.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it; or say `minutes`.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// How long it lasts; or say `ends_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// The purpose.
    #[serde(default)]
    pub title: String,
    /// How many come; 1 without.
    #[serde(default)]
    pub people: Option<i64>,
    /// For the staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Amended {
    /// As it is.
    pub fn of(booking: &Booking) -> Amended {
        Amended {
            resource_id: booking.resource_id,
            starts_at: booking.starts_at,
            ends_at: Some(booking.ends_at),
            minutes: None,
            title: booking.title.clone(),
            people: Some(booking.people),
            note: None,
        }
    }

    pub fn when(&self) -> When {
        When { starts_at: self.starts_at, ends_at: self.ends_at, minutes: self.minutes }
    }
}

/// Where a booking is to go.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSpan {
    /// Its first instant; a whole minute.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it; without an end or a length it keeps its length.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// How long it lasts.
    #[serde(default)]
    pub minutes: Option<i64>,
    /// To this resource; without: the same.
    #[serde(default)]
    pub resource_id: Option<Uuid>,
    /// The version you saw, as `If-Match` says it elsewhere.
    #[serde(default)]
    pub version: Option<i64>,
}

impl NewSpan {
    pub fn when(&self) -> When {
        When { starts_at: self.starts_at, ends_at: self.ends_at, minutes: self.minutes }
    }
}

/// A booking given back.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Cancellation {
    /// Why; the guest reads it.
    pub reason: String,
    /// The version you saw.
    pub version: Option<i64>,
}

/// A booking given back without a body.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelQuery {
    /// Why; the guest reads it.
    pub reason: Option<String>,
}

/// A time that is free instead.
#[derive(Serialize, JsonSchema)]
pub(super) struct Alternative {
    /// Of this resource.
    pub resource_id: Uuid,
    /// What that is called.
    pub resource_name: String,
    /// Its first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
}

/// A refusal by the names of the body.
pub(super) fn by_our_names(error: Error) -> Problem {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)).into(),
        error => error.into(),
    }
}

/// A reason as it is kept.
pub(super) fn reason(typed: &str) -> Result<String, Problem> {
    kernel::text::optional_line(typed, model::REASON_MAX).map_err(|message| Problem::field("reason", message))
}

/// The state that a query names.
pub(super) fn status(name: &str) -> Result<Status, Problem> {
    Status::parse(name).ok_or_else(|| Problem::field("status", "There is no such state."))
}
