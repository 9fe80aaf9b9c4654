//! What stock keeps about a contact: what was issued to them. Their section of its page, and their part of handing out,
//! erasing and merging.

use super::store;
use crate::views::stock::contact as view;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::holdings::{Holding, Kept, Moved};
use platform::{Perm, Reach, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Entries on the page of a contact.
const SHOWN: i64 = 20;
/// Entries handed out.
const HANDED_OUT: i64 = 20_000;

/// What stock keeps about a contact.
pub const HOLDING: Holding = Holding { name: "stock", section, hand_out, erase, would_keep, move_over, give_back };

fn section(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move {
        if !scope.may(Perm::AssetsRead) {
            return Ok(html! {});
        }
        let reach = scope.reach(Perm::AssetsRead);
        let entries = store::of_contact(scope.db(), scope.org_id(), contact, &reach, SHOWN).await?;
        Ok(view::section(&scope.org, &entries))
    })
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let all = store::of_contact(scope.db(), scope.org_id(), contact, &Reach::Everywhere, HANDED_OUT).await?;
        let told = |(_, name, unit, kind, quantity, at, note): &store::ToContact| json!({ "item": name, "unit": unit, "kind": kind.name(), "quantity": quantity, "at": at, "note": note });
        Ok(all.iter().map(told).collect())
    })
}

fn would_keep(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move { Ok(kept(store::count_of_contact(scope.db(), scope.org_id(), contact).await?)) })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        let all = store::cut_notes(tx, scope.org_id(), contact).await?;
        Ok(kept(i64::try_from(all).unwrap_or(i64::MAX)))
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

fn kept(all: i64) -> Vec<Kept> {
    if all == 0 {
        return Vec::new();
    }
    vec![Kept::new(
        format!("{all} entries of stock, without the notes"),
        "They say what was used up, and when: the sum of the ledger is what is on hand.",
    )]
}
