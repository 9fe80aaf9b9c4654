//! The tree of locations.

use crate::bookings::desk::events;
use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR, PROJECTOR, SITE};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use chrono::TimeDelta;
use days::impact::actions::carry_out;
use kernel::Error;
use things::changes::{Change, restore_place};
use things::locations::{Kind, Location, NewLocation, Place, actions, store};
use things::resources;

const TREE: &str = "/o/harbour-house/locations";

fn inside(name: &str, kind: Kind, parent: uuid::Uuid) -> NewLocation {
    NewLocation { name: name.to_owned(), place: Place::Inside { kind, parent } }
}

async fn tree(app: &TestApp) -> Vec<Location> {
    store::tree(app.db(), HARBOUR.id).await.unwrap()
}

async fn named(app: &TestApp, name: &str) -> Location {
    let all = store::tree_with_archived(app.db(), HARBOUR.id).await.unwrap();
    all.into_iter().find(|location| location.name == name).unwrap_or_else(|| panic!("no location {name}"))
}

#[tokio::test]
async fn a_tree_is_planted_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{TREE}/new")).await.expect(200);
    assert_eq!(form.field_value("zone"), "Europe/Madrid");
    let fields = [("name", "Lighthouse"), ("zone", "Atlantic/Azores"), ("address", "Cape 1\nFaial")];
    ada.submit(&form, "#form", &fields).await.expect(303);
    let site = named(&app, "Lighthouse").await;
    assert_eq!(
        (site.kind, site.zone(), site.depth(), site.site_id),
        (Kind::Site, chrono_tz::Atlantic::Azores, 0, site.id)
    );

    let form = ada.get(&format!("{TREE}/new?parent={}", site.id)).await.expect(200);
    assert_eq!(form.field_value("kind"), "building");
    ada.submit(&form, "#form", &[("name", "Lamp room"), ("kind", "area")]).await.expect(303);
    let room = named(&app, "Lamp room").await;
    assert_eq!((room.parent_id, room.site_id, room.zone_name.as_str()), (Some(site.id), site.id, "Atlantic/Azores"));
    assert_eq!(room.path, format!("/{}/{}", site.id, room.id));
    assert_eq!(
        store::address_line(app.db(), HARBOUR.id, room.id).await.unwrap(),
        "Lamp room, Lighthouse, Cape 1, Faial"
    );

    let page = ada.get(TREE).await.expect(200);
    for text in
        ["Lighthouse", "Cape 1", "Azores time (Atlantic/Azores)", "Lamp room", "Boathouse › Upper deck", "3 resources"]
    {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let same = ada.get(&format!("{TREE}/new?parent={}", site.id)).await;
    let refused = ada.submit(&same, "#form", &[("name", "Lamp room"), ("kind", "area")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    let same = ada.submit(&ada.get(&format!("{TREE}/new")).await, "#form", &[("name", "Lighthouse")]).await.expect(422);
    assert!(same.problem("name").is_some(), "sites too: {same}");
}

#[tokio::test]
async fn what_moves_takes_all_below_it_along() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    let away = NewLocation {
        name: "Kolkata office".into(),
        place: Place::Site { zone: chrono_tz::Asia::Kolkata, address: String::new() },
    };
    let away = actions::create(&scope, &away, "key-1").await.unwrap();
    let corner = actions::create(&scope, &inside("Corner", Kind::Area, FLOOR.id), "key-2").await.unwrap();

    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{TREE}/{}/details", BUILDING.id)).await.expect(200);
    let offered = form.form("#form").choices("parent").join(" ");
    assert!(!offered.contains(&FLOOR.id.to_string()), "nothing is offered that stands in it");
    ada.submit(&form, "#form", &[("parent", &away.to_string())]).await.expect(303);

    let corner = store::by_id(app.db(), HARBOUR.id, corner).await.unwrap();
    assert_eq!(corner.path, format!("/{away}/{}/{}/{}", BUILDING.id, FLOOR.id, corner.id));
    assert_eq!((corner.site_id, corner.zone(), corner.depth()), (away, chrono_tz::Asia::Kolkata, 3));
    assert_eq!(store::by_id(app.db(), HARBOUR.id, FLOOR.id).await.unwrap().parent_id, Some(BUILDING.id));
    let order: Vec<_> = tree(&app).await.iter().map(|location| location.name.clone()).collect();
    assert_eq!(order, ["Harbour", "Kolkata office", "Boathouse", "Upper deck", "Corner"]);
    let late = ada.submit(&form, "#form", &[("name", "Late")]).await.expect(409);
    assert!(late.has_text("changed this in the meantime"), "{late}");
    assert_eq!(
        (late.field_value("name").as_str(), late.problem("parent").as_deref()),
        ("Late", Some("Saved now: “Kolkata office”."))
    );
    ada.submit(&late, "#form", &[("parent", &away.to_string())]).await.expect(303);
    assert_eq!(store::by_id(app.db(), HARBOUR.id, BUILDING.id).await.unwrap().name, "Late");
}

#[tokio::test]
async fn a_new_zone_of_a_site_reaches_everything_in_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{TREE}/{}/details", SITE.id)).await;
    ada.submit(&form, "#form", &[("zone", "Atlantic/Canary")]).await.expect(303);
    assert!(tree(&app).await.iter().all(|location| location.zone_name == "Atlantic/Canary"));
}

#[tokio::test]
async fn what_stands_in_a_location_is_archived_and_restored_with_it() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let form = bo.get(&format!("{TREE}/{}/details", BUILDING.id)).await;
    // The projector was put away before: it does not come back with the others.
    let alone = resources::store::by_id(app.db(), HARBOUR.id, PROJECTOR.id).await.unwrap();
    let put_away = Change::Archival { resource: alone.id, version: alone.version };
    carry_out(&app.scope("harbour-house", &BO).await, &put_away, None).await.unwrap();
    app.advance(TimeDelta::minutes(1));
    bo.submit(&form, "/archival", &[]).await.expect(303);
    bo.submit(&form, "/archival", &[]).await.expect(409);
    for thing in [&BOARDROOM, &DESKS, &PROJECTOR] {
        let resource = resources::store::by_id(app.db(), HARBOUR.id, thing.id).await.unwrap();
        assert!(resource.archived_at.is_some(), "{}", thing.name);
    }
    assert_eq!((events(&app, "resource.archived").await, events(&app, "location.archived").await), (3, 1));
    let page = bo.get(&format!("{TREE}?archived=on")).await;
    bo.submit(&page, &format!("/{}/restoration", BUILDING.id), &[]).await.expect(303);
    for (thing, is_back) in [(&BOARDROOM, true), (&DESKS, true), (&PROJECTOR, false)] {
        let resource = resources::store::by_id(app.db(), HARBOUR.id, thing.id).await.unwrap();
        assert_eq!(resource.archived_at.is_none(), is_back, "{}", thing.name);
    }
    assert_eq!((events(&app, "resource.restored").await, events(&app, "location.restored").await), (2, 1));

    let scope = app.scope("harbour-house", &BO).await;
    let attic = actions::create(&scope, &inside("Attic", Kind::Floor, BUILDING.id), "key-1").await.unwrap();
    actions::create(&scope, &inside("Beam", Kind::Area, attic), "key-2").await.unwrap();
    let form = bo.get(&format!("{TREE}/{attic}/details")).await;
    let gone = bo.submit(&form, "/archival", &[]).await.expect(303);
    assert_eq!(bo.follow(&gone).await.toast().as_deref(), Some("Attic was archived."));
    assert!(named(&app, "Beam").await.archived_at.is_some());
    assert_eq!(tree(&app).await.len(), 3);

    let beam = named(&app, "Beam").await;
    let alone = restore_place(&scope, beam.id, beam.version).await;
    assert!(matches!(alone, Err(Error::Conflict(rule)) if rule == "location_parent_archived"));
    let page = bo.get(&format!("{TREE}?archived=on")).await;
    bo.submit(&page, &format!("/{attic}/restoration"), &[]).await.expect(303);
    assert_eq!(tree(&app).await.len(), 5);
}

#[tokio::test]
async fn two_moves_at_once_never_make_a_circle() {
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    for round in 0..10 {
        let one =
            actions::create(&scope, &inside(&format!("One {round}"), Kind::Area, SITE.id), &format!("one-{round}"))
                .await
                .unwrap();
        let other =
            actions::create(&scope, &inside(&format!("Other {round}"), Kind::Area, SITE.id), &format!("other-{round}"))
                .await
                .unwrap();
        let (into_other, into_one) =
            (inside(&format!("One {round}"), Kind::Area, other), inside(&format!("Other {round}"), Kind::Area, one));
        let (first, second) = (
            Change::Location { id: one, version: 1, new: into_other },
            Change::Location { id: other, version: 1, new: into_one },
        );
        let (first, second) = tokio::join!(carry_out(&scope, &first, None), carry_out(&scope, &second, None));
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
    }
    for location in tree(&app).await {
        assert!(
            location.path.starts_with(&format!("/{}", SITE.id)) && location.path.ends_with(&location.id.to_string())
        );
    }
}

#[tokio::test]
async fn no_resource_arrives_in_a_location_that_is_being_archived() {
    use things::resources::{self, ResourceForm, week::Preset};
    let app = TestApp::start().await;
    let scope = app.scope("harbour-house", &ADA).await;
    for round in 0..10 {
        let shed =
            actions::create(&scope, &inside(&format!("Shed {round}"), Kind::Area, SITE.id), &format!("shed-{round}"))
                .await
                .unwrap();
        let form = ResourceForm { name: format!("Kayak {round}"), location: shed.to_string(), ..ResourceForm::fresh() };
        let new = form.parse("EUR", &mut kernel::Problems::new()).unwrap();
        let key = format!("kayak-{round}");
        let week = Preset::Office.week();
        let close = Change::Closure { id: shed, version: 1 };
        let (archived, made) =
            tokio::join!(carry_out(&scope, &close, None), resources::actions::create(&scope, &new, &week, &key));
        assert!(archived.is_ok() || made.is_ok(), "round {round}: {archived:?} {made:?}");
        // Who comes first is archived with it, or keeps it from being archived; nobody is left standing in what is away.
        if let (Ok(_), Ok(resource)) = (&archived, &made) {
            let made = resources::store::by_id(app.db(), HARBOUR.id, *resource).await.unwrap();
            assert!(made.archived_at.is_some(), "round {round}: {} stands in what is away", made.name);
        }
    }
}
