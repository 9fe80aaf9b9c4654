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
        json!({ "name": desk, "label": "Front desk", "built_in": false, "permissions": ["home", "people_read"] })
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
