//! When an attempt is made again, and when an endpoint is given up.

use chrono::{DateTime, Duration, Utc};

/// Pauses after each failed attempt (seconds): what Standard Webhooks proposes, three days in all.
const PAUSES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600];
/// A share of the pause (percent), drawn by chance, is added to it, so that what failed together does not return together.
const JITTER_PERCENT: i64 = 20;
/// The longest pause that an answer may ask for (`Retry-After`, seconds).
const ASKED_MAX: i64 = 24 * 3_600;
/// The first pause of an endpoint that does not answer (seconds); it doubles with each failure in a row.
const STRIKE_PAUSE: i64 = 5;
/// The longest pause of an endpoint (seconds): its deliveries have pauses of their own.
const STRIKE_PAUSE_MAX: i64 = 5 * 60;
/// An endpoint that nothing has reached for this long is disabled (days).
pub const GIVE_UP_DAYS: i64 = 5;

/// When a delivery is tried again after this many attempts; `None` when it is given up. `chance` is below 100; `asked` is
/// what the answer asked for (seconds).
pub fn next_attempt(attempts: i64, asked: Option<i64>, chance: u64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let pause = *PAUSES.get(usize::try_from(attempts - 1).ok()?)?;
    let jitter = pause * JITTER_PERCENT * i64::try_from(chance % 100).unwrap_or(0) / 10_000;
    let asked = asked.unwrap_or(0).clamp(0, ASKED_MAX);
    Some(now + Duration::seconds((pause + jitter).max(asked)))
}

/// How long an endpoint is left alone after this many failures in a row.
pub fn strike_pause(strikes: i64) -> Duration {
    Duration::seconds((STRIKE_PAUSE << strikes.clamp(1, 12).saturating_sub(1)).min(STRIKE_PAUSE_MAX))
}

/// Is it time to give up on an endpoint that nothing has reached since?
pub fn is_given_up(failing_since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - failing_since >= Duration::days(GIVE_UP_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let seconds = |attempts, asked, chance| next_attempt(attempts, asked, chance, now).map(|at| at.timestamp());
        assert_eq!(seconds(1, None, 0), Some(5));
        assert_eq!(seconds(2, None, 0), Some(300));
        assert_eq!(seconds(2, None, 99), Some(359));
        assert_eq!(seconds(1, Some(120), 0), Some(120), "an answer may ask for more");
        assert_eq!(seconds(1, Some(i64::MAX), 0), Some(86_400), "but not for ever");
        assert_eq!(seconds(9, None, 0), Some(86_400));
        assert_eq!(seconds(10, None, 0), None, "and then it is given up");
        assert!(PAUSES.iter().sum::<i64>() > 3 * 86_400);
    }

    #[test]
    fn an_endpoint_is_left_alone_longer_and_longer() {
        assert_eq!([1, 2, 3, 7, 60].map(|strikes| strike_pause(strikes).num_seconds()), [5, 10, 20, 300, 300]);
        let since = DateTime::from_timestamp(0, 0).unwrap();
        assert!(!is_given_up(since, since + Duration::days(5) - Duration::seconds(1)));
        assert!(is_given_up(since, since + Duration::days(5)));
    }
}
