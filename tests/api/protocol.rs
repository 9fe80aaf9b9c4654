//! What holds around every call: problem documents, versions, keys, limits, sizes.

use crate::support::world::{BOARDROOM, FLOOR};
use crate::support::{ADA, CY, HARBOUR, Program, Server, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// A booking of the boardroom at this hour (UTC) of the next Monday.
fn wish(hour: u32) -> Value {
    json!({
        "resource_id": BOARDROOM.id, "starts_at": format!("2026-03-09T{hour:02}:00:00Z"), "minutes": 60, "title": "Board call",
        "guest": { "name": "Zoe Park", "email": "zoe@guest.example" },
    })
}

async fn booked(program: &Program, hour: u32) -> (String, String) {
    let made = program.post("/api/v1/bookings", wish(hour)).await.expect(201);
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/api/v1/orgs/harbour-house/bookings/{}", made.json()["id"].as_str().unwrap()));
    (path, made.header("etag").to_owned())
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_by_what_is_wrong_with_it() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let send = |kind: &str, body: Vec<u8>| {
        let sent = Some((kind.to_owned(), body));
        let ada = &ada;
        async move { ada.send_raw(Method::POST, "/api/v1/bookings", &[], sent).await }
    };
    assert_eq!(
        send("application/x-www-form-urlencoded", b"a=b".to_vec()).await.expect(415).code(),
        "unsupported_media_type"
    );
    assert_eq!(send("application/json", b"{\"title\": ".to_vec()).await.expect(400).code(), "malformed");
    assert_eq!(
        send("application/json", [b"[".repeat(33), b"]".repeat(33)].concat()).await.expect(400).code(),
        "malformed"
    );
    assert_eq!(send("application/json", vec![b' '; 256 * 1024 + 1]).await.expect(413).code(), "too_large");
    let mut odd = wish(9);
    odd["is_free"] = json!(true);
    assert_eq!(ada.post("/api/v1/bookings", odd).await.expect(422).pointers(), ["/is_free"]);
    let mut odd = wish(9);
    odd["guest"]["age"] = json!(7);
    assert_eq!(ada.post("/api/v1/bookings", odd).await.expect(422).pointers(), ["/guest/age"]);
    let mut odd = wish(9);
    odd["people"] = json!("four");
    assert_eq!(ada.post("/api/v1/bookings", odd).await.expect(422).pointers(), ["/people"]);
    // All that the house finds wrong is told at once, by the names of the body.
    let odd = json!({
        "resource_id": BOARDROOM.id, "starts_at": "2026-03-09T09:00:30Z", "minutes": 60, "people": 400,
        "guest": { "name": "https://evil.example", "email": "zoe" },
    });
    let mut pointers = ada.post("/api/v1/bookings", odd).await.expect(422).pointers();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/guest/email", "/guest/name", "/people", "/starts_at"]);
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_refused_at_its_parameter() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for (query, pointer) in [
        ("limit=many", "/limit"),
        ("limit=0", "/limit"),
        ("from=tomorrow", "/from"),
        ("resource_id=7", "/resource_id"),
        ("status=gone", "/status"),
        ("sort=price", "/sort"),
        ("cursor=x", "/cursor"),
    ] {
        let answer = ada.get(&format!("/api/v1/bookings?{query}")).await.expect(422);
        assert_eq!(answer.pointers(), [pointer], "{query}");
    }
    assert_eq!(ada.get("/api/v1/bookings?colour=blue").await.expect(422).code(), "invalid");
    // Times that no calendar has are an answer, and no fault.
    for year in ["-262143", "%2B262142", "0001"] {
        let answer = ada.get(&format!("/api/v1/bookings?from={year}-01-01T00:00:00Z")).await;
        assert!(matches!(answer.status.as_u16(), 200 | 422), "{answer}");
    }
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_not_overwritten_by_whoever_says_what_they_saw() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (path, tag) = booked(&ada, 9).await;
    let title = |title: &str| Some(json!({ "title": title }));
    let changed = ada.send(Method::PATCH, &path, &[("if-match", &tag)], title("Lunch")).await.expect(200);
    assert_ne!(changed.header("etag"), tag);
    let late = ada.send(Method::PATCH, &path, &[("if-match", &tag)], title("Dinner")).await.expect(412);
    assert_eq!(late.code(), "version_changed");
    ada.send(Method::DELETE, &path, &[("if-match", &tag)], None).await.expect(412);
    assert_eq!(ada.get(&path).await.json()["title"], "Lunch");
    // Without a version the newest counts; any version is an asterisk.
    ada.patch(&path, json!({ "title": "Supper" })).await.expect(200);
    ada.send(Method::PATCH, &path, &[("if-match", "*")], title("Tea")).await.expect(200);
    ada.send(Method::DELETE, &path, &[("if-match", ada.get(&path).await.header("etag"))], None).await.expect(204);
    // The same for the other nouns.
    for path in [
        format!("/api/v1/resources/{}", BOARDROOM.id),
        format!("/api/v1/locations/{}", FLOOR.id),
        "/api/v1/organisation".to_owned(),
    ] {
        let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
        ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "name": "Another name" })))
            .await
            .expect(200);
        ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "name": "Third name" }))).await.expect(412);
        assert_eq!(ada.get(&path).await.json()["name"], "Another name");
    }
}

#[tokio::test]
async fn who_has_it_already_is_told_so_without_a_body_until_anything_shown_changes() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let (path, _) = booked(&ada, 9).await;
    let first = ada.get(&path).await.expect(200);
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let again = ada.send(Method::GET, &path, &[("if-none-match", &tag)], None).await.expect(304);
    assert!(again.bytes.is_empty() && again.header("etag") == tag);
    // A resource that gets another name changes what the booking shows, and no version of the booking.
    ada.patch(&format!("/api/v1/resources/{}", BOARDROOM.id), json!({ "name": "Boardroom Borealis" }))
        .await
        .expect(200);
    let fresh = ada.send(Method::GET, &path, &[("if-none-match", &tag)], None).await.expect(200);
    assert_eq!(fresh.json()["resource_name"], "Boardroom Borealis");
    ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "title": "Still mine" }))).await.expect(200);
}

#[tokio::test]
async fn a_key_is_each_users_own_and_an_odd_one_is_refused() {
    let app = TestApp::start().await;
    let (ada, cy) = (app.program(&ADA).await, app.program(&CY).await);
    let key = [("idempotency-key", "1")];
    let one = ada.send(Method::POST, "/api/v1/bookings", &key, Some(wish(9))).await.expect(201).json();
    let own = json!({ "resource_id": BOARDROOM.id, "starts_at": "2026-03-09T12:00:00Z", "minutes": 60 });
    let other = cy.send(Method::POST, "/api/v1/bookings", &key, Some(own)).await.expect(201).json();
    assert_ne!(one["id"], other["id"]);
    let long = "k".repeat(256);
    for odd in [long.as_str(), "schlüssel"] {
        let answer = ada.send(Method::POST, "/api/v1/bookings", &[("idempotency-key", odd)], Some(wish(10))).await;
        assert_eq!(answer.expect(400).code(), "idempotency_key_invalid");
    }
    // Without a key each request is a wish of its own.
    ada.post("/api/v1/bookings", wish(14)).await.expect(201);
    assert_eq!(ada.post("/api/v1/bookings", wish(14)).await.expect(409).code(), "booking_overlap");
}

#[tokio::test]
async fn a_user_is_told_how_many_calls_are_left_and_waits_when_there_are_none() {
    let app = TestApp::with(crate::support::Furnishing::World, |settings| settings.api_rate = 3).await;
    let ada = app.program(&ADA).await;
    for left in ["2", "1", "0"] {
        let answer = ada.get("/api/v1/me").await.expect(200);
        assert_eq!(answer.header("ratelimit"), format!("\"user\";r={left};t=60"));
        assert_eq!(answer.header("ratelimit-policy"), "\"user\";q=3;w=60");
    }
    app.advance(TimeDelta::seconds(20));
    // Another token of hers has no limit of its own.
    let answer = app.program(&ADA).await.get("/api/v1/me").await.expect(429);
    assert_eq!((answer.header("retry-after"), answer.code().as_str()), ("40", "too_many_requests"));
    app.program(&CY).await.get("/api/v1/me").await.expect(200);
    app.advance(TimeDelta::seconds(40));
    ada.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn whoever_tries_tokens_waits_and_well_formed_nonsense_never_reaches_a_handler() {
    let app = TestApp::start().await;
    let forged = Program::over(app.guest(), &platform::bearer::Kind::Access.word("not-one-that-anybody-was-given"));
    for _ in 0..120 {
        forged.get("/api/v1/me").await.expect(401);
    }
    let answer = forged.get("/api/v1/me").await.expect(429);
    assert!(!answer.header("retry-after").is_empty());
    // Whoever has a real one is not held up by strangers beside them.
    app.program(&ADA).await.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn what_is_nowhere_and_what_breaks_are_problems_too_and_pages_stay_pages() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for path in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/orgs/harbour-house/nothing", "/api/v1/bookings/%ff"]
    {
        let answer = ada.get(path).await;
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{answer}");
        assert!(!answer.code().is_empty());
    }
    let page = app.guest().get("/nothing").await.expect(404);
    assert!(page.is_html());
    // A fault is told with the request's id and nothing else.
    app.db().script("alter table contacts rename to gone").await.expect("a table that can be renamed");
    let broken = ada.get("/api/v1/contacts").await.expect(500);
    assert_eq!(broken.code(), "broken");
    assert!(!broken.body().contains("contacts") && !broken.body().contains("relation"), "{broken}");
}

#[tokio::test]
async fn a_call_needs_few_statements_and_a_list_no_more_for_fifty_rows() {
    let app = TestApp::start().await;
    let ada = app.program_of(ADA.id, Some(HARBOUR.id), None).await;
    for hour in 8..18 {
        booked(&ada, hour).await;
    }
    let asked = |path: &'static str| {
        let ada = &ada;
        async move {
            let before = kernel::db::statements();
            ada.get(path).await.expect(200);
            kernel::db::statements() - before
        }
    };
    ada.get("/api/v1/me").await; // the use of the token is noted
    assert!(asked("/api/v1/bookings").await <= 3);
    assert!(asked("/api/v1/resources").await <= 3);
    assert!(asked("/api/v1/contacts").await <= 4, "with their tags");
}

#[tokio::test]
async fn a_real_server_answers_programs_over_a_socket() {
    let server = Server::start().await;
    let ada = server.program(&ADA).await;
    let listed = ada.get("/api/v1/resources?limit=1").await.expect(200).json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert!(listed["next_cursor"].is_string());
    assert_eq!(ada.send(Method::PUT, "/api/v1/me", &[], None).await.expect(405).code(), "method_not_allowed");
}
