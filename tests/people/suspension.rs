//! A suspended organisation: closed for everybody, silent, and whole again when it is resumed.

use crate::support::world::BOARDROOM;
use crate::support::{ADA, Answer, BO, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use people::orgs::actions;
use platform::{Errand, Scope, context};

const GUEST: &str = "zoe@guest.example";

async fn scope(app: &TestApp) -> Scope {
    let dee = context::user_by_id(app.db(), DEE.id).await.unwrap().unwrap();
    let org = context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    Errand::unattended(&app.house, "test").by(&dee).inside(org)
}

async fn suspend(app: &TestApp) {
    actions::suspend(&scope(app).await, "The invoice of January is open.").await.unwrap();
}

async fn book(app: &TestApp) -> Answer {
    let guest = app.guest();
    let page = guest.get(&format!("/b/harbour-house/{}", BOARDROOM.slug)).await.expect(200);
    let later = guest.follow_link(&page, "Later days").await.expect(200);
    let at = later.form("#book").choices("at")[0].to_owned();
    guest.submit(&later, "#book", &[("at", &at), ("name", "Zoe"), ("email", GUEST), ("people", "1")]).await.expect(303)
}

#[tokio::test]
async fn its_people_read_why_its_guests_do_not_and_outsiders_see_what_they_always_saw() {
    let app = TestApp::start().await;
    let manage = book(&app).await.location().to_owned();
    suspend(&app).await;
    for person in [&ADA, &BO, &CY] {
        let browser = app.sign_in(person).await;
        let page = browser.get("/o/harbour-house/calendar").await.expect(403);
        assert!(
            page.has_text("Harbour House is suspended") && page.has_text("The invoice of January is open."),
            "{page}"
        );
        assert!(page.maybe_link("To the console").is_none(), "{page}");
        browser.post("/o/harbour-house/bookings", &[]).await.expect(403);
        browser.hx_get("/o/harbour-house/calendar").await.expect(403);
    }
    for path in ["/b/harbour-house", &format!("/b/harbour-house/{}", BOARDROOM.slug), &manage] {
        let page = app.guest().get(path).await.expect(503);
        assert!(page.has_text("Not open at the moment") && !page.has_text("invoice"), "{page}");
        assert!(!page.has_text("suspended"), "{page}");
    }
    app.guest().post(&format!("/b/harbour-house/{}/bookings", BOARDROOM.slug), &[]).await.expect(503);
    assert_eq!(app.guest().get("/o/harbour-house").await.expect(303).location(), "/sign-in?next=/o/harbour-house");
    let outsider = app.sign_in(&DEE).await.get("/o/harbour-house").await.expect(404);
    assert!(!outsider.has_text("suspended"), "{outsider}");
    app.sign_in(&DEE).await.get("/o/quarry-works").await.expect(200);
    let operator = sql("update users set is_operator = true where id = $1").bind(ADA.id);
    app.db().run(operator).await.unwrap();
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/o/harbour-house").await.expect(403);
    let console = ada.follow_link(&page, "To the console").await.expect(200);
    ada.submit(&console, "/resumption", &[]).await.expect(303);
    ada.get("/o/harbour-house").await.expect(200);
    app.guest().get(&manage).await.expect(200);
}

#[tokio::test]
async fn it_is_suspended_and_resumed_in_the_console_with_a_reason_and_a_trail() {
    let app = TestApp::start().await;
    let operator = sql("update users set is_operator = true where id = $1").bind(DEE.id);
    app.db().run(operator).await.unwrap();
    let dee = app.sign_in(&DEE).await;
    let path = format!("/console/organisations/{}", HARBOUR.id);
    let page = dee.get(&path).await.expect(200);
    assert!(dee.submit(&page, "/suspension", &[("reason", " ")]).await.expect(422).problem("reason").is_some());
    dee.submit(&page, "/suspension", &[("reason", "Because.")]).await.expect(303);
    dee.submit(&page, "/suspension", &[("reason", "Twice.")]).await.expect(409);
    let page = dee.get(&path).await.expect(200);
    assert!(page.has_text("Because.") && !page.has_form("/suspension"), "{page}");
    assert!(dee.get("/console/organisations?state=suspended").await.expect(200).maybe_link(HARBOUR.name).is_some());
    dee.submit(&page, "/resumption", &[]).await.expect(303);
    dee.post(&format!("{path}/resumption"), &[]).await.expect(409);
    // Its own people find it in their trail afterwards.
    let trail = app.sign_in(&ADA).await.get("/o/harbour-house/audit").await.expect(200);
    assert!(trail.has_text("Organisation suspended") && trail.has_text("Organisation resumed"), "{trail}");
    assert!(trail.has_text(DEE.name) && trail.has_text("Because."), "{trail}");
}

#[tokio::test]
async fn it_sends_nothing_and_its_jobs_wait_until_it_is_resumed() {
    let app = TestApp::with_mail().await;
    book(&app).await;
    suspend(&app).await;
    let job = app.house.id();
    let statement = sql("insert into jobs (id, org_id, name, arguments, state, run_at, max_attempts, created_at)
         values ($1, $2, 'platform.sweep', $3, 'waiting', $4, 8, $4)");
    let statement = statement.bind(job).bind(HARBOUR.id).bind(Json(serde_json::Value::Null)).bind(app.now());
    app.db().run(statement).await.unwrap();
    app.settle().await;
    assert!(!app.mail_to(GUEST).await.is_empty(), "what follows is written down");
    assert!(app.mail_to(GUEST).await.iter().all(|mail| mail.status == "queued"));
    assert!(app.smtp().messages().is_empty(), "and does not leave");
    assert_eq!(app.count("jobs").await, 1);
    let operator = sql("update users set is_operator = true where id = $1").bind(DEE.id);
    app.db().run(operator).await.unwrap();
    let dee = app.sign_in(&DEE).await;
    let held = dee.get("/console/messages?state=held").await.expect(200);
    assert!(held.has_text(GUEST) && held.has_text("Held"), "{held}");
    assert!(dee.get("/console/jobs").await.expect(200).has_text("Held"));
    // The installation's own mail and others' mail go on.
    app.guest().post("/password-reset", &[("email", DEE.email)]).await.expect(200);
    app.settle().await;
    assert_eq!(app.mail_to(DEE.email).await[0].status, "sent");
    // Kept however long it takes; what is too old by then does not leave any more, and says so.
    app.advance(TimeDelta::days(2));
    platform::post::release(&app.house).await.unwrap();
    assert!(app.mail_to(GUEST).await.iter().all(|mail| mail.status == "queued"));
    actions::resume(&scope(&app).await).await.unwrap();
    app.settle().await;
    assert!(app.mail_to(GUEST).await.iter().all(|mail| mail.status == "sent"), "{:?}", app.mail_to(GUEST).await);
    assert_eq!(app.count("jobs").await, 0);
}

#[tokio::test]
async fn what_was_held_for_too_long_fails_when_it_is_resumed() {
    let app = TestApp::with_mail().await;
    book(&app).await;
    suspend(&app).await;
    app.settle().await;
    app.advance(TimeDelta::days(4));
    platform::post::release(&app.house).await.unwrap();
    assert!(app.mail_to(GUEST).await.iter().all(|mail| mail.status == "queued"), "nothing is lost meanwhile");
    actions::resume(&scope(&app).await).await.unwrap();
    platform::post::release(&app.house).await.unwrap();
    app.settle().await;
    assert!(app.mail_to(GUEST).await.iter().all(|mail| mail.status == "failed"));
    assert!(app.smtp().messages().is_empty());
    // The control: without the suspension they would have left.
    let free = TestApp::with_mail().await;
    book(&free).await;
    free.settle().await;
    assert!(free.mail_to(GUEST).await.iter().all(|mail| mail.status == "sent"));
}

#[tokio::test]
async fn the_list_of_ones_own_organisations_says_which_is_suspended() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    assert!(!bo.get("/organisations").await.expect(200).has_text("Suspended"));
    suspend(&app).await;
    let page = bo.get("/organisations").await.expect(200);
    assert!(page.has_text(HARBOUR.name) && page.has_text("Suspended"), "{page}");
    assert!(!app.sign_in(&DEE).await.get("/organisations").await.expect(200).has_text("Suspended"), "hers is not");
    actions::resume(&scope(&app).await).await.unwrap();
    assert!(!bo.get("/organisations").await.expect(200).has_text("Suspended"));
}
