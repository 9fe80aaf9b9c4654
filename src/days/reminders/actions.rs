//! Choosing which letters guests get, and writing those that have come due.

use super::model::{self, GuestMessages, Kind, Verdict};
use super::store::{self, Planned};
use crate::bookings::{self, Booking, manage_path};
use crate::views::reminders::mail;
use kernel::{Error, Result};
use people::clients::link::letters_url;
use people::contacts::{self, model::Unneeded};
use platform::events::{self, Fact};
use platform::post::{self, Draft};
use platform::quarantine::by_clock;
use platform::{House, Perm, Scope, context};
use serde_json::json;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use things::locations;
use uuid::Uuid;

/// Letters written in one transaction.
const WRITTEN_AT_ONCE: i64 = 100;

/// Keeps what the organisation chose. Reminders of what is to come follow; those whose time has passed are not made up for.
///
/// # Errors
/// `guest_messages_changed` when somebody else chose meanwhile; [`Error::Forbidden`] for a viewer whose rights end somewhere.
pub async fn choose(scope: &Scope, chosen: &GuestMessages) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let before = store::settings(&mut tx, org).await?;
    if !store::choose(&mut tx, org, chosen).await? {
        return Err(Error::conflict("guest_messages_changed"));
    }
    match chosen.reminder_hours {
        None => store::unplan_all(&mut tx, org, Kind::Reminder).await?,
        hours if hours != before.reminder_hours => store::plan_reminders(&mut tx, org, scope.now).await?,
        _ => {}
    }
    if !chosen.thanks {
        store::unplan_all(&mut tx, org, Kind::Thanks).await?;
    }
    let told = |messages: &GuestMessages| json!({ "guest_messages": messages });
    let data = json!({ "before": told(&before), "after": told(chosen) });
    events::record(
        &mut tx,
        scope,
        Fact { kind: "organisation.changed", subject_kind: "organisation", subject: org, data },
    )
    .await?;
    tx.commit().await
}

/// Writes the letters that have come due, of every organisation. One that fails is left for the next time and holds up no
/// other.
pub async fn write_due(house: &House) -> Result<()> {
    let request = by_clock(house).await?;
    for org in store::orgs_due(&house.db, house.now()).await? {
        let scope = Scope::unattended(house, context::org_by_id(&house.db, org).await?, request);
        loop {
            match write(&scope).await {
                Ok(taken) if taken == WRITTEN_AT_ONCE as usize => continue,
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(%error, %org, "letters to guests could not be written");
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Takes some letters of one organisation and writes them, puts them back until later, or drops them; answers how many
/// were taken.
async fn write(scope: &Scope) -> Result<usize> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let planned = store::take(&mut tx, org, scope.now, WRITTEN_AT_ONCE).await?;
    if planned.is_empty() {
        return Ok(0);
    }
    let settings = store::settings(&mut tx, org).await?;
    let known = bookings::store::by_ids(&mut tx, org, planned.iter().map(|one| one.booking_id)).await?;
    let guests: HashSet<Uuid> = known.values().map(|booking| booking.contact_id).collect();
    let wanted = contacts::store::wanted_held(&mut tx, org, guests.into_iter().collect()).await?;
    let wants = |booking: &Booking, kind: Kind| {
        wanted.get(&booking.contact_id).copied().unwrap_or_default().has(unneeded(kind))
    };
    let (mut later, mut drafts, mut places) = (Vec::new(), Vec::new(), HashMap::<Uuid, String>::new());
    for one in &planned {
        let Some(booking) = known.get(&one.booking_id) else { continue };
        match model::judge(one.kind, booking, &settings, one.since, scope.now) {
            Verdict::Drop => {}
            Verdict::Write if !wants(booking, one.kind) => {}
            Verdict::Wait(due_at) => later.push(Planned { due_at, ..*one }),
            Verdict::Write => {
                let place = match places.entry(booking.location_id) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => {
                        unknown.insert(locations::store::address_line(&mut tx, org, booking.location_id).await?)
                    }
                };
                drafts.push(letter(scope, one.kind, booking, place, &settings));
            }
        }
    }
    store::plan(&mut tx, org, later).await?;
    post::queue(&mut tx, scope, drafts).await?;
    tx.commit().await?;
    Ok(planned.len())
}

/// What a contact may do without.
fn unneeded(kind: Kind) -> Unneeded {
    match kind {
        Kind::Reminder => Unneeded::Reminders,
        Kind::Thanks => Unneeded::Thanks,
    }
}

fn letter(scope: &Scope, kind: Kind, booking: &Booking, place: &str, settings: &GuestMessages) -> Draft {
    let (house, org) = (&scope.house, &scope.org);
    let letters = letters_url(house, org, booking.contact_id, unneeded(kind));
    let (draft, dedupe_key) = match kind {
        Kind::Reminder => (
            mail::reminder(org, booking, place, &house.url(&manage_path(house, org, booking.id)), &letters),
            format!("booking:{}:reminder:{}", booking.id, booking.starts_at.timestamp()),
        ),
        Kind::Thanks => (
            mail::thanks(org, booking, &settings.thanks_text, &house.url(&org.public_path("")), &letters),
            format!("booking:{}:thanks", booking.id),
        ),
    };
    let unsubscribe = Some(format!("{letters}/ending"));
    Draft { subject_kind: "booking", subject_id: Some(booking.id), dedupe_key, unsubscribe, ..draft }
}
