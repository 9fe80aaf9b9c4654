//! What a page may ask of the database: a number of statements, however many rows there are. One of them, on every page
//! inside an organisation, counts what its viewer has not read; another finds the session and all that it opens there.

use crate::support::{ADA, TestApp};
use kernel::db::statements;

/// Counts the statements of one page. Tests run one to a process, so nothing else is counted.
async fn asked(page: impl Future<Output = crate::support::Answer>) -> u64 {
    let before = statements();
    let answer = page.await;
    assert_eq!(answer.status, 200, "{answer}");
    statements() - before
}

#[tokio::test]
async fn a_calendar_takes_six_statements_for_any_number_of_resources() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    ada.get("/o/harbour-house/calendar").await; // notes, every few minutes, that the browser is still there
    for address in ["/o/harbour-house/calendar", "/o/harbour-house/calendar?view=week"] {
        let number = asked(ada.get(address)).await;
        assert!(number <= 6, "{address} ran {number} statements");
    }
}

#[tokio::test]
async fn the_free_times_of_a_resource_take_four_statements() {
    let app = TestApp::start().await;
    app.guest().get("/b/harbour-house").await; // sees, every few seconds, whether the house is held
    let number = asked(app.guest().get("/b/harbour-house/boardroom-aurora?day=2026-03-10")).await;
    assert!(number <= 4, "ran {number} statements");
}

#[tokio::test]
async fn a_page_of_bookings_takes_four_statements() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    ada.get("/o/harbour-house/bookings").await;
    let number = asked(ada.get("/o/harbour-house/bookings")).await;
    assert!(number <= 4, "ran {number} statements");
}
