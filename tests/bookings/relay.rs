//! The relay looks before it writes: what changes in between is looked at again.

use crate::support::{HARBOUR, TestApp};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::crypto::Key;
use kernel::db::{Json, On, sql};
use kernel::id::Ids;
use kernel::mail::EmailAddress;
use people::contacts::actions::remember;
use platform::events::{self, Effect, Fact, Occurred, relay};
use platform::house::Wings;
use platform::{House, Scope, context};
use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use uuid::Uuid;

/// How often the reaction has looked, and what it wrote in the end.
static LOOKS: AtomicUsize = AtomicUsize::new(0);
static WRITTEN: Mutex<Vec<Option<String>>> = Mutex::new(Vec::new());
/// Whether the erasure hides that it was there.
static HIDDEN: Mutex<bool> = Mutex::new(false);

static WINGS: Wings = Wings { reactions: &[while_somebody_is_erased], ..steward::registry::WINGS };

/// A reaction whose letter quotes the words of a client, who is erased between its first look and its writing.
fn while_somebody_is_erased<'a>(
    _: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        let said = events[0].data["title"].as_str().map(str::to_owned);
        if LOOKS.fetch_add(1, Ordering::SeqCst) == 0 {
            let hidden = *HIDDEN.lock().unwrap();
            let words = match hidden {
                false => sql("delete from event_words where org_id = $1"),
                true => sql("update event_words set words = '{}' where org_id = $1"),
            };
            scope.db().run(words.bind(scope.org_id())).await?;
        }
        let effect: Effect = Box::new(move |_| {
            Box::pin(async move {
                WRITTEN.lock().unwrap().push(said);
                Ok(())
            })
        });
        Ok(Some(effect))
    })
}

async fn written(hidden: bool) -> Vec<Option<String>> {
    *HIDDEN.lock().unwrap() = hidden;
    let app = TestApp::start().await;
    app.settle().await;
    let org = context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    let scope = Scope::unattended(&app.house, org, "test");
    let mut tx = app.db().begin().await.unwrap();
    let email = EmailAddress::parse("gone@guests.example").unwrap();
    let contact = remember(&mut tx, &scope, "Gone Soon", &email, "", "test").await.unwrap();
    let fact = Fact {
        kind: "contact.noted",
        subject_kind: "contact",
        subject: Uuid::from_u128(7),
        data: json!({ "by": "test" }),
    };
    events::record_about(&mut tx, &scope, fact, contact.id, json!({ "title": "My own words" })).await.unwrap();
    tx.commit().await.unwrap();
    let (kept,): (Json<serde_json::Value>,) =
        sql("select words from event_words where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    assert_eq!(kept["data"]["title"], "My own words");
    let key = Key::from_text("not used here, and 32 letters or more").unwrap();
    let house = House::new(app.db().clone(), app.clock.clone(), Ids::system(), key, app.house.settings.clone(), WINGS);
    while relay::step(&house).await.unwrap() > 0 {}
    let written = std::mem::take(&mut *WRITTEN.lock().unwrap());
    LOOKS.store(0, Ordering::SeqCst);
    written
}

#[tokio::test]
async fn what_was_erased_since_the_look_is_looked_at_again() {
    assert_eq!(written(false).await, [None], "the letter knows nothing of it");
    // The control: an erasure that the relay cannot notice, and the words are out.
    assert_eq!(written(true).await, [Some("My own words".to_owned())]);
}
