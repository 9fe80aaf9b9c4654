//! Behind the link in a guest's mail: see, move, cancel, in time, and nothing else.

use super::desk::{
    LIST, ROOM, another, at, book, change, events, guest_books, madrid, offers, only, row, run, subjects, tidy,
};
use crate::support::world::{BOARDROOM, DESKS, WEIGHBRIDGE};
use crate::support::{Answer, BO, TestApp};
use chrono::TimeDelta;
use days::bookings::Status;
use kernel::db::sql;

#[tokio::test]
async fn a_guest_moves_their_booking_without_signing_in() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "henry@example.org").await;
    app.settle().await;
    let page = tidy(guest.get(&link).await.expect(200));
    assert!(page.has_text("You can move or cancel until Tue 3 Mar 2026, 10:00."), "{page}");
    let choosing = tidy(guest.follow_link(&page, "Choose another time").await.expect(200));
    let form = choosing.form("/span");
    let choices = form.choices("at");
    assert!(choices.contains(&at("2026-03-03T10:30").as_str()), "its own time counts as free");
    assert!(!choices.contains(&at("2026-03-03T11:30").as_str()), "another's does not");
    let id = bookings_of(&app, "grace@example.org").await;
    app.advance(TimeDelta::minutes(1));
    let moved = guest.submit(&choosing, "/span", &[("at", &at("2026-03-03T10:30"))]).await.expect(303);
    let shown = tidy(guest.follow(&moved).await.expect(200));
    assert!(shown.has_text("Your booking has been moved.") && shown.has_text("10:30"), "{shown}");
    assert_eq!(row(&app, id).await.starts_at, madrid("2026-03-03T10:30"));
    app.settle().await;
    let subjects = subjects(&app, "grace@example.org").await;
    assert_eq!(subjects.len(), 2);
    assert!(subjects[1].starts_with("Moved: Boardroom Aurora"), "{subjects:?}");
}

async fn bookings_of(app: &TestApp, email: &str) -> uuid::Uuid {
    let found =
        kernel::db::sql("select b.id from bookings b join contacts c on c.id = b.contact_id where c.email = $1")
            .bind(email.to_owned());
    found.one::<(uuid::Uuid,)>(app.db()).await.expect("they have a booking").0
}

#[tokio::test]
async fn a_guest_who_is_too_late_is_told_and_whom_to_write_to() {
    let app = TestApp::start().await;
    change(&app, &BOARDROOM, "change_notice_minutes = 120").await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-02T14:00", "grace@example.org").await;
    let early = guest.get(&link).await.expect(200);
    let choosing = guest.get(&format!("{link}?day=2026-03-02")).await.expect(200);
    app.advance(TimeDelta::hours(2)); // noon: the last moment
    assert!(guest.get(&link).await.has_form("/cancellation"));
    app.advance(TimeDelta::seconds(1));
    let late = tidy(guest.get(&link).await.expect(200));
    assert!(
        late.has_text("It is too late to change this booking here.") && late.has_text("hello@harbour-house.example"),
        "{late}"
    );
    assert!(!late.has_form("/cancellation") && !late.has_form("/span"));
    let told = tidy(guest.submit(&early, "/cancellation", &[]).await.expect(409));
    assert!(told.has_text("It is too late to change this booking here."), "{told}");
    let told = tidy(guest.submit(&choosing, "/span", &[("at", &at("2026-03-02T16:00"))]).await.expect(409));
    assert!(told.has_text("It is too late to change this booking here."), "{told}");
    let kept = only(&app).await;
    assert_eq!((kept.status, kept.version), (Status::Confirmed, 1));
}

#[tokio::test]
async fn a_guest_moves_only_to_where_a_guest_may_book() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let choosing = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    for (start, why) in [
        (at("2026-03-03T21:00"), "It is closed then."),
        (at("2026-03-03T10:05"), "Bookings start every 30 minutes"),
        (at("2026-12-03T10:00"), "Bookings are open until"),
        ("tomorrow".to_owned(), "Choose a day and a time."),
    ] {
        let forged = choosing.form("/span").forge("at", Some(&start));
        let refused = tidy(guest.send_form(&forged).await.expect(422));
        assert!(refused.has_text(why), "{why}: {refused}");
    }
    let longer = choosing.form("/span").set("at", &at("2026-03-03T12:00")).forge("minutes", Some("600"));
    assert!(guest.send_form(&longer).await.expect(422).has_text("Book at most 8 hours."));
    assert_eq!(only(&app).await.version, 1);
}

/// Somebody is quicker: the guest of this link wanted to move there.
async fn too_slow(app: &TestApp, link: &str) -> Answer {
    let guest = app.guest();
    let choosing = guest.get(&format!("{link}?day=2026-03-04")).await.expect(200);
    guest_books(&app.guest(), &BOARDROOM, "2026-03-04T10:00", "quick@example.org").await;
    tidy(guest.submit(&choosing, "/span", &[("at", &at("2026-03-04T10:00"))]).await.expect(409))
}

#[tokio::test]
async fn a_guest_whose_move_comes_late_is_offered_others_and_one_click_takes_it() {
    for elsewhere in [false, true] {
        let app = TestApp::start().await;
        let other = another(&app, &BOARDROOM, "Chart room", "chart-room").await;
        let link = guest_books(&app.guest(), &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
        let refused = too_slow(&app, &link).await;
        assert!(refused.has_text("This time was taken a moment ago."), "{refused}");
        let offered = offers(&refused, "/span");
        assert!(offered.len() >= 3, "{offered:?}");
        let wanted = offered.iter().find(|offer| offer.starts_with(&other.id.to_string()) == elsewhere);
        let wanted = wanted.expect("both kinds are offered");
        app.guest().submit(&refused, "/span", &[("offer", wanted)]).await.expect(303);
        let moved = row(&app, bookings_of(&app, "grace@example.org").await).await;
        let start = kernel::time::rfc3339(moved.starts_at);
        assert_eq!(*wanted, format!("{}/{start}/60", moved.resource_id));
    }
}

#[tokio::test]
async fn what_a_booking_has_already_is_no_offer() {
    let app = TestApp::start().await;
    let link = guest_books(&app.guest(), &BOARDROOM, "2026-03-04T11:00", "grace@example.org").await;
    let refused = too_slow(&app, &link).await;
    let offered = offers(&refused, "/span");
    assert!(offered.len() >= 3 && !offered.iter().any(|offer| offer.contains(&at("2026-03-04T11:00"))), "{offered:?}");
}

#[tokio::test]
async fn a_guest_who_is_too_late_does_not_get_out_by_another_room() {
    let app = TestApp::start().await;
    let other = another(&app, &BOARDROOM, "Chart room", "chart-room").await;
    let hidden = another(&app, &BOARDROOM, "Attic", "attic").await;
    change(&app, &hidden, "who = 'members'").await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let choosing = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    let to = |room: uuid::Uuid| {
        let offer = format!("{room}/{}/60", at("2026-03-05T10:00"));
        choosing.form("/span").set("at", &at("2026-03-03T12:00")).forge("offer", Some(&offer))
    };
    guest.send_form(&to(hidden.id)).await.expect(404);
    guest.send_form(&to(WEIGHBRIDGE.id)).await.expect(404);
    change(&app, &BOARDROOM, "change_notice_minutes = 10080").await;
    let told = tidy(guest.send_form(&to(other.id)).await.expect(409));
    assert!(told.has_text("It is too late to change this booking here."), "{told}");
    assert_eq!(only(&app).await.version, 1);
}

#[tokio::test]
async fn a_guest_makes_a_booking_longer_or_shorter_within_the_rules() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    book(&app.sign_in(&BO).await, &BOARDROOM, "2026-03-03T12:00", 60, "henry@example.org").await;
    let choosing = tidy(guest.get(&format!("{link}?day=2026-03-03")).await.expect(200));
    let longer = tidy(guest.get(&choosing.link("1 h 30 min")).await.expect(200));
    let form = longer.form("/span");
    assert_eq!(form.value("at"), Some(at("2026-03-03T10:00")), "its own time is chosen already");
    assert_eq!(form.value("minutes").as_deref(), Some("90"));
    assert!(!form.choices("at").contains(&at("2026-03-03T11:00").as_str()), "it would reach into the next one");
    guest.send_form(&form).await.expect(303);
    let grace = bookings_of(&app, "grace@example.org").await;
    let now = row(&app, grace).await;
    assert_eq!((now.starts_at, now.span().minutes()), (madrid("2026-03-03T10:00"), 90));
    let fresh = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    for (minutes, why) in [("510", "Book at most 8 hours."), ("15", "Book at least 30 minutes.")] {
        let forged = fresh.form("/span").set("at", &at("2026-03-03T08:00")).forge("minutes", Some(minutes));
        let refused = tidy(guest.send_form(&forged).await.expect(422));
        assert!(refused.has_text(why), "{minutes}: {refused}");
    }
    let strange = tidy(guest.get(&format!("{link}?day=2026-03-03&minutes=99999999")).await.expect(200));
    assert_eq!(strange.form("/span").value("minutes").as_deref(), Some("480"), "the longest that there is");
}

#[tokio::test]
async fn a_guest_changes_how_many_come_and_for_what() {
    let app = TestApp::start().await;
    let (guest, bo) = (app.guest(), app.sign_in(&BO).await);
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let id = only(&app).await.id;
    let staff = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    bo.submit(&staff, "/details", &[("note", "Brings a cello")]).await.expect(303);
    let page = tidy(guest.get(&link).await.expect(200));
    assert!(!page.has_text("Brings a cello"), "{page}");
    guest.submit(&page, "#details", &[("title", "Rehearsal"), ("people", "5")]).await.expect(303);
    let now = only(&app).await;
    assert_eq!((now.title.as_str(), now.people, now.note.as_str()), ("Rehearsal", 5, "Brings a cello"));
    let shown = tidy(guest.get(&link).await.expect(200));
    assert!(shown.has_text("Purpose Rehearsal") && shown.has_text("5 people"), "{shown}");
    let history = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    assert!(history.has_text("Grace Holm"), "the guest did it: {history}");

    let refused = tidy(guest.submit(&shown, "#details", &[("title", "Concert"), ("people", "13")]).await.expect(422));
    assert_eq!(refused.problem("people").as_deref(), Some("There is room for 12 people."));
    assert_eq!(refused.form("#details").value("title").as_deref(), Some("Concert"), "what was typed stays");
    // Somebody else was there first: what was typed stays, and can be sent again.
    let staff = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    bo.submit(&staff, "/details", &[("people", "7")]).await.expect(303);
    let late = tidy(guest.submit(&shown, "#details", &[("title", "Concert")]).await.expect(409));
    assert_eq!(late.form("#details").value("title").as_deref(), Some("Concert"));
    guest.send_form(&late.form("#details")).await.expect(303);
    assert_eq!(only(&app).await.title, "Concert");
    // Not when it is too late.
    let early = guest.get(&link).await.expect(200);
    change(&app, &BOARDROOM, "change_notice_minutes = 10080").await;
    let page = tidy(guest.get(&link).await.expect(200));
    assert!(!page.has_form("#details"), "{page}");
    let told = tidy(guest.submit(&early, "#details", &[("title", "Too late")]).await.expect(409));
    assert!(told.has_text("It is too late to change this booking here."), "{told}");
}

#[tokio::test]
async fn a_guest_who_changes_too_often_keeps_the_form() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    for number in 1..=10 {
        let page = guest.get(&link).await.expect(200);
        guest.submit(&page, "#details", &[("title", &format!("Rehearsal {number}"))]).await.expect(303);
    }
    let page = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    let told = tidy(guest.submit(&page, "#details", &[("title", "The eleventh")]).await.expect(429));
    assert!(told.has_text("Try again in 10 minutes.") && told.header("retry-after") == "600", "{told}");
    assert_eq!(told.form("#details").value("title").as_deref(), Some("The eleventh"));
    let told = tidy(guest.submit(&page, "/span", &[("at", &at("2026-03-03T12:00"))]).await.expect(429));
    assert_eq!(told.form("/span").value("at"), Some(at("2026-03-03T12:00")), "it stays chosen");
    tidy(guest.submit(&page, "/cancellation", &[]).await.expect(429));
    assert_eq!(only(&app).await.title, "Rehearsal 10");
}

#[tokio::test]
async fn a_booking_keeps_the_name_it_has_in_calendars() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    app.settle().await;
    let id = only(&app).await.id;
    let uid = |file: &str| file.lines().find_map(|line| line.strip_prefix("UID:")).unwrap_or_default().to_owned();
    let told = app.mail_to("grace@example.org").await[0].calendar.clone().unwrap_or_default();
    assert_eq!(uid(&told), id.to_string(), "nothing of where the house stands");
    // An earlier version said the host name, which may have changed since.
    let old = told.replace(&format!("UID:{id}"), &format!("UID:{id}@old.example"));
    run(&app, sql("update messages set calendar = $2 where subject_id = $1").bind(id).bind(old)).await;
    let file = guest.get(&format!("{link}/booking.ics")).await.expect(200);
    assert_eq!(uid(&file.body()), format!("{id}@old.example"));
    let page = guest.get(&link).await.expect(200);
    guest.submit(&page, "/cancellation", &[]).await.expect(303);
    app.settle().await;
    let mails = app.mail_to("grace@example.org").await;
    let withdrawn = mails[1].calendar.as_deref().unwrap_or_default();
    assert_eq!(uid(withdrawn), format!("{id}@old.example"), "{withdrawn}");
}

#[tokio::test]
async fn a_guest_does_not_move_what_is_under_maintenance_but_may_cancel_it() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let choosing = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    change(&app, &BOARDROOM, "status = 'maintenance'").await;
    let told = tidy(guest.submit(&choosing, "/span", &[("at", &at("2026-03-03T12:00"))]).await.expect(409));
    assert!(told.has_text("This resource cannot be booked at the moment."), "{told}");
    let page = tidy(guest.get(&link).await.expect(200));
    guest.submit(&page, "/cancellation", &[]).await.expect(303);
    assert_eq!(only(&app).await.status, Status::Cancelled);
}

#[tokio::test]
async fn a_link_opens_one_booking_of_one_organisation_and_cannot_be_guessed() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let token = link.rsplit('/').next().expect("a token");
    let mut forged: Vec<String> =
        vec![String::from("x"), token[1..].to_owned(), format!("{token}A"), "A".repeat(token.len())];
    for position in [0, token.len() / 2, token.len() - 2] {
        let other = if &token[position..=position] == "A" { "B" } else { "A" };
        forged.push(format!("{}{other}{}", &token[..position], &token[position + 1..]));
    }
    forged.push(app.house.key.seal("another-purpose", only(&app).await.id.as_bytes()));
    let mut addresses: Vec<String> = forged.iter().map(|token| format!("/b/harbour-house/manage/{token}")).collect();
    addresses.push(format!("/b/quarry-works/manage/{token}"));
    for address in addresses {
        tidy(guest.get(&address).await.expect(404));
        guest.get(&format!("{address}/booking.ics")).await.expect(404);
        guest.post(&format!("{address}/cancellation"), &[("key", "k"), ("version", "1")]).await.expect(404);
        guest.post(&format!("{address}/details"), &[("key", "k"), ("version", "1"), ("people", "2")]).await.expect(404);
        guest
            .post(&format!("{address}/span"), &[("key", "k"), ("version", "1"), ("at", &at("2026-03-03T12:00"))])
            .await
            .expect(404);
    }
    assert_eq!(only(&app).await.version, 1);
}

#[tokio::test]
async fn a_calendar_file_can_be_kept() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let file = guest.get(&format!("{link}/booking.ics")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert!(
        file.body().contains("METHOD:PUBLISH") && file.body().contains("DTSTART;TZID=Europe/Madrid:20260303T100000")
    );
}

#[tokio::test]
async fn what_is_over_or_cancelled_is_shown_and_cannot_be_changed() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-02T14:00", "grace@example.org").await;
    let page = guest.get(&link).await.expect(200);
    app.settle().await;
    app.advance(TimeDelta::hours(4)); // it has begun
    let shown = tidy(guest.get(&link).await.expect(200));
    assert!(shown.has_text("This booking is over and cannot be changed any more."), "{shown}");
    guest.submit(&page, "/cancellation", &[]).await.expect(409);
    let id = only(&app).await.id;
    let bo = app.sign_in(&BO).await;
    let staff = bo.get(&format!("{LIST}/{id}")).await.expect(200);
    bo.submit(&staff, "/cancellation", &[("reason", "Water in the room")]).await.expect(303);
    let shown = tidy(guest.get(&link).await.expect(200));
    assert_eq!((shown.heading().as_str(), shown.link("Book again").as_str()), ("This booking is cancelled", ROOM));
    guest.submit(&page, "/cancellation", &[]).await.expect(409);
    assert_eq!(events(&app, "booking.cancelled").await, 1);
    app.settle().await;
    let mails = app.mail_to("grace@example.org").await;
    assert_eq!(
        mails.iter().map(|mail| mail.kind.as_str()).collect::<Vec<_>>(),
        ["booking.confirmation", "booking.cancellation"]
    );
    assert!(mails[1].text_body.contains("Reason: Water in the room"), "{}", mails[1].text_body);
}

#[tokio::test]
async fn a_booking_cancelled_before_its_confirmation_left_is_not_confirmed_any_more() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let link = guest_books(&guest, &BOARDROOM, "2026-03-03T10:00", "grace@example.org").await;
    let page = guest.get(&link).await.expect(200);
    guest.submit(&page, "/cancellation", &[]).await.expect(303);
    app.settle().await;
    let mails = app.mail_to("grace@example.org").await;
    let told: Vec<_> = mails.iter().map(|mail| (mail.kind.as_str(), mail.calendar_method.as_deref())).collect();
    assert_eq!(told, [("booking.cancellation", Some("cancel"))]);
}

#[tokio::test]
async fn a_guest_with_two_desks_is_shown_where_two_are_free() {
    let app = TestApp::start().await;
    let (bo, guest) = (app.sign_in(&BO).await, app.guest());
    let page = guest.get("/b/harbour-house/dock-desks?day=2026-03-03&minutes=60").await.expect(200);
    let fields = [
        ("at", at("2026-03-03T10:00")),
        ("name", "Grace".into()),
        ("email", "grace@example.org".into()),
        ("units", "2".into()),
    ];
    let form = fields.iter().fold(page.form("#book"), |form, (name, value): &(&str, String)| form.set(name, value));
    let booked = guest.send_form(&form).await.expect(303);
    for (start, email) in [("2026-03-03T14:00", "one@example.org"), ("2026-03-03T14:00", "two@example.org")] {
        book(&bo, &DESKS, start, 60, email).await;
    }
    let link = booked.location().split('?').next().unwrap_or_default();
    let choosing = guest.get(&format!("{link}?day=2026-03-03")).await.expect(200);
    let form = choosing.form("/span");
    assert!(form.choices("at").contains(&at("2026-03-03T13:00").as_str()));
    assert!(!form.choices("at").contains(&at("2026-03-03T14:00").as_str()), "one desk is left then");
}
