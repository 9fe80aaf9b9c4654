//! What schedules keep about a contact: that a report is sent to their address. Their part of handing out and erasing.

use super::store;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::Scope;
use platform::holdings::{Holding, Kept, Moved};
use serde_json::{Value, json};
use uuid::Uuid;

/// What schedules keep about a contact.
pub const HOLDING: Holding =
    Holding { name: "report_schedules", section, hand_out, erase, would_keep, move_over, give_back };

/// The letters stand on the contact's page already.
fn section(_scope: &Scope, _contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move { Ok(html! {}) })
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let all = store::of_address(scope.db(), scope.org_id(), contact).await?;
        Ok(all.iter().map(|(_, name, ended_at)| json!({ "report": name, "ended_at": ended_at })).collect())
    })
}

/// Nothing of it stays.
fn would_keep(_scope: &Scope, _contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move { Ok(Vec::new()) })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        for (recipient, ..) in store::of_address(&mut *tx, scope.org_id(), contact).await? {
            store::remove_recipient(&mut *tx, scope.org_id(), recipient).await?;
        }
        Ok(Vec::new())
    })
}

/// It is sent to an address, whoever that belongs to.
fn move_over<'a>(_tx: &'a mut Tx, _scope: &'a Scope, _from: Uuid, _to: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async move { Ok(Vec::new()) })
}

fn give_back<'a>(
    _tx: &'a mut Tx,
    _scope: &'a Scope,
    _from: Uuid,
    _to: Uuid,
    _moved: &'a [Moved],
) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async move { Ok(0) })
}
