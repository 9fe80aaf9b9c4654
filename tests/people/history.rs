//! What somebody held before, and who held something once.

use crate::support::world::BUILDING;
use crate::support::{ADA, BO, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::{Perm, Perms};
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";

async fn grant(app: &TestApp, user: Uuid) -> Uuid {
    let statement = sql("select id from grants where org_id = $1 and user_id = $2 order by created_at, id");
    statement.bind(HARBOUR.id).bind(user).one::<(Uuid,)>(app.db()).await.unwrap().0
}

#[tokio::test]
async fn every_time_a_role_was_held_is_told_with_who_gave_and_ended_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let role = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home])).await;
    let path = format!("{TEAM}/grants/{}", grant(&app, CY.id).await);
    app.advance(TimeDelta::days(3));
    let page = ada.get(&path).await.expect(200);
    ada.submit(&page, "#grant", &[("role", &role.to_string()), ("location", &BUILDING.id.to_string())])
        .await
        .expect(303);
    let member = format!("{TEAM}/members/{}", CY.id);
    let shown = ada.get(&member).await.expect(200);
    assert!(shown.has_text("Before") && shown.has_text("Until Thu 5 Mar 2026, changed by Ada"), "{shown}");
    app.advance(TimeDelta::days(2));
    ada.post(&format!("{path}/end"), &[]).await.expect(303);
    // The role is renamed later: what was held is told as it is called now, what was changed as it was called then.
    let shown = ada.get(&member).await.expect(200);
    let text = shown.text();
    assert!(
        text.contains("holds no role here now") && text.contains("Front desk") && text.contains("Boathouse"),
        "{text}"
    );
    assert!(
        text.contains("From Thu 5 Mar 2026, given by Ada") && text.contains("Until Sat 7 Mar 2026, ended by Ada"),
        "{text}"
    );
    assert!(shown.maybe_link("Another role").is_none(), "who is gone is invited, not given a role");

    let former = ada.get(&format!("{TEAM}/former")).await.expect(200);
    assert!(former.maybe_link(CY.name).is_some() && former.maybe_link(BO.name).is_none(), "{former}");
    assert!(ada.get(&format!("{TEAM}/former?text=nobody")).await.expect(200).has_text("Nobody who is gone matches."));
}

#[tokio::test]
async fn a_role_that_ran_out_is_history_from_that_instant_on() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{TEAM}/grants/{}", grant(&app, CY.id).await)).await.expect(200);
    ada.submit(&page, "#grant", &[("until", "2026-03-02")]).await.expect(303);
    app.advance(TimeDelta::hours(14) - TimeDelta::microseconds(1));
    assert!(ada.get(&format!("{TEAM}/former")).await.expect(200).has_text("Nobody has left yet"));
    app.advance(TimeDelta::microseconds(1));
    let shown = ada.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(200);
    assert!(shown.has_text("Until Mon 2 Mar 2026, its last day"), "{shown}");
    assert!(ada.get(&format!("{TEAM}/former")).await.expect(200).maybe_link(CY.name).is_some());
}

#[tokio::test]
async fn history_is_for_who_looks_after_people_there() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    ada.post(&format!("{TEAM}/grants/{}/end", grant(&app, CY.id).await), &[]).await.expect(303);
    let bo = app.sign_in(&BO).await;
    bo.get(&format!("{TEAM}/former")).await.expect(403);
    bo.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(404);
    let keeper = super::team::keeper(&app, BUILDING.id).await;
    keeper.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(404);
    assert!(keeper.get(&format!("{TEAM}/former")).await.expect(200).maybe_link(CY.name).is_none());
}
