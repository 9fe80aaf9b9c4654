//! Which letters a guest wants: by the link of a letter, by one click of a mail program, or on their profile.

use super::desk::{book, events, guest_books, tidy};
use crate::support::world::BOARDROOM;
use crate::support::{ADA, BO, Browser, HARBOUR, TestApp};
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::sql;
use uuid::Uuid;

const GRACE: &str = "grace@example.org";
const BASE: &str = "/b/harbour-house";

async fn until(app: &TestApp, instant: &str) {
    let instant: DateTime<Utc> = instant.parse().expect("an instant");
    app.clock.set(instant);
    app.tick().await;
}

async fn kinds(app: &TestApp, address: &str) -> Vec<String> {
    let mut kinds: Vec<String> = app.mail_to(address).await.into_iter().map(|mail| mail.kind).collect();
    kinds.sort();
    kinds
}

async fn wanted(app: &TestApp) -> Vec<(bool, bool)> {
    sql("select reminders, thanks from contact_letters").all(app.db()).await.unwrap()
}

/// A guest with a reminder of their first booking; what stands in it as the address of the one click.
async fn reminded(app: &TestApp) -> String {
    guest_books(&app.guest(), &BOARDROOM, "2026-03-05T10:00", GRACE).await;
    app.settle().await;
    until(app, "2026-03-04T09:00:00Z").await;
    let (url,): (String,) =
        sql("select unsubscribe from messages where kind = 'booking.reminder'").one(app.db()).await.unwrap();
    url[url.find("/b/").expect("a public path")..].to_owned()
}

#[tokio::test]
async fn every_reminder_says_how_to_end_them_and_one_click_does() {
    let app = TestApp::with_mail().await;
    let address = reminded(&app).await;
    let sent = app.smtp().messages();
    let raw = |subject: &str| {
        let texts = sent.iter().map(|message| message.text().replace("\r\n ", " "));
        texts.into_iter().find(|text| text.contains(subject)).expect("a letter")
    };
    let letter = raw("Subject: Soon:");
    assert!(letter.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{letter}");
    assert!(letter.contains(&format!("{address}>")) && letter.contains("List-Unsubscribe: <http"), "{letter}");
    assert!(sent.iter().filter(|message| message.text().contains("List-Unsubscribe")).count() == 1, "no other one");
    // Programs that look for harm only look.
    let guest = app.guest();
    assert!(guest.get(&address).await.expect(200).has_form("#stop"));
    assert_eq!(wanted(&app).await, []);
    // As mail programs send it: without cookie and origin, whatever the body.
    let click = async |kind: &str, body: &str| {
        let body = Some((kind.to_owned(), body.as_bytes().to_vec()));
        app.stranger().send_raw(Method::POST, &address, &[], body).await
    };
    let answer = click("multipart/form-data; boundary=b", "--b--").await;
    assert_eq!(answer.status, 200, "{answer}");
    assert!(answer.header("location").is_empty(), "{answer}");
    click("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").await.expect(200);
    assert_eq!((wanted(&app).await, events(&app, "contact.letters_chosen").await), (vec![(false, true)], 1));
    let page = guest.get(&address).await.expect(200);
    assert!(page.has_text("You get no reminders") && !page.has_form("#stop"), "{page}");
    let facts = sql("select cast(data as text) from events where kind = 'contact.letters_chosen'");
    let (data,) = facts.one::<(String,)>(app.db()).await.unwrap();
    assert!(!data.contains("example"), "no event names a client: {data}");

    // What a booking needs comes; what nobody wants does not.
    app.advance(TimeDelta::minutes(1));
    guest_books(&guest, &BOARDROOM, "2026-03-06T10:00", GRACE).await;
    app.settle().await;
    until(&app, "2026-03-05T09:00:00Z").await;
    assert_eq!(kinds(&app, GRACE).await, ["booking.confirmation", "booking.confirmation", "booking.reminder"]);
    // And again, by the boxes of the same page.
    let boxes = page.form("#letters").set("reminders", "on");
    guest.send_form(&boxes).await.expect(303);
    app.advance(TimeDelta::minutes(1));
    guest_books(&guest, &BOARDROOM, "2026-03-09T10:00", GRACE).await;
    app.settle().await;
    until(&app, "2026-03-08T10:00:00Z").await;
    assert_eq!(kinds(&app, GRACE).await.iter().filter(|kind| *kind == "booking.reminder").count(), 2);
}

#[tokio::test]
async fn what_waits_for_a_mail_server_stays_here_when_it_is_not_wanted_any_more() {
    // Without a mail server the reminder is written and waits.
    let app = TestApp::start().await;
    let address = reminded(&app).await;
    let status = async || {
        let statement = sql("select status from messages where kind = 'booking.reminder'");
        statement.one::<(String,)>(app.db()).await.unwrap().0
    };
    assert_eq!(status().await, "queued");
    let guest = app.guest();
    let page = guest.get(&address).await.expect(200);
    guest.submit(&page, "#stop", &[]).await.expect(200);
    assert_eq!(status().await, "failed");
    let sql_text = "select count(*) from messages where kind = 'booking.confirmation' and status = 'queued'";
    assert_eq!(sql(sql_text).one::<(i64,)>(app.db()).await.unwrap().0, 1, "the confirmation leaves");
}

#[tokio::test]
async fn a_link_opens_one_contact_of_one_organisation_and_nothing_that_was_not_sealed() {
    let app = TestApp::start().await;
    let address = reminded(&app).await;
    let guest = app.guest();
    let token = address.split('/').nth(4).unwrap();
    let bent = format!("{BASE}/letters/{}A/ending", &token[..token.len() - 1]);
    for wrong in [bent, format!("/b/quarry-works/letters/{token}"), format!("{BASE}/letters/x/ending")] {
        guest.get(&wrong).await.expect(404);
        guest.post(&wrong, &[]).await.expect(404);
    }
    assert_eq!(wanted(&app).await, []);
    // Whoever was merged is who they are now; whoever was erased is nobody.
    let ada = app.sign_in(&ADA).await;
    let contact = async |email: &str| {
        let found = people::contacts::store::by_email(app.db(), HARBOUR.id, email).await.unwrap().unwrap();
        found.id
    };
    book(&app.sign_in(&BO).await, &BOARDROOM, "2026-03-12T10:00", 60, "grace@new.example").await;
    let (gone, kept): (Uuid, Uuid) = (contact(GRACE).await, contact("grace@new.example").await);
    let page = ada.get(&format!("/o/harbour-house/contacts/{kept}/merging?with={gone}")).await.expect(200);
    ada.submit(&page, "#merge", &[]).await.expect(303);
    guest.post(&address, &[]).await.expect(200);
    let page = ada.get(&format!("/o/harbour-house/contacts/{kept}")).await.expect(200);
    assert!(page.has_text("No reminders"), "{page}");
    let page = ada.get(&format!("/o/harbour-house/contacts/{kept}/erasure")).await.expect(200);
    ada.submit(&page, "/erasure", &[]).await.expect(303);
    guest.get(&address).await.expect(404);
    guest.post(&address, &[]).await.expect(404);
    assert_eq!(app.count("contact_letters").await, 0);
    let (left,) =
        sql("select count(*) from messages where unsubscribe is not null").one::<(i64,)>(app.db()).await.unwrap();
    assert_eq!(left, 0, "no letter leads to who was erased");
}

async fn signed_in(app: &TestApp, email: &str) -> Browser {
    let guest = app.guest();
    let page = tidy(guest.get(&format!("{BASE}/sign-in")).await.expect(200));
    let asked = guest.submit(&page, "#sign-in", &[("email", email)]).await.expect(303);
    let page = guest.follow(&asked).await.expect(200);
    app.settle().await;
    let mail = app.mail_to(email).await.into_iter().rfind(|mail| mail.kind == "client.code").expect("a code");
    let mut words = mail.text_body.split(|letter: char| !letter.is_ascii_digit());
    let code = words.find(|word| word.len() == 6).expect("six digits").to_owned();
    guest.submit(&page, "#code-form", &[("code", &code)]).await.expect(303);
    guest
}

#[tokio::test]
async fn a_client_chooses_on_their_profile_and_is_not_thanked_against_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = tidy(ada.get("/o/harbour-house/settings/guest-messages").await.expect(200));
    ada.submit(&page, "#guest-messages", &[("thanks", "on")]).await.expect(303);
    let bo = app.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, GRACE).await;
    book(&bo, &BOARDROOM, "2026-03-03T12:00", 60, "other@example.org").await;
    app.settle().await;
    let grace = signed_in(&app, GRACE).await;
    let page = grace.get(&format!("{BASE}/my/profile")).await.expect(200);
    let form = page.form("#letters");
    assert_eq!((form.value("reminders").as_deref(), form.value("thanks").as_deref()), (Some("on"), Some("on")));
    grace.send_form(&form.untick("thanks")).await.expect(303);
    assert_eq!(wanted(&app).await, [(true, false)]);
    let page = grace.get(&format!("{BASE}/my/profile")).await.expect(200);
    assert_eq!(page.form("#letters").value("thanks"), None);
    app.guest().post(&format!("{BASE}/my/letters"), &[]).await.expect(401);
    assert_eq!(wanted(&app).await, [(true, false)], "nobody chooses for her");
    until(&app, "2026-03-03T12:30:00Z").await;
    until(&app, "2026-03-03T15:00:00Z").await;
    assert!(!kinds(&app, GRACE).await.contains(&"booking.thanks".to_owned()));
    assert!(kinds(&app, "other@example.org").await.contains(&"booking.thanks".to_owned()));
    let ends = app.mail_to("other@example.org").await;
    let thanks = ends.iter().find(|mail| mail.kind == "booking.thanks").expect("thanks");
    let page = app.guest().get(&thanks.link("/letters/")).await.expect(200);
    assert!(page.has_text("You get thanks after a visit"), "{page}");
}
