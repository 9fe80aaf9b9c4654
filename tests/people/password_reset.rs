//! A forgotten password.

use crate::support::world::PASSWORD;
use crate::support::{ADA, TestApp};
use chrono::TimeDelta;

const NEW: &str = "another lantern altogether";

async fn ask(app: &TestApp, email: &str) -> crate::support::Answer {
    let guest = app.guest();
    let page = guest.get("/password-reset").await.expect(200);
    guest.submit(&page, "#reset", &[("email", email)]).await.expect(200)
}

async fn link(app: &TestApp) -> String {
    app.settle().await;
    app.mail_to(ADA.email).await.last().expect("a mail").link("/password-reset/")
}

#[tokio::test]
async fn a_link_from_the_mail_sets_another_password_once_and_ends_all_sessions() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    ask(&app, ADA.email).await;
    let (guest, link) = (app.guest(), link(&app).await);
    let page = guest.get(&link).await.expect(200);
    let short = guest.submit(&page, "#new-password", &[("password", "short")]).await.expect(422);
    assert!(short.problem("password").is_some());
    let done = guest.submit(&page, "#new-password", &[("password", NEW)]).await.expect(303);
    assert_eq!(done.location(), "/sign-in");
    ada.get("/account").await.expect(303);
    guest.get(&link).await.expect(404);
    guest.submit(&page, "#new-password", &[("password", NEW)]).await.expect(404);
    let page = guest.get("/sign-in").await.expect(200);
    guest.submit(&page, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(422);
    guest.submit(&page, "#sign-in", &[("email", ADA.email), ("password", NEW)]).await.expect(303);
}

#[tokio::test]
async fn a_link_works_for_an_hour() {
    let app = TestApp::start().await;
    ask(&app, ADA.email).await;
    let link = link(&app).await;
    app.advance(TimeDelta::minutes(59));
    app.guest().get(&link).await.expect(200);
    app.advance(TimeDelta::minutes(1));
    app.guest().get(&link).await.expect(404);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_no_mail() {
    let app = TestApp::start().await;
    let known = ask(&app, ADA.email).await.body().replace(ADA.email, "");
    let unknown = ask(&app, "nobody@harbour.example").await.body().replace("nobody@harbour.example", "");
    assert_eq!(known, unknown);
    app.settle().await;
    assert_eq!(app.count("messages").await, 1);
}

#[tokio::test]
async fn nobody_floods_a_mailbox_with_links() {
    let app = TestApp::start().await;
    for _ in 0..6 {
        ask(&app, ADA.email).await;
    }
    app.settle().await;
    assert_eq!(app.mail_to(ADA.email).await.len(), 3);
}

#[tokio::test]
async fn a_used_link_makes_the_others_useless() {
    let app = TestApp::start().await;
    ask(&app, ADA.email).await;
    let first = link(&app).await;
    app.advance(TimeDelta::seconds(1));
    ask(&app, ADA.email).await;
    let second = link(&app).await;
    assert_ne!(first, second);
    let guest = app.guest();
    let page = guest.get(&second).await.expect(200);
    guest.submit(&page, "#new-password", &[("password", NEW)]).await.expect(303);
    guest.get(&first).await.expect(404);
}
