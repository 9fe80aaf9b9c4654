//! What audits keep about a contact: what they were asked for, and what they answered. Their part of handing out, erasing
//! and merging.

use super::store;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::Scope;
use platform::holdings::{Holding, Kept, Moved};
use serde_json::{Value, json};
use uuid::Uuid;

/// Answers handed out.
const HANDED_OUT: i64 = 20_000;

/// What audits keep about a contact.
pub const HOLDING: Holding = Holding { name: "audits", section, hand_out, erase, would_keep, move_over, give_back };

/// What they have stands on the contact's page already.
fn section(_scope: &Scope, _contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move { Ok(html! {}) })
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let all = store::answers_of(scope.db(), scope.org_id(), contact, HANDED_OUT).await?;
        let told = |(audit, asset, has, note, at): &store::Said| json!({ "audit": audit, "asset": asset, "has_it": has, "note": note, "at": at });
        Ok(all.iter().map(told).collect())
    })
}

fn would_keep(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move { Ok(kept(store::count_answers(scope.db(), scope.org_id(), contact).await?)) })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        let all = store::cut_answers(tx, scope.org_id(), contact).await?;
        Ok(kept(i64::try_from(all).unwrap_or(i64::MAX)))
    })
}

fn move_over<'a>(tx: &'a mut Tx, scope: &'a Scope, from: Uuid, to: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async move { store::move_asked(tx, scope.org_id(), from, to).await })
}

fn give_back<'a>(
    tx: &'a mut Tx,
    scope: &'a Scope,
    from: Uuid,
    to: Uuid,
    moved: &'a [Moved],
) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async move { store::move_some_asked(tx, scope.org_id(), from, to, moved).await })
}

fn kept(all: i64) -> Vec<Kept> {
    if all == 0 {
        return Vec::new();
    }
    vec![Kept::new(
        format!("{all} answers in audits, without the notes"),
        "They say that something of yours was there: what an audit found stays as it is.",
    )]
}
