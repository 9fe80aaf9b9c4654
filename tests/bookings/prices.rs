//! The price that is shown is the price that is booked.

use super::desk::{ROOM, another, at, change, guest_books, madrid, only, run, tidy};
use crate::support::html::Document;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{Answer, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;

/// What the bar at the foot says.
fn bar(page: &Answer) -> String {
    let document: &Document = page.document();
    let (at, _) = document.by_id("summary").unwrap_or_else(|| panic!("no bar: {page}"));
    document.text(at)
}

#[tokio::test]
async fn a_rate_of_the_day_is_that_of_the_day_shown_whenever_one_looks() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "price_minor = 6500, price_per = 'day'").await;
    let guest = app.guest();
    for step in [TimeDelta::zero(), TimeDelta::hours(13)] {
        app.advance(step); // ten in the morning, eleven at night
        let page = tidy(guest.get(&format!("{ROOM}?day=2026-03-10&minutes=240")).await.expect(200));
        assert_eq!(bar(&page), "Tue 10 Mar 2026, 4 hours €65.00");
    }
}

#[tokio::test]
async fn where_the_price_hangs_on_the_start_it_is_told_from_and_then_of_the_one_chosen() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "price_minor = 6500, price_per = 'day'").await;
    run(&app, sql("update opening_hours set opens = 0, closes = 1440 where resource_id = $1").bind(BOARDROOM.id)).await;
    let guest = app.guest();
    let address = format!("{ROOM}?day=2026-03-10&minutes=240");
    assert_eq!(bar(&guest.get(&address).await.expect(200)), "Tue 10 Mar 2026, 4 hours from €65.00");
    for (start, price) in [("2026-03-10T12:00", "€65.00"), ("2026-03-10T22:00", "€130.00")] {
        let page = tidy(guest.get(&format!("{address}&at={}", at(start))).await.expect(200));
        assert_eq!(bar(&page), format!("Tue 10 Mar 2026, {}, 4 hours {price}", &start[11..]));
        assert_eq!(page.form("#book").value("at"), Some(at(start)), "it stays chosen");
    }
    let page = guest.get(&address).await.expect(200);
    let fields = [("at", at("2026-03-10T22:00")), ("name", "Grace".into()), ("email", "grace@example.org".into())];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    guest.send_form(&form).await.expect(303);
    assert_eq!(only(&app).await.price_minor, Some(13_000));
    // A time that is not offered is not priced as if it were.
    let page = guest.get(&format!("{address}&at={}", at("2026-03-10T22:00"))).await.expect(200);
    assert_eq!(bar(&page), "Tue 10 Mar 2026, 4 hours €65.00", "and all that are left cost the same");
}

#[tokio::test]
async fn several_units_cost_as_much_as_they_are_also_when_they_move() {
    let app = TestApp::start().await;
    change(&app, &DESKS, "price_minor = 1400, price_per = 'hour'").await;
    let guest = app.guest();
    let address = "/b/harbour-house/dock-desks?day=2026-03-03&minutes=60";
    let page = tidy(guest.get(address).await.expect(200));
    assert!(page.has_text("€14.00 an hour each"), "{page}");
    assert_eq!(bar(&page), "Tue 3 Mar 2026, 1 hour from €14.00");
    let chosen = format!("{address}&at={}&units=3", at("2026-03-03T10:00"));
    assert_eq!(bar(&guest.get(&chosen).await.expect(200)), "Tue 3 Mar 2026, 10:00, 1 hour €42.00");
    assert_eq!(
        bar(&guest.get(&chosen.replace("units=3", "units=900")).await.expect(200)),
        "Tue 3 Mar 2026, 10:00, 1 hour from €14.00"
    );
    let fields = [
        ("at", at("2026-03-03T10:00")),
        ("name", "Grace".into()),
        ("email", "grace@example.org".into()),
        ("units", "3".into()),
    ];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let booked = guest.send_form(&form).await.expect(303);
    assert_eq!(only(&app).await.price_minor, Some(4_200));
    let shown = tidy(guest.follow(&booked).await.expect(200));
    assert!(shown.has_text("€42.00"), "{shown}");
    let link = booked.location().split('?').next().unwrap_or_default().to_owned();
    let longer = tidy(guest.get(&format!("{link}?day=2026-03-03&minutes=120")).await.expect(200));
    assert!(longer.has_text("Price: €84.00"), "{longer}");
    guest.submit(&longer, "/span", &[]).await.expect(303);
    assert_eq!(only(&app).await.price_minor, Some(8_400));
}

#[tokio::test]
async fn what_is_offered_instead_says_what_it_costs() {
    let app = TestApp::start().await;
    let other = another(&app, &BOARDROOM, "Chart room", "chart-room").await;
    change(&app, &BOARDROOM, "price_minor = 4500, price_per = 'hour'").await;
    change(&app, &other, "price_minor = 9000, price_per = 'hour'").await;
    let (slow, quick) = (app.guest(), app.guest());
    let page = slow.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    guest_books(&quick, &BOARDROOM, "2026-03-03T10:00", "quick@example.org").await;
    let fields = [("at", at("2026-03-03T10:00")), ("name", "Lou".into()), ("email", "late@example.org".into())];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let refused = tidy(slow.send_form(&form).await.expect(409));
    assert!(refused.has_text("Boardroom Aurora · Tue 3 Mar 2026, 09:00–10:00 · €45.00"), "{refused}");
    assert!(refused.has_text("Chart room · Tue 3 Mar 2026, 10:00–11:00 · €90.00"), "{refused}");
}

#[tokio::test]
async fn there_is_room_for_as_many_as_all_units_hold_together() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get("/b/harbour-house/dock-desks?day=2026-03-03&minutes=60").await.expect(200);
    assert!(page.has_text("1 person each"), "{page}");
    let form = |people: &str, units: &str| {
        let fields = [
            ("at", at("2026-03-03T10:00")),
            ("name", "Grace".into()),
            ("email", "grace@example.org".into()),
            ("people", people.to_owned()),
            ("units", units.to_owned()),
        ];
        fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value))
    };
    for (people, units, told) in [("2", "1", "There is room for 1 person."), ("4", "3", "There is room for 3 people.")]
    {
        let refused = tidy(guest.send_form(&form(people, units)).await.expect(422));
        assert_eq!(refused.problem("people").as_deref(), Some(told));
    }
    let booked = guest.send_form(&form("3", "3")).await.expect(303);
    assert_eq!((only(&app).await.people, only(&app).await.units), (3, 3));
    // Whoever moves them goes with all of them.
    let link = booked.location().split('?').next().unwrap_or_default().to_owned();
    let choosing = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    guest.submit(&choosing, "/span", &[("at", &at("2026-03-03T12:00"))]).await.expect(303);
    assert_eq!(only(&app).await.starts_at, madrid("2026-03-03T12:00"));
}
