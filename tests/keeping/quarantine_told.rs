//! A house that came back had webhooks to call, a chat room to write to and news for a letter: they wait for the
//! operator's choice like its messages.

use super::harness::{back_up, restored_from, world_with};
use super::quarantine::release;
use crate::bookings::desk::book;
use crate::insight::webhooks::add;
use crate::support::sink::Sink;
use crate::support::smtp::SmtpServer;
use crate::support::world::BOARDROOM;
use crate::support::{ADA, BO, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::events;
use std::path::PathBuf;

/// Where Ada says how she is told.
const CHOICES: &str = "/o/harbour-house/notifications/choices";
/// Where the room is set up.
const ROOM: &str = "/o/harbour-house/settings/chat";

/// Who is told.
struct Outside {
    hook: Sink,
    /// It speaks no TLS: that it was called is all there is to see.
    chat: Sink,
    mail: SmtpServer,
}

impl Outside {
    async fn start() -> Outside {
        Outside { hook: Sink::start().await, chat: Sink::start().await, mail: SmtpServer::start().await }
    }

    /// Calls of the webhook, calls of the room, letters to Ada.
    fn reached(&self) -> [usize; 3] {
        // As an operator she is written to about the house, too.
        let is_news = |text: &str| text.contains(BOARDROOM.name);
        let letters = self.mail.messages();
        let letters = letters.iter().filter(|letter| letter.to == [ADA.email] && is_news(&letter.text())).count();
        [self.hook.got().len(), self.chat.connections(), letters]
    }
}

/// A house that has told of a booking, but nobody outside yet: a webhook is to be called, a post is to be said, and Ada's
/// digest has not come due.
async fn told(outside: &Outside) -> (TestApp, PathBuf) {
    let app = world_with(&outside.mail).await;
    let ada = app.sign_in(&ADA).await;
    add(&ada, &outside.hook.url("/"), &["booking."], "").await;
    let room = ada.get(ROOM).await.expect(200);
    let address = outside.chat.url("/").replace("http:", "https:");
    let fields = [("service", "mattermost"), ("name", "#desk"), ("secret", &address)];
    ada.submit(&room, "#room", &fields).await.expect(303);
    let page = ada.get(CHOICES).await.expect(200);
    let fields = [("booking_made.mail", "digest"), ("booking_made.chat", "on"), ("digest_at", "17:30")];
    ada.submit(&page, "#choices", &fields).await.expect(303);
    app.settle().await;
    book(&app.sign_in(&BO).await, &BOARDROOM, "2026-03-20T10:00", 60, "guest@example.org").await;
    while events::relay::step(&app.house).await.expect("events can be told") > 0 {}
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let file = back_up(&app).await;
    assert_eq!(outside.reached(), [0, 0, 0]);
    (app, file)
}

async fn count(app: &TestApp, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(app.db()).await.expect("rows can be counted").0
}

#[tokio::test]
async fn what_was_not_chosen_is_called_said_and_written_to_nobody() {
    let outside = Outside::start().await;
    for (choice, hours) in [("groups", ""), ("since", "1")] {
        let (before, file) = told(&outside).await;
        let app = restored_from(&file, &before, &outside.mail).await;
        app.advance(TimeDelta::hours(10)); // the digest has come due, and all that was tried too early
        app.tick().await;
        assert_eq!(outside.reached(), [0, 0, 0], "nothing leaves while the house is held");
        let ada = app.sign_in(&ADA).await;
        let page = ada.get("/console/quarantine").await.expect(200);
        for listed in [
            "Calls of webhooks: Booking confirmed (1)",
            "Posts to chat rooms: Booking made (1)",
            "News for a letter: Booking made (1)",
        ] {
            assert!(page.has_text(listed), "{listed}: {page}");
        }
        release(&ada, choice, hours, &[]).await.expect(303);
        app.advance(TimeDelta::hours(10));
        app.tick().await;
        assert_eq!(outside.reached(), [0, 0, 0], "{choice}");
        // It is seen, and a delivery can be called after all.
        assert_eq!(count(&app, "select count(*) from webhook_deliveries where status = 'uncertain' and answer like 'Not sent after restore%'").await, 1);
        assert_eq!(
            count(
                &app,
                "select count(*) from chat_posts where status = 'uncertain' and answer like 'Not sent after restore%'"
            )
            .await,
            1
        );
    }
}

#[tokio::test]
async fn a_reminder_whose_time_came_before_the_restore_is_written_only_where_it_is_chosen() {
    const GUEST: &str = "guest@example.org";
    for (chosen, written) in [(&[][..], 0), (&["clock:message:booking.reminder"][..], 1)] {
        let outside = Outside::start().await;
        let before = world_with(&outside.mail).await;
        book(&before.sign_in(&BO).await, &BOARDROOM, "2026-03-20T10:00", 60, GUEST).await;
        before.settle().await;
        before.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
        let file = back_up(&before).await;
        let letters = || outside.mail.messages().iter().filter(|letter| letter.to == [GUEST]).count();
        let confirmed = letters();
        let until_after_it = "2026-03-19T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
        before.clock.set(until_after_it); // and there it is written, or not: nobody knows
        let app = restored_from(&file, &before, &outside.mail).await;
        let ada = app.sign_in(&ADA).await;
        let page = ada.get("/console/quarantine").await.expect(200);
        assert!(page.has_text("Messages: Booking reminder (1, came due since)"), "{page}");
        release(&ada, "groups", "", chosen).await.expect(303);
        days::reminders::actions::write_due(&app.house).await.expect("what came due can be written");
        app.tick().await;
        assert_eq!(letters() - confirmed, written, "{chosen:?}");
    }
}

#[tokio::test]
async fn what_was_chosen_is_called_said_and_written_once() {
    // The control of the test above, too: the same rows leave when they may.
    let outside = Outside::start().await;
    let (before, file) = told(&outside).await;
    let app = restored_from(&file, &before, &outside.mail).await;
    app.advance(TimeDelta::hours(10));
    let chosen = ["delivery:booking.confirmed", "post:booking_made", "job:notifications.say", "news:booking_made"];
    release(&app.sign_in(&ADA).await, "groups", "", &chosen).await.expect(303);
    app.tick().await;
    let reached = outside.reached();
    assert!(reached[1] > 0, "the room is called: {reached:?}");
    assert_eq!((reached[0], reached[2]), (1, 1));
}
