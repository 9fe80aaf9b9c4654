//! Who may hand out what, to whom, where and until when.

use crate::support::world::{BUILDING, FLOOR, SITE};
use crate::support::{ADA, BO, Browser, CY, DEE, HARBOUR, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";

/// The grant of a user at the Harbour.
async fn grant(app: &TestApp, user: Uuid) -> Uuid {
    let statement = sql("select id from grants where org_id = $1 and user_id = $2 order by created_at, id");
    statement.bind(HARBOUR.id).bind(user).one::<(Uuid,)>(app.db()).await.unwrap().0
}

/// What becomes of ending this grant.
async fn end(browser: &Browser, grant: Uuid) -> u16 {
    browser.post(&format!("{TEAM}/grants/{grant}/end"), &[]).await.status.as_u16()
}

/// An admin who looks after one location only.
pub(super) async fn keeper(app: &TestApp, location: Uuid) -> Browser {
    let user = app.employ(HARBOUR.id, Role::Admin).await;
    let statement = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(statement.bind(HARBOUR.id).bind(user).bind(location)).await.unwrap();
    app.sign_in_user(user).await
}

#[tokio::test]
async fn the_team_is_found_by_text_and_by_role() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let all = ada.get(TEAM).await.expect(200);
    assert!([ADA.name, BO.name, CY.name].iter().all(|name| all.maybe_link(name).is_some()), "{all}");
    assert!(!all.has_text(DEE.name));
    let some = ada.get(&format!("{TEAM}?text=MARSH")).await.expect(200);
    assert!(some.maybe_link(BO.name).is_some() && some.maybe_link(ADA.name).is_none(), "{some}");
    let members = ada.get(&format!("{TEAM}?role=member")).await.expect(200);
    assert!(members.maybe_link(CY.name).is_some() && members.maybe_link(BO.name).is_none(), "{members}");
    assert!(ada.get(&format!("{TEAM}?text=%25")).await.expect(200).has_text("Nobody on the team matches."));
    assert!(ada.get(&format!("{TEAM}/permissions")).await.expect(200).has_text("Invite people and change roles"));
}

#[tokio::test]
async fn a_changed_role_holds_from_the_next_request_on() {
    let app = TestApp::start().await;
    let (ada, cy) = (app.sign_in(&ADA).await, app.sign_in(&CY).await);
    cy.get("/o/harbour-house/contacts").await.expect(403);
    let path = format!("{TEAM}/grants/{}", grant(&app, CY.id).await);
    let page = ada.get(&path).await.expect(200);
    ada.submit(&page, "#grant", &[("role", "support")]).await.expect(303);
    cy.get("/o/harbour-house/contacts").await.expect(200);
    ada.submit(&page, "#grant", &[("role", "viewer")]).await.expect(409);
    ada.post(&format!("{path}/end"), &[]).await.expect(303);
    cy.get("/o/harbour-house/contacts").await.expect(404);
}

#[tokio::test]
async fn a_role_ends_with_its_last_day_in_the_organisations_zone() {
    let app = TestApp::start().await;
    let (ada, cy) = (app.sign_in(&ADA).await, app.sign_in(&CY).await);
    let page = ada.get(&format!("{TEAM}/grants/{}", grant(&app, CY.id).await)).await.expect(200);
    assert!(ada.submit(&page, "#grant", &[("until", "2026-03-01")]).await.expect(422).problem("until").is_some());
    ada.submit(&page, "#grant", &[("role", "support"), ("until", "2026-03-02")]).await.expect(303);
    assert!(ada.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(200).has_text("Mon 2 Mar 2026"));
    app.advance(TimeDelta::hours(14) - TimeDelta::seconds(1)); // 23:59:59 in Madrid
    cy.get("/o/harbour-house/contacts").await.expect(200);
    app.advance(TimeDelta::seconds(1));
    cy.get("/o/harbour-house/contacts").await.expect(404);
}

#[tokio::test]
async fn nobody_hands_out_more_than_they_have() {
    let app = TestApp::start().await;
    let admin = app.sign_in_user(app.employ(HARBOUR.id, Role::Admin).await).await;
    let owners = format!("{TEAM}/grants/{}", grant(&app, ADA.id).await);
    admin.get(&owners).await.expect(403);
    admin.post(&format!("{owners}/end"), &[]).await.expect(403);
    let page = admin.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    assert!(!page.form("#grant").choices("role").contains(&"owner"));
    admin.send_form(&page.form("#grant").forge("role", Some("owner"))).await.expect(403);
    admin.send_form(&page.form("#grant").set("role", "admin")).await.expect(303);

    let bo = app.sign_in(&BO).await;
    let cys = format!("{TEAM}/grants/{}", grant(&app, CY.id).await);
    for path in [cys.clone(), format!("{TEAM}/invitations/new"), format!("{TEAM}/members/{}/grants/new", CY.id)] {
        bo.get(&path).await.expect(403);
    }
    bo.post(&format!("{cys}/end"), &[]).await.expect(403);
    assert!(bo.get(TEAM).await.expect(200).maybe_link("Invite somebody").is_none());
}

#[tokio::test]
async fn who_looks_after_a_place_hands_out_roles_there_and_knows_of_nothing_else() {
    let app = TestApp::start().await;
    let keeper = keeper(&app, BUILDING.id).await;
    let list = keeper.get(TEAM).await.expect(200);
    assert!(list.maybe_link(ADA.name).is_none() && list.has_text("Admin in Boathouse"), "{list}");
    keeper.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(404);
    keeper.get(&format!("{TEAM}/grants/{}", grant(&app, CY.id).await)).await.expect(404);
    keeper.post(&format!("{TEAM}/grants/{}/end", grant(&app, CY.id).await), &[]).await.expect(404);

    let page = keeper.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let filled = || page.form("#invitation").set("name", "Eve").set("email", "eve@house.example").set("role", "viewer");
    let offered = page.form("#invitation").choices("location").into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(offered.contains(&FLOOR.id.to_string()) && !offered.contains(&SITE.id.to_string()), "{offered:?}");
    keeper.send_form(&filled().forge("location", Some(&SITE.id.to_string()))).await.expect(403);
    keeper.send_form(&filled().forge("location", Some(""))).await.expect(403);
    keeper.send_form(&filled().set("location", &FLOOR.id.to_string())).await.expect(303);
}

#[tokio::test]
async fn there_is_always_an_owner() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let path = format!("{TEAM}/grants/{}", grant(&app, ADA.id).await);
    let refused = ada.post(&format!("{path}/end"), &[]).await.expect(409);
    assert!(refused.has_text("This is the last owner."), "{refused}");
    let page = ada.get(&path).await.expect(200);
    ada.submit(&page, "#grant", &[("role", "admin")]).await.expect(409);
    assert!(ada.submit(&page, "#grant", &[("until", "2030-01-01")]).await.expect(422).problem("until").is_some());
    ada.get("/o/harbour-house/settings").await.expect(200);
}

#[tokio::test]
async fn two_owners_who_end_each_other_at_once_do_not_both_succeed() {
    for _ in 0..8 {
        let app = TestApp::start().await;
        let other = app.employ(HARBOUR.id, Role::Owner).await;
        let (ada, bel) = (app.sign_in(&ADA).await, app.sign_in_user(other).await);
        let (of_ada, of_bel) = (grant(&app, ADA.id).await, grant(&app, other).await);
        let (one, two) = tokio::join!(end(&ada, of_bel), end(&bel, of_ada));
        assert!((one == 303) != (two == 303), "{one} {two}");
        let owners = sql("select count(*) from grants where org_id = $1 and role = 'owner' and ended_at is null");
        assert_eq!(owners.bind(HARBOUR.id).one::<(i64,)>(app.db()).await.unwrap().0, 1);
    }
}

#[tokio::test]
async fn a_second_click_gives_no_second_role() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{TEAM}/members/{}/grants/new", CY.id)).await.expect(200);
    let form = page.form("#grant").set("role", "support");
    let (one, two) = tokio::join!(ada.send_form(&form), ada.send_form(&form));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
    let held =
        sql("select count(*) from grants where user_id = $1").bind(CY.id).one::<(i64,)>(app.db()).await.unwrap().0;
    assert_eq!(held, 2);
}

#[tokio::test]
async fn the_team_of_another_organisation_cannot_be_told_from_one_that_is_not() {
    let app = TestApp::start().await;
    let dee = app.sign_in(&DEE).await;
    let theirs = grant(&app, CY.id).await;
    dee.get(TEAM).await.expect(404);
    for id in [theirs, Uuid::from_u128(7)] {
        dee.get(&format!("/o/{}/people/grants/{id}", QUARRY.slug)).await.expect(404);
        dee.post(&format!("/o/{}/people/grants/{id}/end", QUARRY.slug), &[]).await.expect(404);
    }
    for user in [CY.id, Uuid::from_u128(7)] {
        dee.get(&format!("/o/{}/people/members/{user}", QUARRY.slug)).await.expect(404);
        let page = dee.get(&format!("/o/{}/people/members/{user}/grants/new", QUARRY.slug)).await;
        page.expect(404);
    }
}
