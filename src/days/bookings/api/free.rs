//! When a resource is open, taken and free; and the starts it offers.

use crate::bookings::actions::{hours_of, limit_reached, taken};
use crate::bookings::policy;
use crate::bookings::policy::By;
use crate::bookings::staff_routes::resource_for;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::Error;
use kernel::time::{Span, day_start, wall};
use platform::Scope;
use platform::web::Id;
use platform::web::api::{Ask, List, Problem, Reply, ok};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use things::resources::Resource;
use things::resources::slots::{Busy, MONTH_DAYS_MAX, SlotState, Supply, Wanted};
use uuid::Uuid;

/// Days shown unless the caller says otherwise.
const DAYS: i64 = 7;
/// The furthest day from today that can be asked for: years of the calendar that no clock has trouble with.
const FAR_DAYS: i64 = 366 * 10;

/// What span is asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SpanQuery {
    /// The first instant; now without.
    from: Option<DateTime<Utc>>,
    /// The first instant after it; seven days after `from` without.
    until: Option<DateTime<Utc>>,
    /// How many units must be free at once; 1 without.
    units: Option<i64>,
}

/// When a resource is open, taken and free.
#[derive(Serialize, JsonSchema)]
pub(super) struct Availability {
    /// Which resource.
    resource_id: Uuid,
    /// The zone its clocks show.
    zone: String,
    /// The first instant looked at.
    from: DateTime<Utc>,
    /// The first instant after that.
    until: DateTime<Utc>,
    /// How many bookings may hold it at once.
    units: i64,
    /// May you book it at all at present?
    bookable: bool,
    /// When it is open: its week, exceptions and blackouts together.
    open: Vec<Stretch>,
    /// What is taken, buffers included.
    taken: Vec<Taken>,
    /// When it is open and enough units are free.
    free: Vec<Stretch>,
}

/// A stretch of time.
#[derive(Serialize, JsonSchema)]
struct Stretch {
    /// The first instant.
    starts_at: DateTime<Utc>,
    /// The first instant after it.
    ends_at: DateTime<Utc>,
}

/// Units taken for a stretch of time.
#[derive(Serialize, JsonSchema)]
struct Taken {
    /// The first instant.
    starts_at: DateTime<Utc>,
    /// The first instant after it.
    ends_at: DateTime<Utc>,
    /// How many.
    units: i64,
}

fn stretch(span: &Span) -> Stretch {
    Stretch { starts_at: span.start, ends_at: span.end }
}

pub(super) async fn availability(scope: Scope, Id(id): Id, Ask(query): Ask<SpanQuery>) -> Reply {
    let resource = resource_for(&scope, id).await?;
    let from = query.from.unwrap_or(scope.now);
    let far = TimeDelta::days(FAR_DAYS);
    if from < scope.now - far || from > scope.now + far {
        return Err(Problem::field("from", "Ask for a time within ten years of today."));
    }
    let until = query.until.unwrap_or(from + TimeDelta::days(DAYS));
    let span = Span::new(from, until).ok().filter(|span| span.duration().num_days() <= MONTH_DAYS_MAX as i64);
    let span =
        span.ok_or_else(|| Problem::field("until", "Ask for 62 days at most, and for an end after the start."))?;
    let units = query.units.unwrap_or(1);
    if units < 1 || units > resource.units {
        return Err(Problem::field("units", format!("It has {} of them.", resource.units)));
    }
    let hours = hours_of(scope.db(), &scope, &resource, span).await?;
    let mut busy = taken(scope.db(), &scope, &resource, span, None).await?;
    busy.sort_by_key(|one| (one.block.start, one.block.end));
    let open = hours.open_spans(span);
    let free = kernel::time::without(&open, &full(&busy, resource.units - units));
    let bookable = is_bookable(&scope, &resource).await?;
    ok(&Availability {
        resource_id: resource.id,
        zone: resource.zone_name.clone(),
        from: span.start,
        until: span.end,
        units: resource.units,
        bookable,
        open: open.iter().map(stretch).collect(),
        taken: busy
            .iter()
            .map(|one| Taken { starts_at: one.block.start, ends_at: one.block.end, units: one.units })
            .collect(),
        free: free.iter().map(stretch).collect(),
    })
}

/// May whoever asks make a booking of it at all at present?
async fn is_bookable(scope: &Scope, resource: &Resource) -> Result<bool, Error> {
    let is_open = By::of(scope, resource).is_ok_and(|by| policy::may_book(resource, by).is_ok());
    Ok(is_open && limit_reached(scope).await?.is_none())
}

/// Where more units are taken than this, in order.
fn full(busy: &[Busy], most: i64) -> Vec<Span> {
    let mut edges: Vec<(DateTime<Utc>, i64)> =
        busy.iter().flat_map(|one| [(one.block.start, one.units), (one.block.end, -one.units)]).collect();
    edges.sort_unstable();
    let (mut taken, mut since, mut spans) = (0, None, Vec::new());
    // What ends and begins at one instant is judged together: spans are half open.
    for together in edges.chunk_by(|one, other| one.0 == other.0) {
        let at = together[0].0;
        taken += together.iter().map(|(_, change)| change).sum::<i64>();
        match since {
            None if taken > most => since = Some(at),
            Some(start) if taken <= most => {
                spans.extend(Span::new(start, at));
                since = None;
            }
            _ => {}
        }
    }
    spans
}

/// Which starts are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotsQuery {
    /// The first day, in the resource's zone; today without.
    from: Option<NaiveDate>,
    /// How many days, 1 to 62; 7 without.
    days: Option<i64>,
    /// For how long; the shortest booking without.
    minutes: Option<i64>,
    /// How many units; 1 without.
    units: Option<i64>,
}

/// A day and the starts it offers.
#[derive(Serialize, JsonSchema)]
pub(super) struct Day {
    /// The day, in the resource's zone.
    day: NaiveDate,
    /// Is it open at all?
    open: bool,
    /// How many of the starts are free for you.
    free: usize,
    /// The starts, in order.
    slots: Vec<Slot>,
}

/// A start that is offered.
#[derive(Serialize, JsonSchema)]
struct Slot {
    /// The first instant.
    starts_at: DateTime<Utc>,
    /// The first instant after it.
    ends_at: DateTime<Utc>,
    /// `free`, `taken`, `too_soon` or `past`; `closed`: nobody has it, but you may not book it at present.
    state: &'static str,
}

pub(super) async fn slots(scope: Scope, Id(id): Id, Ask(query): Ask<SlotsQuery>) -> Reply {
    let resource = resource_for(&scope, id).await?;
    let (zone, rules) = (resource.zone(), resource.rules());
    let today = wall(zone, scope.now).date();
    let first = query.from.unwrap_or(today);
    if (first - today).num_days().abs() > FAR_DAYS {
        return Err(Problem::field("from", "Ask for a day within ten years of today."));
    }
    let days = query.days.unwrap_or(DAYS);
    if !(1..=MONTH_DAYS_MAX as i64).contains(&days) {
        return Err(Problem::field("days", "Ask for 1 to 62 days."));
    }
    let minutes = query.minutes.unwrap_or(rules.min_minutes);
    if !(rules.min_minutes..=rules.max_minutes).contains(&minutes) {
        let (least, most) = (rules.min_minutes, rules.max_minutes);
        return Err(Problem::field("minutes", format!("A booking lasts {least} to {most} minutes here.")));
    }
    let units = query.units.unwrap_or(1);
    if units < 1 || units > resource.units {
        return Err(Problem::field("units", format!("It has {} of them.", resource.units)));
    }
    // A day more on either side, the last slot's length, and the buffers: all that can reach into these days.
    let whole = Span::new(day_start(zone, first), day_start(zone, first + TimeDelta::days(days + 2)));
    let window = rules.block(whole.map_err(Error::broken)?.widened(TimeDelta::days(1), TimeDelta::minutes(minutes)));
    let hours = hours_of(scope.db(), &scope, &resource, window).await?;
    let busy = taken(scope.db(), &scope, &resource, window, None).await?;
    let supply = Supply { hours: &hours, rules, units: resource.units, busy: &busy };
    let month = supply.month(Wanted { units, minutes }, first, days.unsigned_abs(), scope.now);
    let bookable = is_bookable(&scope, &resource).await?;
    let show = |slot: &things::resources::Slot| Slot {
        starts_at: slot.span.start,
        ends_at: slot.span.end,
        state: match slot.state {
            SlotState::Free if !bookable => "closed",
            SlotState::Free => "free",
            SlotState::Taken => "taken",
            SlotState::TooSoon => "too_soon",
            SlotState::Past => "past",
        },
    };
    let shown = month.iter().map(|day| Day {
        day: day.day,
        open: day.open,
        free: if bookable { day.free } else { 0 },
        slots: day.slots.iter().map(show).collect(),
    });
    ok(&List { data: shown.collect(), next_cursor: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_full_is_found_wherever_bookings_meet() {
        let at = |hour: i64| DateTime::from_timestamp(hour * 3_600, 0).unwrap();
        let busy = |from, until, units| Busy { block: Span::new(at(from), at(until)).unwrap(), units };
        let taken = [busy(1, 3, 1), busy(2, 5, 1), busy(5, 6, 2), busy(8, 9, 1)];
        let spans = |most| full(&taken, most).iter().map(|span| (span.start, span.end)).collect::<Vec<_>>();
        assert_eq!(spans(0), [(at(1), at(6)), (at(8), at(9))]);
        assert_eq!(spans(1), [(at(2), at(3)), (at(5), at(6))]);
        assert_eq!(spans(2), []);
    }
}
