//! What follows what happens to a booking: its letters are planned, planned anew, or forgotten.

use super::actions;
use super::model::{self, Kind, Verdict};
use super::store::{self, Planned};
use crate::bookings;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::On;
use platform::events::{Effect, Occurred};
use platform::jobs::Job;
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// Plans letters.
pub fn on_events<'a>(
    mut on: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        // Of several events the last one counts: the booking is as it is now in any case.
        let touched: HashMap<Uuid, (Kind, DateTime<Utc>)> = events
            .iter()
            .filter_map(|event| match event.kind.as_str() {
                "booking.confirmed" | "booking.moved" | "booking.restored" | "booking.cancelled" => {
                    Some((event.subject_id, (Kind::Reminder, event.at)))
                }
                "booking.completed" => Some((event.subject_id, (Kind::Thanks, event.at))),
                _ => None,
            })
            .collect();
        if touched.is_empty() {
            return Ok(None);
        }
        let org = scope.org_id();
        let settings = store::settings(on.again(), org).await?;
        let known = bookings::store::by_ids(on.again(), org, touched.keys().copied()).await?;
        let plan = |(id, (kind, since)): (&Uuid, &(Kind, DateTime<Utc>))| {
            let due_at = match model::judge(*kind, known.get(id)?, &settings, *since, scope.now) {
                Verdict::Write => scope.now,
                Verdict::Wait(due_at) => due_at,
                Verdict::Drop => return None,
            };
            Some(Planned { booking_id: *id, kind: *kind, since: *since, due_at })
        };
        let mut planned: Vec<Planned> = touched.iter().filter_map(plan).collect();
        planned.sort_by_key(|one| one.booking_id); // two transactions take their rows in the same order
        let effect: Effect = Box::new(move |tx| {
            Box::pin(async move {
                store::unplan(tx, org, touched.into_keys()).await?;
                store::plan(tx, org, planned).await
            })
        });
        Ok(Some(effect))
    })
}

/// Writes the letters that have come due. Runs every five minutes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Write;

impl Job for Write {
    const NAME: &'static str = "reminders.write";

    async fn run(&self, house: &House) -> Result<()> {
        actions::write_due(house).await
    }
}
