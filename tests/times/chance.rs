//! Random cases with a fixed seed: zones, days near a change of the clock, hours, rules and what others hold.

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use kernel::time::{DAY_MINUTES, Span, day_start};
use std::ops::RangeInclusive;
use std::sync::LazyLock;
use things::resources::hours::{Blackout, DayException, Hours, WeeklySpan};
use things::resources::rules::Rules;
use things::resources::slots::Busy;

/// The years that cases are drawn from.
pub const YEARS: RangeInclusive<i64> = 2020..=2040;

/// Edges of hours and bookings fall on multiples of this many minutes.
pub const STEP: i64 = 5;

/// The zones whose offset differs between the first days of some months of 2026.
static CHANGING: LazyLock<Vec<Tz>> = LazyLock::new(|| {
    let first_days = |month| NaiveDate::from_ymd_opt(2026, month, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let changes = |zone: &Tz| {
        let offset = |month| zone.offset_from_utc_datetime(&first_days(month)).fix();
        (2..=12).any(|month| offset(month) != offset(1))
    };
    TZ_VARIANTS.into_iter().filter(changes).collect()
});

/// A generator (SplitMix64) whose numbers are the same on every run.
pub struct Chance(u64);

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn among(&mut self, range: RangeInclusive<i64>) -> i64 {
        let count = u64::try_from(range.end() - range.start() + 1).unwrap();
        range.start() + i64::try_from(self.next() % count).unwrap()
    }

    pub fn one_in(&mut self, count: i64) -> bool {
        self.among(1..=count) == 1
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.among(0..=list.len() as i64 - 1)).unwrap()]
    }

    /// Any zone, but two times in three one whose clock still changes.
    pub fn zone(&mut self) -> Tz {
        if self.one_in(3) { *self.pick(&TZ_VARIANTS) } else { *self.pick(&CHANGING) }
    }

    /// A day of `zone`: half the time within a day of a change of its clock, where it has one that year.
    pub fn day(&mut self, zone: Tz) -> NaiveDate {
        let january = NaiveDate::from_ymd_opt(i32::try_from(self.among(YEARS)).unwrap(), 1, 1).unwrap();
        let anywhere = january + TimeDelta::days(self.among(0..=364));
        let changes: Vec<_> = january.iter_days().take(365).filter(|day| changes_on(zone, *day)).collect();
        if changes.is_empty() || self.one_in(2) {
            anywhere
        } else {
            *self.pick(&changes) + TimeDelta::days(*self.pick(&[-1, 0, 0, 1]))
        }
    }

    /// Hours with a full week, an ordinary one, or a thin one; exceptions and blackouts around `day`.
    pub fn hours(&mut self, zone: Tz, day: NaiveDate) -> Hours {
        let mut weekly = Vec::new();
        let kind = self.among(0..=3);
        for weekday in
            [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun]
        {
            match kind {
                0 => weekly.push(WeeklySpan { weekday, opens: 0, closes: 1_440 }),
                _ => {
                    for _ in 0..self.among(0..=kind) {
                        let (opens, closes) = self.opening();
                        weekly.push(WeeklySpan { weekday, opens, closes });
                    }
                }
            }
        }
        let exceptions = (0..self.among(0..=2)).map(|number| DayException {
            day: day + TimeDelta::days(self.among(-2..=4)),
            spans: (0..self.among(0..=2)).map(|_| self.opening()).collect(),
            label: format!("exception {number}"),
            source: None,
        });
        let exceptions = exceptions.collect();
        let blackouts = (0..self.among(0..=2)).map(|number| Blackout {
            span: self.span(zone, day, 1_500),
            reason: format!("blackout {number}"),
            source: None,
            away: None,
        });
        Hours { zone, weekly, exceptions, blackouts: blackouts.collect() }
    }

    fn opening(&mut self) -> (u16, u16) {
        let last = DAY_MINUTES / STEP;
        // Early hours are when clocks change.
        let opens = if self.one_in(2) { self.among(0..=48) } else { self.among(0..=last - 1) };
        let closes = self.among(opens + 1..=last);
        (u16::try_from(opens * STEP).unwrap(), u16::try_from(closes * STEP).unwrap())
    }

    /// A span that starts within three days of the start of `day`, of at most `longest` minutes.
    pub fn span(&mut self, zone: Tz, day: NaiveDate, longest: i64) -> Span {
        let day_steps = DAY_MINUTES / STEP;
        let start = day_start(zone, day) + TimeDelta::minutes(self.among(-day_steps..=2 * day_steps) * STEP);
        Span::new(start, start + TimeDelta::minutes(self.among(1..=longest / STEP) * STEP)).unwrap()
    }

    pub fn rules(&mut self) -> Rules {
        let whole_days = self.one_in(5);
        Rules {
            notice_minutes: *self.pick(&[0, 60, 90, 1_440]),
            horizon_days: self.among(0..=9),
            min_minutes: if whole_days { 1_440 } else { *self.pick(&[5, 30, 60]) },
            max_minutes: if whole_days { 2_880 } else { *self.pick(&[60, 240, 1_440]) },
            grid_minutes: if whole_days { 1_440 } else { *self.pick(&[5, 15, 20, 30, 60, 90, 360]) },
            buffer_before_minutes: *self.pick(&[0, 0, 10, 45]),
            buffer_after_minutes: *self.pick(&[0, 0, 15, 60]),
            change_notice_minutes: 0,
        }
    }

    /// A length, mostly one that `rules` allow.
    pub fn minutes(&mut self, rules: &Rules) -> i64 {
        *self.pick(&[rules.min_minutes, rules.min_minutes, rules.max_minutes, 45, 60, 1_440])
    }

    pub fn busy(&mut self, zone: Tz, day: NaiveDate, rules: &Rules) -> Vec<Busy> {
        (0..self.among(0..=12))
            .map(|_| Busy { block: rules.block(self.span(zone, day, 480)), units: self.among(1..=2) })
            .collect()
    }

    /// An instant from the day before `day` to its noon: the present of a wish for that day.
    pub fn now(&mut self, zone: Tz, day: NaiveDate) -> DateTime<Utc> {
        day_start(zone, day) + TimeDelta::minutes(self.among(-1_440..=720))
    }
}

/// Whether the offset of `zone` is another at the end of the day than at its start, by UTC's days.
fn changes_on(zone: Tz, day: NaiveDate) -> bool {
    let offset = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_hms_opt(0, 0, 0).unwrap()).fix();
    offset(day) != offset(day + TimeDelta::days(1))
}

#[test]
fn half_the_days_lie_near_a_change_of_the_clock() {
    let mut chance = Chance::seeded(1);
    let near = (0..200).filter(|_| {
        let day = chance.day(Tz::Europe__Madrid);
        assert!(YEARS.contains(&i64::from(day.year())));
        (-1..=1).any(|step| changes_on(Tz::Europe__Madrid, day + TimeDelta::days(step)))
    });
    assert!((80..140).contains(&near.count()));
}
