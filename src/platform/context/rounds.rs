//! What the clock does in one organisation after the other.

use super::{Scope, org_by_id};
use crate::{House, quarantine};
use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::time::{resolve, wall};
use uuid::Uuid;

/// What becomes a letter is done by day only, where the organisation is (hours).
const BY_DAY: std::ops::Range<u32> = 8..20;

/// What is done in an organisation.
pub type Act = for<'a> fn(&'a Scope) -> BoxFuture<'a, Result<()>>;

/// Does this in each of these organisations that is not suspended. One in which it cannot be done holds up no other: the log
/// tells `what` could not be done.
///
/// # Errors
/// Only where an organisation cannot be read; in a held house, where it could not be done in one.
pub async fn in_each(house: &House, orgs: Vec<Uuid>, what: &str, act: Act) -> Result<()> {
    go_round(house, orgs, what, false, act).await
}

/// The same where it is day now, for what becomes letters. Where it is night, a [look](crate::jobs::look) of a held house
/// does what was to be done at the end of the day that is over: what the coming day brings is still to come.
///
/// # Errors
/// As [`in_each`].
pub async fn in_each_by_day(house: &House, orgs: Vec<Uuid>, what: &str, act: Act) -> Result<()> {
    go_round(house, orgs, what, true, act).await
}

async fn go_round(house: &House, orgs: Vec<Uuid>, what: &str, by_day: bool, act: Act) -> Result<()> {
    let (request, mut failed) = (quarantine::by_clock(house).await?, None);
    for org in orgs {
        let mut scope = Scope::unattended(house, org_by_id(&house.db, org).await?, request);
        if scope.org.is_suspended() {
            continue;
        }
        if by_day {
            match last_of_day(scope.org.zone(), scope.now) {
                None => {}
                Some(evening) if scope.is_look() => scope.now = evening,
                Some(_) => continue,
            }
        }
        if let Err(error) = act(&scope).await {
            tracing::error!(%error, %org, "{what} could not be done");
            failed = failed.or(scope.is_look().then_some(error));
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The last instant of the day that is over, where it is night.
fn last_of_day(zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let here = wall(zone, now);
    if BY_DAY.contains(&here.hour()) {
        return None;
    }
    let day = if here.hour() < BY_DAY.start { here.date() - TimeDelta::days(1) } else { here.date() };
    let evening = day.and_time(NaiveTime::MIN) + TimeDelta::hours(BY_DAY.end.into());
    Some(resolve(zone, evening).instant() - TimeDelta::seconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_night_the_day_that_is_over_is_the_last_one() {
        let zone = chrono_tz::Europe::Berlin;
        let ends = |text: &str| last_of_day(zone, text.parse().unwrap()).map(|end| end.to_rfc3339());
        assert_eq!(ends("2026-03-02T07:00:00Z"), None, "eight o'clock there");
        assert_eq!(ends("2026-03-02T18:59:59Z"), None);
        assert_eq!(ends("2026-03-02T19:00:00Z").as_deref(), Some("2026-03-02T18:59:59+00:00"));
        assert_eq!(ends("2026-03-03T06:59:59Z").as_deref(), Some("2026-03-02T18:59:59+00:00"));
        assert_eq!(ends("2026-03-30T00:00:00Z").as_deref(), Some("2026-03-29T17:59:59+00:00"), "by summer time");
    }
}
