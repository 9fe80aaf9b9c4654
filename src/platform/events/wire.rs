//! Hints between nodes: an event that one node tells is a hint on every node's open pages. Through Postgres, which the
//! nodes share already; a hint that is lost with a connection is one page that looks again later.

use super::relay::Occurred;
use crate::House;
use kernel::Result;
use kernel::db::{Engine, Tx, notify};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The channel.
const CHANNEL: &str = "steward_hints";
/// The pause before ears that were lost are opened again.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(2);

/// The hints of these events, each once: organisation and topic.
pub(super) fn hints(events: &[Occurred]) -> Vec<(Uuid, String)> {
    let mut hints: Vec<(Uuid, String)> = Vec::new();
    for event in events {
        let Some(org) = event.org_id else { continue };
        let topic = event.kind.split('.').next().unwrap_or_default().to_owned();
        if !hints.contains(&(org, topic.clone())) {
            hints.push((org, topic));
        }
    }
    hints
}

/// Says to the other nodes, when this transaction commits, what this one will tell its own pages.
pub(super) async fn say(tx: &mut Tx, house: &House, events: &[Occurred]) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    for (org, topic) in hints(events) {
        notify(CHANNEL, format!("{} {org} {topic}", house.node)).run(tx).await?;
    }
    Ok(())
}

/// Tells the pages of this node what other nodes say, until the house stops. On SQLite there is nobody to listen to.
pub async fn run(house: House, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let heard = tokio::select! {
            heard = hear(&house) => heard,
            () = stop.cancelled() => return,
        };
        match heard {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "hints of other nodes are not heard; listening again"),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn hear(house: &House) -> Result<()> {
    let Some(mut ears) = house.db.listen(CHANNEL).await? else { return Ok(()) };
    loop {
        let said = ears.next().await?;
        let mut words = said.split(' ');
        let (node, org, topic) = (words.next(), words.next(), words.next());
        let own = node.is_some_and(|node| node == house.node.to_string());
        if let (false, Some(Ok(org)), Some(topic)) = (own, org.map(str::parse::<Uuid>), topic) {
            house.hub.tell(org, topic);
        }
    }
}
