//! Two people change the same booking: the second is told, and nothing of what the first did is lost.

use super::desk::{CALENDAR, LIST, at, book, events, guest_books, madrid, only, row, tidy};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, Answer, BO, Browser, TestApp};
use uuid::Uuid;

const CHANGED: &str = "Somebody changed this booking in the meantime.";

async fn page_of(browser: &Browser, id: Uuid) -> Answer {
    tidy(browser.get(&format!("{LIST}/{id}")).await.expect(200))
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let (adas, bos) = (page_of(&ada, id).await, page_of(&bo, id).await);
    app.advance(chrono::TimeDelta::minutes(1));
    ada.submit(&adas, "#details", &[("title", "Board meeting"), ("people", "7")]).await.expect(303);

    let told = tidy(bo.submit(&bos, "/cancellation", &[("reason", "A mistake")]).await.expect(409));
    assert!(told.has_text(CHANGED) && told.has_text("This has changed in the meantime"), "{told}");
    assert_eq!(told.link("See how it is now"), format!("{LIST}/{id}"));
    // What was typed stays, beside what is saved now.
    let told = tidy(bo.submit(&bos, "#move", &[("starts", "2026-03-04T10:00")]).await.expect(409));
    assert!(
        told.has_text("Ada Lind changed this in the meantime.") && told.has_text("Tue 3 Mar 2026, 10:00"),
        "{told}"
    );
    assert_eq!(told.form("#move").value("starts").as_deref(), Some("2026-03-04T10:00"));
    let told = tidy(bo.submit(&bos, "#details", &[("title", "Something else")]).await.expect(409));
    assert!(told.has_text("Ada Lind changed this in the meantime."), "{told}");
    assert_eq!(told.problem("title").as_deref(), Some("Saved now: “Board meeting”."));
    assert_eq!(told.problem("people").as_deref(), Some("Saved now: “7”."));
    assert_eq!(told.form("#details").value("title").as_deref(), Some("Something else"));
    let kept = row(&app, id).await;
    assert_eq!((kept.title.as_str(), kept.people, kept.version), ("Board meeting", 7, 2));
    assert_eq!((kept.starts_at, events(&app, "booking.changed").await), (madrid("2026-03-03T10:00"), 1));

    // Sent again it is put in place: Bo has seen what Ada did. On a page of today he goes on from it.
    bo.submit(&told, "#details", &[("title", "Board meeting"), ("people", "7"), ("note", "Coffee")]).await.expect(303);
    bo.submit(&page_of(&bo, id).await, "#move", &[("starts", "2026-03-04T10:00")]).await.expect(303);
    let moved = row(&app, id).await;
    assert_eq!(
        (moved.title.as_str(), moved.starts_at, moved.version),
        ("Board meeting", madrid("2026-03-04T10:00"), 4)
    );
    let page = page_of(&bo, id).await;
    assert!(page.has_text("Ada Lind changed it: purpose from “” to “Board meeting”: people from “1” to “7”"), "{page}");
    assert!(page.has_text("Bo Marsh moved it from"), "{page}");
}

#[tokio::test]
async fn a_gesture_against_an_old_version_is_told_by_a_toast() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let path = format!("{LIST}/{id}/span");
    let gesture = |start: &str, version: &str, key: &str| {
        let fields =
            [("at", at(start)), ("minutes", "60".to_owned()), ("version", version.to_owned()), ("key", key.to_owned())];
        fields.map(|(name, value)| (name.to_owned(), value))
    };
    for (start, version, key, status) in
        [("2026-03-03T12:00", "1", "a", 303), ("2026-03-03T14:00", "1", "b", 409), ("2026-03-03T14:00", "2", "c", 303)]
    {
        let fields = gesture(start, version, key);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = bo.hx_post(&path, &fields).await.expect(status);
        if status == 409 {
            assert!(answer.header("hx-trigger").contains(CHANGED), "{:?}", answer.headers);
            assert!(answer.bytes.is_empty() && answer.header("hx-reswap") == "none", "a toast and nothing else");
        }
    }
    assert_eq!(row(&app, id).await.version, 3);
}

#[tokio::test]
async fn a_gesture_to_a_time_that_is_taken_is_told_by_a_toast_and_changes_nothing() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "henry@example.org").await;
    let start = at("2026-03-03T12:30");
    let answer = bo
        .hx_post(&format!("{LIST}/{id}/span"), &[("at", &start), ("minutes", "60"), ("version", "1"), ("key", "a")])
        .await;
    assert!(answer.expect(409).header("hx-trigger").contains("taken"), "told by a toast");
    let nonsense = bo
        .hx_post(&format!("{LIST}/{id}/span"), &[("at", "soon"), ("minutes", "-5"), ("version", "1"), ("key", "b")])
        .await;
    assert!(nonsense.expect(422).header("hx-trigger").contains("Choose a day and a time."));
    assert_eq!((row(&app, id).await.version, events(&app, "booking.moved").await), (1, 0));
}

#[tokio::test]
async fn a_move_can_be_undone() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let desks = DESKS.id.to_string();
    let fields = [("resource", desks.as_str()), ("starts", "2026-03-04T15:00"), ("minutes", "120")];
    let moved = bo.submit(&page_of(&bo, id).await, "#move", &fields).await.expect(303);
    let after = row(&app, id).await;
    assert_eq!(
        (after.resource_id, after.starts_at, after.span().minutes()),
        (DESKS.id, madrid("2026-03-04T15:00"), 120)
    );
    let page = tidy(bo.follow(&moved).await.expect(200));
    assert!(page.toast().is_some_and(|toast| toast.contains("Moved to Dock desks")), "{page}");
    let document = page.document();
    let (toasts, _) = document.by_id("toasts").expect("every page has toasts");
    assert!(document.inside(toasts).any(|(at, element)| element.name == "button" && document.text(at) == "Undo"));
    let undo = crate::support::Form::every(&page)
        .into_iter()
        .find(|form| form.value("key").is_some() && form.id.is_empty() && form.is("/span"));
    bo.send_form(&undo.expect("the toast has a form")).await.expect(303);
    let back = row(&app, id).await;
    assert_eq!(
        (back.resource_id, back.starts_at, back.span().minutes()),
        (BOARDROOM.id, madrid("2026-03-03T10:00"), 60)
    );
    assert_eq!((back.version, back.sequence), (3, 2), "an undo is a change like any other");
}

#[tokio::test]
async fn staff_and_guest_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let (bo, guest) = (app.sign_in(&BO).await, app.guest());
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let choosing = tidy(guest.get(&format!("{link}?day=2026-03-04")).await.expect(200));
    let id = only(&app).await.id;
    bo.submit(&page_of(&bo, id).await, "#move", &[("starts", "2026-03-03T16:00")]).await.expect(303);
    let told = tidy(guest.submit(&choosing, "/span", &[("at", &at("2026-03-04T09:00"))]).await.expect(409));
    assert!(told.has_text(CHANGED) && told.has_text("16:00"), "the page shows how it is now: {told}");
    assert_eq!(row(&app, id).await.starts_at, madrid("2026-03-03T16:00"));
    // Giving back needs no version: whatever it is now, the guest does not want it.
    let manage = guest.get(&link).await.expect(200);
    bo.submit(&page_of(&bo, id).await, "#move", &[("starts", "2026-03-03T17:00")]).await.expect(303);
    guest.submit(&manage, "/cancellation", &[]).await.expect(303);
    assert_eq!(row(&app, id).await.status, days::bookings::Status::Cancelled);
}

#[tokio::test]
async fn the_same_form_sent_again_changes_nothing_more() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let page = page_of(&bo, id).await;
    let move_on = page.form("#move").set("starts", "2026-03-04T10:00");
    for _ in 0..3 {
        bo.send_form(&move_on).await.expect(303);
    }
    assert_eq!((row(&app, id).await.version, events(&app, "booking.moved").await), (2, 1));
    // The same key with another wish is refused: it is not the same form.
    let told = tidy(bo.send_form(&page.form("#move").set("starts", "2026-03-05T10:00")).await.expect(409));
    assert!(told.has_text("This form was sent before with other answers."), "{told}");
    // A form without a key was not drawn by us.
    let keyless = page.form("#move").forge("key", None).set("starts", "2026-03-05T10:00");
    bo.send_form(&keyless).await.expect(422);
    assert_eq!(row(&app, id).await.version, 2);
}

#[tokio::test]
async fn a_move_in_the_week_keeps_the_wall_time_across_the_change_of_the_clock() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-27T10:00", 60, "grace@example.org").await;
    bo.get(&format!("{CALENDAR}?day=2026-03-27&view=week")).await.expect(200);
    let gesture = [
        ("resource", BOARDROOM.id.to_string()),
        ("day", "2026-03-29".into()),
        ("minutes", "60".into()),
        ("version", "1".into()),
        ("key", "a".into()),
    ];
    let gesture: Vec<(&str, &str)> =
        gesture.iter().map(|(name, value): &(&str, String)| (*name, value.as_str())).collect();
    bo.hx_post(&format!("{LIST}/{id}/span"), &gesture).await.expect(303);
    let moved = row(&app, id).await;
    assert_eq!((moved.starts_at, moved.span().minutes()), (madrid("2026-03-29T10:00"), 60));
    assert_eq!(moved.starts_at.to_rfc3339(), "2026-03-29T08:00:00+00:00", "an hour earlier by UTC");
}

#[tokio::test]
async fn a_member_who_was_too_slow_is_not_told_the_note_of_the_team() {
    let app = TestApp::start().await;
    let (bo, cy) = (app.sign_in(&BO).await, app.sign_in(&crate::support::CY).await);
    let page = cy.get(&format!("{LIST}/new")).await.expect(200);
    let form = page.form("/bookings").set("resource", &BOARDROOM.id.to_string()).set("starts", "2026-03-03T10:00");
    let id = super::harness::id_of(cy.send_form(&form).await.expect(303).location());
    let mine = page_of(&cy, id).await;
    bo.submit(&page_of(&bo, id).await, "#details", &[("note", "Owes us money")]).await.expect(303);
    let told = tidy(cy.submit(&mine, "#details", &[("title", "Mine")]).await.expect(409));
    assert!(told.has_text("changed this in the meantime") && !told.body().contains("Owes us money"), "{told}");
}
