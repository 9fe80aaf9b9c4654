//! Who is not of the house finds nothing: not a booking, not whether there is one.

use super::desk::{CALENDAR, LIST, NEW, at, book, guest_books, row};
use crate::support::world::{BOARDROOM, WEIGHBRIDGE};
use crate::support::{ADA, BO, DEE, TestApp};
use kernel::time::rfc3339;

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
