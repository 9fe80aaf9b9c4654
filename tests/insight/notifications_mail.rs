//! Being told by mail: at once, in quiet hours, in the digest; on days on which the clock changes, and by many workers.

use super::{book, madrid, tidy};
use crate::support::world::{BOARDROOM, DESKS, Thing};
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use insight::notifications::actions;
use kernel::db::{Engine, sql};
use uuid::Uuid;

const CHOICES: &str = "/o/harbour-house/notifications/choices";

/// Ada chooses.
async fn choose(app: &TestApp, fields: &[(&str, &str)]) {
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(CHOICES).await.expect(200));
    ada.submit(&page, "#choices", fields).await.expect(303);
}

/// Bo books an hour for Grace, beginning at this wall time.
async fn booked(app: &TestApp, thing: &Thing, from: &str) -> Uuid {
    let until =
        kernel::time::form_value(kernel::time::wall(chrono_tz::Europe::Madrid, madrid(from) + TimeDelta::hours(1)));
    let booking = book(app, &HARBOUR, &BO, thing, from, &until, "").await;
    app.settle().await;
    booking.id
}

async fn until(app: &TestApp, instant: &str) {
    app.clock.set(instant.parse::<DateTime<Utc>>().expect("an instant"));
    app.tick().await;
}

async fn subjects(app: &TestApp) -> Vec<String> {
    app.mail_to(ADA.email).await.into_iter().map(|mail| mail.subject).collect()
}

#[tokio::test]
async fn mail_at_once_leaves_at_once_with_the_way_to_change_it() {
    let app = TestApp::with_mail().await;
    let id = booked(&app, &BOARDROOM, "2026-03-03T10:00").await;
    let mail = app.mail_to(ADA.email).await.pop().expect("a notice");
    assert_eq!((mail.kind.as_str(), mail.status.as_str()), ("booking.notice", "sent"));
    assert_eq!(mail.subject, "New booking: Boardroom Aurora, Tue 3 Mar 2026, 10:00–11:00");
    assert_eq!(mail.link("/bookings/"), format!("/o/harbour-house/bookings/{id}"));
    assert_eq!(mail.link("/choices"), CHOICES);
    assert!(mail.html_body.contains("Change what you are told</a>"), "{}", mail.html_body);
    assert!(app.mail_to(CY.email).await.is_empty());
}

#[tokio::test]
async fn in_quiet_hours_mail_waits_and_the_bell_does_not() {
    let app = TestApp::start().await;
    choose(&app, &[("quiet_from", "22:00"), ("quiet_until", "07:00")]).await;
    app.clock.set("2026-03-02T21:30:00Z".parse().unwrap()); // half past ten in Madrid
    booked(&app, &BOARDROOM, "2026-03-04T10:00").await;
    booked(&app, &DESKS, "2026-03-04T10:00").await;
    let (waiting,): (i64,) =
        sql("select count(*) from notifications where mail_due_at is not null and read_at is null and in_app")
            .one(app.db())
            .await
            .unwrap();
    assert_eq!((waiting, subjects(&app).await.len()), (2, 0));
    until(&app, "2026-03-03T05:59:00Z").await;
    assert!(subjects(&app).await.is_empty());
    until(&app, "2026-03-03T06:00:00Z").await;
    assert_eq!(subjects(&app).await, ["2 news from Harbour House"], "together, in one letter");
    until(&app, "2026-03-03T06:05:00Z").await;
    assert_eq!(subjects(&app).await.len(), 1);
    booked(&app, &DESKS, "2026-03-04T12:00").await;
    assert_eq!(subjects(&app).await.len(), 2, "by day it leaves at once");
}

#[tokio::test]
async fn one_that_waited_alone_is_told_by_its_own_name() {
    let app = TestApp::start().await;
    choose(&app, &[("quiet_from", "22:00"), ("quiet_until", "07:00"), ("zone", "Asia/Kolkata")]).await;
    app.clock.set("2026-03-02T20:00:00Z".parse().unwrap()); // nine in Madrid; half past one in Kolkata
    booked(&app, &BOARDROOM, "2026-03-04T10:00").await;
    assert!(subjects(&app).await.is_empty(), "it is night where she is");
    until(&app, "2026-03-03T01:30:00Z").await;
    assert_eq!(subjects(&app).await, ["Bo Marsh booked Boardroom Aurora, Wed 4 Mar 2026, 10:00–11:00"]);
}

#[tokio::test]
async fn a_digest_leaves_at_its_time_once_a_day_and_only_with_something_in_it() {
    let app = TestApp::start().await;
    choose(&app, &[("booking_made.mail", "digest"), ("digest_at", "17:30")]).await;
    booked(&app, &BOARDROOM, "2026-03-04T10:00").await;
    booked(&app, &DESKS, "2026-03-04T10:00").await;
    until(&app, "2026-03-02T16:29:00Z").await;
    assert!(subjects(&app).await.is_empty());
    until(&app, "2026-03-02T16:30:00Z").await;
    let mails = app.mail_to(ADA.email).await;
    assert_eq!((mails.len(), mails[0].kind.as_str()), (1, "notification.digest"));
    for line in ["2 bookings made\n", "\n· Bo Marsh booked Boardroom Aurora", "\n· Bo Marsh booked Dock desks"] {
        assert!(mails[0].text_body.contains(line), "{}", mails[0].text_body);
    }
    booked(&app, &DESKS, "2026-03-05T10:00").await; // a minute later, so for tomorrow
    for instant in ["2026-03-02T17:00:00Z", "2026-03-03T16:29:00Z"] {
        until(&app, instant).await;
        assert_eq!(subjects(&app).await.len(), 1, "{instant}");
    }
    until(&app, "2026-03-03T16:30:00Z").await;
    assert_eq!(subjects(&app).await.len(), 2);
    assert!(!app.mail_to(ADA.email).await[1].text_body.contains("Boardroom"), "what was told is not told again");
    until(&app, "2026-03-04T16:30:00Z").await;
    until(&app, "2026-03-05T16:30:00Z").await;
    assert_eq!(subjects(&app).await.len(), 2, "nothing to tell, no letter");
}

#[tokio::test]
async fn a_digest_leaves_once_in_the_nights_in_which_the_clock_changes() {
    let app = TestApp::start().await;
    choose(&app, &[("booking_made.mail", "digest"), ("digest_at", "02:30")]).await;
    for (evening, booking, moments, sent) in [
        // 02:30 is skipped at 01:00 UTC; it is told when the clock jumps over it.
        (
            "2026-03-28T20:00:00Z",
            "2026-03-30T10:00",
            ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"],
            [0, 1, 1],
        ),
        // 02:30 comes at 00:30 and at 01:30 UTC.
        (
            "2026-10-24T20:00:00Z",
            "2026-10-26T10:00",
            ["2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
            [1, 2, 2],
        ),
    ] {
        app.clock.set(evening.parse().unwrap());
        booked(&app, &BOARDROOM, booking).await;
        for (moment, sent) in moments.into_iter().zip(sent) {
            until(&app, moment).await;
            assert_eq!(subjects(&app).await.len(), sent, "{moment}");
        }
    }
}

#[tokio::test]
async fn what_waits_follows_a_new_choice() {
    let app = TestApp::start().await;
    choose(&app, &[("booking_made.mail", "digest"), ("digest_at", "17:30")]).await;
    booked(&app, &BOARDROOM, "2026-03-04T10:00").await;
    choose(&app, &[("digest_at", "12:00")]).await;
    until(&app, "2026-03-02T11:00:00Z").await;
    assert_eq!(subjects(&app).await.len(), 1, "at the new time");
    booked(&app, &DESKS, "2026-03-04T10:00").await;
    choose(&app, &[("booking_made.mail", "none")]).await;
    until(&app, "2026-03-03T11:00:00Z").await;
    assert_eq!(subjects(&app).await.len(), 1, "not wanted any more");
}

#[tokio::test]
async fn who_may_not_know_any_more_gets_no_letter_about_it() {
    let app = TestApp::start().await;
    choose(&app, &[("booking_made.mail", "digest"), ("digest_at", "17:30")]).await;
    booked(&app, &BOARDROOM, "2026-03-04T10:00").await;
    // An organisation keeps an owner, so it gets another one first.
    for (role, person) in [("owner", BO.id), ("member", ADA.id)] {
        let change = sql("update grants set role = $1 where user_id = $2").bind(role).bind(person);
        app.db().run(change).await.expect("another role");
    }
    until(&app, "2026-03-02T16:30:00Z").await;
    assert!(subjects(&app).await.is_empty());
    app.db()
        .run(sql("update grants set ended_at = $1 where user_id = $2").bind(app.now()).bind(ADA.id))
        .await
        .expect("an end");
    until(&app, "2026-03-03T16:30:00Z").await;
    assert!(subjects(&app).await.is_empty());
}

/// Takes the guard away: what a worker has taken is there again for the next one.
async fn put_back(app: &TestApp) {
    let text = match app.db().engine() {
        Engine::Sqlite => {
            "create trigger put_back after update of mail_due_at on notifications when new.mail_due_at is null begin
                 update notifications set mail_due_at = old.mail_due_at where id = new.id; end"
        }
        Engine::Postgres => {
            "create function put_back() returns trigger language plpgsql as $$ begin new.mail_due_at := old.mail_due_at; return new; end $$;
             create trigger put_back before update of mail_due_at on notifications for each row execute function put_back()"
        }
    };
    app.db().script(text).await.expect("a trigger");
}

/// How many digests eight workers at once write for one person.
async fn digests_of_eight(app: &TestApp) -> usize {
    choose(app, &[("booking_made.mail", "digest"), ("digest_at", "17:30")]).await;
    booked(app, &BOARDROOM, "2026-03-04T10:00").await;
    booked(app, &DESKS, "2026-03-04T10:00").await;
    app.clock.set("2026-03-02T16:30:00Z".parse().unwrap());
    let workers = (0..8).map(|_| actions::deliver_due(&app.house));
    for delivered in futures::future::join_all(workers).await {
        delivered.expect("a worker that works");
    }
    subjects(app).await.len()
}

#[tokio::test]
async fn two_workers_send_one_digest() {
    let app = TestApp::start().await;
    assert_eq!(digests_of_eight(&app).await, 1);
}

#[tokio::test]
async fn control_without_taking_what_is_due_every_worker_sends_one() {
    let app = TestApp::start().await;
    put_back(&app).await;
    let sent = digests_of_eight(&app).await;
    assert!(sent > 1, "the guard is off, and {sent} was sent: the test above proves nothing");
}
