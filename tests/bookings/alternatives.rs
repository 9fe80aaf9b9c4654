//! Who comes too late is offered something else, and one click takes it.

use super::desk::{LIST, another, ask, at, book, events, guest_asks, guest_books, madrid, offers, only, row, tidy};
use crate::support::world::{BOARDROOM, DESKS, PROJECTOR};
use crate::support::{Answer, BO, TestApp};
use kernel::db::sql;
use uuid::Uuid;

/// What an offer books: which resource, when.
fn parts(offer: &str) -> (Uuid, String) {
    let (resource, rest) = offer.split_once('/').expect("resource/instant/minutes");
    let (start, _) = rest.split_once('/').expect("instant/minutes");
    (resource.parse().expect("a resource's id"), start.to_owned())
}

/// A guest had the page open; somebody else took the hour; the answer to the guest's form.
async fn late(app: &TestApp) -> Answer {
    let (late, quick) = (app.guest(), app.guest());
    let page = late.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=60").await.expect(200);
    guest_books(&quick, &BOARDROOM, "2026-03-03T10:00", "quick@example.org").await;
    let fields = [
        ("at", at("2026-03-03T10:00")),
        ("name", "Lou Late".to_owned()),
        ("email", "late@example.org".to_owned()),
        ("title", "Rehearsal".to_owned()),
        ("people", "4".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    late.submit(&page, "#book", &fields).await
}

#[tokio::test]
async fn a_guest_who_comes_late_is_offered_other_times_and_another_room() {
    let app = TestApp::start().await;
    let other = another(&app, &BOARDROOM, "Chart room", "chart-room").await;
    let refused = tidy(late(&app).await.expect(409));
    assert!(refused.has_text("This time was taken a moment ago."), "{refused}");
    assert_eq!(refused.problem("name"), None);
    let form = refused.form("#book");
    for (field, typed) in [("name", "Lou Late"), ("email", "late@example.org"), ("title", "Rehearsal"), ("people", "4")]
    {
        assert_eq!(form.value(field).as_deref(), Some(typed), "what was typed stays");
    }
    let offered = offers(&refused, "#book");
    assert!(offered.len() >= 3, "{offered:?}");
    let (elsewhere, other_times): (Vec<_>, Vec<_>) =
        offered.iter().map(|offer| parts(offer)).partition(|(id, _)| *id == other.id);
    assert_eq!(elsewhere, [(other.id, at("2026-03-03T10:00"))], "another room at the same time");
    let nearest: Vec<String> = other_times.into_iter().map(|(_, start)| start).take(2).collect();
    assert_eq!(nearest, [at("2026-03-03T09:00"), at("2026-03-03T11:00")], "the nearest times come first");
    assert_eq!(events(&app, "booking.confirmed").await, 1, "the refusal wrote nothing");
}

#[tokio::test]
async fn one_click_on_an_alternative_books_it() {
    for at_another_time in [true, false] {
        let app = &TestApp::start().await;
        let other = another(app, &BOARDROOM, "Chart room", "chart-room").await.id;
        let refused = late(app).await.expect(409);
        let wanted = offers(&refused, "#book").into_iter().find(|offer| (parts(offer).0 == other) != at_another_time);
        let wanted = wanted.expect("both kinds are offered");
        let booked = app.guest().submit(&refused, "#book", &[("offer", &wanted)]).await.expect(303);
        assert!(app.guest().follow(&booked).await.has_text("You are booked"));
        let theirs: (Uuid,) = sql(
            "select b.id from bookings b join contacts c on c.id = b.contact_id where c.email = 'late@example.org'",
        )
        .one(app.db())
        .await
        .expect("the late one has a booking");
        let theirs = row(app, theirs.0).await;
        assert_eq!((theirs.resource_id, kernel::time::rfc3339(theirs.starts_at)), parts(&wanted));
        assert_eq!((theirs.title.as_str(), theirs.people, theirs.span().minutes()), ("Rehearsal", 4, 60));
    }
}

#[tokio::test]
async fn every_alternative_is_free() {
    let app = TestApp::start().await;
    another(&app, &BOARDROOM, "Chart room", "chart-room").await;
    let bo = app.sign_in(&BO).await;
    for start in ["2026-03-03T08:30", "2026-03-03T11:00", "2026-03-03T13:30"] {
        book(&bo, &BOARDROOM, start, 90, "busy@example.org").await;
    }
    let refused = late(&app).await;
    for (number, offer) in offers(&refused.expect(409), "#book").into_iter().enumerate() {
        let (id, start) = parts(&offer);
        let (id, email) = (id.to_string(), format!("guest-{number}@example.org"));
        let fields = [
            ("resource", id.as_str()),
            ("at", &start),
            ("minutes", "60"),
            ("name", "A guest"),
            ("email", &email),
            ("key", &email),
        ];
        let booked = bo.post(LIST, &fields).await.expect(303);
        // Given back, because two alternatives may well overlap each other.
        let page = bo.follow(&booked).await.expect(200);
        bo.submit(&page, "/cancellation", &[]).await.expect(303);
    }
}

#[tokio::test]
async fn an_alternative_can_be_taken_although_the_whole_day_is_gone() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    // Ten to eleven is all that is left of the day.
    book(&bo, &BOARDROOM, "2026-03-03T08:00", 120, "early@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T11:00", 480, "long@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T19:00", 60, "evening@example.org").await;
    let refused = tidy(late(&app).await.expect(409));
    let offered = offers(&refused, "#book");
    assert!(offered.len() >= 3, "{offered:?}");
    assert!(offered.iter().all(|offer| !parts(offer).1.starts_with("2026-03-03")), "{offered:?}");
    app.guest().submit(&refused, "#book", &[("offer", &offered[0])]).await.expect(303);
}

#[tokio::test]
async fn the_buttons_of_the_alternatives_leave_a_browser_whatever_else_is_chosen() {
    // The tile that was chosen is taken now, and a browser would not send a form without a choice among the others.
    let app = TestApp::start().await;
    let refused = late(&app).await.expect(409);
    let document = refused.document();
    let mut buttons = document.all("button").filter(|(_, button)| button.attribute("name") == Some("offer")).peekable();
    assert!(buttons.peek().is_some());
    assert!(buttons.all(|(_, button)| button.has("formnovalidate")));
}

#[tokio::test]
async fn two_desks_are_offered_only_where_two_are_free() {
    let app = TestApp::start().await;
    let (bo, guest) = (app.sign_in(&BO).await, app.guest());
    let two = [("name", "Two"), ("email", "two@example.org"), ("units", "2")];
    ask(&bo, &DESKS, "2026-03-03T10:00", 60, &two).await.expect(303);
    book(&bo, &DESKS, "2026-03-03T11:00", 60, "one@example.org").await;
    ask(&bo, &DESKS, "2026-03-03T09:00", 60, &[("name", "Two"), ("email", "again@example.org"), ("units", "2")])
        .await
        .expect(303);
    // One is left at nine and ten, two at eleven.
    guest_books(&guest, &DESKS, "2026-03-03T10:00", "single@example.org").await;
    let refused =
        ask(&bo, &DESKS, "2026-03-03T10:00", 60, &[("name", "Late"), ("email", "late@example.org"), ("units", "2")])
            .await;
    let refused = tidy(refused.expect(409));
    let starts: Vec<String> = offers(&refused, "/bookings").iter().map(|offer| parts(offer).1).collect();
    assert_eq!(starts[..2], [at("2026-03-03T11:00"), at("2026-03-03T11:30")], "{starts:?}");
    assert!(!starts.contains(&at("2026-03-03T09:00")) && !starts.contains(&at("2026-03-03T09:30")), "{starts:?}");
}

#[tokio::test]
async fn the_staff_keep_what_they_typed_and_take_an_alternative() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "quick@example.org").await;
    let typed =
        [("name", "Grace Holm"), ("email", "grace@example.org"), ("title", "Interview"), ("note", "Needs water.")];
    let refused = tidy(ask(&bo, &BOARDROOM, "2026-03-03T10:30", 60, &typed).await.expect(409));
    assert_eq!(refused.problem("starts").as_deref(), Some("This time is taken."));
    for (field, value) in typed {
        assert_eq!(refused.form("/bookings").value(field).as_deref(), Some(value));
    }
    let offered = offers(&refused, "/bookings");
    assert!(offered.len() >= 3);
    let booked = bo.submit(&refused, "/bookings", &[("offer", &offered[0])]).await.expect(303);
    let made = row(&app, super::harness::id_of(booked.location())).await;
    assert_eq!((made.title.as_str(), made.note.as_str()), ("Interview", "Needs water."));
    assert_eq!((made.resource_id, kernel::time::rfc3339(made.starts_at)), parts(&offered[0]));
}

#[tokio::test]
async fn a_move_that_comes_late_is_offered_alternatives_and_its_own_time_counts_as_free() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T11:00", 60, "quick@example.org").await;
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let refused = tidy(bo.submit(&page, "#move", &[("starts", "2026-03-03T11:00")]).await.expect(409));
    let offered = offers(&refused, "#move");
    let starts: Vec<String> = offered.iter().map(|offer| parts(offer).1).collect();
    assert!(starts.len() >= 3 && starts.contains(&at("2026-03-03T12:00")), "{starts:?}");
    assert_eq!(row(&app, id).await.version, 1, "nothing was changed");
    bo.submit(&refused, "#move", &[("offer", &offered[0])]).await.expect(303);
    let moved = row(&app, id).await;
    assert_eq!(
        (kernel::time::rfc3339(moved.starts_at), moved.version, moved.span().minutes()),
        (starts[0].clone(), 2, 60)
    );
}

#[tokio::test]
async fn an_offer_that_was_never_made_books_nothing_and_shows_nothing() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=60").await.expect(200);
    for email in ["grace@example.org", "not an address"] {
        let offer = format!("{}/{}", PROJECTOR.id, at("2026-03-03T10:00"));
        let form = page.form("#book").set("name", "Grace Holm").set("email", email).forge("offer", Some(&offer));
        let answer = guest.send_form(&form).await.expect(404);
        assert!(!answer.has_text(PROJECTOR.name), "what guests may not book is not told: {answer}");
    }
    let nobody = format!("{}/{}", app.house.id(), at("2026-03-03T10:00"));
    let form =
        page.form("#book").set("name", "Grace Holm").set("email", "grace@example.org").forge("offer", Some(&nobody));
    guest.send_form(&form).await.expect(404);
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn a_refused_form_comes_back_with_a_key_of_its_own() {
    let app = TestApp::start().await;
    let (one, two) = (app.guest(), app.guest());
    guest_books(&two, &BOARDROOM, "2026-03-03T10:00", "two@example.org").await;
    let page = one.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=60").await.expect(200);
    let form = page
        .form("#book")
        .forge("at", Some(&at("2026-03-03T10:00")))
        .set("name", "One")
        .set("email", "one@example.org");
    let refused = one.send_form(&form).await.expect(409);
    assert_ne!(refused.form("#book").value("key"), form.value("key"));
    // The first key was not used up by the refusal: the same form may be sent again when the time is free.
    app.db().script("update bookings set status = 'cancelled'").await.expect("bookings can be changed");
    one.send_form(&form).await.expect(303);
    assert_eq!(madrid("2026-03-03T10:00"), row(&app, newest(&app).await).await.starts_at);
    assert!(
        guest_asks(&app.guest(), &BOARDROOM, "2026-03-03T12:00", "three@example.org").await.status.is_redirection()
    );
}

async fn newest(app: &TestApp) -> Uuid {
    sql("select id from bookings where status = 'confirmed'").one::<(Uuid,)>(app.db()).await.expect("one that holds").0
}

#[tokio::test]
async fn where_nothing_is_free_up_to_the_horizon_the_refusal_says_so_much() {
    let app = TestApp::start().await;
    super::desk::change(&app, &BOARDROOM, "horizon_days = 0").await;
    let (bo, guest) = (app.sign_in(&BO).await, app.guest());
    let page = guest.get("/b/harbour-house/boardroom-aurora?day=2026-03-02&minutes=60").await.expect(200);
    book(&bo, &BOARDROOM, "2026-03-02T10:00", 600, "all-day@example.org").await;
    let form =
        page.form("#book").set("at", &at("2026-03-02T11:00")).set("name", "Late").set("email", "late@example.org");
    let refused = tidy(guest.send_form(&form).await.expect(409));
    assert!(refused.has_text("This time was taken a moment ago."), "{refused}");
    assert_eq!(only(&app).await.contact_email, "all-day@example.org");
}
