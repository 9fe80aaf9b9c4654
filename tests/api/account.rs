//! Personal tokens on the account's page: made, shown once, narrowed, taken back.

use crate::support::{ADA, BO, Browser, DEE, HARBOUR, Program, TestApp};
use chrono::TimeDelta;

/// Makes a token with these fields; answers its word.
async fn make(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let page = browser.get("/account/tokens").await.expect(200);
    let made = browser.submit(&page, "#new-token", fields).await.expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    made.document().by_id("made").and_then(|(_, field)| field.attribute("value")).expect("the new token").to_owned()
}

#[tokio::test]
async fn a_person_makes_a_token_sees_it_once_and_takes_it_back() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let account = ada.get("/account").await.expect(200);
    let empty = ada.follow_link(&account, "Your tokens").await.expect(200);
    assert!(empty.has_text("No program works in your name"), "{empty}");
    let word = make(&ada, &[("name", "Door sign"), ("days", "30")]).await;
    assert!(word.starts_with("stw_pat_"));
    let page = ada.get("/account/tokens").await.expect(200);
    assert!(
        page.has_text("Door sign") && page.has_text("Never used") && page.has_text("May do all that you may"),
        "{page}"
    );
    assert!(!page.body().contains(&word), "it is shown once");

    let program = Program::over(app.guest(), &word);
    program.get("/api/v1/bookings").await.expect(200);
    assert!(ada.get("/account/tokens").await.has_text("Last used just now"));
    let page = ada.get("/account/tokens").await;
    let gone = ada.submit(&page, "/revocation", &[]).await.expect(303);
    assert!(ada.follow(&gone).await.has_text("The token is revoked"));
    program.get("/api/v1/bookings").await.expect(401);
    // Both are in the trail of the installation.
    assert_eq!(app.count("events").await, 2);
}

#[tokio::test]
async fn a_token_is_narrowed_to_an_organisation_to_permissions_and_to_a_time() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let org = HARBOUR.id.to_string();
    let page = ada.get("/account/tokens").await.expect(200);
    let form = page.form("#new-token").set("name", "Screen").set("organisation", &org).set("days", "7");
    let form = form.set("scope", "calendar_read").set("scope", "bookings_read");
    let made = ada.send_form(&form).await.expect(201);
    let word = made.document().by_id("made").and_then(|(_, field)| field.attribute("value")).unwrap().to_owned();
    let program = Program::over(app.guest(), &word);
    let me = program.get("/api/v1/me").await.expect(200).json();
    assert_eq!(
        (&me["token"]["organisation"], &me["token"]["scopes"]),
        (&"harbour-house".into(), &serde_json::json!(["calendar_read", "bookings_read"]))
    );
    program.get("/api/v1/bookings").await.expect(200);
    program.get("/api/v1/users").await.expect(403);
    app.advance(TimeDelta::days(7));
    program.get("/api/v1/bookings").await.expect(401);
}

#[tokio::test]
async fn a_second_click_makes_no_second_token_and_a_stranger_takes_none_back() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get("/account/tokens").await.expect(200);
    let form = page.form("#new-token").set("name", "Report").set("days", "7");
    let made = |answer: crate::support::Answer| {
        answer.document().by_id("made").and_then(|(_, field)| field.attribute("value").map(str::to_owned))
    };
    let one = made(bo.send_form(&form).await.expect(201)).unwrap();
    let two = made(bo.send_form(&form).await.expect(201)).unwrap();
    assert_eq!(one, two);
    assert_eq!(app.count("api_tokens").await, 1);
    // Much later the form says nothing any more.
    app.advance(TimeDelta::minutes(11));
    bo.send_form(&form).await.expect(422);
    let page = bo.get("/account/tokens").await;
    let action = page.form("/revocation").action.clone();
    app.sign_in(&DEE).await.post(&action, &[]).await.expect(404);
    Program::over(app.guest(), &one).get("/api/v1/me").await.expect(200);
    // A form without a name is told so.
    let wrong = bo.submit(&page, "#new-token", &[("name", " ")]).await.expect(422);
    assert!(wrong.problem("name").is_some(), "{wrong}");
}
