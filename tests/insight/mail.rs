//! Outgoing mail: what it says, who may read it, and sending it once more.

use super::{another_site, book, employ_at, tidy};
use crate::support::world::{BOARDROOM, BUILDING, SITE};
use crate::support::{ADA, BO, CY, DEE, HARBOUR, QUARRY, TestApp};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::sql;
use platform::Role;
use uuid::Uuid;

const LIST: &str = "/o/harbour-house/messages";
const GRACE: &str = "grace@guest.example";

/// Ada books for Grace; answers the id of the message to her.
async fn confirmation(app: &TestApp) -> Uuid {
    book(app, &HARBOUR, &ADA, &BOARDROOM, "2026-03-03T10:00", "2026-03-03T11:00", "Board").await;
    app.settle().await;
    app.mail_to(GRACE).await.first().expect("a confirmation").id
}

/// A message about nothing in particular.
async fn message(app: &TestApp, kind: &str, subject: &str, status: &str, queued_at: DateTime<Utc>) -> Uuid {
    let id = app.house.id();
    let statement = sql("insert into messages (id, org_id, kind, subject_kind, from_name, to_name, to_address, subject, text_body,
             html_body, status, due_at, dedupe_key, queued_at)
         values ($1, $2, $3, 'thing', 'Harbour', 'Ivy', 'ivy@guest.example', $4, 'text', '<p>page</p>', $5, $6, $7, $6)");
    let statement = statement.bind(id).bind(HARBOUR.id).bind(kind.to_owned()).bind(subject.to_owned());
    let statement = statement.bind(status.to_owned()).bind(queued_at).bind(id.to_string());
    app.db().run(statement).await.expect("a new message");
    id
}

async fn set_status(app: &TestApp, id: Uuid, status: &str) {
    let changed = sql("update messages set status = $2 where id = $1").bind(id).bind(status.to_owned());
    assert_eq!(app.db().run(changed).await.expect("a status"), 1);
}

async fn status(app: &TestApp, id: Uuid) -> String {
    let row: (String,) =
        sql("select status from messages where id = $1").bind(id).one(app.db()).await.expect("a message");
    row.0
}

/// How many letters Grace has in her box.
fn arrived(app: &TestApp) -> usize {
    app.smtp().messages().iter().filter(|message| message.to.iter().any(|to| to == GRACE)).count()
}

async fn events(app: &TestApp, kind: &str) -> i64 {
    let counted = sql("select count(*) from events where kind = $1").bind(kind.to_owned());
    counted.one::<(i64,)>(app.db()).await.expect("a count").0
}

#[tokio::test]
async fn without_a_mail_server_mail_is_kept_and_can_be_read() {
    let app = TestApp::start().await;
    let id = confirmation(&app).await;
    let ada = app.sign_in(&ADA).await;
    let list = tidy(ada.get(LIST).await.expect(200));
    assert!(list.has_text("Mail does not leave") && list.has_text("Kept here") && list.has_text(GRACE), "{list}");
    let page = tidy(ada.follow_link(&list, &app.mail_to(GRACE).await[0].subject).await.expect(200));
    assert!(page.has_text("has not left"), "{page}");
    // The frame has no rights, and the letter's link stands beside it.
    let (_, frame) = page.document().all("iframe").next().expect("a frame");
    assert_eq!(frame.attribute("sandbox"), Some(""));
    assert_eq!(frame.attribute("src"), Some(format!("{LIST}/{id}/page").as_str()));
    assert!(page.hrefs().iter().any(|href| href.contains("/b/harbour-house/manage/")), "{page}");
    assert!(page.maybe_link("Its booking").is_some());
    let text = ada.get(&format!("{LIST}/{id}?view=text")).await.expect(200);
    assert!(text.has_text("Your booking is confirmed"), "{text}");
}

#[tokio::test]
async fn a_letter_shown_as_a_page_runs_nothing_loads_nothing_and_is_framed_by_us_only() {
    let app = TestApp::start().await;
    let id = confirmation(&app).await;
    let ada = app.sign_in(&ADA).await;
    let letter = ada.get(&format!("{LIST}/{id}/page")).await.expect(200);
    assert!(letter.body().contains("Your booking is confirmed"));
    let policy = letter.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'self'", "style-src 'unsafe-inline'", "img-src data:"] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(policy.ends_with("; sandbox") && !policy.contains("script-src"), "{policy}");
    assert_eq!(letter.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(letter.header("cache-control"), "no-store");
    let calendar = ada.get(&format!("{LIST}/{id}/calendar")).await.expect(200);
    assert!(calendar.body().starts_with("BEGIN:VCALENDAR"));
    assert_eq!(calendar.header("content-disposition"), "attachment; filename=\"invite.ics\"");
}

#[tokio::test]
async fn messages_are_found_by_state_and_by_words() {
    let app = TestApp::start().await;
    message(&app, "booking.change", "Moved: 100% Aurora", "failed", app.now()).await;
    message(&app, "booking.change", "Moved: 100 Aurora", "sent", app.now()).await;
    let ada = app.sign_in(&ADA).await;
    let found = ada.get(&format!("{LIST}?status=failed")).await.expect(200);
    assert!(found.has_text("100% Aurora") && !found.has_text("100 Aurora") && found.has_text("1 match"), "{found}");
    let found = ada.get(&format!("{LIST}?text=100%25+aur")).await.expect(200);
    assert!(
        found.has_text("100% Aurora") && !found.has_text("100 Aurora"),
        "a percent sign is a percent sign: {found}"
    );
    let found = tidy(ada.get(&format!("{LIST}?text=IVY%40&status=sent")).await.expect(200));
    assert!(found.has_text("100 Aurora") && !found.has_text("100% Aurora"), "{found}");
    assert_eq!(found.link("State: sent (remove this filter)"), format!("{LIST}?text=IVY%40"));
    let none = tidy(ada.get(&format!("{LIST}?text=zebra")).await.expect(200));
    assert_eq!(none.link("Clear the filter"), LIST);
}

#[tokio::test]
async fn pages_of_messages_lead_both_ways_and_miss_none() {
    let app = TestApp::start().await;
    for number in 0..120 {
        // Ten at the same instant, so that the id decides too.
        message(
            &app,
            "booking.change",
            &format!("Letter {number:03}"),
            "sent",
            app.now() - TimeDelta::minutes(number / 10),
        )
        .await;
    }
    let ada = app.sign_in(&ADA).await;
    let subjects = |page: &crate::support::Answer| -> Vec<String> {
        let texts = page.document().all("a").map(|(at, _)| page.document().text(at));
        texts.filter(|text| text.starts_with("Letter ")).collect()
    };
    let first = ada.get(LIST).await.expect(200);
    let second = ada.follow_link(&first, "Next").await.expect(200);
    let third = ada.follow_link(&second, "Next").await.expect(200);
    let mut all: Vec<String> = [&first, &second, &third].into_iter().flat_map(subjects).collect();
    assert_eq!([&first, &second, &third].map(|page| subjects(page).len()), [50, 50, 20]);
    assert!(first.maybe_link("Previous").is_none() && third.maybe_link("Next").is_none());
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 120);
    let back = ada.follow_link(&third, "Previous").await.expect(200);
    assert_eq!(subjects(&back), subjects(&second));
    let home = ada.follow_link(&back, "Previous").await.expect(200);
    assert_eq!(subjects(&home), subjects(&first));
    assert!(home.maybe_link("Previous").is_none(), "nothing is newer");
}

#[tokio::test]
async fn only_who_may_do_what_a_letters_link_does_reads_the_letter() {
    let app = TestApp::start().await;
    let booking = confirmation(&app).await;
    let invitation = message(&app, "people.invitation", "Join Harbour House", "queued", app.now()).await;
    let writer = app.sign_in_user(app.employ(HARBOUR.id, Role::CampaignManager).await).await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    // An invitation's link becomes a role: a manager sees that it was sent, and no more.
    let page = tidy(bo.get(&format!("{LIST}/{invitation}")).await.expect(200));
    assert!(page.document().all("iframe").next().is_none() && page.has_text("invitations to owners"), "{page}");
    for part in ["page", "calendar"] {
        bo.get(&format!("{LIST}/{invitation}/{part}")).await.expect(403);
        writer.get(&format!("{LIST}/{booking}/{part}")).await.expect(403);
    }
    let text = bo.get(&format!("{LIST}/{invitation}?view=text")).await.expect(200);
    assert_eq!(text.document().all("code").count(), 0, "{text}");
    bo.post(&format!("{LIST}/{invitation}/resending"), &[]).await.expect(403);
    ada.get(&format!("{LIST}/{invitation}/page")).await.expect(200);
    // A guest's link moves and cancels their booking: those who may do that read it.
    bo.get(&format!("{LIST}/{booking}/page")).await.expect(200);
    let page = writer.get(&format!("{LIST}/{booking}")).await.expect(200);
    assert!(!page.body().contains("/manage/"), "{page}");
    // Members have nothing to do with mail, and strangers must not learn that there is any.
    app.sign_in(&CY).await.get(&format!("{LIST}/{booking}")).await.expect(403);
    app.sign_in(&DEE).await.get(&format!("{LIST}/{booking}")).await.expect(404);
    app.sign_in(&DEE).await.get(&format!("/o/{}/messages/{booking}", QUARRY.slug)).await.expect(404);
}

#[tokio::test]
async fn rights_at_one_location_show_the_mail_about_its_bookings() {
    let app = TestApp::start().await;
    let booking = confirmation(&app).await;
    let other = message(&app, "people.invitation", "Join Harbour House", "failed", app.now()).await;
    let elsewhere = another_site(&app, &HARBOUR).await;
    let stranger = app.sign_in_user(employ_at(&app, &HARBOUR, Role::Manager, &elsewhere).await).await;
    let neighbour = app.sign_in_user(employ_at(&app, &HARBOUR, Role::Manager, &BUILDING).await).await;
    let list = tidy(stranger.get(LIST).await.expect(200));
    assert!(list.has_text("No letter has been written yet") && !list.has_text(GRACE), "{list}");
    stranger.get(&format!("{LIST}/{booking}")).await.expect(404);
    let list = neighbour.get(LIST).await.expect(200);
    assert!(list.has_text(GRACE) && !list.has_text("Join Harbour House"), "{list}");
    neighbour.get(&format!("{LIST}/{booking}/page")).await.expect(200);
    neighbour.get(&format!("{LIST}/{other}")).await.expect(404);
    let front = neighbour.get("/o/harbour-house").await.expect(200);
    assert!(!front.has_text("could not be delivered"), "the failed one is not theirs to see: {front}");
    let everywhere = app.sign_in_user(employ_at(&app, &HARBOUR, Role::Manager, &SITE).await).await;
    everywhere.get(&format!("{LIST}/{booking}/page")).await.expect(200);
}

#[tokio::test]
async fn an_uncertain_message_goes_out_again_when_a_person_says_so() {
    let app = TestApp::with_mail().await;
    let id = confirmation(&app).await;
    assert_eq!((status(&app, id).await.as_str(), arrived(&app)), ("sent", 1));
    let bo = app.sign_in(&BO).await;
    let path = format!("{LIST}/{id}");
    assert!(!bo.get(&path).await.expect(200).has_form("/resending"), "what was sent is not sent again");
    bo.post(&format!("{path}/resending"), &[]).await.expect(409);

    set_status(&app, id, "uncertain").await;
    let front = bo.get("/o/harbour-house").await.expect(200);
    assert!(front.has_text("1 message may or may not have arrived"), "{front}");
    let page = tidy(bo.get(&path).await.expect(200));
    assert!(page.has_text("gets it twice"), "{page}");
    let sent = bo.follow(&bo.submit(&page, "/resending", &[]).await.expect(303)).await;
    assert!(sent.toast().expect("a toast").contains("once more"), "{sent}");
    app.settle().await;
    assert_eq!((status(&app, id).await.as_str(), arrived(&app)), ("sent", 2));
    assert_eq!(events(&app, "message.resent").await, 1);
}

#[tokio::test]
async fn a_test_letter_tells_whether_mail_leaves() {
    let app = TestApp::with_mail().await;
    let ada = app.sign_in(&ADA).await;
    let list = tidy(ada.get(LIST).await.expect(200));
    assert!(list.has_text("Mail server set up"), "{list}");
    let sent = ada.submit(&list, "/messages/test", &[]).await.expect(303);
    let again = ada.submit(&list, "/messages/test", &[]).await.expect(303);
    assert_eq!(sent.location(), again.location(), "a double click asks for one letter");
    let waiting = tidy(ada.follow(&sent).await.expect(200));
    assert!(waiting.has_text("It waits for its turn"), "{waiting}");
    let watching = |page: &crate::support::Answer| {
        page.document().elements().any(|(_, element)| element.attribute("hx-trigger") == Some("every 2s"))
    };
    assert!(watching(&waiting), "the page looks again by itself");
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    assert!(page.has_text("The mail server has taken it") && !watching(&page), "{page}");
    let mail = app.mail_to(ADA.email).await;
    assert_eq!((mail.len(), mail[0].kind.as_str(), app.smtp().messages().len()), (1, "house.test", 1));
    assert_eq!(events(&app, "message.tested").await, 1);
}

#[tokio::test]
async fn test_letters_are_for_those_who_run_the_organisation_and_not_without_end() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    assert!(!bo.get(LIST).await.expect(200).has_form("/messages/test"));
    bo.post(&format!("{LIST}/test"), &[("key", "k")]).await.expect(403);
    for _ in 0..5 {
        let list = ada.get(LIST).await.expect(200);
        let kept = ada.follow(&ada.submit(&list, "/messages/test", &[]).await.expect(303)).await;
        assert!(kept.toast().expect("a toast").contains("kept here"), "{kept}");
    }
    let list = ada.get(LIST).await.expect(200);
    ada.submit(&list, "/messages/test", &[]).await.expect(429);
    assert_eq!(app.mail_to(ADA.email).await.len(), 5);
}
