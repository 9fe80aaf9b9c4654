//! Writing the letters that have come due: one for each person, with everything that waited for it.

use super::super::policy;
use super::super::store;
use super::personal::{lies, thing_of};
use crate::views::notifications::mail;
use days::bookings;
use kernel::{Error, Result};
use platform::post::{self, Draft};
use platform::{House, Org, Scope, Viewer, context};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// People looked up at once.
const PEOPLE_AT_ONCE: i64 = 200;

/// Writes what has come due, for everybody. One person's trouble holds up no other.
pub async fn deliver_due(house: &House) -> Result<()> {
    let mut orgs: HashMap<Uuid, Org> = HashMap::new();
    loop {
        let due = store::mail_due(&house.db, house.now(), PEOPLE_AT_ONCE).await?;
        let mut written = 0;
        for (org, user) in &due {
            let known = match orgs.entry(*org) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(context::org_by_id(&house.db, *org).await?),
            };
            match deliver(house, known, *user).await {
                Ok(()) => written += 1,
                Err(error) => tracing::error!(%error, %org, "a letter with news could not be written"),
            }
        }
        if due.len() < PEOPLE_AT_ONCE as usize || written == 0 {
            return Ok(());
        }
    }
}

/// Takes what is due for one person and writes the letter, in one transaction: whoever comes second finds nothing.
async fn deliver(house: &House, org: &Org, user: Uuid) -> Result<()> {
    // Who has no role any more is told nothing; what they may see now is what counts, not what they might then.
    let viewer = match context::enter(&house.db, &org.slug, user, house.now()).await {
        Ok((_, viewer)) => viewer,
        Err(Error::NotFound) => Viewer::default(),
        Err(error) => return Err(error),
    };
    let scope = Scope { viewer, ..Scope::unattended(house, org.clone(), "schedule") };
    let key = format!("notifications:{}", scope.id());
    let mut tx = house.db.begin().await?;
    let taken = store::take_due(&mut tx, org.id, user, &key, scope.now).await?;
    if taken.is_empty() {
        return Ok(());
    }
    let happenings = platform::events::by_ids(&mut tx, org.id, taken.iter().map(|(event, _)| *event)).await?;
    let about: HashSet<Uuid> = happenings.values().filter_map(mail::booking_of).collect();
    let known = bookings::store::by_ids(&mut tx, org.id, about).await?;
    let things: HashSet<Uuid> = happenings.values().filter_map(thing_of).collect();
    let things = store::things(&mut tx, org.id, things).await?;
    let mut told: Vec<_> = taken
        .iter()
        .filter_map(|(event, kind)| Some((*kind, happenings.get(event)?)))
        .filter(|(kind, happening)| policy::may_be_told(&scope, *kind, &lies(happening, &known, &things)))
        .collect();
    told.sort_by_key(|(_, happening)| (happening.at, happening.id));
    if let Some(person) = &scope.viewer.user
        && !told.is_empty()
    {
        let choices = house.url(&org.path("/notifications/choices"));
        let to = (person.name.as_str(), person.email.as_str());
        let draft = mail::digest(org, &told, to, &house.settings.base_url, choices);
        post::queue(&mut tx, &scope, vec![Draft { dedupe_key: key, ..draft }]).await?;
    }
    tx.commit().await
}
