//! The strip of days on the public pages: a week of them with their slots, and why a day has none.

use super::actions::{hours_of, taken};
use super::model::Booking;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kernel::time::{Span, day_span, day_start, parse_day, wall};
use kernel::{Error, Result};
use platform::Scope;
use std::collections::HashMap;
use things::resources::hours::Closed;
use things::resources::slots::{DaySlots, SlotState, Supply, Wanted};
use things::resources::{Hours, Resource, Rules};

/// Days of the strip.
const STRIP_DAYS: u64 = 7;
/// So far ahead the next opening after a closed day is looked for (days).
const OPENING_DAYS: i64 = 120;

/// A week of days and the slots of the day shown.
pub struct Strip {
    /// Seven days with their slots.
    pub days: Vec<DaySlots>,
    /// The day shown.
    pub day: NaiveDate,
    /// Today, in the resource's zone.
    pub today: NaiveDate,
    /// The last day that can be booked.
    pub last: NaiveDate,
    /// Why a day has nothing to offer, by day.
    pub notes: HashMap<NaiveDate, DayNote>,
}

/// Why a day has nothing to offer. Facts; the sentence is the view's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayNote {
    /// It cannot be booked yet.
    NotYet {
        /// The first day on which it can.
        from: NaiveDate,
        /// How far ahead bookings open.
        days: i64,
    },
    /// It is closed.
    Closed(Closed),
    /// It is open, but never for so long at a stretch.
    TooShort {
        /// When it is open.
        open: Vec<Span>,
    },
    /// All of it is taken.
    Taken,
    /// What is left of it is too near.
    TooSoon {
        /// The earliest start that the notice allows.
        earliest: DateTime<Utc>,
    },
    /// It is over.
    Over,
}

/// Draws the strip around a day that was asked for, or the first one with something free.
pub async fn strip(
    scope: &Scope,
    resource: &Resource,
    day: &str,
    minutes: i64,
    moving: Option<&Booking>,
) -> Result<Strip> {
    let (zone, rules) = (resource.zone(), resource.rules());
    let today = wall(zone, scope.now).date();
    let last = rules.last_day(zone, scope.now);
    let asked = parse_day(day).map(|day| day.clamp(today, last));
    // The week begins today, or in steps of seven days from today, so that its links are the same for everybody.
    let around = asked.unwrap_or(today);
    let first = today + TimeDelta::days((around - today).num_days() / STRIP_DAYS as i64 * STRIP_DAYS as i64);
    let wanted = Wanted { units: moving.map_or(1, |booking| booking.units), minutes };
    let whole = Span::new(day_start(zone, first), day_start(zone, first + TimeDelta::days(STRIP_DAYS as i64 + 2)));
    let window = whole.map_err(Error::broken)?.widened(TimeDelta::days(1), TimeDelta::minutes(minutes));
    let window = rules.block(window);
    let hours = hours_of(scope.db(), scope, resource, window).await?;
    let busy = taken(scope.db(), scope, resource, window, moving.map(|booking| booking.id)).await?;
    let supply = Supply { hours: &hours, rules, units: resource.units, busy: &busy };
    let days = supply.month(wanted, first, STRIP_DAYS, scope.now);
    // Nobody asked for a day: the first one with something free.
    let free = days.iter().find(|day| day.free > 0).map(|day| day.day);
    let shown = asked.or(free).unwrap_or(first);
    let mut notes: HashMap<NaiveDate, DayNote> = days
        .iter()
        .filter(|day| day.free == 0)
        .filter_map(|day| Some((day.day, note(day, rules, &hours, last, scope.now)?)))
        .collect();
    if let Some(DayNote::Closed(closed)) = notes.get_mut(&shown) {
        opens_next(scope, resource, closed, window.end).await?;
    }
    Ok(Strip { day: shown, days, today, last, notes })
}

/// Why a day has nothing to offer.
fn note(day: &DaySlots, rules: &Rules, hours: &Hours, last: NaiveDate, now: DateTime<Utc>) -> Option<DayNote> {
    let span = day_span(hours.zone, day.day)?;
    if day.day > last {
        let from = day.day.checked_sub_days(Days::new(rules.horizon_days.unsigned_abs()))?;
        return Some(DayNote::NotYet { from, days: rules.horizon_days });
    }
    if !day.open {
        return hours.why_closed(span).map(DayNote::Closed);
    }
    let has = |state: SlotState| day.slots.iter().any(|slot| slot.state == state);
    Some(if day.slots.is_empty() {
        DayNote::TooShort { open: hours.open_spans(span) }
    } else if has(SlotState::Taken) {
        DayNote::Taken
    } else if has(SlotState::TooSoon) {
        DayNote::TooSoon { earliest: rules.earliest(now) }
    } else {
        DayNote::Over
    })
}

/// Looks beyond what was read, where a closed day is not followed by an open one so soon. What was found inside is right.
async fn opens_next(scope: &Scope, resource: &Resource, closed: &mut Closed, read_until: DateTime<Utc>) -> Result<()> {
    let (from, next) = match closed {
        Closed::Outside { from, next_opening, .. } | Closed::Exception { from, next_opening, .. } => {
            (*from, next_opening)
        }
        Closed::Blackout { .. } => return Ok(()),
    };
    if next.is_some_and(|next| next < read_until) {
        return Ok(());
    }
    let Ok(ahead) = Span::new(from, from + TimeDelta::days(OPENING_DAYS)) else { return Ok(()) };
    let hours = hours_of(scope.db(), scope, resource, ahead).await?;
    *next = hours.next_opening(from).filter(|next| ahead.contains(*next));
    Ok(())
}
