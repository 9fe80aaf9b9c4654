//! What the clock does in one organisation after the other.

use super::{Scope, org_by_id};
use crate::House;
use chrono::Timelike;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::time::wall;
use uuid::Uuid;

/// What becomes a letter is done by day only, where the organisation is (hours).
const BY_DAY: std::ops::Range<u32> = 8..20;

/// What is done in an organisation.
pub type Act = for<'a> fn(&'a Scope) -> BoxFuture<'a, Result<()>>;

/// Does this in each of these organisations that is not suspended. One in which it cannot be done holds up no other: the log
/// tells `what` could not be done.
///
/// # Errors
/// Only where an organisation cannot be read.
pub async fn in_each(house: &House, orgs: Vec<Uuid>, what: &str, act: Act) -> Result<()> {
    go_round(house, orgs, what, |_| true, act).await
}

/// The same where it is day now, for what becomes letters.
///
/// # Errors
/// As [`in_each`].
pub async fn in_each_by_day(house: &House, orgs: Vec<Uuid>, what: &str, act: Act) -> Result<()> {
    let is_day = |scope: &Scope| BY_DAY.contains(&wall(scope.org.zone(), scope.now).hour());
    go_round(house, orgs, what, is_day, act).await
}

async fn go_round(
    house: &House,
    orgs: Vec<Uuid>,
    what: &str,
    is_time: impl Fn(&Scope) -> bool,
    act: Act,
) -> Result<()> {
    for org in orgs {
        let scope = Scope::unattended(house, org_by_id(&house.db, org).await?, "schedule");
        if scope.org.is_suspended() || !is_time(&scope) {
            continue;
        }
        if let Err(error) = act(&scope).await {
            tracing::error!(%error, %org, "{what} could not be done");
        }
    }
    Ok(())
}
