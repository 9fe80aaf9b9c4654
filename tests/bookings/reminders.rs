//! Letters to guests that wait for their time: reminded once, thanked once, by day, and never of what is not.

use super::desk::{LIST, another, book, guest_books, row, run, tidy};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, BO, Browser, HARBOUR, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use days::reminders::{Kind, actions, store};
use kernel::db::{Engine, sql};
use platform::jobs;

const GRACE: &str = "grace@example.org";
const SETTINGS: &str = "/o/harbour-house/settings/guest-messages";

/// Until this instant, by steps of a schedule.
async fn until(app: &TestApp, instant: &str) {
    let instant: DateTime<Utc> = instant.parse().expect("an instant");
    app.clock.set(instant);
    app.tick().await;
}

/// The subjects of what somebody was sent, of this kind.
async fn letters(app: &TestApp, address: &str, kind: &str) -> Vec<String> {
    let mails = app.mail_to(address).await.into_iter();
    mails.filter(|mail| mail.kind == kind).map(|mail| mail.subject).collect()
}

async fn reminders(app: &TestApp) -> usize {
    letters(app, GRACE, "booking.reminder").await.len()
}

/// Ada chooses what guests are sent.
async fn choose(app: &TestApp, fields: &[(&str, &str)]) {
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get(SETTINGS).await.expect(200));
    ada.submit(&page, "#guest-messages", fields).await.expect(303);
}

async fn shift(staff: &Browser, id: uuid::Uuid, starts: &str) {
    let page = staff.get(&format!("{LIST}/{id}")).await.expect(200);
    staff.submit(&page, "#move", &[("starts", starts)]).await.expect(303);
}

#[tokio::test]
async fn a_guest_is_reminded_a_day_before_once() {
    let app = TestApp::with_mail().await;
    guest_books(&app.guest(), &BOARDROOM, "2026-03-05T10:00", GRACE).await;
    app.settle().await;
    until(&app, "2026-03-04T08:59:00Z").await;
    assert_eq!(reminders(&app).await, 0, "a minute too early");
    until(&app, "2026-03-04T09:00:00Z").await;
    let mail = app.mail_to(GRACE).await.pop().expect("a reminder");
    assert_eq!((mail.kind.as_str(), mail.status.as_str()), ("booking.reminder", "sent"));
    assert_eq!(mail.subject, "Soon: Boardroom Aurora, Thu 5 Mar 2026, 10:00–11:00");
    let page = app.guest().get(&mail.link("/manage/")).await.expect(200);
    assert_eq!(page.heading(), "Your booking");
    for hour in ["10", "15", "20"] {
        until(&app, &format!("2026-03-04T{hour}:00:00Z")).await;
    }
    assert_eq!(reminders(&app).await, 1);
}

#[tokio::test]
async fn who_books_later_than_the_reminder_gets_none() {
    let app = TestApp::start().await;
    // It is ten o'clock on Monday: 23 hours before Tuesday at nine, 25 before eleven.
    guest_books(&app.guest(), &BOARDROOM, "2026-03-03T09:00", "late@example.org").await;
    guest_books(&app.guest(), &BOARDROOM, "2026-03-03T11:00", GRACE).await;
    app.settle().await;
    until(&app, "2026-03-03T07:30:00Z").await;
    assert_eq!(letters(&app, "late@example.org", "booking.reminder").await, Vec::<String>::new());
    assert_eq!(reminders(&app).await, 1);
}

#[tokio::test]
async fn a_moved_booking_is_reminded_of_anew_and_a_cancelled_one_not_at_all() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let moved = book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, GRACE).await;
    let dropped = book(&bo, &DESKS, "2026-03-05T10:00", 60, "henry@example.org").await;
    app.settle().await;
    until(&app, "2026-03-04T09:00:00Z").await;
    assert_eq!(reminders(&app).await, 1);
    // Moved after the reminder: another one. Moved before it: only the one of the new time.
    let bo = app.sign_in(&BO).await;
    shift(&bo, moved, "2026-03-10T12:00").await;
    let page = bo.get(&format!("{LIST}/{dropped}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    app.settle().await;
    shift(&bo, moved, "2026-03-11T12:00").await;
    app.settle().await;
    until(&app, "2026-03-09T11:30:00Z").await;
    assert_eq!(reminders(&app).await, 1, "it is not on the tenth any more");
    until(&app, "2026-03-10T11:00:00Z").await;
    assert_eq!(
        letters(&app, GRACE, "booking.reminder").await.pop().as_deref(),
        Some("Soon: Boardroom Aurora, Wed 11 Mar 2026, 12:00–13:00")
    );
    assert_eq!(reminders(&app).await, 2);
    assert_eq!(
        letters(&app, "henry@example.org", "booking.reminder").await.len(),
        1,
        "only the one before it was cancelled"
    );
}

#[tokio::test]
async fn what_is_cancelled_and_restored_is_reminded_of_once() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, GRACE).await;
    app.settle().await;
    until(&app, "2026-03-04T09:00:00Z").await;
    for verb in ["/cancellation", "/restoration"] {
        let page = bo.get(&format!("{LIST}/{id}")).await.expect(200);
        bo.submit(&page, verb, &[]).await.expect(303);
        app.settle().await;
    }
    until(&app, "2026-03-04T10:00:00Z").await;
    assert_eq!(reminders(&app).await, 1, "they have been reminded of this hour");
    // Given back and taken back before the reminder, it comes.
    let later = book(&bo, &BOARDROOM, "2026-03-09T10:00", 60, GRACE).await;
    app.settle().await;
    for verb in ["/cancellation", "/restoration"] {
        let page = bo.get(&format!("{LIST}/{later}")).await.expect(200);
        bo.submit(&page, verb, &[]).await.expect(303);
        app.settle().await;
    }
    until(&app, "2026-03-08T09:00:00Z").await;
    assert_eq!(reminders(&app).await, 2);
}

#[tokio::test]
async fn what_would_fall_into_the_night_leaves_on_the_evening_before() {
    let app = TestApp::start().await;
    run(&app, sql("update opening_hours set opens = 300 where resource_id = $1").bind(BOARDROOM.id)).await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-05T06:30", 60, GRACE).await; // a day before is 06:30: 19:00 on the third
    app.settle().await;
    until(&app, "2026-03-03T17:59:00Z").await;
    assert_eq!(reminders(&app).await, 0);
    until(&app, "2026-03-03T18:00:00Z").await;
    assert_eq!(reminders(&app).await, 1);
}

#[tokio::test]
async fn a_house_that_was_away_writes_by_day_and_not_too_late() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    run(&app, sql("update opening_hours set opens = 300 where resource_id = $1").bind(DESKS.id)).await;
    book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, GRACE).await;
    book(&bo, &DESKS, "2026-03-05T07:00", 60, "early@example.org").await;
    app.settle().await;
    // Away from Tuesday noon until three in the night before.
    until(&app, "2026-03-05T02:00:00Z").await;
    assert_eq!(reminders(&app).await, 0, "nobody is woken");
    until(&app, "2026-03-05T07:00:00Z").await;
    assert_eq!(reminders(&app).await, 1, "at eight, for ten o'clock");
    assert_eq!(letters(&app, "early@example.org", "booking.reminder").await.len(), 0, "that one has begun");
}

#[tokio::test]
async fn reminders_follow_the_clock_on_the_wall_when_it_changes() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    // Over both nights in which the clocks of Madrid change, and one on which they do not.
    app.clock.set("2026-03-20T09:00:00Z".parse().unwrap());
    book(&bo, &BOARDROOM, "2026-03-29T10:00", 60, GRACE).await;
    app.settle().await;
    until(&app, "2026-03-28T08:55:00Z").await;
    assert_eq!(reminders(&app).await, 0);
    until(&app, "2026-03-28T09:00:00Z").await; // ten o'clock, 23 hours before
    assert_eq!(reminders(&app).await, 1);
    app.clock.set("2026-10-20T09:00:00Z".parse().unwrap());
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-10-25T10:00", 60, GRACE).await;
    app.settle().await;
    until(&app, "2026-10-24T07:55:00Z").await;
    assert_eq!(reminders(&app).await, 1);
    until(&app, "2026-10-24T08:00:00Z").await; // ten o'clock, 25 hours before
    assert_eq!(reminders(&app).await, 2);
}

#[tokio::test]
async fn a_zone_of_half_hours_has_its_own_day() {
    let app = TestApp::start().await;
    let page = app.guest().get("/b/quarry-works/weighbridge?day=2026-03-06&minutes=60").await.expect(200);
    let at = "2026-03-06T02:30:00Z"; // 08:00 in Kolkata
    let fields = [("at", at), ("name", "Grace Holm"), ("email", GRACE)];
    app.guest().submit(&page, "#book", &fields).await.expect(303);
    app.settle().await;
    until(&app, "2026-03-05T02:25:00Z").await;
    assert_eq!(reminders(&app).await, 0, "five to eight");
    until(&app, "2026-03-05T02:30:00Z").await;
    let mail = app.mail_to(GRACE).await.pop().expect("a reminder");
    assert!(mail.subject.contains("08:00–09:00"), "{}", mail.subject);
    assert!(mail.link("/manage/").starts_with("/b/quarry-works/"), "in its own organisation's name");
}

#[tokio::test]
async fn an_organisation_chooses_when_or_not_at_all() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let room = another(&app, &BOARDROOM, "Crow's nest", "crows-nest").await;
    book(&bo, &BOARDROOM, "2026-03-06T10:00", 60, GRACE).await;
    book(&bo, &room, "2026-03-04T09:00", 60, "soon@example.org").await;
    app.settle().await;
    choose(&app, &[("reminder", "")]).await;
    until(&app, "2026-03-02T12:00:00Z").await;
    assert_eq!(app.count("booking_letters").await, 0);
    // Two days before, for what is still that far away; what is nearer is not made up for.
    choose(&app, &[("reminder", "48")]).await;
    until(&app, "2026-03-04T08:55:00Z").await;
    assert_eq!(reminders(&app).await, 0);
    until(&app, "2026-03-04T09:00:00Z").await;
    assert_eq!(reminders(&app).await, 1);
    assert_eq!(letters(&app, "soon@example.org", "booking.reminder").await.len(), 0);
    let bo_may_not = app.sign_in(&BO).await.get(SETTINGS).await;
    assert_eq!(bo_may_not.status, 403);
}

#[tokio::test]
async fn two_who_choose_at_once_are_told_apart() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let (one, other) = (ada.get(SETTINGS).await.expect(200), ada.get(SETTINGS).await.expect(200));
    ada.submit(&one, "#guest-messages", &[("reminder", "4")]).await.expect(303);
    ada.submit(&other, "#guest-messages", &[("reminder", "72")]).await.expect(409);
    let kept = store::settings(app.db(), HARBOUR.id).await.expect("settings");
    assert_eq!(kept.reminder_hours, Some(4));
    let refused = ada.post(SETTINGS, &[("reminder", "5"), ("version", "1")]).await.expect(422);
    assert_eq!(refused.problem("reminder").as_deref(), Some("Choose one of the times."));
}

#[tokio::test]
async fn guests_are_thanked_where_the_organisation_wants_it() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    choose(&app, &[("thanks", "on"), ("thanks_text", "Thanks for\nthe visit!")]).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, GRACE).await;
    book(&bo, &DESKS, "2026-03-03T19:00", 60, "evening@example.org").await;
    let dropped = book(&bo, &DESKS, "2026-03-03T10:00", 60, "dropped@example.org").await;
    let page = bo.get(&format!("{LIST}/{dropped}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    app.settle().await;
    until(&app, "2026-03-03T10:00:00Z").await; // over
    until(&app, "2026-03-03T11:55:00Z").await;
    assert_eq!(letters(&app, GRACE, "booking.thanks").await.len(), 0);
    until(&app, "2026-03-03T12:00:00Z").await;
    let thanks = app.mail_to(GRACE).await.pop().expect("thanks");
    assert_eq!(thanks.subject, "Thank you for your visit to Harbour House");
    assert!(thanks.text_body.contains("Thanks for\nthe visit!"), "{}", thanks.text_body);
    // Two hours after eight in the evening is night: at eight in the morning.
    until(&app, "2026-03-03T21:00:00Z").await;
    assert_eq!(letters(&app, "evening@example.org", "booking.thanks").await.len(), 0);
    until(&app, "2026-03-04T07:00:00Z").await;
    assert_eq!(letters(&app, "evening@example.org", "booking.thanks").await.len(), 1);
    until(&app, "2026-03-04T12:00:00Z").await;
    assert_eq!(letters(&app, GRACE, "booking.thanks").await.len(), 1, "once");
    assert_eq!(letters(&app, "dropped@example.org", "booking.thanks").await.len(), 0);
}

#[tokio::test]
async fn nobody_is_thanked_for_what_is_long_over() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    choose(&app, &[("thanks", "on")]).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, GRACE).await;
    app.settle().await;
    until(&app, "2026-03-10T12:00:00Z").await; // the house was away
    app.advance(TimeDelta::minutes(5));
    app.tick().await;
    assert_eq!(row_status(&app).await, "completed");
    assert_eq!(letters(&app, GRACE, "booking.thanks").await.len(), 0);
}

async fn row_status(app: &TestApp) -> String {
    sql("select status from bookings").one::<(String,)>(app.db()).await.expect("a booking").0
}

/// Takes the guard away: what a worker takes is there again for the next one.
async fn put_back(app: &TestApp) {
    let text = match app.db().engine() {
        Engine::Sqlite => {
            "create trigger put_back after delete on booking_letters begin
                 insert into booking_letters values (old.org_id, old.booking_id, old.kind, old.since, old.due_at); end"
        }
        Engine::Postgres => {
            "create function put_back() returns trigger language plpgsql as $$ begin
                 insert into booking_letters values (old.org_id, old.booking_id, old.kind, old.since, old.due_at) on conflict do nothing;
                 return null; end $$;
             create trigger put_back after delete on booking_letters for each row execute function put_back()"
        }
    };
    app.db().script(text).await.expect("a trigger");
}

/// How many letters eight workers at once decide to write for one booking that is due.
async fn written_by_eight(app: &TestApp) -> usize {
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, GRACE).await;
    app.settle().await;
    app.clock.set("2026-03-04T09:00:00Z".parse().unwrap());
    unlock_keys(app).await;
    let workers = (0..8).map(|_| actions::write_due(&app.house));
    for wrote in futures::future::join_all(workers).await {
        wrote.expect("a worker that works");
    }
    reminders(app).await
}

/// What makes the letter the only one is taken away too: here the row alone must do.
async fn unlock_keys(app: &TestApp) {
    let text = match app.db().engine() {
        Engine::Sqlite => {
            "create trigger unlock_keys after insert on messages when new.kind = 'booking.reminder' begin
                 update messages set dedupe_key = hex(new.id) where id = new.id; end"
        }
        Engine::Postgres => {
            "create function unlock_keys() returns trigger language plpgsql as $$ begin
                 if new.kind = 'booking.reminder' then new.dedupe_key := new.id::text; end if;
                 return new; end $$;
             create trigger unlock_keys before insert on messages for each row execute function unlock_keys()"
        }
    };
    app.db().script(text).await.expect("a trigger");
}

#[tokio::test]
async fn two_workers_write_one_letter() {
    let app = TestApp::start().await;
    assert_eq!(written_by_eight(&app).await, 1);
}

#[tokio::test]
async fn control_without_the_row_being_taken_every_worker_writes_one() {
    let app = TestApp::start().await;
    put_back(&app).await;
    let written = written_by_eight(&app).await;
    assert!(written > 1, "the guard is off, and {written} was written: the test above proves nothing");
}

#[tokio::test]
async fn a_letter_whose_transaction_breaks_off_is_written_by_the_next_one() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, GRACE).await;
    app.settle().await;
    app.clock.set("2026-03-04T09:00:00Z".parse().unwrap());
    {
        let mut tx = app.db().begin().await.expect("a transaction");
        let taken = store::take(&mut tx, HARBOUR.id, app.now(), 10).await.expect("a letter");
        assert_eq!((taken[0].booking_id, taken[0].kind), (id, Kind::Reminder));
        // The process dies here: nothing was committed.
        tx.rollback().await.expect("nothing happened");
    }
    app.tick().await;
    assert_eq!(reminders(&app).await, 1);
    // And where it dies after the commit, the row is gone with the letter queued.
    while jobs::step(&app.house).await.expect("work") {}
    assert_eq!(app.count("booking_letters").await, 0);
    assert_eq!(row(&app, id).await.status, days::bookings::Status::Confirmed);
}
