//! The public page: what guests may book, what they type wrong, and what machines try.

use super::desk::{LIST, ROOM, another, at, blackout, book, change, guest_asks, guest_books, only, tidy};
use crate::support::world::{BOARDROOM, DESKS, PROJECTOR};
use crate::support::{Answer, BO, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;

/// Bookings one address may make in ten minutes.
const RATE: usize = 30;
/// Bookings that may be made for one e-mail address in that time.
const RATE_FOR: i64 = 10;

#[tokio::test]
async fn every_mistake_is_told_at_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    let typed =
        [("name", "  "), ("email", "grace at home"), ("people", "40"), ("phone", "+34 600"), ("title", "Choir")];
    let form = typed.iter().fold(page.form("#book"), |form, (name, value)| form.set(name, value));
    let refused = tidy(guest.send_form(&form).await.expect(422));
    assert_eq!(refused.problem("name").as_deref(), Some("Enter a name."));
    assert!(refused.problem("email").is_some(), "{refused}");
    assert_eq!(refused.problem("people").as_deref(), Some("There is room for 12 people."));
    assert_eq!((refused.problem("phone"), refused.problem("title")), (None, None));
    assert!(refused.has_text("Choose a day and a time."), "no slot was chosen: {refused}");
    assert!(refused.has_text("4 things need attention"), "{refused}");
    for (name, value) in typed {
        let kept = refused.form("#book").value(name);
        assert_eq!(kept.as_deref().map(str::trim), Some(value.trim()), "{name}");
    }
    assert!(refused.form("#book").choices("at").contains(&at("2026-03-03T10:00").as_str()), "the day stays, too");
    assert!(refused.form("#book").value("minutes").as_deref() == Some("60"), "{refused}");
    assert_eq!(app.count("bookings").await, 0);
    // Mended, the same form books.
    let mended = [("name", "Grace Holm"), ("email", "grace@example.org"), ("people", "12")];
    let form = mended.iter().fold(refused.form("#book"), |form, (name, value)| form.set(name, value));
    guest.send_form(&form.set("at", &at("2026-03-03T10:00"))).await.expect(303);
    let made = only(&app).await;
    assert_eq!((made.title.as_str(), made.contact_phone.as_str(), made.people), ("Choir", "+34 600", 12));
}

#[tokio::test]
async fn without_script_what_was_typed_stays_for_another_day_and_another_length() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let mut page = tidy(guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200));
    let at_ten = at("2026-03-03T10:00");
    let typed =
        [("title", "Choir & friends"), ("name", "Grace \"G\" Holm"), ("email", "grace at home"), ("phone", "+34 600")];
    let filled = |page: &Answer| typed.iter().fold(page.form("#book"), |form, (name, value)| form.set(name, value));
    let first = filled(&page).set("people", "7").set("at", &at_ten).set("other_minutes", "120");
    assert_eq!(first.action, format!("{ROOM}#minutes"), "nothing that was typed stands in an address");
    for (form, day, minutes) in [
        (first.clone(), "2026-03-03", "120"),
        (first.forge("other_minutes", None).set("other_day", "2026-03-05"), "2026-03-05", "60"),
    ] {
        page = tidy(guest.send_form(&form).await.expect(200));
        let kept = page.form("#book");
        for (name, value) in typed.into_iter().chain([("people", "7"), ("day", day), ("minutes", minutes)]) {
            assert_eq!(kept.value(name).as_deref(), Some(value), "{name}: {page}");
        }
        let chosen = Some(at_ten.clone()).filter(|_| day == "2026-03-03");
        assert_eq!(kept.value("at"), chosen, "a time of another day is not chosen");
        assert_eq!(page.problem("email"), None, "what is not sent to be booked is not judged");
    }
    assert_eq!(app.count("bookings").await, 0);
    // What Enter sends books, and does not lead to another day.
    let booked = page.form("#book").set("email", "grace@example.org").set("at", &at("2026-03-05T11:00"));
    assert!(booked.value("other_day").is_none() && booked.value("other_minutes").is_none());
    guest.send_form(&booked).await.expect(303);
    let made = only(&app).await;
    assert_eq!((made.title.as_str(), made.people, made.contact_phone.as_str()), ("Choir & friends", 7, "+34 600"));
    assert_eq!(made.span().minutes(), 60);
}

#[tokio::test]
async fn without_script_a_day_with_nothing_free_keeps_what_was_typed_for_the_next() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    let form = page.form("#book").set("name", "Grace Holm").set("title", "Choir");
    // A day that is over, one that is none, a length that nobody may book: as by a link, and with what was typed.
    for (name, value) in [("other_day", "2026-02-01"), ("other_day", "soon"), ("other_minutes", "9223372036854775807")]
    {
        let shown = tidy(guest.send_form(&form.clone().forge(name, Some(value)).to(ROOM)).await.expect(200));
        let kept = shown.form("#book");
        assert_eq!(kept.value("name").as_deref(), Some("Grace Holm"), "{name}={value}: {shown}");
        assert_eq!(kept.value("title").as_deref(), Some("Choir"), "{name}={value}: {shown}");
    }
}

#[tokio::test]
async fn no_wish_that_can_be_forged_breaks_the_page() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    let good = page
        .form("#book")
        .set("at", &at("2026-03-03T10:00"))
        .set("name", "Grace Holm")
        .set("email", "grace@example.org");
    let long = "x".repeat(5_000);
    for (field, value, status) in [
        ("at", "9999-12-31T23:59:59Z", 422),
        ("at", "-9999-12-31T23:59:59Z", 422),
        ("at", "2026-03-03T10:00:00.0000001Z", 422),
        ("at", "", 422),
        ("minutes", "9223372036854775807", 422),
        ("minutes", "-60", 422),
        ("minutes", "0", 422),
        ("minutes", "an hour", 422),
        ("people", "0", 422),
        ("people", "1.5", 422),
        ("people", "99999999999999999999", 422),
        ("units", "2", 422),
        ("title", long.as_str(), 422),
        ("name", long.as_str(), 422),
        ("name", "Grace\r\nBcc: all@example.org", 422),
        ("email", "grace@example.org\r\nBcc: all@example.org", 422),
        ("key", "", 422),
        ("key", long.as_str(), 422),
        ("offer", "nonsense", 303),
        ("offer", "nonsense/2026-03-03T10:00:00Z", 404),
    ] {
        let answer = guest.send_form(&good.clone().forge(field, Some(value))).await;
        let told = format!("{field}={:.40}: {answer}", value);
        assert_eq!(answer.status.as_u16(), status, "{told}");
        tidy(answer);
    }
    for query in [
        "day=2026-02-30",
        "day=9999-12-31",
        "day=0000-00-00",
        "minutes=-1",
        "minutes=99999999999",
        "at=soon",
        "day=%FF",
    ] {
        let status = guest.get(&format!("{ROOM}?{query}")).await.status.as_u16();
        assert!(matches!(status, 200 | 422), "{query}: {status}");
    }
    assert_eq!(app.count("bookings").await, 1, "an offer that is none is no wish: the chosen time counts");
}

#[tokio::test]
async fn a_machine_that_fills_in_the_hidden_field_writes_nothing() {
    let app = TestApp::start().await;
    let machine = app.guest();
    let page = machine.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    let fields = [
        ("at", at("2026-03-03T10:00")),
        ("name", "Bot".into()),
        ("email", "bot@example.org".into()),
        ("website", "https://spam.example".into()),
    ];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let answer = machine.send_form(&form).await.expect(303);
    assert_eq!(answer.location(), "/b/harbour-house", "it is not told why");
    for table in ["bookings", "contacts", "events", "idempotency", "messages"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn one_address_books_at_most_so_often_and_others_are_not_held_up() {
    let app = TestApp::start().await;
    let (greedy, other) = (app.guest().at_address("203.0.113.7"), app.guest().at_address("203.0.113.8"));
    for number in 0..RATE {
        let start = format!("2026-03-{:02}T{:02}:00", 3 + number / 10, 8 + number % 10);
        guest_books(&greedy, &BOARDROOM, &start, &format!("guest-{number}@example.org")).await;
    }
    app.advance(TimeDelta::minutes(4));
    let told = tidy(guest_asks(&greedy, &BOARDROOM, "2026-03-10T10:00", "more@example.org").await.expect(429));
    assert_eq!(told.header("retry-after"), "360", "six of the ten minutes are left");
    assert!(told.has_text("That was tried too often. Try again in 6 minutes."), "{told}");
    assert_eq!(told.heading(), BOARDROOM.name, "the page of the organisation, and the form on it");
    for (field, typed) in [("name", "Grace Holm"), ("email", "more@example.org"), ("at", &at("2026-03-10T10:00"))] {
        assert_eq!(told.form("#book").value(field).as_deref(), Some(typed), "{field}");
    }
    assert_eq!(app.count("bookings").await, RATE as i64);
    guest_books(&other, &BOARDROOM, "2026-03-10T10:00", "other@example.org").await;
    app.advance(TimeDelta::minutes(6));
    guest_books(&greedy, &BOARDROOM, "2026-03-10T12:00", "again@example.org").await;
}

#[tokio::test]
async fn a_mailbox_that_is_filled_too_fast_is_spared_and_the_form_stays() {
    let app = TestApp::start().await;
    for number in 0..RATE_FOR {
        let start = format!("2026-03-03T{:02}:00", 8 + number);
        let guest = app.guest().at_address(&format!("203.0.113.{number}"));
        guest_books(&guest, &BOARDROOM, &start, "grace@example.org").await;
    }
    let told = tidy(guest_asks(&app.guest(), &BOARDROOM, "2026-03-10T10:00", "Grace@example.org").await.expect(429));
    assert!(told.has_text("Try again in 10 minutes."), "{told}");
    assert_eq!(told.form("#book").value("email").as_deref(), Some("Grace@example.org"));
    assert_eq!(app.count("bookings").await, RATE_FOR);
}

#[tokio::test]
async fn what_is_chosen_goes_along_to_another_length_and_another_day() {
    let app = TestApp::start().await;
    let page = tidy(app.guest().get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200));
    let document = page.document();
    let kept = document.by_id("guest").expect("the fields of the guest").1;
    assert!(kept.has("hx-morph-skip"), "what was typed is not drawn anew");
    let around = document.elements().find(|(_, element)| element.has("hx-include:inherited")).expect("the links");
    let inside: Vec<&str> = document.inside(around.0).filter_map(|(_, element)| element.attribute("href")).collect();
    assert!(
        inside.iter().any(|href| href.contains("minutes=90"))
            && inside.iter().any(|href| href.contains("day=2026-03-04"))
    );
    assert!(inside.iter().all(|href| !href.contains("name=")), "{inside:?}");
    // Also over a day on which nothing is to be had.
    blackout(&app, Some(&BOARDROOM), "2026-03-04T00:00", "2026-03-05T00:00", "The floor is varnished").await;
    let nothing = tidy(app.guest().get(&format!("{ROOM}?day=2026-03-04&minutes=60")).await.expect(200));
    assert!(nothing.document().by_id("guest").is_some() && nothing.document().by_id("summary").is_none(), "{nothing}");
}

#[tokio::test]
async fn guests_find_what_is_for_anyone_and_nothing_else() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let (attic, cellar) =
        (another(&app, &BOARDROOM, "Attic", "attic").await, another(&app, &BOARDROOM, "Cellar", "cellar").await);
    change(&app, &attic, "who = 'members'").await;
    change(&app, &cellar, "archived_at = created_at").await;
    let directory = tidy(guest.get("/b/harbour-house").await.expect(200));
    assert!(directory.has_text(BOARDROOM.name) && directory.has_text(DESKS.name), "{directory}");
    // What is for the staff stays hidden also while it is under maintenance.
    let lift = another(&app, &PROJECTOR, "Lift", "lift").await;
    change(&app, &lift, "status = 'maintenance'").await;
    for hidden in [&PROJECTOR, &attic, &cellar, &lift] {
        assert!(!directory.has_text(hidden.name), "{directory}");
        let address = format!("/b/harbour-house/{}", hidden.slug);
        let there = guest.get(&address).await.expect(404);
        let nowhere = guest.get("/b/harbour-house/nothing-like-it").await.expect(404);
        assert_eq!(there.body(), nowhere.body(), "{address}");
        let fields = [
            ("at", at("2026-03-03T10:00")),
            ("minutes", "60".into()),
            ("name", "Grace".into()),
            ("email", "grace@example.org".into()),
            ("key", "k".into()),
        ];
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value): &(&str, String)| (*name, value.as_str())).collect();
        guest.post(&format!("{address}/bookings"), &fields).await.expect(404);
    }
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn what_is_under_maintenance_says_so_and_takes_no_booking() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let page = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    change(&app, &BOARDROOM, "status = 'maintenance'").await;
    let closed = tidy(guest.get(ROOM).await.expect(200));
    assert!(closed.has_text("This cannot be booked at the moment.") && !closed.has_form("#book"), "{closed}");
    assert!(!guest.get("/b/harbour-house").await.has_text(BOARDROOM.name), "the directory leaves it out");
    let fields = [("at", at("2026-03-03T10:00")), ("name", "Grace".into()), ("email", "grace@example.org".into())];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let told = tidy(guest.send_form(&form).await.expect(409));
    assert!(told.has_text("This resource cannot be booked at the moment."), "{told}");
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn closed_hours_and_blackouts_are_not_offered_and_not_booked() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let before = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    blackout(&app, Some(&BOARDROOM), "2026-03-03T10:00", "2026-03-03T12:00", "The floor is varnished").await;
    let page = tidy(guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200));
    let form = page.form("#book");
    let choices = form.choices("at");
    assert!(choices.contains(&at("2026-03-03T09:00").as_str()) && choices.contains(&at("2026-03-03T12:00").as_str()));
    for gone in ["2026-03-03T09:30", "2026-03-03T10:00", "2026-03-03T11:30", "2026-03-03T19:30", "2026-03-03T07:00"] {
        assert!(!choices.contains(&at(gone).as_str()), "{gone} is offered");
    }
    let form = before.form("#book").set("name", "Grace").set("email", "grace@example.org");
    for (start, why) in [
        ("2026-03-03T10:30", "The floor is varnished"),
        ("2026-03-03T19:30", "It is closed then. It opens next on Wed 4 Mar 2026, 08:00."),
        ("2026-03-03T06:00", "It is closed then. It opens next on Tue 3 Mar 2026, 08:00."),
    ] {
        let refused = tidy(guest.send_form(&form.clone().forge("at", Some(&at(start)))).await.expect(422));
        assert!(refused.has_text(why), "{start}: {refused}");
    }
    // A day on which the whole house is closed.
    let holiday = sql("insert into day_exceptions (id, org_id, day, label, spans, created_at) values ($1, $2, $3, 'Saint Lighthouse', $4, $5)")
        .bind(app.house.id())
        .bind(crate::support::HARBOUR.id)
        .bind(chrono::NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day"))
        .bind(kernel::db::Json(serde_json::json!([])))
        .bind(app.now());
    super::desk::run(&app, holiday).await;
    let refused = guest.send_form(&form.clone().forge("at", Some(&at("2026-03-04T10:00")))).await.expect(422);
    assert!(refused.has_text("It is closed on Wed 4 Mar 2026: Saint Lighthouse."), "{refused}");
    let closed = tidy(guest.get(&format!("{ROOM}?day=2026-03-04&minutes=60")).await.expect(200));
    let why = "Closed on Wed 4 Mar 2026: Saint Lighthouse. It opens next on Thu 5 Mar 2026, 08:00.";
    assert!(closed.has_text(why), "{closed}");
    assert_eq!(app.count("bookings").await, 0);
}

#[tokio::test]
async fn notice_and_horizon_hold_for_guests() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "notice_minutes = 120, horizon_days = 7").await;
    let guest = app.guest();
    let page = guest.get(&format!("{ROOM}?day=2026-03-02&minutes=60")).await.expect(200);
    let form = page.form("#book").set("name", "Grace").set("email", "grace@example.org");
    assert_eq!(form.choices("at").first(), Some(&at("2026-03-02T12:00").as_str()), "it is ten: noon is the first");
    for (start, why) in [
        ("2026-03-02T11:30", "This is too soon: the earliest start is Mon 2 Mar 2026, 12:00."),
        ("2026-03-02T09:00", "This time has passed."),
        ("2026-03-10T10:00", "Bookings are open until Mon 9 Mar 2026."),
    ] {
        let refused = guest.send_form(&form.clone().forge("at", Some(&at(start)))).await.expect(422);
        assert!(refused.has_text(why), "{start}: {refused}");
    }
    guest.send_form(&form.clone().forge("at", Some(&at("2026-03-09T10:00")))).await.expect(303);
}

#[tokio::test]
async fn what_guests_type_is_text_wherever_it_is_shown() {
    let app = TestApp::start().await;
    let (guest, bo) = (app.guest(), app.sign_in(&BO).await);
    let page = guest.get(&format!("{ROOM}?day=2026-03-03&minutes=60")).await.expect(200);
    let nasty = "<img src=x onerror=alert(1)>\"'&";
    let fields = [
        ("at", at("2026-03-03T10:00")),
        ("name", nasty.into()),
        ("email", "grace@example.org".into()),
        ("title", nasty.into()),
    ];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let booked = guest.send_form(&form).await;
    if booked.status.as_u16() == 422 {
        // A name that cannot stand in a mail is refused; the purpose can be anything.
        assert!(booked.problem("name").is_some() && booked.problem("title").is_none(), "{booked}");
        tidy(guest.send_form(&form.forge("name", Some("Grace O'Neil & Söhne"))).await.expect(303));
    }
    let made = only(&app).await;
    assert_eq!(made.title, nasty);
    app.settle().await;
    for address in [
        LIST.to_owned(),
        format!("{LIST}/{}", made.id),
        "/o/harbour-house/calendar?day=2026-03-03".to_owned(),
        "/o/harbour-house".to_owned(),
    ] {
        let shown = tidy(bo.get(&address).await.expect(200));
        assert!(!shown.document().all("img").any(|(_, element)| element.attribute("src") == Some("x")), "{address}");
    }
    for mail in app.mail_to("grace@example.org").await {
        assert!(!mail.html_body.contains("<img src=x"), "{}", mail.html_body);
    }
    book(&bo, &DESKS, "2026-03-03T10:00", 60, "henry@example.org").await;
}
