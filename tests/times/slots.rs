//! Slots on the days that matter, by hand: changes of the clock, units, buffers, long bookings, and how quick a month is.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::{America, Asia, Europe, Tz};
use kernel::time::{DAY_MINUTES, Span, clock_text, day_span, parse_form, resolve, span_text};
use std::time::{Duration, Instant};
use things::resources::hours::{Hours, WeeklySpan};
use things::resources::rules::Rules;
use things::resources::slots::{Busy, SlotState, Supply, Wanted, peak};

const HOUR: Wanted = Wanted { units: 1, minutes: 60 };

fn hours(zone: Tz, opens: u16, closes: u16) -> Hours {
    let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let weekly = all.into_iter().map(|weekday| WeeklySpan { weekday, opens, closes }).collect();
    Hours { zone, weekly, exceptions: vec![], blackouts: vec![] }
}

fn rules() -> Rules {
    Rules {
        notice_minutes: 60,
        horizon_days: 60,
        min_minutes: 30,
        max_minutes: DAY_MINUTES,
        grid_minutes: 60,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        change_notice_minutes: 0,
    }
}

fn at(zone: Tz, text: &str) -> DateTime<Utc> {
    resolve(zone, parse_form(text).unwrap()).instant()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(zone: Tz, start: &str, end: &str) -> Span {
    Span::new(at(zone, start), at(zone, end)).unwrap()
}

/// The free slots of a day as people see them.
fn free(supply: Supply<'_>, wanted: Wanted, date: &str, now: DateTime<Utc>) -> Vec<String> {
    let slots = supply.slots(wanted, day(date), now).into_iter().filter(|slot| slot.state == SlotState::Free);
    slots.map(|slot| clock_text(supply.hours.zone, slot.span.start)).collect()
}

#[test]
fn the_day_the_clock_changes_offers_the_hours_it_has() {
    let zone = Europe::Madrid;
    let (night, rules) = (hours(zone, 0, 300), rules());
    let supply = Supply { hours: &night, rules: &rules, units: 1, busy: &[] };
    let march = at(zone, "2026-03-20T09:00");
    let october = at(zone, "2026-10-20T09:00");
    assert_eq!(free(supply, HOUR, "2026-03-28", march), ["00:00", "01:00", "02:00", "03:00", "04:00"]);
    assert_eq!(free(supply, HOUR, "2026-03-29", march), ["00:00", "01:00", "03:00", "04:00"]);
    assert_eq!(free(supply, HOUR, "2026-10-25", october), ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00"]);
}

#[test]
fn half_hour_zones_start_on_their_own_hours() {
    let zone = Asia::Kolkata;
    let (morning, rules) = (hours(zone, 540, 720), rules());
    let supply = Supply { hours: &morning, rules: &rules, units: 1, busy: &[] };
    let slots = supply.slots(HOUR, day("2026-11-24"), at(zone, "2026-11-23T09:00"));
    assert_eq!(slots[0].span, Span::new(at(Tz::UTC, "2026-11-24T03:30"), at(Tz::UTC, "2026-11-24T04:30")).unwrap());
    assert_eq!(slots.len(), 3);
}

#[test]
fn a_slot_is_past_taken_too_soon_or_free() {
    let zone = Europe::Madrid;
    let (office, rules) = (hours(zone, 540, 840), rules());
    let busy = [Busy { block: span(zone, "2026-11-23T12:00", "2026-11-23T12:15"), units: 1 }];
    let supply = Supply { hours: &office, rules: &rules, units: 1, busy: &busy };
    let states: Vec<_> = supply
        .slots(HOUR, day("2026-11-23"), at(zone, "2026-11-23T09:30"))
        .into_iter()
        .map(|slot| (clock_text(zone, slot.span.start), slot.state))
        .collect();
    let expected = [
        ("09:00", SlotState::Past),
        ("10:00", SlotState::TooSoon),
        ("11:00", SlotState::Free),
        ("12:00", SlotState::Taken),
        ("13:00", SlotState::Free),
    ];
    assert_eq!(states, expected.map(|(text, state)| (text.to_owned(), state)));
}

#[test]
fn as_many_may_hold_an_hour_as_there_are_units() {
    let zone = Europe::Madrid;
    let (office, rules) = (hours(zone, 540, 720), rules());
    let now = at(zone, "2026-11-20T09:00");
    let one = |start, end| Busy { block: span(zone, start, end), units: 1 };
    let busy = [
        one("2026-11-23T09:00", "2026-11-23T10:30"),
        one("2026-11-23T10:00", "2026-11-23T11:00"),
        one("2026-11-23T10:30", "2026-11-23T12:00"),
    ];
    let supply = Supply { hours: &office, rules: &rules, units: 2, busy: &busy };
    assert_eq!(peak(&busy, span(zone, "2026-11-23T09:00", "2026-11-23T12:00")), 2, "those that touch do not add up");
    assert_eq!(free(supply, HOUR, "2026-11-23", now), ["09:00", "11:00"]);
    assert_eq!(free(supply, Wanted { units: 2, ..HOUR }, "2026-11-23", now), Vec::<String>::new());
    assert_eq!(free(supply, Wanted { units: 3, ..HOUR }, "2026-11-24", now), Vec::<String>::new());
    assert_eq!(free(supply, Wanted { units: 2, ..HOUR }, "2026-11-24", now), ["09:00", "10:00", "11:00"]);
}

#[test]
fn buffers_keep_neighbours_apart() {
    let zone = Europe::Madrid;
    let office = hours(zone, 540, 780);
    let rules = Rules { buffer_before_minutes: 10, buffer_after_minutes: 20, grid_minutes: 30, ..rules() };
    let busy = [Busy { block: rules.block(span(zone, "2026-11-23T10:30", "2026-11-23T11:00")), units: 1 }];
    let supply = Supply { hours: &office, rules: &rules, units: 1, busy: &busy };
    let starts = free(supply, HOUR, "2026-11-23", at(zone, "2026-11-20T09:00"));
    assert_eq!(starts, ["09:00", "11:30", "12:00"], "half an hour lies between; at the edges buffers may be outside");
}

#[test]
fn buffers_reach_into_the_day_before() {
    let zone = Europe::Madrid;
    let always = hours(zone, 0, 1_440);
    let rules = Rules { buffer_before_minutes: 45, buffer_after_minutes: 45, ..rules() };
    let busy = [
        Busy { block: span(zone, "2026-11-22T22:00", "2026-11-22T23:30"), units: 1 },
        Busy { block: span(zone, "2026-11-24T00:30", "2026-11-24T02:00"), units: 1 },
    ];
    let supply = Supply { hours: &always, rules: &rules, units: 1, busy: &busy };
    let now = at(zone, "2026-11-20T09:00");
    let slots = supply.slots(HOUR, day("2026-11-23"), now);
    assert_eq!(slots.iter().map(|slot| slot.state).filter(|state| *state == SlotState::Taken).count(), 2);
    assert_eq!((slots[0].state, slots[23].state), (SlotState::Taken, SlotState::Taken), "the first and the last");
    let window = supply.window(HOUR.minutes, day("2026-11-23"), 1).unwrap();
    assert!(busy.iter().all(|one| one.block.overlaps(&window)), "so both must be loaded");
}

#[test]
fn a_day_put_back_over_midnight_keeps_its_last_hour() {
    // St John's put its clocks back from 00:01 to 23:01 of the day before, until 2011.
    let zone = America::St_Johns;
    let (always, rules) = (hours(zone, 0, 1_440), rules());
    let supply = Supply { hours: &always, rules: &Rules { grid_minutes: 30, ..rules }, units: 1, busy: &[] };
    let slots = supply.slots(HOUR, day("2010-11-06"), at(zone, "2010-11-01T09:00"));
    assert_eq!(slots.len(), 49);
    assert_eq!(clock_text(zone, slots[48].span.start), "23:30");
    assert_eq!(slots[48].span.start - slots[47].span.start, TimeDelta::hours(1), "it comes twice");
}

#[test]
fn a_day_long_booking_crosses_the_change_of_the_clock() {
    let zone = Europe::Madrid;
    let always = hours(zone, 0, 1_440);
    let daily = Rules { min_minutes: DAY_MINUTES, grid_minutes: DAY_MINUTES, horizon_days: 300, ..rules() };
    let supply = Supply { hours: &always, rules: &daily, units: 1, busy: &[] };
    let now = at(zone, "2026-03-01T09:00");
    for (date, elapsed) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
        let slots = supply.slots(Wanted { units: 1, minutes: DAY_MINUTES }, day(date), now);
        assert_eq!(slots.len(), 1);
        assert_eq!(Some(slots[0].span), day_span(zone, day(date)), "the day and nothing of the next");
        assert_eq!(slots[0].span.minutes(), elapsed * 60);
    }
}

#[test]
fn the_last_day_of_february_is_followed_by_march() {
    let zone = Europe::Madrid;
    let (always, rules) = (hours(zone, 0, 1_440), rules());
    let supply = Supply { hours: &always, rules: &rules, units: 1, busy: &[] };
    for (february, last, next) in
        [("2027-02-27", "2027-02-28", "Mon 1 Mar 2027"), ("2028-02-27", "2028-02-28", "Tue 29 Feb 2028")]
    {
        let now = day_span(zone, day(february)).unwrap().start;
        let month = supply.month(HOUR, day(february), 3, now);
        assert_eq!(month[1].day, day(last));
        assert_eq!(kernel::time::day_text(month[2].day), next);
        let late = month[1].slots.last().unwrap();
        assert!(span_text(zone, late.span).ends_with("23:00–24:00"), "{}", span_text(zone, late.span));
    }
}

#[test]
fn slots_run_over_midnight_where_the_hours_do() {
    let zone = Europe::Madrid;
    let (mut club, rules) = (hours(zone, 1_320, 1_440), rules());
    club.weekly.extend(hours(zone, 0, 120).weekly);
    let supply = Supply { hours: &club, rules: &rules, units: 1, busy: &[] };
    let two = Wanted { units: 1, minutes: 120 };
    assert_eq!(free(supply, two, "2026-11-24", at(zone, "2026-11-20T09:00")), ["00:00", "22:00", "23:00"]);
}

#[test]
fn nothing_is_offered_beyond_the_horizon_or_for_a_length_that_is_refused() {
    let zone = Europe::Madrid;
    let office = hours(zone, 540, 1_020);
    let rules = Rules { horizon_days: 1, max_minutes: 120, ..rules() };
    let supply = Supply { hours: &office, rules: &rules, units: 1, busy: &[] };
    let now = at(zone, "2026-11-23T18:00");
    let month = supply.month(HOUR, day("2026-11-23"), 3, now);
    assert_eq!(month.iter().map(|one| (one.open, one.free)).collect::<Vec<_>>(), [(true, 0), (true, 8), (true, 0)]);
    assert_eq!(month[2].slots, vec![]);
    assert_eq!(supply.slots(Wanted { minutes: 121, ..HOUR }, day("2026-11-24"), now), vec![]);
    assert_eq!(supply.slots(Wanted { minutes: 29, ..HOUR }, day("2026-11-24"), now), vec![]);
}

#[test]
fn a_refused_wish_is_offered_the_nearest_free_times() {
    let zone = Europe::Madrid;
    let (office, rules) = (hours(zone, 540, 1_020), rules());
    let busy = [Busy { block: span(zone, "2026-11-24T09:00", "2026-11-24T15:00"), units: 1 }];
    let supply = Supply { hours: &office, rules: &rules, units: 1, busy: &busy };
    let now = at(zone, "2026-11-23T18:00");
    let wish = span(zone, "2026-11-24T10:00", "2026-11-24T11:00");
    let texts = |wish, count| -> Vec<_> {
        supply.alternatives(wish, 1, count, now).into_iter().map(|span| span_text(zone, span)).collect()
    };
    assert_eq!(
        texts(wish, 4),
        [
            "Tue 24 Nov 2026, 15:00–16:00",
            "Tue 24 Nov 2026, 16:00–17:00",
            "Wed 25 Nov 2026, 10:00–11:00",
            "Wed 25 Nov 2026, 09:00–10:00",
        ]
    );
    let midday = span(zone, "2026-11-26T12:00", "2026-11-26T13:00");
    assert_eq!(texts(midday, 2), ["Thu 26 Nov 2026, 11:00–12:00", "Thu 26 Nov 2026, 13:00–14:00"], "the earlier first");
    let too_long = span(zone, "2026-11-26T09:00", "2026-11-28T09:00");
    let eight = Rules { max_minutes: 480, ..self::rules() };
    let shorter = Supply { rules: &eight, ..supply }.alternatives(too_long, 1, 1, now);
    assert_eq!(span_text(zone, shorter[0]), "Thu 26 Nov 2026, 09:00–17:00", "as near to the wish as the rules allow");
    let too_far = span(zone, "2027-11-26T10:00", "2027-11-26T11:00");
    assert_eq!(texts(too_far, 1), ["Fri 22 Jan 2027, 10:00–11:00"], "the end of the horizon");
    assert_eq!(texts(too_far, 9)[8], "Thu 21 Jan 2027, 10:00–11:00", "and then backwards");
    assert_eq!(supply.alternatives(wish, 2, 3, now), vec![], "two of one are never free");
}

/// The machine's clock is only a stopwatch here. The bound is loose, for unoptimised code on a busy machine; a month that
/// compared each slot with each booking would need minutes.
#[test]
fn a_month_among_a_hundred_thousand_bookings_is_quick() {
    let zone = Europe::Madrid;
    let always = hours(zone, 0, 1_440);
    let rules = Rules { grid_minutes: 5, ..rules() };
    let first = at(zone, "2026-10-01T00:00");
    let busy: Vec<_> = (0..100_000)
        .map(|number| {
            let start = first + TimeDelta::seconds(number * 26);
            Busy { block: Span::new(start, start + TimeDelta::minutes(45)).unwrap(), units: 1 }
        })
        .collect();
    let supply = Supply { hours: &always, rules: &rules, units: 110, busy: &busy };
    let began = Instant::now();
    let month = supply.month(HOUR, day("2026-10-01"), 31, first);
    let took = began.elapsed();
    assert_eq!(month.iter().map(|one| one.slots.len()).sum::<usize>(), (31 * 24 + 1) * 12);
    assert!(took < Duration::from_secs(3), "{took:?}");
}
