//! Lists: every page is read once whatever happens meanwhile, orders, filters.

use crate::support::world::{BOARDROOM, DESKS, FLOOR, SITE};
use crate::support::{ADA, BO, CY, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Reads a list to its end; answers the values of a field.
async fn all(program: &Program, path: &str, field: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let mut next = path.to_owned();
    loop {
        let page = program.get(&next).await.expect(200).json();
        values.extend(page["data"].as_array().unwrap().iter().map(|row| row[field].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { return values };
        assert!(values.len() < 1_000, "{path} never ends");
        next = format!("{path}&cursor={cursor}");
    }
}

async fn book(program: &Program, resource: &uuid::Uuid, starts_at: &str, name: &str) -> Value {
    let body = json!({
        "resource_id": resource, "starts_at": starts_at, "minutes": 30, "title": name,
        "guest": { "name": name, "email": format!("{}@guest.example", name.to_lowercase()) },
    });
    program.post("/api/v1/bookings", body).await.expect(201).json()
}

#[tokio::test]
async fn bookings_come_in_pages_that_neither_skip_nor_repeat_while_others_book() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for hour in 8..18 {
        book(&ada, &BOARDROOM.id, &format!("2026-03-09T{hour:02}:00:00Z"), "Ann").await;
        book(&ada, &DESKS.id, &format!("2026-03-09T{hour:02}:00:00Z"), "Ben").await; // the same instant: the id decides
    }
    let up = all(&ada, "/api/v1/bookings?limit=3", "id").await;
    assert_eq!((up.len(), up.iter().map(Value::to_string).collect::<BTreeSet<_>>().len()), (20, 20));
    let mut down = all(&ada, "/api/v1/bookings?limit=7&sort=-starts_at", "id").await;
    down.reverse();
    assert_eq!(up, down);
    // Between two pages somebody books before and behind the edge.
    let first = ada.get("/api/v1/bookings?limit=5").await.json();
    book(&ada, &BOARDROOM.id, "2026-03-08T09:00:00Z", "Cat").await;
    book(&ada, &BOARDROOM.id, "2026-03-10T09:00:00Z", "Dan").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = all(&ada, &format!("/api/v1/bookings?limit=200&cursor={cursor}"), "id").await;
    let seen: Vec<&Value> = first["data"].as_array().unwrap().iter().map(|row| &row["id"]).chain(&rest).collect();
    assert_eq!(seen.len(), 21);
    assert!(up.iter().all(|id| seen.contains(&id)), "nothing that was there is missing");
    // A cursor of one order means nothing to another.
    assert_eq!(
        ada.get(&format!("/api/v1/bookings?sort=-starts_at&cursor={cursor}")).await.expect(422).pointers(),
        ["/cursor"]
    );
}

#[tokio::test]
async fn bookings_are_found_by_what_they_are_and_whose() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let one = book(&ada, &BOARDROOM.id, "2026-03-09T09:00:00Z", "Ann").await;
    let two = book(&bo, &DESKS.id, "2026-03-10T09:00:00Z", "Ben").await;
    ada.delete(&format!("/api/v1/bookings/{}", two["id"].as_str().unwrap())).await.expect(204);
    let found = |query: String| {
        let ada = &ada;
        async move { all(ada, &format!("/api/v1/bookings?{query}"), "title").await }
    };
    let contact = one["guest"]["contact_id"].as_str().unwrap().to_owned();
    for query in [
        "status=confirmed".to_owned(),
        "until=2026-03-09T12:00:00Z".to_owned(),
        format!("resource_id={}", BOARDROOM.id),
        format!("user_id={}", ADA.id),
        format!("contact_id={contact}"),
        "q=ann".to_owned(),
        format!("q={}", one["code"].as_str().unwrap()),
    ] {
        assert_eq!(found(query.clone()).await, ["Ann"], "{query}");
    }
    assert_eq!(found("status=confirmed,cancelled".to_owned()).await, ["Ann", "Ben"]);
    assert_eq!(found(format!("location_id={}", SITE.id)).await.len(), 2);
    assert_eq!(found("from=2026-03-09T09:30:00Z".to_owned()).await, ["Ben"]);
    assert_eq!(found(format!("location_id={}", app.house.id())).await.len(), 0);
}

#[tokio::test]
async fn people_grants_contacts_and_resources_come_in_pages_too() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for _ in 0..7 {
        app.employ(HARBOUR.id, Role::Viewer).await; // all of one name: the id decides
    }
    assert_eq!(all(&ada, "/api/v1/users?limit=2", "id").await.len(), 10);
    assert_eq!(all(&ada, "/api/v1/grants?limit=3", "id").await.len(), 10);
    assert_eq!(all(&ada, "/api/v1/grants?role=viewer", "id").await.len(), 7);
    assert_eq!(all(&ada, "/api/v1/users?q=bo%20marsh", "name").await, ["Bo Marsh"]);
    for name in ["ann", "ben", "cat", "dan", "eve"] {
        ada.post("/api/v1/contacts", json!({ "email": format!("{name}@guest.example"), "name": "Sam" }))
            .await
            .expect(201);
    }
    let emails = all(&ada, "/api/v1/contacts?limit=2", "email").await;
    assert_eq!(emails.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(), 5);
    assert_eq!(all(&ada, "/api/v1/contacts?email=CAT@guest.example", "email").await, ["cat@guest.example"]);
    let names = all(&ada, "/api/v1/resources?limit=1", "name").await;
    assert_eq!(names, ["Boardroom Aurora", "Dock desks", "Projector"]);
    assert_eq!(
        all(&ada, "/api/v1/resources?limit=1&sort=-name", "name").await,
        ["Projector", "Dock desks", "Boardroom Aurora"]
    );
    assert_eq!(all(&ada, "/api/v1/resources?limit=1&sort=-capacity", "capacity").await, [12, 1, 1]);
    assert_eq!(all(&ada, "/api/v1/resources?kind=desk", "name").await, ["Dock desks"]);
    assert_eq!(all(&ada, &format!("/api/v1/resources?location_id={}", FLOOR.id), "name").await.len(), 2);
    assert_eq!(all(&ada, "/api/v1/locations?limit=1", "name").await, ["Harbour", "Boathouse", "Upper deck"]);
    assert_eq!(all(&ada, "/api/v1/locations?kind=floor", "name").await, ["Upper deck"]);
}

#[tokio::test]
async fn the_trail_is_read_in_order_from_where_one_stopped() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for hour in 9..14 {
        book(&ada, &BOARDROOM.id, &format!("2026-03-09T{hour:02}:00:00Z"), "Ann").await;
        app.advance(TimeDelta::seconds(1));
    }
    let up = all(&ada, "/api/v1/events?sort=at&limit=2", "id").await;
    let mut down = all(&ada, "/api/v1/events?limit=2", "id").await;
    down.reverse();
    assert_eq!((up.len(), &up), (5, &down));
    assert_eq!(all(&ada, "/api/v1/events?kind=booking.*", "kind").await.len(), 5);
    assert_eq!(all(&ada, "/api/v1/events?kind=booking.cancelled", "kind").await.len(), 0);
    ada.get("/api/v1/events?kind=%25").await.expect(422);
    let (subject,): (uuid::Uuid,) = sql("select subject_id from events limit 1").one(app.db()).await.unwrap();
    let one = ada.get(&format!("/api/v1/events?subject_id={subject}")).await.json();
    assert_eq!(one["data"][0]["actor"], json!({ "kind": "user", "id": ADA.id, "name": ADA.name }));
    assert_eq!(all(&ada, &format!("/api/v1/events?actor_id={}", CY.id), "id").await.len(), 0);
    assert_eq!(all(&ada, "/api/v1/events?kind=booking_confirmed", "kind").await.len(), 0, "an underscore is itself");
    app.program(&CY).await.get("/api/v1/events").await.expect(403);
}

#[tokio::test]
async fn what_tells_of_a_guest_is_read_with_the_trail_until_they_are_erased() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let booking = book(&ada, &BOARDROOM.id, "2026-03-09T09:00:00Z", "Ann").await;
    let page = ada.get("/api/v1/events?kind=booking.confirmed").await.expect(200).json();
    let event = &page["data"][0];
    assert_eq!((&event["subject"]["id"], &event["data"]["after"]["title"]), (&booking["id"], &json!("Ann")));
    let one = format!("/api/v1/events/{}", event["id"].as_str().unwrap());
    assert_eq!(ada.get(&one).await.expect(200).json()["data"]["after"]["title"], "Ann");
    app.db().run(sql("delete from event_words")).await.unwrap();
    let cut = ada.get(&one).await.expect(200).json();
    assert_eq!((&cut["data"]["after"]["title"], &cut["id"]), (&json!(null), &event["id"]));
}

#[tokio::test]
async fn who_looks_after_a_part_of_the_tree_sees_what_is_there_and_no_more() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    book(&ada, &BOARDROOM.id, "2026-03-09T09:00:00Z", "Ann").await;
    let projector = json!({
        "resource_id": crate::support::world::PROJECTOR.id, "starts_at": "2026-03-09T09:00:00Z", "minutes": 30,
        "guest": { "name": "Ben", "email": "ben@guest.example" },
    });
    let hidden = ada.post("/api/v1/bookings", projector).await.expect(201).json();
    let user = app.employ(HARBOUR.id, Role::Manager).await;
    app.db()
        .run(
            sql("update grants set location_id = $2 where org_id = $3 and user_id = $1")
                .bind(user)
                .bind(FLOOR.id)
                .bind(HARBOUR.id),
        )
        .await
        .unwrap();
    let limited = app.program_of(user, None, None).await;
    assert_eq!(all(&limited, "/api/v1/bookings?limit=9", "title").await, ["Ann"]);
    assert_eq!(all(&limited, "/api/v1/contacts?limit=9", "name").await, ["Ann"]);
    assert_eq!(all(&limited, "/api/v1/resources?limit=9", "name").await.len(), 2);
    assert_eq!(all(&limited, "/api/v1/locations?limit=9", "name").await, ["Upper deck"]);
    limited.get(&format!("/api/v1/bookings/{}", hidden["id"].as_str().unwrap())).await.expect(404);
    limited.get(&format!("/api/v1/contacts/{}", hidden["guest"]["contact_id"].as_str().unwrap())).await.expect(404);
    limited.post("/api/v1/contacts", json!({ "email": "x@guest.example", "name": "X" })).await.expect(403);
}

#[test]
fn every_list_of_the_documentation_comes_in_pages() {
    let document = steward::registry::api().document();
    let (mut lists, mut whole) = (0, Vec::new());
    for call in document["paths"].as_object().unwrap().values().filter_map(|path| path.get("get")) {
        let answer = &call["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        if !answer.as_str().is_some_and(|name| name.contains("/ListOf")) {
            continue;
        }
        lists += 1;
        let takes = |name: &str| call["parameters"].as_array().unwrap().iter().any(|one| one["name"] == name);
        if !takes("limit") || !takes("cursor") {
            whole.push(call["operationId"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(whole, ["listSlots"], "days of a month: it names them by `from` and `days`");
    assert!(lists > 40, "{lists}");
}

#[tokio::test]
async fn lists_that_are_read_whole_come_in_pages_like_all_others() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for resource in [BOARDROOM.id, DESKS.id, BOARDROOM.id] {
        ada.post("/api/v1/feeds", json!({ "resource_id": resource })).await.expect(201);
    }
    let whole = all(&ada, "/api/v1/feeds?limit=200", "id").await;
    assert_eq!((whole.len(), &all(&ada, "/api/v1/feeds?limit=1", "id").await), (3, &whole));
    let first = ada.get("/api/v1/feeds?limit=2").await.expect(200).json();
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let roles = format!("/api/v1/roles?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(ada.get(&roles).await.expect(422).pointers(), ["/cursor"], "a cursor of another list");
    for odd in ["limit=0", "limit=201", "limit=x"] {
        assert_eq!(ada.get(&format!("/api/v1/webhooks?{odd}")).await.expect(422).pointers(), ["/limit"], "{odd}");
    }
    assert_eq!(all(&ada, "/api/v1/orgs?limit=1", "slug").await, [HARBOUR.slug]);
}

#[tokio::test]
async fn lists_are_turned_round_by_their_sort() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for name in ["Ann", "Ben", "Cat"] {
        app.advance(TimeDelta::seconds(1));
        let email = format!("{}@guest.example", if name == "Ann" { "z" } else { name });
        ada.post("/api/v1/contacts", json!({ "email": email, "name": name })).await.expect(201);
    }
    for (path, field, sort) in [
        ("contacts", "name", "name"),
        ("contacts", "name", "created_at"),
        ("users", "name", "name"),
        ("grants", "created_at", "created_at"),
        ("roles", "label", "label"),
        ("locations", "name", "name"),
    ] {
        let up = all(&ada, &format!("/api/v1/{path}?limit=2&sort={sort}"), field).await;
        let mut down = all(&ada, &format!("/api/v1/{path}?limit=2&sort=-{sort}"), field).await;
        down.reverse();
        assert!(up.len() > 1, "{path}");
        assert_eq!(up, down, "{path} by {sort}");
        let is_sorted = up
            .windows(2)
            .all(|pair| pair[0].as_str().map(str::to_lowercase) <= pair[1].as_str().map(str::to_lowercase));
        assert!(is_sorted, "{path} by {sort}: {up:?}");
        assert_eq!(ada.get(&format!("/api/v1/{path}?sort=colour")).await.expect(422).pointers(), ["/sort"], "{path}");
    }
}
