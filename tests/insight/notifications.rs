//! Being told in the house: the bell, its list, what each person may know, the choices and the log.

use super::{another_site, book, employ_at, madrid, tidy};
use crate::support::world::{BOARDROOM, BUILDING, DESKS, Person};
use crate::support::{ADA, Answer, BO, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use days::bookings::Booking;
use kernel::db::sql;
use platform::Role;
use uuid::Uuid;

const LIST: &str = "/o/harbour-house/notifications";
const CHOICES: &str = "/o/harbour-house/notifications/choices";
const LOG: &str = "/o/harbour-house/notifications/log";
const BOOKINGS: &str = "/o/harbour-house/bookings";

/// Somebody books for Grace on Tuesday; everybody is told.
async fn booked(app: &TestApp, by: &Person) -> Booking {
    let booking = book(app, &HARBOUR, by, &BOARDROOM, "2026-03-03T10:00", "2026-03-03T11:00", "Board").await;
    app.settle().await;
    booking
}

/// What the bell of this page says: how many are unread.
fn unread(page: &Answer) -> usize {
    let (bell, _) = page.document().by_id("bell").unwrap_or_else(|| panic!("no bell: {page}"));
    let text = page.document().text(bell);
    text.split(|letter: char| !letter.is_ascii_digit()).find_map(|word| word.parse().ok()).unwrap_or(0)
}

async fn bell(app: &TestApp, person: &Person) -> usize {
    unread(&app.sign_in(person).await.get("/o/harbour-house").await.expect(200))
}

/// The kinds somebody was told of, the oldest first.
async fn kinds(app: &TestApp, user: Uuid) -> Vec<String> {
    let rows: Vec<(String,)> = sql("select kind from notifications where user_id = $1 order by at, id")
        .bind(user)
        .all(app.db())
        .await
        .expect("notifications");
    rows.into_iter().map(|(kind,)| kind).collect()
}

#[tokio::test]
async fn the_bell_counts_what_is_unread_and_a_click_reads_it() {
    let app = TestApp::start().await;
    let booking = booked(&app, &BO).await;
    let ada = app.sign_in(&ADA).await;
    let front = tidy(ada.get("/o/harbour-house").await.expect(200));
    assert_eq!(unread(&front), 1);
    let list = tidy(ada.get(LIST).await.expect(200));
    assert!(list.has_text("Bo Marsh booked Boardroom Aurora, Tue 3 Mar 2026, 10:00–11:00"), "{list}");
    let on = ada.submit(&list, "/reading", &[]).await.expect(303);
    assert_eq!(on.location(), LIST, "the first form marks all");
    let ada_again = app.sign_in(&ADA).await;
    assert_eq!(unread(&ada_again.get("/o/harbour-house").await.expect(200)), 0);
    // A click on the sentence leads to the booking.
    let all = tidy(ada.get(&format!("{LIST}?show=all")).await.expect(200));
    let (id,): (Uuid,) =
        sql("select id from notifications where user_id = $1").bind(ADA.id).one(app.db()).await.unwrap();
    let on = ada.submit(&all, &format!("/{id}/reading"), &[]).await.expect(303);
    assert_eq!(on.location(), format!("{BOOKINGS}/{}", booking.id));
    assert!(tidy(ada.get(LIST).await.expect(200)).has_text("You have read everything."));
}

#[tokio::test]
async fn who_did_it_and_who_may_not_know_are_not_told() {
    let app = TestApp::start().await;
    booked(&app, &BO).await;
    assert_eq!(kinds(&app, ADA.id).await, ["booking_made"]);
    assert_eq!(kinds(&app, BO.id).await, Vec::<String>::new(), "he did it");
    assert_eq!(kinds(&app, CY.id).await, Vec::<String>::new(), "she sees no bookings of others");
    assert_eq!((bell(&app, &BO).await, bell(&app, &CY).await), (0, 0));
    let dee = app.sign_in(&DEE).await.get("/o/quarry-works").await.expect(200);
    assert_eq!(unread(&dee), 0);
    // What is somebody else's is not there to be read.
    let (id,): (Uuid,) = sql("select id from notifications").one(app.db()).await.unwrap();
    app.sign_in(&BO).await.post(&format!("{LIST}/{id}/reading"), &[]).await.expect(404);
    assert_eq!(bell(&app, &ADA).await, 1);
}

#[tokio::test]
async fn a_booking_is_told_where_ones_role_reaches_and_no_longer_when_it_does_not() {
    let app = TestApp::start().await;
    let elsewhere = another_site(&app, &HARBOUR).await;
    let near = employ_at(&app, &HARBOUR, Role::Manager, &BUILDING).await;
    let far = employ_at(&app, &HARBOUR, Role::Manager, &elsewhere).await;
    booked(&app, &BO).await;
    assert_eq!((kinds(&app, near).await.len(), kinds(&app, far).await.len()), (1, 0));
    let page = app.sign_in_user(near).await.get(LIST).await.expect(200);
    assert!(page.has_text("Boardroom Aurora"), "{page}");
    // Their role goes elsewhere: what they were told of this place is not shown any more.
    let moved = sql("update grants set location_id = $2 where user_id = $1").bind(near).bind(elsewhere.id);
    app.db().run(moved).await.expect("another place");
    let page = tidy(app.sign_in_user(near).await.get(&format!("{LIST}?show=all")).await.expect(200));
    assert!(!page.has_text("Boardroom Aurora"), "{page}");
}

#[tokio::test]
async fn ones_own_booking_changed_by_another_is_told_as_such() {
    let app = TestApp::start().await;
    let mine = book(&app, &HARBOUR, &CY, &DESKS, "2026-03-03T10:00", "2026-03-03T11:00", "Writing").await;
    app.settle().await;
    assert_eq!(kinds(&app, CY.id).await, Vec::<String>::new(), "she made it herself");
    let bo = app.sign_in(&BO).await;
    app.advance(TimeDelta::minutes(1));
    let page = bo.get(&format!("{BOOKINGS}/{}", mine.id)).await.expect(200);
    bo.submit(&page, "#move", &[("starts", "2026-03-03T15:00")]).await.expect(303);
    app.advance(TimeDelta::minutes(1));
    let page = bo.get(&format!("{BOOKINGS}/{}", mine.id)).await.expect(200);
    bo.submit(&page, "/cancellation", &[("reason", "A leak")]).await.expect(303);
    app.settle().await;
    assert_eq!(kinds(&app, CY.id).await, ["own_booking", "own_booking"]);
    let list = tidy(app.sign_in(&CY).await.get(LIST).await.expect(200));
    assert!(list.has_text("Bo Marsh cancelled your booking of Dock desks") && list.has_text("(A leak)"), "{list}");
    assert!(list.has_text("Bo Marsh moved your booking of Dock desks to Tue 3 Mar 2026, 15:00–16:00"), "{list}");
    // What Ada hears of it is that a booking was made, moved, cancelled.
    assert_eq!(kinds(&app, ADA.id).await, ["booking_made", "booking_moved", "booking_cancelled"]);
}

#[tokio::test]
async fn roles_and_invitations_are_told_to_those_they_concern() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let admin = app.employ(HARBOUR.id, Role::Admin).await;
    let page = ada.get(&format!("/o/harbour-house/people/members/{}/grants/new", CY.id)).await.expect(200);
    ada.submit(&page, "/grants", &[("role", "support")]).await.expect(303);
    app.settle().await;
    assert_eq!(kinds(&app, CY.id).await, ["own_role"]);
    assert_eq!(kinds(&app, admin).await, ["role_changed"]);
    assert_eq!(kinds(&app, BO.id).await, Vec::<String>::new());
    let mail = app.mail_to(CY.email).await.pop().expect("a letter: it is about her rights");
    assert_eq!((mail.kind.as_str(), mail.subject.as_str()), ("notification.notice", "Ada Lind made you Support"));
    assert_eq!(mail.link("/choices"), CHOICES);
    // Somebody is invited and joins: told once, as that.
    app.advance(TimeDelta::minutes(1));
    let page = ada.get("/o/harbour-house/people/invitations/new").await.expect(200);
    ada.submit(&page, "/invitations", &[("name", "Eve Stone"), ("email", "eve@harbour.example"), ("role", "member")])
        .await
        .expect(303);
    app.settle().await;
    let link = app.mail_to("eve@harbour.example").await[0].link("/invitations/");
    let eve = app.guest();
    let page = eve.get(&link).await.expect(200);
    eve.submit(&page, &link, &[("name", "Eve Stone"), ("password", "a long enough password")]).await.expect(303);
    app.settle().await;
    assert_eq!(kinds(&app, ADA.id).await, ["invitation_accepted"]);
    assert_eq!(kinds(&app, admin).await, ["role_changed", "invitation_accepted"]);
}

#[tokio::test]
async fn many_of_a_kind_are_folded_and_marked_read_together() {
    let app = TestApp::start().await;
    for hour in 9..15 {
        let (from, until) = (format!("2026-03-03T{hour:02}:00"), format!("2026-03-03T{:02}:00", hour + 1));
        book(&app, &HARBOUR, &BO, &BOARDROOM, &from, &until, "").await;
    }
    app.settle().await;
    let ada = app.sign_in(&ADA).await;
    let list = tidy(ada.get(LIST).await.expect(200));
    assert!(list.has_text("6 bookings made"), "{list}");
    assert_eq!(unread(&list), 6);
    // What comes after the page was drawn is not marked by it.
    app.advance(TimeDelta::minutes(1));
    book(&app, &HARBOUR, &BO, &DESKS, "2026-03-03T09:00", "2026-03-03T10:00", "").await;
    app.settle().await;
    let form = list.form("/notifications/reading");
    let marked = ada.follow(&ada.send_form(&form).await.expect(303)).await;
    assert_eq!(marked.toast().as_deref(), Some("6 notifications are read."));
    assert_eq!(unread(&marked), 1);
    let narrow = tidy(ada.get(&format!("{LIST}?show=all&kind=booking_made")).await.expect(200));
    assert!(narrow.has_text("Dock desks") && narrow.has_text("7 notifications"), "{narrow}");
    let none = tidy(ada.get(&format!("{LIST}?show=all&kind=own_role")).await.expect(200));
    assert_eq!(none.link("Clear the filter"), format!("{LIST}?show=all"));
}

#[tokio::test]
async fn an_open_page_hears_what_its_viewer_is_told_and_nobody_elses() {
    let app = TestApp::start().await;
    let (ada, cy) = (app.sign_in(&ADA).await, app.sign_in(&CY).await);
    let (mut hers, mut others) = (ada.listen("/o/harbour-house/live").await, cy.listen("/o/harbour-house/live").await);
    booked(&app, &BO).await;
    let mut heard = vec![hers.next().await, hers.next().await];
    heard.sort();
    assert_eq!(heard, ["bookings-changed", "notifications-changed"]);
    assert_eq!(others.next().await, "bookings-changed");
    assert!(others.is_silent().await);
    let drawn = tidy(ada.hx_get(&format!("{LIST}/bell")).await.expect(200));
    assert_eq!(unread(&drawn), 1);
    assert!(!drawn.body().contains("<!DOCTYPE"), "a part, not a page");
}

#[tokio::test]
async fn what_is_chosen_holds_and_off_is_off() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(CHOICES).await.expect(200));
    let form = page.form("#choices");
    assert_eq!(form.value("booking_made.mail").as_deref(), Some("at_once"), "the usual of an owner");
    assert_eq!(form.value("booking_made.chat"), None, "there is no room");
    let form = form.set("booking_made.mail", "none").untick("booking_made.in_app");
    ada.send_form(&form.set("booking_moved.mail", "digest")).await.expect(303);
    let booking = booked(&app, &BO).await;
    assert_eq!(kinds(&app, ADA.id).await, Vec::<String>::new());
    assert!(app.mail_to(ADA.email).await.is_empty());
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{BOOKINGS}/{}", booking.id)).await.expect(200);
    bo.submit(&page, "#move", &[("starts", "2026-03-03T15:00")]).await.expect(303);
    app.settle().await;
    assert_eq!(kinds(&app, ADA.id).await, ["booking_moved"]);
    assert!(app.mail_to(ADA.email).await.is_empty(), "it waits for the digest");
    let kept = tidy(ada.get(CHOICES).await.expect(200)).form("#choices");
    assert_eq!(kept.value("booking_moved.mail").as_deref(), Some("digest"));
    assert_eq!(kept.value("booking_made.in_app"), None);
}

#[tokio::test]
async fn a_member_chooses_among_what_is_about_herself() {
    let app = TestApp::start().await;
    let cy = app.sign_in(&CY).await;
    let form = tidy(cy.get(CHOICES).await.expect(200)).form("#choices");
    let names = form.names().join(" ");
    assert!(names.contains("own_booking.mail") && names.contains("own_role.mail"), "{names}");
    assert!(!names.contains("booking_made") && !names.contains("message_failed"), "{names}");
    // What a forger adds is not kept.
    cy.send_form(&form.forge("booking_made.in_app", Some("on"))).await.expect(303);
    let (forged,): (i64,) =
        sql("select count(*) from notification_choices where kind = 'booking_made'").one(app.db()).await.unwrap();
    assert_eq!(forged, 0);
    let refused = cy.post(CHOICES, &[("quiet_from", "22:00"), ("digest_at", "never")]).await.expect(422);
    let refused = tidy(refused);
    assert_eq!(refused.problem("quiet_until").as_deref(), Some("When do they end?"));
    assert!(refused.problem("digest_at").is_some_and(|problem| problem.contains("22:00")), "{refused}");
}

#[tokio::test]
async fn what_was_chosen_by_mail_before_is_carried_over() {
    let app = TestApp::start().await;
    // The table as the steps before had it, and then the step itself.
    app.db()
        .script("create table mail_choices (org_id uuid not null, user_id uuid not null, kind text not null, wanted boolean not null)")
        .await
        .expect("a table");
    for (person, wanted) in [(&ADA, false), (&BO, true)] {
        let row = sql("insert into mail_choices (org_id, user_id, kind, wanted) values ($1, $2, 'bookings', $3)");
        app.db().run(row.bind(HARBOUR.id).bind(person.id).bind(wanted)).await.expect("a choice");
    }
    let step = kernel::db::MIGRATIONS.iter().find(|step| step.name.ends_with("_notifications")).expect("the step");
    let from = step.shared.find("insert into notification_choices").expect("the carrying over");
    let until = step.shared.find("drop table mail_choices;").expect("its end") + "drop table mail_choices;".len();
    app.db().script(&step.shared[from..until]).await.expect("it runs");
    book(&app, &HARBOUR, &CY, &DESKS, "2026-03-03T10:00", "2026-03-03T11:00", "").await;
    app.settle().await;
    assert_eq!((app.mail_to(ADA.email).await.len(), app.mail_to(BO.email).await.len()), (0, 1));
    assert_eq!(kinds(&app, ADA.id).await, ["booking_made"], "in the house she is still told");
}

#[tokio::test]
async fn the_log_says_what_was_told_to_whom_and_what_became_of_it() {
    let app = TestApp::with_mail().await;
    booked(&app, &BO).await;
    let ada = app.sign_in(&ADA).await;
    let log = tidy(ada.get(LOG).await.expect(200));
    assert!(log.has_text("Bo Marsh booked Boardroom Aurora") && log.has_text("Unread"), "{log}");
    assert!(log.has_text("grace@guest.example") && log.has_text("Sent"), "{log}");
    let message = log.hrefs().into_iter().find(|href| href.contains("/messages/")).expect("a link to a letter");
    ada.get(&message).await.expect(200);
    let own = tidy(ada.get(&format!("{LOG}?whose=own")).await.expect(200));
    assert!(own.has_text(ADA.email) && !own.has_text("grace@guest.example"), "{own}");
    let found = tidy(ada.get(&format!("{LOG}?way=mail&text=GRACE&status=sent")).await.expect(200));
    assert!(found.has_text("1 line") && found.has_text("grace@guest.example"), "{found}");
    assert_eq!(found.link("Way: mail (remove this filter)"), format!("{LOG}?status=sent&text=GRACE"));
    let news = tidy(ada.get(&format!("{LOG}?kind=booking_made")).await.expect(200));
    assert!(news.has_text("Bo Marsh booked Boardroom Aurora") && !news.has_text("grace@guest.example"), "{news}");
    let letters = tidy(ada.get(&format!("{LOG}?kind=booking.confirmation")).await.expect(200));
    assert!(letters.has_text("1 line") && letters.has_text("grace@guest.example"), "{letters}");
    assert!(
        letters.has_text("Mail: welcome to a first owner"),
        "letters that operators cause can be looked for: {letters}"
    );
    assert_eq!(letters.link("Export CSV"), format!("{LOG}?kind=booking.confirmation&format=csv"));
    let file = ada.get(&letters.link("Export CSV")).await.expect(200).body();
    let lines: Vec<&str> = file.trim().lines().collect();
    assert!(
        lines.len() == 2 && lines[1].contains(",mail,booking.confirmation,") && lines[1].contains(",sent,"),
        "{file}"
    );
    let own = ada.get(&format!("{LOG}?whose=own&format=csv")).await.expect(200).body();
    assert!(own.contains("Bo Marsh booked Boardroom Aurora") && !own.contains("grace@guest.example"), "{own}");
    let none = tidy(ada.get(&format!("{LOG}?status=failed")).await.expect(200));
    assert!(none.has_text("Nothing matches."), "{none}");
    // Cy sees her own, which is nothing; and what a stranger asks for does not exist.
    let cys = tidy(app.sign_in(&CY).await.get(&format!("{LOG}?whose=all")).await.expect(200));
    assert!(cys.has_text("Nothing has been told yet") && !cys.body().contains("grace@"), "{cys}");
    app.sign_in(&DEE).await.get(LOG).await.expect(404);
}

#[tokio::test]
async fn pages_of_the_log_miss_nothing() {
    let app = TestApp::start().await;
    for hour in 8..20 {
        for thing in [&BOARDROOM, &DESKS] {
            let from = format!("2026-03-03T{hour:02}:00");
            let until = format!("2026-03-03T{hour:02}:30");
            book(&app, &HARBOUR, &BO, thing, &from, &until, "").await;
        }
        app.advance(TimeDelta::seconds(1));
        app.settle().await;
    }
    let ada = app.sign_in(&ADA).await;
    let mut address = LOG.to_owned();
    let mut lines = 0;
    for _ in 0..5 {
        let page = tidy(ada.get(&address).await.expect(200));
        lines += page.document().all("tr").count() - 1;
        match page.maybe_link("Next") {
            Some(next) => address = next,
            None => break,
        }
    }
    // Of 24 bookings: a letter to the guest and one to Ada each, and her notification.
    assert_eq!(lines, 72);
}

#[tokio::test]
async fn a_letter_that_does_not_arrive_is_told_and_a_lost_notice_is_not() {
    let app = TestApp::with_mail().await;
    let refuse = || {
        app.smtp().fail(
            crate::support::smtp::At::Rcpt,
            crate::support::smtp::Fault::Answer("550 5.1.1 No such mailbox"),
            10,
        );
    };
    refuse();
    let booking = booked(&app, &BO).await; // the letter to Grace fails, and so does the notice to Ada
    app.settle().await;
    let mut told = kinds(&app, ADA.id).await;
    told.sort();
    assert_eq!(told, ["booking_made", "message_failed"], "once, for Grace's letter");
    assert_eq!(kinds(&app, BO.id).await, ["message_failed"]);
    let list = tidy(app.sign_in(&BO).await.get(LIST).await.expect(200));
    assert!(
        list.has_text("The letter “Booked: Boardroom Aurora, Tue 3 Mar 2026, 10:00–11:00” could not be delivered"),
        "{list}"
    );
    let (events,): (i64,) =
        sql("select count(*) from events where kind = 'message.failed'").one(app.db()).await.unwrap();
    assert_eq!(events, 2, "both are recorded");
    let (data,): (kernel::db::Json<serde_json::Value>,) =
        sql("select data from events where kind = 'message.failed' limit 1").one(app.db()).await.unwrap();
    assert!(!data.to_string().contains('@'), "no address is told: {}", data.0);
    assert_eq!(booking.starts_at, madrid("2026-03-03T10:00"));
}

#[tokio::test]
async fn what_is_old_is_forgotten_after_ninety_days() {
    let app = TestApp::start().await;
    booked(&app, &BO).await;
    app.advance(TimeDelta::days(89));
    app.tick().await;
    assert_eq!(app.count("notifications").await, 1);
    app.advance(TimeDelta::days(2));
    app.tick().await;
    assert_eq!(app.count("notifications").await, 0);
}

#[tokio::test]
async fn an_event_told_again_tells_nobody_twice() {
    let app = TestApp::start().await;
    booked(&app, &BO).await;
    app.db().run(sql("update events set dispatched = false")).await.expect("as after a crash");
    app.settle().await;
    assert_eq!((app.count("notifications").await, bell(&app, &ADA).await), (1, 1));
    assert_eq!(app.mail_to("grace@guest.example").await.len(), 1);
}
