//! Setting up the organisation's chat room. The secret of the room is kept, never shown and never told.

use super::super::chat::{RoomForm, Service};
use super::super::reactions::Say;
use super::super::store::{self, Post, RoomWish};
use chrono::Duration;
use kernel::crypto::{Place, Secret};
use kernel::{Error, Result};
use platform::events::{self, Fact};
use platform::{House, Perm, Scope, jobs};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the secrets of rooms are locked for.
pub const PURPOSE: &str = "chat.secret";
/// Tests one organisation may ask for within [`TEST_WINDOW_MINUTES`].
const TESTS_MAX: u32 = 5;
/// The window of that limit (minutes).
const TEST_WINDOW_MINUTES: i64 = 10;

/// Sets the room up, or changes it.
///
/// # Errors
/// Problems at the fields; `chat_room_changed` when this version is not the present one any more.
pub async fn set_up(scope: &Scope, form: &RoomForm) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let mut tx = scope.db().begin().await?;
    let known = store::maybe_room(&mut tx, scope.org_id()).await?;
    let (service, name, secret, chat) = form.parse(known.as_ref().map(|room| room.service)).map_err(Error::Invalid)?;
    if service != Service::Telegram
        && let Some(address) = &secret
    {
        let refused = |refusal| Error::invalid("secret", format!("This address is not called: {refusal}."));
        scope.house.egress.target(address).map_err(refused)?;
    }
    let secret = secret.map(|secret| keep(scope, &secret));
    let before = known.as_ref().map(|room| told(room.service, &room.name));
    let after = told(service, &name);
    let wish = RoomWish { service, name, secret, chat };
    if !store::change_room(&mut tx, scope.org_id(), form.version, &wish, scope.now).await? {
        return Err(Error::conflict("chat_room_changed"));
    }
    record(&mut tx, scope, before, Some(after)).await?;
    tx.commit().await
}

/// Takes the room away.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn remove(scope: &Scope) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let mut tx = scope.db().begin().await?;
    let room = store::maybe_room(&mut tx, scope.org_id()).await?.ok_or(Error::NotFound)?;
    store::remove_room(&mut tx, scope.org_id()).await?;
    record(&mut tx, scope, Some(told(room.service, &room.name)), None).await?;
    tx.commit().await
}

/// Says something in the room, to see whether it arrives. `words` is what is said.
///
/// # Errors
/// [`Error::TooMany`] after [`TESTS_MAX`] within the window; [`Error::NotFound`] where there is no room.
pub async fn test(scope: &Scope, words: String) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let (org, now) = (scope.org_id(), scope.now);
    store::maybe_room(scope.db(), org).await?.ok_or(Error::NotFound)?;
    scope.house.limits.spend(format!("chat-test:{org}"), TESTS_MAX, Duration::minutes(TEST_WINDOW_MINUTES), now)?;
    let post = Post {
        id: scope.id(),
        event_id: None,
        kind: "test".to_owned(),
        text: words,
        due_at: now,
        attempts: 0,
        fence: 0,
    };
    let mut tx = scope.db().begin().await?;
    store::add_posts(&mut tx, org, vec![post], now).await?;
    jobs::enqueue(&mut tx, &scope.house, None, &Say, now, None).await?;
    tx.commit().await
}

async fn record(tx: &mut kernel::db::Tx, scope: &Scope, before: Option<Value>, after: Option<Value>) -> Result<()> {
    let data = json!({ "before": { "chat_room": before }, "after": { "chat_room": after } });
    let fact = Fact { kind: "organisation.changed", subject_kind: "organisation", subject: scope.org_id(), data };
    events::record(tx, scope, fact).await.map(drop)
}

fn told(service: Service, name: &str) -> Value {
    json!({ "service": service.name(), "name": name })
}

/// A secret as it is kept.
fn keep(scope: &Scope, secret: &str) -> String {
    scope.house.key.lock(&scope.house.ids, place(scope.org_id()), secret)
}

/// A kept secret in the clear.
pub(super) fn reveal(house: &House, org: Uuid, kept: &str) -> Result<Secret<String>> {
    house.key.unlock(place(org), kept).map_err(Error::broken)
}

/// An organisation has one room, so the row is the organisation's.
fn place(org: Uuid) -> Place<'static> {
    Place { org, purpose: PURPOSE, row: org }
}
