//! Races and chance: whoever writes, and however many at once, what is on hand is the sum. Each with the guard off too.

use super::{buy, item, on_hand, sum, write};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, TestApp};
use futures::future::join_all;
use kernel::db::{Engine, sql};
use serde_json::json;
use uuid::Uuid;

/// Who writes at once.
const WRITERS: u64 = 12;
/// What each of them writes.
const EACH: u64 = 10;
/// Rounds of a race.
const ROUNDS: usize = 6;

/// A number from a seed, so that a failure can be repeated.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// Everybody writes by chance and reverses by chance; answers whether what is on hand is the sum everywhere.
async fn storm(app: &TestApp, id: Uuid) -> bool {
    let ada = app.program(&ADA).await;
    let ada = &ada;
    let path = format!("/api/v1/stock/{id}/entries");
    let path = &path;
    let writer = |writer: u64| async move {
        let (mut seed, mut mine) = (writer + 1, Vec::<String>::new());
        for _ in 0..EACH {
            let (place, other) =
                if next(&mut seed).is_multiple_of(2) { (FLOOR.id, SITE.id) } else { (SITE.id, FLOOR.id) };
            let quantity = next(&mut seed) % 7 + 1;
            let kind = ["receive", "issue", "return", "adjust", "transfer", "reverse"][(next(&mut seed) % 6) as usize];
            let answer = if let ("reverse", Some(entry)) = (kind, mine.pop()) {
                ada.post(&format!("{path}/{entry}/reversal"), json!({})).await
            } else {
                let kind = if kind == "reverse" { "receive" } else { kind };
                let body = json!({
                    "kind": kind, "location_id": place, "quantity": quantity, "counted": quantity, "to_location_id": other,
                });
                ada.post(path, body).await
            };
            // Refused is what would take more than there is, or correct nothing.
            assert!([200, 409, 422].contains(&answer.status.as_u16()), "{answer}");
            if answer.status == 200 {
                mine.push(answer.json()["data"][0]["id"].as_str().unwrap().to_owned());
            }
        }
    };
    join_all((0..WRITERS).map(writer)).await;
    let mut fits = true;
    for place in [FLOOR.id, SITE.id] {
        let (there, sum) = (on_hand(ada, id, place).await, sum(app, id, place).await);
        assert!(there >= 0, "{there} on hand");
        fits &= there == sum;
    }
    fits
}

#[tokio::test]
async fn however_many_write_what_is_on_hand_is_the_sum_of_the_ledger() {
    let app = TestApp::start().await;
    let id = item(&app, "Batteries").await;
    buy(&app.program(&ADA).await, id, FLOOR.id, 60).await;
    assert!(storm(&app, id).await);
    let report = keeping::verify::verify(&app.house).await.unwrap();
    let stock = report.0.iter().find(|finding| finding.what == keeping::verify::Rule::Stock.name()).unwrap();
    assert_eq!(stock.wrong, Vec::<String>::new());
}

#[tokio::test]
async fn without_the_trigger_that_follows_it_is_not() {
    let app = TestApp::start().await;
    let id = item(&app, "Batteries").await;
    buy(&app.program(&ADA).await, id, FLOOR.id, 60).await;
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger stock_follows",
        Engine::Postgres => "drop trigger stock_follows on stock_entries",
    };
    app.db().script(off).await.unwrap();
    assert!(!storm(&app, id).await, "nothing but the trigger keeps this promise");
}

/// Two people take the last one at once; answers how many got it, and how much is on hand.
async fn two_take_the_last(app: &TestApp, id: Uuid) -> (usize, i64) {
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    buy(&ada, id, FLOOR.id, 1).await;
    let path = format!("/api/v1/stock/{id}/entries");
    let body = json!({ "kind": "issue", "location_id": FLOOR.id, "quantity": 1 });
    let (one, two) = tokio::join!(ada.post(&path, body.clone()), bo.post(&path, body));
    for answer in [&one, &two] {
        assert!([200, 422].contains(&answer.status.as_u16()), "{answer}");
    }
    ([one, two].iter().filter(|answer| answer.status == 200).count(), on_hand(&ada, id, FLOOR.id).await)
}

#[tokio::test]
async fn of_two_who_take_the_last_one_gets_it() {
    let app = TestApp::start().await;
    let id = item(&app, "Batteries").await;
    for _ in 0..ROUNDS {
        assert_eq!(two_take_the_last(&app, id).await, (1, 0));
    }
}

#[tokio::test]
async fn without_the_guard_both_take_it() {
    let app = TestApp::start().await;
    let id = item(&app, "Batteries").await;
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger stock_below_nothing",
        Engine::Postgres => "drop trigger stock_below_nothing on stock_levels",
    };
    app.db().script(off).await.unwrap();
    assert_eq!(two_take_the_last(&app, id).await, (2, -1), "nothing but the guard keeps this promise");
}

#[tokio::test]
async fn an_entry_that_two_reverse_is_reversed_once() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 50).await;
    for _ in 0..ROUNDS {
        let body = json!({ "kind": "issue", "location_id": FLOOR.id, "quantity": 2 });
        let entry = write(&ada, id, body).await.remove(0);
        let path = format!("/api/v1/stock/{id}/entries/{}/reversal", entry["id"].as_str().unwrap());
        let (one, two) = tokio::join!(ada.post(&path, json!({})), bo.post(&path, json!({})));
        let mut seen = [one.status.as_u16(), two.status.as_u16()];
        seen.sort_unstable();
        assert_eq!(seen, [200, 409]);
        assert_eq!(on_hand(&ada, id, FLOOR.id).await, 50);
    }
}

#[tokio::test]
async fn without_the_index_an_entry_is_reversed_twice() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let id = item(&app, "Batteries").await;
    buy(&ada, id, FLOOR.id, 50).await;
    app.db().script("drop index stock_entries_org_id_reverses_id_key").await.unwrap();
    for _ in 0..2 {
        let back = sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, reverses_id, currency, at)
             select $1, org_id, item_id, location_id, kind, -quantity, $1, id, currency, at from stock_entries where quantity = 50")
            .bind(app.house.id());
        let written = app.db().run(back).await;
        // The second one finds nothing left to take: what keeps it from counting twice is the index.
        let kept = written.is_err_and(|error| error.is_conflict("stock_below_nothing"));
        assert!(!kept || on_hand(&ada, id, FLOOR.id).await == 0);
        buy(&ada, id, FLOOR.id, 60).await;
    }
    let (twice,): (i64,) =
        sql("select count(*) from stock_entries where reverses_id is not null").one(app.db()).await.unwrap();
    assert_eq!(twice, 2, "nothing but the index keeps this promise");
}
