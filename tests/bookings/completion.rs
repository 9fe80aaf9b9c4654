//! When the time of a booking has passed it is completed, by the schedule, once.

use super::desk::{LIST, book, events, row, tidy};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{BO, TestApp};
use chrono::TimeDelta;
use days::bookings::Status;

#[tokio::test]
async fn what_has_passed_is_completed_by_the_schedule() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let soon = book(&bo, &BOARDROOM, "2026-03-02T11:00", 60, "grace@example.org").await;
    let later = book(&bo, &BOARDROOM, "2026-03-02T13:00", 60, "henry@example.org").await;
    let given_back = book(&bo, &DESKS, "2026-03-02T11:00", 60, "ida@example.org").await;
    let page = bo.get(&format!("{LIST}/{given_back}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    app.tick().await;
    assert_eq!(row(&app, soon).await.status, Status::Confirmed, "it has not begun");
    let letters = app.count("messages").await;

    app.advance(TimeDelta::minutes(119)); // 11:59
    app.tick().await;
    assert_eq!(row(&app, soon).await.status, Status::Confirmed, "somebody sits there");
    app.advance(TimeDelta::minutes(1));
    app.tick().await;
    let done = row(&app, soon).await;
    assert_eq!((done.status, done.version, done.sequence), (Status::Completed, 2, 0));
    assert_eq!(row(&app, later).await.status, Status::Confirmed);
    assert_eq!(row(&app, given_back).await.status, Status::Cancelled);
    for _ in 0..3 {
        app.advance(TimeDelta::minutes(5));
        app.tick().await;
    }
    assert_eq!(events(&app, "booking.completed").await, 1);
    assert_eq!(app.count("messages").await, letters, "nobody is written to about it");
    let page = tidy(bo.get(&format!("{LIST}/{soon}")).await.expect(200));
    assert!(page.has_text("Steward completed it: its time has passed") && !page.has_form("/cancellation"), "{page}");
    let told = bo.post(&format!("{LIST}/{soon}/cancellation"), &[("version", "2"), ("key", "k")]).await.expect(409);
    assert!(told.has_text("This booking is over and cannot be changed any more."), "{told}");
}

#[tokio::test]
async fn a_house_that_was_away_completes_everything_it_missed() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for day in 3..=7 {
        book(&bo, &BOARDROOM, &format!("2026-03-{day:02}T10:00"), 60, "grace@example.org").await;
    }
    app.advance(TimeDelta::days(4)); // Friday, 10:00: the fourth has just begun
    app.tick().await;
    assert_eq!(events(&app, "booking.completed").await, 3);
}
