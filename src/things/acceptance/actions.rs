//! The verbs of acceptances: answering, reminding, withdrawing.

use super::model::{Acceptance, Answered, State};
use super::paper::pdf;
use super::record::{Circumstances, Record, record};
use super::store::{self, Signature};
use crate::assets::asking::{Event, link};
use crate::views::acceptance::mail;
use chrono::TimeDelta;
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use kernel::{Error, Result};
use people::contacts;
use platform::events::{record as note, record_about};
use platform::files::{self, NewRow};
use platform::post::{self, Draft};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// Reminders of one acceptance in [`RATE_WINDOW`].
const RATE: u32 = 3;
/// The window of the rate.
const RATE_WINDOW: TimeDelta = TimeDelta::hours(1);

/// Keeps an answer: of two who answer, the first; and only for what was shown.
///
/// # Errors
/// `acceptance_is_over`; `acceptance_changed` where something was added or came back since it was shown.
pub async fn answer(scope: &Scope, seen: &Acceptance, answered: &Answered, around: &Circumstances) -> Result<()> {
    let (org, id) = (scope.org_id(), seen.id);
    demand_same(&store::by_id(scope.db(), org, id, &platform::Reach::Everywhere).await?, seen)?;
    let items = store::items(scope.db(), org, id).await?;
    let kept = record(&scope.org, seen, &items, answered, around);
    let (hash, zone) = (sha256_hex(kept.as_bytes()), scope.org.zone());
    let read = Record::read(&kept).ok_or_else(|| Error::broken("a record that was just written cannot be read"))?;
    let (received, declined) = (read.tags(true), read.tags(false));
    let state = if received.is_empty() { State::Declined } else { State::Signed };
    // Drawing takes a while: others are served meanwhile, and nothing is held.
    let paper = {
        let (read, hash) = (read.clone(), hash.clone());
        tokio::task::spawn_blocking(move || pdf(&read, &hash, zone)).await.map_err(Error::broken)??
    };
    // Safe before there is a row of it; without one it is swept.
    let safe = files::keep_bytes(&scope.house, org, paper).await?;
    let mut tx = scope.db().begin().await?;
    demand_same(&store::hold(&mut tx, org, id).await?, seen)?;
    store::decline(&mut tx, org, id, answered.missing.keys().copied().collect()).await?;
    if !store::answer(&mut tx, org, (id, seen.version), state, scope.now).await? {
        return Err(Error::conflict("acceptance_is_over"));
    }
    let file = scope.id();
    let row = NewRow { id: file, mime: "application/pdf", is_public: false };
    files::insert(&mut tx, org, row, safe, scope.now).await?;
    let signature = Signature { id, name: answered.name.clone(), record: kept, sha256: hash.clone(), file };
    store::keep(&mut tx, org, signature, scope.now).await?;
    let event = match state {
        State::Declined => Event::Declined { id, declined: &declined, sha256: &hash },
        _ => Event::Signed { id, tags: &received, declined: &declined, sha256: &hash },
    };
    let reasons: Vec<&str> = answered.missing.values().map(String::as_str).collect();
    let words = json!({ "person": answered.name, "reasons": reasons });
    record_about(&mut tx, scope, event, seen.contact_id, words).await?;
    let url = scope.house.url(&scope.org.path(&format!("/acceptances/{id}")));
    let copy = mail::copy(&scope.org, seen, &read);
    let mut drafts =
        vec![Draft { dedupe_key: format!("acceptance:{id}:copy"), file: Some((file, seen.file_name())), ..copy }];
    if !declined.is_empty() {
        let to = store::hander(&mut tx, org, id).await?;
        let to = to.unwrap_or_else(|| (scope.org.name.clone(), scope.org.email.clone()));
        let told = mail::declined(&scope.org, (&to.0, &to.1), seen, &read, &url);
        drafts.push(Draft { dedupe_key: format!("acceptance:{id}:declined"), ..told });
    }
    let about = |draft| Draft { subject_kind: "acceptance", subject_id: Some(id), ..draft };
    post::queue(&mut tx, scope, drafts.into_iter().map(about).collect()).await?;
    tx.commit().await
}

fn demand_same(now: &Acceptance, seen: &Acceptance) -> Result<()> {
    if now.state != State::Waiting {
        return Err(Error::conflict("acceptance_is_over"));
    }
    if now.version == seen.version { Ok(()) } else { Err(Error::conflict("acceptance_changed")) }
}

/// Withdraws the question: nobody waits any more.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::Forbidden`] by the viewer's rights; `acceptance_is_over`.
pub async fn withdraw(scope: &Scope, id: Uuid) -> Result<Acceptance> {
    let mut tx = scope.db().begin().await?;
    let held = waiting(&mut tx, scope, id).await?;
    store::answer(&mut tx, scope.org_id(), (id, held.version), State::Withdrawn, scope.now).await?;
    note(&mut tx, scope, Event::Withdrawn { id }).await?;
    tx.commit().await?;
    Ok(held)
}

/// Writes to the person once more, now.
///
/// # Errors
/// As [`withdraw`]; [`Error::TooMany`] for whoever insists.
pub async fn remind(scope: &Scope, id: Uuid) -> Result<Acceptance> {
    let mut tx = scope.db().begin().await?;
    let held = waiting(&mut tx, scope, id).await?;
    scope.house.limits.spend(format!("acceptance:{id}"), RATE, RATE_WINDOW, scope.now)?;
    let draft = letter(&mut tx, scope, &held).await?;
    post::queue(&mut tx, scope, draft.into_iter().collect()).await?;
    note(&mut tx, scope, Event::Reminded { id }).await?;
    tx.commit().await?;
    Ok(held)
}

/// One that waits, held, that the viewer may do something with.
async fn waiting(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Acceptance> {
    let org = scope.org_id();
    store::by_id(&mut *tx, org, id, &scope.reach(Perm::AssetsRead)).await?;
    match store::by_id(&mut *tx, org, id, &scope.reach(Perm::AssetsLend)).await {
        Err(Error::NotFound) => return Err(Error::Forbidden),
        found => drop(found?),
    }
    let held = store::hold(tx, org, id).await?;
    if held.state == State::Waiting { Ok(held) } else { Err(Error::conflict("acceptance_is_over")) }
}

/// The letter that asks once more, with a link of its own; none for whoever cannot be written to.
pub(super) async fn letter(tx: &mut Tx, scope: &Scope, acceptance: &Acceptance) -> Result<Option<Draft>> {
    let person = match contacts::store::living(&mut *tx, scope.org_id(), acceptance.contact_id).await {
        Ok(person) if person.erased_at.is_none() => person,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let items = store::items(&mut *tx, scope.org_id(), acceptance.id).await?;
    let url = link(tx, scope, acceptance.id).await?;
    let draft = mail::reminder(&scope.org, &person, &items, &url);
    Ok(Some(Draft { subject_kind: "acceptance", subject_id: Some(acceptance.id), ..draft }))
}
