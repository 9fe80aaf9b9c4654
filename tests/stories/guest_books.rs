//! The golden path: a guest books a room on the branded page, gets a mail with an invitation, the staff see it and move
//! it, the guest follows the link and cancels, and the hour is free again. Mail leaves over real SMTP.

use crate::bookings::desk::{CALENDAR, LIST, ROOM, at, change, madrid, row, run, tidy};
use crate::support::smtp::Received;
use crate::support::world::{BOARDROOM, CY};
use crate::support::{ADA, Answer, BO, Browser, HARBOUR, Mail, Person, TestApp};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::TimeDelta;
use kernel::db::sql;
use uuid::Uuid;

const GRACE: &str = "grace@guest.example";

/// The lines of a calendar file, its folds undone.
fn lines(mail: &Mail) -> Vec<String> {
    let file = mail.calendar.as_deref().unwrap_or_else(|| panic!("no calendar in {}", mail.subject));
    file.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

#[track_caller]
fn assert_says(mail: &Mail, expected: &[&str]) {
    let lines = lines(mail);
    for line in expected {
        assert!(lines.iter().any(|found| found == line), "no {line} in {lines:#?}");
    }
}

fn uid(mail: &Mail) -> String {
    lines(mail).into_iter().find(|line| line.starts_with("UID:")).expect("an event has a UID")
}

/// What the mail server got for this address.
fn received(app: &TestApp, address: &str) -> Vec<Received> {
    app.smtp().messages().into_iter().filter(|message| message.to == [address]).collect()
}

/// Is this text in one of the parts, however it is encoded?
fn carries(message: &Received, text: &str) -> bool {
    let raw = message.text();
    let plain = raw.replace("=\r\n", "").replace("=3D", "=");
    let parts = raw.split("\r\n\r\n").filter_map(|part| {
        let part: String = part.lines().take_while(|line| !line.starts_with("--")).collect();
        String::from_utf8(BASE64_STANDARD.decode(part).ok()?).ok()
    });
    plain.contains(text) || parts.into_iter().any(|part| part.replace("\r\n ", "").contains(text))
}

/// The booking as the timeline draws it: first cell, cells, version.
fn drawn(page: &Answer, id: Uuid) -> (usize, usize, String) {
    let (_, element) =
        page.document().by_id(&format!("b-{id}")).unwrap_or_else(|| panic!("not on the timeline: {page}"));
    let classes = element.attribute("class").unwrap_or_default();
    let number = |letter: char| {
        let class = classes.split(' ').find_map(|class| class.strip_prefix(letter)?.parse().ok());
        class.unwrap_or_else(|| panic!("no {letter} in {classes}"))
    };
    (number('s'), number('w'), element.attribute("data-version").unwrap_or_default().to_owned())
}

async fn visit(browser: &Browser, address: &str) -> Answer {
    tidy(browser.get(address).await.expect(200))
}

#[tokio::test]
async fn a_guest_books_a_room_end_to_end() {
    let app = TestApp::with_mail().await;
    let (guest, bo) = (app.guest(), app.sign_in(&BO).await);
    change(&app, &BOARDROOM, "price_minor = 4500").await;
    wants_mail(&app, &BO, true).await;
    wants_mail(&app, &ADA, false).await;

    // The guest opens the branded page, the room, and a day.
    let directory = visit(&guest, "/b/harbour-house").await;
    assert!(directory.has_text("Book at Harbour House"), "{directory}");
    let room = tidy(guest.follow_link(&directory, BOARDROOM.name).await.expect(200));
    let tuesday = room.hrefs().into_iter().find(|href| href.contains("day=2026-03-03")).expect("Tuesday can be chosen");
    let day = visit(&guest, &tuesday).await;
    assert!(day.has_text("Madrid time (CET)"), "the clock is named: {day}");
    assert!(day.has_text("€45.00 an hour"), "and the price: {day}");
    assert_eq!(day.form("#book").choices("at").len(), 23, "hours that start on each half hour from 8 to 19");

    // She picks ten o'clock and sends the form; the confirmation is shown at once.
    let fields = [
        ("at", "2026-03-03T09:00:00Z"),
        ("name", "Grace Holm"),
        ("email", GRACE),
        ("phone", "+34 600 000 001"),
        ("title", "Board meeting"),
        ("people", "6"),
    ];
    let booked = guest.submit(&day, "#book", &fields).await.expect(303);
    let shown = tidy(guest.follow(&booked).await.expect(200));
    assert_eq!(shown.heading(), "You are booked");
    assert!(shown.has_text(GRACE) && shown.has_text("10:00") && shown.has_text("€45.00"), "{shown}");
    let id = only_id(&app).await;
    let before = row(&app, id).await;
    assert_eq!((before.starts_at, before.span().minutes(), before.people), (madrid("2026-03-03T10:00"), 60, 6));
    assert_eq!((before.source.as_str(), before.user_id), ("page", None));

    // The mail leaves through the real server, with an invitation and the link.
    app.settle().await;
    let mails = app.mail_to(GRACE).await;
    assert_eq!((mails.len(), mails[0].status.as_str()), (1, "sent"));
    assert_says(
        &mails[0],
        &[
            "METHOD:REQUEST",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Madrid",
            "DTSTART;TZID=Europe/Madrid:20260303T100000",
            "DTEND;TZID=Europe/Madrid:20260303T110000",
        ],
    );
    let link = mails[0].link("/manage/");
    let sent = received(&app, GRACE);
    assert_eq!((sent.len(), sent[0].from.as_str()), (1, "steward@house.example"));
    assert!(
        sent[0].text().to_lowercase().contains("text/calendar; charset=utf-8; method=request"),
        "{}",
        sent[0].text()
    );
    assert!(carries(&sent[0], &link), "the link is in what left: {}", sent[0].text());
    assert!(carries(&sent[0], "SEQUENCE:0") && carries(&sent[0], &uid(&mails[0])), "the invitation is in what left");

    // Of the staff, who wants to know is told; they see it on the timeline, in the list and on its page.
    let notices = app.mail_to(BO.email).await;
    assert_eq!((notices.len(), notices[0].kind.as_str(), notices[0].status.as_str()), (1, "booking.notice", "sent"));
    assert_eq!(notices[0].link("/bookings/"), format!("{LIST}/{id}"));
    for person in [&ADA, &CY] {
        assert!(app.mail_to(person.email).await.is_empty(), "{} does not want to, or may not know", person.name);
    }
    let timeline = visit(&bo, &format!("{CALENDAR}?day=2026-03-03")).await;
    let (start, length, version) = drawn(&timeline, id);
    assert_eq!((start, length), (24, 12), "two hours after eight, one hour long, in cells of five minutes");
    assert!(visit(&bo, LIST).await.has_text("Board meeting"));
    let page = visit(&bo, &format!("{LIST}/{id}")).await;
    assert_eq!(page.heading(), "Board meeting");
    assert!(page.has_text("Grace Holm booked Boardroom Aurora") && page.has_text(&before.code), "{page}");

    // Bo drags it to two o'clock and half an hour longer.
    visit(&bo, &format!("{CALENDAR}?day=2026-03-03")).await;
    app.advance(TimeDelta::minutes(5));
    let (resource, later) = (BOARDROOM.id.to_string(), at("2026-03-03T14:00"));
    let gesture =
        [("resource", resource.as_str()), ("at", &later), ("minutes", "90"), ("version", &version), ("key", "drag-1")];
    let moved = bo.hx_post(&format!("{LIST}/{id}/span"), &gesture).await.expect(303);
    assert_eq!(moved.location(), "/o/harbour-house/calendar?day=2026-03-03", "back to where the hand is");
    let timeline = tidy(bo.hx_get(moved.location()).await.expect(200));
    assert_eq!(drawn(&timeline, id), (72, 18, "2".to_owned()));
    assert!(timeline.header("hx-trigger").contains("Moved to Boardroom Aurora"), "{:?}", timeline.headers);

    // The guest's calendar follows: the same event, a later sequence.
    app.settle().await;
    let mails = app.mail_to(GRACE).await;
    assert_eq!((mails.len(), mails[1].kind.as_str(), mails[1].status.as_str()), (2, "booking.change", "sent"));
    assert_says(
        &mails[1],
        &[
            "METHOD:REQUEST",
            "SEQUENCE:1",
            "DTSTART;TZID=Europe/Madrid:20260303T140000",
            "DTEND;TZID=Europe/Madrid:20260303T153000",
        ],
    );
    assert_eq!(uid(&mails[1]), uid(&mails[0]));
    assert!(mails[1].text_body.contains("€67.50"), "half an hour longer costs more: {}", mails[1].text_body);
    assert_eq!(app.mail_to(BO.email).await.len(), 1, "who did it knows it");
    assert_eq!(mails[1].link("/manage/"), link, "the link stays");

    // The guest follows the link from her mail, in another browser, and cancels.
    app.advance(TimeDelta::minutes(5));
    let phone = app.guest();
    let manage = visit(&phone, &link).await;
    assert_eq!(manage.heading(), "Your booking");
    assert!(manage.has_text("14:00") && !manage.has_text("10:00"), "{manage}");
    let cancelled = phone.submit(&manage, "/cancellation", &[]).await.expect(303);
    let after = tidy(phone.follow(&cancelled).await.expect(200));
    assert_eq!(after.heading(), "This booking is cancelled");
    app.settle().await;
    let mails = app.mail_to(GRACE).await;
    assert_eq!((mails.len(), mails[2].kind.as_str(), mails[2].status.as_str()), (3, "booking.cancellation", "sent"));
    assert_says(&mails[2], &["METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"]);
    assert_eq!(uid(&mails[2]), uid(&mails[0]));
    assert_eq!(received(&app, GRACE).len(), 3, "each letter left once");
    assert!(app.smtp().slips().is_empty(), "{:?}", app.smtp().slips());

    // The hour is free again, for anybody.
    let again = visit(&app.guest(), &format!("{ROOM}?day=2026-03-03")).await;
    assert!(again.form("#book").choices("at").contains(&later.as_str()), "14:00 can be chosen");
    let taken = guest
        .submit(&again, "#book", &[("at", &later), ("name", "Henry Moss"), ("email", "henry@guest.example")])
        .await;
    taken.expect(303);
}

async fn wants_mail(app: &TestApp, person: &Person, wanted: bool) {
    let mail = if wanted { "at_once" } else { "none" };
    for kind in ["booking_made", "booking_moved", "booking_cancelled"] {
        let choice = sql(
            "insert into notification_choices (org_id, user_id, kind, in_app, mail, chat) values ($1, $2, $3, true, $4, false)",
        );
        run(app, choice.bind(HARBOUR.id).bind(person.id).bind(kind).bind(mail)).await;
    }
}

async fn only_id(app: &TestApp) -> Uuid {
    let ids: Vec<(Uuid,)> = sql("select id from bookings").all(app.db()).await.expect("bookings can be read");
    assert_eq!(ids.len(), 1);
    ids[0].0
}
