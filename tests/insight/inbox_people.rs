//! The inbox and people: who is blocked stays out, whichever way they come, and nobody is told or taken who never came.

use super::inbox::{PAGE, register, roles, tell};
use crate::support::world::PASSWORD;
use crate::support::{ADA, BO, CY, DEE, HARBOUR, Program, QUARRY, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;
use platform::Role;
use serde_json::{Value, json};
use uuid::Uuid;

const TEAM: &str = "/o/harbour-house/people";
const EVE: &str = "eve@guest.example";

/// Ada invites somebody as a member; answers the status, and the link where one was sent.
async fn invite(app: &TestApp, email: &str) -> (u16, Option<String>) {
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{TEAM}/invitations/new")).await.expect(200).form("#invitation");
    let form = form.set("name", "Eve Rook").set("email", email).set("role", "member");
    let status = ada.send_form(&form).await.status.as_u16();
    (status, link(app, email).await)
}

async fn link(app: &TestApp, email: &str) -> Option<String> {
    app.settle().await;
    app.mail_to(email).await.last().map(|mail| mail.link("/invitations/"))
}

#[tokio::test]
async fn who_is_blocked_joins_by_no_invitation_until_the_block_is_lifted_by_hand() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    let link = invite(&app, EVE).await.1.expect("a link");
    let told = tell(&app, &crm, "1", "user.blocked", app.now(), json!({ "email": EVE })).await;
    assert_eq!(told.0, "applied", "{told:?}: invited, and not here yet");
    app.guest().get(&link).await.expect(404);
    app.guest().post(&link, &[("name", "Eve"), ("password", PASSWORD)]).await.expect(404);
    let ada = app.sign_in(&ADA).await;
    let team = ada.get(TEAM).await.expect(200);
    assert!(team.has_text("Blocked by CRM") && team.has_text(EVE), "{team}");
    let (again,): (Uuid,) = sql("select id from invitations").one(app.db()).await.unwrap();
    ada.post(&format!("{TEAM}/invitations/{again}/dispatch"), &[]).await.expect(409);
    ada.post(&format!("{TEAM}/invitations/{again}/revocation"), &[]).await.expect(303);
    assert_eq!(invite(&app, EVE).await.0, 422, "nobody is invited who cannot join");

    // Only who looks after everybody lifts it.
    let lifting = team.form("/lifting");
    app.sign_in(&BO).await.send_form(&lifting).await.expect(403);
    app.sign_in(&DEE).await.send_form(&lifting).await.expect(404);
    ada.send_form(&lifting).await.expect(303);
    ada.send_form(&lifting).await.expect(404);
    app.advance(TimeDelta::minutes(1)); // the newest letter is the last one
    let link = invite(&app, EVE).await.1.expect("a link");
    app.guest().post(&link, &[("name", "Eve"), ("password", PASSWORD)]).await.expect(303);
    assert_eq!(app.count("grants").await, 5, "she is on the team");
}

#[tokio::test]
async fn a_block_is_shown_and_lifted_on_the_members_page_with_all_they_held() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    tell(&app, &crm, "1", "user.blocked", app.now(), json!({ "email": CY.email })).await;
    let (ada, cy) = (app.sign_in(&ADA).await, app.sign_in(&CY).await);
    cy.get("/o/harbour-house").await.expect(404);
    let page = ada.get(&format!("{TEAM}/members/{}", CY.id)).await.expect(200);
    assert!(page.has_text("Blocked by CRM"), "{page}");
    // An admin of the organisation may not give back what is more than theirs.
    let raised = sql("update blocks set held = $2 where org_id = $1");
    let owner = kernel::db::Json(json!([{ "role": "owner", "location": null, "ends_at": null }]));
    let kept = kernel::db::Json(json!([{ "role": "member", "location": null, "ends_at": null }]));
    app.db().run(raised.bind(HARBOUR.id).bind(owner)).await.unwrap();
    let admin = app.sign_in_user(app.employ(HARBOUR.id, Role::Admin).await).await;
    admin.send_form(&page.form("/lifting")).await.expect(403);
    let lowered = sql("update blocks set held = $2 where org_id = $1");
    app.db().run(lowered.bind(HARBOUR.id).bind(kept)).await.unwrap();
    admin.send_form(&page.form("/lifting")).await.expect(303);
    cy.get("/o/harbour-house").await.expect(200);
    assert_eq!(roles(&app, CY.id).await, ["member"]);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "block.", 5).await.unwrap();
    assert_eq!(facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), ["block.lifted"]);
    assert!(!format!("{facts:?}").contains(CY.email), "addresses of people stay out of the trail");
    // What another system says later holds again.
    app.advance(TimeDelta::minutes(1));
    tell(&app, &crm, "2", "user.blocked", app.now(), json!({ "email": CY.email })).await;
    cy.get("/o/harbour-house").await.expect(404);
}

#[tokio::test]
async fn a_revoked_role_ends_also_where_a_blocked_person_holds_it_nevertheless() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    tell(&app, &crm, "1", "user.blocked", app.now(), json!({ "email": CY.email })).await;
    // As a house did that let blocked people follow an older invitation.
    let grant = sql("insert into grants (id, org_id, user_id, role, created_at) values ($1, $2, $3, 'member', $4)");
    app.db().run(grant.bind(app.house.id()).bind(HARBOUR.id).bind(CY.id).bind(app.now())).await.unwrap();
    app.sign_in(&CY).await.get("/o/harbour-house").await.expect(200);
    let data = json!({ "email": CY.email, "role": "member" });
    let (state, reason) = tell(&app, &crm, "2", "user.role.revoked", app.now(), data).await;
    assert_eq!((state.as_str(), reason.as_str()), ("applied", "It ended, from the next request on."));
    app.sign_in(&CY).await.get("/o/harbour-house").await.expect(404);
    app.advance(TimeDelta::minutes(1));
    tell(&app, &crm, "3", "user.unblocked", app.now(), json!({ "email": CY.email })).await;
    assert!(roles(&app, CY.id).await.is_empty(), "and it does not come back");
}

#[tokio::test]
async fn who_is_not_on_the_team_is_invited_and_nothing_tells_whether_they_have_an_account_elsewhere() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    let ada = app.program(&ADA).await;
    for (kind, data) in [
        ("user.role.granted", json!({ "role": "member" })),
        ("user.role.granted", json!({ "role": "viewer" })),
        ("user.invited", json!({ "role": "member" })),
        ("user.role.revoked", json!({ "role": "support" })),
        ("user.blocked", json!({})),
        ("user.role.granted", json!({ "role": "member" })),
        ("user.unblocked", json!({})),
        ("user.role.revoked", json!({ "role": "member" })),
    ] {
        app.advance(TimeDelta::minutes(1));
        let mut answers = Vec::new();
        for email in [DEE.email, "nobody@quarry.example"] {
            let mut data = data.clone();
            data["email"] = json!(email);
            let id = format!("{kind}-{email}-{}", app.now());
            answers.push(tell(&app, &crm, &id, kind, app.now(), data).await);
        }
        assert_eq!(answers[0], answers[1], "{kind}");
        assert!(roles(&app, DEE.id).await.is_empty(), "{kind}: nobody is put on a team");
        let users = ada.get("/api/v1/users").await.expect(200);
        assert!(!users.body().contains(DEE.name), "{kind}: {users}");
        app.settle().await;
        let sent = [DEE.email, "nobody@quarry.example"];
        let mut letters = Vec::new();
        for email in sent {
            letters.push(app.mail_to(email).await.len());
        }
        assert_eq!(letters[0], letters[1], "{kind}");
    }
    assert_eq!(
        app.sign_in(&DEE).await.get("/o/harbour-house").await.expect(404).status,
        404,
        "her house is her own: {}",
        QUARRY.slug
    );
    // A role becomes hers when she accepts.
    app.advance(TimeDelta::minutes(1));
    let data = json!({ "email": DEE.email, "role": "viewer" });
    let (state, _) = tell(&app, &crm, "last", "user.role.granted", app.now(), data).await;
    assert_eq!(state, "applied");
    let link = link(&app, DEE.email).await.expect("a letter");
    app.sign_in(&DEE).await.post(&link, &[]).await.expect(303);
    assert_eq!(roles(&app, DEE.id).await, ["viewer"]);
    // From then on she is somebody here, also when she left.
    app.advance(TimeDelta::minutes(1));
    let data = |role: &str| json!({ "email": DEE.email, "role": role });
    tell(&app, &crm, "left", "user.role.revoked", app.now(), data("viewer")).await;
    tell(&app, &crm, "back", "user.role.granted", app.now(), data("member")).await;
    assert_eq!(roles(&app, DEE.id).await, ["member"]);
}

#[tokio::test]
async fn what_is_told_of_somebody_who_never_came_ends_alike_in_any_order() {
    const STORY: [(&str, i64); 3] = [("user.role.granted", 1), ("user.blocked", 2), ("user.unblocked", 3)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let app = TestApp::start().await;
        let crm = register(&app, "manager", true, false).await;
        let start = app.now() - TimeDelta::hours(1);
        for at in order {
            let (kind, minute) = STORY[at];
            let mut data: Value = json!({ "email": EVE });
            if at == 0 {
                data["role"] = json!("member");
            }
            tell(&app, &crm, kind, kind, start + TimeDelta::minutes(minute), data).await;
        }
        assert_eq!((app.count("blocks").await, app.count("invitations").await), (0, 1), "{order:?}");
        let link = link(&app, EVE).await.expect("a letter");
        app.guest().get(&link).await.expect(200);
        app.sign_in(&ADA).await.get(PAGE).await.expect(200);
    }
}

const BLOCKS: &str = "/api/v1/blocks";

/// What a list of blocks answers: addresses, and whether there is more.
async fn listed(program: &Program, query: &str) -> (Vec<String>, Option<String>) {
    let list = program.get(&format!("{BLOCKS}{query}")).await.expect(200).json();
    let emails = list["data"].as_array().unwrap().iter().map(|block| block["email"].as_str().unwrap().to_owned());
    (emails.collect(), list["next_cursor"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_program_lists_blocks_page_by_page_and_lifts_them_as_the_page_does() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    let ada = app.program(&ADA).await;
    for (at, email) in [CY.email, "fay@guest.example", EVE, "gil@guest.example"].into_iter().enumerate() {
        app.advance(TimeDelta::minutes(1));
        tell(&app, &crm, &format!("b{at}"), "user.blocked", app.now(), json!({ "email": email })).await;
    }
    let newest_first = ["gil@guest.example", EVE, "fay@guest.example", CY.email];
    assert_eq!(listed(&ada, "").await, (newest_first.map(str::to_owned).to_vec(), None));
    let list = ada.get(BLOCKS).await.expect(200).json();
    let (eve, cy) = (list["data"][1].clone(), list["data"][3].clone());
    assert_eq!((&eve["blocked_by"], &eve["lifted_at"], &eve["lifted_by"]), (&json!("CRM"), &Value::Null, &Value::Null));
    let one = |block: &Value| format!("{BLOCKS}/{}", block["id"].as_str().unwrap());

    // Only who looks after everybody sees and lifts them: as on the page.
    for person in [&BO, &DEE] {
        let program = app.program_of(person.id, None, None).await;
        let inside = format!("/api/v1/orgs/{}/blocks", HARBOUR.slug);
        let seen = program.get(&inside).await.status.as_u16();
        let lifted =
            program.post(&format!("{inside}/{}/lifting", eve["id"].as_str().unwrap()), json!({})).await.status.as_u16();
        assert!([403, 404].contains(&seen) && [403, 404].contains(&lifted), "{}: {seen} {lifted}", person.name);
    }
    assert_eq!(app.count("blocks").await, 4);

    // By hand, by the source, and twice.
    app.advance(TimeDelta::minutes(1));
    let done = ada.post(&format!("{}/lifting", one(&eve)), json!({})).await.expect(200).json();
    let when = json!(app.now());
    assert_eq!(
        (&done["lifted_at"], &done["lifted_by"], &done["lifted_by_user_id"]),
        (&when, &json!(ADA.name), &json!(ADA.id))
    );
    app.advance(TimeDelta::minutes(1));
    let again = ada.post(&format!("{}/lifting", one(&eve)), json!({})).await.expect(200).json();
    assert_eq!(again, done, "it stays as it is");
    tell(&app, &crm, "u", "user.unblocked", app.now(), json!({ "email": CY.email })).await;
    let by_source = ada.get(&one(&cy)).await.expect(200).json();
    assert_eq!((&by_source["lifted_by"], &by_source["lifted_by_user_id"]), (&json!("CRM"), &Value::Null));
    assert_eq!(roles(&app, CY.id).await, ["member"], "they hold again what they held");
    ada.post(&format!("{BLOCKS}/{}/lifting", app.house.id()), json!({})).await.expect(404);
    let facts = platform::events::latest(app.db(), HARBOUR.id, "block.", 5).await.unwrap();
    assert_eq!(facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), ["block.lifted"], "once");

    // Narrowed, and page by page across both kinds.
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(listed(&ada, "?lifted=true").await.0, named(&[EVE, CY.email]));
    assert_eq!(listed(&ada, "?lifted=false").await.0, named(&["gil@guest.example", "fay@guest.example"]));
    let (mut all, mut query) = (Vec::new(), "?limit=1".to_owned());
    loop {
        let (page, next) = listed(&ada, &query).await;
        assert!(page.len() <= 1);
        all.extend(page);
        let Some(next) = next else { break };
        query = format!("?limit=1&cursor={next}");
    }
    assert_eq!(all, newest_first);
    assert_eq!(ada.get(&format!("{BLOCKS}?cursor=x")).await.expect(422).pointers(), ["/cursor"]);

    // Blocked once more, it is another block; and who may not give back what was held does not lift it.
    app.advance(TimeDelta::minutes(1));
    tell(&app, &crm, "b9", "user.blocked", app.now(), json!({ "email": EVE })).await;
    assert_eq!(listed(&ada, "?lifted=false").await.0[0], EVE);
    let raised = sql("update blocks set held = $2 where org_id = $1");
    let owner = kernel::db::Json(json!([{ "role": "owner", "location": null, "ends_at": null }]));
    app.db().run(raised.bind(HARBOUR.id).bind(owner)).await.unwrap();
    let admin = app.program_of(app.employ(HARBOUR.id, Role::Admin).await, None, None).await;
    let newest = ada.get(BLOCKS).await.expect(200).json()["data"][0].clone();
    assert_ne!(newest["id"], eve["id"]);
    admin.post(&format!("{}/lifting", one(&newest)), json!({})).await.expect(403);
}

#[tokio::test]
async fn a_lifted_block_goes_with_the_logs_and_one_that_holds_stays() {
    let app = TestApp::start().await;
    let crm = register(&app, "manager", true, false).await;
    let ada = app.program(&ADA).await;
    for (id, kind, email) in [("1", "user.blocked", EVE), ("2", "user.blocked", CY.email)] {
        tell(&app, &crm, id, kind, app.now(), json!({ "email": email })).await;
    }
    app.advance(TimeDelta::minutes(1));
    tell(&app, &crm, "3", "user.unblocked", app.now(), json!({ "email": EVE })).await;
    let span = sql("insert into retention (org_id, logs_months, changed_at) values ($1, 1, $2)");
    app.db().run(span.bind(HARBOUR.id).bind(app.now())).await.unwrap();
    app.advance(TimeDelta::days(20));
    app.tick().await;
    assert_eq!(listed(&ada, "?lifted=true").await.0, [EVE], "not yet");
    app.advance(TimeDelta::days(20));
    app.tick().await;
    assert_eq!(listed(&ada, "").await.0, [CY.email]);
}
