//! Asking whoever gets something of a category that wants it to sign for it: an *acceptance* is opened with the hand-over,
//! in its transaction, and ends with the return. What is signed, and how, is the domain of acceptances.
//!
//! One acceptance holds everything of one hand-over. What the same person hands to the same person a moment later joins it
//! (a scanner hands over one thing at a time), so that nobody gets ten letters.

mod events;
mod store;

pub use events::Event;
pub(super) use store::forget;
pub use store::waiting_of;

use super::model::Asset;
use crate::catalogue::categories::{self, defaults};
use crate::views::assets::mail;
use chrono::TimeDelta;
use kernel::Result;
use kernel::crypto::sha256_hex;
use kernel::db::Tx;
use people::contacts::Contact;
use platform::Scope;
use platform::events::{record, record_about};
use platform::post::{self, Draft};
use serde_json::json;
use uuid::Uuid;

/// How long a link of a letter opens (days).
pub const LINK_DAYS: i64 = 30;
/// What is handed over so soon afterwards joins what the person was asked already.
const JOINS: TimeDelta = TimeDelta::minutes(10);

/// A custody that was opened, and of what.
pub(super) type Handed<'a> = (Uuid, &'a Asset);

/// Asks a person to sign for those things of a hand-over whose category wants it.
pub(super) async fn ask(tx: &mut Tx, scope: &Scope, person: &Contact, handed: &[Handed<'_>]) -> Result<()> {
    let org = scope.org_id();
    let tree = categories::store::tree_with_archived(&mut *tx, org).await?;
    let mut asked: Vec<Handed<'_>> = Vec::new();
    let mut texts: Vec<(String, Vec<&str>)> = Vec::new();
    for (custody, asset) in handed {
        let holds = defaults(&tree, asset.category_id);
        if !holds.asks_acceptance {
            continue;
        }
        asked.push((*custody, asset));
        match texts.iter_mut().find(|(text, _)| *text == holds.acceptance_text) {
            Some((_, names)) if names.contains(&asset.category_name.as_str()) => {}
            Some((_, names)) => names.push(&asset.category_name),
            None => texts.push((holds.acceptance_text, vec![&asset.category_name])),
        }
    }
    if asked.is_empty() {
        return Ok(());
    }
    asked.sort_by(|(_, one), (_, other)| one.tag.cmp(&other.tag));
    let text = composed(&texts);
    let tags: Vec<&str> = asked.iter().map(|(_, asset)| asset.tag.as_str()).collect();
    if let Some((id, before)) = store::joinable(tx, org, person.id, scope.user_id(), scope.now - JOINS).await? {
        store::insert_items(tx, org, id, &asked).await?;
        let text = if before.contains(&text) { before } else { format!("{before}\n\n{text}") };
        store::extend(tx, org, id, &text).await?;
        return record(tx, scope, Event::Extended { id, tags: &tags }).await.map(drop);
    }
    let id = scope.id();
    let by = match scope.actor() {
        platform::Actor::User { id, name } => (Some(id), name),
        platform::Actor::Contact { .. } | platform::Actor::System => (None, String::new()),
    };
    store::insert(tx, org, (id, person.id), &text, by, scope.now).await?;
    store::insert_items(tx, org, id, &asked).await?;
    let words = json!({ "person": person.label() });
    record_about(tx, scope, Event::Requested { id, contact: person.id, tags: &tags }, person.id, words).await?;
    let url = link(tx, scope, id).await?;
    let draft = mail::acceptance(&scope.org, person, &asked.iter().map(|(_, asset)| *asset).collect::<Vec<_>>(), &url);
    let dedupe_key = format!("acceptance:{id}:asked");
    post::queue(tx, scope, vec![Draft { subject_kind: "acceptance", subject_id: Some(id), dedupe_key, ..draft }]).await
}

/// What is signed: one text as it is; of several each under the categories it is for.
fn composed(texts: &[(String, Vec<&str>)]) -> String {
    match texts {
        [(text, _)] => text.clone(),
        several => {
            let each: Vec<String> =
                several.iter().map(|(text, names)| format!("{}:\n{text}", names.join(", "))).collect();
            each.join("\n\n")
        }
    }
}

/// A new link to an acceptance, for a letter. Only the hash of its word is kept.
pub(crate) async fn link(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<String> {
    let word = scope.house.ids.token();
    let until = scope.now + TimeDelta::days(LINK_DAYS);
    store::insert_link(tx, scope.org_id(), id, sha256_hex(word.as_bytes()), until).await?;
    Ok(scope.org.public_url(&scope.house, &format!("/acceptances/{word}")))
}

/// What came back need not be signed for any more; where nothing is left, nothing is waited for.
pub(super) async fn came_back(tx: &mut Tx, scope: &Scope, custodies: Vec<Uuid>) -> Result<()> {
    let org = scope.org_id();
    let touched = store::hold_waiting(tx, org, &custodies).await?;
    if touched.is_empty() {
        return Ok(());
    }
    store::note_back(tx, org, &touched, &custodies, scope.now).await?;
    for id in store::end_empty(tx, org, &touched, scope.now).await? {
        record(tx, scope, Event::Ended { id }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_stands_alone_and_several_under_their_categories() {
        let texts = [("Mine.".to_owned(), vec!["Laptops", "Phones"]), ("Ours.".to_owned(), vec!["Bikes"])];
        assert_eq!(composed(&texts[..1]), "Mine.");
        assert_eq!(composed(&texts), "Laptops, Phones:\nMine.\n\nBikes:\nOurs.");
    }
}
