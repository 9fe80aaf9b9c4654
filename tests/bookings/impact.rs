//! Changes that leave bookings unfit: nothing happens before somebody has decided about each of them.

use super::desk::{LIST, book, events, guest_books, madrid, row, run};
use crate::support::world::{BOARDROOM, DESKS, FLOOR, SITE, Thing};
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use days::bookings::actions;
use days::bookings::model::{Guest, Status, Wish};
use days::bookings::policy::By;
use days::impact::actions::carry_out;
use days::impact::{Outcome, PROPOSED_MAX};
use kernel::db::{Engine, sql};
use kernel::mail::EmailAddress;
use kernel::time::Span;
use platform::Role;
use std::collections::BTreeSet;
use things::changes::Change;
use things::locations::actions::create;
use things::locations::{Kind, NewLocation, Place};
use things::resources::hours::WeeklySpan;
use things::resources::{store, week::DAYS};
use uuid::Uuid;

fn home(thing: &Thing) -> String {
    format!("/o/harbour-house/resources/{}", thing.id)
}

/// Bo closes the boardroom at this hour of Tuesdays; whatever comes back.
async fn close_tuesdays_at(bo: &Browser, line: &str) -> Answer {
    let page = bo.get(&format!("{}/hours", home(&BOARDROOM))).await.expect(200);
    bo.submit(&page, "#form", &[("tue", line)]).await
}

/// What is chosen for a booking: the option of its select that contains this.
fn option(page: &Answer, booking: Uuid, what: &str) -> String {
    let form = page.form("#impact");
    let found = form
        .choices("impact_choice")
        .into_iter()
        .find(|value| value.contains(&booking.to_string()) && value.contains(what));
    found.unwrap_or_else(|| panic!("no {what} for {booking}: {:?}", form.choices("impact_choice"))).to_owned()
}

/// Sends the decision with choices for some bookings; all others as `all` says.
async fn decide(bo: &Browser, page: &Answer, all: &str, choices: &[(Uuid, &str)]) -> Answer {
    let mut form = page.form("#impact");
    if !all.is_empty() {
        form = form.set("impact_all", all);
    }
    let order: Vec<String> =
        form.values().into_iter().filter(|(name, _)| name == "impact_choice").map(|(_, value)| value).collect();
    for shown in order {
        let id = shown.split('/').next().unwrap().to_owned();
        let own = choices.iter().find(|(booking, _)| booking.to_string() == id);
        let value = own.map_or(shown, |(booking, what)| option(page, *booking, what));
        form = form.set("impact_choice", &value);
    }
    bo.send_form(&form).await
}

#[tokio::test]
async fn a_change_that_hits_nothing_happens_at_once() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
    let saved = close_tuesdays_at(&bo, "9-11").await.expect(303);
    assert_eq!(bo.follow(&saved).await.toast().as_deref(), Some("The opening hours of Boardroom Aurora were saved."));
}

#[tokio::test]
async fn hours_that_hit_bookings_ask_first_and_keep_what_was_typed() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let hit = book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "fits@example.org").await;
    // Made as an exception: outside of the hours before and after, so this change does not hit it.
    book(&bo, &BOARDROOM, "2026-03-03T21:00", 60, "late@example.org").await;
    let asked = close_tuesdays_at(&bo, "8-17").await.expect(409);
    assert_eq!(asked.header("hx-push-url"), "false");
    assert!(
        asked.has_text("1 booking would no longer fit")
            && asked.has_text("grace")
            && asked.has_text("It is closed then."),
        "{asked}"
    );
    assert!(!asked.has_text("late") && !asked.has_text("fits@"), "{asked}");
    assert_eq!(
        (events(&app, "resource.hours_changed").await, row(&app, hit).await.version),
        (0, 1),
        "nothing was done"
    );

    let undecided = decide(&bo, &asked, "", &[]).await.expect(409);
    assert!(undecided.has_text("Choose what becomes of it."), "{undecided}");
    let form = undecided.form("#impact").set("impact_back", "1");
    let again = bo.send_form(&form).await;
    assert_eq!(again.field_value("tue"), "8-17", "what was typed is kept: {again}");

    let kept = decide(&bo, &asked, "keep", &[]).await.expect(303);
    let shown = bo.follow(&kept).await;
    assert_eq!(shown.toast().as_deref(), Some("The opening hours of Boardroom Aurora were saved. 1 booking kept."));
    let history = bo.get(&format!("{LIST}/{hit}")).await.expect(200);
    assert!(
        history.has_text("kept it as an exception: after a change it no longer fits the opening hours"),
        "{history}"
    );
    app.settle().await;
    assert_eq!(
        app.mail_to("grace@example.org").await.len(),
        1,
        "the confirmation, and nothing about what is as it was"
    );
    // It stays an exception: the next change of the same kind does not ask about it again.
    close_tuesdays_at(&bo, "8-16").await.expect(303);
}

#[tokio::test]
async fn each_guest_gets_one_mail_for_what_became_of_their_booking() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let moved = book(&bo, &BOARDROOM, "2026-03-03T17:00", 60, "moved@example.org").await;
    let gone = book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "gone@example.org").await;
    let kept = book(&bo, &BOARDROOM, "2026-03-03T19:00", 60, "kept@example.org").await;
    app.settle().await;
    app.advance(TimeDelta::seconds(1));
    let asked = close_tuesdays_at(&bo, "8-17").await.expect(409);
    assert!(asked.has_text("3 bookings would no longer fit"), "{asked}");
    let done = decide(&bo, &asked, "keep", &[(moved, "/move/"), (gone, "/cancel")]).await.expect(303);
    let toast = bo.follow(&done).await.toast().unwrap();
    assert!(
        toast.ends_with("1 booking kept, 1 booking moved, 1 booking cancelled. Their guests are told by mail."),
        "{toast}"
    );
    app.settle().await;
    for (address, subject) in [("moved@example.org", "oved"), ("gone@example.org", "ancelled")] {
        let mails = app.mail_to(address).await;
        assert_eq!(mails.len(), 2, "{address}: the confirmation and one more");
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert!(subjects.iter().any(|told| told.contains(subject)), "{subjects:?}");
    }
    let told = app.mail_to("gone@example.org").await;
    assert!(
        told.iter().any(|mail| mail.text_body.contains("The opening hours of Boardroom Aurora have changed.")),
        "the reason was filled in"
    );
    assert_eq!(app.mail_to("kept@example.org").await.len(), 1);
    let place = row(&app, moved).await;
    assert!(
        place.ends_at <= madrid("2026-03-03T17:00")
            || place.starts_at > madrid("2026-03-04T00:00")
            || place.resource_id != BOARDROOM.id,
        "{place:?}"
    );
    assert_eq!((row(&app, gone).await.status, row(&app, kept).await.status), (Status::Cancelled, Status::Confirmed));
    assert_eq!(
        (
            events(&app, "booking.moved").await,
            events(&app, "booking.cancelled").await,
            events(&app, "booking.kept").await
        ),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn first_proposals_never_send_two_guests_to_the_same_place() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    for hour in 14..20 {
        book(&bo, &BOARDROOM, &format!("2026-03-03T{hour}:00"), 60, &format!("guest{hour}@example.org")).await;
    }
    let asked = close_tuesdays_at(&bo, "8-14").await.expect(409);
    let done = decide(&bo, &asked, "move", &[]).await.expect(303);
    assert!(bo.follow(&done).await.toast().unwrap().contains("6 bookings moved"));
    assert_eq!(super::sweep::overpromised(app.db()).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_booking_that_appeared_meanwhile_brings_the_page_back() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let first = book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    let asked = close_tuesdays_at(&bo, "8-17").await.expect(409);
    let second = guest_books(&app.guest(), &BOARDROOM, "2026-03-03T19:00", "late@example.org").await;
    assert!(!second.is_empty());
    let back = decide(&bo, &asked, "cancel", &[]).await.expect(409);
    assert!(
        back.has_text("The bookings have changed since you looked.") && back.has_text("2 bookings would no longer fit"),
        "{back}"
    );
    assert_eq!((row(&app, first).await.status, events(&app, "resource.hours_changed").await), (Status::Confirmed, 0));
    // One of them goes away by itself: again, what was decided is not what is there.
    let page = bo.get(&format!("{LIST}/{first}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    let back = decide(&bo, &back, "cancel", &[]).await.expect(409);
    let done = decide(&bo, &back, "cancel", &[]).await.expect(303);
    assert!(bo.follow(&done).await.toast().unwrap().contains("1 booking cancelled"));
}

#[tokio::test]
async fn a_decision_that_is_sent_twice_happens_once() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    app.settle().await;
    let asked = close_tuesdays_at(&bo, "8-17").await.expect(409);
    let form = asked.form("#impact").set("impact_all", "cancel");
    let (one, other) = tokio::join!(bo.send_form(&form), bo.send_form(&form));
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303));
    bo.send_form(&form).await.expect(303);
    app.settle().await;
    assert_eq!((events(&app, "booking.cancelled").await, events(&app, "resource.hours_changed").await), (1, 1));
    assert_eq!(app.mail_to("grace@example.org").await.len(), 2);
}

/// Bo sends the details of a resource with some fields changed; whatever comes back.
async fn details(bo: &Browser, thing: &Thing, fields: &[(&str, &str)]) -> Answer {
    let page = bo.get(&format!("{}/details", home(thing))).await.expect(200);
    bo.submit(&page, "#form", fields).await
}

#[tokio::test]
async fn fewer_units_ask_about_those_that_came_last_and_cannot_keep_them() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let first = book(&bo, &DESKS, "2026-03-03T10:00", 60, "first@example.org").await;
    app.advance(TimeDelta::minutes(1));
    let second = book(&bo, &DESKS, "2026-03-03T10:30", 60, "second@example.org").await;
    let asked = details(&bo, &DESKS, &[("units", "1")]).await.expect(409);
    assert!(asked.has_text("1 booking would no longer fit") && asked.has_text("There will be only 1 unit"), "{asked}");
    assert!(
        !asked.form("#impact").choices("impact_choice").iter().any(|value| value.ends_with("/keep")),
        "there is no unit for it"
    );
    let refused = decide(&bo, &asked, "keep", &[]).await.expect(409);
    assert!(refused.has_text("There is no room for this booking any more"), "{refused}");
    let moved = decide(&bo, &asked, "", &[(second, "/move/")]).await.expect(303);
    assert!(bo.follow(&moved).await.toast().unwrap().contains("1 booking moved"));
    let resource = store::by_id(app.db(), HARBOUR.id, DESKS.id).await.unwrap();
    assert_eq!((resource.units, row(&app, first).await.version), (1, 1));
    assert_eq!(super::sweep::overpromised(app.db()).await, Vec::<String>::new());
}

#[tokio::test]
async fn rules_status_room_and_archive_ask_only_about_what_they_make_unfit() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let long = book(&bo, &BOARDROOM, "2026-03-03T10:00", 240, "long@example.org").await;
    // How a booking is made is over once it is made: neither notice nor horizon nor who may asks about it.
    details(&bo, &BOARDROOM, &[("notice_minutes", "7 days"), ("horizon_days", "1"), ("who", "staff")])
        .await
        .expect(303);
    let asked = details(&bo, &BOARDROOM, &[("max_minutes", "2 h")]).await.expect(409);
    assert!(asked.has_text("Book at most 2 hours."), "{asked}");
    let asked = details(&bo, &BOARDROOM, &[("grid_minutes", "720")]).await.expect(409);
    assert!(asked.has_text("Bookings start every 12 hours"), "{asked}");
    let people = sql("update bookings set people = 9 where id = $1").bind(long);
    run(&app, people).await;
    let asked = details(&bo, &BOARDROOM, &[("capacity", "8")]).await.expect(409);
    assert!(asked.has_text("There is room for 8 people."), "{asked}");
    details(&bo, &BOARDROOM, &[("capacity", "9")]).await.expect(303);
    let asked = details(&bo, &BOARDROOM, &[("status", "maintenance")]).await.expect(409);
    assert!(asked.has_text("This resource cannot be booked at the moment."), "{asked}");
    let page = bo.get(&home(&BOARDROOM)).await.expect(200);
    let asked = bo.submit(&page, "/archival", &[]).await.expect(409);
    let kept = decide(&bo, &asked, "keep", &[]).await.expect(303);
    let listed = bo.follow(&kept).await;
    assert!(listed.toast().unwrap().starts_with("Boardroom Aurora was archived. 1 booking kept."));
    bo.submit(&listed, "/restoration", &[]).await.expect(303); // nothing was moved or cancelled: it can be undone
}

#[tokio::test]
async fn exceptions_blocks_and_moves_of_places_ask_too() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let booking = book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    let page = bo.get(&format!("{}/exceptions/new", home(&DESKS))).await.expect(200);
    let fields = [("day", "2026-03-03"), ("label", "Regatta"), ("hours", ""), ("owner", "organisation")];
    let asked = bo.submit(&page, "#form", &fields).await.expect(409);
    assert!(
        asked.has_text("It is closed on Tue 3 Mar 2026: Regatta."),
        "said at the desks, it hits the boardroom: {asked}"
    );
    let page = bo.get(&format!("{}/blackouts/new", home(&BOARDROOM))).await.expect(200);
    let fields =
        [("from", "2026-03-03T18:30"), ("until", "2026-03-03T20:00"), ("reason", "Paint"), ("owner", "resource")];
    let asked = bo.submit(&page, "#form", &fields).await.expect(409);
    let cancelled = decide(&bo, &asked, "cancel", &[]).await.expect(303);
    assert!(bo.follow(&cancelled).await.toast().unwrap().starts_with("The time is blocked. 1 booking cancelled."));
    assert_eq!(row(&app, booking).await.status, Status::Cancelled);

    // An open Sunday is taken back: a booking on it would be outside of the week.
    run(&app, sql("delete from opening_hours where resource_id = $1 and weekday = 7").bind(BOARDROOM.id)).await;
    let page = bo.get(&format!("{}/exceptions/new", home(&BOARDROOM))).await.expect(200);
    let fields = [("day", "2026-03-08"), ("label", "Open Sunday"), ("hours", "10-16"), ("owner", "resource")];
    bo.submit(&page, "#form", &fields).await.expect(303);
    book(&bo, &BOARDROOM, "2026-03-08T11:00", 60, "sunday@example.org").await;
    let page = bo.get(&home(&BOARDROOM)).await.expect(200);
    let asked = bo.submit(&page, "/removal", &[]).await.expect(409);
    assert!(asked.has_text("sunday"), "{asked}");
    decide(&bo, &asked, "keep", &[]).await.expect(303);

    // Another zone: the same wall time is another instant.
    let ada = app.sign_in(&ADA).await;
    book(&bo, &BOARDROOM, "2026-03-05T19:00", 60, "clock@example.org").await;
    let page = ada.get(&format!("/o/harbour-house/locations/{}/details", SITE.id)).await.expect(200);
    let asked = ada.submit(&page, "#form", &[("zone", "Europe/Athens")]).await.expect(409);
    assert!(asked.has_text("clock") && !asked.has_text("sunday"), "{asked}");
    // Another place with a holiday of its own.
    let new = NewLocation { name: "Annex".into(), place: Place::Inside { kind: Kind::Area, parent: SITE.id } };
    let annex = create(&app.scope("harbour-house", &ADA).await, &new, "annex").await.unwrap();
    let statement = sql(
        "insert into blackouts (id, org_id, location_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, $5, 'Asbestos', $6)",
    );
    let statement = statement
        .bind(app.house.id())
        .bind(HARBOUR.id)
        .bind(annex)
        .bind(madrid("2026-03-05T00:00"))
        .bind(madrid("2026-03-06T00:00"));
    run(&app, statement.bind(app.now())).await;
    let asked = details(&bo, &BOARDROOM, &[("location", &annex.to_string())]).await.expect(409);
    assert!(asked.has_text("Asbestos") && asked.has_text("clock"), "{asked}");
}

#[tokio::test]
async fn who_may_not_touch_bookings_may_only_keep_them() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    let keeper = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let keeper = app.sign_in_user(keeper).await;
    let asked = close_tuesdays_at(&keeper, "8-17").await.expect(409);
    let form = asked.form("#impact");
    assert_eq!(form.choices("impact_all"), ["keep"]);
    let value = form
        .choices("impact_choice")
        .into_iter()
        .find(|value| value.ends_with("/keep"))
        .unwrap()
        .replace("/keep", "/cancel");
    let fields: Vec<(String, String)> = form
        .values()
        .into_iter()
        .map(|(name, old)| if name == "impact_choice" { (name, value.clone()) } else { (name, old) })
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let refused = keeper.post(&form.action, &fields).await.expect(409);
    assert!(refused.has_text("You may not move or cancel bookings here."), "{refused}");
    decide(&keeper, &asked, "keep", &[]).await.expect(303);
    assert_eq!(events(&app, "booking.cancelled").await, 0);
}

#[tokio::test]
async fn a_gesture_of_a_script_is_told_to_use_the_form() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T18:00", 60, "grace@example.org").await;
    let answer = bo.hx_post(&format!("{}/archival", home(&BOARDROOM)), &[("version", "1")]).await.expect(409);
    assert!(answer.header("hx-trigger").contains("Bookings stand in the way"), "{answer}");
}

/// Closes the boardroom on the day of a round, and at the same moment guests book that day.
/// Answers how often both happened: a booking that nobody has decided about.
async fn missed(app: &TestApp, rounds: i64) -> usize {
    let scope = app.scope("harbour-house", &BO).await;
    let mut missed = 0;
    for round in 0..rounds {
        let resource = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
        let start: DateTime<Utc> = madrid("2026-03-03T08:00") + TimeDelta::days(round % 20);
        let open: Vec<WeeklySpan> =
            DAYS.iter().map(|(weekday, _)| WeeklySpan { weekday: *weekday, opens: 480, closes: 1_200 }).collect();
        let shut: Vec<WeeklySpan> =
            DAYS.iter().map(|(weekday, _)| WeeklySpan { weekday: *weekday, opens: 1_140, closes: 1_200 }).collect();
        let close = Change::Week { resource: BOARDROOM.id, version: resource.version, week: shut };
        let wishes: Vec<Wish> = (0..8)
            .map(|number| {
                let start = start + TimeDelta::hours(number);
                let email = EmailAddress::parse(&format!("guest{round}-{number}@example.org")).unwrap();
                Wish {
                    span: Span::new(start, start + TimeDelta::hours(1)).unwrap(),
                    title: String::new(),
                    people: 1,
                    units: 1,
                    guest: Guest { name: "Grace".into(), email, phone: String::new() },
                    note: String::new(),
                    key: format!("round-{round}-{number}"),
                }
            })
            .collect();
        let books =
            futures::future::join_all(wishes.iter().map(|wish| actions::book(&scope, &resource, wish, By::Guest)));
        let (closed, booked) = tokio::join!(carry_out(&scope, &close, None), books);
        let closed = matches!(closed.expect("no quarrel with the resource"), Outcome::Done(_));
        let booked = booked.iter().filter(|booked| booked.is_ok()).count();
        if closed {
            missed += booked;
            let resource = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
            let reopen = Change::Week { resource: BOARDROOM.id, version: resource.version, week: open };
            assert!(matches!(carry_out(&scope, &reopen, None).await.unwrap(), Outcome::Done(_)));
        }
        app.db().run(sql("update bookings set status = 'cancelled' where org_id = $1").bind(HARBOUR.id)).await.unwrap();
    }
    missed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_booking_slips_in_while_the_hours_change() {
    let app = TestApp::start().await;
    assert_eq!(missed(&app, 40).await, 0, "either the change saw the booking, or the booking saw the change");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_stamp_bookings_slip_in() {
    let app = TestApp::start().await;
    // The guard off: whatever changes, the stamp stays as it was judged by.
    let still = match app.db().engine() {
        Engine::Sqlite => "create trigger still after update of stamp on resources when new.stamp <> old.stamp
                           begin update resources set stamp = old.stamp where id = new.id; end",
        Engine::Postgres => "create function still() returns trigger language plpgsql as $$ begin new.stamp := old.stamp; return new; end $$;
                             create trigger still before update of stamp on resources for each row execute function still()",
    };
    app.db().script(still).await.expect("a trigger");
    let mut seen = 0;
    for _ in 0..10 {
        seen += missed(&app, 20).await;
        if seen > 0 {
            break;
        }
    }
    assert!(seen > 0, "nothing but the stamp may keep this promise");
}

#[tokio::test]
async fn a_location_is_archived_with_what_was_decided_about_its_bookings_or_not_at_all() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let gone = book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "gone@example.org").await;
    let kept = book(&bo, &DESKS, "2026-03-03T10:00", 60, "kept@example.org").await;
    app.settle().await;
    app.advance(TimeDelta::seconds(1));
    let form = bo.get(&format!("/o/harbour-house/locations/{}/details", FLOOR.id)).await.expect(200);
    let asked = bo.submit(&form, "/archival", &[]).await.expect(409);
    assert!(
        asked.has_text("2 bookings would no longer fit") && asked.has_text("This is not here any more."),
        "{asked}"
    );
    let archived = || async { (events(&app, "location.archived").await, events(&app, "resource.archived").await) };
    let standing = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    assert!(standing.archived_at.is_none() && archived().await == (0, 0), "nothing was done");
    let undecided = decide(&bo, &asked, "", &[(gone, "/cancel")]).await.expect(409);
    assert!(undecided.has_text("Choose what becomes of it.") && archived().await == (0, 0), "{undecided}");
    assert_eq!(row(&app, gone).await.status, Status::Confirmed, "one half of a decision is none");
    let done = decide(&bo, &asked, "keep", &[(gone, "/cancel")]).await.expect(303);
    let toast = bo.follow(&done).await.toast().unwrap();
    assert!(toast.starts_with("Upper deck was archived. 1 booking kept, 1 booking cancelled."), "{toast}");
    assert_eq!(archived().await, (1, 2));
    assert_eq!((row(&app, gone).await.status, row(&app, kept).await.status), (Status::Cancelled, Status::Confirmed));
    app.settle().await;
    let letters = (app.mail_to("gone@example.org").await, app.mail_to("kept@example.org").await);
    assert_eq!(
        (letters.0.len(), letters.1.len()),
        (2, 1),
        "one letter each beside the confirmation, none for what stays"
    );
    assert!(letters.0[1].text_body.contains("Upper deck is not available any more."), "{}", letters.0[1].text_body);
}

#[tokio::test]
async fn places_to_move_to_are_offered_for_many_hits_and_the_page_says_where_they_end() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let scope = app.scope("harbour-house", &BO).await;
    let room = store::by_id(app.db(), HARBOUR.id, BOARDROOM.id).await.unwrap();
    // Ten Tuesdays, booked from nine to eight by the half hour.
    for number in 0..220 {
        let at = madrid("2026-03-03T09:00") + TimeDelta::weeks(number / 22) + TimeDelta::minutes(30 * (number % 22));
        let wish = Wish {
            span: Span::new(at, at + TimeDelta::minutes(30)).unwrap(),
            title: String::new(),
            people: 1,
            units: 1,
            guest: Guest {
                name: "Grace".into(),
                email: EmailAddress::parse(&format!("guest{number}@example.org")).unwrap(),
                phone: String::new(),
            },
            note: String::new(),
            key: format!("many-{number}"),
        };
        actions::book(&scope, &room, &wish, By::Staff).await.unwrap();
    }
    let asked = close_tuesdays_at(&bo, "8-9").await.expect(409);
    assert!(asked.has_text(&format!("offered for the first {PROPOSED_MAX} of these")), "{}", asked.status);
    let choices = asked.form("#impact").choices("impact_choice").into_iter().map(str::to_owned).collect::<Vec<_>>();
    let movable: BTreeSet<&str> = choices
        .iter()
        .filter(|choice| choice.contains("/move/"))
        .filter_map(|choice| choice.split('/').next())
        .collect();
    assert_eq!(movable.len(), PROPOSED_MAX);
}
