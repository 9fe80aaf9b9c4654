//! Races about assets: numbers without gaps, one holder at a time, nothing a part of itself. Each with the guard off too.

use super::numbering::tags;
use super::{asset, category};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use futures::future::join_all;
use kernel::db::{Engine, sql};
use serde_json::json;
use uuid::Uuid;

/// Who writes at once.
const WRITERS: usize = 32;
/// What each of them makes.
const EACH: usize = 4;
/// Rounds of a race.
const ROUNDS: usize = 8;

async fn make_many(app: &TestApp, kind: Uuid) -> Vec<u16> {
    let ada = app.program(&ADA).await;
    let ada = &ada;
    let writer = |writer: usize| async move {
        let mut seen = Vec::new();
        for turn in 0..EACH {
            // Every fourth wish is refused: its number must not be lost.
            let serial = if turn == 3 { "TAKEN".to_owned() } else { format!("{writer}-{turn}") };
            let body = json!({ "name": "Thing", "category_id": kind, "serial": serial });
            seen.push(ada.post("/api/v1/assets", body).await.status.as_u16());
        }
        seen
    };
    join_all((0..WRITERS).map(writer)).await.concat()
}

#[tokio::test]
async fn thirty_two_writers_get_numbers_without_gaps_and_without_doubles() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "OTHER", None).await;
    let ada = app.program(&ADA).await;
    ada.post("/api/v1/assets", json!({ "name": "First", "category_id": kind, "serial": "TAKEN" })).await.expect(201);
    let answers = make_many(&app, kind).await;
    let count = |status: u16| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(201), count(422)), (WRITERS * 3, WRITERS), "{answers:?}");
    let wanted: Vec<String> = (1..=WRITERS * 3 + 1).map(|number| format!("NB-{number:05}")).collect();
    assert_eq!(tags(&app).await[..wanted.len()], wanted[..]);
}

#[tokio::test]
async fn a_number_that_is_taken_outside_of_the_transaction_leaves_gaps() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    ada.post("/api/v1/assets", json!({ "name": "First", "category_id": kind, "serial": "TAKEN" })).await.expect(201);
    for _ in 0..3 {
        let take = sql("update tag_sequences set next = next + 1 where org_id = $1").bind(HARBOUR.id);
        app.db().run(take).await.unwrap();
        let refused = json!({ "name": "Next", "category_id": kind, "serial": "TAKEN" });
        ada.post("/api/v1/assets", refused).await.expect(422);
    }
    ada.post("/api/v1/assets", json!({ "name": "Last", "category_id": kind })).await.expect(201);
    assert_eq!(tags(&app).await, ["NB-00001", "NB-00005"], "nothing but the transaction keeps this promise");
}

/// Two people check the same asset out at once; answers how many got it, and how many custodies are open.
async fn two_take_it(app: &TestApp, id: Uuid) -> (usize, i64) {
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let body = json!({ "to": { "kind": "location", "id": crate::support::world::SITE.id } });
    let path = format!("/api/v1/assets/{id}/check-out");
    let (one, two) = tokio::join!(ada.post(&path, body.clone()), bo.post(&path, body));
    for answer in [&one, &two] {
        assert!([200, 422].contains(&answer.status.as_u16()), "{answer}");
    }
    let open = sql("select count(*) from custodies where org_id = $1 and asset_id = $2 and in_at is null");
    let (open,): (i64,) = open.bind(HARBOUR.id).bind(id).one(app.db()).await.unwrap();
    ([one, two].iter().filter(|answer| answer.status == 200).count(), open)
}

#[tokio::test]
async fn of_two_who_check_the_same_asset_out_one_gets_it() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for round in 0..ROUNDS {
        let id = asset(&app, kind, &format!("NB-{round}"), None).await;
        assert_eq!(two_take_it(&app, id).await, (1, 1));
    }
}

#[tokio::test]
async fn without_the_guards_an_asset_has_two_holders() {
    let app = TestApp::start().await;
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger asset_not_in_stock; drop index custodies_org_id_asset_id_key",
        Engine::Postgres => "drop trigger asset_not_in_stock on custodies; drop index custodies_org_id_asset_id_key",
    };
    app.db().script(off).await.unwrap();
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    for _ in 0..2 {
        let open = sql("insert into custodies (id, org_id, asset_id, location_id, out_at) values ($1, $2, $3, $4, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(id)
            .bind(crate::support::world::SITE.id)
            .bind(app.now());
        app.db().run(open).await.expect("nothing but the guards keeps this promise");
    }
}

#[tokio::test]
async fn a_second_holder_is_refused_by_the_schema_itself() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "NB-1", None).await;
    let open = || {
        sql("insert into custodies (id, org_id, asset_id, location_id, out_at) values ($1, $2, $3, $4, $5)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(id)
            .bind(crate::support::world::SITE.id)
            .bind(app.now())
    };
    app.db().run(open()).await.unwrap();
    let refused = app.db().run(open()).await.unwrap_err();
    assert!(refused.is_conflict("custodies_org_id_asset_id_key"), "{refused}");
    let lend = sql("update assets set state = 'disposed', disposed_at = $3 where org_id = $1 and id = $2");
    let refused = app.db().run(lend.bind(HARBOUR.id).bind(id).bind(app.now())).await.unwrap_err();
    assert!(refused.is_conflict("asset_state_and_custody"), "{refused}");
}

#[tokio::test]
async fn two_assets_do_not_become_parts_of_each_other_at_once() {
    let app = TestApp::start().await;
    let kind = category(&app, "Racks", "R-###").await;
    for round in 0..ROUNDS {
        let one = asset(&app, kind, &format!("A{round}"), None).await;
        let other = asset(&app, kind, &format!("B{round}"), None).await;
        let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
        let path = |id: Uuid| format!("/api/v1/assets/{id}/check-out");
        let (out, back) = (path(one), path(other));
        let into = |id: Uuid| json!({ "to": { "kind": "asset", "id": id } });
        let (there, here) = tokio::join!(ada.post(&out, into(other)), bo.post(&back, into(one)));
        let done = [&there, &here].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{there}\n{here}");
    }
}
