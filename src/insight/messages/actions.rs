//! What people do with outgoing mail.

use super::events::Event;
use super::store;
use chrono::Duration;
use kernel::{Error, Result};
use platform::post::{self, Draft, Outgoing};
use platform::{Scope, User, events, once};
use uuid::Uuid;

/// Test letters one person may ask for within [`TEST_WINDOW_MINUTES`].
const TESTS_MAX: u32 = 5;
/// The window of that limit (minutes).
const TEST_WINDOW_MINUTES: i64 = 10;

/// Queues a message once more. Whether the viewer may is the caller's to ask.
///
/// # Errors
/// `mails_a_day` when the organisation has written as many today as it may; `message_on_its_way` when it is neither failed nor uncertain nor deferred any more.
pub async fn send_again(scope: &Scope, message: &Outgoing) -> Result<()> {
    let mut tx = scope.db().begin().await?;
    if !post::has_allowance(&mut tx, scope).await? {
        return Err(Error::conflict("mails_a_day"));
    }
    if !store::queue_again(&mut tx, scope.org_id(), message.id, scope.now).await? {
        return Err(Error::conflict("message_on_its_way"));
    }
    events::record(&mut tx, scope, Event::Resent(message)).await?;
    tx.wake(&scope.house.post_bell);
    tx.commit().await
}

/// Queues a test letter to the person who asks for it, and answers which message it is. The same key queues one.
/// `letter` is what it says.
///
/// # Errors
/// [`Error::TooMany`] after [`TESTS_MAX`] within the window.
pub async fn send_test(scope: &Scope, to: &User, letter: Draft, key: &str) -> Result<Uuid> {
    let window = Duration::minutes(TEST_WINDOW_MINUTES);
    scope.house.limits.spend(format!("mail-test:{}", to.id), TESTS_MAX, window, scope.now)?;
    let mut tx = scope.db().begin().await?;
    let id = match once::claim(&mut tx, scope, key, "message.tested").await? {
        once::Claim::Done(id) => id,
        once::Claim::New => {
            let dedupe_key = format!("test:{}:{}:{key}", scope.org_id(), to.id);
            let draft = Draft {
                subject_kind: "organisation",
                subject_id: Some(scope.org_id()),
                dedupe_key: dedupe_key.clone(),
                ..letter
            };
            post::queue(&mut tx, scope, vec![draft]).await?;
            let id = store::id_by_key(&mut tx, scope.org_id(), &dedupe_key).await?;
            let id = id.ok_or_else(|| Error::broken("a queued message cannot be found by its key"))?;
            events::record(&mut tx, scope, Event::Tested { message: id, to: &to.email }).await?;
            once::settle(&mut tx, scope, key, id).await?;
            id
        }
    };
    tx.commit().await?;
    Ok(id)
}
