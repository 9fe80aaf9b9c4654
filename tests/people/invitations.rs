//! An invitation becomes a grant when its link is followed: once, in time, by whom it is for.

use super::team::keeper;
use crate::support::world::BUILDING;
use crate::support::{ADA, BO, Browser, CY, DEE, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";
const EVE: &str = "eve@house.example";
const PASSWORD: &str = "a rope on the mooring";

async fn invite(ada: &Browser, email: &str, role: &str) -> crate::support::Answer {
    let page = ada.get(&format!("{TEAM}/invitations/new")).await.expect(200);
    let place = BUILDING.id.to_string();
    let fields = [("name", "Eve Rook"), ("email", email), ("role", role), ("location", place.as_str())];
    ada.submit(&page, "#invitation", &fields).await
}

async fn link(app: &TestApp, email: &str) -> String {
    app.settle().await;
    app.mail_to(email).await.last().expect("a mail").link("/invitations/")
}

async fn only_invitation(app: &TestApp) -> Uuid {
    sql("select id from invitations").one::<(Uuid,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn somebody_new_follows_the_link_and_is_on_the_team() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    assert_eq!(invite(&ada, EVE, "facility_manager").await.expect(303).location(), TEAM);
    assert!(ada.get(TEAM).await.expect(200).has_text("Facility manager in Boathouse"));
    let (eve, link) = (app.guest(), link(&app, EVE).await);
    let page = eve.get(&link).await.expect(200);
    assert!(page.has_text("Join Harbour House") && page.field_value("name") == "Eve Rook", "{page}");
    assert!(eve.submit(&page, "#join", &[("password", "short")]).await.expect(422).problem("password").is_some());
    let done = eve.submit(&page, "#join", &[("name", "Eve"), ("password", PASSWORD)]).await.expect(303);
    assert_eq!(done.location(), "/o/harbour-house");
    eve.get("/o/harbour-house/resources").await.expect(200);
    eve.get(TEAM).await.expect(403);
    app.guest().get(&link).await.expect(404);
    app.guest().submit(&page, "#join", &[("password", PASSWORD)]).await.expect(404);
    let facts = platform::events::latest(app.db(), crate::support::HARBOUR.id, "invitation.", 5).await.unwrap();
    let kinds: Vec<&str> = facts.iter().map(|fact| fact.kind.as_str()).collect();
    assert!(kinds.contains(&"invitation.sent") && kinds.contains(&"invitation.accepted"), "{kinds:?}");
}

#[tokio::test]
async fn a_user_accepts_what_is_for_their_own_address_only() {
    let app = TestApp::start().await;
    let (ada, bo, dee) = (app.sign_in(&ADA).await, app.sign_in(&BO).await, app.sign_in(&DEE).await);
    invite(&ada, DEE.email, "viewer").await.expect(303);
    let link = link(&app, DEE.email).await;
    assert!(bo.get(&link).await.expect(200).has_text(&format!("You are signed in as {}", BO.email)));
    bo.post(&link, &[]).await.expect(403);
    let page = app.guest().get(&link).await.expect(200);
    assert_eq!(page.link("Sign in"), format!("/sign-in?next={link}"), "an account is not made twice");
    app.guest().post(&link, &[("name", "Mallory"), ("password", PASSWORD)]).await.expect(422);
    dee.get(TEAM).await.expect(404);
    dee.post(&link, &[]).await.expect(303);
    dee.get(TEAM).await.expect(200);
}

#[tokio::test]
async fn a_link_works_for_seven_days() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    invite(&ada, EVE, "viewer").await.expect(303);
    let link = link(&app, EVE).await;
    app.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    app.guest().get(&link).await.expect(200);
    app.advance(TimeDelta::seconds(1));
    app.guest().get(&link).await.expect(404);
    assert!(ada.get(TEAM).await.expect(200).has_text("Link too old"));
}

#[tokio::test]
async fn another_mail_makes_the_first_link_useless_and_a_revoked_one_makes_both() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    invite(&ada, EVE, "viewer").await.expect(303);
    let first = link(&app, EVE).await;
    app.advance(TimeDelta::seconds(1));
    let id = only_invitation(&app).await;
    ada.post(&format!("{TEAM}/invitations/{id}/dispatch"), &[]).await.expect(303);
    let second = link(&app, EVE).await;
    app.guest().get(&first).await.expect(404);
    app.guest().get(&second).await.expect(200);
    ada.post(&format!("{TEAM}/invitations/{id}/revocation"), &[]).await.expect(303);
    app.guest().get(&second).await.expect(404);
    ada.post(&format!("{TEAM}/invitations/{id}/dispatch"), &[]).await.expect(404);
}

#[tokio::test]
async fn an_address_is_invited_once_and_not_when_it_is_on_the_team() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    assert!(invite(&ada, CY.email, "viewer").await.expect(422).problem("email").is_some());
    let (one, two) = tokio::join!(invite(&ada, EVE, "viewer"), invite(&ada, "Eve@House.example", "viewer"));
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [303, 422]);
    assert_eq!(app.count("invitations").await, 1);
}

#[tokio::test]
async fn an_invitation_does_not_outlive_its_senders_right_to_it() {
    let app = TestApp::start().await;
    let (ada, dee, keeper) = (app.sign_in(&ADA).await, app.sign_in(&DEE).await, keeper(&app, BUILDING.id).await);
    invite(&keeper, EVE, "manager").await.expect(303);
    invite(&keeper, DEE.email, "manager").await.expect(303);
    let (eve, page) = (app.guest(), link(&app, EVE).await);
    let (join, dees) = (eve.get(&page).await.expect(200), link(&app, DEE.email).await);
    let lower = "update grants set role = 'viewer' where role = 'admin'";
    let end = "update grants set role = 'admin', ended_at = created_at where role = 'viewer'";
    for change in [lower, end] {
        assert_eq!(app.db().run(sql(change)).await.unwrap(), 1);
        eve.get(&page).await.expect(404);
        eve.submit(&join, "#join", &[("password", PASSWORD)]).await.expect(404);
        dee.post(&dees, &[]).await.expect(404);
        assert!(ada.get(TEAM).await.expect(200).has_text("Void"));
    }
    assert_eq!((app.count("users").await, app.count("grants").await), (5, 5));

    // Sent again by somebody who may, it is theirs.
    let (id,) =
        sql("select id from invitations where email = $1").bind(DEE.email).one::<(Uuid,)>(app.db()).await.unwrap();
    app.advance(TimeDelta::seconds(1));
    ada.post(&format!("{TEAM}/invitations/{id}/dispatch"), &[]).await.expect(303);
    let again = link(&app, DEE.email).await;
    assert!(app.mail_to(DEE.email).await.last().unwrap().text_body.contains("Ada Lind invites you"));
    dee.post(&again, &[]).await.expect(303);
    dee.get(TEAM).await.expect(200);
}
