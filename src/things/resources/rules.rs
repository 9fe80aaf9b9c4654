//! Booking rules: what a wish for a span of time must look like, and everything that is wrong with one, at once.

use super::hours::{Closed, Hours};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::time::{DAY_MINUTES, Span, day_start, nominal_minutes, resolve, wall};
use serde::{Deserialize, Serialize};

/// The longest notice, before a booking or a change of one: a year, in minutes.
pub const NOTICE_MINUTES_MAX: i64 = 366 * DAY_MINUTES;
/// The furthest horizon: five years, in days.
pub const HORIZON_DAYS_MAX: i64 = 1_830;
/// The longest booking: a year, in minutes.
pub const LENGTH_MINUTES_MAX: i64 = 366 * DAY_MINUTES;
/// The longest buffer on either side: a week, in minutes.
pub const BUFFER_MINUTES_MAX: i64 = 7 * DAY_MINUTES;

/// The rules of a resource. Minutes are elapsed time unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// A booking is made at least so long before it starts.
    pub notice_minutes: i64,
    /// A booking starts today or at most so many days of the resource's calendar later.
    pub horizon_days: i64,
    /// The shortest booking.
    pub min_minutes: i64,
    /// The longest booking.
    pub max_minutes: i64,
    /// A booking starts a multiple of this after midnight by the resource's clock. Divides the day.
    pub grid_minutes: i64,
    /// Kept free before each booking, to prepare.
    pub buffer_before_minutes: i64,
    /// Kept free after each booking, to tidy up. Buffers may lie outside the opening hours.
    pub buffer_after_minutes: i64,
    /// A guest may move or cancel until so long before the start.
    pub change_notice_minutes: i64,
}

/// What is wrong with a field of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesProblem {
    /// The field's name in [`Rules`].
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: RulesFault,
}

/// What can be wrong with a field of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesFault {
    /// It must be one of `least..=most`.
    OutOfRange {
        /// The least that it may be.
        least: i64,
        /// The most that it may be.
        most: i64,
    },
    /// The shortest booking is longer than the longest.
    AboveMaximum,
    /// A day cannot be cut into equal pieces of this length, so the grid would differ from day to day.
    DoesNotDivideDay,
}

/// One thing that speaks against a wish. Facts; the sentence is the view's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It starts before now.
    Past,
    /// It starts too soon.
    TooSoon {
        /// The earliest instant that the notice allows.
        earliest: DateTime<Utc>,
    },
    /// It starts beyond the horizon.
    TooFar {
        /// The last day, in the resource's zone, on which a booking may start.
        latest: NaiveDate,
    },
    /// It is too short.
    TooShort {
        /// The shortest booking, in minutes.
        min: i64,
    },
    /// It is too long.
    TooLong {
        /// The longest booking, in minutes.
        max: i64,
    },
    /// It does not start on the grid.
    OffGrid {
        /// The grid, in minutes.
        grid: i64,
        /// The nearest start on the grid; the later of two.
        nearest: DateTime<Utc>,
    },
    /// The resource is not open all through.
    Closed(Closed),
}

impl Refusal {
    /// What it is called where refusals are counted.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::TooSoon { .. } => "too_soon",
            Self::TooFar { .. } => "too_far",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::OffGrid { .. } => "off_grid",
            Self::Closed(_) => "closed",
        }
    }

    /// Whether it stands for those too whom the house trusts with exceptions. To them the caller shows it as a warning that
    /// they have to overrule; a guest is refused by any refusal.
    pub fn is_hard(&self) -> bool {
        matches!(self, Self::Past | Self::Closed(_))
    }
}

/// Up to here lengths are offered in steps of the grid, from here by the hour, from a day on by the day.
const FINE_MINUTES_MAX: i64 = 12 * 60;
/// The finest step of lengths that are offered.
const STEP_MINUTES_MIN: i64 = 5;

impl Rules {
    /// The lengths that are offered to whoever books: the shortest, the longest, and every step between.
    pub fn lengths(&self) -> Vec<i64> {
        lengths(self.min_minutes, self.max_minutes, self.grid_minutes)
    }

    /// Everything that is wrong with the rules, in the order of their fields; nothing when they can be kept.
    pub fn check(&self) -> Vec<RulesProblem> {
        let ranges = [
            ("notice_minutes", self.notice_minutes, 0, NOTICE_MINUTES_MAX),
            ("horizon_days", self.horizon_days, 0, HORIZON_DAYS_MAX),
            ("min_minutes", self.min_minutes, 1, LENGTH_MINUTES_MAX),
            ("max_minutes", self.max_minutes, 1, LENGTH_MINUTES_MAX),
            ("grid_minutes", self.grid_minutes, 1, DAY_MINUTES),
            ("buffer_before_minutes", self.buffer_before_minutes, 0, BUFFER_MINUTES_MAX),
            ("buffer_after_minutes", self.buffer_after_minutes, 0, BUFFER_MINUTES_MAX),
            ("change_notice_minutes", self.change_notice_minutes, 0, NOTICE_MINUTES_MAX),
        ];
        let mut problems = Vec::new();
        for (field, value, least, most) in ranges {
            let in_range = (least..=most).contains(&value);
            let fault = match field {
                _ if !in_range => RulesFault::OutOfRange { least, most },
                "min_minutes" if value > self.max_minutes => RulesFault::AboveMaximum,
                "grid_minutes" if DAY_MINUTES % value != 0 => RulesFault::DoesNotDivideDay,
                _ => continue,
            };
            problems.push(RulesProblem { field, fault });
        }
        problems
    }

    /// Everything that speaks against a booking of `span`, made at `now`; nothing when it may be made. With `lenient`, for
    /// staff, notice, horizon, length and grid are not judged. Whether others hold the time is not asked here.
    pub fn judge(&self, hours: &Hours, span: Span, now: DateTime<Utc>, lenient: bool) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let earliest = self.earliest(now);
        let latest = self.last_day(hours.zone, now);
        if span.start < now {
            refusals.push(Refusal::Past);
        } else if span.start < earliest {
            refusals.push(Refusal::TooSoon { earliest });
        }
        if wall(hours.zone, span.start).date() > latest {
            refusals.push(Refusal::TooFar { latest });
        }
        let (shorter, longer) = readings(hours.zone, span);
        if longer < minutes(self.min_minutes) {
            refusals.push(Refusal::TooShort { min: self.min_minutes });
        }
        if shorter > minutes(self.max_minutes) {
            refusals.push(Refusal::TooLong { max: self.max_minutes });
        }
        if !on_grid(hours.zone, span.start, self.grid_minutes) {
            let nearest = nearest_on_grid(hours.zone, span.start, self.grid_minutes);
            refusals.push(Refusal::OffGrid { grid: self.grid_minutes, nearest });
        }
        refusals.extend(hours.all_closed(span).into_iter().map(Refusal::Closed));
        refusals.retain(|refusal| !lenient || refusal.is_hard());
        refusals
    }

    /// The block of a booking: `span` with the buffers around it. Blocks of one unit must not overlap, so the buffers of
    /// neighbours add up: with 10 minutes before and 20 after, half an hour lies between two bookings.
    pub fn block(&self, span: Span) -> Span {
        span.widened(minutes(self.buffer_before_minutes), minutes(self.buffer_after_minutes))
    }

    /// The last instant at which a guest may still move or cancel a booking of `span`.
    pub fn change_until(&self, span: Span) -> DateTime<Utc> {
        span.start - minutes(self.change_notice_minutes)
    }

    /// The earliest start that the notice allows.
    pub fn earliest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + minutes(self.notice_minutes)
    }

    /// The last day of `zone` on which a booking may start: the horizon counts days of the calendar, not 24 hours.
    pub fn last_day(&self, zone: Tz, now: DateTime<Utc>) -> NaiveDate {
        wall(zone, now).date() + Days::new(self.horizon_days.clamp(0, HORIZON_DAYS_MAX).unsigned_abs())
    }
}

/// The starts on the grid whose wall clock shows `day`, in order. A time that comes twice is a start twice; a skipped one is
/// none, but a day's first instant always is, so that there is a whole day to book where midnight is skipped.
pub(super) fn grid_starts(zone: Tz, day: NaiveDate, grid: i64) -> Vec<DateTime<Utc>> {
    let midnight = day.and_time(NaiveTime::MIN);
    let first = day_start(zone, day);
    let on_this_day = wall(zone, first).date() == day;
    let mut starts: Vec<_> = on_this_day.then_some(first).into_iter().collect();
    for shown in (0..DAY_MINUTES).step_by(grid.max(1).unsigned_abs() as usize) {
        starts.extend(resolve(zone, midnight + TimeDelta::minutes(shown)).both().into_iter().flatten());
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Whether a booking may start at `instant` by the grid of [`grid_starts`].
fn on_grid(zone: Tz, instant: DateTime<Utc>, grid: i64) -> bool {
    let shown = wall(zone, instant);
    let since_midnight = shown - shown.date().and_time(NaiveTime::MIN);
    let past_grid = since_midnight - minutes(since_midnight.num_minutes() / grid.max(1) * grid.max(1));
    past_grid.is_zero() || instant == day_start(zone, shown.date())
}

fn nearest_on_grid(zone: Tz, instant: DateTime<Utc>, grid: i64) -> DateTime<Utc> {
    let today = wall(zone, instant).date();
    let around = today.checked_sub_days(Days::new(1)).unwrap_or(today).iter_days().take(3);
    let starts = around.flat_map(|day| grid_starts(zone, day, grid));
    starts.min_by_key(|start| ((*start - instant).abs(), instant - *start)).unwrap_or(instant)
}

/// The length of `span` by the stopwatch and by the calendar, the shorter first. They differ only when the clock changes
/// inside; a wish is judged by the kinder, so that Saturday noon to Sunday noon is never "longer than 24 hours".
fn readings(zone: Tz, span: Span) -> (TimeDelta, TimeDelta) {
    let elapsed = span.duration();
    let nominal = elapsed + TimeDelta::minutes(nominal_minutes(zone, span) - span.minutes());
    (elapsed.min(nominal), elapsed.max(nominal))
}

/// Minutes as a length; what no rule may be is cut, so that it cannot overflow.
fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count.clamp(0, NOTICE_MINUTES_MAX.max(LENGTH_MINUTES_MAX)))
}

/// The lengths from `least` to `most` in steps of a grid; see [`Rules::lengths`].
pub fn lengths(least: i64, most: i64, grid: i64) -> Vec<i64> {
    let fine = (1..=STEP_MINUTES_MIN).find(|times| grid * times >= STEP_MINUTES_MIN).unwrap_or(1) * grid.max(1);
    let coarse = (1..=60).map(|times| fine * times).find(|step| *step >= 60).unwrap_or(fine);
    let steps = |step: i64, from: i64, until: i64| {
        (1..=most / step).map(move |times| times * step).filter(move |minutes| (from..=until).contains(minutes))
    };
    let by_grid = steps(fine, 1, FINE_MINUTES_MAX);
    let by_hour = steps(coarse, FINE_MINUTES_MAX, DAY_MINUTES);
    let by_day = steps(DAY_MINUTES, DAY_MINUTES, LENGTH_MINUTES_MAX);
    let mut all: Vec<i64> = by_grid.chain(by_hour).chain(by_day).filter(|minutes| *minutes >= least).collect();
    all.extend([least, most]);
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn lengths_go_by_the_grid_then_by_the_hour_then_by_the_day() {
        assert_eq!(lengths(30, 180, 30), [30, 60, 90, 120, 150, 180]);
        let long = lengths(30, 3 * DAY_MINUTES + 60, 15);
        assert_eq!(long[..5], [30, 45, 60, 75, 90]);
        assert_eq!(long[long.len() - 8..], [1200, 1260, 1320, 1380, 1440, 2880, 4320, 4380]);
        assert!([150, 420, 540].iter().all(|minutes| long.contains(minutes)));
        assert_eq!(lengths(1, 20, 1), [1, 5, 10, 15, 20]);
        assert_eq!(lengths(20, 100, 90), [20, 90, 100]);
    }

    use super::super::hours::WeeklySpan;
    use super::*;
    use chrono::{NaiveDateTime, Weekday};
    use chrono_tz::{Asia, Australia, Europe};
    use kernel::time::{day_span, parse_form};

    /// Monday 23 November 2026, 09:00 in Madrid.
    const NOW: &str = "2026-11-23T09:00";

    fn rules() -> Rules {
        Rules {
            notice_minutes: 60,
            horizon_days: 30,
            min_minutes: 30,
            max_minutes: DAY_MINUTES,
            grid_minutes: 30,
            buffer_before_minutes: 10,
            buffer_after_minutes: 20,
            change_notice_minutes: 120,
        }
    }

    fn always(zone: Tz) -> Hours {
        let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
        let weekly = all.into_iter().map(|weekday| WeeklySpan { weekday, opens: 0, closes: 1_440 }).collect();
        Hours { zone, weekly, exceptions: vec![], blackouts: vec![] }
    }

    fn at(zone: Tz, text: &str) -> DateTime<Utc> {
        let shown: NaiveDateTime = parse_form(text).unwrap();
        resolve(zone, shown).instant()
    }

    fn judge(start: &str, end: &str, lenient: bool) -> Vec<Refusal> {
        let zone = Europe::Madrid;
        let span = Span::new(at(zone, start), at(zone, end)).unwrap();
        rules().judge(&always(zone), span, at(zone, NOW), lenient)
    }

    #[test]
    fn a_wish_within_the_rules_is_not_refused() {
        assert_eq!(judge("2026-11-23T10:00", "2026-11-23T10:30", false), vec![]);
        assert_eq!(judge("2026-12-23T23:30", "2026-12-24T23:30", false), vec![]);
    }

    #[test]
    fn each_rule_refuses_at_its_edge() {
        let zone = Europe::Madrid;
        let earliest = at(zone, "2026-11-23T10:00");
        for (start, end, expected) in [
            ("2026-11-23T08:30", "2026-11-23T09:30", Refusal::Past),
            ("2026-11-23T09:30", "2026-11-23T10:30", Refusal::TooSoon { earliest }),
            ("2026-12-24T00:00", "2026-12-24T01:00", Refusal::TooFar { latest: "2026-12-23".parse().unwrap() }),
            ("2026-11-24T10:00", "2026-11-24T10:29", Refusal::TooShort { min: 30 }),
            ("2026-11-24T10:00", "2026-11-25T10:01", Refusal::TooLong { max: DAY_MINUTES }),
            (
                "2026-11-24T10:10",
                "2026-11-24T11:00",
                Refusal::OffGrid { grid: 30, nearest: at(zone, "2026-11-24T10:00") },
            ),
            (
                "2026-11-24T10:15",
                "2026-11-24T11:00",
                Refusal::OffGrid { grid: 30, nearest: at(zone, "2026-11-24T10:30") },
            ),
        ] {
            assert_eq!(judge(start, end, false), vec![expected], "{start} {end}");
        }
    }

    #[test]
    fn all_refusals_come_at_once_and_staff_hear_the_hard_ones() {
        let zone = Europe::Madrid;
        let mut hours = always(zone);
        hours.weekly.retain(|row| row.weekday != Weekday::Fri);
        let span = Span::new(at(zone, "2027-01-01T10:01"), at(zone, "2027-01-01T10:02")).unwrap();
        let now = at(zone, NOW);
        let refusals = rules().judge(&hours, span, now, false);
        assert_eq!(
            refusals.iter().map(Refusal::is_hard).collect::<Vec<_>>(),
            [false, false, false, true],
            "{refusals:?}"
        );
        let to_staff = rules().judge(&hours, span, now, true);
        assert!(matches!(to_staff[..], [Refusal::Closed(Closed::Outside { .. })]), "{to_staff:?}");
        let yesterday = Span::new(at(zone, "2026-11-22T10:00"), at(zone, "2026-11-22T11:00")).unwrap();
        assert_eq!(rules().judge(&always(zone), yesterday, now, true), vec![Refusal::Past]);
    }

    #[test]
    fn a_day_is_not_longer_than_a_day_because_the_clock_changes() {
        let zone = Europe::Madrid;
        let now = at(zone, "2026-03-20T09:00");
        let day = Rules { min_minutes: DAY_MINUTES, horizon_days: 300, ..rules() };
        for (start, end, minutes) in
            [("2026-03-28T12:00", "2026-03-29T12:00", 23 * 60), ("2026-10-24T12:00", "2026-10-25T12:00", 25 * 60)]
        {
            let span = Span::new(at(zone, start), at(zone, end)).unwrap();
            assert_eq!(span.minutes(), minutes);
            assert_eq!(day.judge(&always(zone), span, now, false), vec![], "{start}");
            let elapsed = Span::new(span.start, span.start + TimeDelta::hours(24)).unwrap();
            assert_eq!(day.judge(&always(zone), elapsed, now, false), vec![], "24 hours by the stopwatch do as well");
        }
        let whole = day_span(Asia::Beirut, "2026-03-29".parse().unwrap()).unwrap();
        let daily = Rules { grid_minutes: DAY_MINUTES, ..day };
        assert_eq!(daily.judge(&always(Asia::Beirut), whole, now, false), vec![], "a day whose midnight is skipped");
    }

    #[test]
    fn the_horizon_counts_days_of_the_resources_calendar() {
        // 23:30 in Madrid is the next day in Kolkata.
        let now = at(Europe::Madrid, "2026-11-23T23:30");
        let tomorrow = Rules { horizon_days: 1, ..rules() };
        assert_eq!(tomorrow.last_day(Europe::Madrid, now), "2026-11-24".parse().unwrap());
        assert_eq!(tomorrow.last_day(Asia::Kolkata, now), "2026-11-25".parse().unwrap());
    }

    #[test]
    fn the_grid_follows_the_wall_clock() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let count = |zone, date, grid| grid_starts(zone, day(date), grid).len();
        assert_eq!(count(Europe::Madrid, "2026-03-28", 60), 24);
        assert_eq!(count(Europe::Madrid, "2026-03-29", 60), 23);
        assert_eq!(count(Europe::Madrid, "2026-10-25", 60), 25);
        // Half an hour skipped takes 02:00 away; half an hour twice brings no full hour twice.
        assert_eq!(count(Australia::Lord_Howe, "2026-10-04", 60), 23);
        assert_eq!(count(Australia::Lord_Howe, "2026-04-05", 60), 24);
        assert_eq!(count(Australia::Lord_Howe, "2026-04-05", 30), 49);
        let beirut = grid_starts(Asia::Beirut, day("2026-03-29"), DAY_MINUTES);
        assert_eq!(beirut, vec![at(Asia::Beirut, "2026-03-29T01:00")], "the day's first instant");
        for start in grid_starts(Asia::Kolkata, day("2026-11-23"), 20) {
            assert!(on_grid(Asia::Kolkata, start, 20));
            assert!(!on_grid(Asia::Kolkata, start + TimeDelta::seconds(1), 20));
            assert!(!on_grid(Asia::Kolkata, start + TimeDelta::minutes(10), 20));
        }
    }

    #[test]
    fn buffers_of_neighbours_add_up() {
        let zone = Europe::Madrid;
        let span = |start, end| Span::new(at(zone, start), at(zone, end)).unwrap();
        let first = rules().block(span("2026-11-24T10:00", "2026-11-24T11:00"));
        assert_eq!(first, span("2026-11-24T09:50", "2026-11-24T11:20"));
        assert!(first.overlaps(&rules().block(span("2026-11-24T11:29", "2026-11-24T12:00"))));
        assert!(!first.overlaps(&rules().block(span("2026-11-24T11:30", "2026-11-24T12:00"))));
    }

    #[test]
    fn a_guest_may_change_until_the_notice() {
        let zone = Europe::Madrid;
        let span = Span::new(at(zone, "2026-11-24T10:00"), at(zone, "2026-11-24T11:00")).unwrap();
        assert_eq!(rules().change_until(span), at(zone, "2026-11-24T08:00"));
    }

    #[test]
    fn rules_are_checked_field_by_field() {
        assert_eq!(rules().check(), vec![]);
        let wrong = Rules { notice_minutes: -1, min_minutes: 2_000, grid_minutes: 50, horizon_days: 9_999, ..rules() };
        let faults: Vec<_> = wrong.check().into_iter().map(|problem| (problem.field, problem.fault)).collect();
        assert_eq!(
            faults,
            [
                ("notice_minutes", RulesFault::OutOfRange { least: 0, most: NOTICE_MINUTES_MAX }),
                ("horizon_days", RulesFault::OutOfRange { least: 0, most: HORIZON_DAYS_MAX }),
                ("min_minutes", RulesFault::AboveMaximum),
                ("grid_minutes", RulesFault::DoesNotDivideDay),
            ]
        );
        let nonsense = Rules { grid_minutes: 0, max_minutes: i64::MAX, buffer_after_minutes: i64::MIN, ..rules() };
        assert_eq!(nonsense.check().len(), 3);
        let zone = Europe::Madrid;
        let span = Span::new(at(zone, "2026-11-24T10:00"), at(zone, "2026-11-24T11:00")).unwrap();
        nonsense.judge(&always(zone), nonsense.block(span), at(zone, NOW), false);
    }
}
