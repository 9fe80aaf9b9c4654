//! A member books for herself, sees of others only that something is booked, and changes her own within the rules.

use super::desk::{CALENDAR, LIST, NEW, ask, at, book, change, events, only, row, tidy};
use crate::support::world::{BOARDROOM, PROJECTOR};
use crate::support::{BO, CY, TestApp};
use chrono::TimeDelta;
use days::bookings::Status;

/// A booking of somebody else, with everything a member must not read.
async fn others(app: &TestApp) -> uuid::Uuid {
    let bo = app.sign_in(&BO).await;
    let fields =
        [("name", "Grace Holm"), ("email", "grace@example.org"), ("title", "Merger talks"), ("note", "Keep quiet.")];
    super::harness::id_of(ask(&bo, &BOARDROOM, "2026-03-03T14:00", 60, &fields).await.expect(303).location())
}

#[tokio::test]
async fn a_member_books_for_herself() {
    let app = TestApp::start().await;
    let cy = app.sign_in(&CY).await;
    let page = tidy(cy.get(NEW).await.expect(200));
    let form = page.form("/bookings");
    for field in ["name", "email", "phone", "note"] {
        assert!(!form.names().contains(&field), "a member books for nobody else: {field}");
    }
    // Whoever she says she is, it is hers; and what is for the staff stays theirs.
    let forged = form.set("resource", &BOARDROOM.id.to_string()).set("starts", "2026-03-03T10:00").set("minutes", "60");
    let forged = forged
        .set("title", "Study group")
        .set("people", "3")
        .forge("name", Some("Bo Marsh"))
        .forge("email", Some(BO.email));
    let refused = cy.send_form(&forged).await.expect(422);
    assert!(refused.has_text("Here you can book for yourself only."), "{refused}");
    cy.send_form(&forged.forge("email", Some(CY.email))).await.expect(303);
    let made = only(&app).await;
    assert_eq!((made.contact_name.as_str(), made.contact_email.as_str()), (CY.name, CY.email));
    assert_eq!((made.source.as_str(), made.user_id, made.people), ("member", Some(CY.id), 3));
    app.settle().await;
    assert_eq!(app.mail_to(CY.email).await.len(), 1, "she gets a confirmation like any guest");
}

#[tokio::test]
async fn a_member_sees_that_something_is_booked_and_not_what() {
    let app = TestApp::start().await;
    let id = others(&app).await;
    let cy = app.sign_in(&CY).await;
    ask(&cy, &BOARDROOM, "2026-03-03T10:00", 60, &[("title", "Study group")]).await.expect(303);
    for view in ["day", "week"] {
        let page = tidy(cy.get(&format!("{CALENDAR}?day=2026-03-03&view={view}")).await.expect(200));
        assert!(page.has_text("Booked") && page.has_text("Study group"), "{page}");
        for secret in ["Merger", "Grace", "grace@", "Keep quiet"] {
            assert!(!page.body().contains(secret), "{view} tells {secret}");
        }
        let (_, slot) = page.document().by_id(&format!("b-{id}")).expect("the booked time is drawn");
        assert!(!slot.has("data-version"), "and cannot be dragged");
        assert!(!page.hrefs().iter().any(|href| href.contains(&id.to_string())), "nor opened");
    }
}

#[tokio::test]
async fn the_booking_of_another_does_not_exist_for_a_member() {
    let app = TestApp::start().await;
    let (id, nobody) = (others(&app).await, app.house.id());
    let cy = app.sign_in(&CY).await;
    let plain = |text: String| text.replace(&id.to_string(), "ID").replace(&nobody.to_string(), "ID");
    let real = cy.get(&format!("{LIST}/{id}")).await.expect(404);
    let random = cy.get(&format!("{LIST}/{nobody}")).await.expect(404);
    assert_eq!(plain(real.body()), plain(random.body()));
    for verb in ["span", "details", "cancellation"] {
        let fields =
            [("version", "1"), ("key", "k"), ("at", "2026-03-03T09:00:00Z"), ("minutes", "60"), ("people", "1")];
        for id in [id, nobody] {
            cy.post(&format!("{LIST}/{id}/{verb}"), &fields).await.expect(404);
        }
    }
    assert_eq!(row(&app, id).await.version, 1);
    let list = tidy(cy.get(&format!("{LIST}?show=all")).await.expect(200));
    assert!(!list.has_text("Merger") && !list.has_text("Grace"), "{list}");
    let file = cy.get(&format!("{LIST}?show=all&format=csv")).await.expect(200).body();
    assert_eq!(file.lines().count(), 1, "a file with a head and nobody in it: {file}");
    for text in ["Merger", "grace@example.org", "grace"] {
        let found = cy.get(&format!("{LIST}?show=all&text={text}")).await.expect(200);
        assert!(found.has_text("No booking fits this filter."), "{found}");
    }
}

#[tokio::test]
async fn a_member_moves_and_cancels_her_own_within_the_rules() {
    let app = TestApp::start().await;
    let cy = app.sign_in(&CY).await;
    let id = super::harness::id_of(ask(&cy, &BOARDROOM, "2026-03-03T10:00", 60, &[]).await.expect(303).location());
    let page = tidy(cy.get(&format!("{LIST}/{id}")).await.expect(200));
    assert!(!page.form("#details").names().contains(&"note"));
    cy.submit(&page, "#move", &[("starts", "2026-03-03T15:00")]).await.expect(303);
    // What the house may bend, a member may not.
    let page = cy.get(&format!("{LIST}/{id}")).await.expect(200);
    for (starts, minutes, why) in [
        ("2026-03-03T21:00", "60", "It is closed then."),
        ("2026-03-03T15:10", "60", "Bookings start every 30 minutes; the nearest start is 15:00."),
        ("2026-03-02T09:00", "60", "This time has passed."),
        ("2026-08-03T10:00", "60", "Bookings are open until"),
    ] {
        let refused = tidy(cy.submit(&page, "#move", &[("starts", starts), ("minutes", minutes)]).await.expect(422));
        assert!(refused.problem("starts").is_some_and(|problem| problem.contains(why)), "{why}: {refused}");
    }
    for (minutes, why) in [("15", "Book at least 30 minutes."), ("600", "Book at most 8 hours.")] {
        let refused =
            cy.submit(&page, "#move", &[("starts", "2026-03-03T08:00"), ("minutes", minutes)]).await.expect(422);
        assert_eq!(refused.problem("minutes").as_deref(), Some(why));
    }
    let page = cy.get(&format!("{LIST}/{id}")).await.expect(200);
    let cancelled = cy.submit(&page, "/cancellation", &[("reason", "Ill")]).await.expect(303);
    let page = tidy(cy.follow(&cancelled).await.expect(200));
    assert_eq!(row(&app, id).await.status, Status::Cancelled);
    // Only the house takes back what was given back.
    assert!(!page.has_form("/restoration"), "{page}");
    cy.post(&format!("{LIST}/{id}/restoration"), &[("version", "3"), ("key", "k")]).await.expect(403);
}

#[tokio::test]
async fn a_member_who_is_too_late_is_told() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "change_notice_minutes = 120").await;
    let cy = app.sign_in(&CY).await;
    let id = super::harness::id_of(ask(&cy, &BOARDROOM, "2026-03-02T14:00", 60, &[]).await.expect(303).location());
    let early = cy.get(&format!("{LIST}/{id}")).await.expect(200);
    app.advance(TimeDelta::minutes(121)); // 12:01, two hours before are over
    let late = tidy(cy.get(&format!("{LIST}/{id}")).await.expect(200));
    assert!(!late.has_form("/cancellation") && !late.has_form("#move"), "{late}");
    let told = cy.submit(&early, "/cancellation", &[]).await.expect(409);
    assert!(told.has_text("It is too late to change this booking here."), "{told}");
    cy.submit(&early, "#move", &[("starts", "2026-03-02T16:00")]).await.expect(409);
    assert_eq!(row(&app, id).await.version, 1);
    // The house may.
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
}

#[tokio::test]
async fn a_member_books_only_what_is_for_members() {
    let app = TestApp::start().await;
    let cy = app.sign_in(&CY).await;
    let page = cy.get(NEW).await.expect(200);
    assert!(!page.form("/bookings").choices("resource").contains(&PROJECTOR.id.to_string().as_str()));
    let (projector, start) = (PROJECTOR.id.to_string(), at("2026-03-03T10:00"));
    let fields = [("resource", projector.as_str()), ("at", &start), ("minutes", "60"), ("key", "k")];
    let refused = cy.post(LIST, &fields).await.expect(409);
    assert!(refused.has_text("This resource cannot be booked here."), "{refused}");
    assert_eq!(events(&app, "booking.confirmed").await, 0);
}

#[tokio::test]
async fn what_a_member_saves_leaves_the_staffs_note_alone() {
    let app = TestApp::start().await;
    let (cy, bo) = (app.sign_in(&CY).await, app.sign_in(&BO).await);
    let id = super::harness::id_of(ask(&cy, &BOARDROOM, "2026-03-03T10:00", 60, &[]).await.expect(303).location());
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    bo.submit(&page, "#details", &[("note", "Has a dog.")]).await.expect(303);
    let page = tidy(cy.get(&format!("{LIST}/{id}")).await.expect(200));
    assert!(!page.has_text("Has a dog."), "{page}");
    let form = page.form("#details").set("title", "Study group").forge("note", Some("No dog."));
    cy.send_form(&form).await.expect(303);
    let kept = row(&app, id).await;
    assert_eq!((kept.title.as_str(), kept.note.as_str()), ("Study group", "Has a dog."));
    let elsewhere = book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "grace@example.org").await;
    assert_ne!(elsewhere, id);
}
