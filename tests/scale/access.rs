//! Two thousand grants: who holds them, who can do what until when, and what is different since the last review.

use super::fill;
use super::looks::{Cost, look, slips};
use crate::support::{ADA, Browser, Program, TestApp};
use kernel::db::sql;

/// People of a larger house; each holds two grants.
const PEOPLE: i64 = 1_000;
/// More than a page of them.
const SOME: i64 = 120;
/// All grants are read for a review, for it is of all of them.
const ROWS_MAX: u64 = 2 * PEOPLE as u64 + 50;

const TEAM: &str = "/o/harbour-house/people";

async fn pages(ada: &Browser, program: &Program) -> Vec<Cost> {
    let mut costs = Vec::new();
    for path in [
        "",
        "?text=person",
        "/permissions",
        "/roles",
        "/former",
        "/review",
        "/review?page=1",
        "/review?show=ending",
        "/review?perm=bookings_read",
    ] {
        costs.push(look(path, ada.get(&format!("{TEAM}{path}"))).await);
    }
    for path in ["/api/v1/grants?limit=50", "/api/v1/users?limit=50"] {
        costs.push(look(path, program.get(path)).await);
    }
    costs
}

#[tokio::test]
async fn two_thousand_grants_are_read_page_by_page() {
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    fill::people(&app, 0..SOME).await;
    pages(&ada, &program).await;
    let some = pages(&ada, &program).await;
    fill::people(&app, SOME..PEOPLE).await;
    let many = pages(&ada, &program).await;
    let slips = slips(&app, &some, &many, &["grants"], ROWS_MAX).await;
    // A review is of all grants by people's names: those two it sorts.
    let slips: Vec<_> = slips.iter().filter(|slip| !slip.contains("TEMP B-TREE")).collect();
    assert!(slips.is_empty(), "{slips:#?}");
    let file = ada.get(&format!("{TEAM}/review?format=csv")).await.expect(200).body();
    assert!(file.lines().count() as i64 > 2 * PEOPLE, "the file holds all of them: {}", file.lines().count());
}

#[tokio::test]
async fn a_review_of_two_thousand_grants_and_its_differences_are_pages() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let mark = async || {
        let page = ada.get(&format!("{TEAM}/review")).await.expect(200);
        ada.submit(&page, "#mark", &[("note", "Looked at all of it.")]).await.expect(303);
        let list = ada.get(&format!("{TEAM}/reviews")).await.expect(200);
        list.hrefs().into_iter().find(|href| href.contains("/people/reviews/")).expect("a review")
    };
    fill::people(&app, 0..SOME).await;
    mark().await;
    fill::people(&app, SOME..PEOPLE).await;
    app.advance(chrono::TimeDelta::minutes(5));
    let page = ada.get(&format!("{TEAM}/review")).await.expect(200);
    assert!(page.has_text("And 780 more"), "880 are new since: {}", page.bytes.len());
    let second = mark().await;
    app.db().run(sql("update grants set ended_at = $1 where role = 'booking_manager'").bind(app.now())).await.unwrap();
    let page = ada.get(&format!("{TEAM}/review")).await.expect(200);
    assert!(page.bytes.len() < 600_000, "a thousand people hold less, and it is a page: {}", page.bytes.len());
    let past = ada.get(&second).await.expect(200);
    assert!(past.has_text("Person 00000") && !past.has_text("Person 00900"), "the first page of what was seen");
    assert!(past.bytes.len() < 600_000, "{}", past.bytes.len());
    let last = ada.get(&format!("{second}?page=18")).await.expect(200);
    assert!(last.has_text("Person 00900") && !last.has_text("Person 00000"), "{last}");
    let file = ada.get(&format!("{second}?format=csv")).await.expect(200).body();
    assert!(file.lines().count() as i64 > 2 * PEOPLE);
}
