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
        let mut followed: Vec<(Uuid, Option<String>)> = Vec::new();
        for event in events.iter().filter(|event| event.kind == "asset.changed") {
            let before = &event.data["before"];
            let name = before["name"].as_str().map(str::to_owned);
            let moved = before.get("home").is_some();
            if (name.is_some() || moved)
                && store::of_asset(on.again(), scope.org_id(), event.subject_id).await?.is_some()
            {
                followed.push((event.subject_id, name));
            }
        }
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
