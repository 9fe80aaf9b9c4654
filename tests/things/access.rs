//! Who may look at what and change what, down to the part of the tree a grant is limited to.

use crate::support::world::{BOARDROOM, BUILDING, FLOOR, PROJECTOR, SITE, WEIGHBRIDGE};
use crate::support::{ADA, CY, DEE, HARBOUR, TestApp};
use days::impact::actions::carry_out;
use kernel::Error;
use kernel::db::sql;
use platform::Role;
use things::changes::Change;
use things::locations::{Kind, NewLocation, Place};
use things::{locations, resources};
use uuid::Uuid;

const RESOURCES: &str = "/o/harbour-house/resources";
const LOCATIONS: &str = "/o/harbour-house/locations";

/// Somebody who looks after one location only.
async fn keeper(app: &TestApp, location: Uuid) -> Uuid {
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let statement = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(statement.bind(HARBOUR.id).bind(user).bind(location)).await.unwrap();
    user
}

#[tokio::test]
async fn a_keeper_of_a_floor_sees_and_changes_that_floor_only() {
    let app = TestApp::start().await;
    let keeper = app.sign_in_user(keeper(&app, FLOOR.id).await).await;
    let list = keeper.get(RESOURCES).await.expect(200);
    assert!(list.maybe_link("Boardroom Aurora").is_some() && list.maybe_link("Projector").is_none(), "{list}");
    keeper.get(&format!("{RESOURCES}/{}", PROJECTOR.id)).await.expect(404);
    keeper.post(&format!("{RESOURCES}/{}/archival", PROJECTOR.id), &[("version", "1")]).await.expect(404);

    let tree = keeper.get(LOCATIONS).await.expect(200);
    assert!(tree.has_text("Upper deck") && !tree.has_text("Boathouse"), "{tree}");
    assert_eq!(tree.maybe_link("New site"), None);
    keeper.get(&format!("{LOCATIONS}/new")).await.expect(403);
    keeper.get(&format!("{LOCATIONS}/{}/details", BUILDING.id)).await.expect(404);
    keeper.post(LOCATIONS, &[("kind", "site"), ("name", "Mine"), ("zone", "UTC"), ("key", "k")]).await.expect(403);
    let building = BUILDING.id.to_string();
    let there = [("kind", "area"), ("name", "Mine"), ("parent", building.as_str()), ("key", "k")];
    keeper.post(LOCATIONS, &there).await.expect(403);

    let page = keeper.get(&format!("{RESOURCES}/{}/details", BOARDROOM.id)).await.expect(200);
    assert_eq!(page.form("#form").choices("location"), [FLOOR.id.to_string()]);
    keeper.submit(&page, "#form", &[("capacity", "13")]).await.expect(303);
    let page = keeper.get(&format!("{RESOURCES}/{}/details", BOARDROOM.id)).await;
    let out = page.form("#form").forge("location", Some(&building));
    keeper.send_form(&out).await.expect(403);

    let form = keeper.get(&format!("{RESOURCES}/{}/exceptions/new", BOARDROOM.id)).await.expect(200);
    assert_eq!(form.form("#form").choices("owner"), ["resource".to_owned(), FLOOR.id.to_string()]);
    for owner in ["organisation", &building] {
        let form = form.form("#form").set("day", "2026-12-24").set("label", "Mine").forge("owner", Some(owner));
        keeper.send_form(&form).await.expect(403);
    }
    assert_eq!(app.count("day_exceptions").await, 0);
}

#[tokio::test]
async fn what_holds_for_more_is_removed_only_by_those_who_look_after_more() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let home = format!("{RESOURCES}/{}", BOARDROOM.id);
    let form = ada.get(&format!("{home}/blackouts/new")).await;
    let fields =
        [("from", "2026-07-01T10:00"), ("until", "2026-07-01T12:00"), ("reason", "Regatta"), ("owner", "organisation")];
    ada.submit(&form, "#form", &fields).await.expect(303);
    let (blackout,): (Uuid,) =
        sql("select id from blackouts where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    let keeper = app.sign_in_user(keeper(&app, FLOOR.id).await).await;
    let shown = keeper.get(&home).await.expect(200);
    assert!(shown.has_text("Regatta") && !shown.has_form(&format!("/blackouts/{blackout}/removal")));
    keeper.post(&format!("{home}/blackouts/{blackout}/removal"), &[]).await.expect(403);
    ada.submit(&ada.get(&home).await, &format!("/blackouts/{blackout}/removal"), &[]).await.expect(303);
    assert_eq!(app.count("blackouts").await, 0);
}

#[tokio::test]
async fn who_may_only_look_finds_no_buttons() {
    let app = TestApp::start().await;
    let viewer = app.sign_in_user(app.employ(HARBOUR.id, Role::Viewer).await).await;
    let shown = viewer.get(&format!("{RESOURCES}/{}", BOARDROOM.id)).await.expect(200);
    assert!(shown.maybe_link("Edit").is_none() && !shown.has_form("/archival"), "{shown}");
    viewer.get(&format!("{RESOURCES}/new")).await.expect(403);
    viewer.post(&format!("{RESOURCES}/{}/hours", BOARDROOM.id), &[]).await.expect(403);
    let cy = app.sign_in(&CY).await;
    cy.get(RESOURCES).await.expect(403);
}

#[tokio::test]
async fn nothing_of_another_house_can_be_named() {
    let app = TestApp::start().await;
    let dee = app.sign_in(&DEE).await;
    dee.get(&format!("/o/quarry-works/resources/{}", WEIGHBRIDGE.id)).await.expect(200);
    dee.get(&format!("/o/quarry-works/resources/{}", BOARDROOM.id)).await.expect(404);
    dee.get(&format!("/o/quarry-works/locations/{}/details", SITE.id)).await.expect(404);
    dee.get(&format!("/o/quarry-works/locations/new?parent={}", SITE.id)).await.expect(404);

    // Behind the pages, the actions refuse it too.
    let scope = app.scope("quarry-works", &DEE).await;
    let spy = NewLocation { name: "Spy".into(), place: Place::Inside { kind: Kind::Area, parent: SITE.id } };
    assert!(matches!(locations::actions::create(&scope, &spy, "k1").await, Err(Error::Invalid(_))));
    let form = resources::ResourceForm {
        name: "Spy".into(),
        location: FLOOR.id.to_string(),
        ..resources::ResourceForm::fresh()
    };
    let new = form.parse("INR", &mut kernel::Problems::new()).unwrap();
    let made = resources::actions::create(&scope, &new, &resources::week::Preset::Office.week(), "k2").await;
    assert!(matches!(made, Err(Error::Invalid(_))), "{made:?}");
    let archival = Change::Archival { resource: BOARDROOM.id, version: 1 };
    assert!(matches!(carry_out(&scope, &archival, None).await, Err(Error::NotFound)));
}
