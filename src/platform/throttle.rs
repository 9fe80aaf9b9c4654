//! Soft delays for guessers, and rate limits for public forms.
//!
//! A *bucket* is what failures are counted by: an account, an address, a known device. After some free tries each
//! failure doubles the wait. A device that signed in before has a bucket of its own, so a stranger who guesses at an
//! account cannot lock out its owner.

use chrono::{DateTime, Duration, Utc};
use kernel::db::{Db, sql};
use kernel::{Error, Result};
use std::collections::HashMap;
use std::sync::Mutex;

/// Failures that cost nothing.
const FREE_TRIES: i64 = 5;
/// The longest wait (seconds).
const LONGEST_WAIT: i64 = 15 * 60;
/// Failures are forgotten after this long without one (hours).
const FORGET_HOURS: i64 = 24;
/// Buckets of [`Limits`] kept in memory before the stale ones are dropped.
const LIMITS_KEPT: usize = 50_000;

/// Refuses while the bucket has to wait.
///
/// # Errors
/// [`Error::TooMany`] with the instant at which the next try is allowed.
pub async fn check(db: &Db, bucket: &str, now: DateTime<Utc>) -> Result<()> {
    let wait: Option<(DateTime<Utc>,)> = sql("select not_before from throttles where bucket = $1 and not_before > $2")
        .bind(bucket.to_owned())
        .bind(now)
        .maybe(db)
        .await?;
    match wait {
        Some((until,)) => Err(Error::TooMany(until)),
        None => Ok(()),
    }
}

/// Counts a failure; from the sixth on the bucket has to wait 1, 2, 4 … seconds, at most a quarter of an hour.
pub async fn fail(db: &Db, bucket: &str, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.begin().await?;
    let (failures,): (i64,) =
        sql("insert into throttles (bucket, failures, not_before, updated_at) values ($1, 1, $2, $2)
         on conflict (bucket) do update set
             failures = case when throttles.updated_at < $3 then 1 else throttles.failures + 1 end, updated_at = $2
         returning failures")
        .bind(bucket.to_owned())
        .bind(now)
        .bind(now - Duration::hours(FORGET_HOURS))
        .one(&mut tx)
        .await?;
    sql("update throttles set not_before = $2 where bucket = $1")
        .bind(bucket.to_owned())
        .bind(now + Duration::seconds(wait_seconds(failures)))
        .run(&mut tx)
        .await?;
    tx.commit().await
}

/// Forgets the failures of a bucket: the right password was given.
pub async fn clear(db: &Db, bucket: &str) -> Result<()> {
    db.run(sql("delete from throttles where bucket = $1").bind(bucket.to_owned())).await.map(drop)
}

fn wait_seconds(failures: i64) -> i64 {
    match failures - FREE_TRIES {
        over if over <= 0 => 0,
        over => (1i64 << (over - 1).min(20)).min(LONGEST_WAIT),
    }
}

/// Rates of public forms, in the memory of this node: a fixed window a bucket.
#[derive(Default)]
pub struct Limits(Mutex<HashMap<String, Window>>);

/// A bucket's window: when it ends, and what was spent in it.
struct Window {
    until: DateTime<Utc>,
    count: u32,
}

/// How a bucket stands after one more was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// How many more there may be in this window.
    pub left: u32,
    /// When the window ends.
    pub until: DateTime<Utc>,
    /// Was this one too many?
    pub is_over: bool,
}

impl Limits {
    /// Refuses when there were `most` already within the window, without counting.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the end of the window.
    pub fn check(&self, bucket: &str, most: u32, now: DateTime<Utc>) -> Result<()> {
        let buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match buckets.get(bucket) {
            Some(spent) if spent.until > now && spent.count >= most => Err(Error::TooMany(spent.until)),
            _ => Ok(()),
        }
    }

    /// Counts one; refuses when there were more than `most` within the window.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the end of the window.
    pub fn spend(&self, bucket: String, most: u32, window: Duration, now: DateTime<Utc>) -> Result<()> {
        let spent = self.draw(bucket, most, window, now);
        if spent.is_over { Err(Error::TooMany(spent.until)) } else { Ok(()) }
    }

    /// Counts one, and tells how the bucket stands: for callers who are told, not only refused.
    pub fn draw(&self, bucket: String, most: u32, window: Duration, now: DateTime<Utc>) -> Spent {
        let mut buckets = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() > LIMITS_KEPT {
            // Each by its own end: a short window must not forget what a long one counts.
            buckets.retain(|_, spent| spent.until > now);
        }
        let fresh = || Window { until: now + window, count: 0 };
        let spent = buckets.entry(bucket).or_insert_with(fresh);
        if spent.until <= now {
            *spent = fresh();
        }
        spent.count = spent.count.saturating_add(1);
        Spent { left: most.saturating_sub(spent.count), until: spent.until, is_over: spent.count > most }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_the_failures_and_ends_growing() {
        assert_eq!([1, 5, 6, 7, 10, 60].map(wait_seconds), [0, 0, 1, 2, 16, 900]);
    }

    #[test]
    fn a_window_ends() {
        let limits = Limits::default();
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let spend = |at| limits.spend("a".into(), 2, Duration::minutes(1), at).is_ok();
        assert_eq!([spend(now), spend(now), spend(now)], [true, true, false]);
        assert!(limits.check("a", 2, now).is_err() && limits.check("b", 2, now).is_ok());
        assert!(limits.check("a", 2, now + Duration::minutes(1)).is_ok());
        assert!(spend(now + Duration::minutes(1)));
    }

    #[test]
    fn a_flood_of_short_windows_does_not_make_a_long_one_forget() {
        let limits = Limits::default();
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        let hour = |at| limits.spend("hour".into(), 1, Duration::hours(1), at).is_ok();
        assert!(hour(now));
        for number in 0..=LIMITS_KEPT {
            limits.spend(number.to_string(), 1, Duration::minutes(1), now).unwrap();
        }
        let later = now + Duration::minutes(2);
        limits.spend("another".into(), 1, Duration::minutes(1), later).unwrap();
        assert!(!hour(later));
        assert_eq!(limits.0.lock().unwrap().len(), 2, "what is over is dropped");
    }
}
