//! A house that came back is held until an operator has chosen.

use super::harness::{back_up, restored_from, without_reminders, world_with};
use crate::bookings::desk::book;
use crate::support::smtp::SmtpServer;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{ADA, Answer, BO, Browser, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::{events, quarantine};

/// The page.
const PAGE: &str = "/console/quarantine";

/// A house with three things under way when it was backed up: a message that is written (for old@), an event nobody was
/// told of (for untold@), and a job (for Cy, who forgot his password). Nothing of it had left.
async fn lost(mail: &SmtpServer) -> (TestApp, std::path::PathBuf) {
    let app = world_with(mail).await;
    without_reminders(app.db()).await;
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "old@example.org").await;
    while events::relay::step(&app.house).await.expect("events can be told") > 0 {}
    app.advance(TimeDelta::hours(2));
    book(&bo, &DESKS, "2026-03-03T10:00", 60, "untold@example.org").await;
    let door = app.guest().get("/password-reset").await.expect(200);
    app.guest().submit(&door, "#reset", &[("email", "cy@harbour.example")]).await;
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let file = back_up(&app).await;
    assert_eq!(mail.messages().len(), 0);
    (app, file)
}

/// Who was written to at the guests' addresses and Cy's, each as often as they were.
fn reached(mail: &SmtpServer) -> Vec<String> {
    let all = mail.messages().into_iter().flat_map(|message| message.to);
    let mut to: Vec<String> = all.filter(|to| to.ends_with("example.org") || to.starts_with("cy@")).collect();
    to.sort_unstable();
    to
}

pub async fn release(ada: &Browser, choice: &str, hours: &str, groups: &[&str]) -> Answer {
    let mut fields: Vec<(&str, &str)> = vec![("choice", choice), ("hours", hours)];
    fields.extend(groups.iter().map(|group| ("groups", *group)));
    ada.post("/console/quarantine/release", &fields).await
}

#[tokio::test]
async fn nothing_leaves_and_the_page_lists_what_would() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    assert!(quarantine::holds(&app.house).await.expect("an answer"));
    for _ in 0..3 {
        app.tick().await;
        app.advance(TimeDelta::days(2)); // long enough for messages to be too old, were they not held
    }
    platform::post::release(&app.house).await.expect("messages can be looked at");
    assert_eq!(mail.messages().len(), 0, "nothing leaves");
    let page = app.sign_in(&ADA).await.get(PAGE).await.expect(200);
    for listed in ["Booking confirmation", "Booking confirmed", "Identity send reset"] {
        assert!(page.has_text(listed), "{listed}: {page}");
    }
    let waiting: (i64,) =
        sql("select count(*) from messages where status = 'queued'").one(app.db()).await.expect("a count");
    assert!(waiting.0 > 0, "what waits did not grow old");
    assert_eq!(app.sign_in(&BO).await.get(PAGE).await.status, 404, "for everybody else the page is not there");
}

#[tokio::test]
async fn a_house_that_is_not_held_sends_at_once() {
    // The control of the test above: the same rows, restored, with the hold taken off behind the house's back.
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    app.db().script("update installation set held_since = null, held_because = null").await.expect("a script");
    app.settle().await;
    assert_eq!(reached(&mail), ["cy@harbour.example", "old@example.org", "untold@example.org"]);
}

#[tokio::test]
async fn everything_leaves_once_when_the_operator_says_so() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    app.advance(TimeDelta::days(5)); // the operator takes their time
    let ada = app.sign_in(&ADA).await;
    release(&ada, "all", "", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(reached(&mail), ["cy@harbour.example", "old@example.org", "untold@example.org"]);
    release(&ada, "all", "", &[]).await.expect(409);
    let told: (i64,) =
        sql("select count(*) from events where kind = 'house.released'").one(app.db()).await.expect("a count");
    assert_eq!(told.0, 1);
    assert!(ada.get(PAGE).await.expect(200).has_text("Nothing is held"));
}

#[tokio::test]
async fn only_what_is_young_leaves_and_the_rest_is_marked() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await; // an hour later: old@ waits for three hours, the others for one
    let ada = app.sign_in(&ADA).await;
    let refused = release(&ada, "since", "soon", &[]).await.expect(422);
    assert!(refused.has_text("Give a number of hours"), "{refused}");
    assert!(quarantine::holds(&app.house).await.expect("an answer"), "what is wrong changes nothing");
    release(&ada, "since", "2", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(reached(&mail), ["cy@harbour.example", "untold@example.org"]);
    let old = app.mail_to("old@example.org").await;
    assert_eq!(old.iter().map(|mail| mail.status.as_str()).collect::<Vec<_>>(), ["failed"]);
    let answer: (String,) =
        sql("select answer from messages where to_address = 'old@example.org'").one(app.db()).await.expect("a row");
    assert!(answer.0.starts_with("Not sent after restore"), "{}", answer.0);
}

#[tokio::test]
async fn only_what_was_ticked_leaves_and_everything_decided_since() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    app.advance(TimeDelta::minutes(1));
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-04T10:00", 60, "since@example.org").await;
    app.settle().await;
    assert_eq!(mail.messages().len(), 0, "what is decided while the house is held waits as well");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(PAGE).await.expect(200);
    assert!(page.has_text("Decided since then"), "{page}");
    release(&ada, "groups", "", &["message:booking.confirmation"]).await.expect(303);
    app.settle().await;
    assert_eq!(reached(&mail), ["old@example.org", "since@example.org"]);
    let dead: (i64,) = sql("select count(*) from jobs where name = 'identity.send_reset' and state = 'dead'")
        .one(app.db())
        .await
        .expect("a count");
    assert_eq!(dead.0, 1, "work that was not chosen stays, to be replayed");
}

#[tokio::test]
async fn a_message_that_was_being_sent_is_uncertain_and_the_epoch_is_new() {
    let mail = SmtpServer::start().await;
    let (before, _) = lost(&mail).await;
    let later = before.now() + TimeDelta::minutes(9);
    before
        .db()
        .run(
            sql("update messages set status = 'sending', leased_until = $1 where to_address = 'old@example.org'")
                .bind(later),
        )
        .await
        .expect("a row");
    let file = back_up(&before).await;
    let app = restored_from(&file, &before, &mail).await;
    let old = app.mail_to("old@example.org").await;
    assert_eq!(old[0].status, "uncertain");
    let (was, is) = (quarantine::identity(&before.house).await, quarantine::identity(&app.house).await);
    let ((instance, epoch), (same, other)) = (was.unwrap().unwrap(), is.unwrap().unwrap());
    assert_eq!(instance, same);
    assert_ne!(epoch, other);
    release(&app.sign_in(&ADA).await, "all", "", &[]).await.expect(303);
    app.settle().await;
    assert!(!reached(&mail).contains(&"old@example.org".to_owned()), "even everything is not what may have arrived");
}

#[tokio::test]
async fn of_two_operators_who_release_at_once_one_decides() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    let (one, other) = (app.sign_in(&ADA).await, app.sign_in(&ADA).await);
    let fields = [("choice", "all"), ("hours", "")];
    let path = "/console/quarantine/release";
    let (first, second) = futures::join!(one.post(path, &fields), other.post(path, &fields));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    app.settle().await;
    assert_eq!(reached(&mail).len(), 3, "each once");
}

#[tokio::test]
async fn every_page_of_a_held_house_says_so_until_it_is_released() {
    let mail = SmtpServer::start().await;
    let (before, file) = lost(&mail).await;
    let app = restored_from(&file, &before, &mail).await;
    let (ada, bo, guest) = (app.sign_in(&ADA).await, app.sign_in(&BO).await, app.guest());
    let sentence = "Nothing leaves this house until an operator releases it";
    for path in ["/o/harbour-house", "/o/harbour-house/bookings", "/account", "/organisations"] {
        let page = bo.get(path).await.expect(200);
        assert!(page.has_text(sentence), "{path}: {page}");
        assert!(!page.hrefs().contains(&PAGE.to_owned()), "the way out is the operators': {page}");
    }
    for path in ["/o/harbour-house", "/console", "/console/jobs"] {
        let page = ada.get(path).await.expect(200);
        assert!(page.has_text(sentence) && page.hrefs().contains(&PAGE.to_owned()), "{path}: {page}");
    }
    let public = guest.get("/b/harbour-house").await.expect(200);
    assert!(public.has_text("Mail from this house is late") && !public.has_text(sentence), "{public}");
    release(&ada, "all", "", &[]).await.expect(303);
    for page in [bo.get("/o/harbour-house").await, ada.get("/console").await, guest.get("/b/harbour-house").await] {
        let page = page.expect(200);
        assert!(!page.has_text(sentence) && !page.has_text("is late"), "{page}");
    }
    // Another node learns of it within seconds.
    app.db()
        .script("update installation set held_since = '2026-03-02T09:00:00Z', held_because = 'restored'")
        .await
        .expect("a script");
    assert!(!bo.get("/o/harbour-house").await.expect(200).has_text(sentence), "it believes what it saw a moment ago");
    app.advance(TimeDelta::seconds(6));
    assert!(bo.get("/o/harbour-house").await.expect(200).has_text(sentence));
}
