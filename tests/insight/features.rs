//! What an operator switches off for an organisation does nothing there, its pages say so, and calls are refused by name.

use super::webhooks;
use crate::support::sink::Sink;
use crate::support::world::BOARDROOM;
use crate::support::{ADA, Answer, BO, DEE, HARBOUR, Program, TestApp};
use kernel::db::{Json, sql};
use platform::Feature;
use serde_json::json;

/// Switches these off, by their names.
async fn switch_off(app: &TestApp, features: &[Feature]) {
    let names: Vec<&str> = features.iter().map(|feature| feature.name()).collect();
    let change = sql("update organisations set switched_off = $2 where id = $1").bind(HARBOUR.id);
    app.db().run(change.bind(Json(json!(names)))).await.unwrap();
}

/// A call that is refused with 403 and this code.
fn refused(answer: Answer, code: &str) {
    let answer = answer.expect(403);
    assert_eq!(answer.code(), code, "{answer}");
}

/// One thing that a feature gives, asked for; is it given?
async fn gives(app: &TestApp, feature: Feature, program: &Program, feed: &str) -> bool {
    let guest = app.guest();
    match feature {
        Feature::PublicPage => guest.get("/b/harbour-house").await.status == 200,
        Feature::Api => program.get("/api/v1/orgs/harbour-house/resources").await.status == 200,
        Feature::Feeds => guest.get(feed).await.status == 200,
        Feature::Webhooks => {
            let before = app.count("webhook_deliveries").await;
            let change = json!({ "name": format!("Boardroom {}", app.house.ids.below(1_000_000)) });
            program.patch(&format!("/api/v1/resources/{}", BOARDROOM.id), change).await.expect(200);
            app.settle().await;
            app.count("webhook_deliveries").await > before
        }
        Feature::Embedding => {
            let page = guest.get("/b/harbour-house").await.expect(200);
            page.header("content-security-policy").contains("https://www.harbour.example")
        }
    }
}

#[tokio::test]
async fn every_switch_takes_away_what_it_names_and_nothing_else_and_is_told_where_people_look() {
    let sink = Sink::start().await;
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    webhooks::add(&ada, &sink.url("/"), &[], "resource.").await;
    let made = program.post("/api/v1/feeds", json!({})).await.expect(201).json();
    let feed = made["url"].as_str().unwrap();
    let feed = feed[feed.find("/feeds/").unwrap()..].to_owned();
    let web = ada.get("/o/harbour-house/settings/web").await.expect(200);
    ada.send_form(&web.form("#web").set("origins", "https://www.harbour.example")).await.expect(303);
    for feature in Feature::ALL {
        assert!(gives(&app, feature, &program, &feed).await, "{feature:?} before");
    }
    for off in Feature::ALL {
        switch_off(&app, &[off]).await;
        for feature in Feature::ALL {
            // What is asked for by other ways than the one that is off.
            let needs_api = feature == Feature::Webhooks && off == Feature::Api;
            let needs_page = feature == Feature::Embedding && off == Feature::PublicPage;
            if !needs_api && !needs_page {
                assert_eq!(gives(&app, feature, &program, &feed).await, feature != off, "{feature:?} without {off:?}");
            }
        }
        let told = |page: &Answer| page.has_text(off.label()) && page.has_text("switched off by the operator");
        let settings = ada.get("/o/harbour-house/settings").await.expect(200);
        assert!(told(&settings), "{off:?}: {settings}");
        let page = match off {
            Feature::PublicPage | Feature::Embedding => "/o/harbour-house/settings/web",
            Feature::Webhooks => "/o/harbour-house/webhooks",
            Feature::Feeds => "/o/harbour-house/feeds",
            Feature::Api => continue,
        };
        let page = ada.get(page).await.expect(200);
        assert!(told(&page), "{off:?}: {page}");
    }
    switch_off(&app, &[]).await;
    assert!(!ada.get("/o/harbour-house/settings").await.expect(200).has_text("switched off"), "the control");
}

#[tokio::test]
async fn calls_and_forms_that_would_do_nothing_are_refused_by_name() {
    let sink = Sink::start().await;
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    let (page, id) = webhooks::add(&ada, &sink.url("/"), &[], "webhook.").await;
    app.settle().await;
    let waited = sink.got().len();
    let (test, one) = (page.form("/test"), format!("/api/v1/webhooks/{id}"));
    program.post(&format!("{one}/test"), json!({})).await.expect(202);
    switch_off(&app, &[Feature::Webhooks, Feature::Feeds]).await;
    app.settle().await;
    assert_eq!(sink.got().len(), waited, "what waited goes on waiting");
    let wish = json!({ "url": sink.url("/other"), "kinds": ["booking."] });
    refused(program.post("/api/v1/webhooks", wish).await, "webhooks_switched_off");
    let nothing = || json!({});
    refused(program.post(&format!("{one}/test"), nothing()).await, "webhooks_switched_off");
    refused(program.post(&format!("{one}/resumption"), nothing()).await, "webhooks_switched_off");
    let since = json!({ "since": "2026-03-01T00:00:00Z" });
    refused(program.post(&format!("{one}/replay"), since).await, "webhooks_switched_off");
    refused(program.post("/api/v1/feeds", nothing()).await, "feeds_switched_off");
    ada.send_form(&test).await.expect(409);
    let key = app.house.ids.token();
    let feed = [("subject", "mine"), ("detail", "busy"), ("key", key.as_str())];
    ada.post("/o/harbour-house/feeds", &feed).await.expect(409);
    // To end something is always possible.
    program.post(&format!("{one}/suspension"), nothing()).await.expect(200);
    program.delete(&one).await.expect(204);
    switch_off(&app, &[Feature::Api]).await;
    refused(program.get("/api/v1/orgs/harbour-house/webhooks").await, "api_switched_off");
    let tokens = ada.get("/account/tokens").await.expect(200);
    let form = tokens.form("#new-token").set("name", "Door sign").set("organisation", &HARBOUR.id.to_string());
    let answer = ada.send_form(&form).await.expect(422);
    assert!(answer.problem("organisation").is_some_and(|why| why.contains("switched the API off")), "{answer}");
    // Others have what they had, and outsiders learn nothing.
    let dee = app.program(&DEE).await;
    dee.post("/api/v1/orgs/quarry-works/feeds", nothing()).await.expect(201);
    dee.post("/api/v1/orgs/harbour-house/feeds", nothing()).await.expect(404);
    app.sign_in(&BO).await.get("/o/harbour-house/feeds").await.expect(200);
}
