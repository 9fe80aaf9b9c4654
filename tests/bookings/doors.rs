//! Who is not of the house finds nothing: not a booking, not whether there is one.

use super::desk::{CALENDAR, LIST, NEW, at, book, guest_books, row, run, tidy};
use crate::support::world::{BOARDROOM, FLOOR, PROJECTOR, WEIGHBRIDGE};
use crate::support::{ADA, BO, Browser, DEE, HARBOUR, TestApp};
use kernel::db::sql;
use kernel::time::rfc3339;
use platform::Role;

#[tokio::test]
async fn the_outsider_gets_the_same_answer_for_what_is_there_and_what_is_not() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let (id, nobody) = (book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await, app.house.id());
    let dee = app.sign_in(&DEE).await;
    for address in [
        CALENDAR.to_owned(),
        LIST.to_owned(),
        NEW.to_owned(),
        format!("{LIST}?format=csv"),
        "/o/harbour-house/live".to_owned(),
    ] {
        let nowhere = address.replace("harbour-house", "nobodys-house");
        assert_eq!(dee.get(&address).await.expect(404).body(), dee.get(&nowhere).await.expect(404).body(), "{address}");
    }
    let start = at("2026-03-04T10:00");
    let fields = [("version", "1"), ("key", "k"), ("at", start.as_str()), ("minutes", "60"), ("people", "1")];
    for verb in ["", "/span", "/details", "/cancellation", "/restoration"] {
        let mut bodies = Vec::new();
        for booking in [id, nobody] {
            let address = format!("{LIST}/{booking}{verb}");
            let answer = if verb.is_empty() { dee.get(&address).await } else { dee.post(&address, &fields).await };
            bodies.push(answer.expect(404).body());
        }
        assert_eq!(bodies[0], bodies[1], "{verb}");
    }
    assert_eq!(row(&app, id).await.version, 1);
}

#[tokio::test]
async fn a_booking_is_not_found_through_another_organisation() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let dee = app.sign_in(&DEE).await;
    let start = at("2026-03-04T10:00");
    let fields = [("version", "1"), ("key", "k"), ("at", start.as_str()), ("minutes", "60"), ("people", "1")];
    dee.get(&format!("/o/quarry-works/bookings/{id}")).await.expect(404);
    for verb in ["span", "details", "cancellation", "restoration"] {
        dee.post(&format!("/o/quarry-works/bookings/{id}/{verb}"), &fields).await.expect(404);
    }
    // Nor does a booking get into another house by its resource.
    let room = BOARDROOM.id.to_string();
    let fields = [
        ("resource", room.as_str()),
        ("at", &start),
        ("minutes", "60"),
        ("name", "Dee"),
        ("email", "dee@example.org"),
        ("key", "k"),
    ];
    dee.post("/o/quarry-works/bookings", &fields).await.expect(404);
    let own = super::harness::id_of(
        dee.post(
            "/o/quarry-works/bookings",
            &[
                ("resource", &WEIGHBRIDGE.id.to_string()),
                ("at", &rfc3339(app.now() + chrono::TimeDelta::hours(1))),
                ("minutes", "60"),
                ("name", "Dee"),
                ("email", "dee@example.org"),
                ("key", "k2"),
            ],
        )
        .await
        .expect(303)
        .location(),
    );
    let move_in = [("resource", room.as_str()), ("at", &start), ("minutes", "60"), ("version", "1"), ("key", "k3")];
    dee.post(&format!("/o/quarry-works/bookings/{own}/span"), &move_in).await.expect(404);
    let harbours = dee.get("/o/quarry-works/bookings?show=all&format=csv").await.expect(200).body();
    assert!(!harbours.contains("Boardroom") && harbours.contains("Weighbridge"), "{harbours}");
    assert_eq!(app.count("bookings").await, 2);
}

#[tokio::test]
async fn a_guest_page_does_not_open_anothers_rooms() {
    let app = TestApp::start().await;
    let guest = app.guest();
    guest.get("/b/quarry-works/boardroom-aurora").await.expect(404);
    let page = guest.get("/b/quarry-works/weighbridge").await.expect(200);
    let offer = format!("{}/{}", BOARDROOM.id, at("2026-03-03T10:00"));
    let forged = page.form("#book").set("name", "Grace").set("email", "grace@example.org").forge("offer", Some(&offer));
    guest.send_form(&forged).await.expect(404);
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let app = TestApp::start().await;
    let guest = app.guest();
    guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    for address in [CALENDAR, LIST, NEW] {
        let answer = guest.get(address).await.expect(303);
        assert!(answer.location().starts_with("/sign-in?next=/o/harbour-house/"), "{answer}");
    }
    guest.post(LIST, &[("key", "k")]).await.expect(401);
    let ada = app.sign_in(&ADA).await;
    ada.get(LIST).await.expect(200);
}

/// Somebody who looks after the bookings of one floor, and of nothing else.
async fn floor_manager(app: &TestApp) -> Browser {
    let user = app.employ(HARBOUR.id, Role::BookingManager).await;
    run(app, sql("update grants set location_id = $1 where user_id = $2").bind(FLOOR.id).bind(user)).await;
    app.sign_in_user(user).await
}

#[tokio::test]
async fn who_looks_after_one_floor_sees_and_changes_the_bookings_of_that_floor() {
    let app = TestApp::start().await;
    let (bo, local) = (app.sign_in(&BO).await, floor_manager(&app).await);
    let here = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "here@example.org").await;
    let elsewhere = book(&bo, &PROJECTOR, "2026-03-03T10:00", 60, "elsewhere@example.org").await;
    for address in [format!("{CALENDAR}?day=2026-03-03"), LIST.to_owned(), format!("{LIST}?show=all&format=csv")] {
        let page = tidy(local.get(&address).await.expect(200));
        assert!(page.body().contains("here@") || page.has_text("here"), "{page}");
        assert!(
            !page.body().contains("elsewhere") && !page.body().contains(PROJECTOR.name),
            "{address} tells of another floor"
        );
    }
    tidy(local.get(&format!("{LIST}/{elsewhere}")).await.expect(404));
    let (projector, start) = (PROJECTOR.id.to_string(), at("2026-03-04T10:00"));
    let fields = [("version", "1"), ("key", "k"), ("at", start.as_str()), ("minutes", "60"), ("people", "1")];
    for verb in ["span", "details", "cancellation", "restoration"] {
        local.post(&format!("{LIST}/{elsewhere}/{verb}"), &fields).await.expect(404);
    }
    // What is here does not go there, and nothing new is booked there.
    let away = [("resource", projector.as_str()), ("at", &start), ("minutes", "60"), ("version", "1"), ("key", "k")];
    local.post(&format!("{LIST}/{here}/span"), &away).await.expect(404);
    let new = [
        ("resource", projector.as_str()),
        ("at", &start),
        ("minutes", "60"),
        ("name", "G"),
        ("email", "g@example.org"),
        ("key", "k"),
    ];
    local.post(LIST, &new).await.expect(404);
    assert!(!local.get(NEW).await.form("/bookings").choices("resource").contains(&projector.as_str()));
    let page = local.get(&format!("{LIST}/{here}")).await.expect(200);
    local.submit(&page, "#move", &[("starts", "2026-03-03T15:00")]).await.expect(303);
    assert_eq!((row(&app, here).await.version, row(&app, elsewhere).await.version), (2, 1));
}

#[tokio::test]
async fn who_may_only_look_changes_nothing() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    let page = tidy(viewer.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200));
    assert!(page.has_text("grace"), "a viewer reads bookings: {page}");
    let (_, slot) = page.document().by_id(&format!("b-{id}")).expect("it is drawn");
    assert!(!slot.has("data-version") && !page.has_form("/bookings"), "{page}");
    let start = at("2026-03-04T10:00");
    let fields = [("version", "1"), ("key", "k"), ("at", start.as_str()), ("minutes", "60"), ("people", "1")];
    for verb in ["span", "details", "cancellation", "restoration"] {
        viewer.post(&format!("{LIST}/{id}/{verb}"), &fields).await.expect(403);
    }
    viewer.post(LIST, &fields).await.expect(403);
    assert_eq!(row(&app, id).await.version, 1);
}
