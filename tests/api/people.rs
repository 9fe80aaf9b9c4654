//! Users, grants, invitations, contacts and organisations by program.

use crate::support::world::FLOOR;
use crate::support::{ADA, BO, CY, DEE, HARBOUR, TestApp};
use axum::http::Method;
use kernel::db::sql;
use platform::{Perm, Perms, Role};
use serde_json::json;

#[tokio::test]
async fn somebody_is_invited_listed_changed_and_taken_off_the_team() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let body = json!({ "name": "Fay Moss", "email": "Fay@Harbour.example", "role": "member", "location_id": FLOOR.id, "until": "2026-12-31" });
    let waiting = ada.post("/api/v1/users", body.clone()).await.expect(202).json();
    assert_eq!((&waiting["role"], &waiting["ends_at"]), (&json!("member"), &json!("2026-12-31T23:00:00Z")));
    assert_eq!(ada.post("/api/v1/users", body).await.expect(422).pointers(), ["/email"]);
    assert_eq!(app.mail_to("fay@harbour.example").await.len(), 1);
    assert_eq!(ada.get("/api/v1/invitations").await.expect(200).json()["data"][0]["id"], waiting["id"]);
    ada.delete(&format!("/api/v1/invitations/{}", waiting["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(ada.get("/api/v1/invitations").await.json()["data"], json!([]));

    let cy = format!("/api/v1/users/{}", CY.id);
    assert_eq!(ada.get(&cy).await.expect(200).json()["grants"][0]["role"], "member");
    let raised = ada.patch(&cy, json!({ "role": "facility_manager" })).await.expect(200).json();
    assert_eq!(raised["grants"][0]["role"], "facility_manager");
    app.program(&CY).await.post("/api/v1/locations", json!({})).await.expect(422);
    ada.delete(&cy).await.expect(204);
    app.program(&CY).await.get("/api/v1/orgs/harbour-house").await.expect(404);
    ada.get(&cy).await.expect(404);
    // Somebody of another house is nobody here.
    ada.get(&format!("/api/v1/users/{}", DEE.id)).await.expect(404);
}

#[tokio::test]
async fn roles_are_given_changed_and_ended_within_what_one_has() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let body = json!({ "user_id": CY.id, "role": "facility_manager", "location_id": FLOOR.id });
    let made = ada.post("/api/v1/grants", body).await.expect(201);
    let path = format!("/api/v1/grants/{}", made.json()["id"].as_str().unwrap());
    // Two roles: a change must say which one it means.
    assert_eq!(
        ada.patch(&format!("/api/v1/users/{}", CY.id), json!({ "role": "viewer" })).await.expect(409).code(),
        "several_roles"
    );
    let tag = made.header("etag").to_owned();
    let everywhere =
        ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "location_id": null }))).await.expect(200);
    assert_eq!(everywhere.json()["location_id"], json!(null));
    ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "role": "viewer" }))).await.expect(412);
    ada.delete(&path).await.expect(204);
    ada.get(&path).await.expect(404);
    assert_eq!(
        ada.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "emperor" })).await.expect(422).pointers(),
        ["/role"]
    );
    assert_eq!(
        ada.post("/api/v1/grants", json!({ "user_id": DEE.id, "role": "viewer" })).await.expect(422).pointers(),
        ["/user_id"]
    );
    assert_eq!(
        ada.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "viewer", "location_id": app.house.id() }))
            .await
            .expect(422)
            .pointers(),
        ["/location_id"]
    );
    assert_eq!(
        ada.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "owner", "until": "2027-01-01" }))
            .await
            .expect(422)
            .pointers(),
        ["/until"]
    );

    // The last owner stays, whole: nothing of hers is ended.
    assert_eq!(ada.delete(&format!("/api/v1/users/{}", ADA.id)).await.expect(409).code(), "last_owner");
    ada.get(&format!("/api/v1/users/{}", ADA.id)).await.expect(200);
    // An admin gives no more than they have, also by a token that may do everything.
    let admin = app.program_of(app.employ(HARBOUR.id, Role::Admin).await, None, None).await;
    admin.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "owner" })).await.expect(403);
    admin.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "admin" })).await.expect(201);
    let facts = admin.get("/api/v1/roles/member").await.expect(200).json();
    assert_eq!(facts["permissions"], json!(["home", "calendar_read", "bookings_make"]));
    admin.get("/api/v1/roles/emperor").await.expect(404);
}

#[tokio::test]
async fn who_holds_several_roles_is_taken_off_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    ada.post("/api/v1/grants", json!({ "user_id": ADA.id, "role": "viewer" })).await.expect(201);
    let live = || async {
        let (count,): (i64,) =
            sql("select count(*) from grants where org_id = $1 and user_id = $2 and ended_at is null")
                .bind(HARBOUR.id)
                .bind(ADA.id)
                .one(app.db())
                .await
                .unwrap();
        count
    };
    assert_eq!(ada.delete(&format!("/api/v1/users/{}", ADA.id)).await.expect(409).code(), "last_owner");
    assert_eq!(live().await, 2);
    ada.post("/api/v1/grants", json!({ "user_id": BO.id, "role": "owner" })).await.expect(201);
    app.program(&BO).await.delete(&format!("/api/v1/users/{}", ADA.id)).await.expect(204);
    assert_eq!(live().await, 0);
}

#[tokio::test]
async fn a_contact_is_kept_once_by_address_and_corrected() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    let finn = |name: &str| json!({ "email": "Finn@Guest.example", "name": name, "phone": "+34 600" });
    let made = bo.post("/api/v1/contacts", finn("Finn")).await.expect(201).json();
    assert_eq!(made["email"], "finn@guest.example");
    assert_eq!(bo.post("/api/v1/contacts", finn("Finn Reed")).await.expect(422).pointers(), ["/email"]);
    let known = bo.get("/api/v1/contacts?email=finn@guest.example").await.expect(200).json();
    assert_eq!((&known["data"][0]["id"], &known["data"][0]["name"]), (&made["id"], &json!("Finn")));
    let path = format!("/api/v1/contacts/{}", made["id"].as_str().unwrap());
    let tag = bo.get(&path).await.expect(200).header("etag").to_owned();
    let cleared =
        bo.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "phone": null }))).await.expect(200);
    assert_eq!(cleared.json()["phone"], "");
    bo.send(Method::PATCH, &path, &[("if-match", &tag)], Some(json!({ "name": "Late" }))).await.expect(412);
    assert_eq!(bo.patch(&path, json!({ "name": "https://evil.example" })).await.expect(422).pointers(), ["/name"]);
    assert_eq!(
        bo.post("/api/v1/contacts", json!({ "email": "no", "name": "A" })).await.expect(422).pointers(),
        ["/email"]
    );
    bo.post("/api/v1/contacts", json!({ "email": "other@guest.example" })).await.expect(201);
    assert_eq!(bo.patch(&path, json!({ "email": "other@guest.example" })).await.expect(422).pointers(), ["/email"]);
    let moved = bo.patch(&path, json!({ "email": "finn@reed.example" })).await.expect(200).json();
    assert_eq!((&moved["id"], &moved["email"]), (&made["id"], &json!("finn@reed.example")));
    app.program(&CY).await.post("/api/v1/contacts", finn("Finn")).await.expect(403);
}

#[tokio::test]
async fn an_organisation_is_changed_by_who_may_and_founded_by_the_operator_alone() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let changed = ada.patch("/api/v1/organisation", json!({ "about": "By the water." })).await.expect(200).json();
    assert_eq!((&changed["about"], &changed["slug"]), (&json!("By the water."), &json!("harbour-house")));
    let wrong = ada
        .patch("/api/v1/organisation", json!({ "name": "", "zone": "CEST", "email": "no", "colour": "red" }))
        .await
        .expect(422);
    assert_eq!(wrong.pointers(), ["/name", "/zone", "/colour", "/email"]);
    assert_eq!(ada.patch("/api/v1/organisation", json!({ "slug": "other" })).await.expect(422).pointers(), ["/slug"]);
    app.program(&BO).await.patch("/api/v1/organisation", json!({ "about": "x" })).await.expect(403);
    let new = json!({ "name": "Lantern Works", "zone": "UTC", "currency": "EUR", "email": "hello@lantern.example" });
    ada.post("/api/v1/orgs", new.clone()).await.expect(403);
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.unwrap();
    let made = ada.post("/api/v1/orgs", new.clone()).await.expect(201);
    assert_eq!(made.header("location"), "/api/v1/orgs/lantern-works");
    ada.get(made.header("location")).await.expect(200);
    assert_eq!(ada.post("/api/v1/orgs", new).await.expect(422).pointers(), ["/slug"]);
    assert_eq!(ada.get("/api/v1/orgs").await.json()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn roles_of_the_organisation_s_own_are_listed_given_and_found() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let desk = app.make_role(HARBOUR.id, "Front desk", Perms::of(&[Perm::Home, Perm::PeopleRead])).await;
    let all = ada.get("/api/v1/roles").await.expect(200).json();
    let own = all["data"].as_array().unwrap().iter().find(|role| role["built_in"] == false).unwrap().clone();
    assert_eq!(
        own,
        json!({ "name": desk, "label": "Front desk", "description": "", "built_in": false,
            "permissions": ["home", "people_read"], "asset_category_ids": [], "archived_at": null, "version": 1 })
    );
    assert_eq!(ada.get(&format!("/api/v1/roles/{desk}")).await.expect(200).json(), own);
    ada.get(&format!("/api/v1/roles/{}", app.house.id())).await.expect(404);
    let given = ada.post("/api/v1/grants", json!({ "user_id": CY.id, "role": desk })).await.expect(201).json();
    assert_eq!((&given["role"], &given["role_label"]), (&json!(desk), &json!("Front desk")));
    let holders = ada.get(&format!("/api/v1/grants?role={desk}")).await.expect(200).json();
    assert_eq!((holders["data"].as_array().unwrap().len(), &holders["data"][0]["user_id"]), (1, &json!(CY.id)));
    let people = ada.get(&format!("/api/v1/users?role={desk}")).await.expect(200).json();
    assert_eq!((people["data"].as_array().unwrap().len(), &people["data"][0]["id"]), (1, &json!(CY.id)));
}

#[tokio::test]
async fn a_limited_token_hands_out_no_more_than_it_is_let() {
    let app = TestApp::start().await;
    let some = app
        .program_of(ADA.id, None, Some(&["people_read", "people_manage", "home", "calendar_read", "bookings_make"]))
        .await;
    some.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "admin" })).await.expect(403);
    some.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "member", "location_id": FLOOR.id }))
        .await
        .expect(201);
    app.program(&ADA).await.post("/api/v1/grants", json!({ "user_id": CY.id, "role": "admin" })).await.expect(201);
}

#[tokio::test]
async fn a_role_is_made_changed_and_archived_by_who_may_do_as_much() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let desk = json!({ "label": "Night desk", "permissions": ["bookings_make"] });
    let made = ada.post("/api/v1/roles", desk.clone()).await.expect(201);
    let role = made.json();
    // What it is of no use without comes along.
    assert_eq!(role["permissions"], json!(["home", "calendar_read", "bookings_make"]));
    let path = format!("/api/v1/roles/{}", role["name"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.expect(200).json(), role);
    assert_eq!(ada.post("/api/v1/roles", desk).await.expect(422).pointers(), ["/label"], "the name is taken");
    let wrong = json!({ "label": "Manager", "permissions": ["fly"] });
    assert_eq!(ada.post("/api/v1/roles", wrong).await.expect(422).pointers(), ["/label", "/permissions"]);
    let none = json!({ "label": "Nothing", "permissions": [] });
    assert_eq!(ada.post("/api/v1/roles", none).await.expect(422).pointers(), ["/permissions"]);

    let tag = made.header("etag").to_owned();
    let change = json!({ "description": "Late guests" });
    let changed = ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(change)).await.expect(200).json();
    assert_eq!((&changed["description"], &changed["label"]), (&json!("Late guests"), &json!("Night desk")));
    let late = json!({ "label": "Late" });
    ada.send(Method::PATCH, &path, &[("if-match", &tag)], Some(late.clone())).await.expect(412);
    assert_eq!(ada.patch("/api/v1/roles/manager", late.clone()).await.expect(409).code(), "role_built_in");
    assert_eq!(ada.delete("/api/v1/roles/manager").await.expect(409).code(), "role_built_in");
    ada.patch(&format!("/api/v1/roles/{}", app.house.id()), late).await.expect(404);
    ada.get("/api/v1/roles/emperor").await.expect(404);

    // It holds from the next request of whoever holds it, and it goes only when nobody is left with it.
    let fay = app.employ_as(HARBOUR.id, role["name"].as_str().unwrap().parse().unwrap(), None).await;
    let fay = app.program_of(fay, None, None).await;
    fay.get("/api/v1/contacts").await.expect(403);
    ada.patch(&path, json!({ "permissions": ["bookings_make", "contacts_read"] })).await.expect(200);
    fay.get("/api/v1/contacts").await.expect(200);
    assert_eq!(ada.delete(&path).await.expect(409).code(), "role_held");
    assert_eq!(ada.delete(&format!("{path}?instead=emperor")).await.expect(422).pointers(), ["/instead"]);
    let itself = format!("{path}?instead={}", role["name"].as_str().unwrap());
    assert_eq!(ada.delete(&itself).await.expect(422).pointers(), ["/instead"]);
    ada.delete(&format!("{path}?instead=member")).await.expect(204);
    fay.get("/api/v1/contacts").await.expect(403);
    fay.get("/api/v1/organisation").await.expect(200);
    ada.get(&path).await.expect(404);
    ada.delete(&path).await.expect(404);
    let all = ada.get("/api/v1/roles").await.expect(200).json();
    assert!(all["data"].as_array().unwrap().iter().all(|role| role["built_in"] == true), "{all}");
    let facts: Vec<(String,)> = sql("select kind from events where subject_kind = 'role'").all(app.db()).await.unwrap();
    let mut kinds: Vec<&str> = facts.iter().map(|(kind,)| kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["role.archived", "role.changed", "role.changed", "role.created"]);
}

#[tokio::test]
async fn nobody_makes_changes_or_archives_a_role_that_may_more_wider_or_longer_than_they_may() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let keeper = Perms::of(&[Perm::Home, Perm::PeopleRead, Perm::PeopleManage, Perm::CalendarRead, Perm::BookingsMake]);
    let keeper = app.make_role(HARBOUR.id, "Keeper", keeper).await;
    let mighty = app.make_role(HARBOUR.id, "Mighty", Perms::of(&[Perm::Home, Perm::OrgManage])).await;
    let kit = app.program_of(app.employ_as(HARBOUR.id, keeper, None).await, None, None).await;
    let make = |label: &str, perms: &[&str]| json!({ "label": label, "permissions": perms });
    kit.post("/api/v1/roles", make("More", &["org_manage"])).await.expect(403);
    let own = kit.post("/api/v1/roles", make("Less", &["bookings_make"])).await.expect(201).json();
    let own = format!("/api/v1/roles/{}", own["name"].as_str().unwrap());
    kit.patch(&own, json!({ "permissions": ["org_manage"] })).await.expect(403);
    let path = format!("/api/v1/roles/{mighty}");
    kit.patch(&path, json!({ "permissions": ["home"] })).await.expect(403);
    kit.send(Method::PUT, &path, &[], Some(make("Tame", &["home"]))).await.expect(403);
    kit.delete(&path).await.expect(403);
    // What somebody gets instead is handed out too, and by nobody who may not.
    app.employ_as(HARBOUR.id, own.rsplit('/').next().unwrap().parse().unwrap(), None).await;
    kit.delete(&format!("{own}?instead=admin")).await.expect(403);
    kit.delete(&format!("{own}?instead=member")).await.expect(204);
    // Roles belong to no place and have no end: neither has who makes them.
    let floor = app.program_of(app.employ_as(HARBOUR.id, keeper, Some(FLOOR.id)).await, None, None).await;
    floor.post("/api/v1/roles", make("Wider", &["home"])).await.expect(403);
    let brief = app.employ_as(HARBOUR.id, keeper, None).await;
    let end = sql("update grants set ends_at = $2 where user_id = $1").bind(brief);
    app.db().run(end.bind(app.now() + chrono::TimeDelta::days(3))).await.unwrap();
    let brief = app.program_of(brief, None, None).await;
    brief.post("/api/v1/roles", make("Longer", &["home"])).await.expect(403);
    // A token that is limited makes no more than it is let, though its owner might.
    let some = app.program_of(ADA.id, None, Some(&["people_read", "people_manage", "home"])).await;
    some.post("/api/v1/roles", make("Beyond", &["org_manage"])).await.expect(403);
    some.post("/api/v1/roles", make("Within", &["home"])).await.expect(201);
    app.program(&CY).await.post("/api/v1/roles", make("No", &["home"])).await.expect(403);
    ada.delete(&format!("/api/v1/roles/{mighty}")).await.expect(204);
}

#[tokio::test]
async fn two_contacts_become_one_and_two_again() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let keep = async |name: &str, phone: &str| {
        let body = json!({ "email": format!("{name}@guest.example"), "name": name, "phone": phone });
        ada.post("/api/v1/contacts", body).await.expect(201).json()
    };
    let (finn, reed) = (keep("finn", "+34 1").await, keep("reed", "+34 2").await);
    let path = |contact: &serde_json::Value| format!("/api/v1/contacts/{}", contact["id"].as_str().unwrap());
    let merges = format!("{}/merges", path(&finn));
    let wish = json!({ "with": reed["id"], "phone": "other", "with_version": 1 });
    // What is merged is what was looked at.
    let changed = ada.patch(&path(&reed), json!({ "name": "Finn Reed" })).await.expect(200).json();
    assert_eq!(ada.post(&merges, wish.clone()).await.expect(409).code(), "contact_changed");
    let late = ada.send(Method::POST, &merges, &[("if-match", "\"9\"")], Some(wish)).await;
    assert_eq!(late.expect(412).code(), "version_changed");
    let wish = json!({ "with": reed["id"], "phone": "other", "with_version": changed["version"] });
    let keys = [("idempotency-key", "merge-1"), ("if-match", "\"1\"")];
    let merged = ada.send(Method::POST, &merges, &keys, Some(wish.clone())).await.expect(201);
    let again = ada.send(Method::POST, &merges, &keys, Some(wish)).await.expect(201);
    assert_eq!((merged.json(), merged.header("location")), (again.json(), again.header("location")));
    assert_eq!(ada.get(merged.header("location")).await.expect(200).json(), merged.json());
    let facts = merged.json();
    assert_eq!(
        (&facts["kept_id"], &facts["gone_id"], &facts["merged_by"]),
        (&finn["id"], &reed["id"], &json!(ADA.name))
    );
    assert_eq!(ada.get(&merges).await.expect(200).json()["data"], json!([facts]));
    assert_eq!(ada.get(&path(&reed)).await.expect(200).json()["merged_into"], finn["id"]);
    assert_eq!(ada.get(&path(&finn)).await.expect(200).json()["phone"], "+34 2");
    assert_eq!(ada.post(&merges, json!({ "with": reed["id"] })).await.expect(409).code(), "contact_merged");
    assert_eq!(ada.post(&merges, json!({ "with": finn["id"] })).await.expect(422).pointers(), ["/with"]);
    assert_eq!(ada.post(&merges, json!({ "with": app.house.id() })).await.expect(422).pointers(), ["/with"]);

    // Who may not change contacts merges and parts none.
    let undo = format!("/api/v1/contact-merges/{}/reversal", facts["id"].as_str().unwrap());
    let viewer = app.program_of(app.employ(HARBOUR.id, Role::Viewer).await, None, None).await;
    viewer.post(&undo, json!({})).await.expect(403);
    viewer.get(&merges).await.expect(403);
    let parted = ada.post(&undo, json!({})).await.expect(200).json();
    assert_eq!((&parted["contact"]["id"], &parted["contact"]["phone"]), (&reed["id"], &json!("+34 2")));
    assert_eq!((&parted["back"]["notes"], &parted["stayed"]), (&json!(0), &json!({})));
    assert_eq!(ada.get(&path(&finn)).await.expect(200).json()["phone"], "+34 1");
    ada.post(&undo, json!({})).await.expect(404);
    assert_eq!(ada.get(&merges).await.expect(200).json()["data"], json!([]));
}

#[tokio::test]
async fn a_contact_is_erased_with_a_report_of_what_stays_and_why() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let begin = json!({ "resource_id": crate::support::world::BOARDROOM.id, "starts_at": "2026-03-03T10:00:00+01:00",
        "ends_at": "2026-03-03T11:00:00+01:00", "title": "Secret talks", "people": 2,
        "guest": { "name": "Finn Reed", "email": "finn@guest.example" } });
    ada.post("/api/v1/bookings", begin).await.expect(201);
    app.settle().await;
    let found = ada.get("/api/v1/contacts?email=finn@guest.example").await.expect(200).json();
    let path = format!("/api/v1/contacts/{}", found["data"][0]["id"].as_str().unwrap());
    let outlook = ada.get(&format!("{path}/erasure")).await.expect(200).json();
    assert_eq!(outlook["erased_at"], json!(null));
    assert!(outlook["cut"].as_array().unwrap().iter().any(|line| line["number"] == 1), "{outlook}");
    assert!(
        outlook["kept"].as_array().unwrap().iter().any(|line| line["what"].as_str().unwrap().starts_with("1 bookings")),
        "{outlook}"
    );
    app.program(&CY).await.delete(&path).await.expect(403);
    // Whose rights end somewhere erases nobody: a contact belongs to no place.
    let keeper =
        Perms::of(&[Perm::Home, Perm::CalendarRead, Perm::BookingsRead, Perm::ContactsRead, Perm::ContactsManage]);
    let keeper = app.make_role(HARBOUR.id, "Keeper", keeper).await;
    let near = app.employ_as(HARBOUR.id, keeper, Some(crate::support::world::BUILDING.id)).await;
    app.program_of(near, None, None).await.delete(&path).await.expect(403);
    let stale = ada.send(Method::DELETE, &path, &[("if-match", "\"9\"")], None).await;
    assert_eq!(stale.expect(412).code(), "version_changed");
    assert_eq!(ada.get(&path).await.expect(200).json()["name"], "Finn Reed", "nothing is cut yet");

    let tag = ada.get(&path).await.header("etag").to_owned();
    let keys = [("idempotency-key", "erase-1"), ("if-match", tag.as_str())];
    let report = ada.send(Method::DELETE, &path, &keys, None).await.expect(200).json();
    assert_eq!(ada.send(Method::DELETE, &path, &keys, None).await.expect(200).json(), report);
    assert_eq!(ada.get(&format!("{path}/erasure")).await.expect(200).json(), report);
    assert_eq!(report["cut"], json!(null));
    let whys: Vec<&str> = report["kept"].as_array().unwrap().iter().map(|line| line["why"].as_str().unwrap()).collect();
    assert!(!whys.is_empty() && whys.iter().all(|why| !why.is_empty()), "{report}");
    assert!(!report.to_string().contains("finn@"), "{report}");
    let left = ada.get(&path).await.expect(200).json();
    assert_eq!((&left["erased_at"], &left["phone"]), (&report["erased_at"], &json!("")));
    assert!(!left.to_string().contains("Finn"), "{left}");
    assert_eq!(ada.delete(&path).await.expect(409).code(), "contact_erased");
    let found = ada.get("/api/v1/contacts?email=finn@guest.example").await.expect(200).json();
    assert_eq!(found["data"], json!([]));
}

#[tokio::test]
async fn an_archived_role_comes_back_unless_its_name_is_taken() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let desk = json!({ "label": "Night desk", "permissions": ["bookings_make"] });
    let made = ada.post("/api/v1/roles", desk.clone()).await.expect(201).json();
    let path = format!("/api/v1/roles/{}", made["name"].as_str().unwrap());
    let back = format!("{path}/restoration");
    assert_eq!(ada.post(&back, json!({})).await.expect(409).code(), "role_changed", "it is not in the archive");
    ada.delete(&path).await.expect(204);
    let put_away = ada.get("/api/v1/roles?archived=true").await.expect(200).json();
    assert_eq!((put_away["data"].as_array().unwrap().len(), &put_away["data"][0]["name"]), (1, &made["name"]));
    assert_ne!(put_away["data"][0]["archived_at"], json!(null));
    let other = ada.post("/api/v1/roles", desk).await.expect(201).json();
    assert_eq!(ada.post(&back, json!({})).await.expect(409).code(), "roles_name");
    ada.delete(&format!("/api/v1/roles/{}", other["name"].as_str().unwrap())).await.expect(204);
    // Only who may do as much takes it out again.
    let keeper = Perms::of(&[Perm::Home, Perm::PeopleRead, Perm::PeopleManage]);
    let keeper = app.make_role(HARBOUR.id, "Keeper", keeper).await;
    let kit = app.program_of(app.employ_as(HARBOUR.id, keeper, None).await, None, None).await;
    kit.post(&back, json!({})).await.expect(403);
    let stale = ada.send(Method::POST, &back, &[("if-match", "\"1\"")], None).await;
    assert_eq!(stale.expect(412).code(), "version_changed");
    let restored = ada.post(&back, json!({})).await.expect(200).json();
    assert_eq!((&restored["archived_at"], &restored["permissions"]), (&json!(null), &made["permissions"]));
    ada.get(&path).await.expect(200);
    assert_eq!(ada.post("/api/v1/roles/manager/restoration", json!({})).await.expect(409).code(), "role_built_in");
}

#[tokio::test]
async fn a_contact_is_tagged_noted_blocked_and_found_by_it() {
    let app = TestApp::start().await;
    let (bo, cy) = (app.program(&BO).await, app.program(&CY).await);
    let make = async |email: &str, source: &str| {
        let body = json!({ "email": email, "name": "Finn", "source": source });
        bo.post("/api/v1/contacts", body).await.expect(201).json()
    };
    let (finn, zoe) = (make("finn@guest.example", "fair").await, make("zoe@guest.example", "").await);
    assert_eq!((&finn["tags"], &finn["blocked_at"]), (&json!([]), &json!(null)));
    let path = |rest: &str| format!("/api/v1/contacts/{}{rest}", finn["id"].as_str().unwrap());
    let tagged = bo.put(&path("/tags"), json!({ "tags": ["VIP", "regatta", "vip"] })).await.expect(200).json();
    assert_eq!(tagged["tags"], json!(["regatta", "vip"]));
    assert_eq!(bo.get(&path("")).await.expect(200).json()["tags"], json!(["regatta", "vip"]));
    assert_eq!(bo.put(&path("/tags"), json!({ "tags": ["a,b"] })).await.expect(422).pointers(), ["/tags/0"]);
    assert_eq!(bo.put(&path("/tags"), json!({})).await.expect(422).pointers(), ["/tags"]);
    let many: Vec<String> = (0..31).map(|number| format!("t{number}")).collect();
    assert_eq!(bo.put(&path("/tags"), json!({ "tags": many })).await.expect(422).pointers(), ["/tags"]);
    bo.put(&path("/tags"), json!({ "tags": ["vip"] })).await.expect(200);

    let note = json!({ "note": "Prefers the quiet corner." });
    let key = [("idempotency-key", "note-1")];
    let written = bo.send(Method::POST, &path("/notes"), &key, Some(note.clone())).await.expect(201).json();
    let again = bo.send(Method::POST, &path("/notes"), &key, Some(note)).await.expect(201).json();
    assert_eq!((&written["id"], &written["author"]), (&again["id"], &json!(BO.name)));
    let notes = bo.get(&path("/notes?limit=1")).await.expect(200).json();
    assert_eq!((&notes["data"], &notes["next_cursor"]), (&json!([written]), &json!(null)));
    assert_eq!(bo.post(&path("/notes"), json!({ "note": " " })).await.expect(422).pointers(), ["/note"]);

    let blocked = bo.post(&path("/blocking"), json!({ "reason": "Not there" })).await.expect(200).json();
    assert!(blocked["blocked_at"].is_string() && blocked["block_reason"] == "Not there", "{blocked}");
    let found = async |query: &str| {
        let list = bo.get(&format!("/api/v1/contacts?{query}")).await.expect(200).json();
        list["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    for query in ["tag=VIP", "source=fair", "blocked=true", "tag=vip&source=fair&blocked=true"] {
        assert_eq!(found(query).await, [finn["id"].clone()], "{query}");
    }
    for query in ["source=staff", "blocked=false"] {
        assert_eq!(found(query).await, [zoe["id"].clone()], "{query}");
    }
    assert_eq!(found("tag=regatta").await.len(), 0);
    assert_eq!(bo.get("/api/v1/contacts?colour=red").await.expect(422).pointers(), ["/colour"]);
    let free = bo.post(&path("/unblocking"), json!({})).await.expect(200).json();
    assert_eq!(free["blocked_at"], json!(null));

    // Not by who may not, not for nobody, not for who was erased.
    for (verb, rest, body) in [
        (Method::PUT, "/tags", json!({ "tags": [] })),
        (Method::POST, "/notes", json!({ "note": "A" })),
        (Method::POST, "/blocking", json!({})),
        (Method::POST, "/unblocking", json!({})),
    ] {
        cy.send(verb.clone(), &path(rest), &[], Some(body.clone())).await.expect(403);
        let nobody = format!("/api/v1/contacts/{}{rest}", app.house.id());
        bo.send(verb, &nobody, &[], Some(body)).await.expect(404);
    }
    cy.get(&path("/notes")).await.expect(403);
    let ada = app.program(&ADA).await;
    ada.delete(&path("")).await.expect(200);
    assert_eq!(ada.put(&path("/tags"), json!({ "tags": ["a"] })).await.expect(409).code(), "contact_erased");
}

#[tokio::test]
async fn fields_that_are_missing_are_named_all_at_once() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    for (path, fields) in [
        ("/api/v1/contacts", &["/email"][..]),
        ("/api/v1/users", &["/name", "/email", "/role"]),
        ("/api/v1/grants", &["/user_id", "/role"]),
        ("/api/v1/roles", &["/label", "/permissions"]),
        ("/api/v1/webhooks", &["/url"]),
        ("/api/v1/locations", &["/kind", "/name"]),
        ("/api/v1/inbox-sources", &["/name"]),
        ("/api/v1/auth/login", &["/email", "/password"]),
    ] {
        assert_eq!(ada.post(path, json!({})).await.expect(422).pointers(), fields, "{path}");
    }
    let half = json!({ "email": "fay@harbour.example" });
    assert_eq!(ada.post("/api/v1/users", half).await.expect(422).pointers(), ["/name", "/role"]);
}
