//! The same answers found the slow way: minute by minute, slot by slot, booking by booking.

use super::chance::Chance;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use kernel::time::{DAY_MINUTES, Span, after, day_start, merged, resolve, wall, without};
use things::resources::hours::Hours;
use things::resources::rules::Refusal;
use things::resources::slots::{Busy, SlotState, Supply, Wanted, peak};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn minutes_of(span: Span) -> impl Iterator<Item = DateTime<Utc>> {
    std::iter::successors(Some(span.start), |instant| Some(*instant + MINUTE)).take_while(move |at| *at < span.end)
}

/// Joins the minutes for which `holds` into spans.
fn spans_where(within: Span, mut holds: impl FnMut(DateTime<Utc>) -> bool) -> Vec<Span> {
    let minutes = minutes_of(within).filter(|minute| holds(*minute));
    merged(minutes.map(|minute| Span::new(minute, minute + MINUTE).unwrap()).collect())
}

/// Whether `hours` are open when the clock that is never put back shows `shown`.
fn open_at(hours: &Hours, shown: NaiveDateTime) -> bool {
    let minute = u16::try_from(shown.hour() * 60 + shown.minute()).unwrap();
    match hours.exceptions.iter().find(|exception| exception.day == shown.date()) {
        Some(exception) => exception.spans.iter().any(|(opens, closes)| (*opens..*closes).contains(&minute)),
        None => {
            let today = hours.weekly.iter().filter(|row| row.weekday == shown.weekday());
            today.into_iter().any(|row| (row.opens..row.closes).contains(&minute))
        }
    }
}

/// Opening hours by their meaning: open from the first minute at which the clock has reached an opening time until the first
/// at which it has reached the closing time. So the highest time the clock has shown so far decides.
fn naive_open_spans(hours: &Hours, within: Span) -> Vec<Span> {
    let run_up = minutes_of(Span::new(within.start - TimeDelta::hours(30), within.start).unwrap());
    let mut highest = run_up.map(|minute| wall(hours.zone, minute)).max().unwrap();
    spans_where(within, |minute| {
        highest = highest.max(wall(hours.zone, minute));
        let blacked_out = hours.blackouts.iter().any(|blackout| blackout.span.contains(minute));
        open_at(hours, highest) && !blacked_out
    })
}

fn naive_peak(busy: &[Busy], span: Span) -> i64 {
    let in_use = |minute| busy.iter().filter(|one| one.block.contains(minute)).map(|one| one.units).sum();
    minutes_of(span).map(in_use).max().unwrap()
}

/// The starts of a day by the rule: the clock shows a multiple of the grid, or the day begins.
fn naive_starts(zone: Tz, day: NaiveDate, grid: i64) -> Vec<DateTime<Utc>> {
    let around = day_start(zone, day) - TimeDelta::hours(3);
    let minutes = minutes_of(Span::new(around, around + TimeDelta::hours(33)).unwrap());
    let mut of_the_day = minutes.filter(|minute| wall(zone, *minute).date() == day);
    let first = of_the_day.next();
    let on_grid = |minute: &DateTime<Utc>| {
        let shown = wall(zone, *minute);
        i64::from(shown.hour() * 60 + shown.minute()) % grid == 0
    };
    first.into_iter().chain(of_the_day.filter(on_grid)).collect()
}

#[test]
fn open_spans_agree_with_a_walk_through_every_minute() {
    let mut chance = Chance::seeded(101);
    for case in 0..150 {
        let zone = chance.zone();
        let day = chance.day(zone);
        let hours = chance.hours(zone, day);
        let within = chance.span(zone, day, 2 * DAY_MINUTES);
        let expected = naive_open_spans(&hours, within);
        assert_eq!(hours.open_spans(within), expected, "case {case}: {day} {hours:?}");
        let covered = expected.first().is_some_and(|open| open.covers(&within));
        assert_eq!(hours.why_closed(within).is_none(), covered, "case {case}: {day} {hours:?}");
    }
}

#[test]
fn unions_and_differences_agree_with_a_walk_through_every_minute() {
    let mut chance = Chance::seeded(102);
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    for case in 0..100 {
        let mut list = || (0..chance.among(0..=5)).map(|_| chance.span(Tz::UTC, day, 600)).collect::<Vec<_>>();
        let (some, holes) = (list(), list());
        let all = Span::new(day_start(Tz::UTC, day) - TimeDelta::days(2), day_start(Tz::UTC, day) + TimeDelta::days(4));
        let inside = |list: &[Span], minute| list.iter().any(|span| span.contains(minute));
        let union = spans_where(all.unwrap(), |minute| inside(&some, minute));
        let difference = spans_where(all.unwrap(), |minute| inside(&some, minute) && !inside(&holes, minute));
        assert_eq!(merged(some.clone()), union, "case {case}");
        assert_eq!(without(&merged(some.clone()), &merged(holes.clone())), difference, "case {case}");
    }
}

#[test]
fn peaks_agree_with_a_count_at_every_minute() {
    let mut chance = Chance::seeded(103);
    let mut highest = 0;
    for case in 0..200 {
        let (zone, rules) = (chance.zone(), chance.rules());
        let day = chance.day(zone);
        let (busy, span) = (chance.busy(zone, day, &rules), chance.span(zone, day, 600));
        assert_eq!(peak(&busy, span), naive_peak(&busy, span), "case {case}: {span:?} {busy:?}");
        highest = highest.max(peak(&busy, span));
    }
    assert!(highest > 3, "the cases must have something to count");
}

#[test]
fn slots_agree_with_the_rules_judged_one_by_one() {
    let mut chance = Chance::seeded(104);
    let mut seen = [0; 4];
    for case in 0..400 {
        let zone = chance.zone();
        let day = chance.day(zone);
        let (hours, rules) = (chance.hours(zone, day), chance.rules());
        let (busy, now) = (chance.busy(zone, day, &rules), chance.now(zone, day));
        let supply = Supply { hours: &hours, rules: &rules, units: chance.among(1..=4), busy: &busy };
        let wanted = Wanted { units: chance.among(1..=2), minutes: chance.minutes(&rules) };
        let slots = supply.slots(wanted, day, now);
        for slot in &slots {
            let refusals = rules.judge(&hours, slot.span, now, false);
            let fits = naive_peak(&busy, rules.block(slot.span)) + wanted.units <= supply.units;
            let expected = match (refusals.is_empty(), fits) {
                _ if slot.span.start < now => SlotState::Past,
                (_, false) => SlotState::Taken,
                (false, true) => SlotState::TooSoon,
                (true, true) => SlotState::Free,
            };
            assert_eq!(slot.state, expected, "case {case}: {slot:?} {refusals:?}");
            seen[slot.state as usize] += 1;
        }
        // And none is missing: every start to which the rules object for the time of asking at most is offered.
        let offered: Vec<_> = slots.iter().map(|slot| slot.span.start).collect();
        let mut expected = naive_starts(zone, day, rules.grid_minutes);
        expected.retain(|start| {
            let wish = Span::new(*start, after(zone, *start, wanted.minutes));
            let objects = |refusal: &Refusal| !matches!(refusal, Refusal::Past | Refusal::TooSoon { .. });
            let may_be = wish.is_ok_and(|wish| !rules.judge(&hours, wish, now, false).iter().any(objects));
            may_be && (rules.min_minutes..=rules.max_minutes).contains(&wanted.minutes)
        });
        assert_eq!(offered, expected, "case {case}: {zone} {day} {wanted:?} {rules:?} {hours:?}");
    }
    assert!(seen.iter().all(|count| *count > 100), "every state must be seen: {seen:?}");
}

#[test]
fn a_month_is_its_days_and_alternatives_are_their_nearest_free_slots() {
    let mut chance = Chance::seeded(105);
    let mut found = 0;
    for case in 0..150 {
        let zone = chance.zone();
        let day = chance.day(zone);
        let (hours, rules) = (chance.hours(zone, day), chance.rules());
        let (busy, now) = (chance.busy(zone, day, &rules), chance.now(zone, day));
        let supply = Supply { hours: &hours, rules: &rules, units: 2, busy: &busy };
        let (today, last) = (wall(zone, now).date(), rules.last_day(zone, now));
        let minutes = rules.min_minutes;
        let wish = chance.span(zone, day, 600);
        let wish = Span::new(wish.start, after(zone, wish.start, minutes)).unwrap();
        let wanted = Wanted { units: 1, minutes };

        let month = supply.month(wanted, today, rules.horizon_days.unsigned_abs() + 1, now);
        for one in &month {
            assert_eq!(one.slots, supply.slots(wanted, one.day, now), "case {case}: {}", one.day);
            assert_eq!(one.free, one.slots.iter().filter(|slot| slot.state == SlotState::Free).count());
            assert!(one.open || one.slots.is_empty(), "case {case}: {}", one.day);
        }

        let wished = wall(zone, wish.start);
        let same = wished.date().clamp(today, last);
        let all = month.iter().flat_map(|one| one.slots.iter().map(|slot| (one.day, *slot)));
        let mut expected: Vec<_> = all.filter(|(_, slot)| slot.state == SlotState::Free && slot.span != wish).collect();
        expected.sort_by_key(|(on, slot)| {
            let part = if *on == same {
                0
            } else if *on > same {
                1
            } else {
                2
            };
            let days = (*on - same).num_days().abs();
            let aim =
                if *on == wished.date() { wish.start } else { resolve(zone, on.and_time(wished.time())).instant() };
            (part, days, (slot.span.start - aim).abs(), slot.span.start)
        });
        let expected: Vec<_> = expected.into_iter().map(|(_, slot)| slot.span).take(7).collect();
        assert_eq!(supply.alternatives(wish, 1, 7, now), expected, "case {case}: {zone} {wish:?} {rules:?}");
        found += expected.len();
    }
    assert!(found > 300, "the cases must have alternatives: {found}");
}
