//! Changing an audit that is under way: everything but what it is of.

use super::super::events::Event;
use super::super::model::{Audit, Details};
use super::super::{asking, store};
use crate::difference::difference;
use kernel::{Error, Result};
use platform::events::record;
use platform::{Perm, Reach, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

/// Changes an audit. Somebody else who is to do it now is told.
///
/// # Errors
/// `audit_is_closed`; `audit_changed` where somebody was quicker; forbidden where the viewer may not change all that it is of.
pub async fn change(scope: &Scope, id: Uuid, version: i64, details: &Details) -> Result<()> {
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    let before = store::hold(&mut tx, org, id, &scope.reach(Perm::AssetsRead)).await?;
    if !before.is_covered(&scope.reach(Perm::AssetsManage)) {
        return Err(Error::Forbidden);
    }
    if before.closed_at.is_some() {
        return Err(Error::conflict("audit_is_closed"));
    }
    if before.version != version {
        return Err(Error::conflict("audit_changed"));
    }
    store::update(&mut tx, org, id, details).await?;
    let after = store::by_id(&mut tx, org, id, &Reach::Everywhere).await?;
    if after.reminders != before.reminders {
        asking::begin_ladder(&mut tx, scope, &after).await?;
    }
    let (was, is) = difference(told(&before), told(&after));
    if was != json!({}) || is != json!({}) {
        record(&mut tx, scope, Event::Changed { audit: &after, before: was, after: is }).await?;
    }
    if after.assignee_id.is_some() && after.assignee_id != before.assignee_id {
        record(&mut tx, scope, Event::Assigned { audit: &after }).await?;
    }
    tx.commit().await
}

fn told(audit: &Audit) -> Value {
    json!({
        "name": audit.name,
        "assignee": audit.assignee_id,
        "due_on": audit.due_on,
        "note": audit.note,
        "reminders": audit.reminders,
    })
}
