//! What follows when an asset changes: the resource that it is is called and stands as it does.

use super::{actions, store};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::On;
use platform::Scope;
use platform::events::{Effect, Occurred};
use uuid::Uuid;

/// Names and places follow.
pub fn on_events<'a>(
    mut on: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        let changed = events.iter().filter(|event| event.kind == "asset.changed").filter_map(|event| {
            let before = &event.data["before"];
            let name = before["name"].as_str().map(str::to_owned);
            (name.is_some() || before.get("home").is_some()).then_some((event.subject_id, name))
        });
        let mut followed: Vec<(Uuid, Option<String>)> = changed.collect();
        if followed.is_empty() {
            return Ok(None);
        }
        // A batch may hold hundreds, and nearly none of them can be booked.
        let ids = followed.iter().map(|(asset, _)| *asset);
        let bookable = store::which_assets(on.again(), scope.org_id(), ids).await?;
        followed.retain(|(asset, _)| bookable.contains(asset));
        if followed.is_empty() {
            return Ok(None);
        }
        let scope = scope.clone();
        let effect: Effect = Box::new(move |tx| {
            Box::pin(async move {
                for (asset, was) in &followed {
                    actions::follow_in(tx, &scope, *asset, was.as_deref()).await?;
                }
                Ok(())
            })
        });
        Ok(Some(effect))
    })
}
