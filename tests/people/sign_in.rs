//! In and out, and what guessing costs.

use crate::support::world::PASSWORD;
use crate::support::{ADA, Answer, BO, Browser, DEE, TestApp};
use chrono::TimeDelta;
use people::identity::actions::{Attempt, sign_in};

async fn try_as(browser: &Browser, email: &str, password: &str) -> Answer {
    let page = browser.get("/sign-in").await.expect(200);
    browser.submit(&page, "#sign-in", &[("email", email), ("password", password)]).await
}

#[tokio::test]
async fn the_right_password_leads_to_the_only_organisation_under_a_new_session_id() {
    let app = TestApp::start().await;
    let browser = app.guest();
    browser.set_cookie("steward", "AAAAAAAAAAAAAAAAAAAAAA"); // one that a stranger planted
    let done = try_as(&browser, "ADA@harbour.example", PASSWORD).await.expect(303);
    assert_eq!(done.location(), "/o/harbour-house");
    let session = browser.cookie("steward").unwrap();
    assert_ne!(session, "AAAAAAAAAAAAAAAAAAAAAA");
    browser.get("/account").await.expect(200);
    assert!(done.header("set-cookie").contains("HttpOnly"));

    let out = browser.post("/sign-out", &[]).await.expect(303);
    assert_eq!((out.location(), out.header("clear-site-data")), ("/sign-in", "\"cache\""));
    browser.set_cookie("steward", &session);
    assert_eq!(
        browser.get("/account").await.expect(303).location(),
        "/sign-in?next=/account",
        "it ended in the house, too"
    );
}

#[tokio::test]
async fn a_sign_in_leads_back_to_where_one_wanted_to_go_and_never_to_another_host() {
    let app = TestApp::start().await;
    for (next, leads_to) in
        [("/o/harbour-house/people", "/o/harbour-house/people"), ("//evil.example/", "/o/harbour-house")]
    {
        let browser = app.guest();
        let page = browser.get(&format!("/sign-in?next={next}")).await.expect(200);
        let done = browser.submit(&page, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
        assert_eq!(done.location(), leads_to);
    }
}

#[tokio::test]
async fn an_unknown_address_is_answered_as_a_known_one_is() {
    let app = TestApp::start().await;
    let known = try_as(&app.guest(), ADA.email, "a lantern on the pear").await.expect(422);
    let unknown = try_as(&app.guest(), "nobody@harbour.example", "a lantern on the pear").await.expect(422);
    assert_eq!(known.body().replace(ADA.email, ""), unknown.body().replace("nobody@harbour.example", ""));
    assert_eq!(known.problem("email"), unknown.problem("email"));
}

#[tokio::test]
async fn a_stranger_who_guesses_locks_out_strangers_and_not_the_owner() {
    let app = TestApp::start().await;
    let own = app.guest();
    try_as(&own, ADA.email, PASSWORD).await.expect(303);
    own.post("/sign-out", &[]).await.expect(303);

    let stranger = app.guest().at_address("203.0.113.7");
    for _ in 0..6 {
        try_as(&stranger, ADA.email, "a lantern on the pear").await.expect(422);
    }
    let refused = try_as(&stranger, ADA.email, PASSWORD).await.expect(429);
    assert!(!refused.header("retry-after").is_empty());
    let elsewhere = app.guest().at_address("198.51.100.7");
    try_as(&elsewhere, ADA.email, PASSWORD).await.expect(429);
    let neighbour = app.guest().at_address("203.0.113.99");
    try_as(&neighbour, BO.email, PASSWORD).await.expect(429);
    try_as(&app.guest().at_address("198.51.100.7"), BO.email, PASSWORD).await.expect(303);
    try_as(&own, ADA.email, PASSWORD).await.expect(303);

    app.advance(TimeDelta::minutes(1));
    try_as(&elsewhere, ADA.email, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn a_known_device_is_slowed_down_by_its_own_failures() {
    let app = TestApp::start().await;
    let own = app.guest();
    try_as(&own, ADA.email, PASSWORD).await.expect(303);
    own.post("/sign-out", &[]).await.expect(303);
    for _ in 0..6 {
        try_as(&own, ADA.email, "a lantern on the pear").await.expect(422);
    }
    try_as(&own, ADA.email, PASSWORD).await.expect(429);
    try_as(&app.guest(), ADA.email, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn an_account_of_ones_own_buys_no_new_guesses_at_others() {
    let app = TestApp::start().await;
    let stranger = app.guest().at_address("203.0.113.7");
    for email in [ADA.email, BO.email, "cy@harbour.example"] {
        for _ in 0..2 {
            try_as(&stranger, email, "a lantern on the pear").await.expect(422);
        }
    }
    app.advance(TimeDelta::seconds(2));
    let other = app.guest().at_address("203.0.113.8");
    try_as(&other, DEE.email, PASSWORD).await.expect(303);
    try_as(&stranger, ADA.email, "a lantern on the pear").await.expect(422);
    try_as(&stranger, BO.email, "a lantern on the pear").await.expect(429);
}

#[tokio::test]
async fn a_disabled_user_is_out_with_the_next_request_and_cannot_come_back() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    bo.get("/o/harbour-house/people").await.expect(200);
    let disable = kernel::db::sql("update users set disabled_at = $2 where id = $1").bind(BO.id).bind(app.now());
    app.db().run(disable).await.unwrap();
    bo.get("/o/harbour-house/people").await.expect(404);
    bo.get("/account").await.expect(303);
    try_as(&app.guest(), BO.email, PASSWORD).await.expect(422);
}

#[tokio::test]
async fn a_network_that_has_spent_its_tries_spends_none_of_an_account() {
    let app = TestApp::start().await;
    let attempt = |address: &str| Attempt {
        email: ADA.email.to_owned(),
        password: PASSWORD.to_owned(),
        address: address.parse().unwrap(),
        known: None,
    };
    for _ in 0..1_000 {
        let bucket = "sign-in network 203.0.113.0/24".to_owned();
        let _ = app.house.limits.spend(bucket, 1, TimeDelta::minutes(1), app.now());
    }
    for _ in 0..100 {
        assert!(sign_in(&app.house, &attempt("203.0.113.7")).await.is_err());
    }
    assert!(sign_in(&app.house, &attempt("198.51.100.7")).await.unwrap().is_some());
}
