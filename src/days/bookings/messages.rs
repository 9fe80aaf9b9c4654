//! What people read when a wish is refused.

use super::judgement::Reason;
use super::model::Booking;
use super::policy::By;
use super::strip::DayNote;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use kernel::time::{clock_text, day_text, span_text, wall};
use things::resources::duration;
use things::resources::hours::{Away, Closed};
use things::resources::rules::{Refusal, Rules};

/// Rules of this domain and of its schema, by name.
pub const REFUSALS: &[(&str, &str)] = &[
    ("booking_overlap", "This time was taken a moment ago. Nothing was changed."),
    ("booking_changed", "Somebody changed this booking in the meantime. Look at it again before you go on."),
    ("booking_over", "This booking is over and cannot be changed any more."),
    ("booking_cancelled", "This booking was cancelled. Restore it before you change it."),
    ("booking_not_cancelled", "This booking is not cancelled."),
    ("change_notice_passed", "It is too late to change this booking here. Please call or write to us."),
    ("resource_not_available", "This resource cannot be booked at the moment."),
    ("too_many_people", "More people come than there is room for."),
    ("too_few_units", "This resource has fewer units than the booking holds."),
    (
        "booking_hit",
        "Bookings stand in the way of this change. Decide about them: in its form, or in a call by `bookings`, `keep` or `cancel`.",
    ),
    (
        "too_many_hit",
        "More bookings are hit by this than can be decided about at once. Make the change in smaller steps.",
    ),
    ("booking_must_go", "There is no room for this booking any more: move or cancel it."),
    ("booking_passed", "The time of this booking has passed."),
    ("resource_not_for_you", "This resource cannot be booked here."),
    (
        "guest_messages_changed",
        "Somebody else changed these settings while you were at it. Look at them again before you save yours.",
    ),
    ("idempotency_key_reused", "This form was sent before with other answers. Load the page again."),
];

/// Everything that speaks against a wish, at the fields that can mend it.
pub fn problems(reasons: &[Reason], zone: Tz) -> Problems {
    let mut problems = Problems::new();
    for reason in reasons {
        problems.add(field(reason), because(reason, zone));
    }
    problems
}

/// The field of the form that can mend it.
pub fn field(reason: &Reason) -> &'static str {
    match reason {
        Reason::TooManyPeople { .. } => "people",
        Reason::TooManyUnits { .. } => "units",
        Reason::Rule(Refusal::TooShort { .. } | Refusal::TooLong { .. }) => "minutes",
        _ => "starts",
    }
}

/// A reason as the sentence that a refused form and an explanation begin with: no names, nothing internal.
pub fn because(reason: &Reason, zone: Tz) -> String {
    match reason {
        Reason::NoRight => "Your role in this organisation does not allow it. Ask an owner or an admin.".to_owned(),
        Reason::Archived => "This is not here any more.".to_owned(),
        Reason::Status(_) => declared("resource_not_available"),
        Reason::Who(_) => declared("resource_not_for_you"),
        Reason::TooManyPeople { capacity } => room(*capacity, "person", "people"),
        Reason::TooManyUnits { units } => room(*units, "unit", "units"),
        Reason::Rule(refusal) => sentence(refusal, zone),
        Reason::Blocked => blocked(),
        Reason::EnoughForToday { limit, by } => enough_for_today(*limit, *by),
        Reason::Taken { .. } => "This time is taken.".to_owned(),
        Reason::Surplus { units: 1 } => {
            "There will be only 1 unit at this time, and it is promised to others.".to_owned()
        }
        Reason::Surplus { units } => {
            format!("There will be only {units} units at this time, and they are promised to others.")
        }
    }
}

/// The organisation has made as many bookings today as its operator allows. Guests need not know how many.
fn enough_for_today(limit: i64, by: By) -> String {
    match by {
        By::Guest => {
            "No more bookings can be made today. Please try again tomorrow, or get in touch with us.".to_owned()
        }
        By::Staff | By::Member => format!(
            "The operator of this installation allows {limit} bookings a day, and that many were made today. \
             Try again tomorrow, or ask for more."
        ),
    }
}

/// Why a booking cannot be moved or cancelled by those whose it is; of its notice, until when they could.
pub fn unchangeable(rule: &str, booking: &Booking, rules: &Rules) -> String {
    match rule {
        "change_notice_passed" => {
            let until = moment(booking.zone(), rules.change_until(booking.span()));
            let notice = duration::long(rules.change_notice_minutes);
            format!(
                "It is too late to change this booking here. It could be moved or cancelled until {until}, {notice} before it starts. \
                 Please call or write to us."
            )
        }
        other => declared(other),
    }
}

/// What the refused form says: not that it is about them.
fn blocked() -> String {
    let refusals = people::contacts::REFUSALS.iter();
    refusals.filter(|(name, _)| *name == "contact_blocked").map(|(_, sentence)| (*sentence).to_owned()).collect()
}

fn declared(rule: &str) -> String {
    REFUSALS.iter().find(|(name, _)| *name == rule).map(|(_, sentence)| (*sentence).to_owned()).unwrap_or_default()
}

fn room(most: i64, one: &str, many: &str) -> String {
    format!("There is room for {most} {}.", if most == 1 { one } else { many })
}

/// One refusal as a sentence, times in this zone.
pub fn sentence(refusal: &Refusal, zone: Tz) -> String {
    match refusal {
        Refusal::Past => "This time has passed.".to_owned(),
        Refusal::TooSoon { earliest } => {
            format!("This is too soon: the earliest start is {}.", moment(zone, *earliest))
        }
        Refusal::TooFar { latest } => format!("Bookings are open until {}.", day_text(*latest)),
        Refusal::TooShort { min } => format!("Book at least {}.", duration::long(*min)),
        Refusal::TooLong { max } => format!("Book at most {}.", duration::long(*max)),
        Refusal::OffGrid { grid, nearest } => {
            format!(
                "Bookings start every {}; the nearest start is {}.",
                duration::long(*grid),
                clock_text(zone, *nearest)
            )
        }
        Refusal::Closed(Closed::Outside { next_opening, .. }) => match next_opening {
            Some(next) => format!("It is closed then. It opens next on {}.", moment(zone, *next)),
            None => "It is closed then.".to_owned(),
        },
        Refusal::Closed(Closed::Exception { day, label, .. }) => {
            format!("It is closed on {}: {label}.", day_text(*day))
        }
        Refusal::Closed(Closed::Blackout { reason, away: Some(away), .. }) => not_there(away, reason, zone),
        Refusal::Closed(Closed::Blackout { span, reason, .. }) => {
            format!("It is not available {}: {reason}.", span_text(zone, *span))
        }
    }
}

/// What is not there, without a word on who has it.
fn not_there(away: &Away, reason: &str, zone: Tz) -> String {
    match away.until {
        Some(until) => format!("It is not there until {}: {reason}.", moment(zone, until)),
        None => format!("It is not there at the moment: {reason}."),
    }
}

/// Why a day has nothing to offer, for guests: whole sentences.
pub fn day_note(note: &DayNote, day: NaiveDate, minutes: i64, zone: Tz) -> String {
    match note {
        DayNote::NotYet { from, days } => {
            let ahead = if *days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            format!("Bookings open {ahead} ahead: this day can be booked from {}.", day_text(*from))
        }
        DayNote::Closed(Closed::Outside { day, open, next_opening, .. }) => {
            let closed = if open.is_empty() {
                format!("Closed on {}s.", day.format("%A"))
            } else {
                "Closed on this day.".into()
            };
            opening(closed, zone, *next_opening)
        }
        DayNote::Closed(Closed::Exception { day, label, next_opening, .. }) => {
            opening(format!("Closed on {}: {label}.", day_text(*day)), zone, *next_opening)
        }
        DayNote::Closed(Closed::Blackout { reason, away: Some(away), .. }) => not_there(away, reason, zone),
        DayNote::Closed(Closed::Blackout { span, reason, .. }) => {
            format!("Not available {}: {reason}.", span_text(zone, *span))
        }
        DayNote::TooShort { open } => {
            let hours: Vec<String> = open
                .iter()
                .map(|span| format!("{}–{}", clock_text(zone, span.start), clock_text(zone, span.end)))
                .collect();
            format!("On {} it is open {}: too short for {}.", day_text(day), hours.join(", "), duration::long(minutes))
        }
        DayNote::Taken => "Everything is taken or over on this day. Try another one.".into(),
        DayNote::TooSoon { earliest } => {
            format!("What is left of this day is too soon: the earliest start is {}.", moment(zone, *earliest))
        }
        DayNote::Over => "This day is over. Try another one.".into(),
    }
}

fn opening(closed: String, zone: Tz, next: Option<DateTime<Utc>>) -> String {
    match next {
        Some(next) => format!("{closed} It opens next on {}.", moment(zone, next)),
        None => closed,
    }
}

fn moment(zone: Tz, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}
