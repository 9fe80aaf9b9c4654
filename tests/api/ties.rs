//! Ties to other systems, by programs: webhooks with their deliveries, and sources of the inbox. Secrets are told once.

use crate::support::sink::Sink;
use crate::support::world::{BOARDROOM, FLOOR};
use crate::support::{ADA, BO, CY, Program, TestApp};
use axum::http::Method;
use insight::webhooks::signature::sign;
use kernel::crypto::Secret;
use serde_json::{Value, json};

fn word(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned()
}

/// Nothing that a program can read of these paths holds this word.
async fn is_not_told(program: &Program, paths: &[&str], secret: &str) {
    for path in paths {
        let body = program.get(path).await.expect(200).body();
        assert!(!body.contains(secret), "{path} tells a secret: {body}");
    }
}

#[tokio::test]
async fn a_program_ties_a_webhook_and_is_told_its_secret_once() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.program(&ADA).await;
    let wish = json!({ "url": sink.url("/hook"), "description": "CRM", "kinds": ["resource."] });
    let key = [("idempotency-key", "a-tie")];
    let made = ada.send(Method::POST, "/api/v1/webhooks", &key, Some(wish.clone())).await.expect(201).json();
    let (id, secret) = (word(&made, "id"), word(&made, "secret"));
    let (one, log) = (format!("/api/v1/webhooks/{id}"), format!("/api/v1/webhooks/{id}/deliveries"));
    assert!(secret.starts_with("whsec_"));
    is_not_told(&ada, &["/api/v1/webhooks", &one, &log, "/api/v1/events"], &secret).await;

    let test = ada.post(&format!("{one}/test"), json!({})).await.expect(202).json();
    app.settle().await;
    let got = sink.got().pop().expect("a test");
    let believed = sign(&Secret::new(secret.clone()), got.header("webhook-id"), app.now(), &got.body);
    assert_eq!(Some(got.header("webhook-signature").to_owned()), believed, "the secret is the one that signs");
    let sent = ada.get(&format!("/api/v1/webhook-deliveries/{}", word(&test, "id"))).await.expect(200).json();
    assert_eq!((&sent["status"], &sent["answer_status"]), (&json!("delivered"), &json!(200)));
    ada.post(&format!("/api/v1/webhook-deliveries/{}/replay", word(&test, "id")), json!({})).await.expect(202);
    app.settle().await;
    assert_eq!(sink.got().len(), 2);

    let rotated = ada.post(&format!("{one}/rotation"), json!({})).await.expect(200).json();
    let next = word(&rotated, "secret");
    assert_ne!(next, secret);
    is_not_told(&ada, &["/api/v1/webhooks", &one, &log, "/api/v1/events"], &next).await;
    // The same request again is the same webhook, and does not tell what it was given since.
    let again = ada.send(Method::POST, "/api/v1/webhooks", &key, Some(wish)).await.expect(201).json();
    assert_eq!((&again["id"], &again["secret"]), (&json!(id), &Value::Null));
}

#[tokio::test]
async fn versions_rules_and_wrong_wishes_are_told_as_everywhere() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let refused = ada.post("/api/v1/webhooks", json!({ "url": "http://10.0.0.1/", "kinds": ["a b!"] })).await;
    assert_eq!(refused.expect(422).pointers(), ["/url", "/kinds"]);
    let wish = json!({ "url": "https://crm.example/hook" });
    let made = ada.post("/api/v1/webhooks", wish).await.expect(201).json();
    let one = format!("/api/v1/webhooks/{}", word(&made, "id"));
    ada.patch(&one, json!({ "kinds": ["booking."] })).await.expect(200);
    for (verb, path) in
        [(Method::PATCH, one.clone()), (Method::DELETE, one.clone()), (Method::POST, format!("{one}/rotation"))]
    {
        let body = (verb == Method::PATCH).then(|| json!({ "description": "late" }));
        let late = ada.send(verb, &path, &[("if-match", "\"1\"")], body).await;
        assert_eq!(late.expect(412).code(), "version_changed", "{path}");
    }
    let off = ada.post(&format!("{one}/suspension"), json!({})).await.expect(200).json();
    assert_eq!(off["enabled"], false);
    assert_eq!(ada.post(&format!("{one}/test"), json!({})).await.expect(409).code(), "webhook_disabled");
    ada.post(&format!("{one}/resumption"), json!({})).await.expect(200);
    let again = ada.post(&format!("{one}/replay"), json!({ "since": "2026-03-01T00:00:00Z" })).await.expect(202);
    assert_eq!(again.json(), json!({ "deliveries": 0 }));
    ada.delete(&one).await.expect(204);
    ada.get(&one).await.expect(404);
}

#[tokio::test]
async fn deliveries_come_in_pages() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.program(&ADA).await;
    let wish = json!({ "url": sink.url("/"), "kinds": ["webhook.test"] });
    let made = ada.post("/api/v1/webhooks", wish).await.expect(201).json();
    let one = format!("/api/v1/webhooks/{}", word(&made, "id"));
    for _ in 0..5 {
        ada.post(&format!("{one}/test"), json!({})).await.expect(202);
    }
    let (mut seen, mut next) = (Vec::new(), format!("{one}/deliveries?limit=2&status=pending"));
    loop {
        let page = ada.get(&next).await.expect(200).json();
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| word(row, "id")));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{one}/deliveries?limit=2&status=pending&cursor={cursor}");
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    assert_eq!(ada.get(&format!("{one}/deliveries?status=lost")).await.expect(422).pointers(), ["/status"]);
}

#[tokio::test]
async fn a_program_listens_to_a_system_and_hands_on_no_more_than_it_has() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let wish = json!({ "name": "CRM", "top_role": "member", "may_contacts": true });
    let made = ada.post("/api/v1/inbox-sources", wish).await.expect(201).json();
    let (id, secret) = (word(&made, "id"), word(&made, "secret"));
    let one = format!("/api/v1/inbox-sources/{id}");
    is_not_told(&ada, &["/api/v1/inbox-sources", &one, "/api/v1/events"], &secret).await;
    // What is signed with it is believed, at the address it was given.
    let body = json!({ "type": "lead.won", "timestamp": kernel::time::rfc3339(app.now()), "data": {} }).to_string();
    let signed = sign(&Secret::new(secret), "ext-1", app.now(), body.as_bytes()).expect("a signature");
    let stamp = app.now().timestamp().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("webhook-id", "ext-1"),
        ("webhook-timestamp", &stamp),
        ("webhook-signature", &signed),
    ];
    let (_, path) = word(&made, "url").split_once("house.example").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let sent = serde_json::from_str(&body).unwrap();
    app.stranger().send(Method::POST, &path, &headers, Some(sent)).await.expect(202);

    let changed = ada.patch(&one, json!({ "top_role": null, "may_block": true })).await.expect(200).json();
    assert_eq!((&changed["top_role"], &changed["may_block"]), (&Value::Null, &json!(true)));
    assert_ne!(word(&ada.post(&format!("{one}/rotation"), json!({})).await.expect(200).json(), "secret"), "");
    assert_eq!(ada.patch(&one, json!({ "top_role": "owner" })).await.expect(422).pointers(), ["/top_role"]);
    assert_eq!(ada.post("/api/v1/inbox-sources", json!({ "name": "" })).await.expect(422).pointers(), ["/name"]);
    let off = ada.post(&format!("{one}/suspension"), json!({})).await.expect(200).json();
    assert_eq!(off["enabled"], false);
    ada.delete(&one).await.expect(204);
    ada.get(&one).await.expect(404);
    // A manager has no business with ties; a member neither.
    for person in [&BO, &CY] {
        let answer = app.program(person).await.get("/api/v1/webhooks").await;
        let may = platform::Role::Manager.may(platform::Perm::IntegrationsManage) && person.id == BO.id;
        assert_eq!(answer.status.as_u16(), if may { 200 } else { 403 }, "{answer}");
    }
}

#[tokio::test]
async fn a_program_makes_a_calendar_feed_whose_address_is_told_once() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let wish = json!({ "resource_id": BOARDROOM.id, "detail": "guests" });
    let key = [("idempotency-key", "feed-1")];
    let made = ada.send(Method::POST, "/api/v1/feeds", &key, Some(wish.clone())).await.expect(201);
    let again = ada.send(Method::POST, "/api/v1/feeds", &key, Some(wish)).await.expect(201);
    assert_eq!(made.json(), again.json());
    let (made, one) = (made.json(), made.header("location").to_owned());
    let url = word(&made, "url");
    is_not_told(&ada, &["/api/v1/feeds", &one, "/api/v1/events"], url.rsplit('/').next().unwrap()).await;
    assert_eq!(ada.get("/api/v1/feeds").await.json()["data"].as_array().map(Vec::len), Some(1));
    let path = &url[url.find("/feeds/").unwrap()..];
    app.guest().get(path).await.expect(200);
    // It is Ada's alone.
    let bo = app.program(&BO).await;
    bo.get(&one).await.expect(404);
    bo.delete(&one).await.expect(404);
    assert_eq!(bo.get("/api/v1/feeds").await.expect(200).json()["data"], json!([]));
    ada.delete(&one).await.expect(204);
    app.guest().get(path).await.expect(404);
    ada.delete(&one).await.expect(404);

    let both = json!({ "resource_id": BOARDROOM.id, "location_id": FLOOR.id });
    assert_eq!(ada.post("/api/v1/feeds", both).await.expect(422).pointers(), ["/location_id"]);
    let nowhere = json!({ "location_id": app.house.id() });
    assert_eq!(ada.post("/api/v1/feeds", nowhere).await.expect(422).pointers(), ["/location_id"]);
    // A token that may not read bookings makes no feed that tells of them.
    let some = app.program_of(ADA.id, None, Some(&["home", "calendar_read"])).await;
    let wish = |detail: &str| json!({ "location_id": FLOOR.id, "detail": detail });
    some.post("/api/v1/feeds", wish("titles")).await.expect(403);
    some.post("/api/v1/feeds", wish("busy")).await.expect(201);
    some.post("/api/v1/feeds", json!({})).await.expect(201);
}

#[tokio::test]
async fn what_was_told_is_listed_in_pages_with_its_problem_and_tried_again() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let wish = json!({ "name": "CRM", "may_contacts": true });
    let made = ada.post("/api/v1/inbox-sources", wish).await.expect(201).json();
    let (source, secret, url) = (word(&made, "id"), Secret::new(word(&made, "secret")), word(&made, "url"));
    let path = &url[url.find("/api/").unwrap()..];
    for (id, kind) in [("a", "user.blocked"), ("b", "lead.won"), ("c", "lead.lost"), ("d", "contact.upserted")] {
        app.advance(chrono::TimeDelta::seconds(1));
        let data =
            json!({ "email": if kind == "user.blocked" { CY.email } else { "zoe@guest.example" }, "name": "Zoe" });
        let body = json!({ "type": kind, "timestamp": kernel::time::rfc3339(app.now()), "data": data }).to_string();
        let signed = sign(&secret, id, app.now(), body.as_bytes()).expect("a signature");
        let stamp = app.now().timestamp().to_string();
        let headers = [("webhook-id", id), ("webhook-timestamp", &stamp), ("webhook-signature", &signed)];
        app.stranger().send(Method::POST, path, &headers, Some(body.parse().unwrap())).await.expect(202);
    }
    let told = |page: &Value, name: &str| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|line| word(line, name)).collect()
    };
    let all = ada.get("/api/v1/inbox-events").await.expect(200).json();
    assert_eq!(told(&all, "external_id"), ["d", "c", "b", "a"]);
    assert_eq!(told(&all, "state"), ["applied", "ignored", "ignored", "failed"]);
    let first = ada.get("/api/v1/inbox-events?limit=3").await.expect(200).json();
    let next = format!("/api/v1/inbox-events?limit=3&cursor={}", word(&first, "next_cursor"));
    assert_eq!(told(&ada.get(&next).await.expect(200).json(), "external_id"), ["a"]);
    let leads = ada.get(&format!("/api/v1/inbox-events?kind=lead.&state=ignored&source_id={source}")).await.expect(200);
    assert_eq!(told(&leads.json(), "external_id"), ["c", "b"]);
    assert_eq!(ada.get("/api/v1/inbox-events?state=lost").await.expect(422).pointers(), ["/state"]);

    let failed = ada.get("/api/v1/inbox-events?state=failed").await.expect(200).json()["data"][0].clone();
    assert_ne!(word(&failed, "reason"), "");
    let one = format!("/api/v1/inbox-events/{}", word(&failed, "id"));
    let whole = ada.get(&one).await.expect(200).json();
    assert_eq!((&whole["payload"]["data"]["email"], &whole["reason"]), (&json!(CY.email), &failed["reason"]));
    assert_eq!(ada.post(&format!("{one}/replay"), json!({})).await.expect(200).json()["state"], "failed");
    ada.patch(&format!("/api/v1/inbox-sources/{source}"), json!({ "may_block": true })).await.expect(200);
    assert_eq!(ada.post(&format!("{one}/replay"), json!({})).await.expect(200).json()["state"], "applied");
    assert_eq!(ada.post(&format!("{one}/replay"), json!({})).await.expect(409).code(), "inbox_event_applied");
    app.program(&BO).await.get("/api/v1/inbox-events").await.expect(403);
}
