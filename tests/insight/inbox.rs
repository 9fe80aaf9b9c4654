//! The inbox: who is believed, what is done, in which order, and how often.

use super::tidy;
use crate::support::{ADA, Answer, BO, Browser, CY, DEE, HARBOUR, TestApp};
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use insight::webhooks::signature;
use kernel::crypto::{Key, Place, Secret};
use kernel::db::sql;
use kernel::time::rfc3339;
use platform::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

pub(super) const PAGE: &str = "/o/harbour-house/inbox";
const JSON: &str = "application/json";

/// A source with its secret.
pub(super) struct Crm {
    pub(super) id: Uuid,
    pub(super) secret: String,
}

/// Ada registers a source through the form.
pub(super) async fn register(app: &TestApp, top_role: &str, may_block: bool, may_contacts: bool) -> Crm {
    let ada = app.sign_in(&ADA).await;
    let mut form = ada.get(&format!("{PAGE}/sources/new")).await.expect(200).form("#form").set("source_name", "CRM");
    form = form.set("top_role", top_role);
    for (name, yes) in [("may_block", may_block), ("may_contacts", may_contacts)] {
        if yes {
            form = form.set(name, "on");
        }
    }
    let made = ada.send_form(&form).await.expect(303);
    let page = tidy(ada.follow(&made).await.expect(200));
    let (_, field) = page.document().by_id("secret").expect("the secret's field");
    let secret = field.attribute("value").unwrap().to_owned();
    Crm { id: made.location().rsplit('/').next().unwrap().parse().unwrap(), secret }
}

/// Sends what this source would send.
pub(super) async fn send(app: &TestApp, browser: &Browser, crm: &Crm, external_id: &str, body: &[u8]) -> Answer {
    let secret = Secret::new(crm.secret.clone());
    let signed = signature::sign(&secret, external_id, app.now(), body).unwrap();
    let at = app.now().timestamp().to_string();
    let headers =
        [("webhook-id", external_id), ("webhook-timestamp", at.as_str()), ("webhook-signature", signed.as_str())];
    let path = format!("/api/v1/inbox/{}", crm.id);
    browser.send(Method::POST, &path, &headers, Some((JSON.to_owned(), body.to_vec()))).await
}

pub(super) fn body(kind: &str, at: DateTime<Utc>, data: Value) -> Vec<u8> {
    json!({ "type": kind, "timestamp": rfc3339(at), "data": data }).to_string().into_bytes()
}

/// Tells one thing; answers its state and reason.
pub(super) async fn tell(
    app: &TestApp,
    crm: &Crm,
    id: &str,
    kind: &str,
    at: DateTime<Utc>,
    data: Value,
) -> (String, String) {
    let answer = send(app, &app.guest(), crm, id, &body(kind, at, data)).await.expect(202);
    let told: Value = serde_json::from_str(&answer.body()).unwrap();
    (told["state"].as_str().unwrap().to_owned(), told["reason"].as_str().unwrap().to_owned())
}

/// The roles somebody holds now, sorted.
pub(super) async fn roles(app: &TestApp, user: Uuid) -> Vec<String> {
    let rows: Vec<(String,)> =
        sql("select role from grants where org_id = $1 and user_id = $2 and ended_at is null order by role")
            .bind(HARBOUR.id)
            .bind(user)
            .all(app.db())
            .await
            .unwrap();
    rows.into_iter().map(|(role,)| role).collect()
}

#[tokio::test]
async fn only_signed_and_fresh_events_of_a_known_source_are_believed() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, true).await;
    let guest = app.guest();
    let good = body("user.blocked", app.now(), json!({ "email": CY.email }));
    let forged = Crm { id: crm.id, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned() };
    let unknown = Crm { id: Uuid::from_u128(7), secret: crm.secret.clone() };
    for (who, id) in [(&forged, "a"), (&unknown, "a"), (&crm, "")] {
        let answer = send(&app, &guest, who, id, &good).await.expect(401);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let answers = [send(&app, &guest, &forged, "a", &good).await, send(&app, &guest, &unknown, "a", &good).await];
    let words = answers.map(|answer| {
        let mut told = answer.json();
        assert_eq!((told["code"].as_str(), answer.header("cache-control")), (Some("not_believed"), "no-store"));
        told.as_object_mut().unwrap().remove("request_id").expect("a report to ask about");
        told
    });
    assert_eq!(words[0], words[1], "a known source is not told from an unknown one");
    guest.post(&format!("/api/v1/inbox/{}", crm.id), &[]).await.expect(401);
    // An old message with a good signature, sent again.
    let (id, at) = ("old", app.now().timestamp().to_string());
    let signed = signature::sign(&Secret::new(crm.secret.clone()), id, app.now(), &good).unwrap();
    app.advance(TimeDelta::minutes(6));
    let headers = [("webhook-id", id), ("webhook-timestamp", &at), ("webhook-signature", &signed)];
    let path = format!("/api/v1/inbox/{}", crm.id);
    guest.send(Method::POST, &path, &headers, Some((JSON.to_owned(), good.clone()))).await.expect(401);
    assert_eq!((app.count("inbox_events").await, roles(&app, CY.id).await), (0, vec!["member".to_owned()]));
    send(&app, &guest, &crm, "a", &good).await.expect(202);
    assert_eq!((app.count("inbox_events").await, roles(&app, CY.id).await.len()), (1, 0), "the control");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_fields_and_not_kept() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let guest = app.guest();
    let refused = send(&app, &guest, &crm, "a", b"{\"type\":\"a b\",\"data\":[]}").await.expect(422);
    let told: Value = serde_json::from_str(&refused.body()).unwrap();
    let fields: Vec<&str> = told["errors"].as_array().unwrap().iter().filter_map(|one| one["field"].as_str()).collect();
    assert_eq!((told["status"].as_i64(), fields), (Some(422), vec!["type", "timestamp", "data"]));
    send(&app, &guest, &crm, "a", b"not json").await.expect(422);
    let tomorrow = body("x", app.now() + TimeDelta::days(1), json!({}));
    send(&app, &guest, &crm, "a", &tomorrow).await.expect(422);
    send(&app, &guest, &crm, "a", &vec![b' '; 70_000]).await.expect(413);
    assert_eq!(app.count("inbox_events").await, 0);
    let (state, _) = tell(&app, &crm, "a", "lead.won", app.now(), json!({ "amount": 5 })).await;
    assert_eq!(state, "ignored");
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(PAGE).await.expect(200));
    assert!(page.has_text("lead.won") && page.has_text("not known here"), "{page}");
    let shown = tidy(ada.follow_link(&page, "lead.won").await.expect(200));
    assert!(shown.has_text("\"amount\": 5"), "{shown}");
}

#[tokio::test]
async fn a_blocked_user_is_out_with_the_next_request_and_back_with_all_they_held() {
    let app = TestApp::start().await;
    let crm = register(&app, "", true, false).await;
    let cy = app.sign_in(&CY).await;
    cy.get("/o/harbour-house").await.expect(200);
    app.advance(TimeDelta::minutes(1));
    let told = tell(&app, &crm, "1", "user.blocked", app.now(), json!({ "email": CY.email.to_uppercase() })).await;
    assert_eq!(told.0, "applied", "{told:?}");
    cy.get("/o/harbour-house").await.expect(404);
    app.advance(TimeDelta::minutes(1));
    tell(&app, &crm, "2", "user.unblocked", app.now(), json!({ "email": CY.email })).await;
    cy.get("/o/harbour-house").await.expect(200);
    assert_eq!(roles(&app, CY.id).await, ["member"]);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "", 20).await.unwrap();
    let mut kinds: Vec<&str> = facts.iter().map(|fact| fact.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["grant.ended", "grant.given", "inbox.applied", "inbox.applied", "inbox.source_created"]);
    assert!(!format!("{facts:?}").contains(CY.email), "addresses of people stay out of the trail");
}

#[tokio::test]
async fn a_source_does_no_more_than_it_was_allowed() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    let now = app.now();
    for (id, kind, data) in [
        ("1", "user.role.granted", json!({ "email": CY.email, "role": "admin" })),
        ("2", "user.role.granted", json!({ "email": CY.email, "role": "owner" })),
        ("3", "user.role.revoked", json!({ "email": ADA.email, "role": "owner" })),
        ("4", "user.blocked", json!({ "email": ADA.email })),
        ("5", "contact.upserted", json!({ "email": "new@guest.example", "name": "New" })),
        ("7", "user.role.granted", json!({ "email": CY.email, "role": "king" })),
    ] {
        let (state, reason) = tell(&app, &crm, id, kind, now, data).await;
        assert_eq!(state, "failed", "{id}: {reason}");
    }
    assert_eq!(
        (roles(&app, ADA.id).await, roles(&app, CY.id).await),
        (vec!["owner".to_owned()], vec!["member".to_owned()])
    );
    assert_eq!(app.count("inbox_words").await, 0, "what failed left no word");
    // An admin may not register a source that makes owners, nor one mightier than themselves.
    let admin = app.employ(HARBOUR.id, Role::Admin).await;
    let admin = app.sign_in_user(admin).await;
    let form = admin.get(&format!("{PAGE}/sources/new")).await.expect(200).form("#form").set("source_name", "Evil");
    admin.send_form(&form.clone().forge("top_role", Some("owner"))).await.expect(422);
    app.sign_in(&BO).await.get(PAGE).await.expect(403);
    app.sign_in(&DEE).await.get(PAGE).await.expect(404);
}

#[tokio::test]
async fn what_failed_can_be_tried_again_once_the_reason_is_gone() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let data = json!({ "email": "grace@guest.example", "name": "Grace Holm" });
    let (state, _) = tell(&app, &crm, "1", "contact.upserted", app.now(), data).await;
    assert_eq!(state, "failed");
    let ada = app.sign_in(&ADA).await;
    let source = ada.get(&format!("{PAGE}/sources/{}", crm.id)).await.expect(200);
    ada.send_form(&source.form("#source").set("may_contacts", "on")).await.expect(303);
    ada.send_form(&source.form("#source").set("may_block", "on")).await.expect(409);
    let event = ada.follow_link(&ada.get(PAGE).await.expect(200), "contact.upserted").await.expect(200);
    let form = event.form("/replay");
    ada.send_form(&form).await.expect(303);
    ada.send_form(&form).await.expect(409);
    assert!(ada.get("/o/harbour-house/contacts").await.expect(200).has_text("Grace Holm"));
}

/// Everything that is told of Cy in these tests, with its instant.
fn story(start: DateTime<Utc>) -> Vec<(String, Vec<u8>)> {
    let at = |minute| start + TimeDelta::minutes(minute);
    let cy = |more: Value| {
        let mut data = json!({ "email": CY.email });
        data.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        data
    };
    [
        ("user.role.granted", at(1), cy(json!({ "role": "support" }))),
        ("user.blocked", at(2), cy(json!({}))),
        ("user.role.granted", at(3), cy(json!({ "role": "viewer" }))),
        ("user.role.revoked", at(4), cy(json!({ "role": "support" }))),
        ("user.unblocked", at(5), cy(json!({}))),
        ("contact.upserted", at(1), cy(json!({ "name": "Cy", "phone": "1" }))),
        ("contact.upserted", at(3), cy(json!({ "name": "Cyan" }))),
        ("contact.upserted", at(2), cy(json!({ "name": "Cyril", "phone": "2" }))),
        // The same instant: the greater id is the later word.
        ("user.role.granted", at(6), cy(json!({ "role": "finance" }))),
        ("user.role.revoked", at(6), cy(json!({ "role": "finance" }))),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (kind, at, data))| (format!("ext-{number}"), body(kind, at, data)))
    .collect()
}

/// What the story comes to.
async fn ending(app: &TestApp) -> (Vec<String>, String, String) {
    let (name, phone): (String, String) = sql("select name, phone from contacts where org_id = $1 and email = $2")
        .bind(HARBOUR.id)
        .bind(CY.email.to_owned())
        .one(app.db())
        .await
        .unwrap();
    (roles(app, CY.id).await, name, phone)
}

#[tokio::test]
async fn events_may_come_in_any_order_and_more_than_once_and_end_alike() {
    let mut orders: Vec<Vec<usize>> =
        vec![(0..10).collect(), (0..10).rev().collect(), vec![4, 1, 9, 0, 7, 3, 8, 2, 6, 5]];
    orders.push(vec![1, 3, 5, 7, 9, 0, 2, 4, 6, 8]);
    for order in orders {
        let app = TestApp::start().await;
        let crm = register(&app, "manager", true, true).await;
        let events = story(app.now() - TimeDelta::hours(1));
        for at in order.iter().chain(&order) {
            let (id, body) = &events[*at];
            send(&app, &app.guest(), &crm, id, body).await.expect(202);
        }
        let expected = (vec!["member".to_owned(), "viewer".to_owned()], "Cyan".to_owned(), "2".to_owned());
        assert_eq!(ending(&app).await, expected, "{order:?}");
        assert_eq!(app.count("inbox_events").await, 10);
        assert_eq!(app.count("blocks").await, 0);
    }
}

/// How often a race is run that has to be lost once.
const ROUNDS: usize = 10;

/// Sends one event many times at once; answers how often it was applied.
async fn race(guard: bool) -> i64 {
    const SENDERS: usize = 12;
    let app = Arc::new(TestApp::start().await);
    let crm = Arc::new(register(&app, "manager", true, true).await);
    if !guard {
        app.db().script(match app.db().engine() {
            kernel::db::Engine::Sqlite => "create trigger forgetful before insert on inbox_events begin update inbox_events set external_id = external_id || '-' || hex(randomblob(8)) where external_id = new.external_id; end",
            kernel::db::Engine::Postgres => "create function forgetful() returns trigger language plpgsql as $$ begin new.external_id := new.external_id || '-' || gen_random_uuid(); return new; end $$; create trigger forgetful before insert on inbox_events for each row execute function forgetful()",
        }).await.unwrap();
    }
    let event = body("user.role.granted", app.now(), json!({ "email": CY.email, "role": "viewer" }));
    let shots = (0..SENDERS).map(|_| {
        let (app, crm, event) = (app.clone(), crm.clone(), event.clone());
        tokio::spawn(async move { send(&app, &app.guest(), &crm, "the-same", &event).await.status.as_u16() })
    });
    let answers = futures::future::join_all(shots.collect::<Vec<_>>()).await;
    let took = answers.iter().filter(|answer| matches!(answer, Ok(202))).count();
    assert!(took >= 1, "{answers:?}");
    if guard {
        assert_eq!(took, SENDERS, "each sender hears that it was taken: {answers:?}");
    }
    let (applied,): (i64,) = sql("select count(*) from events where org_id = $1 and kind = 'inbox.applied'")
        .bind(HARBOUR.id)
        .one(app.db())
        .await
        .unwrap();
    applied
}

#[tokio::test]
async fn of_twelve_that_send_the_same_event_at_once_one_is_applied() {
    assert_eq!(race(true).await, 1);
}

#[tokio::test]
async fn without_the_guard_the_same_event_is_applied_many_times() {
    // On a busy machine twelve may come one after the other.
    for _ in 0..ROUNDS {
        if race(false).await > 1 {
            return;
        }
    }
    panic!("nothing but the external id's rule may keep this promise");
}

#[tokio::test]
async fn a_replaced_secret_is_believed_for_a_day_and_a_disabled_source_never() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{PAGE}/sources/{}", crm.id);
    let page = ada.get(&path).await.expect(200);
    ada.send_form(&page.form("/rotation")).await.expect(303);
    assert_eq!(tell(&app, &crm, "1", "x.y", app.now(), json!({})).await.0, "ignored");
    app.advance(TimeDelta::hours(25));
    send(&app, &app.guest(), &crm, "2", &body("x.y", app.now(), json!({}))).await.expect(401);
    let page = ada.get(&path).await.expect(200);
    let (_, field) = page.document().by_id("secret").expect("the secret's field");
    let crm = Crm { id: crm.id, secret: field.attribute("value").unwrap().to_owned() };
    assert_eq!(tell(&app, &crm, "2", "x.y", app.now(), json!({})).await.0, "ignored");
    ada.send_form(&page.form("/suspension")).await.expect(303);
    send(&app, &app.guest(), &crm, "3", &body("x.y", app.now(), json!({}))).await.expect(401);
    ada.send_form(&ada.get(&path).await.expect(200).form("/removal")).await.expect(303);
    ada.get(&path).await.expect(404);
    assert!(ada.get(PAGE).await.expect(200).has_text("x.y"), "what it told stays");
}

#[tokio::test]
async fn whoever_guesses_has_to_wait() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let forged = Crm { id: crm.id, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned() };
    let mut last = 0;
    for _ in 0..61 {
        last = send(&app, &app.guest(), &forged, "1", b"{}").await.status.as_u16();
    }
    assert_eq!(last, 429);
    app.advance(TimeDelta::minutes(1));
    assert_eq!(tell(&app, &crm, "1", "x.y", app.now(), json!({})).await.0, "ignored");
}

#[tokio::test]
async fn a_source_invites_as_the_people_page_would_and_within_what_its_registrar_may() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", false, false).await;
    let eve = json!({ "email": "eve@harbour.example", "name": "Eve", "role": "member" });
    let at = app.now();
    let (state, reason) = tell(&app, &crm, "1", "user.invited", at, eve.clone()).await;
    assert_eq!((state.as_str(), reason.as_str()), ("applied", "They are invited: a link is on its way to them."));
    let mail = app.mail_to("eve@harbour.example").await.pop().expect("an invitation");
    let door = app.guest().get(&mail.link("/invitations/")).await.expect(200);
    assert!(door.has_text("Harbour House"), "{door}");
    // The same rules: not twice, not who is there, not more than the source may hand out.
    let at = at + TimeDelta::seconds(1);
    let (state, reason) = tell(&app, &crm, "2", "user.invited", at, eve).await;
    assert!(state == "applied" && reason.contains("on its way already"), "{reason}");
    assert_eq!(app.mail_to("eve@harbour.example").await.len(), 1, "one letter is enough");
    let (state, reason) =
        tell(&app, &crm, "3", "user.invited", at, json!({ "email": CY.email, "role": "member" })).await;
    assert!(state == "failed" && reason.contains("on the team already"), "{reason}");
    let admin = json!({ "email": "zed@harbour.example", "role": "admin" });
    let (state, reason) = tell(&app, &crm, "4", "user.invited", at, admin).await;
    assert_eq!((state.as_str(), reason.as_str()), ("failed", "This source may not do that."));
    assert!(app.mail_to("zed@harbour.example").await.is_empty());
    // Whoever registered it is gone: nothing is handed out in their name, and what was stands no more.
    app.employ(HARBOUR.id, Role::Owner).await; // somebody must be
    app.db()
        .run(sql("update grants set ended_at = $1 where user_id = $2").bind(app.now()).bind(ADA.id))
        .await
        .expect("a row");
    let zed = json!({ "email": "zed@harbour.example", "role": "member" });
    let (state, reason) = tell(&app, &crm, "5", "user.invited", at, zed).await;
    assert!(state == "failed" && reason.starts_with("Whoever registered this source"), "{reason}");
    app.guest().get(&mail.link("/invitations/")).await.expect(404);
}

#[tokio::test]
async fn one_address_for_everything_names_the_source_in_a_header() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let body = body("lead.won", app.now(), json!({}));
    let signed = signature::sign(&Secret::new(crm.secret.clone()), "1", app.now(), &body).unwrap();
    let (at, id) = (app.now().timestamp().to_string(), crm.id.to_string());
    let headers = [("webhook-id", "1"), ("webhook-timestamp", at.as_str()), ("webhook-signature", signed.as_str())];
    let guest = app.guest();
    let sent = || Some((JSON.to_owned(), body.clone()));
    guest.send(Method::POST, "/api/v1/inbox", &headers, sent()).await.expect(401);
    let named = [headers.as_slice(), &[("webhook-source", id.as_str())]].concat();
    guest.send(Method::POST, "/api/v1/inbox", &named, sent()).await.expect(202);
    let again = guest.send(Method::POST, &format!("/api/v1/inbox/{id}"), &headers, sent()).await.expect(202);
    assert_eq!(again.json()["duplicate"], true, "both lead to the same door");
}

#[tokio::test]
async fn a_suspended_organisation_keeps_nothing_and_asks_to_be_told_again() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let suspend = |at: Option<DateTime<Utc>>| {
        sql("update organisations set suspended_at = $2 where id = $1").bind(HARBOUR.id).bind(at)
    };
    app.db().run(suspend(Some(app.now()))).await.unwrap();
    let body = body("lead.won", app.now(), json!({}));
    let later = send(&app, &app.guest(), &crm, "1", &body).await.expect(503);
    assert_eq!((later.header("retry-after"), later.json()["code"].as_str()), ("3600", Some("organisation_suspended")));
    assert_eq!(app.count("inbox_events").await, 0);
    let forged = Crm { id: crm.id, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned() };
    send(&app, &app.guest(), &forged, "1", &body).await.expect(401);
    app.db().run(suspend(None)).await.unwrap();
    send(&app, &app.guest(), &crm, "1", &body).await.expect(202);
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_replaced_on_its_page_and_believed_by_nobody() {
    let app = TestApp::start().await;
    let crm = register(&app, "", false, false).await;
    let lost = Key::from_text("a key that went down with the old house").unwrap();
    let place = Place { org: HARBOUR.id, purpose: insight::inbox::actions::PURPOSE, row: crm.id };
    let lost = lost.lock(&app.house.ids, place, &crm.secret);
    app.db().run(sql("update inbox_sources set secret = $2 where id = $1").bind(crm.id).bind(lost)).await.unwrap();
    let guest = app.guest();
    send(&app, &guest, &crm, "1", &body("lead.won", app.now(), json!({}))).await.expect(401);
    assert_eq!(platform::vault::count_unreadable(&app.house).await.unwrap(), 1);
    let report = keeping::verify::verify(&app.house).await.unwrap();
    assert!(report.lines().iter().any(|line| line.contains("1 do not open")), "{:?}", report.lines());
    let ada = app.sign_in(&ADA).await;
    let path = format!("{PAGE}/sources/{}", crm.id);
    let page = ada.get(&path).await.expect(200);
    assert!(page.has_text("replace it") && page.document().by_id("secret").is_none(), "{page}");
    ada.send_form(&page.form("/rotation")).await.expect(303);
    let page = ada.get(&path).await.expect(200);
    let (_, field) = page.document().by_id("secret").expect("another secret");
    let crm = Crm { id: crm.id, secret: field.attribute("value").unwrap().to_owned() };
    assert_eq!(tell(&app, &crm, "1", "lead.won", app.now(), json!({})).await.0, "ignored");
    // By a call too.
    let program = app.program(&ADA).await;
    program.post(&format!("/api/v1/inbox-sources/{}/rotation", crm.id), json!({})).await.expect(200);
}
