//! What only shows at the edges: rules that change under bookings, strangers' names, capacities that end.

use super::desk::{LIST, NEW, at, blackout, book, change, events, guest_asks, guest_books, row};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{BO, HARBOUR, TestApp};
use chrono::TimeDelta;
use days::bookings::Status;
use days::bookings::reactions::Complete;
use kernel::db::sql;
use platform::jobs::Job;

#[tokio::test]
async fn a_booking_is_completed_although_its_resource_has_fewer_units_by_now() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let short = book(&bo, &DESKS, "2026-03-03T09:00", 60, "grace@example.org").await;
    let long = book(&bo, &DESKS, "2026-03-03T09:00", 180, "henry@example.org").await;
    let other = book(&bo, &BOARDROOM, "2026-03-03T13:00", 60, "ida@example.org").await;
    app.clock.set("2026-03-03T09:30:00Z".parse().unwrap());
    Complete.run(&app.house).await.unwrap();
    assert_eq!((row(&app, short).await.status, row(&app, long).await.status), (Status::Completed, Status::Confirmed));
    change(&app, &DESKS, "units = 1").await;
    app.clock.set("2026-03-03T20:00:00Z".parse().unwrap());
    Complete.run(&app.house).await.unwrap();
    assert_eq!((row(&app, long).await.status, row(&app, other).await.status), (Status::Completed, Status::Completed));
}

#[tokio::test]
async fn a_repeated_request_is_answered_although_the_rules_are_narrower_by_now() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=60").await.expect(200);
    let form =
        page.form("#book").set("at", &at("2026-03-03T10:00")).set("name", "Grace").set("email", "grace@example.org");
    let first = guest.send_form(&form).await.expect(303);
    blackout(&app, Some(&BOARDROOM), "2026-03-03T00:00", "2026-03-04T00:00", "Works").await;
    let again = guest.send_form(&form).await.expect(303);
    assert_eq!((first.location(), events(&app, "booking.confirmed").await), (again.location(), 1));
}

#[tokio::test]
async fn nothing_is_restored_into_a_blackout_or_into_the_past() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let answer = bo.submit(&page, "/cancellation", &[]).await.expect(303);
    let page = bo.follow(&answer).await.expect(200);
    blackout(&app, Some(&BOARDROOM), "2026-03-03T00:00", "2026-03-04T00:00", "Works").await;
    bo.submit(&page, "/restoration", &[]).await.expect(422);
    app.db().run(sql("delete from blackouts where org_id = $1").bind(HARBOUR.id)).await.unwrap();
    app.advance(TimeDelta::days(2));
    bo.submit(&page, "/restoration", &[]).await.expect(409);
    assert_eq!(row(&app, id).await.status, Status::Cancelled);
}

#[tokio::test]
async fn a_stranger_who_books_with_somebodys_address_learns_no_name() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "victoria.real@example.org").await;
    let link = guest_books(&app.guest(), &BOARDROOM, "2026-03-03T12:00", "victoria.real@example.org").await;
    let page = app.guest().get(&link).await.expect(200);
    assert!(page.has_text("Grace Holm") && !page.has_text("victoria.real "), "only what was typed: {page}");
}

#[tokio::test]
async fn what_somebody_booked_for_others_is_not_theirs_when_they_are_staff_no_more() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    app.db().run(sql("update grants set role = 'member' where user_id = $1").bind(BO.id)).await.unwrap();
    bo.get(&format!("{LIST}/{id}")).await.expect(404);
    let list = bo.get(&format!("{LIST}?show=all")).await.expect(200);
    assert!(!list.has_text("grace"), "{list}");
}

#[tokio::test]
async fn a_link_does_not_send_mail_without_end() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let mut last = 303;
    for round in 0..12 {
        let page = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
        let to = at(if round % 2 == 0 { "2026-03-03T12:00" } else { "2026-03-03T14:00" });
        last = guest.submit(&page, "/span", &[("at", &to)]).await.status.as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn one_address_is_not_booked_for_without_end() {
    let app = TestApp::start().await;
    let mut statuses = Vec::new();
    for hour in 8..19 {
        let start = format!("2026-03-03T{hour:02}:00");
        statuses.push(guest_asks(&app.guest(), &BOARDROOM, &start, "grace@example.org").await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[9], statuses[10]), (303, 303, 429));
}

#[tokio::test]
async fn a_text_that_cannot_be_kept_is_no_fault() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for address in ["/b/harbour-house?text=%00", "/b/harbour-house/%00", "/b/%00"] {
        let status = app.guest().get(address).await.status.as_u16();
        assert!(status < 500, "{address} answered {status}");
    }
    let status = bo.get(&format!("{LIST}?text=%00")).await.status.as_u16();
    assert!(status < 500, "the list answered {status}");
    bo.get(NEW).await.expect(200);
}
