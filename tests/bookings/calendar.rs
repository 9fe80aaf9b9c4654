//! The calendar as it is drawn: where bookings stand, on short days and on long ones, in one zone and in two.

use super::desk::{CALENDAR, LIST, another, ask, at, blackout, book, change, run, tidy};
use crate::support::world::{BOARDROOM, DESKS, FLOOR, PROJECTOR, SITE};
use crate::support::{Answer, BO, HARBOUR, TestApp};
use kernel::db::sql;
use uuid::Uuid;

/// Where a booking is drawn: first cell, cells, lane.
fn place(page: &Answer, id: Uuid) -> Option<(usize, usize, usize)> {
    let (_, element) = page.document().by_id(&format!("b-{id}"))?;
    let number = |letter: char| {
        element.attribute("class")?.split(' ').find_map(|class| class.strip_prefix(letter)?.parse().ok())
    };
    Some((number('s')?, number('w')?, number('l')?))
}

/// An attribute of the line of a resource.
fn track(page: &Answer, resource: Uuid, name: &str) -> Option<String> {
    let document = page.document();
    let is_line = |element: &crate::support::html::Element| {
        element.attribute("data-resource") == Some(&resource.to_string()) && element.has("data-cells")
    };
    let (_, line) = document.elements().find(|(_, element)| is_line(element))?;
    line.attribute(name).map(str::to_owned)
}

fn hours(page: &Answer) -> Vec<String> {
    let document = page.document();
    let (head, _) = document
        .elements()
        .find(|(_, element)| element.attribute("class").is_some_and(|class| class.starts_with("hours ")))
        .expect("hours");
    document
        .inside(head)
        .filter(|(_, element)| element.name == "span")
        .map(|(at, _)| document.text(at).trim().to_owned())
        .collect()
}

#[tokio::test]
async fn a_day_shows_the_hours_that_matter_and_every_booking_where_it_is() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let room = book(&bo, &BOARDROOM, "2026-03-03T10:00", 90, "grace@example.org").await;
    let desks = [
        book(&bo, &DESKS, "2026-03-03T10:00", 60, "one@example.org").await,
        book(&bo, &DESKS, "2026-03-03T10:30", 60, "two@example.org").await,
        book(&bo, &DESKS, "2026-03-03T11:00", 60, "three@example.org").await,
    ];
    book(&bo, &PROJECTOR, "2026-03-03T10:00", 60, "four@example.org").await;
    let given_back = book(&bo, &BOARDROOM, "2026-03-03T15:00", 60, "gone@example.org").await;
    let page = bo.get(&format!("{LIST}/{given_back}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200));
    assert_eq!((hours(&page).len(), hours(&page)[0].as_str()), (12, "08:00"));
    assert_eq!(track(&page, BOARDROOM.id, "data-start"), Some(at("2026-03-03T08:00")));
    assert_eq!(place(&page, room), Some((24, 18, 0)));
    let places: Vec<_> = desks.iter().filter_map(|id| place(&page, *id)).collect();
    assert_eq!(places, [(24, 12, 0), (30, 12, 1), (36, 12, 0)], "side by side while they overlap");
    assert_eq!(place(&page, given_back), None, "what is cancelled holds nothing");
    assert!(
        page.body().contains("buffer s21 w3") && page.body().contains("buffer s36 w3"),
        "a quarter of an hour around the projector"
    );
    // Something before the hours widens the day.
    book(&bo, &BOARDROOM, "2026-03-03T06:15", 60, "early@example.org").await;
    let page = bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200);
    assert_eq!(hours(&page)[0], "06:00");
    assert_eq!(hours(&bo.get(&format!("{CALENDAR}?day=2026-03-03&hours=all")).await.expect(200)).len(), 24);
}

#[tokio::test]
async fn a_day_of_twenty_five_hours_has_twenty_five_and_says_so() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let name = |name: &'static str| [("name", name), ("email", "grace@example.org")];
    let desk = |start: &'static str, key: &'static str| {
        let mut fields = vec![
            ("resource", BOARDROOM.id.to_string()),
            ("at", start.to_owned()),
            ("minutes", "30".to_owned()),
            ("key", key.to_owned()),
        ];
        fields.extend(name("Grace").map(|(name, value)| (name, value.to_owned())));
        fields
    };
    // Half past two comes twice that night; both can be booked, and do not overlap.
    let mut ids = Vec::new();
    for (start, key) in [("2026-10-25T00:30:00Z", "first"), ("2026-10-25T01:30:00Z", "second")] {
        let fields = desk(start, key);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ids.push(super::harness::id_of(bo.post(LIST, &fields).await.expect(303).location()));
    }
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-10-25&hours=all")).await.expect(200));
    assert!(page.has_text("The clock changes: this day has 25 hours."), "{page}");
    assert_eq!(track(&page, BOARDROOM.id, "data-cells").as_deref(), Some("300"));
    assert_eq!(hours(&page)[1..5], ["01:00", "02:00", "02:00", "03:00"]);
    let places: Vec<_> = ids.iter().filter_map(|id| place(&page, *id)).collect();
    assert_eq!(places, [(30, 6, 0), (42, 6, 0)], "an hour apart, both at 02:30 by the clock");
    let short = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-29&hours=all")).await.expect(200));
    assert!(short.has_text("The clock changes: this day has 23 hours."));
    assert_eq!(track(&short, BOARDROOM.id, "data-cells").as_deref(), Some("276"));
    let usual = bo.get(&format!("{CALENDAR}?day=2026-03-28&hours=all")).await.expect(200);
    assert!(!usual.has_text("The clock changes"));
}

#[tokio::test]
async fn a_week_shows_each_booking_on_its_days() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let room = book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, "grace@example.org").await;
    let nights = book(&bo, &DESKS, "2026-03-07T18:00", 720, "night@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-09T10:00", 60, "next-week@example.org").await;
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-04&view=week")).await.expect(200));
    assert!(page.has_text("2 Mar – 8 Mar 2026"), "{page}");
    assert!(page.has_text("grace") && !page.has_text("next-week"), "{page}");
    let document = page.document();
    let (chip, element) = document.by_id(&format!("b-{room}")).expect("it is drawn");
    assert_eq!((element.attribute("data-version"), element.attribute("data-minutes")), (Some("1"), Some("60")));
    let day = document.around(chip).find_map(|around| around.attribute("data-day")).map(str::to_owned);
    assert_eq!(day.as_deref(), Some("2026-03-05"));
    let night = nights.to_string();
    let chips = document.elements().filter(|(_, element)| element.attribute("data-id") == Some(&night)).count();
    assert_eq!(chips, 2, "a night stands on both of its days, and is dragged on its first");
    assert_eq!(
        document.elements().filter(|(_, element)| element.attribute("id") == Some(&format!("b-{night}"))).count(),
        1
    );
    // Forth, back, and to the day.
    assert!(page.link("Next week").contains("day=2026-03-11"), "{}", page.link("Next week"));
    let next = bo.follow_link(&page, "Next week").await.expect(200);
    assert!(next.has_text("9 Mar – 15 Mar 2026") && next.has_text("next-week"), "{next}");
    let back = bo.follow_link(&next, "Previous week").await.expect(200);
    assert!(back.has_text("2 Mar – 8 Mar 2026"));
    let day = bo.follow_link(&back, "Thu 5 Mar").await.expect(200);
    assert!(day.has_text("Thu 5 Mar 2026") && day.has_text("grace"), "{day}");
    assert!(bo.follow_link(&day, "Today").await.expect(200).has_text("Mon 2 Mar 2026"));
}

#[tokio::test]
async fn the_filter_leaves_the_lines_that_are_asked_for() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let amenity = sql("insert into resource_amenities (org_id, resource_id, amenity) values ($1, $2, 'Screen')");
    run(&app, amenity.bind(HARBOUR.id).bind(BOARDROOM.id)).await;
    let floor = FLOOR.id;
    for (query, shown) in [
        (String::new(), vec![&BOARDROOM, &DESKS, &PROJECTOR]),
        ("kind=desk".into(), vec![&DESKS]),
        ("capacity=4".into(), vec![&BOARDROOM]),
        (format!("location={floor}"), vec![&BOARDROOM, &DESKS]),
        ("text=proj".into(), vec![&PROJECTOR]),
        ("amenity=screen".into(), vec![&BOARDROOM]),
        (format!("kind=room&location={floor}&capacity=12"), vec![&BOARDROOM]),
        ("kind=vehicle".into(), vec![]),
    ] {
        for view in ["day", "week"] {
            let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03&view={view}&{query}")).await.expect(200));
            for resource in [&BOARDROOM, &DESKS, &PROJECTOR] {
                let expected = shown.iter().any(|shown| shown.id == resource.id);
                let link = format!("/o/harbour-house/resources/{}", resource.id);
                assert_eq!(page.hrefs().contains(&link), expected, "{query} {view} {}", resource.name);
            }
            assert!(!shown.is_empty() || page.has_text("No resource fits this filter."), "{page}");
        }
    }
    let page = bo.get(&format!("{CALENDAR}?day=2026-03-03&kind=room&amenity=screen")).await.expect(200);
    let tomorrow = page.link("Next day");
    assert!(
        tomorrow.contains("kind=room") && tomorrow.contains("amenity=screen") && tomorrow.contains("day=2026-03-04"),
        "{tomorrow}"
    );
}

#[tokio::test]
async fn closed_hours_and_blackouts_are_drawn() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    blackout(&app, Some(&BOARDROOM), "2026-03-03T10:00", "2026-03-03T12:00", "Varnish").await;
    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200));
    assert!(page.body().contains("shut s24 w24"), "two hours from ten");
    let all = bo.get(&format!("{CALENDAR}?day=2026-03-03&hours=all")).await.expect(200);
    assert!(
        all.body().contains("shut s0 w96") && all.body().contains("shut s240 w48"),
        "the night, before eight and after eight"
    );
    change(&app, &BOARDROOM, "status = 'maintenance'").await;
    let page = bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200);
    assert!(page.has_text("not available"), "{page}");
}

#[tokio::test]
async fn resources_in_two_zones_name_theirs() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let lisbon = app.house.id();
    let site = sql("insert into locations (id, org_id, site_id, path, kind, name, zone, created_at) values ($1, $2, $1, $3, 'site', 'Lisbon', 'Europe/Lisbon', $4)")
        .bind(lisbon)
        .bind(HARBOUR.id)
        .bind(format!("/{lisbon}"))
        .bind(app.now());
    run(&app, site).await;
    let tejo = another(&app, &BOARDROOM, "Sala Tejo", "sala-tejo").await;
    run(&app, sql("update resources set location_id = $1 where id = $2").bind(lisbon).bind(tejo.id)).await;

    let page = tidy(bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200));
    assert!(page.has_text("Madrid time (CET)"), "the organisation's zone labels the hours: {page}");
    let name = |page: &Answer, resource: Uuid| {
        let document = page.document();
        let link = format!("/o/harbour-house/resources/{resource}");
        let (at, element) =
            document.all("a").find(|(_, link_)| link_.attribute("href") == Some(&link)).expect("its line");
        let parent = element.parent.expect("a link stands in something");
        assert!(at > parent);
        document.text(parent)
    };
    assert!(name(&page, tejo.id).contains("WET"), "{}", name(&page, tejo.id));
    assert!(!name(&page, BOARDROOM.id).contains("CET"), "{}", name(&page, BOARDROOM.id));

    // Ten o'clock in Lisbon is eleven in Madrid: there it is drawn, and there it is told by Lisbon's clock.
    let booked =
        ask(&bo, &tejo, "2026-03-03T10:00", 60, &[("name", "Grace"), ("email", "grace@example.org")]).await.expect(303);
    let id = super::harness::id_of(booked.location());
    assert_eq!(super::desk::row(&app, id).await.starts_at, super::desk::madrid("2026-03-03T11:00"));
    let page = bo.get(&format!("{CALENDAR}?day=2026-03-03")).await.expect(200);
    assert_eq!(place(&page, id), Some((36, 12, 0)));
    let own = tidy(bo.get(&format!("{LIST}/{id}")).await.expect(200));
    assert!(own.has_text("10:00") && own.has_text("Lisbon time (WET)"), "{own}");
    assert!(bo.get(LIST).await.has_text("Europe/Lisbon"), "the list names the zone where it is another");
    let only_lisbon = bo.get(&format!("{CALENDAR}?day=2026-03-03&location={lisbon}")).await.expect(200);
    assert!(only_lisbon.has_text("Lisbon time (WET)"), "{only_lisbon}");
    let guest = app.guest();
    let public = tidy(guest.get("/b/harbour-house/sala-tejo?day=2026-03-03&minutes=60").await.expect(200));
    assert!(
        public.has_text("Lisbon time (WET)") && public.form("#book").choices("at").contains(&"2026-03-03T08:00:00Z"),
        "{public}"
    );
    app.settle().await;
    let mail = app.mail_to("grace@example.org").await.pop().expect("a confirmation");
    assert!(
        mail.text_body.contains("Lisbon time (WET)")
            && mail.calendar.is_some_and(|file| file.contains("TZID=Europe/Lisbon:20260303T100000"))
    );
    assert_ne!(SITE.id, lisbon);
}

#[tokio::test]
async fn an_open_calendar_hears_of_changes() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let mut live = bo.listen("/o/harbour-house/live").await;
    let page = tidy(bo.get(CALENDAR).await.expect(200));
    assert!(page.body().contains("/o/harbour-house/live"), "the page listens");
    assert!(live.is_silent().await);
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    app.settle().await;
    assert_eq!(live.next().await, "bookings-changed");
}
