//! Every request that the documentation shows is made, and answers what the documentation says.

use crate::laws::rows::{Named, SOURCE_SECRET, Things};
use crate::support::{ADA, Answer, HARBOUR, Program, TestApp};
use chrono::{DateTime, Utc};
use insight::webhooks::signature;
use kernel::crypto::Secret;
use kernel::db::sql;
use platform::web::Method;
use platform::web::api::{Example, Placed};
use serde_json::{Value, json};

/// Calls that need something to be put away first: what puts it away.
const AFTER: [(&str, &str); 13] = [
    ("restoreLocation", "/api/v1/locations/$LOCATION"),
    ("restoreResource", "/api/v1/resources/$RESOURCE?bookings=keep"),
    ("restoreBooking", "/api/v1/bookings/$BOOKING"),
    ("restoreCategory", "/api/v1/categories/$CATEGORY"),
    ("restoreModel", "/api/v1/models/$MODEL"),
    ("restoreVendor", "/api/v1/vendors/$VENDOR"),
    ("restoreStatusLabel", "/api/v1/status-labels/$STATUS_LABEL"),
    ("restoreDepreciationScheme", "/api/v1/depreciation-schemes/$DEPRECIATION_SCHEME"),
    ("restoreStockItem", "/api/v1/stock/$STOCK"),
    ("restoreField", "/api/v1/fields/$FIELD"),
    ("restoreRole", "/api/v1/roles/$ROLE"),
    ("restoreReportSchedule", "/api/v1/report-schedules/$REPORT_SCHEDULE"),
    ("restoreWorkOrderFile", "/api/v1/work-orders/$WORK_ORDER/files/$ATTACHMENT"),
];

/// What stands for the words of an example.
struct Words<'a> {
    things: &'a Things,
    /// A location with nothing in it.
    empty: String,
    refresh: String,
    now: DateTime<Utc>,
}

impl Words<'_> {
    fn said(&self, id: &str, text: &str) -> String {
        let is_put_away = matches!(id, "archiveLocation" | "restoreLocation");
        let text = if is_put_away { text.replace("$LOCATION", &self.empty) } else { text.to_owned() };
        self.things.spoken(&text.replace("$REFRESH_TOKEN", &self.refresh), HARBOUR.slug, Named::Real)
    }
}

/// What must be so before: somebody has what is taken back, an asset can be booked, a booking is of one.
async fn take_out(app: &TestApp, program: &Program, words: &Words<'_>, id: &str) {
    if id == "stopBookingAsset" {
        program.post(&words.said(id, "/api/v1/assets/$ASSET/resource"), json!({})).await.expect(200);
    }
    if matches!(id, "handOut" | "takeBack") {
        let asset: uuid::Uuid = words.said(id, "$ASSET").parse().unwrap();
        let link = sql("insert into bookables (org_id, resource_id, asset_id) values ($1, $2, $3)");
        let link = link.bind(HARBOUR.id).bind(crate::support::world::BOARDROOM.id).bind(asset);
        app.db().run(link).await.expect("the room is an asset");
    }
    if id == "takeBack" {
        program.post(&words.said(id, "/api/v1/bookings/$BOOKING/hand-outs"), json!({})).await.expect(200);
    }
    if id == "undoImport" {
        let done = sql("update asset_imports set stage = 'done' where org_id = $1").bind(HARBOUR.id);
        app.db().run(done).await.expect("an import that was done");
    }
    if id == "returnKit" {
        let to = json!({ "contact_id": words.said(id, "$CONTACT") });
        program.post(&words.said(id, "/api/v1/kits/$KIT/check-out"), to).await.expect(200);
    }
    if id == "checkInAsset" {
        let to = json!({ "to": { "kind": "location", "id": words.said(id, "$LOCATION") } });
        program.post(&words.said(id, "/api/v1/assets/$ASSET/check-out"), to).await.expect(200);
    }
}

async fn make(program: &Program, words: &Words<'_>, id: &str, example: &Example) -> Answer {
    let query: Vec<(String, String)> =
        example.query.iter().map(|(name, value)| (name.clone(), words.said(id, value))).collect();
    let mut path = words.said(id, &example.path);
    if !query.is_empty() {
        let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        path = format!("{path}?{}", crate::support::encode(pairs));
    }
    let body: Option<Value> =
        example.body.as_ref().map(|body| words.said(id, &body.to_string()).parse().expect("an example is JSON"));
    let key = if example.has_key { vec![("idempotency-key", "an-example")] } else { Vec::new() };
    let verb = example.method.name().parse().expect("a verb");
    if example.is_signed {
        return tell(program, words.now, &path, &body.expect("what is told")).await;
    }
    if let Some((media, content)) = example.file {
        return program.send_raw(verb, &path, &key, Some((media.to_owned(), content.into()))).await;
    }
    program.send(verb, &path, &key, body).await
}

/// What is signed is told without a token.
async fn tell(program: &Program, now: DateTime<Utc>, path: &str, body: &Value) -> Answer {
    let body = body.to_string().into_bytes();
    let signed = signature::sign(&Secret::new(SOURCE_SECRET.to_owned()), "an-example", now, &body).expect("a secret");
    let at = now.timestamp().to_string();
    let headers = [("webhook-id", "an-example"), ("webhook-timestamp", &at), ("webhook-signature", &signed)];
    program.send_raw("POST".parse().expect("a verb"), path, &headers, Some(("application/json".to_owned(), body))).await
}

/// A house with one of each, in which these calls are made one after the other.
async fn work(calls: &[&Placed]) -> Vec<String> {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let ada = app.program_of(ADA.id, None, None).await;
    let corner =
        json!({ "kind": "area", "name": "Corner", "parent_id": things.spoken("$LOCATION", HARBOUR.slug, Named::Real) });
    let corner = ada.post("/api/v1/locations", corner).await.expect(201).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut words = Words { things: &things, empty: text(&corner["id"]), refresh: String::new(), now: app.now() };
    if calls.iter().any(|placed| format!("{:?}", placed.example()).contains("$REFRESH_TOKEN")) {
        let login = json!({ "email": ADA.email, "password": crate::support::world::PASSWORD });
        words.refresh = text(&ada.post("/api/v1/auth/login", login).await.expect(200).json()["refresh_token"]);
    }
    let mut slips = Vec::new();
    for placed in calls {
        let operation = placed.call.operation();
        if let Some((_, path)) = AFTER.iter().find(|(id, _)| *id == operation.id) {
            ada.delete(&words.said(operation.id, path)).await.expect(204);
        }
        take_out(&app, &ada, &words, operation.id).await;
        let answer = make(&ada, &words, operation.id, &placed.example()).await;
        if answer.status.as_u16() != operation.status {
            slips.push(format!("{}: {answer}", operation.id));
        }
        app.advance(chrono::TimeDelta::seconds(1)); // the limit of rates is another test's
    }
    slips
}

#[tokio::test]
async fn every_request_of_the_documentation_works() {
    let api = steward::registry::api();
    // What only looks is asked for in one house; whatever changes something has a house of its own.
    let (looks, changes): (Vec<&Placed>, Vec<&Placed>) =
        api.calls().iter().partition(|placed| placed.call.method() == Method::Get);
    let mut slips = work(&looks).await;
    for placed in changes {
        slips.extend(work(&[placed]).await);
    }
    assert!(looks.len() > 50 && slips.is_empty(), "{} and {slips:#?}", looks.len());
}

#[tokio::test]
async fn a_call_that_carries_a_key_gives_the_same_answer_again() {
    let mut slips = Vec::new();
    for placed in steward::registry::api().calls().iter().filter(|placed| placed.call.operation().is_once) {
        let operation = placed.call.operation();
        let app = TestApp::start().await;
        let things = Things::make(&app).await;
        let ada = app.program_of(ADA.id, None, None).await;
        let words = Words { things: &things, empty: String::new(), refresh: String::new(), now: app.now() };
        if let Some((_, path)) = AFTER.iter().find(|(id, _)| *id == operation.id) {
            ada.delete(&words.said(operation.id, path)).await.expect(204);
        }
        take_out(&app, &ada, &words, operation.id).await;
        let first = make(&ada, &words, operation.id, &placed.example()).await;
        let events = app.count("events").await;
        let again = make(&ada, &words, operation.id, &placed.example()).await;
        let mut other = placed.example();
        if let Some(body) = other.body.as_mut().and_then(Value::as_object_mut) {
            // Any of these is another wish; which one the call knows.
            for (name, value) in [
                ("title", "Other"),
                ("name", "Other"),
                ("label", "Other"),
                ("reason", "Other"),
                ("until", "2026-11-30"),
            ] {
                if body.contains_key(name) {
                    body.insert(name.to_owned(), json!(value));
                }
            }
        }
        let reused = make(&ada, &words, operation.id, &other).await;
        if !first.status.is_success()
            || again.status != first.status
            || without_warnings(&again) != without_warnings(&first)
        {
            slips.push(format!("{}: {first}\n  but {again}", operation.id));
        }
        if app.count("events").await != events {
            slips.push(format!("{}: it happened twice", operation.id));
        }
        let differs = other.body != placed.example().body;
        if differs && (reused.status != 422 || reused.code() != "idempotency_key_reused") {
            slips.push(format!("{}: another wish with the same key: {reused}", operation.id));
        }
    }
    assert!(slips.is_empty(), "{slips:#?}");
}

/// What the rules said the first time is not said again.
fn without_warnings(answer: &Answer) -> Value {
    let mut told = answer.json();
    if let Some(map) = told.as_object_mut() {
        map.remove("warnings");
    }
    told
}
