//! Roles that an organisation makes: what they allow, what an edit does, and how they go.

use crate::support::{ADA, BO, CY, DEE, HARBOUR, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::Error;
use kernel::db::{Json, sql};
use platform::{Perm, Perms};
use serde_json::Value;

const ROLES: &str = "/o/harbour-house/people/roles";

/// What a role may do, by its row.
async fn stored(app: &TestApp, name: &str) -> Perms {
    let statement = sql("select perms from roles where org_id = $1 and name = $2").bind(HARBOUR.id);
    let (Json(names),): (Json<Vec<String>>,) = statement.bind(name.to_owned()).one(app.db()).await.unwrap();
    Perms::parse(names)
}

/// The data of the last event of this kind.
async fn told(app: &TestApp, kind: &str) -> Value {
    let statement = sql("select data from events where org_id = $1 and kind = $2 order by at desc, id desc limit 1");
    let (Json(data),): (Json<Value>,) = statement.bind(HARBOUR.id).bind(kind.to_owned()).one(app.db()).await.unwrap();
    data
}

#[tokio::test]
async fn an_owner_makes_a_role_and_everything_knows_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(ROLES).await.expect(200);
    assert!(list.has_text("Here stand roles of your own") && list.has_text("Facility manager"), "{list}");
    let page = ada.follow_link(&list, "New role").await.expect(200);
    let fields = [("name", "Front desk"), ("description", "Greets people"), ("perms", "bookings_manage")];
    let saved = ada.submit(&page, "#role", &fields).await.expect(303);
    let shown = ada.follow(&saved).await.expect(200);
    assert!(
        shown.has_text("Book for others, move and cancel") && shown.has_text("Nobody holds this role now"),
        "{shown}"
    );
    // What booking for others is of no use without came along.
    let wanted = [Perm::Home, Perm::CalendarRead, Perm::BookingsRead, Perm::BookingsMake, Perm::BookingsManage];
    assert_eq!(stored(&app, "Front desk").await, Perms::of(&wanted));
    let after = told(&app, "role.created").await["after"].clone();
    assert_eq!(after["perms"].as_array().map(Vec::len), Some(wanted.len()), "{after}");
    for path in ["/people/permissions", "/people", "/people/invitations/new"] {
        let page = ada.get(&format!("/o/harbour-house{path}")).await.expect(200);
        assert!(page.has_text("Front desk"), "{path}: {page}");
    }
    let form = ada.get(&format!("/o/harbour-house/people/members/{}/grants/new", CY.id)).await.expect(200);
    assert!(form.form("#grant").choices("role").len() > 13, "{form}");
    app.settle().await;
    assert!(ada.get("/o/harbour-house").await.expect(200).has_text("made the role Front desk"));
}

#[tokio::test]
async fn a_form_tells_what_is_wrong_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{ROLES}/new")).await.expect(200);
    let form = page.form("#role").untick("perms").set("name", "admin").set("description", "Same again");
    let refused = ada.send_form(&form).await.expect(422);
    assert!(refused.problem("name").is_some() && refused.has_text("Tick at least one"), "{refused}");
    assert_eq!(refused.field_value("description"), "Same again");
    app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let again = ada.submit(&page, "#role", &[("name", "FRONT desk"), ("perms", "contacts_read")]).await.expect(422);
    assert!(again.problem("name").is_some(), "{again}");
    let forged = page.form("#role").set("name", "Console").forge("perms", Some("operator"));
    ada.send_form(&forged).await.expect(422);
    assert_eq!(app.count("roles").await, 1);
}

#[tokio::test]
async fn a_second_click_makes_no_second_role() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{ROLES}/new")).await.expect(200);
    let form = page.form("#role").set("name", "Front desk").set("perms", "contacts_read");
    let (one, two) = tokio::join!(ada.send_form(&form), ada.send_form(&form));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{one} {two}");
    assert_eq!((app.count("roles").await, one.location()), (1, two.location()));
}

#[tokio::test]
async fn a_copy_begins_as_what_it_is_a_copy_of() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(ROLES).await.expect(200);
    let page = ada.follow_link(&list, "Copy Facility manager to make your own").await.expect(200);
    ada.submit(&page, "#role", &[("name", "Caretaker"), ("perms", "people_read")]).await.expect(303);
    let perms = Perms::of(platform::Role::FacilityManager.perms()).with(Perm::PeopleRead);
    assert_eq!(stored(&app, "Caretaker").await, perms);
}

#[tokio::test]
async fn an_edit_shows_whom_it_affects_and_holds_from_the_next_request_on() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let user = app.employ_as(HARBOUR.id, role, None).await;
    app.grant_own(HARBOUR.id, BO.id, role, None).await; // who loses nothing: a manager sees contacts anyway
    let held = app.sign_in_user(user).await;
    held.get("/o/harbour-house/contacts").await.expect(200);
    held.get("/o/harbour-house/resources").await.expect(403);

    let page = ada.get(&format!("{ROLES}/{role}/details")).await.expect(200);
    let form = page.form("#role").untick("perms").set("perms", "resources_read");
    let preview = ada.send_form(&form).await.expect(200);
    let text = preview.text();
    assert!(
        text.contains("Own ") && text.contains("See contacts") && text.contains("See places and resources"),
        "{text}"
    );
    assert!(text.contains("1 other grant of it changes nothing") && !text.contains(BO.name), "{text}");
    held.get("/o/harbour-house/contacts").await.expect(200);

    // Without having seen the effect nothing is saved: it is shown first.
    let blind = preview.form("#save").forge("seen", None);
    let refused = ada.send_form(&blind).await.expect(422);
    assert!(refused.has_form("#save") && !refused.has_text("has changed since you looked"), "{refused}");
    held.get("/o/harbour-house/contacts").await.expect(200);

    ada.submit(&preview, "#save", &[]).await.expect(303);
    held.get("/o/harbour-house/contacts").await.expect(403);
    held.get("/o/harbour-house/resources").await.expect(200);
    let data = told(&app, "role.changed").await;
    assert_eq!(data["before"]["perms"], serde_json::json!(["home", "contacts_read"]));
    assert_eq!(data["after"]["perms"], serde_json::json!(["home", "resources_read"]));
    let shown = ada.get(&format!("{ROLES}/{role}")).await.expect(200);
    assert!(shown.has_text("It may do more: See places and resources."), "{shown}");
    // Somebody who still has the old page open is told.
    ada.submit(&preview, "#save", &[]).await.expect(409);
}

#[tokio::test]
async fn an_effect_that_changed_since_it_was_seen_is_shown_again() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    app.employ_as(HARBOUR.id, role, None).await;
    let page = ada.get(&format!("{ROLES}/{role}/details")).await.expect(200);
    let preview = ada.send_form(&page.form("#role").untick("perms").set("perms", "home")).await.expect(200);
    app.grant_own(HARBOUR.id, CY.id, role, None).await;
    let again = ada.submit(&preview, "#save", &[]).await.expect(422);
    assert!(again.has_text("has changed since you looked") && again.has_text(CY.name), "{again}");
    assert!(stored(&app, "Front desk").await.has(Perm::ContactsRead));
    ada.submit(&again, "#save", &[]).await.expect(303);
    assert!(!stored(&app, "Front desk").await.has(Perm::ContactsRead));
}

#[tokio::test]
async fn the_way_back_from_the_preview_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let page = ada.get(&format!("{ROLES}/{role}/details")).await.expect(200);
    let preview =
        ada.submit(&page, "#role", &[("name", "Welcome & desk"), ("perms", "contacts_read")]).await.expect(200);
    assert!(preview.has_text("Nobody holds this role now"), "{preview}");
    let form = ada.follow_link(&preview, "Back to the form").await.expect(200);
    assert_eq!(form.field_value("name"), "Welcome & desk");
    let sent = form.form("#role").values();
    assert!(sent.contains(&("perms".to_owned(), "contacts_read".to_owned())), "{sent:?}");
}

#[tokio::test]
async fn a_role_somebody_holds_goes_only_when_they_get_another_one() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let user = app.employ_as(HARBOUR.id, role, None).await;
    let invite = ada.get("/o/harbour-house/people/invitations/new").await.expect(200);
    let fields = [("name", "Eve"), ("email", "eve@house.example"), ("role", &role.to_string())];
    ada.submit(&invite, "#invitation", &fields).await.expect(303);

    let page = ada.get(&format!("{ROLES}/{role}/archival")).await.expect(200);
    assert!(page.has_text("1 invitation to it waits"), "{page}");
    let refused = ada.submit(&page, "#archival", &[]).await.expect(422);
    assert!(refused.problem("instead").is_some(), "{refused}");
    assert!(!page.form("#archival").choices("instead").contains(&"owner"), "nobody becomes an owner like that");
    ada.submit(&refused, "#archival", &[("instead", "viewer")]).await.expect(303);

    let held = app.sign_in_user(user).await;
    held.get("/o/harbour-house/bookings").await.expect(200);
    held.get("/o/harbour-house/people").await.expect(200);
    assert_eq!(told(&app, "role.archived").await["reassigned"], 2);
    assert_eq!(told(&app, "grant.changed").await["after"]["role"], "viewer");
    app.settle().await;
    let mail = app.mail_to("eve@house.example").await;
    let accept = app.guest().get(&mail[0].link("/invitations/")).await.expect(200);
    assert!(accept.has_text("as Viewer"), "{accept}");
    // Nothing offers it any more, and nobody gets it by a page that was still open.
    let form = ada.get(&format!("/o/harbour-house/people/members/{}/grants/new", CY.id)).await.expect(200);
    let forged = form.form("#grant").forge("role", Some(&role.to_string()));
    assert!(ada.send_form(&forged).await.expect(422).problem("role").is_some());
}

#[tokio::test]
async fn a_role_nobody_holds_goes_and_comes_back() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let page = ada.get(&format!("{ROLES}/{role}")).await.expect(200);
    ada.submit(&page, "/archival", &[]).await.expect(303);
    ada.submit(&page, "/archival", &[]).await.expect(409);
    ada.get(&format!("{ROLES}/{role}/details")).await.expect(409);
    let list = ada.get(ROLES).await.expect(200);
    assert!(list.has_text("Archive") && list.has_form("/restoration"), "{list}");
    let other = app.make_role(HARBOUR.id, "Front Desk", Perms::of(&[Perm::Home])).await;
    let refused = ada.submit(&list, "/restoration", &[]).await.expect(409);
    assert!(refused.has_text("Another role has this name by now"), "{refused}");
    let rename = sql("update roles set name = 'Desk' where org_id = $1 and id = $2").bind(HARBOUR.id).bind(other);
    app.db().run(rename).await.unwrap();
    ada.submit(&list, "/restoration", &[]).await.expect(303);
    ada.get(&format!("{ROLES}/{role}/details")).await.expect(200);
}

#[tokio::test]
async fn an_expired_grant_of_an_own_role_gives_nothing_from_that_instant_on() {
    let app = TestApp::start().await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let user = app.employ_as(HARBOUR.id, role, None).await;
    let end = app.now() + TimeDelta::hours(3);
    let limit = sql("update grants set ends_at = $2 where user_id = $1").bind(user).bind(end);
    app.db().run(limit).await.unwrap();
    let browser = app.sign_in_user(user).await;
    app.advance(TimeDelta::hours(3) - TimeDelta::microseconds(1));
    browser.get("/o/harbour-house/contacts").await.expect(200);
    app.advance(TimeDelta::microseconds(1));
    browser.get("/o/harbour-house/contacts").await.expect(404);
}

#[tokio::test]
async fn the_schema_keeps_one_role_to_a_grant_and_own_roles_at_home() {
    let app = TestApp::start().await;
    let ours = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let theirs = app.make_role(QUARRY.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let insert = |built_in: Option<&'static str>, own| {
        let statement =
            sql("insert into grants (id, org_id, user_id, role, role_id, created_at) values ($1, $2, $3, $4, $5, $6)");
        statement.bind(app.house.id()).bind(HARBOUR.id).bind(CY.id).bind(built_in).bind(own).bind(app.now())
    };
    for (built_in, own) in [(None, None), (Some("viewer"), Some(ours))] {
        let refused = app.db().run(insert(built_in, own)).await.unwrap_err();
        assert!(refused.is_conflict("grants_one_role"), "{refused}");
    }
    assert!(matches!(app.db().run(insert(None, Some(theirs))).await, Err(Error::NotFound)));
    app.db().run(insert(None, Some(ours))).await.unwrap();
    let dee = app.sign_in(&DEE).await;
    for rest in ["", "/details", "/archival"] {
        dee.get(&format!("/o/{}/people/roles/{ours}{rest}", QUARRY.slug)).await.expect(404);
    }
}
