//! When a person may be written to: quiet hours, and the time of their digest. Wall time of their zone, so 08:00 stays 08:00
//! when the clock changes. A time that the clock skips is reached when it skips; one that comes twice is meant the first time.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use kernel::time::{resolve, wall};

/// When the digest leaves for those who have not chosen: 08:00.
const DIGEST_AT: u16 = 8 * 60;
/// Days looked ahead for the next digest: zones skip a day once in a lifetime.
const DAYS_AHEAD: u64 = 3;

/// The hours of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Their zone; none: the organisation's.
    pub zone: Option<Tz>,
    /// From when to when nothing leaves, in minutes since midnight; over midnight where the end comes first.
    pub quiet: Option<(u16, u16)>,
    /// When the digest leaves, in minutes since midnight.
    pub digest_at: u16,
}

impl Default for Hours {
    fn default() -> Hours {
        Hours { zone: None, quiet: None, digest_at: DIGEST_AT }
    }
}

impl Hours {
    /// When something that is decided now may leave: now, or when quiet hours end.
    pub fn leaves(&self, org: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
        let zone = self.zone.unwrap_or(org);
        let Some((from, until)) = self.quiet else { return now };
        let today = wall(zone, now).date();
        // Quiet hours that began yesterday may last until today.
        let quiet = [today - Days::new(1), today].into_iter().map(|day| {
            let ends = if until < from { day + Days::new(1) } else { day };
            (reached(zone, day, from), reached(zone, ends, until))
        });
        quiet.filter(|(start, end)| *start <= now && now < *end).map(|(_, end)| end).max().unwrap_or(now)
    }

    /// When the next digest leaves after this instant.
    pub fn next_digest(&self, org: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
        let zone = self.zone.unwrap_or(org);
        let today = wall(zone, now).date();
        let days = (0..=DAYS_AHEAD).map(|ahead| reached(zone, today + Days::new(ahead), self.digest_at));
        let next = days.into_iter().find(|at| *at > now);
        self.leaves(org, next.unwrap_or(now))
    }
}

/// The first instant of a day at which the clock shows this time or a later one.
fn reached(zone: Tz, day: NaiveDate, minutes: u16) -> DateTime<Utc> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minutes) * 60, 0).unwrap_or(NaiveTime::MIN);
    resolve(zone, day.and_time(time)).reached()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use chrono_tz::{Asia, Europe, Pacific};

    fn utc(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().unwrap()
    }

    fn hours(quiet: Option<(u16, u16)>, digest_at: u16) -> Hours {
        Hours { zone: None, quiet, digest_at }
    }

    #[test]
    fn quiet_hours_end_when_the_wall_says_so() {
        let night = hours(Some((22 * 60, 7 * 60)), 480);
        for (zone, now, leaves) in [
            (Europe::Madrid, "03-02T20:59", "03-02T20:59"),
            (Europe::Madrid, "03-02T21:00", "03-03T06:00"),
            (Europe::Madrid, "03-03T05:59", "03-03T06:00"),
            (Europe::Madrid, "03-03T06:00", "03-03T06:00"),
            // The nights in which the clock changes are an hour shorter and longer.
            (Europe::Madrid, "03-28T22:00", "03-29T05:00"),
            (Europe::Madrid, "10-24T21:00", "10-25T06:00"),
            (Asia::Kolkata, "03-02T16:30", "03-03T01:30"),
        ] {
            assert_eq!(night.leaves(zone, utc(now)), utc(leaves), "{zone} {now}");
        }
        let siesta = hours(Some((13 * 60, 15 * 60)), 480);
        assert_eq!(siesta.leaves(Europe::Madrid, utc("03-02T12:30")), utc("03-02T14:00"));
        assert_eq!(siesta.leaves(Europe::Madrid, utc("03-02T14:00")), utc("03-02T14:00"));
    }

    #[test]
    fn an_end_that_comes_twice_or_never_is_still_an_end() {
        // 02:30 comes at 00:30 and at 01:30 UTC that night: the first one ends it, and nothing is quiet between the two.
        let night = hours(Some((23 * 60, 150)), 480);
        assert_eq!(night.leaves(Europe::Madrid, utc("10-25T00:10")), utc("10-25T00:30"));
        assert_eq!(night.leaves(Europe::Madrid, utc("10-25T01:10")), utc("10-25T01:10"));
        // In March the clock jumps over 02:30 at 01:00 UTC.
        assert_eq!(night.leaves(Europe::Madrid, utc("03-29T00:10")), utc("03-29T01:00"));
    }

    #[test]
    fn a_digest_leaves_once_on_every_day() {
        for (zone, at) in [(Europe::Madrid, 150), (Europe::Madrid, 480), (Asia::Kolkata, 465), (Pacific::Apia, 0)] {
            let daily = hours(None, at);
            for start in ["03-27T23:59", "10-23T23:59"] {
                let mut seen = Vec::new();
                let mut now = utc(start);
                for _ in 0..5 {
                    now = daily.next_digest(zone, now);
                    seen.push(wall(zone, now).date());
                }
                let days: Vec<_> = (0..5).map(|ahead| seen[0] + Days::new(ahead)).collect();
                assert_eq!(seen, days, "{zone} {at} from {start}");
            }
        }
        let early = hours(None, 150);
        assert_eq!(early.next_digest(Europe::Madrid, utc("10-25T00:30")), utc("10-26T01:30"), "not twice in one night");
        assert_eq!(
            early.next_digest(Europe::Madrid, utc("03-28T22:00")),
            utc("03-29T01:00"),
            "skipped, and still sent"
        );
    }

    #[test]
    fn a_digest_in_quiet_hours_waits_for_their_end() {
        let both = hours(Some((22 * 60, 9 * 60)), 8 * 60);
        assert_eq!(both.next_digest(Europe::Madrid, utc("03-02T09:00")), utc("03-03T08:00"));
        let shifted = both.next_digest(Europe::Madrid, utc("03-03T07:30"));
        assert!(shifted > utc("03-03T07:30") + TimeDelta::hours(20), "that of today has passed: {shifted}");
    }

    #[test]
    fn a_zone_of_ones_own_wins() {
        let away = Hours { zone: Some(Asia::Kolkata), ..Hours::default() };
        assert_eq!(away.next_digest(Europe::Madrid, utc("03-02T09:00")), utc("03-03T02:30"));
    }
}
