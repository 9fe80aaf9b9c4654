//! What people read when a wish is refused.

use super::policy::By;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use kernel::time::{clock_text, day_text, span_text, wall};
use things::resources::duration;
use things::resources::hours::Closed;
use things::resources::rules::Refusal;

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
    ("booking_passed", "The time of this booking has passed."),
    ("resource_not_for_you", "This resource cannot be booked here."),
    ("idempotency_key_reused", "This form was sent before with other answers. Load the page again."),
];

/// The organisation has made as many bookings today as its operator allows. Guests need not know how many.
pub fn enough_for_today(limit: i64, by: By) -> String {
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

/// Everything that speaks against a wish, at the fields that can mend it.
pub fn problems(refusals: &[Refusal], zone: Tz) -> Problems {
    let mut problems = Problems::new();
    for refusal in refusals {
        problems.add(field(refusal), sentence(refusal, zone));
    }
    problems
}

fn field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TooShort { .. } | Refusal::TooLong { .. } => "minutes",
        _ => "starts",
    }
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
        Refusal::Closed(Closed::Blackout { span, reason }) => {
            format!("It is not available {}: {reason}.", span_text(zone, *span))
        }
    }
}

fn moment(zone: Tz, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
}
