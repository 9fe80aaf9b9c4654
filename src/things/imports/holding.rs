//! What imports keep about a contact: rows of files, locked, in which they may be named. Whoever is erased takes all of
//! them along, because nobody can tell which.

use super::store;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::Scope;
use platform::holdings::{Holding, Kept, Moved};
use serde_json::{Value, json};
use uuid::Uuid;

/// What imports keep about a contact.
pub const HOLDING: Holding = Holding { name: "imports", section, hand_out, erase, would_keep, move_over, give_back };

fn section(_: &Scope, _: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async { Ok(html! {}) })
}

fn hand_out(_: &Scope, _: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async { Ok(json!([])) })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, _: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        store::forget_all(tx, scope.org_id()).await?;
        Ok(Vec::new())
    })
}

fn would_keep(_: &Scope, _: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async { Ok(Vec::new()) })
}

fn move_over<'a>(_: &'a mut Tx, _: &'a Scope, _: Uuid, _: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async { Ok(Vec::new()) })
}

fn give_back<'a>(_: &'a mut Tx, _: &'a Scope, _: Uuid, _: Uuid, _: &'a [Moved]) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async { Ok(0) })
}
