//! Handing out and cutting everything that is kept about a person.

use super::super::model::{Contact, Erasure, address_hash};
use super::super::reactions::KeepList;
use super::super::{Event, store};
use super::edit::demand_living;
use crate::identity;
use chrono::{DateTime, Utc};
use kernel::db::{Json, Tx};
use kernel::{Error, Result};
use platform::erasures::{self, Erased};
use platform::holdings::Kept;
use platform::once::{Claim, claim_for};
use platform::{House, Scope, context, events, jobs, post};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Facts handed out.
const FACTS_MAX: i64 = 5_000;

/// Everything that is kept about a contact, for them to take along. That it was handed out is told.
///
/// # Errors
/// [`Error::NotFound`] for nobody; `contact_erased` when nothing is left.
pub async fn disclose(scope: &Scope, contact: &Contact) -> Result<Value> {
    demand_living(contact)?;
    let (db, org, id) = (scope.db(), scope.org_id(), contact.id);
    let addresses = store::addresses(db, org, id).await?;
    let letters = post::letters_of(db, org, &addresses).await?;
    let letters: Vec<Value> = letters
        .into_iter()
        .map(|letter| {
            json!({
                "queued_at": letter.queued_at, "sent_at": letter.sent_at, "to": letter.to_address, "kind": letter.kind,
                "subject": letter.subject, "text": letter.text_body, "state": letter.status,
            })
        })
        .collect();
    let facts = events::of_contact(db, org, id, FACTS_MAX).await?;
    let facts: Vec<Value> = facts
        .into_iter()
        .map(|fact| json!({ "at": fact.at, "kind": fact.kind, "by": fact.actor_name, "data": fact.data.0 }))
        .collect();
    let mut all = Map::new();
    all.insert("organisation".into(), json!(scope.org.name));
    all.insert("handed_out_at".into(), json!(scope.now));
    all.insert("contact".into(), json!(contact));
    all.insert("addresses".into(), json!(addresses));
    all.insert("tags".into(), json!(store::tags(db, org, id).await?));
    all.insert("letters_wanted".into(), json!(store::wanted(db, org, id).await?));
    all.insert("notes".into(), json!(store::notes(db, org, id).await?));
    for holding in scope.house.wings.holdings {
        all.insert(holding.name.into(), (holding.hand_out)(scope, id).await?);
    }
    all.insert("letters".into(), Value::Array(letters));
    all.insert("facts".into(), Value::Array(facts));
    let mut tx = scope.db().begin().await?;
    events::record(&mut tx, scope, Event::Disclosed(id)).await?;
    tx.commit().await?;
    Ok(Value::Object(all))
}

/// What an erasure would cut, as name and number, and what would stay.
pub async fn outlook(scope: &Scope, contact: &Contact) -> Result<(Vec<(&'static str, i64)>, Vec<Kept>)> {
    let (db, org, id) = (scope.db(), scope.org_id(), contact.id);
    let addresses = store::addresses(db, org, id).await?;
    let (notes, tags, facts, letters) = store::would_cut(db, org, id, &addresses).await?;
    let cut = vec![
        ("addresses, with name and telephone number", addresses.len() as i64),
        ("notes", notes),
        ("tags", tags),
        ("letters: address, subject and text", letters),
        ("facts of the trail: the name and the words in them", facts),
    ];
    let mut kept = Vec::new();
    for holding in scope.house.wings.holdings {
        kept.extend((holding.would_keep)(scope, id).await?);
    }
    let account = has_account(scope, contact).await?;
    let waiting = store::pending_imports(db, org).await?;
    kept.extend(what_stays(letters, facts, account, waiting));
    Ok((cut, kept))
}

/// Cuts everything that tells of a person, and answers what stayed and why. The key makes a second click nothing.
///
/// # Errors
/// [`Error::NotFound`] for nobody; `contact_erased`, and `contact_merged` for a sign.
pub async fn erase(scope: &Scope, id: Uuid, key: &str) -> Result<()> {
    let known = store::by_id(scope.db(), scope.org_id(), id).await?;
    let account = has_account(scope, &known).await?;
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(_) = claim_for(&mut tx, scope, key, &format!("erase {id}"), id).await? {
        return Ok(());
    }
    let contact = store::locked(&mut tx, scope.org_id(), id).await?;
    demand_living(&contact)?;
    cut(&mut tx, scope, &contact, account, scope.now).await?;
    tx.commit().await
}

async fn has_account(scope: &Scope, contact: &Contact) -> Result<bool> {
    Ok(identity::store::account_by_email(scope.db(), &contact.email).await?.is_some())
}

/// A part of erasing and of its replay: cuts, notes the erasure, sees to it that the list beside the database tells of it,
/// and tells it.
async fn cut(tx: &mut Tx, scope: &Scope, contact: &Contact, account: bool, at: DateTime<Utc>) -> Result<()> {
    let (org, id) = (scope.org_id(), contact.id);
    let addresses = store::addresses(&mut *tx, org, id).await?;
    let mut kept = Vec::new();
    for holding in scope.house.wings.holdings {
        kept.extend((holding.erase)(&mut *tx, scope, id).await?);
    }
    let letters = post::erase(&mut *tx, org, &addresses).await?;
    // After the bookings, whose rows every change of one waits for: what was still being written is there now.
    let mut facts = events::cut_words(&mut *tx, org, id).await?;
    for sign in store::signs(&mut *tx, org, id).await? {
        facts += events::cut_words(&mut *tx, org, sign.id).await?;
    }
    store::cut(&mut *tx, org, id, at).await?;
    let waiting = store::pending_imports(&mut *tx, org).await?;
    kept.extend(what_stays(letters as i64, facts as i64, account, waiting));
    for address in &addresses {
        let erasure = Erasure {
            id: scope.id(),
            org_id: org,
            contact_id: id,
            address_hash: address_hash(org, address),
            report: Json(kept.clone()),
            erased_at: at,
        };
        store::add_erasure(&mut *tx, &erasure, scope.user_id()).await?;
    }
    jobs::enqueue(&mut *tx, &scope.house, None, &KeepList, scope.now, Some(KeepList::KEY.to_owned())).await?;
    events::record(tx, scope, Event::Erased(id, kept)).await.map(drop)
}

/// What stays of it everywhere, whatever the wings keep.
fn what_stays(letters: i64, facts: i64, account: bool, waiting: i64) -> Vec<Kept> {
    let mut kept = vec![Kept::new(
        "A fingerprint of each address",
        "So that a backup from before can be told to erase them again, and a file does not bring them back. Nobody can read an address out of it.",
    )];
    if letters > 0 {
        kept.push(Kept::new(
            format!("{letters} letters, empty"),
            "That a letter was sent, and when, shows that mail works. Address, subject and text are gone.",
        ));
    }
    if facts > 0 {
        kept.push(Kept::new(
            format!("{facts} facts of the trail, without name and words"),
            "The trail can never be changed, so it never holds what tells of a client.",
        ));
    }
    if account {
        kept.push(Kept::new(
            "Their account for signing in as a colleague",
            "It belongs to them and to all organisations they work for. An operator removes it.",
        ));
    }
    if waiting > 0 {
        kept.push(Kept::new(
            format!("{waiting} files of contacts that wait to be applied"),
            "They may hold a row about this person. It will not be applied, and is dropped with the file.",
        ));
    }
    kept
}

/// Everybody of this installation who was erased, as the list beside the database names them: each address by its mark, and
/// each contact, those too that were signs.
pub async fn erased(house: &House) -> Result<Vec<Erased>> {
    let mut all = Vec::new();
    for org in context::org_ids(&house.db).await? {
        for one in store::erasures(&house.db, org).await? {
            let mark = Some(erasures::mark(house, &one.address_hash));
            all.push(Erased { org, contact: one.contact_id, mark, at: one.erased_at });
        }
        let rows = store::erased_contacts(&house.db, org).await?;
        all.extend(rows.into_iter().map(|(contact, at)| Erased { org, contact, mark: None, at }));
    }
    Ok(all)
}

/// Erases again who was erased after the backup was made that this database comes from. Answers how many people. Doing it
/// twice does nothing more.
pub async fn replay_erasures(house: &House, list: &[Erased]) -> Result<usize> {
    let mut by_org: HashMap<Uuid, Vec<&Erased>> = HashMap::new();
    for erased in list {
        by_org.entry(erased.org).or_default().push(erased);
    }
    let mut replayed = 0;
    for (org, list) in by_org {
        // An organisation founded after the backup has nobody to erase.
        let org = match context::org_by_id(&house.db, org).await {
            Ok(org) => org,
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let scope = Scope::unattended(house, org, "erasures");
        for (contact, at) in meant(&scope, &list).await? {
            let account = has_account(&scope, &contact).await?;
            let mut tx = scope.db().begin().await?;
            let present = store::living(&mut tx, scope.org_id(), contact.id).await?;
            if present.erased_at.is_some() {
                continue; // an address and a sign of the same person, both on the list
            }
            cut(&mut tx, &scope, &present, account, at).await?;
            tx.commit().await?;
            replayed += 1;
        }
    }
    Ok(replayed)
}

/// Who of this organisation is meant by the list: known by their id or their address since before they were erased.
async fn meant(scope: &Scope, list: &[&Erased]) -> Result<Vec<(Contact, DateTime<Utc>)>> {
    let Some(last) = list.iter().map(|one| one.at).max() else { return Ok(Vec::new()) };
    let known = store::living_before(scope.db(), scope.org_id(), last).await?;
    let ids: HashMap<Uuid, DateTime<Utc>> = list.iter().map(|one| (one.contact, one.at)).collect();
    let by_mark: HashMap<&str, DateTime<Utc>> =
        list.iter().filter_map(|one| Some((one.mark.as_deref()?, one.at))).collect();
    let at = |contact: &Contact| {
        let marks = erasures::marks(&scope.house, &address_hash(scope.org_id(), &contact.email));
        let at = ids.get(&contact.id).or_else(|| marks.iter().find_map(|mark| by_mark.get(mark.as_str())));
        at.copied().filter(|at| contact.created_at < *at)
    };
    Ok(known.into_iter().filter_map(|contact| at(&contact).map(|at| (contact, at))).collect())
}
