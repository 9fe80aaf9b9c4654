//! What the operator wants of scheduled backups, and what has become of each: for the console, for figures, and for the
//! wing that makes them.

use chrono::{DateTime, Datelike, Duration, Utc};
use kernel::Result;
use kernel::db::{Db, On, sql};
use std::collections::BTreeSet;
use std::path::PathBuf;
use uuid::Uuid;

/// How scheduled backups are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where they are put.
    pub folder: PathBuf,
    /// How often.
    pub every: Duration,
    /// How many of them are kept.
    pub keep: Keep,
}

/// How many backups are kept: of so many days, weeks and months the newest each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Days of which the newest is kept.
    pub daily: usize,
    /// Weeks (ISO 8601) likewise.
    pub weekly: usize,
    /// Months likewise.
    pub monthly: usize,
}

impl Keep {
    /// Reads `7 daily, 4 weekly, 6 monthly`; what is not named is not kept.
    ///
    /// # Errors
    /// A sentence about what cannot be read.
    pub fn parse(text: &str) -> Result<Keep, String> {
        let mut keep = Keep { daily: 0, weekly: 0, monthly: 0 };
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let strange = || format!("{part:?} is not a number and one of daily, weekly, monthly");
            let (count, unit) = part.split_once(' ').ok_or_else(strange)?;
            let count = count.parse().map_err(|_| strange())?;
            match unit.trim() {
                "daily" => keep.daily = count,
                "weekly" => keep.weekly = count,
                "monthly" => keep.monthly = count,
                _ => return Err(strange()),
            }
        }
        match keep.daily + keep.weekly + keep.monthly {
            0 => Err("at least one backup must be kept".to_owned()),
            _ => Ok(keep),
        }
    }

    /// Which of these may go; the newest never does.
    pub fn spare(&self, made: &[(Uuid, DateTime<Utc>)]) -> Vec<Uuid> {
        let mut newest_first = made.to_vec();
        newest_first.sort_by_key(|(id, at)| std::cmp::Reverse((*at, *id)));
        let mut kept: BTreeSet<Uuid> = newest_first.first().map(|(id, _)| *id).into_iter().collect();
        let day = |at: &DateTime<Utc>| i64::from(at.num_days_from_ce());
        let week = |at: &DateTime<Utc>| i64::from(at.iso_week().year()) * 100 + i64::from(at.iso_week().week());
        let month = |at: &DateTime<Utc>| i64::from(at.year()) * 100 + i64::from(at.month());
        keep_newest(&newest_first, self.daily, day, &mut kept);
        keep_newest(&newest_first, self.weekly, week, &mut kept);
        keep_newest(&newest_first, self.monthly, month, &mut kept);
        newest_first.into_iter().map(|(id, _)| id).filter(|id| !kept.contains(id)).collect()
    }
}

/// Keeps the newest of each of the newest `count` spans.
fn keep_newest(
    newest_first: &[(Uuid, DateTime<Utc>)],
    count: usize,
    span: impl Fn(&DateTime<Utc>) -> i64,
    kept: &mut BTreeSet<Uuid>,
) {
    let mut spans = BTreeSet::new();
    for (id, at) in newest_first {
        let this = span(at);
        if spans.len() < count && spans.insert(this) {
            kept.insert(*id);
        }
    }
}

/// When the newest good backup was begun: all that was confirmed before is in it.
pub async fn last_good(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let newest: Option<(DateTime<Utc>,)> =
        sql("select started_at from backups where outcome = 'good' and removed_at is null order by started_at desc, id desc limit 1")
            .maybe(db)
            .await?;
    Ok(newest.map(|(at,)| at))
}

/// Does a backup read the bytes outside now? What it saw in the tables is not removed meanwhile. One whose program was
/// killed reads no more a little later.
pub async fn is_reading(on: impl Into<On<'_>>, now: DateTime<Utc>) -> Result<bool> {
    let (count,): (i64,) = sql("select count(*) from backups where reads_until > $1").bind(now).one(on).await?;
    Ok(count > 0)
}

/// What the newest good backup lacks: since when, and the bytes of how many files; nothing where it is whole.
pub async fn lacking(db: &Db) -> Result<Option<(DateTime<Utc>, i64)>> {
    let newest: Option<(DateTime<Utc>, i64)> =
        sql("select started_at, files_missing from backups where outcome = 'good' order by started_at desc, id desc limit 1")
            .maybe(db)
            .await?;
    Ok(newest.filter(|(_, missing)| *missing > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().unwrap()
    }

    #[test]
    fn a_line_says_what_is_kept() {
        assert_eq!(Keep::parse("7 daily, 4 weekly,6 monthly"), Ok(Keep { daily: 7, weekly: 4, monthly: 6 }));
        assert_eq!(Keep::parse("3 daily"), Ok(Keep { daily: 3, weekly: 0, monthly: 0 }));
        for wrong in ["", "seven daily", "7 yearly", "7", "0 daily"] {
            assert!(Keep::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn of_each_span_the_newest_is_kept_and_the_newest_of_all_always() {
        let times = [
            "2026-03-10T20:00", // day 1, week 1, month 1
            "2026-03-10T08:00",
            "2026-03-09T20:00", // day 2
            "2026-03-08T20:00", // week 2 (a Sunday)
            "2026-02-27T20:00", // month 2
            "2026-02-01T20:00",
        ];
        let made: Vec<(Uuid, DateTime<Utc>)> =
            times.iter().enumerate().map(|(n, time)| (Uuid::from_u128(n as u128), at(time))).collect();
        let spare = |text| -> Vec<u128> {
            Keep::parse(text).unwrap().spare(&made).into_iter().map(|id| id.as_u128()).collect()
        };
        assert_eq!(spare("2 daily, 2 weekly, 2 monthly"), [1, 5]);
        assert_eq!(spare("1 daily"), [1, 2, 3, 4, 5]);
        assert_eq!(spare("100 daily"), [1]);
        assert!(Keep::parse("1 daily").unwrap().spare(&[]).is_empty());
    }
}
