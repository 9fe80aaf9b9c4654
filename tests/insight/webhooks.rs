//! Webhooks out: what arrives and how it is signed, and what people do with endpoints on their pages.

use super::{book, tidy};
use crate::laws::sources::below;
use crate::letters::python::check_in;
use crate::support::sink::{Got, Say, Sink};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, Answer, BO, Browser, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use insight::webhooks::catalogue::FAMILIES;
use insight::webhooks::model::{Delivery, Status};
use insight::webhooks::store;
use kernel::db::sql;
use kernel::http::Allowance;
use serde_json::json;
use uuid::Uuid;

/// Where Harbour House keeps them.
pub const PAGE: &str = "/o/harbour-house/webhooks";

/// What only the house records: it is of no organisation, and no endpoint is told.
const OF_THE_HOUSE: [&str; 6] = ["alarm.", "backup.", "house.", "session.", "token.", "user."];

#[test]
fn every_kind_that_an_organisation_records_is_of_a_family_that_can_be_ticked() {
    let (mut seen, mut strange) = (0, Vec::new());
    for source in below(&["src"]).iter().filter(|source| source.path.ends_with("/events.rs")) {
        let is_kind = |text: &&str| {
            text.split('.').count() == 2
                && text
                    .split('.')
                    .all(|part| part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        };
        for kind in source.text.split('"').skip(1).step_by(2).filter(is_kind) {
            seen += 1;
            let is_of = |family: &str| kind.starts_with(family);
            if !FAMILIES.iter().any(|(family, _)| is_of(family)) && !OF_THE_HOUSE.iter().any(|family| is_of(family)) {
                strange.push(format!("{}: {kind}", source.path));
            }
        }
    }
    assert!(seen > 100, "{seen}");
    assert_eq!(strange, Vec::<String>::new());
}

/// Ada adds an endpoint through the form; answers its page and its id.
pub async fn add(ada: &Browser, url: &str, family: &[&str], others: &str) -> (Answer, Uuid) {
    let form = ada.get("/o/harbour-house/webhooks/new").await.expect(200);
    let mut form = form.form("#form").set("url", url).set("description", "CRM").set("others", others);
    for family in family {
        form = form.set("family", family);
    }
    let made = ada.send_form(&form).await.expect(303);
    let id = made.location().rsplit('/').next().unwrap().parse().expect("an id");
    (ada.follow(&made).await.expect(200), id)
}

/// The secret that its page shows.
pub async fn secret(ada: &Browser, id: Uuid) -> String {
    let page = ada.get(&format!("{PAGE}/{id}/secret")).await.expect(200);
    let (_, field) = page.document().by_id("secret").expect("the secret's field");
    field.attribute("value").expect("a value").to_owned()
}

/// Every delivery of an endpoint, the oldest first.
pub async fn deliveries(app: &TestApp, endpoint: Uuid) -> Vec<Delivery> {
    let ids: Vec<(Uuid,)> =
        sql("select id from webhook_deliveries where org_id = $1 and endpoint_id = $2 order by created_at, id")
            .bind(HARBOUR.id)
            .bind(endpoint)
            .all(app.db())
            .await
            .unwrap();
    let mut found = Vec::new();
    for (id,) in ids {
        found.push(store::delivery(app.db(), HARBOUR.id, id).await.unwrap());
    }
    found
}

/// What the reference library needs to judge a message at the house's time.
fn case(app: &TestApp, got: &Got, secret: &str, wanted: bool) -> serde_json::Value {
    let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| (name, got.header(name)));
    json!({
        "secret": secret,
        "headers": headers.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "body": String::from_utf8(got.body.clone()).unwrap(),
        "now": app.now().timestamp(),
        "wanted": wanted,
    })
}

#[tokio::test]
async fn a_booking_is_told_once_and_the_reference_library_believes_it() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/hook?token=1"), &["booking."], "").await;
    app.settle().await;
    assert_eq!(sink.got().len(), 0, "only what it wants to be told");
    let booking = book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Board").await;
    app.settle().await;
    let got = sink.got();
    assert_eq!(got.len(), 1);
    let (got, body) = (&got[0], got[0].json());
    assert_eq!((got.path.as_str(), got.header("content-type")), ("/hook?token=1", "application/json"));
    assert_eq!(
        (body["type"].as_str(), body["data"]["subject"]["kind"].as_str()),
        (Some("booking.confirmed"), Some("booking"))
    );
    assert_eq!(body["data"]["subject"]["id"], json!(booking.id));
    assert_eq!(body["data"]["change"]["after"]["title"], "Board");
    let text = String::from_utf8(got.body.clone()).unwrap();
    assert!(!text.contains("Grace") && !text.contains("grace@guest.example"), "names are not handed on: {text}");
    let sent = deliveries(&app, id).await;
    assert_eq!((sent.len(), sent[0].status, sent[0].answer_status), (1, Status::Delivered, Some(200)));
    assert_eq!(got.header("webhook-id"), format!("msg_{}", sent[0].id.simple()));
    let own = secret(&ada, id).await;
    let mut forged = case(&app, got, &own, false);
    forged["body"] = json!(text.replace("Board", "Bored"));
    let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let mut late = case(&app, got, &own, false);
    late["now"] = json!(app.now().timestamp() + 301);
    let judged = [case(&app, got, &own, true), forged, case(&app, got, other, false), late];
    check_in("insight", "webhook_check.py", &json!(judged).to_string());
}

#[tokio::test]
async fn a_replaced_secret_signs_beside_the_new_one_for_a_day() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &[], "webhook.test").await;
    let old = secret(&ada, id).await;
    let page = ada.get(&format!("{PAGE}/{id}/secret")).await.expect(200);
    let form = page.form(&format!("{PAGE}/{id}/rotation"));
    ada.send_form(&form).await.expect(303);
    ada.send_form(&form).await.expect(409); // a second click is no second rotation
    let new = secret(&ada, id).await;
    assert_ne!(old, new);
    let test = async || {
        let page = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
        ada.send_form(&page.form(&format!("{PAGE}/{id}/test"))).await.expect(303);
        app.settle().await;
        sink.got().last().cloned().expect("a test arrived")
    };
    let got = test().await;
    let mut cases = vec![case(&app, &got, &old, true), case(&app, &got, &new, true)];
    app.advance(TimeDelta::hours(25));
    let got = test().await;
    cases.extend([case(&app, &got, &old, false), case(&app, &got, &new, true)]);
    check_in("insight", "webhook_check.py", &json!(cases).to_string());
}

#[tokio::test]
async fn a_delivery_shows_what_was_sent_and_what_became_of_it_and_can_be_sent_again() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (page, id) = add(&ada, &sink.url("/"), &[], "webhook.test").await;
    let form = page.form(&format!("{PAGE}/{id}/test"));
    sink.next(Say::Status(500, "no <b>room</b>"));
    let sent = ada.send_form(&form).await.expect(303);
    assert_eq!(ada.send_form(&form).await.expect(303).location(), sent.location(), "a double click tests once");
    app.settle().await;
    let shown = tidy(ada.get(sent.location()).await.expect(200));
    assert!(shown.has_text("Waiting") && shown.has_text("no <b>room</b>") && shown.has_text("500"), "{shown}");
    app.advance(TimeDelta::minutes(1));
    app.settle().await;
    let shown = tidy(ada.get(sent.location()).await.expect(200));
    assert!(shown.has_text("Delivered") && shown.has_text("webhook.test"), "{shown}");
    ada.send_form(&shown.form("/replay")).await.expect(303);
    app.settle().await;
    let got = sink.got();
    let ids: Vec<&str> = got.iter().map(|got| got.header("webhook-id")).collect();
    assert_eq!((ids.len(), ids[0] == ids[1], ids[1] == ids[2]), (3, true, true), "every attempt has the same id");
    assert!(got.iter().all(|one| one.body == got[0].body), "and the same octets");
    let log = tidy(ada.get(&format!("{PAGE}/{id}?status=delivered&kind=webhook.")).await.expect(200));
    assert!(log.has_text("webhook.test"), "{log}");
    let none = ada.get(&format!("{PAGE}/{id}?status=failed")).await.expect(200);
    assert!(none.has_text("No delivery matches"), "{none}");
    tidy(ada.get(PAGE).await.expect(200));
}

#[tokio::test]
async fn an_address_inside_is_refused_in_the_form_and_again_when_it_is_called() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for (url, word) in [
        ("https://169.254.169.254/latest/meta-data/", "not a public address"),
        ("https://2852039166:8080/", "not a public address"),
        ("http://crm.example/hook", "not encrypted"),
        ("https://ada:pw@crm.example/", "a name or a password"),
        ("https://crm.example:25/", "port 25"),
        ("nonsense", "not a web address"),
    ] {
        let form = ada.get("/o/harbour-house/webhooks/new").await.expect(200).form("#form");
        // The house of the tests allows 127.0.0.1, so a name may still turn out to be it: that is for the call to judge.
        let refused = ada.send_form(&form.set("url", url)).await;
        if refused.status == 303 {
            assert!(url.contains("crm.example"), "{url}");
            continue;
        }
        let problem = refused.expect(422).problem("url").unwrap_or_default();
        assert!(problem.contains(word), "{url}: {problem}");
    }
    // It was public when it was typed; now it leads inside.
    let (_, id) = add(&ada, "https://localhost.localdomain/", &[], "webhook.test").await;
    let moved = sql("update webhook_endpoints set url = 'https://10.0.0.1/' where org_id = $1 and id = $2");
    app.db().run(moved.bind(HARBOUR.id).bind(id)).await.unwrap();
    let page = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
    ada.send_form(&page.form(&format!("{PAGE}/{id}/test"))).await.expect(303);
    app.settle().await;
    let sent = deliveries(&app, id).await;
    assert!(sent[0].answer.as_deref().unwrap_or_default().contains("10.0.0.1 is not a public address"), "{sent:?}");
    assert_eq!(sent[0].status, Status::Pending);
    assert!(Allowance::parse("127.0.0.1").is_ok());
}

#[tokio::test]
async fn a_secret_is_shown_to_who_may_connect_systems_and_stands_nowhere_in_the_open() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/private-path"), &["webhook."], "").await;
    let own = secret(&ada, id).await;
    assert!(own.starts_with("whsec_"));
    app.sign_in(&BO).await.get(&format!("{PAGE}/{id}/secret")).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{PAGE}/{id}/secret")).await.expect(404);
    let dees = format!("/o/quarry-works/webhooks/{id}");
    app.sign_in(&DEE).await.get(&dees).await.expect(404);
    let stored = store::endpoint(app.db(), HARBOUR.id, id).await.unwrap().secret;
    assert!(stored.starts_with("v1.") && !stored.contains(&own[6..]));
    app.settle().await;
    let facts = platform::events::latest(app.db(), HARBOUR.id, "webhook.", 9).await.unwrap();
    let told = format!("{facts:?} {}", String::from_utf8_lossy(&sink.got()[0].body));
    assert!(
        !told.contains(&own[6..]) && !told.contains("private-path") && facts[0].kind == "webhook.created",
        "{told}"
    );
}

#[tokio::test]
async fn of_two_editors_the_second_is_told_and_a_removed_endpoint_is_gone() {
    let (app, sink) = (TestApp::start().await, Sink::start().await);
    let ada = app.sign_in(&ADA).await;
    let (_, id) = add(&ada, &sink.url("/"), &["booking."], "grant.ended").await;
    let page = ada.get(&format!("{PAGE}/{id}/details")).await.expect(200);
    assert_eq!(page.form("#form").value("others").as_deref(), Some("grant.ended"));
    ada.submit(&page, "#form", &[("description", "The new CRM")]).await.expect(303);
    let told = ada.submit(&page, "#form", &[("description", "Too late")]).await.expect(409);
    assert!(told.has_text("Ada Lind changed this in the meantime."), "{told}");
    assert_eq!(told.problem("description").as_deref(), Some("Saved now: “The new CRM”."));
    assert_eq!(told.field_value("description"), "Too late");
    let strange = ada.submit(&told, "#form", &[("others", "bookings.confirmed")]).await.expect(422);
    assert_eq!(strange.problem("others").as_deref(), Some("No event begins with “bookings.confirmed”."));
    let shown = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
    assert!(shown.has_text("The new CRM") && shown.has_text("booking., grant.ended"), "{shown}");
    ada.send_form(&shown.form("/suspension")).await.expect(303);
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-04T10:00", "2026-03-04T11:00", "Board").await;
    app.settle().await;
    assert_eq!((sink.got().len(), deliveries(&app, id).await.len()), (0, 0), "a disabled one is told nothing");
    let shown = ada.get(&format!("{PAGE}/{id}")).await.expect(200);
    ada.send_form(&shown.form("/removal")).await.expect(303);
    ada.get(&format!("{PAGE}/{id}")).await.expect(404);
    assert!(ada.get(PAGE).await.expect(200).has_text("No other system is told anything yet"));
}
