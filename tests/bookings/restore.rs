//! Cancelled by mistake: taken back with one click, unless somebody has the time now.

use super::desk::{LIST, at, book, events, offers, row, subjects, tidy};
use crate::support::world::BOARDROOM;
use crate::support::{Answer, BO, Browser, TestApp};
use chrono::TimeDelta;
use days::bookings::Status;
use uuid::Uuid;

/// Bo cancels a booking; the page he then sees, with the undo in its toast.
async fn cancelled(bo: &Browser, id: Uuid) -> Answer {
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let answer = bo.submit(&page, "/cancellation", &[("reason", "Wrong one")]).await.expect(303);
    tidy(bo.follow(&answer).await.expect(200))
}

#[tokio::test]
async fn a_cancellation_can_be_undone() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    app.settle().await;
    app.advance(TimeDelta::minutes(1));
    let page = cancelled(&bo, id).await;
    assert!(page.toast().is_some_and(|toast| toast.contains("Cancelled grace.")), "{page}");
    assert!(page.has_text("Wrong one"), "the reason is kept: {page}");
    app.settle().await;
    app.advance(TimeDelta::minutes(1));
    bo.submit(&page, "/restoration", &[]).await.expect(303);
    let back = row(&app, id).await;
    assert_eq!((back.status, back.cancelled_at, back.cancel_reason.as_str()), (Status::Confirmed, None, ""));
    assert_eq!((back.version, back.sequence), (3, 2));
    app.settle().await;
    let subjects = subjects(&app, "grace@example.org").await;
    let beginnings: Vec<&str> = subjects.iter().filter_map(|subject| subject.split(':').next()).collect();
    assert_eq!(beginnings, ["Booked", "Cancelled", "Booked again"]);
    let last = app.mail_to("grace@example.org").await.pop().and_then(|mail| mail.calendar).unwrap_or_default();
    assert!(last.contains("METHOD:REQUEST") && last.contains("SEQUENCE:2"), "{last}");
    let page = tidy(bo.get(&format!("{LIST}/{id}")).await.expect(200));
    assert!(page.has_text("Bo Marsh restored it") && page.has_text("cancelled it: Wrong one"), "{page}");
}

#[tokio::test]
async fn what_somebody_else_has_now_is_not_taken_back() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let page = cancelled(&bo, id).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:30", 60, "henry@example.org").await;
    let refused = tidy(bo.submit(&page, "/restoration", &[]).await.expect(409));
    assert!(refused.has_text("This time was taken in the meantime."), "{refused}");
    let kept = row(&app, id).await;
    assert_eq!((kept.status, kept.version, events(&app, "booking.restored").await), (Status::Cancelled, 2, 0));
    // It is offered what is free instead, and one click takes it.
    let free = offers(&refused, "#restore");
    assert!(free.len() >= 3, "{free:?}");
    let taken = format!("{}/{}/60", BOARDROOM.id, at("2026-03-03T10:00"));
    assert!(!free.contains(&taken));
    bo.submit(&refused, "#restore", &[("offer", &free[0])]).await.expect(303);
    let back = row(&app, id).await;
    let said = format!("{}/{}/60", back.resource_id, kernel::time::rfc3339(back.starts_at));
    assert_eq!((back.status, &said), (Status::Confirmed, &free[0]));
    app.settle().await;
    let told = subjects(&app, "grace@example.org").await;
    assert!(told.iter().any(|subject| subject.starts_with("Booked again:")), "{told:?}");
    // Twice is once, and elsewhere is not here.
    bo.submit(&refused, "#restore", &[("offer", &free[0])]).await.expect(303);
    assert_eq!(events(&app, "booking.restored").await, 1);
}

#[tokio::test]
async fn only_what_is_cancelled_is_restored_and_only_once() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let told = bo.post(&format!("{LIST}/{id}/restoration"), &[("version", "1"), ("key", "k")]).await.expect(409);
    assert!(told.has_text("This booking is not cancelled."), "{told}");
    let page = cancelled(&bo, id).await;
    let undo = page.form("/restoration");
    bo.send_form(&undo).await.expect(303);
    bo.send_form(&undo).await.expect(303);
    assert_eq!((row(&app, id).await.version, events(&app, "booking.restored").await), (3, 1));
    // Cancelled again, the old undo is not meant for it.
    cancelled(&bo, id).await;
    bo.send_form(&undo.forge("key", Some("another"))).await.expect(409);
    assert_eq!(row(&app, id).await.status, Status::Cancelled);
}

#[tokio::test]
async fn what_is_cancelled_is_not_changed_before_it_is_restored() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let before = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let page = cancelled(&bo, id).await;
    assert!(!page.has_form("#move") && !page.has_form("#details") && !page.has_form("/cancellation"), "{page}");
    let forged = before.form("#move").set("starts", "2026-03-04T10:00").forge("version", Some("2"));
    let told = bo.send_form(&forged).await.expect(409);
    assert!(told.has_text("This booking was cancelled. Restore it before you change it."), "{told}");
}
