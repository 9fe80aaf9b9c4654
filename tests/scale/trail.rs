//! A hundred thousand facts: the audit trail, the feed of the front page, the history of one thing, and the same for programs.

use super::fill;
use super::looks::{Cost, look, slips};
use crate::support::{ADA, Browser, Program, TestApp};
use kernel::db::sql;

/// Facts of a house after some years.
const MANY: i64 = 100_000;
/// More than a page of them, also of the rarer ones.
const SOME: i64 = 1_200;
/// Rows that a statement hands over.
const ROWS_MAX: u64 = 210;

const TRAIL: &str = "/o/harbour-house/audit";

async fn pages(ada: &Browser, program: &Program) -> Vec<Cost> {
    let mut costs = Vec::new();
    for path in
        ["", "?kind=contact.", "?kind=nothing.", "?subject=contact", "?from=2025-12-12&until=2025-12-13", "?actor=ada"]
    {
        costs.push(look(path, ada.get(&format!("{TRAIL}{path}"))).await);
    }
    let first = ada.get(TRAIL).await;
    let next = first.hrefs().into_iter().find(|href| href.contains("before")).expect("a page after this one");
    costs.push(look("after", ada.get(&next)).await);
    for path in ["/o/harbour-house", "/console/audit", "/console/audit?kind=booking."] {
        costs.push(look(path, ada.get(path)).await);
    }
    let first = program.get("/api/v1/events?limit=50").await.json();
    let next = format!("/api/v1/events?limit=50&cursor={}", first["next_cursor"].as_str().expect("a cursor"));
    let subject = format!("/api/v1/events?subject_id={}", first["data"][0]["subject"]["id"].as_str().expect("an id"));
    for path in ["/api/v1/events?limit=50", "/api/v1/events?sort=at", "/api/v1/events?kind=contact.*", &next, &subject]
    {
        costs.push(look(path.split("&cursor").next().unwrap_or_default(), program.get(path)).await);
    }
    costs
}

#[tokio::test]
async fn a_hundred_thousand_facts_are_read_page_by_page() {
    let app = TestApp::start().await;
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.unwrap();
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    fill::events(&app, 0..SOME).await;
    pages(&ada, &program).await;
    let some = pages(&ada, &program).await;
    fill::events(&app, SOME..MANY).await;
    let many = pages(&ada, &program).await;
    let slips = slips(&app, &some, &many, &["events"], ROWS_MAX).await;
    assert!(slips.is_empty(), "{slips:#?}");
    // A file is written while it is read: all of it, or a week.
    let all = ada.get(&format!("{TRAIL}?format=csv")).await.expect(200).body();
    assert!(all.lines().count() as i64 > MANY, "{}", all.lines().count());
    let week = ada.get(&format!("{TRAIL}?format=csv&from=2026-01-01&until=2026-01-07")).await.expect(200).body();
    assert!((9_000..12_000).contains(&week.lines().count()), "{}", week.lines().count());
}
