//! Gestures of the calendar change what was meant and nothing else: also where a booking reaches beyond what is shown, where
//! its place has another clock, and where nothing is to change at all. What is refused leads on.

use super::desk::{CALENDAR, LIST, another, ask, at, book, events, madrid, offers, row, run, tidy};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{Answer, BO, Browser, CY, HARBOUR, TestApp};
use chrono_tz::Tz;
use kernel::db::sql;
use uuid::Uuid;

/// An attribute of a booking as it is drawn.
fn of(page: &Answer, id: Uuid, name: &str) -> Option<String> {
    page.document().by_id(&format!("b-{id}"))?.1.attribute(name).map(str::to_owned)
}

fn has_grip(page: &Answer, id: Uuid) -> bool {
    let document = page.document();
    let (item, _) = document.by_id(&format!("b-{id}")).expect("it is drawn");
    document.inside(item).any(|(_, element)| element.attribute("class") == Some("grip"))
}

/// The day of the week on which a booking stands.
fn day_of(page: &Answer, id: Uuid) -> Option<String> {
    let document = page.document();
    let (item, _) = document.by_id(&format!("b-{id}"))?;
    let lane = document.around(item).find(|element| element.has("data-resource"))?;
    lane.attribute("data-day").map(str::to_owned)
}

async fn gesture(browser: &Browser, id: Uuid, fields: &[(&str, &str)], version: i64) -> Answer {
    let (version, key) = (version.to_string(), format!("gesture-{id}-{version}-{}", fields.len()));
    let fields: Vec<(&str, &str)> =
        fields.iter().copied().chain([("version", version.as_str()), ("key", key.as_str())]).collect();
    browser.hx_post(&format!("{LIST}/{id}/span"), &fields).await
}

#[tokio::test]
async fn a_booking_over_midnight_says_on_both_days_when_it_truly_is() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &DESKS, "2026-03-03T18:00", 1_440, "night@example.org").await;
    for (day, grip) in [("2026-03-03", false), ("2026-03-04", true)] {
        let page = tidy(bo.get(&format!("{CALENDAR}?day={day}")).await.expect(200));
        assert_eq!(of(&page, id, "data-start"), Some(at("2026-03-03T18:00")), "{day}");
        assert_eq!(of(&page, id, "data-end"), Some(at("2026-03-04T18:00")), "{day}");
        assert_eq!(of(&page, id, "data-minutes").as_deref(), Some("1440"), "{day}");
        assert_eq!(has_grip(&page, id), grip, "what is cut has no end to take hold of: {day}");
        assert!(page.has_text("Tue 18:00–Wed 18:00"), "{page}");
    }
}

#[tokio::test]
async fn a_row_of_the_week_has_the_days_of_its_place() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let far = app.house.id();
    let site = sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at) values ($1, $2, $1, $3, 'site', 'Lord Howe', 'Australia/Lord_Howe', $4)")
        .bind(far)
        .bind(HARBOUR.id)
        .bind(format!("/{far}"))
        .bind(app.now());
    run(&app, site).await;
    let hut = another(&app, &BOARDROOM, "Hut", "hut").await;
    run(&app, sql("update resources set location_id = $1 where id = $2").bind(far).bind(hut.id)).await;
    let booked =
        ask(&bo, &hut, "2026-03-05T01:00", 60, &[("name", "Grace"), ("email", "grace@example.org")]).await.expect(303);
    let id = super::harness::id_of(booked.location());

    // Thursday there is Wednesday in Madrid; it stands on Thursday, and a move by a day is a move by a day.
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03&view=week")).await.expect(200));
    assert_eq!(day_of(&page, id).as_deref(), Some("2026-03-05"));
    assert!(page.has_text("01:00–02:00") && page.has_text("its times in UTC+11:00"), "{page}");
    gesture(&bo, id, &[("day", "2026-03-06"), ("minutes", "60")], 1).await.expect(303);
    let moved = row(&app, id).await;
    let zone = Tz::Australia__Lord_Howe;
    assert_eq!(kernel::time::span_text(zone, moved.span()), "Fri 6 Mar 2026, 01:00–02:00");
    // In a day of the house it stands where it is by the clock above, and is told by its own.
    let day = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-05&hours=all")).await.expect(200));
    assert!(day.has_text("Fri 01:00–02:00") && day.has_text("its times in UTC+11:00"), "{day}");
}

#[tokio::test]
async fn the_first_and_the_last_hours_of_a_week_elsewhere_are_read() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let west = app.house.id();
    let site = sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at) values ($1, $2, $1, $3, 'site', 'Honolulu', 'Pacific/Honolulu', $4)")
        .bind(west)
        .bind(HARBOUR.id)
        .bind(format!("/{west}"))
        .bind(app.now());
    run(&app, site).await;
    let beach = another(&app, &BOARDROOM, "Beach", "beach").await;
    run(&app, sql("update resources set location_id = $1 where id = $2").bind(west).bind(beach.id)).await;
    let guest = [("name", "Grace"), ("email", "grace@example.org")];
    let booked = ask(&bo, &beach, "2026-03-08T20:00", 60, &guest).await.expect(303);
    let id = super::harness::id_of(booked.location());
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03&view=week")).await.expect(200));
    assert_eq!(day_of(&page, id).as_deref(), Some("2026-03-08"), "Monday in Madrid");
}

#[tokio::test]
async fn a_whole_day_stays_one_when_it_is_moved_off_the_day_of_the_change() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-10-25T00:00", 1_440, "grace@example.org").await;
    assert_eq!(row(&app, id).await.span().minutes(), 25 * 60);
    let page = bo.get(&format!("{CALENDAR}?day=2026-10-25&view=week")).await.expect(200);
    let minutes = of(&page, id, "data-minutes").expect("a length");
    gesture(&bo, id, &[("day", "2026-10-24"), ("minutes", &minutes)], 1).await.expect(303);
    let moved = row(&app, id).await;
    assert_eq!((moved.starts_at, moved.ends_at), (madrid("2026-10-24T00:00"), madrid("2026-10-25T00:00")));
}

#[tokio::test]
async fn a_move_or_an_edit_that_changes_nothing_writes_nothing_and_tells_nobody() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    app.settle().await;
    gesture(&bo, id, &[("at", &at("2026-03-03T10:00")), ("minutes", "60")], 1).await.expect(303);
    let page = tidy(bo.get(&format!("{LIST}/{id}")).await.expect(200));
    let again = bo.submit(&page, "#move", &[]).await.expect(303);
    let told = tidy(bo.follow(&again).await);
    assert!(told.toast().is_some_and(|toast| toast.contains("nothing was changed")), "{told}");
    bo.submit(&page, "#details", &[]).await.expect(303);
    app.settle().await;
    assert_eq!((row(&app, id).await.version, row(&app, id).await.sequence), (1, 0));
    assert_eq!((events(&app, "booking.moved").await, events(&app, "booking.changed").await), (0, 0));
    assert_eq!(app.mail_to("grace@example.org").await.len(), 1, "the confirmation and nothing else");
    // The same form may be used once it changes something.
    bo.submit(&page, "#move", &[("starts", "2026-03-03T11:00")]).await.expect(303);
    assert_eq!(row(&app, id).await.version, 2);
}

#[tokio::test]
async fn a_gesture_to_a_taken_time_leads_to_what_is_free() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    another(&app, &BOARDROOM, "Chart room", "chart-room").await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T11:00", 60, "henry@example.org").await;
    let wish = [("at", at("2026-03-03T11:00")), ("minutes", "60".to_owned())];
    let wish: Vec<(&str, &str)> = wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = gesture(&bo, id, &wish, 1).await.expect(409);
    let toast: serde_json::Value = serde_json::from_str(refused.header("hx-trigger")).expect("a toast");
    assert_eq!(toast["toast"]["way"]["label"], "See what is free");
    let way = toast["toast"]["way"]["href"].as_str().expect("a way");
    let page = tidy(bo.get(way).await.expect(200));
    assert_eq!(page.form("#move").value("starts").as_deref(), Some("2026-03-03T11:00"), "the wish stands in the form");
    let offered = offers(&page, "#move");
    assert!(offered.len() >= 3, "{offered:?}");
    let present = format!("{}/{}/60", BOARDROOM.id, at("2026-03-03T10:00"));
    assert!(!offered.contains(&present), "where it is already is no offer: {offered:?}");
    bo.submit(&page, "#move", &[("offer", &offered[0])]).await.expect(303);
    assert_eq!(row(&app, id).await.version, 2);
    // The form says it as well, without its own place.
    let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    let moved = row(&app, id).await;
    let here = format!("{}/{}/60", moved.resource_id, kernel::time::rfc3339(moved.starts_at));
    let room = BOARDROOM.id.to_string();
    let wish = [("resource", room.as_str()), ("starts", "2026-03-03T11:00")];
    let told = offers(&bo.submit(&page, "#move", &wish).await.expect(409), "#move");
    assert!(told.len() >= 3 && !told.contains(&here), "{told:?}");
    // A wish that is none, or leads where nobody sees, shows the page as it is.
    bo.get(&format!("{LIST}/{id}?at=soon&minutes=60")).await.expect(200);
    bo.get(&format!("{LIST}/{id}?at=soon&resource={}", app.house.id())).await.expect(404);
}

#[tokio::test]
async fn the_calendar_names_the_letters_of_the_day_it_shows() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for (day, letters) in [
        ("2026-03-03", "(CET)"),
        ("2026-07-01", "(CEST)"),
        ("2026-03-29", "(CET, CEST)"),
        ("2026-03-24&view=week", "(CET, CEST)"),
    ] {
        let page = tidy(bo.get(&format!("{CALENDAR}?day={day}")).await.expect(200));
        assert!(page.has_text(&format!("Madrid time {letters}")), "{day}: {page}");
    }
}

#[tokio::test]
async fn a_start_that_the_clock_skips_is_told() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let guest = [("name", "Grace"), ("email", "grace@example.org")];
    let booked = ask(&bo, &BOARDROOM, "2026-03-29T02:30", 60, &guest).await.expect(303);
    let page = tidy(bo.follow(&booked).await);
    let toast = page.toast().expect("a toast");
    assert!(toast.contains("put forward over 02:30") && toast.contains("starts at 03:30"), "{toast}");
    let usual = bo.submit(&page, "#move", &[("starts", "2026-03-30T02:30")]).await.expect(303);
    assert!(!bo.follow(&usual).await.toast().unwrap_or_default().contains("put forward"));
}

#[tokio::test]
async fn every_length_of_the_rules_can_be_chosen() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let (new, own) =
        (bo.get(&format!("{LIST}/new")).await.expect(200), bo.get(&format!("{LIST}/{id}")).await.expect(200));
    for form in [new.form("/bookings"), own.form("#move")] {
        let choices = form.choices("minutes");
        for minutes in ["150", "210", "420"] {
            assert!(choices.contains(&minutes), "{minutes}: {choices:?}");
        }
    }
    let guest = app.guest();
    let page = guest.get("/b/harbour-house/boardroom-aurora?day=2026-03-03&minutes=120").await.expect(200);
    assert!(page.hrefs().iter().any(|href| href.contains("minutes=150")), "{:?}", page.hrefs());
}

#[tokio::test]
async fn a_member_is_led_to_the_public_page_of_a_resource_or_nowhere() {
    let app = TestApp::start().await;
    let cy = app.sign_in(&CY).await;
    run(&app, sql("update resources set who = 'members' where id = $1").bind(DESKS.id)).await;
    let id = book_own(&cy).await;
    let why = format!("/o/harbour-house/resources/{}/why", BOARDROOM.id);
    for address in [CALENDAR.to_owned(), format!("{CALENDAR}?view=week"), format!("{LIST}/{id}"), why] {
        let page = tidy(cy.get(&address).await.expect(200));
        let house = "/o/harbour-house/resources/";
        let into = page.hrefs().into_iter().find(|href| href.starts_with(house) && !href.contains("/why"));
        assert_eq!(into, None, "{address}");
        assert!(
            page.hrefs().contains(&"/b/harbour-house/boardroom-aurora".to_owned()),
            "{address}: {:?}",
            page.hrefs()
        );
    }
    let page = cy.get(CALENDAR).await;
    assert!(page.has_text(DESKS.name) && !page.hrefs().contains(&format!("/b/harbour-house/{}", DESKS.slug)));
}

async fn book_own(cy: &Browser) -> Uuid {
    let page = cy.get(&format!("{LIST}/new")).await.expect(200);
    let form = page.form("/bookings").set("resource", &BOARDROOM.id.to_string()).set("starts", "2026-03-03T10:00");
    super::harness::id_of(cy.send_form(&form).await.expect(303).location())
}
