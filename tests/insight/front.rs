//! The front page: figures, the day, news, and what to do first; each viewer's own.

use super::{another_site, book, employ_at, tidy};
use crate::support::world::{BOARDROOM, BUILDING, DESKS};
use crate::support::{ADA, Answer, BO, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;

const FRONT: &str = "/o/harbour-house";

/// The figure with this label: its value and its note.
fn figure(page: &Answer, label: &str) -> (String, String) {
    let document = page.document();
    let has = |at: usize, class: &str| {
        document.element(at).and_then(|element| element.attribute("class")).is_some_and(|known| known == class)
    };
    let cards = document.all("div").filter(|(_, element)| element.attribute("class") == Some("card kpi"));
    for (card, _) in cards {
        let part = |class: &str| document.inside(card).find(|(at, _)| has(*at, class)).map(|(at, _)| document.text(at));
        if part("kpi-label").as_deref() == Some(label) {
            return (part("kpi-value").unwrap_or_default(), part("kpi-note").unwrap_or_default());
        }
    }
    panic!("no figure {label:?}: {page}")
}

#[tokio::test]
async fn the_day_is_told_in_figures_lines_and_news() {
    let app = TestApp::start().await;
    // It is ten o'clock in Madrid: one booking is under way, two share the desks later, one is of tomorrow.
    app.advance(TimeDelta::hours(-3));
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-02T08:00", "2026-03-02T12:00", "Budget round").await;
    book(&app, &HARBOUR, &BO, &DESKS, "2026-03-02T14:00", "2026-03-02T16:00", "").await;
    book(&app, &HARBOUR, &BO, &DESKS, "2026-03-02T15:00", "2026-03-02T17:00", "").await;
    book(&app, &HARBOUR, &BO, &BOARDROOM, "2026-03-03T08:00", "2026-03-03T10:00", "Tomorrow").await;
    app.advance(TimeDelta::hours(3));
    let page = tidy(app.sign_in(&ADA).await.get(FRONT).await.expect(200));
    assert!(page.has_text("Good morning, Ada") && page.has_text("Monday 2 March · Harbour House"), "{page}");
    assert_eq!(figure(&page, "Bookings today"), ("3".into(), "2 still to come".into()));
    assert_eq!(figure(&page, "In use now"), ("1".into(), "of 5, at most 2 today".into()));
    assert_eq!(figure(&page, "Cancelled, 30 days").0, "0");
    // The strip: a booking by name, and the desks by how many are in use.
    let strip = page.document().by_id("today").map(|(at, _)| page.document().text(at)).expect("a strip");
    assert!(strip.contains("Budget round") && strip.contains("2 of 3") && !strip.contains("Tomorrow"), "{strip}");
    assert!(page.has_text("Bo Marsh booked Boardroom Aurora, Tue 3 Mar, 08:00–10:00"), "{page}");
    assert!(page.has_text("3 h ago"), "{page}");
}

#[tokio::test]
async fn utilisation_is_what_was_taken_of_what_was_open() {
    let app = TestApp::start().await;
    // Twelve hours a day for 30 days and 5 units: 1800 unit hours. Six of them are taken: the desk twice, the room once.
    app.advance(TimeDelta::hours(-3));
    for (thing, from) in [(&DESKS, "14"), (&DESKS, "14"), (&BOARDROOM, "14")] {
        book(&app, &HARBOUR, &BO, thing, &format!("2026-03-02T{from}:00"), "2026-03-02T16:00", "").await;
    }
    app.advance(TimeDelta::hours(3));
    let page = app.sign_in(&BO).await.get(FRONT).await.expect(200);
    assert_eq!(figure(&page, "Utilisation, 30 days").0, "0.3%");
    let used = page
        .document()
        .all("table")
        .map(|(at, _)| page.document().text(at))
        .find(|text| text.starts_with("Utilisation"))
        .expect("a table");
    assert!(used.contains("Boardroom Aurora"), "{used}");
}

#[tokio::test]
async fn what_was_given_back_counts_as_cancelled_and_leaves_the_day() {
    let app = TestApp::start().await;
    app.advance(TimeDelta::hours(-3));
    let booking = book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-02T14:00", "2026-03-02T15:00", "Rehearsal").await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{FRONT}/bookings/{}", booking.id)).await.expect(200);
    ada.submit(&page, "/cancellation", &[]).await.expect(303);
    app.advance(TimeDelta::hours(3));
    let page = app.sign_in(&ADA).await.get(FRONT).await.expect(200);
    assert_eq!(figure(&page, "Bookings today").0, "0");
    assert_eq!(figure(&page, "Cancelled, 30 days"), ("1".into(), "100% of bookings".into()));
    assert!(page.has_text("Ada Lind cancelled Boardroom Aurora"), "{page}");
    assert!(
        !page.document().by_id("today").map(|(at, _)| page.document().text(at)).expect("a strip").contains("Rehearsal")
    );
}

#[tokio::test]
async fn a_member_sees_their_own_bookings_and_no_figures() {
    let app = TestApp::start().await;
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-03T08:00", "2026-03-03T12:00", "Secret merger").await;
    let cy = app.sign_in(&CY).await;
    let page = tidy(cy.get(FRONT).await.expect(200));
    assert!(
        page.has_text("You have no bookings ahead")
            && !page.has_text("Utilisation")
            && !page.body().contains("Secret merger"),
        "{page}"
    );
    book(&app, &HARBOUR, &CY, &DESKS, "2026-03-03T08:00", "2026-03-03T12:00", "Writing").await;
    let page = tidy(cy.get(FRONT).await.expect(200));
    assert!(page.has_text("Dock desks, Writing") && !page.body().contains("Secret merger"), "{page}");
}

#[tokio::test]
async fn rights_at_one_location_show_its_figures_and_news_only() {
    let app = TestApp::start().await;
    let elsewhere = another_site(&app, &HARBOUR).await;
    let stranger = app.sign_in_user(employ_at(&app, &HARBOUR, Role::Manager, &elsewhere).await).await;
    let neighbour = app.sign_in_user(employ_at(&app, &HARBOUR, Role::Manager, &BUILDING).await).await;
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-02T14:00", "2026-03-02T15:00", "Budget round").await;
    let page = tidy(stranger.get(FRONT).await.expect(200));
    assert!(page.has_text("your locations") && page.has_text("There is nothing to book yet"), "{page}");
    for word in ["Budget round", "Boardroom", "Ada Lind booked"] {
        assert!(!page.body().contains(word), "{word} of another location: {page}");
    }
    let page = tidy(neighbour.get(FRONT).await.expect(200));
    assert_eq!(figure(&page, "Bookings today").0, "1");
    assert!(page.has_text("Budget round") && page.has_text("Ada Lind booked Boardroom Aurora"), "{page}");
}

#[tokio::test]
async fn a_new_house_is_told_what_to_do_first() {
    let app = TestApp::start().await;
    for statement in [
        "delete from opening_hours",
        "delete from resources",
        "update locations set archived_at = '2026-03-01T00:00:00+00:00'",
    ] {
        app.db().run(sql(statement)).await.expect("an emptier house");
    }
    let dee = app.sign_in(&DEE).await;
    let page = tidy(dee.get("/o/quarry-works").await.expect(200));
    assert!(
        page.has_text("First steps") && page.has_text("0 of 5 done") && page.has_text("There is nothing to book yet"),
        "{page}"
    );
    assert_eq!(page.link("Add a location"), "/o/quarry-works/locations");
    assert!(!page.has_text("Utilisation"), "{page}");
    // A member of another house can do none of it, and is not asked to.
    let page = app.sign_in(&CY).await.get(FRONT).await.expect(200);
    assert!(!page.has_text("First steps"), "{page}");
}

#[tokio::test]
async fn somebody_who_may_only_look_gets_no_links_that_would_refuse_them() {
    let app = TestApp::start().await;
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    book(&app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-02T14:00", "2026-03-02T15:00", "Budget round").await;
    let page = viewer.get(FRONT).await.expect(200);
    assert!(page.has_text("Budget round"), "{page}");
    for href in page.hrefs().iter().filter(|href| href.starts_with("/o/")) {
        let answer = viewer.get(href).await;
        assert_eq!(answer.status.as_u16(), 200, "{href} on the front page: {answer}");
    }
}

#[tokio::test]
async fn what_is_owned_and_due_is_told_as_far_as_rights_go() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let bare = tidy(ada.get(FRONT).await.expect(200));
    assert!(bare.maybe_link("Make categories").is_some(), "where nothing is owned, a way to begin: {bare}");
    let kind = crate::things::assets::category(&app, "Laptops", "NB-###").await;
    let elsewhere = another_site(&app, &HARBOUR).await;
    let program = app.program(&ADA).await;
    for (tag, place, cost, until) in
        [("NB-001", BUILDING.id, 120_000, "2026-03-20"), ("NB-002", elsewhere.id, 30_000, "2026-03-21")]
    {
        let body = serde_json::json!({ "name": "Laptop", "category_id": kind, "tag": tag, "home_location_id": place,
            "cost_minor": cost, "warranty_until": until });
        program.post("/api/v1/assets", body).await.expect(201);
    }
    app.settle().await;
    let page = tidy(ada.get(FRONT).await.expect(200));
    assert_eq!(figure(&page, "Assets"), ("2".into(), "2 in stock".into()));
    assert_eq!(figure(&page, "Purchase value").0, "€1500.00");
    assert_eq!(figure(&page, "Due soon"), ("2".into(), "Look at them".into()));
    assert_eq!(figure(&page, "To see to"), ("0".into(), "Nothing is overdue, late or low".into()));
    assert!(page.hrefs().iter().any(|href| href.ends_with("/alerts")), "{page}");
    let narrow = employ_at(&app, &HARBOUR, Role::AssetAdmin, &BUILDING).await;
    let page = tidy(app.sign_in_user(narrow).await.get(FRONT).await.expect(200));
    assert_eq!((figure(&page, "Assets").0, figure(&page, "Due soon").0), ("1".into(), "1".into()));
    assert_eq!(figure(&page, "Purchase value").0, "€1200.00");
    assert!(
        !tidy(app.sign_in(&CY).await.get(FRONT).await.expect(200)).has_text("Purchase value"),
        "a member sees none"
    );
}
