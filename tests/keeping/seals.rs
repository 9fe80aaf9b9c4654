//! The seals of the audit trail: what was done to it behind the house's back is found, and named.

use crate::bookings::desk::book;
use crate::support::world::DESKS;
use crate::support::{BO, TestApp};
use chrono::TimeDelta;
use kernel::crypto::Key;
use kernel::db::{Engine, sql};
use platform::House;
use platform::events::seal::{self, Break, Chain};
use uuid::Uuid;

/// Six bookings, two and two sealed together.
async fn sealed() -> (TestApp, Vec<Uuid>) {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for hour in 10..16 {
        app.advance(TimeDelta::minutes(1));
        book(&bo, &DESKS, &format!("2026-03-03T{hour}:00"), 60, "grace@example.org").await;
        if hour % 2 == 1 {
            app.advance(TimeDelta::minutes(3));
            assert_eq!(seal::seal(&app.house).await.expect("a seal"), 2);
        }
    }
    let ids: Vec<(Uuid,)> = sql("select id from events order by id").all(app.db()).await.expect("events");
    (app, ids.into_iter().map(|(id,)| id).collect())
}

async fn walk(app: &TestApp) -> Chain {
    seal::walk(&app.house).await.expect("the chain can be walked")
}

/// Takes the triggers away, as somebody with the database's password could.
async fn thaw(app: &TestApp) {
    let text = match app.db().engine() {
        Engine::Sqlite => {
            "drop trigger events_frozen_update; drop trigger events_frozen_delete; drop trigger seals_frozen_update; drop trigger seals_frozen_delete;"
        }
        Engine::Postgres => "alter table events disable trigger user; alter table seals disable trigger user;",
    };
    app.db().script(text).await.expect("a script");
}

#[tokio::test]
async fn an_untouched_trail_holds_and_what_is_young_is_not_sealed_yet() {
    let (app, ids) = sealed().await;
    let chain = walk(&app).await;
    assert_eq!((chain.seals, chain.events, chain.open, chain.broken), (3, 6, 0, None));
    let bo = app.sign_in(&BO).await;
    book(&bo, &DESKS, "2026-03-04T10:00", 60, "grace@example.org").await;
    app.advance(TimeDelta::seconds(90));
    assert_eq!(seal::seal(&app.house).await.expect("a seal"), 0, "a transaction beside it may still commit");
    assert_eq!(walk(&app).await.open, 1);
    app.advance(TimeDelta::minutes(2));
    app.tick().await;
    let chain = walk(&app).await;
    assert_eq!((chain.seals, chain.events, chain.open), (4, 7, 0), "the schedule seals");
    // The relay's flag is no part of what is sealed.
    app.db().script("update events set dispatched = false").await.expect("a script");
    assert_eq!(walk(&app).await.broken, None);
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn an_altered_event_is_named() {
    for column in 0..4 {
        let (app, ids) = sealed().await;
        thaw(&app).await;
        let statement = match column {
            0 => sql("update events set actor_name = 'Nobody' where id = $1"),
            1 => sql("update events set kind = 'booking.moved' where id = $1"),
            2 => sql("update events set org_id = null where id = $1"),
            _ => sql("update events set data = '{}' where id = $1"),
        };
        app.db().run(statement.bind(ids[3])).await.expect("a change");
        assert_eq!(walk(&app).await.broken, Some(Break::Altered(ids[3])));
    }
}

#[tokio::test]
async fn a_removed_event_is_named() {
    for at in [0, 3, 5] {
        let (app, ids) = sealed().await;
        thaw(&app).await;
        app.db().run(sql("delete from events where id = $1").bind(ids[at])).await.expect("a change");
        assert_eq!(walk(&app).await.broken, Some(Break::Removed(ids[at])));
    }
}

#[tokio::test]
async fn an_event_that_was_slipped_in_is_named() {
    let (app, ids) = sealed().await;
    let between = Uuid::from_u128(ids[2].as_u128() + 1);
    let copy = sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         select $1, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id from events where id = $2");
    app.db().run(copy.bind(between).bind(ids[2])).await.expect("a change");
    assert_eq!(walk(&app).await.broken, Some(Break::Inserted(between)));
}

#[tokio::test]
async fn an_event_that_is_dated_back_is_named() {
    let (app, ids) = sealed().await;
    let id = app.house.id();
    let copy = sql("insert into events (id, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id)
         select $1, org_id, at, kind, actor_kind, actor_id, actor_name, subject_kind, subject_id, data, request_id from events where id = $2");
    app.db().run(copy.bind(id).bind(ids[0])).await.expect("a change");
    app.advance(TimeDelta::minutes(3));
    seal::seal(&app.house).await.expect("a seal");
    assert_eq!(walk(&app).await.broken, Some(Break::Misdated(id)));
}

#[tokio::test]
async fn a_chain_made_anew_without_the_key_is_told_apart() {
    let (app, ids) = sealed().await;
    thaw(&app).await;
    app.db().run(sql("update events set actor_name = 'Nobody' where id = $1").bind(ids[3])).await.expect("a change");
    app.db().script("delete from seals").await.expect("a change");
    // Whoever does it has the program and the database, and another key, which they pass off as the house's.
    let key = Key::from_text("the key of somebody who has only the database").expect("a long key");
    let forger = House::new(
        app.db().clone(),
        app.clock.clone(),
        kernel::id::Ids::system(),
        key,
        app.house.settings.clone(),
        Default::default(),
    );
    while seal::seal(&forger).await.expect("a seal") > 0 {}
    let chain = walk(&app).await;
    assert_eq!((chain.broken.clone(), chain.other_key), (None, chain.seals), "another key is told: {chain:?}");
    app.db().run(sql("update seals set key_mark = $1").bind(seal::key_mark(&app.house.key))).await.expect("a change");
    assert_eq!(walk(&app).await.broken, Some(Break::Forged(1)));
}

#[tokio::test]
async fn a_seal_that_is_gone_or_changed_is_named() {
    for text in ["delete from seals where number = 2", "update seals set entries = previous where number = 3"] {
        let (app, _) = sealed().await;
        let frozen = app.db().run(sql("delete from seals where number = 2")).await;
        assert!(frozen.is_err_and(|error| error.is_conflict("seals_frozen")));
        thaw(&app).await;
        let text = if app.db().engine() == Engine::Postgres && text.starts_with("update") {
            "update seals set entries = convert_to(previous, 'UTF8') where number = 3"
        } else {
            text
        };
        app.db().script(text).await.expect("a change");
        assert_eq!(walk(&app).await.broken, Some(Break::Seal(3)));
    }
}
