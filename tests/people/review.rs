//! Who can do what, until when, and what is different since somebody last looked.

use crate::support::world::{BUILDING, FLOOR};
use crate::support::{ADA, Answer, BO, Browser, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::{Json, sql};
use platform::{Perm, Perms, Role};
use uuid::Uuid;

const REVIEW: &str = "/o/harbour-house/people/review";
const REVIEWS: &str = "/o/harbour-house/people/reviews";

/// The text of the list of people.
fn listed(page: &Answer) -> String {
    let text = page.text();
    let from = text.find("All permissions").unwrap_or(0);
    text[from..text.find("It is kept that").unwrap_or(text.len())].to_owned()
}

async fn mark(browser: &Browser, note: &str) -> Answer {
    let page = browser.get(REVIEW).await.expect(200);
    browser.submit(&page, "#mark", &[("note", note)]).await.expect(303)
}

async fn run(app: &TestApp, text: &'static str, user: Uuid) {
    app.db().run(sql(text).bind(user)).await.unwrap();
}

#[tokio::test]
async fn the_access_is_found_by_person_permission_and_place() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let user = app.employ_as(HARBOUR.id, role, Some(FLOOR.id)).await;
    run(&app, "update users set name = 'Finn Dale' where id = $1", user).await;
    let all = listed(&ada.get(REVIEW).await.expect(200));
    assert!(
        [ADA.name, BO.name, CY.name, "Finn Dale", "Front desk", "Everything"].iter().all(|it| all.contains(it)),
        "{all}"
    );
    let found = async |query: &str| listed(&ada.get(&format!("{REVIEW}?{query}")).await.expect(200));
    let some = found("text=finn").await;
    assert!(some.contains("Finn Dale") && !some.contains(BO.name) && some.contains("1 person"), "{some}");
    let may = found("perm=contacts_read").await;
    assert!(may.contains("Finn Dale") && may.contains(BO.name) && !may.contains(CY.name), "{may}");
    // At the building the right that ends below it does not hold; at the floor it does.
    let there = found(&format!("perm=contacts_read&place={}", BUILDING.id)).await;
    assert!(!there.contains("Finn Dale") && there.contains(BO.name), "{there}");
    assert!(found(&format!("place={}", FLOOR.id)).await.contains("Finn Dale"));
    let none = ada.get(&format!("{REVIEW}?text=%25")).await.expect(200);
    assert!(none.has_text("Nobody fits this filter.") && none.maybe_link("Clear the filter").is_some(), "{none}");
    ada.get(&format!("{REVIEW}?place=nowhere")).await.expect(422);
}

#[tokio::test]
async fn what_ends_soon_and_who_was_not_here_stand_out() {
    let app = TestApp::start().await;
    let (ada, _bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let soon =
        sql("update grants set ends_at = $2 where user_id = $1").bind(CY.id).bind(app.now() + TimeDelta::days(30));
    app.db().run(soon).await.unwrap();
    let ending = listed(&ada.get(&format!("{REVIEW}?show=ending")).await.expect(200));
    assert!(
        ending.contains(CY.name) && !ending.contains(BO.name) && ending.contains("Until Wed 1 Apr 2026"),
        "{ending}"
    );
    let later =
        sql("update grants set ends_at = $2 where user_id = $1").bind(CY.id).bind(app.now() + TimeDelta::days(99));
    app.db().run(later).await.unwrap();
    assert!(!listed(&ada.get(&format!("{REVIEW}?show=ending")).await.expect(200)).contains(CY.name));

    app.advance(TimeDelta::days(90) - TimeDelta::microseconds(1));
    let ada = app.sign_in(&ADA).await;
    assert!(ada.get(&format!("{REVIEW}?show=absent")).await.expect(200).has_text("Nobody fits this filter."));
    app.advance(TimeDelta::microseconds(1));
    let absent = listed(&ada.get(&format!("{REVIEW}?show=absent")).await.expect(200));
    assert!(absent.contains(CY.name) && absent.contains("Never signed in"), "{absent}");
    assert!(
        absent.contains(BO.name) && absent.contains("Last here Mon 2 Mar 2026"),
        "the session is long over: {absent}"
    );
    assert!(!absent.contains(ADA.name), "{absent}");
}

#[tokio::test]
async fn the_next_review_tells_what_is_different_in_words() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let desk = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::ContactsRead])).await;
    let names = ["Gone Gil", "Wider Wim", "Narrow Nan", "Ending Eli"];
    let mut users = Vec::new();
    for name in names {
        let user = app.employ(HARBOUR.id, Role::Support).await;
        app.db().run(sql("update users set name = $2 where id = $1").bind(user).bind(name.to_owned())).await.unwrap();
        users.push(user);
    }
    app.grant_own(HARBOUR.id, CY.id, desk, None).await;
    assert!(ada.get(REVIEW).await.expect(200).has_text("Nobody has reviewed this yet"));
    mark(&ada, "All as it should be").await;
    app.advance(TimeDelta::minutes(1));
    assert!(ada.get(REVIEW).await.expect(200).has_text("Nothing is different."));

    run(&app, "update grants set ended_at = created_at where user_id = $1", users[0]).await;
    run(&app, "update grants set role = 'manager' where user_id = $1", users[1]).await;
    let narrow = sql("update grants set location_id = $2 where user_id = $1").bind(users[2]).bind(BUILDING.id);
    app.db().run(narrow).await.unwrap();
    let end =
        sql("update grants set ends_at = $2 where user_id = $1").bind(users[3]).bind(app.now() + TimeDelta::days(10));
    app.db().run(end).await.unwrap();
    let newcomer = app.employ(HARBOUR.id, Role::Viewer).await;
    run(&app, "update users set name = 'New Ned' where id = $1", newcomer).await;
    let edit = sql("update roles set perms = $2 where id = $1").bind(desk).bind(Json(["home", "resources_read"]));
    app.db().run(edit).await.unwrap();

    let page = ada.get(REVIEW).await.expect(200);
    let text = page.text();
    let text = &text[text.find("Since the review of").unwrap()..];
    let told = |name: &str| {
        let from = text.find(name).unwrap_or_else(|| panic!("{name} is not told of: {text}"));
        text[from..].chars().take(260).collect::<String>()
    };
    assert!(told("Gone Gil").contains("Was Support everywhere without an end, and holds nothing any more"), "{text}");
    assert!(told("New Ned").contains("Is Viewer everywhere without an end"), "{text}");
    let wider = told("Wider Wim");
    assert!(wider.contains("Wider") && wider.contains("May now also") && wider.contains("Change places"), "{wider}");
    assert!(told("Narrow Nan").contains("May no longer"), "{text}");
    assert!(told("Ending Eli").contains("May do until Thu 12 Mar 2026, and not without an end"), "{text}");
    let cy = told(CY.name);
    assert!(cy.contains("Different") && cy.contains("See places and resources") && cy.contains("See contacts"), "{cy}");
    assert!(!text[..text.find("All permissions").unwrap()].contains(BO.name), "nothing is different for them");

    mark(&ada, "Looked at Wim").await;
    let list = ada.get(REVIEWS).await.expect(200);
    assert!(list.has_text("Looked at Wim") && list.has_text("All as it should be"), "{list}");
    let (latest,): (Uuid,) =
        sql("select id from access_reviews where note = 'Looked at Wim'").one(app.db()).await.unwrap();
    let past = ada.get(&format!("{REVIEWS}/{latest}")).await.expect(200);
    assert!(past.has_text("Since the review of") && past.has_text("New Ned") && past.has_text("Gone Gil"), "{past}");
    let (first,): (Uuid,) =
        sql("select id from access_reviews where note <> 'Looked at Wim'").one(app.db()).await.unwrap();
    let past = ada.get(&format!("{REVIEWS}/{first}")).await.expect(200);
    assert!(
        past.has_text("This was the first one.") && past.has_text("Gone Gil") && !past.has_text("New Ned"),
        "{past}"
    );
}

#[tokio::test]
async fn a_review_is_of_what_was_seen_and_a_second_click_makes_no_second_one() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(REVIEW).await.expect(200);
    let form = page.form("#mark");
    app.employ(HARBOUR.id, Role::Viewer).await;
    let refused = ada.send_form(&form).await.expect(409);
    assert!(refused.has_text("has changed since you looked"), "{refused}");
    assert_eq!(app.count("access_reviews").await, 0);
    let page = ada.get(REVIEW).await.expect(200);
    let form = page.form("#mark");
    let (one, two) = tokio::join!(ada.send_form(&form), ada.send_form(&form));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303), "{one} {two}");
    assert_eq!(app.count("access_reviews").await, 1);
    let long = page.form("#mark").set("note", &"x".repeat(501));
    assert!(ada.send_form(&long).await.expect(422).problem("note").is_some());
    let facts = sql("select count(*) from events where kind = 'access.reviewed'").one::<(i64,)>(app.db()).await;
    assert_eq!(facts.unwrap().0, 1);
}

#[tokio::test]
async fn the_access_leaves_as_a_file_that_no_spreadsheet_runs() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    run(&app, "update users set name = '=cmd()' where id = $1", CY.id).await;
    let file = ada.get(&format!("{REVIEW}?text=cmd&format=csv")).await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"), "{file}");
    let text = file.body();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + Role::Member.perms().len(), "{text}");
    assert!(lines[1].starts_with("'=cmd(),cy") || lines[1].starts_with("'=cmd(),"), "{text}");
    let only = ada.get(&format!("{REVIEW}?perm=org_manage&format=csv")).await.expect(200).body();
    assert_eq!(only.lines().count(), 2, "only Ada: {only}");
}

#[tokio::test]
async fn who_looks_after_one_place_sees_its_access_and_reviews_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    mark(&ada, "").await;
    let (review,): (Uuid,) = sql("select id from access_reviews").one(app.db()).await.unwrap();
    let keeper = super::team::keeper(&app, BUILDING.id).await;
    let page = keeper.get(REVIEW).await.expect(200);
    assert!(page.has_text("1 person") && !page.has_text(BO.name) && !page.has_form("#mark"), "{page}");
    let file = keeper.get(&format!("{REVIEW}?format=csv")).await.expect(200).body();
    assert!(!file.contains(BO.name), "{file}");
    keeper.post(REVIEWS, &[("key", "k"), ("seen", "x")]).await.expect(403);
    keeper.get(REVIEWS).await.expect(403);
    keeper.get(&format!("{REVIEWS}/{review}")).await.expect(404);
    app.sign_in(&BO).await.get(REVIEW).await.expect(403);
}
