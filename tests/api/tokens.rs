//! Tokens: signing in, the next pair, theft, the ends of tokens, and what they are kept as.

use crate::support::world::PASSWORD;
use crate::support::{ADA, Answer, BO, CY, DEE, HARBOUR, Person, Program, TestApp};
use axum::http::Method;
use chrono::TimeDelta;
use kernel::db::sql;
use serde_json::{Value, json};

fn word(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}")).to_owned()
}

async fn sign_in(program: &Program) -> Value {
    let body = json!({ "email": ADA.email, "password": PASSWORD });
    program.post("/api/v1/auth/login", body).await.expect(200).json()
}

async fn refresh(program: &Program, token: &str) -> Answer {
    program.post("/api/v1/auth/refresh", json!({ "refresh_token": token })).await
}

async fn me(app: &TestApp, token: &str) -> Answer {
    Program::over(app.guest(), token).get("/api/v1/me").await
}

#[tokio::test]
async fn a_program_signs_in_works_for_an_hour_and_gets_the_next_pair() {
    let app = TestApp::start().await;
    let pair = sign_in(&app.stranger()).await;
    assert_eq!(
        (&pair["token_type"], &pair["expires_in"], &pair["refresh_expires_in"]),
        (&json!("Bearer"), &json!(3_600), &json!(2_592_000))
    );
    let (access, next) = (word(&pair, "access_token"), word(&pair, "refresh_token"));
    assert!(access.starts_with("stw_at_") && next.starts_with("stw_rt_"));
    let told = me(&app, &access).await.expect(200).json();
    assert_eq!((&told["email"], &told["organisations"][0]["slug"]), (&json!(ADA.email), &json!(HARBOUR.slug)));
    assert_eq!(told["organisations"][0]["roles"], json!(["owner"]));

    app.advance(TimeDelta::minutes(60));
    me(&app, &access).await.expect(401);
    let second = refresh(&app.stranger(), &next).await.expect(200).json();
    me(&app, &word(&second, "access_token")).await.expect(200);
    // A refresh token opens nothing by itself.
    me(&app, &word(&second, "refresh_token")).await.expect(401);
    app.advance(TimeDelta::days(30));
    assert_eq!(
        refresh(&app.stranger(), &word(&second, "refresh_token")).await.expect(401).code(),
        "invalid_refresh_token"
    );
}

#[tokio::test]
async fn a_token_bound_to_an_organisation_opens_no_other_and_short_paths_mean_it() {
    let app = TestApp::start().await;
    let body = json!({ "email": ADA.email, "password": PASSWORD, "organisation": "harbour-house" });
    let pair = app.stranger().post("/api/v1/auth/login", body).await.expect(200).json();
    assert_eq!(pair["organisation"], "harbour-house");
    let body = json!({ "email": ADA.email, "password": PASSWORD, "organisation": "quarry-works" });
    assert_eq!(app.stranger().post("/api/v1/auth/login", body).await.expect(422).pointers(), ["/organisation"]);

    // Ada joins the quarry: her unbound token cannot leave the organisation out any more, the bound one can.
    let mut tx = app.db().begin().await.unwrap();
    crate::support::world::grant(
        &mut tx,
        app.house.id(),
        crate::support::QUARRY.id,
        ADA.id,
        platform::Role::Viewer,
        app.now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let unbound = app.program(&ADA).await;
    assert_eq!(unbound.get("/api/v1/resources").await.expect(400).code(), "organisation_unclear");
    unbound.get("/api/v1/orgs/quarry-works/resources").await.expect(200);
    let bound = Program::over(app.guest(), &word(&pair, "access_token"));
    assert_eq!(bound.get("/api/v1/organisation").await.expect(200).json()["slug"], "harbour-house");
    bound.get("/api/v1/orgs/quarry-works/resources").await.expect(404);
    assert_eq!(bound.get("/api/v1/orgs").await.expect(200).json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_later_ends_its_whole_family_and_is_recorded() {
    let app = TestApp::start().await;
    let first = sign_in(&app.stranger()).await;
    let stolen = word(&first, "refresh_token");
    let second = refresh(&app.stranger(), &stolen).await.expect(200).json();
    // The first access token ended with the refresh; the second works.
    me(&app, &word(&first, "access_token")).await.expect(401);
    me(&app, &word(&second, "access_token")).await.expect(200);
    // Within a moment it is the same program that lost its own race.
    app.advance(TimeDelta::seconds(10));
    refresh(&app.stranger(), &stolen).await.expect(401);
    me(&app, &word(&second, "access_token")).await.expect(200);
    assert_eq!(app.count("events").await, 0);
    // Later it is somebody with a copy.
    app.advance(TimeDelta::seconds(1));
    refresh(&app.stranger(), &stolen).await.expect(401);
    me(&app, &word(&second, "access_token")).await.expect(401);
    refresh(&app.stranger(), &word(&second, "refresh_token")).await.expect(401);
    let (kind, subject): (String, uuid::Uuid) = sql("select kind, subject_id from events").one(app.db()).await.unwrap();
    assert_eq!((kind.as_str(), subject), ("token.reused", ADA.id));
    // Another sign-in of hers is another family.
    me(&app, &word(&sign_in(&app.stranger()).await, "access_token")).await.expect(200);
}

#[tokio::test]
async fn signing_out_ends_the_family_and_revoking_ends_whatever_is_handed_in() {
    let app = TestApp::start().await;
    let one = sign_in(&app.stranger()).await;
    let other = sign_in(&app.stranger()).await;
    let program = Program::over(app.guest(), &word(&one, "access_token"));
    program.send(Method::POST, "/api/v1/auth/logout", &[], None).await.expect(204);
    me(&app, &program.token).await.expect(401);
    refresh(&app.stranger(), &word(&one, "refresh_token")).await.expect(401);
    // What was revoked is no theft.
    assert_eq!(app.count("events").await, 0);
    me(&app, &word(&other, "access_token")).await.expect(200);
    for token in ["stw_at_none-of-ours", "", &word(&other, "refresh_token")] {
        app.stranger().post("/api/v1/auth/revoke-token", json!({ "token": token })).await.expect(204);
    }
    me(&app, &word(&other, "access_token")).await.expect(401);
}

#[tokio::test]
async fn another_password_and_a_disabled_user_end_every_token() {
    let app = TestApp::start().await;
    let pair = sign_in(&app.stranger()).await;
    let personal = app.program(&ADA).await;
    personal.get("/api/v1/me").await.expect(200);
    app.stranger().post("/api/v1/auth/reset-password", json!({ "email": ADA.email })).await.expect(202);
    app.settle().await;
    let link = app.mail_to(ADA.email).await[0].link("/password-reset/");
    let token = link.rsplit('/').next().unwrap();
    let weak = json!({ "token": token, "password": "short" });
    assert_eq!(
        app.stranger().post("/api/v1/auth/reset-password/confirmation", weak).await.expect(422).pointers(),
        ["/password"]
    );
    let strong = json!({ "token": token, "password": "another lantern on the pier" });
    app.stranger().post("/api/v1/auth/reset-password/confirmation", strong.clone()).await.expect(204);
    assert_eq!(
        app.stranger().post("/api/v1/auth/reset-password/confirmation", strong).await.expect(422).pointers(),
        ["/token"]
    );
    personal.get("/api/v1/me").await.expect(401);
    me(&app, &word(&pair, "access_token")).await.expect(401);
    refresh(&app.stranger(), &word(&pair, "refresh_token")).await.expect(401);

    let cy = app.program(&CY).await;
    cy.get("/api/v1/me").await.expect(200);
    app.db().run(sql("update users set disabled_at = $2 where id = $1").bind(CY.id).bind(app.now())).await.unwrap();
    cy.get("/api/v1/me").await.expect(401);
}

/// Everything that a token of this person opens, before and after something happened: all of it, and then nothing.
struct Opened {
    personal: Program,
    pair: Value,
}

impl Opened {
    async fn by(app: &TestApp, person: &Person, password: &str) -> Opened {
        let login = json!({ "email": person.email, "password": password });
        let pair = app.stranger().post("/api/v1/auth/login", login).await.expect(200).json();
        let opened = Opened { personal: app.program(person).await, pair };
        opened.personal.get("/api/v1/me").await.expect(200);
        me(app, &word(&opened.pair, "access_token")).await.expect(200);
        opened
    }

    async fn is_closed(&self, app: &TestApp, by: &str) {
        let statuses = [
            self.personal.get("/api/v1/me").await.status,
            me(app, &word(&self.pair, "access_token")).await.status,
            refresh(&app.stranger(), &word(&self.pair, "refresh_token")).await.status,
        ];
        assert_eq!(statuses.map(|status| status.as_u16()), [401; 3], "{by} left a token alive");
    }
}

#[tokio::test]
async fn whichever_way_a_password_is_changed_no_token_outlives_it() {
    let app = TestApp::start().await;
    let other = Opened::by(&app, &BO, PASSWORD).await;
    let [second, third, fourth] =
        ["another lantern on the pier", "a third lantern on the pier", "a fourth lantern on it"];
    // On the account's page.
    let opened = Opened::by(&app, &ADA, PASSWORD).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/account").await.expect(200);
    let typed = [("current", PASSWORD), ("password", second)];
    ada.submit(&page, "/account/password", &typed).await.expect(303);
    opened.is_closed(&app, "the account's page").await;
    // By the link of a mail.
    let opened = Opened::by(&app, &ADA, second).await;
    let guest = app.guest();
    let page = guest.get("/password-reset").await.expect(200);
    guest.submit(&page, "#reset", &[("email", ADA.email)]).await.expect(200);
    app.settle().await;
    let page = guest.get(&app.mail_to(ADA.email).await.last().unwrap().link("/password-reset/")).await.expect(200);
    guest.submit(&page, "#new-password", &[("password", third)]).await.expect(303);
    opened.is_closed(&app, "the link of a mail").await;
    // At the command line.
    let opened = Opened::by(&app, &ADA, third).await;
    people::identity::actions::reset_by_operator(&app.house, ADA.email, fourth).await.unwrap();
    opened.is_closed(&app, "the command line").await;
    other.personal.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn whoever_an_operator_disables_comes_back_without_their_tokens() {
    let app = TestApp::start().await;
    let (opened, other) = (Opened::by(&app, &BO, PASSWORD).await, Opened::by(&app, &CY, PASSWORD).await);
    app.db().run(sql("update users set is_operator = true where id = $1").bind(DEE.id)).await.unwrap();
    let dee = app.sign_in(&DEE).await;
    let path = format!("/console/users/{}", BO.id);
    let page = dee.get(&path).await.expect(200);
    dee.submit(&page, "/disablement", &[("reason", "Left the house")]).await.expect(303);
    opened.is_closed(&app, "an operator").await;
    let page = dee.get(&path).await.expect(200);
    dee.submit(&page, "/enablement", &[]).await.expect(303);
    opened.is_closed(&app, "an operator who let them in again").await;
    app.program(&BO).await.get("/api/v1/me").await.expect(200);
    other.personal.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn the_answer_to_a_forgotten_password_does_not_tell_who_is_known() {
    let app = TestApp::start().await;
    let ask = |email: &str| json!({ "email": email });
    let known = app.stranger().post("/api/v1/auth/reset-password", ask(DEE.email)).await.expect(202);
    let unknown = app.stranger().post("/api/v1/auth/reset-password", ask("nobody@quarry.example")).await.expect(202);
    assert_eq!(known.body(), unknown.body());
    let wrong = |email: &str| json!({ "email": email, "password": "not the lantern" });
    let known = app.stranger().post("/api/v1/auth/login", wrong(DEE.email)).await.expect(401);
    let unknown = app.stranger().post("/api/v1/auth/login", wrong("nobody@quarry.example")).await.expect(401);
    assert_eq!((known.code(), unknown.code()), ("wrong_credentials".to_owned(), "wrong_credentials".to_owned()));
}

#[tokio::test]
async fn guesses_wait_here_as_they_do_on_the_sign_in_page() {
    let app = TestApp::start().await;
    let guess = json!({ "email": BO.email, "password": "not the lantern" });
    for _ in 0..6 {
        app.stranger().post("/api/v1/auth/login", guess.clone()).await.expect(401);
    }
    let answer = app.stranger().post("/api/v1/auth/login", guess).await.expect(429);
    assert!(answer.header("retry-after").parse::<i64>().unwrap() >= 1 && answer.code() == "too_many_requests");
    // The page shares the bucket, and so does the right password.
    let page = app.guest().get("/sign-in").await;
    app.guest().submit(&page, "#sign-in", &[("email", BO.email), ("password", PASSWORD)]).await.expect(429);
    app.advance(TimeDelta::seconds(2));
    app.stranger().post("/api/v1/auth/login", json!({ "email": BO.email, "password": PASSWORD })).await.expect(200);
}

#[tokio::test]
async fn tokens_are_kept_as_their_hash_only_and_their_last_use_is_written_once_a_minute() {
    let app = TestApp::start().await;
    let pair = sign_in(&app.stranger()).await;
    let access = word(&pair, "access_token");
    let kept: Vec<(String,)> = sql("select token_hash from api_tokens").all(app.db()).await.unwrap();
    assert!(kept.iter().all(|(hash,)| hash.len() == 64 && !access.contains(hash.as_str())));
    let used = || async {
        let row: (Option<chrono::DateTime<chrono::Utc>>,) =
            sql("select used_at from api_tokens where kind = 'access'").one(app.db()).await.unwrap();
        row.0
    };
    assert_eq!(used().await, None);
    me(&app, &access).await.expect(200);
    let first = used().await;
    assert_eq!(first, Some(app.now()));
    app.advance(TimeDelta::seconds(59));
    me(&app, &access).await.expect(200);
    assert_eq!(used().await, first);
    app.advance(TimeDelta::seconds(1));
    me(&app, &access).await.expect(200);
    assert_eq!(used().await, Some(app.now()));
}

#[tokio::test]
async fn rights_that_end_are_gone_with_the_next_request() {
    let app = TestApp::start().await;
    let bo = app.program(&BO).await;
    bo.get("/api/v1/users").await.expect(200);
    app.db()
        .run(
            sql("update grants set ended_at = $2 where org_id = $3 and user_id = $1")
                .bind(BO.id)
                .bind(app.now())
                .bind(HARBOUR.id),
        )
        .await
        .unwrap();
    bo.get("/api/v1/users").await.expect(404);
    bo.get("/api/v1/orgs/harbour-house/users").await.expect(404);
    bo.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn an_organisation_that_is_closed_or_has_no_api_refuses_programs_of_its_own_people_only() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.program(&ADA).await, app.program_of(DEE.id, None, None).await);
    let path = "/api/v1/orgs/harbour-house/bookings";
    ada.get(path).await.expect(200);
    let set = |text: &'static str, value: kernel::db::Json<serde_json::Value>| sql(text).bind(value).bind(HARBOUR.id);
    let off = set("update organisations set switched_off = $1 where id = $2", kernel::db::Json(json!(["api"])));
    app.db().run(off).await.unwrap();
    for path in [path, "/api/v1/bookings"] {
        assert_eq!(ada.get(path).await.expect(403).code(), "api_switched_off");
    }
    guest.get(path).await.expect(404);
    ada.get("/api/v1/me").await.expect(200);
    let on = set("update organisations set switched_off = $1 where id = $2", kernel::db::Json(json!([])));
    app.db().run(on).await.unwrap();
    let suspend = sql("update organisations set suspended_at = $1, suspended_reason = 'Unpaid' where id = $2");
    app.db().run(suspend.bind(app.now()).bind(HARBOUR.id)).await.unwrap();
    assert_eq!(ada.get(path).await.expect(403).code(), "organisation_suspended");
    guest.get(path).await.expect(404);
}
