//! Ten thousand letters, news, posts and calls: the logs of what was sent, and one person's bell.

use super::fill;
use super::looks::{Cost, look, slips};
use crate::insight::webhooks::{PAGE as WEBHOOKS, add};
use crate::support::{ADA, Browser, Program, TestApp};
use uuid::Uuid;

/// Rows of each log.
const MANY: i64 = 10_000;
/// More than a page of them, also of those that failed.
const SOME: i64 = 1_200;
/// Rows that a statement hands over: a page, one more, and what a count or a choice needs.
const ROWS_MAX: u64 = 210;
/// Tables that grow with what is sent.
const GROWING: [&str; 5] = ["messages", "webhook_deliveries", "notifications", "chat_posts", "events"];

const HOUSE: &str = "/o/harbour-house";

async fn fill(app: &TestApp, endpoint: Uuid, numbers: std::ops::Range<i64>) {
    fill::events(app, numbers.clone()).await;
    fill::notifications(app, numbers.clone()).await;
    fill::messages(app, numbers.clone()).await;
    fill::posts(app, numbers.clone()).await;
    fill::deliveries(app, endpoint, numbers).await;
}

/// Pages, each with the one after it where it has one.
async fn pages(ada: &Browser, program: &Program, endpoint: Uuid) -> Vec<Cost> {
    let mut costs = Vec::new();
    for path in [
        "",
        "/messages",
        "/messages?status=failed",
        "/messages?text=guest-11",
        "/notifications",
        "/notifications?show=all",
        "/notifications/bell",
        "/notifications/log",
        "/notifications/log?way=in_app",
        "/notifications/log?way=mail&status=failed",
        "/notifications/log?way=chat",
        "/webhooks",
    ] {
        costs.push(look(path, ada.get(&format!("{HOUSE}{path}"))).await);
    }
    for path in [String::new(), "?status=failed".to_owned(), "?kind=booking.".to_owned()] {
        costs.push(look(&format!("webhook {path}"), ada.get(&format!("{WEBHOOKS}/{endpoint}{path}"))).await);
    }
    for path in ["/messages", "/notifications", "/notifications/log"] {
        let first = ada.get(&format!("{HOUSE}{path}")).await;
        let next = first.hrefs().into_iter().find(|href| href.contains("before")).expect("a page after this one");
        assert!(!next.contains("page=") && !next.contains("offset"), "by where one stopped, not by a number: {next}");
        costs.push(look(&format!("after {path}"), ada.get(&next)).await);
    }
    for path in ["/api/v1/messages?limit=50", &format!("/api/v1/webhooks/{endpoint}/deliveries?limit=50")] {
        costs.push(look(path, program.get(path)).await);
    }
    costs
}

#[tokio::test]
async fn ten_thousand_of_each_are_read_page_by_page() {
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    let (_, endpoint) = add(&ada, "https://crm.example.org/hook", &["booking."], "").await;
    fill(&app, endpoint, 0..SOME).await;
    pages(&ada, &program, endpoint).await;
    let some = pages(&ada, &program, endpoint).await;
    fill(&app, endpoint, SOME..MANY).await;
    let many = pages(&ada, &program, endpoint).await;
    let slips = slips(&app, &some, &many, &GROWING, ROWS_MAX).await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn ten_thousand_news_are_read_at_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    fill::events(&app, 0..MANY).await;
    fill::notifications(&app, 0..MANY).await;
    let page = ada.get(&format!("{HOUSE}/notifications")).await.expect(200);
    ada.send_form(&page.form("/notifications/reading")).await.expect(303);
    assert_eq!(app.count("notifications where read_at is null").await, 0);
}
