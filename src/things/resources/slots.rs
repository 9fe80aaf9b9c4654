//! Slots: the starts that a resource offers on a day, which of them are free, and what to offer instead of one that is not.
//!
//! All of it works on two sorted lists, the open spans and the *full* spans (where too few units are left), so that a day
//! costs its slots times a look-up, however many bookings there are.

use super::hours::Hours;
use super::rules::{Rules, grid_starts};
use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::time::{DAY_MINUTES, Span, after, day_span, day_start, nominal_minutes, resolve, wall};

/// The most days that one [`Supply::month`] looks at.
pub const MONTH_DAYS_MAX: u64 = 62;

/// What a booking takes away: its block and its units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// The span with its own buffers, as [`Rules::block`] gives it.
    pub block: Span,
    /// The units it holds.
    pub units: i64,
}

/// A resource as the slots see it.
#[derive(Clone, Copy, Debug)]
pub struct Supply<'a> {
    /// When it is open.
    pub hours: &'a Hours,
    /// Its rules.
    pub rules: &'a Rules,
    /// How many units of it there are.
    pub units: i64,
    /// What others hold, in any order; at least all that reaches into [`Supply::window`].
    pub busy: &'a [Busy],
}

/// What somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many units at once.
    pub units: i64,
    /// For how long; whole days are days of the calendar ([`after`]).
    pub minutes: i64,
}

/// A start that the grid and the hours allow, for the length that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What would be booked, without buffers.
    pub span: Span,
    /// Whether it can be.
    pub state: SlotState,
}

/// Whether a slot can be booked. Where several hold, the first in this order is told: past, taken, too soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// It can.
    Free,
    /// Others hold too many units.
    Taken,
    /// The notice is too short.
    TooSoon,
    /// It starts before now.
    Past,
}

/// A day and its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySlots {
    /// The day, in the resource's zone.
    pub day: NaiveDate,
    /// Whether it is open at all that day, by hours, exceptions and blackouts.
    pub open: bool,
    /// How many of the slots are free.
    pub free: usize,
    /// The slots that start on the day, in order.
    pub slots: Vec<Slot>,
}

impl Supply<'_> {
    /// The slots that start on `day` of the resource's calendar, in order; each lies in the open hours to its end, which may
    /// be after midnight. None beyond the horizon, and none for a length that the rules refuse.
    pub fn slots(&self, wanted: Wanted, day: NaiveDate, now: DateTime<Utc>) -> Vec<Slot> {
        self.month(wanted, day, 1, now).into_iter().flat_map(|one| one.slots).collect()
    }

    /// The slots of `days` days from `first_day` on, at most [`MONTH_DAYS_MAX`].
    pub fn month(&self, wanted: Wanted, first_day: NaiveDate, days: u64, now: DateTime<Utc>) -> Vec<DaySlots> {
        let days = days.min(MONTH_DAYS_MAX);
        let Some(window) = self.window(wanted.minutes, first_day, days) else { return Vec::new() };
        let plan = Plan::draw(*self, wanted, window, now);
        first_day.iter_days().take(days as usize).map(|day| plan.day(day)).collect()
    }

    /// The time whose bookings must be in `busy` to know the slots of `minutes` on `days` days from `first_day` on: with the
    /// last slot's length and the buffers. None where no day is asked for.
    pub fn window(&self, minutes: i64, first_day: NaiveDate, days: u64) -> Option<Span> {
        let past_last = first_day.checked_add_days(Days::new(days))?;
        let zone = self.hours.zone;
        // Another day at the end: where a clock is put back over midnight, a day's last hour ends after the next has begun.
        let end = after(zone, day_start(zone, past_last.succ_opt()?), minutes.clamp(0, self.rules.max_minutes.max(0)));
        (days > 0).then(|| Span::new(day_start(zone, first_day), end).ok())?.map(|span| self.rules.block(span))
    }

    /// The time whose bookings must be in `busy` to find the alternatives to `wish`: from today to the horizon.
    pub fn alternatives_window(&self, wish: Span, now: DateTime<Utc>) -> Option<Span> {
        let (today, last) = (wall(self.hours.zone, now).date(), self.rules.last_day(self.hours.zone, now));
        self.window(self.nearest_length(wish), today, (last - today).num_days().unsigned_abs() + 1)
    }

    /// Free spans instead of `wish`, which was refused: at most `count`, fewer only when there are no more up to the horizon.
    /// They are as long as the wish, or as near to it as the rules allow. First those of the same local day, then the
    /// following days in order, then the days before, backwards; a wish outside of today and the horizon is looked for from
    /// the nearer end of them. Within a day the nearest to the wish's time of day comes first, the earlier of two.
    pub fn alternatives(&self, wish: Span, units: i64, count: usize, now: DateTime<Utc>) -> Vec<Span> {
        if units > self.units {
            return Vec::new();
        }
        let zone = self.hours.zone;
        let (today, last) = (wall(zone, now).date(), self.rules.last_day(zone, now));
        let wished = wall(zone, wish.start);
        let same = wished.date().clamp(today, last);
        let wanted = Wanted { units, minutes: self.nearest_length(wish) };
        let Some(window) = self.alternatives_window(wish, now) else { return Vec::new() };
        let plan = Plan::draw(*self, wanted, window, now);

        let following = same.iter_days().take_while(|day| *day <= last);
        let before = (1..).map_while(|back| same.checked_sub_days(Days::new(back))).take_while(|day| *day >= today);
        following
            .chain(before)
            .flat_map(|day| {
                let free = plan.day(day).slots.into_iter().filter(|slot| slot.state == SlotState::Free);
                let mut spans: Vec<Span> = free.map(|slot| slot.span).filter(|span| *span != wish).collect();
                let aim = if day == wished.date() {
                    wish.start
                } else {
                    resolve(zone, day.and_time(wished.time())).instant()
                };
                spans.sort_by_key(|span| ((span.start - aim).abs(), span.start));
                spans
            })
            .take(count)
            .collect()
    }

    /// The length nearest to that of `wish` that the rules allow; whole days of the calendar stay whole days.
    fn nearest_length(&self, wish: Span) -> i64 {
        let nominal = nominal_minutes(self.hours.zone, wish);
        let length = if nominal > 0 && nominal % DAY_MINUTES == 0 { nominal } else { wish.minutes() };
        length.min(self.rules.max_minutes).max(self.rules.min_minutes)
    }
}

/// The most units in use at any instant of `span`; busy blocks that only touch it do not count.
pub fn peak(busy: &[Busy], span: Span) -> i64 {
    let inside = busy.iter().filter(|one| one.block.overlaps(&span));
    usage(inside).map(|(_, units)| units).max().unwrap_or(0)
}

/// How the units in use change: at each instant, how many are in use from then on. In order; at one instant what ends comes
/// before what begins, because half-open blocks never meet.
fn usage<'b>(busy: impl Iterator<Item = &'b Busy>) -> impl Iterator<Item = (DateTime<Utc>, i64)> {
    let mut changes: Vec<_> =
        busy.flat_map(|one| [(one.block.start, one.units), (one.block.end, -one.units)]).collect();
    changes.sort_unstable();
    changes.into_iter().scan(0, |in_use, (instant, change)| {
        *in_use += change;
        Some((instant, *in_use))
    })
}

/// Where more than `most` units are in use: in order, none overlapping another.
pub(super) fn full_spans(busy: &[Busy], window: Span, most: i64) -> Vec<Span> {
    let mut full = Vec::new();
    let mut since = None;
    for (instant, units) in usage(busy.iter().filter(|one| one.block.overlaps(&window))) {
        match since {
            None if units > most => since = Some(instant),
            Some(start) if units <= most => {
                full.extend(Span::new(start, instant));
                since = None;
            }
            _ => {}
        }
    }
    full
}

/// What all days of one question share.
struct Plan<'a> {
    supply: Supply<'a>,
    wanted: Wanted,
    now: DateTime<Utc>,
    last_day: NaiveDate,
    open: Vec<Span>,
    full: Vec<Span>,
}

impl<'a> Plan<'a> {
    fn draw(supply: Supply<'a>, wanted: Wanted, window: Span, now: DateTime<Utc>) -> Self {
        Self {
            supply,
            wanted,
            now,
            last_day: supply.rules.last_day(supply.hours.zone, now),
            open: supply.hours.open_spans(window),
            full: full_spans(supply.busy, window, supply.units - wanted.units),
        }
    }

    fn day(&self, day: NaiveDate) -> DaySlots {
        let (zone, rules) = (self.supply.hours.zone, self.supply.rules);
        let open = day_span(zone, day).is_some_and(|span| first_overlap(&self.open, span).is_some());
        let length_fits = (rules.min_minutes.max(1)..=rules.max_minutes).contains(&self.wanted.minutes);
        let mut slots = Vec::new();
        if length_fits && day <= self.last_day {
            for start in grid_starts(zone, day, rules.grid_minutes) {
                let Ok(span) = Span::new(start, after(zone, start, self.wanted.minutes)) else { continue };
                if first_overlap(&self.open, span).is_some_and(|open| open.covers(&span)) {
                    slots.push(Slot { span, state: self.state(span) });
                }
            }
        }
        let free = slots.iter().filter(|slot| slot.state == SlotState::Free).count();
        DaySlots { day, open, free, slots }
    }

    fn state(&self, span: Span) -> SlotState {
        let rules = self.supply.rules;
        let nothing_fits = self.wanted.units > self.supply.units;
        if span.start < self.now {
            SlotState::Past
        } else if nothing_fits || first_overlap(&self.full, rules.block(span)).is_some() {
            SlotState::Taken
        } else if span.start < rules.earliest(self.now) {
            SlotState::TooSoon
        } else {
            SlotState::Free
        }
    }
}

/// The first of `spans`, which are in order and do not overlap each other, that overlaps `span`.
fn first_overlap(spans: &[Span], span: Span) -> Option<&Span> {
    let index = spans.partition_point(|one| one.end <= span.start);
    spans.get(index).filter(|one| one.overlaps(&span))
}
