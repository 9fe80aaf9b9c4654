//! Asking for what should have come back: a ladder of letters to whoever has it.
//!
//! Each custody of a person with an expected return climbs the [`LADDER`]; a letter is written for the highest step that is
//! reached, and the steps below it are behind it, so that a house that was down writes one letter and not several. One
//! letter names everything that a person is asked for on that day. A custody that was opened after a step had passed
//! begins above it: nobody is reminded of tomorrow an hour after they took it.

use super::events::Event;
use super::store::{self, Chased};
use crate::views::assets::mail;
use chrono::{NaiveDate, TimeDelta};
use kernel::time::wall;
use kernel::{Error, Result};
use people::contacts;
use platform::context::rounds;
use platform::events::record_about;
use platform::jobs::Job;
use platform::post::{self, Draft};
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// When letters are written, in days from the day it is expected back: the day before, and then less and less often.
pub const LADDER: [i64; 6] = [-1, 1, 3, 7, 14, 28];
/// Steps that are behind a custody when it is late for the first time.
const FIRST_LATE: i64 = 1;
/// Custodies looked at in one transaction.
const AT_ONCE: i64 = 200;

/// Writes the letters that have come due, of every organisation. Runs every hour.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Chase;

impl Job for Chase {
    const NAME: &'static str = "assets.chase";

    async fn run(&self, house: &House) -> Result<()> {
        let orgs = store::orgs_with_dues(&house.db).await?;
        rounds::in_each_by_day(house, orgs, "letters about assets", |scope| Box::pin(chase(scope))).await
    }
}

/// How many steps are behind a custody on this day.
fn steps(due: NaiveDate, today: NaiveDate) -> i64 {
    LADDER.iter().filter(|days| today >= due + TimeDelta::days(**days)).count() as i64
}

/// Writes what has come due in an organisation.
///
/// # Errors
/// Only of the database; who cannot be written to is passed over.
pub async fn chase(scope: &Scope) -> Result<()> {
    let (org, today) = (scope.org_id(), scope.today());
    let reached = LADDER.map(|days| today - TimeDelta::days(days));
    loop {
        let mut tx = scope.db().begin().await?;
        let due = store::to_chase(&mut tx, org, &reached, AT_ONCE).await?;
        let mut asked: BTreeMap<Uuid, Vec<&Chased>> = BTreeMap::new();
        for custody in &due {
            let (behind, taken) = (steps(custody.due_on, today), wall(scope.org.zone(), custody.out_at).date());
            store::climb(&mut tx, org, custody.id, behind).await?;
            if steps(custody.due_on, taken) < behind {
                asked.entry(custody.contact_id).or_default().push(custody);
            }
            if custody.due_on < today && custody.chased <= FIRST_LATE {
                let event = Event::Overdue { id: custody.asset_id, tag: &custody.tag, due_on: custody.due_on };
                record_about(&mut tx, scope, event, custody.contact_id, json!({})).await?;
            }
        }
        let mut drafts = Vec::new();
        for (contact, items) in asked {
            drafts.extend(letter(scope, &mut tx, contact, &items, today).await?);
        }
        post::queue(&mut tx, scope, drafts).await?;
        tx.commit().await?;
        if due.len() < AT_ONCE as usize {
            return Ok(());
        }
    }
}

/// One letter for everything a person is asked for; none for whoever cannot be written to.
async fn letter(
    scope: &Scope,
    tx: &mut kernel::db::Tx,
    contact: Uuid,
    items: &[&Chased],
    today: NaiveDate,
) -> Result<Option<Draft>> {
    let person = match contacts::store::living(&mut *tx, scope.org_id(), contact).await {
        Ok(person) if person.erased_at.is_none() => person,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let dedupe_key =
        format!("assets:{}:chase:{today}:{}", person.id, items.iter().map(|item| item.id).max().unwrap_or_default());
    let draft = mail::chase(&scope.org, &person, items, today);
    Ok(Some(Draft { subject_kind: "contact", subject_id: Some(person.id), dedupe_key, ..draft }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_is_climbed_a_step_at_a_time_and_never_down() {
        let due = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let on = |day: i64| steps(due, due + TimeDelta::days(day));
        assert_eq!([on(-2), on(-1), on(0), on(1), on(2), on(3), on(13), on(400)], [0, 1, 1, 2, 2, 3, 4, 6]);
    }
}
