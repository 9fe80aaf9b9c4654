//! One's own name, password, devices and news.

use crate::support::world::PASSWORD;
use crate::support::{ADA, BO, Browser, CY, HARBOUR, Program, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use serde_json::json;

async fn signed_in(app: &TestApp) -> Browser {
    let browser = app.guest();
    let page = browser.get("/sign-in").await.expect(200);
    browser.submit(&page, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
    browser
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_changes_the_id_of_this_one() {
    let app = TestApp::start().await;
    let (here, there) = (signed_in(&app).await, signed_in(&app).await);
    let before = here.cookie("steward").unwrap();
    let page = here.get("/account").await.expect(200);
    let fields = [("current", PASSWORD), ("password", "another lantern altogether")];
    here.submit(&page, "#your-password", &fields).await.expect(303);
    assert_ne!(here.cookie("steward").unwrap(), before);
    here.get("/account").await.expect(200);
    there.get("/account").await.expect(303);
    let stolen = app.guest();
    stolen.set_cookie("steward", &before);
    stolen.get("/account").await.expect(303);
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_the_present_one() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/account").await.expect(200);
    let wrong =
        ada.submit(&page, "#your-password", &[("current", "a lantern"), ("password", "short")]).await.expect(422);
    assert!(wrong.problem("current").is_some() && wrong.problem("password").is_some(), "{wrong}");
    for _ in 0..5 {
        ada.submit(&page, "#your-password", &[("current", "a lantern"), ("password", "short")]).await.expect(422);
    }
    ada.submit(&page, "#your-password", &[("current", PASSWORD), ("password", "another lantern")]).await.expect(429);
}

#[tokio::test]
async fn a_device_is_signed_out_from_afar() {
    let app = TestApp::start().await;
    let (here, there, third) = (signed_in(&app).await, signed_in(&app).await, signed_in(&app).await);
    app.advance(TimeDelta::minutes(10));
    let page = here.get("/account").await.expect(200);
    assert!(page.has_text("This one") && page.has_text("10 minutes ago"), "{page}");
    assert_eq!(page.text().matches("This one").count(), 1);
    here.submit(&page, "/other-devices/revocation", &[]).await.expect(303);
    there.get("/account").await.expect(303);
    third.get("/account").await.expect(303);
    here.get("/account").await.expect(200);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let app = TestApp::start().await;
    let ada = signed_in(&app).await;
    let (session,): (String,) =
        sql("select id from sessions where user_id = $1").bind(ADA.id).one(app.db()).await.unwrap();
    let bo = app.sign_in(&BO).await;
    bo.post("/account/devices/revocation", &[("device", &session)]).await.expect(404);
    ada.get("/account").await.expect(200);
    ada.post("/account/devices/revocation", &[("device", &session)]).await.expect(303);
    ada.get("/account").await.expect(303);
}

#[tokio::test]
async fn the_account_leads_to_what_each_organisation_tells() {
    let app = TestApp::start().await;
    for person in [&ADA, &CY] {
        let browser = app.sign_in(person).await;
        let page = browser.get("/account").await.expect(200);
        let choices = browser.follow_link(&page, HARBOUR.name).await.expect(200);
        assert_eq!(choices.heading(), "What you are told");
    }
}

#[tokio::test]
async fn the_theme_is_kept_in_a_cookie() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    ada.post("/theme", &[("theme", "dark")]).await.expect(303);
    assert!(ada.get("/account").await.expect(200).body().contains("data-theme=\"dark\""));
    ada.post("/theme", &[("theme", "system")]).await.expect(303);
    assert!(!ada.get("/account").await.expect(200).body().contains("data-theme=\"dark\""));
}

/// Signs a program in as Ada; answers its access and refresh tokens.
async fn program(app: &TestApp) -> (Program, String) {
    let typed = json!({ "email": ADA.email, "password": PASSWORD });
    let pair = app.stranger().post("/api/v1/auth/login", typed).await.expect(200).json();
    let word = |name: &str| pair[name].as_str().expect("a token").to_owned();
    (Program::over(app.guest(), &word("access_token")), word("refresh_token"))
}

async fn is_out(app: &TestApp, (program, refresh): &(Program, String)) {
    program.get("/api/v1/me").await.expect(401);
    app.stranger().post("/api/v1/auth/refresh", json!({ "refresh_token": refresh })).await.expect(401);
}

#[tokio::test]
async fn programs_that_signed_in_stand_beside_the_devices_and_are_ended_one_by_one_or_all() {
    let app = TestApp::start().await;
    let here = signed_in(&app).await;
    assert!(!here.get("/account").await.expect(200).has_form("/programs/revocation"));
    let (first, second) = (program(&app).await, program(&app).await);
    first.0.get("/api/v1/me").await.expect(200);
    app.advance(TimeDelta::minutes(10));
    let page = here.get("/account").await.expect(200);
    assert!(page.has_text("Signed in 10 minutes ago") && page.has_text("no call yet"), "{page}");
    // Nobody ends what is another's.
    let (family,): (uuid::Uuid,) = sql("select family from api_tokens where user_id = $1 and used_at is not null")
        .bind(ADA.id)
        .one(app.db())
        .await
        .unwrap();
    let ended = [("program", family.to_string())];
    let ended: Vec<(&str, &str)> = ended.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.sign_in(&BO).await.post("/account/programs/revocation", &ended).await.expect(404);
    first.0.get("/api/v1/me").await.expect(200);
    here.post("/account/programs/revocation", &ended).await.expect(303);
    is_out(&app, &first).await;
    second.0.get("/api/v1/me").await.expect(200);
    here.post("/account/programs/revocation", &ended).await.expect(404);
    let page = here.get("/account").await.expect(200);
    here.submit(&page, "/other-devices/revocation", &[]).await.expect(303);
    is_out(&app, &second).await;
    here.get("/account").await.expect(200);
}

#[tokio::test]
async fn a_new_password_ends_programs_that_signed_in() {
    let app = TestApp::start().await;
    let (here, program) = (signed_in(&app).await, program(&app).await);
    let page = here.get("/account").await.expect(200);
    let fields = [("current", PASSWORD), ("password", "another lantern altogether")];
    here.submit(&page, "#your-password", &fields).await.expect(303);
    is_out(&app, &program).await;
}
