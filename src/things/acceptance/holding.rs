//! What is kept about a contact here: what they signed, and what they are waited for. Their section of its page, and their
//! part of handing out, erasing and merging.

use super::store;
use crate::views::acceptance::contact as view;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::holdings::{Holding, Kept, Moved};
use platform::{Perm, Reach, Scope, files};
use serde_json::{Value, json};
use uuid::Uuid;

/// Acceptances on the page of a contact.
const SHOWN: i64 = 10;
/// Acceptances handed out.
const HANDED_OUT: i64 = 20_000;

/// What acceptances keep about a contact.
pub const HOLDING: Holding =
    Holding { name: "acceptances", section, hand_out, erase, would_keep, move_over, give_back };

fn section(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move {
        if !scope.may(Perm::AssetsRead) {
            return Ok(html! {});
        }
        let reach = scope.reach(Perm::AssetsRead);
        let mut found = store::of_contact(scope.db(), scope.org_id(), contact, &reach, SHOWN + 1).await?;
        let is_more = found.len() as i64 > SHOWN;
        found.truncate(usize::try_from(SHOWN).unwrap_or(0));
        Ok(view::section(&scope.org, contact, &found, is_more))
    })
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let (db, org) = (scope.db(), scope.org_id());
        let mut all = Vec::new();
        for one in store::of_contact(db, org, contact, &Reach::Everywhere, HANDED_OUT).await? {
            let record = store::record_of(db, org, one.id).await?;
            let record: Option<Value> = record.and_then(|record| serde_json::from_str(&record).ok());
            all.push(json!({
                "asked_at": one.asked_at, "state": one.state, "text": one.text, "things": one.things(), "record": record,
                "sha256": one.sha256,
            }));
        }
        Ok(Value::Array(all))
    })
}

fn would_keep(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move { Ok(kept(store::signed_by(scope.db(), scope.org_id(), contact).await?)) })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        let org = scope.org_id();
        let signed = store::signed_by(&mut *tx, org, contact).await?;
        store::withdraw_all(&mut *tx, org, contact, scope.now).await?;
        let papers = store::cut(&mut *tx, org, contact).await?;
        files::remove(tx, &scope.house, org, papers, scope.now).await?;
        Ok(kept(signed))
    })
}

fn move_over<'a>(tx: &'a mut Tx, scope: &'a Scope, from: Uuid, to: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async move { store::move_to_contact(tx, scope.org_id(), from, to).await })
}

fn give_back<'a>(
    tx: &'a mut Tx,
    scope: &'a Scope,
    from: Uuid,
    to: Uuid,
    moved: &'a [Moved],
) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async move { store::move_some_to_contact(tx, scope.org_id(), from, to, moved).await })
}

fn kept((out, back): (i64, i64)) -> Vec<Kept> {
    let mut kept = Vec::new();
    if out > 0 {
        kept.push(Kept::new(
            format!("{out} signed acceptances of things that are still checked out to them, with name and signature"),
            "They are the proof of who has what is yours (GDPR Art. 17(3)(e)). Check the things in first if they are back: then these are cut too.",
        ));
    }
    if back > 0 {
        kept.push(Kept::new(
            format!("{back} signed acceptances, without name, signature and record"),
            "That something was signed for, and when, belongs to the history of the things.",
        ));
    }
    kept
}
