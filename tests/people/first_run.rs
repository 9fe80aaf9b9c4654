//! An empty house is set up once, by whoever can read its log.

use crate::support::{Browser, Form, TestApp};
use people::identity::NewUser;
use people::installation::{NewSetUp, offer_set_up, set_up};
use people::orgs::NewOrg;
use people::orgs::model::OrgForm;

const LOGO: &[u8] = b"RIFF....WEBPVP8 ";

pub async fn code(app: &TestApp) -> String {
    offer_set_up(&app.house).await.unwrap();
    app.house.set_up_code.lock().unwrap().clone().expect("a code is offered while the house is empty")
}

pub async fn filled_in(browser: &Browser, code: &str) -> Form {
    named(browser, code, "a boat in the harbour", "Harbour House").await
}

async fn named(browser: &Browser, code: &str, password: &str, org: &str) -> Form {
    let page = browser.get("/set-up").await.expect(200);
    page.form("#set-up")
        .set("code", code)
        .set("name", "Ada Lind")
        .set("email", "Ada@Harbour.example")
        .set("password", password)
        .set("org_name", org)
        .set("zone", "Europe/Madrid")
        .set("currency", "EUR")
        .set("colour", "#0f766e")
}

#[tokio::test]
async fn every_way_leads_to_the_set_up_page_of_an_empty_house() {
    let app = TestApp::empty().await;
    for path in ["/", "/sign-in"] {
        assert_eq!(app.guest().get(path).await.expect(303).location(), "/set-up");
    }
}

#[tokio::test]
async fn the_first_run_makes_an_operator_and_the_organisation_they_own() {
    let app = TestApp::empty().await;
    let (browser, code) = (app.guest(), code(&app).await);
    let form = filled_in(&browser, &code.to_lowercase()).await;
    let done = browser.send_form_with(&form, Some(("logo.webp", "image/webp", LOGO))).await.expect(303);
    assert_eq!(done.location(), "/o/harbour-house");
    let settings = browser.get("/o/harbour-house/settings").await.expect(200);
    assert_eq!(
        settings.field_value("org_email"),
        "ada@harbour.example",
        "their own address stands in for the missing one"
    );
    assert!(app.house.set_up_code.lock().unwrap().is_none(), "the code is worth nothing any more");
    assert_eq!(browser.get("/set-up").await.expect(303).location(), "/sign-in");
    browser.get("/organisations/new").await.expect(200);
    let kinds = platform::events::latest(app.db(), org(&app).await, "", 9).await.unwrap();
    let kinds: Vec<&str> = kinds.iter().map(|fact| fact.kind.as_str()).collect();
    assert!(kinds.contains(&"organisation.created") && kinds.contains(&"grant.given"), "{kinds:?}");
}

async fn org(app: &TestApp) -> uuid::Uuid {
    platform::context::org_by_slug(app.db(), "harbour-house").await.unwrap().id
}

#[tokio::test]
async fn a_logo_that_is_too_large_costs_nothing_that_was_typed() {
    let app = TestApp::empty().await;
    let (browser, code) = (app.guest(), code(&app).await);
    let large = [LOGO, &vec![7; 6 * 1024 * 1024]].concat();
    let form = filled_in(&browser, &code).await;
    let refused = browser.send_form_with(&form, Some(("logo.webp", "image/webp", &large))).await.expect(422);
    assert_eq!(refused.problem("file").as_deref(), Some("This file is larger than 5 MB."));
    for (field, typed) in [("code", code.as_str()), ("name", "Ada Lind"), ("org_name", "Harbour House")] {
        assert_eq!(refused.form("#set-up").value(field).as_deref(), Some(typed), "{field}");
    }
    assert_eq!(app.count("organisations").await, 0);
    browser.send_form_with(&filled_in(&browser, &code).await, None).await.expect(303);
}

#[tokio::test]
async fn nobody_sets_up_the_house_without_the_code() {
    let app = TestApp::empty().await;
    code(&app).await;
    let stranger = app.guest();
    for _ in 0..6 {
        let refused = stranger.send_form_with(&filled_in(&stranger, "AAAA-BBBB-CCCC").await, None).await.expect(422);
        assert!(refused.problem("code").is_some(), "{refused}");
    }
    stranger.send_form_with(&filled_in(&stranger, "AAAA-BBBB-CCCC").await, None).await.expect(429);
    assert_eq!(app.count("users").await + app.count("organisations").await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_the_first_run_is_told_at_its_fields() {
    let app = TestApp::empty().await;
    let (browser, code) = (app.guest(), code(&app).await);
    let form = named(&browser, &code, "short", "see www.spam.example").await;
    let refused =
        browser.send_form_with(&form, Some(("x.png", "image/png", b"<svg onload=alert(1)>"))).await.expect(422);
    for field in ["password", "org_name", "file"] {
        assert!(refused.problem(field).is_some(), "{field}: {refused}");
    }
    assert_eq!(refused.field_value("name"), "Ada Lind", "what was typed is kept");
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn of_two_people_who_set_up_the_house_at_once_one_does() {
    let app = TestApp::empty().await;
    let wish = |name: &str| {
        let form = OrgForm { org_name: name.into(), org_email: "hello@house.example".into(), ..OrgForm::blank() };
        let email = format!("{}@house.example", name.to_lowercase());
        NewSetUp {
            user: NewUser::parse(&email, name, "a boat in the harbour").unwrap(),
            org: NewOrg::parse(&form).unwrap(),
        }
    };
    let (one, other) = tokio::join!(set_up(&app.house, wish("Harbour")), set_up(&app.house, wish("Quarry")));
    assert!(one.is_ok() != other.is_ok());
    let refused = one.err().or(other.err()).unwrap();
    assert!(refused.is_conflict("set_up_already"), "{refused}");
    assert_eq!((app.count("users").await, app.count("organisations").await), (1, 1));
}
