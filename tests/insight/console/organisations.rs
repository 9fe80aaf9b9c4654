//! Organisations in the console: found, founded for others, limited.

use super::{errand, kinds, operator, promote, see};
use crate::support::world::{BOARDROOM, DESKS, FLOOR, PASSWORD};
use crate::support::{ADA, BO, Browser, CY, DEE, HARBOUR, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use people::orgs::actions as orgs;
use platform::context::{self, Limits};
use platform::{Errand, Feature};
use serde_json::json;

const LIST: &str = "/console/organisations";

fn page_of(id: uuid::Uuid) -> String {
    format!("{LIST}/{id}")
}

/// Sets an organisation's limits without a page.
async fn limit(app: &TestApp, limits: Limits) {
    let org = context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    let version = org.version;
    let scope = Errand::unattended(&app.house, "test").inside(org);
    orgs::set_terms(&scope, limits, &[], version).await.unwrap();
}

#[tokio::test]
async fn organisations_are_found_by_text_and_state_and_read_page_by_page() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let all = see(&dee, LIST).await;
    assert!(all.maybe_link(HARBOUR.name).is_some() && all.maybe_link(QUARRY.name).is_some(), "{all}");
    let some = see(&dee, &format!("{LIST}?text=HARB")).await;
    assert!(some.maybe_link(HARBOUR.name).is_some() && some.maybe_link(QUARRY.name).is_none(), "{some}");
    assert!(see(&dee, &format!("{LIST}?state=suspended")).await.has_text("No organisation matches."));
    assert!(see(&dee, &format!("{LIST}?text=%25")).await.has_text("No organisation matches."));
    for number in 0..60 {
        let statement = sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at)
             values ($1, $2, $2, 'UTC', 'EUR', '#123456', 'a@b.example', $3)");
        let statement = statement.bind(app.house.id()).bind(format!("org-{number:02}"));
        app.db().run(statement.bind(app.now() + TimeDelta::seconds(number))).await.unwrap();
    }
    let newest = see(&dee, LIST).await;
    assert!(newest.maybe_link("org-59").is_some() && newest.maybe_link("org-09").is_none());
    let older = dee.follow_link(&newest, "Next").await.expect(200);
    assert!(older.maybe_link("org-09").is_some() && older.maybe_link(HARBOUR.name).is_some(), "{older}");
    let again = dee.follow_link(&older, "Previous").await.expect(200);
    assert!(again.maybe_link("org-59").is_some() && again.maybe_link("org-10").is_some(), "{again}");
}

async fn found(dee: &Browser, name: &str, owner: &str) -> crate::support::Answer {
    let form = see(dee, &format!("{LIST}/new")).await;
    let fields = [("org_name", name), ("owner_name", "Gil Stone"), ("owner_email", owner), ("zone", "Europe/Paris")];
    dee.submit(&form, "#organisation", &fields).await
}

#[tokio::test]
async fn an_operator_founds_an_organisation_for_somebody_new_and_holds_nothing_in_it() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let refused = found(&dee, "", "nobody").await.expect(422);
    assert!(refused.problem("org_name").is_some() && refused.problem("owner_email").is_some(), "{refused}");
    assert_eq!(app.count("organisations").await, 2);
    let done = found(&dee, "Lime Street", "gil@lime.example").await.expect(303);
    assert!(dee.follow(&done).await.has_text("Lime Street is founded."));
    let taken = found(&dee, "Lime Street", "gil@lime.example").await.expect(422);
    assert!(taken.problem("slug").is_some(), "a second click makes no second one: {taken}");
    app.settle().await;
    let mut mail = app.mail_to("gil@lime.example").await;
    mail.retain(|mail| mail.kind == "people.first_owner");
    assert_eq!(mail.len(), 1, "{mail:?}");
    let gil = app.guest();
    let page = gil.get(&mail[0].link("/password-reset/")).await.expect(200);
    let chosen = gil.submit(&page, &mail[0].link("/password-reset/"), &[("password", "a lime on the street")]).await;
    assert_eq!(chosen.status, 303, "{chosen}");
    let door = gil.get("/sign-in").await.expect(200);
    let fields = [("email", "gil@lime.example"), ("password", "a lime on the street")];
    assert_eq!(gil.submit(&door, "#sign-in", &fields).await.expect(303).location(), "/o/lime-street");
    gil.get("/o/lime-street/settings").await.expect(200);
    dee.get("/o/lime-street").await.expect(404);
    let org = context::org_by_slug(app.db(), "lime-street").await.unwrap();
    assert_eq!(kinds(&app, org.id).await, ["organisation.created"]);
    let (by,): (Option<uuid::Uuid>,) =
        sql("select actor_id from events where subject_id = $1").bind(org.id).one(app.db()).await.unwrap();
    assert_eq!(by, Some(DEE.id), "the trail names who founded it");
}

#[tokio::test]
async fn somebody_with_an_account_becomes_the_first_owner_as_they_are() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    found(&dee, "Lime Street", CY.email).await.expect(303);
    app.settle().await;
    let mail = app.mail_to(CY.email).await;
    assert!(mail.iter().any(|mail| mail.subject.contains("Lime Street") && mail.text_body.contains("/o/lime-street")));
    app.sign_in(&CY).await.get("/o/lime-street/settings").await.expect(200);
    let disabled = sql("update users set disabled_at = $2 where id = $1").bind(BO.id).bind(app.now());
    app.db().run(disabled).await.unwrap();
    assert!(found(&dee, "Oak Street", BO.email).await.expect(422).problem("owner_email").is_some());
}

#[tokio::test]
async fn limits_and_features_are_set_once_for_each_version() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let page = see(&dee, &page_of(HARBOUR.id)).await;
    let refused = dee.submit(&page, "#terms", &[("resources", "-3")]).await.expect(422);
    assert!(refused.problem("resources").is_some(), "{refused}");
    let saved = dee.submit(&page, "#terms", &[("resources", "3"), ("mails_a_day", "10")]).await.expect(303);
    let page = dee.follow(&saved).await.expect(200);
    assert_eq!((page.field_value("resources"), page.field_value("members")), ("3".into(), String::new()));
    let stale = page.form("#terms");
    dee.submit(&page, "#terms", &[("resources", "4")]).await.expect(303);
    dee.send_form(&stale).await.expect(409);
    assert_eq!(kinds(&app, HARBOUR.id).await, ["organisation.terms_set", "organisation.terms_set"]);
    let trail = see(&dee, "/console/audit?kind=organisation.").await;
    assert!(trail.has_text("limits.resources") && trail.has_text("after: 4"), "{trail}");
}

#[tokio::test]
async fn no_more_resources_are_added_than_the_operator_allows() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let (there,): (i64,) =
        sql("select count(*) from resources where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    limit(&app, Limits { resources: Some(there), ..Limits::default() }).await;
    let list = ada.get("/o/harbour-house/resources").await.expect(200);
    let form = ada.follow_link(&list, "New resource").await.expect(200);
    let place = FLOOR.id.to_string();
    let fields = [("name", "Crow's nest"), ("location", place.as_str())];
    let refused = ada.submit(&form, "#form", &fields).await.expect(422);
    assert!(refused.has_text(&format!("allows {there} resources")), "{refused}");
    limit(&app, Limits { resources: Some(there + 1), ..Limits::default() }).await;
    ada.submit(&form, "#form", &fields).await.expect(303);
}

#[tokio::test]
async fn nobody_is_invited_to_a_team_that_is_full() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    limit(&app, Limits { members: Some(4), ..Limits::default() }).await;
    let form = ada.get("/o/harbour-house/people/invitations/new").await.expect(200);
    let invite = |email: &'static str| {
        let (ada, form) = (&ada, &form);
        async move { ada.submit(form, "#invitation", &[("name", "Eve"), ("email", email), ("role", "viewer")]).await }
    };
    invite("eve@house.example").await.expect(303);
    let refused = invite("kim@house.example").await.expect(422);
    assert!(refused.problem("email").is_some_and(|problem| problem.contains("allows 4 people")), "{refused}");
    // Who is invited already counts once: they may come.
    app.settle().await;
    let link = app.mail_to("eve@house.example").await[0].link("/invitations/");
    let eve = app.guest();
    let page = eve.get(&link).await.expect(200);
    eve.submit(&page, "#join", &[("password", PASSWORD)]).await.expect(303);
    // One who was invited while there was room, and comes when there is none any more.
    limit(&app, Limits { members: Some(5), ..Limits::default() }).await;
    invite("kim@house.example").await.expect(303);
    limit(&app, Limits { members: Some(4), ..Limits::default() }).await;
    app.settle().await;
    let link = app.mail_to("kim@house.example").await[0].link("/invitations/");
    let kim = app.guest();
    let page = kim.get(&link).await.expect(200);
    kim.submit(&page, "#join", &[("password", PASSWORD)]).await.expect(422);
    assert_eq!(app.mail_to("kim@house.example").await.len(), 1);
}

/// A guest books an hour of the boardroom on its public page.
async fn book(app: &TestApp, at: usize, name: &str) -> crate::support::Answer {
    let guest = app.guest();
    let page = guest.get(&format!("/b/harbour-house/{}", DESKS.slug)).await.expect(200);
    let later = guest.follow_link(&page, "Later days").await.expect(200);
    let at = later.form("#book").choices("at")[at].to_owned();
    let email = format!("{name}@guest.example");
    guest.submit(&later, "#book", &[("at", &at), ("name", name), ("email", &email), ("people", "1")]).await
}

#[tokio::test]
async fn no_more_is_booked_in_a_day_than_the_operator_allows() {
    let app = TestApp::start().await;
    book(&app, 0, "zoe").await.expect(303);
    limit(&app, Limits { bookings_a_day: Some(2), ..Limits::default() }).await;
    book(&app, 1, "kim").await.expect(303);
    let refused = book(&app, 2, "lou").await.expect(422);
    assert!(refused.has_text("No more bookings can be made today."), "{refused}");
    assert!(!refused.has_text("operator"), "guests need not know: {refused}");
    assert_eq!(app.count("bookings").await, 2);
    app.advance(TimeDelta::days(1));
    book(&app, 2, "lou").await.expect(303);
    assert_eq!(app.house.metrics.counted(platform::metrics::Counter::BookingsRefused, "bookings_a_day"), 1);
}

/// Wishes made at once, when one more booking is allowed; answers how many were granted.
async fn rush(limits: Limits) -> usize {
    let app = TestApp::start().await;
    limit(&app, limits).await;
    let wishes = (0..6).map(|at| book(&app, at, ["a", "b", "c", "d", "e", "f"][at]));
    let answers = futures::future::join_all(wishes).await;
    let granted = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(app.count("bookings").await as usize, granted);
    granted
}

#[tokio::test]
async fn the_last_booking_of_a_day_is_granted_to_one_of_many() {
    assert_eq!(rush(Limits { bookings_a_day: Some(1), ..Limits::default() }).await, 1);
    // The control: without the limit all of them fit.
    assert_eq!(rush(Limits::default()).await, 6);
}

#[tokio::test]
async fn a_message_beyond_the_limit_of_the_day_is_kept_and_says_why() {
    let app = TestApp::with_mail().await;
    let everybody = sql("update grants set role = 'member' where org_id = $1 and user_id = $2");
    app.db().run(everybody.bind(HARBOUR.id).bind(BO.id)).await.unwrap(); // fewer letters to the staff
    limit(&app, Limits { mails_a_day: Some(0), ..Limits::default() }).await;
    book(&app, 0, "zoe").await.expect(303);
    app.settle().await;
    let kept = &app.mail_to("zoe@guest.example").await[0];
    assert_eq!(kept.status, "failed");
    assert!(app.smtp().messages().is_empty(), "nothing left");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("/o/harbour-house/messages/{}", kept.id)).await.expect(200);
    assert!(page.has_text("as many messages today as the operator allows"), "{page}");
    ada.submit(&page, "/resending", &[]).await.expect(409);
    limit(&app, Limits { mails_a_day: Some(50), ..Limits::default() }).await;
    ada.submit(&page, "/resending", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(app.mail_to("zoe@guest.example").await[0].status, "sent");
}

#[tokio::test]
async fn without_the_feature_there_are_no_public_pages_but_guests_keep_what_is_theirs() {
    let app = TestApp::start().await;
    let booked = book(&app, 0, "zoe").await.expect(303);
    let manage = booked.location().to_owned();
    let dee = operator(&app).await;
    let page = see(&dee, &page_of(HARBOUR.id)).await;
    let mut form = page.form("#terms").untick("features");
    for feature in ["api", "webhooks", "feeds", "embedding"] {
        form = form.set("features", feature);
    }
    dee.send_form(&form).await.expect(303);
    let guest = app.guest();
    guest.get("/b/harbour-house").await.expect(404);
    guest.get(&format!("/b/harbour-house/{}", BOARDROOM.slug)).await.expect(404);
    guest.post(&format!("/b/harbour-house/{}/bookings", BOARDROOM.slug), &[("name", "Kim")]).await.expect(404);
    guest.get(&manage).await.expect(200);
    let org = context::org_by_id(app.db(), HARBOUR.id).await.unwrap();
    assert!(!org.has(Feature::PublicPage) && org.has(Feature::Api));
    let (off,): (Json<serde_json::Value>,) =
        sql("select switched_off from organisations where id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    assert_eq!(off.0, json!(["public_page"]));
}

#[tokio::test]
async fn an_operator_is_nobody_in_an_organisation_they_look_after() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    see(&dee, &page_of(HARBOUR.id)).await;
    dee.get("/o/harbour-house").await.expect(404);
    promote(&app, &ADA).await;
    assert_eq!(errand(&app, &ADA).await.user_id(), Some(ADA.id));
}
