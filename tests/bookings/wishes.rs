//! What the house itself may wish for: more than its guests, and not everything.

use super::desk::{LIST, NEW, ask, at, blackout, book, change, events, madrid, only, row, tidy};
use crate::support::world::{BOARDROOM, DESKS, PROJECTOR};
use crate::support::{ADA, BO, TestApp};

const GRACE: [(&str, &str); 2] = [("name", "Grace Holm"), ("email", "grace@example.org")];

#[tokio::test]
async fn the_house_books_outside_the_hours_and_is_warned() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for (start, minutes, warning) in [
        ("2026-03-03T21:00", 60, "It is closed then. It opens next on Wed 4 Mar 2026, 08:00."),
        ("2026-03-02T08:00", 60, "This time has passed."),
    ] {
        let booked = ask(&bo, &BOARDROOM, start, minutes, &GRACE).await.expect(303);
        let page = tidy(bo.follow(&booked).await.expect(200));
        let toast = page.toast().unwrap_or_default();
        assert!(toast.starts_with("Booked Boardroom Aurora on") && toast.contains(warning), "{toast}");
        assert!(page.body().contains("toast warn"), "a warning looks like one");
    }
    // Notice, horizon, grid and length are the house's own convenience: no word about them.
    let booked = ask(&bo, &BOARDROOM, "2027-03-02T08:07", 15, &GRACE).await.expect(303);
    let toast = bo.follow(&booked).await.toast().unwrap_or_default();
    assert!(!toast.contains("Bookings") && !toast.contains("at least"), "{toast}");
}

#[tokio::test]
async fn a_move_outside_the_hours_is_warned_of_too() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let start = at("2026-03-03T20:30");
    let gesture = [("at", start.as_str()), ("minutes", "60"), ("version", "1"), ("key", "k")];
    let moved = bo.hx_post(&format!("{LIST}/{id}/span"), &gesture).await.expect(303);
    let told = bo.hx_get(moved.location()).await.header("hx-trigger").to_owned();
    assert!(told.contains("It is closed then.") && told.contains("\"tone\":\"warn\""), "{told}");
}

#[tokio::test]
async fn not_even_the_house_books_into_a_blackout() {
    let app = TestApp::start().await;
    blackout(&app, None, "2026-03-03T10:00", "2026-03-03T12:00", "Fire drill").await;
    let bo = app.sign_in(&BO).await;
    let refused = tidy(ask(&bo, &BOARDROOM, "2026-03-03T11:00", 120, &GRACE).await.expect(422));
    assert!(refused.problem("starts").is_some_and(|problem| problem.contains("Fire drill")), "{refused}");
    let id = book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "grace@example.org").await;
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    tidy(bo.submit(&page, "#move", &[("starts", "2026-03-03T11:30")]).await.expect(422));
    assert_eq!((row(&app, id).await.version, events(&app, "booking.confirmed").await), (1, 1));
}

#[tokio::test]
async fn what_is_closed_or_put_away_takes_no_booking_from_anybody() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let page = bo.get(NEW).await.expect(200);
    let form = page.form("/bookings").set("resource", &BOARDROOM.id.to_string()).set("starts", "2026-03-03T10:00");
    let form = form.set("name", "Grace Holm").set("email", "grace@example.org");
    let id = book(&bo, &DESKS, "2026-03-03T10:00", 60, "grace@example.org").await;
    for (assignment, status) in [
        ("status = 'maintenance'", 409),
        ("status = 'closed'", 409),
        ("status = 'available', archived_at = created_at", 404),
    ] {
        change(&app, &BOARDROOM, assignment).await;
        let refused = tidy(bo.send_form(&form).await.expect(status));
        assert!(status == 404 || refused.has_text("This resource cannot be booked at the moment."), "{refused}");
        let now = bo.get(NEW).await.expect(200);
        assert!(
            !now.form("/bookings").choices("resource").contains(&BOARDROOM.id.to_string().as_str()),
            "nor is it offered"
        );
        let (room, start) = (BOARDROOM.id.to_string(), at("2026-03-03T10:00"));
        let gesture = [
            ("resource", room.as_str()),
            ("at", &start),
            ("minutes", "60"),
            ("version", "1"),
            ("key", assignment.split(' ').next_back().unwrap_or_default()),
        ];
        let gesture = gesture.map(|(name, value)| (name, value.trim_matches('\'')));
        bo.hx_post(&format!("{LIST}/{id}/span"), &gesture).await.expect(status);
    }
    assert_eq!(only(&app).await.resource_id, DESKS.id);
}

#[tokio::test]
async fn every_mistake_of_the_staff_is_told_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let typed = [
        ("name", ""),
        ("email", "grace"),
        ("people", "13"),
        ("units", "2"),
        ("title", "Choir"),
        ("note", "Two\nlines"),
    ];
    let refused = tidy(ask(&bo, &BOARDROOM, "2026-03-03T10:00", 60, &typed).await.expect(422));
    assert_eq!(refused.problem("people").as_deref(), Some("There is room for 12 people."));
    assert_eq!(refused.problem("units").as_deref(), Some("There is room for 1 unit."));
    assert!(
        refused.problem("name").is_some() && refused.problem("email").is_some() && refused.problem("title").is_none()
    );
    let form = refused.form("/bookings");
    for (name, value) in typed {
        let kept = form.value(name).map(|kept| kept.replace("\r\n", "\n"));
        assert_eq!(kept.as_deref(), Some(value), "{name}");
    }
    assert_eq!(
        (form.value("starts").as_deref(), form.value("minutes").as_deref()),
        (Some("2026-03-03T10:00"), Some("60"))
    );
    assert_eq!(form.value("resource"), Some(BOARDROOM.id.to_string()));
    let long = "x".repeat(3_000);
    let refused = ask(
        &bo,
        &BOARDROOM,
        "",
        60,
        &[("title", &long), ("note", &long), ("name", "Grace"), ("email", "grace@example.org")],
    )
    .await;
    let refused = tidy(refused.expect(422));
    assert_eq!(refused.problem("starts").as_deref(), Some("Choose a day and a time."));
    assert!(refused.problem("title").is_some_and(|problem| problem.contains("120 fit")), "{refused}");
    assert!(refused.problem("note").is_some_and(|problem| problem.contains("2000 fit")), "{refused}");
    assert_eq!(app.count("bookings").await + app.count("contacts").await + app.count("idempotency").await, 0);
}

#[tokio::test]
async fn the_mistakes_of_a_change_are_told_on_the_bookings_page() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let refused = tidy(bo.submit(&page, "#details", &[("people", "13"), ("title", "Choir")]).await.expect(422));
    assert_eq!(refused.problem("people").as_deref(), Some("There is room for 12 people."));
    let form = refused.form("#details");
    assert_eq!(
        (form.value("people").as_deref(), form.value("title").as_deref()),
        (Some("13"), Some("Choir")),
        "what was typed stays"
    );
    let desks = DESKS.id.to_string();
    let refused =
        tidy(bo.submit(&page, "#move", &[("starts", ""), ("minutes", "90"), ("resource", &desks)]).await.expect(422));
    assert_eq!(refused.problem("starts").as_deref(), Some("Choose a day and a time."));
    let form = refused.form("#move");
    assert_eq!(
        (form.value("minutes").as_deref(), form.value("resource")),
        (Some("90"), Some(desks)),
        "what was typed stays"
    );
    assert_eq!(row(&app, id).await.version, 1);
}

#[tokio::test]
async fn buffers_keep_bookings_apart_whoever_books() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &PROJECTOR, "2026-03-03T10:00", 60, "grace@example.org").await;
    for start in ["2026-03-03T11:00", "2026-03-03T11:15", "2026-03-03T11:29", "2026-03-03T08:31"] {
        tidy(ask(&bo, &PROJECTOR, start, 60, &GRACE).await.expect(409));
    }
    book(&bo, &PROJECTOR, "2026-03-03T11:30", 60, "henry@example.org").await;
    book(&bo, &PROJECTOR, "2026-03-03T08:30", 60, "ida@example.org").await;
}

#[tokio::test]
async fn three_desks_are_three_people_at_once_and_not_four() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let two = [("name", "Grace"), ("email", "grace@example.org"), ("units", "2")];
    ask(&bo, &DESKS, "2026-03-03T10:00", 120, &two).await.expect(303);
    ask(&bo, &DESKS, "2026-03-03T11:00", 60, &two).await.expect(409);
    book(&bo, &DESKS, "2026-03-03T11:00", 120, "henry@example.org").await;
    ask(&bo, &DESKS, "2026-03-03T11:30", 60, &GRACE).await.expect(409);
    ask(&bo, &DESKS, "2026-03-03T12:00", 60, &two).await.expect(303);
    let refused =
        ask(&bo, &DESKS, "2026-03-04T12:00", 60, &[("name", "Grace"), ("email", "grace@example.org"), ("units", "4")])
            .await;
    assert_eq!(refused.expect(422).problem("units").as_deref(), Some("There is room for 3 units."));
}

#[tokio::test]
async fn a_returning_guest_is_the_same_contact() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T11:00", 60, "Grace@Example.org").await;
    assert_eq!((app.count("contacts").await, app.count("bookings").await), (1, 2));
}

#[tokio::test]
async fn a_night_in_which_the_clock_changes_is_as_long_as_it_is() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-28T12:00", 1_440, "grace@example.org").await;
    let made = row(&app, id).await;
    assert_eq!((made.starts_at, made.ends_at), (madrid("2026-03-28T12:00"), madrid("2026-03-29T12:00")));
    assert_eq!(made.span().minutes(), 23 * 60, "noon to noon");
    let page = tidy(bo.get(&format!("{LIST}/{id}")).await.expect(200));
    // The form says again what it said: sent back as it is, nothing moves.
    bo.submit(&page, "#move", &[]).await.expect(303);
    let same = row(&app, id).await;
    assert_eq!((same.starts_at, same.ends_at), (made.starts_at, made.ends_at));
}

#[tokio::test]
async fn a_refused_change_is_still_made_against_the_version_that_was_seen() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let seen = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let adas = ada.get(&format!("{LIST}/{id}")).await.expect(200);
    ada.submit(&adas, "#details", &[("title", "Board meeting")]).await.expect(303);
    for (form, wrong, right) in
        [("#details", ("people", "13"), ("people", "12")), ("#move", ("starts", ""), ("starts", "2026-03-04T10:00"))]
    {
        let refused = bo.submit(&seen, form, &[wrong]).await.expect(422);
        bo.submit(&refused, form, &[right]).await.expect(409);
    }
    let kept = row(&app, id).await;
    assert_eq!(
        (kept.title.as_str(), kept.version),
        ("Board meeting", 2),
        "what Ada did is not lost by Bo's second try"
    );
}
