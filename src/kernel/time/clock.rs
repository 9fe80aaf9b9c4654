//! The clock: the only place that asks the machine what time it is. Tests hold one that stands still.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time, in whole microseconds. Clones of a fixed clock share their hands.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds since 1970 of a clock that stands still; none for the machine's clock.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self { fixed: None }
    }

    /// A clock that stands at `instant` until it is moved.
    pub fn fixed(instant: DateTime<Utc>) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(instant.timestamp_micros()))) }
    }

    /// The present instant, cut to microseconds: Postgres keeps no more, and a value read back must equal the value written.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that may read the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.fixed {
            None => Utc::now().trunc_subsecs(6),
            Some(hands) => DateTime::from_timestamp_micros(hands.load(Ordering::SeqCst))
                .expect("the microseconds came from an instant"),
        }
    }

    /// Puts a fixed clock to `instant`.
    ///
    /// # Panics
    /// On the machine's clock, which nobody here may set.
    pub fn set(&self, instant: DateTime<Utc>) {
        self.hands().store(instant.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves a fixed clock on by `step`, or back where that is negative.
    ///
    /// # Panics
    /// On the machine's clock, which nobody here may set, and where the time would leave what a date can hold.
    pub fn advance(&self, step: TimeDelta) {
        self.set(self.now() + step);
    }

    fn hands(&self) -> &AtomicI64 {
        self.fixed.as_deref().expect("only a fixed clock can be set")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_machines_clock_keeps_whole_microseconds() {
        assert_eq!(Clock::system().now().timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let noon = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap();
        let clock = Clock::fixed(noon + TimeDelta::nanoseconds(1_999));
        let other = clock.clone();
        assert_eq!(other.now(), noon + TimeDelta::microseconds(1));
        clock.set(noon);
        clock.advance(TimeDelta::minutes(90));
        assert_eq!(other.now(), noon + TimeDelta::minutes(90));
    }

    #[test]
    #[should_panic(expected = "only a fixed clock can be set")]
    fn the_machines_clock_cannot_be_set() {
        Clock::system().advance(TimeDelta::hours(1));
    }
}
