//! Users in the console: found, let out, let in, helped; and somebody always runs the installation.

use super::{errand, kinds, operator, promote, see};
use crate::support::world::PASSWORD;
use crate::support::{ADA, BO, CY, DEE, Program, TestApp};
use kernel::db::sql;
use people::identity::actions;
use serde_json::json;
use uuid::Uuid;

fn page_of(id: Uuid) -> String {
    format!("/console/users/{id}")
}

#[tokio::test]
async fn users_are_found_and_shown_with_what_they_hold_and_where_they_are() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let _bo = app.sign_in(&BO).await;
    let list = see(&dee, "/console/users?text=marsh").await;
    assert!(list.maybe_link(BO.name).is_some() && list.maybe_link(CY.name).is_none(), "{list}");
    assert!(see(&dee, "/console/users?state=operators").await.maybe_link(DEE.name).is_some());
    assert!(see(&dee, "/console/users?state=disabled").await.has_text("Nobody matches."));
    let page = dee.follow_link(&list, BO.name).await.expect(200);
    assert!(page.has_text("Harbour House") && page.has_text("Manager") && page.has_text(BO.email), "{page}");
    assert!(page.has_form("/session-end"), "a session of his is shown: {page}");
}

#[tokio::test]
async fn somebody_who_is_disabled_is_out_at_once_and_comes_back_with_what_they_held() {
    let app = TestApp::start().await;
    let (dee, bo) = (operator(&app).await, app.sign_in(&BO).await);
    bo.get("/o/harbour-house").await.expect(200);
    let page = see(&dee, &page_of(BO.id)).await;
    assert!(dee.submit(&page, "/disablement", &[]).await.expect(422).problem("reason").is_some());
    dee.submit(&page, "/disablement", &[("reason", "Left the house")]).await.expect(303);
    assert_eq!(bo.get("/o/harbour-house").await.expect(303).location(), "/sign-in?next=/o/harbour-house");
    let door = bo.get("/sign-in").await.expect(200);
    let typed = [("email", BO.email), ("password", PASSWORD)];
    bo.submit(&door, "#sign-in", &typed).await.expect(422);
    dee.submit(&page, "/disablement", &[("reason", "Twice")]).await.expect(409);
    let disabled = see(&dee, &page_of(BO.id)).await;
    dee.submit(&disabled, "/enablement", &[]).await.expect(303);
    bo.submit(&door, "#sign-in", &typed).await.expect(303);
    bo.get("/o/harbour-house/bookings").await.expect(200);
    let told = kinds(&app, BO.id).await;
    assert_eq!(
        told,
        ["user.disabled", "user.enabled", "user.signed_in"],
        "the failed try named nobody who can sign in"
    );
}

#[tokio::test]
async fn sessions_are_ended_and_a_link_for_a_new_password_is_sent() {
    let app = TestApp::start().await;
    let (dee, bo) = (operator(&app).await, app.sign_in(&BO).await);
    let page = see(&dee, &page_of(BO.id)).await;
    let done = dee.submit(&page, "/session-end", &[]).await.expect(303);
    assert!(dee.follow(&done).await.has_text("is signed out in one place"));
    bo.get("/account").await.expect(303);
    dee.submit(&page, "/password-reset", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(app.mail_to(BO.email).await.len(), 1);
    assert_eq!(kinds(&app, BO.id).await, ["session.ended", "user.reset_sent"]);
}

#[tokio::test]
async fn programs_that_signed_in_are_shown_and_end_with_the_sessions_but_tokens_made_by_hand_stay() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let by_hand = app.program(&BO).await;
    let sign_in = async || {
        let typed = json!({ "email": BO.email, "password": PASSWORD });
        let pair = app.stranger().post("/api/v1/auth/login", typed).await.expect(200).json();
        (Program::over(app.guest(), pair["access_token"].as_str().unwrap()), pair["refresh_token"].clone())
    };
    let (one, other, third) = (sign_in().await, sign_in().await, sign_in().await);
    let page = see(&dee, &page_of(BO.id)).await;
    assert!(page.has_text("0 devices and 3 programs") && page.has_text("No call yet"), "{page}");
    dee.submit(&page, "/program-end", &[]).await.expect(303);
    assert!(see(&dee, &page_of(BO.id)).await.has_text("0 devices and 2 programs"));
    let done = dee.submit(&page, "/session-end", &[]).await.expect(303);
    assert!(dee.follow(&done).await.has_text("They are not signed in anywhere."));
    for (program, refresh) in [one, other, third] {
        program.get("/api/v1/me").await.expect(401);
        app.stranger().post("/api/v1/auth/refresh", json!({ "refresh_token": refresh })).await.expect(401);
    }
    by_hand.get("/api/v1/me").await.expect(200);
    assert_eq!(kinds(&app, BO.id).await, ["session.ended", "session.ended"]);
    // Whoever is disabled is out with those too.
    let last = sign_in().await;
    dee.submit(&see(&dee, &page_of(BO.id)).await, "/disablement", &[("reason", "Left")]).await.expect(303);
    for program in [&last.0, &by_hand] {
        program.get("/api/v1/me").await.expect(401);
    }
}

#[tokio::test]
async fn the_last_operator_can_be_neither_disabled_nor_unmade() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let own = see(&dee, &page_of(DEE.id)).await;
    let refused = dee.submit(&own, "/disablement", &[("reason", "Tired")]).await.expect(409);
    assert!(refused.has_text("Nobody would be left to run this installation"), "{refused}");
    dee.submit(&own, "/operatorship", &[]).await.expect(409);
    see(&dee, "/console").await;
    let page = see(&dee, &page_of(BO.id)).await;
    dee.submit(&page, "/operatorship", &[]).await.expect(303);
    let bo = app.sign_in(&BO).await;
    see(&bo, "/console").await;
    dee.submit(&own, "/operatorship", &[]).await.expect(303);
    dee.get("/console").await.expect(404);
    assert_eq!(kinds(&app, DEE.id).await, ["user.operator_unmade"]);
    assert_eq!(kinds(&app, BO.id).await, ["user.operator_made"]);
}

#[tokio::test]
async fn of_two_operators_who_unmake_each_other_one_stays() {
    let app = TestApp::start().await;
    promote(&app, &ADA).await;
    promote(&app, &DEE).await;
    let (ada, dee) = (errand(&app, &ADA).await, errand(&app, &DEE).await);
    let (one, other) =
        tokio::join!(actions::set_operator(&ada, DEE.id, false), actions::set_operator(&dee, ADA.id, false));
    assert_eq!([&one, &other].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {other:?}");
    let (left,): (i64,) = sql("select count(*) from users where is_operator").one(app.db()).await.unwrap();
    assert_eq!(left, 1);
    // The control: what only looks before it writes leaves nobody.
    promote(&app, &ADA).await;
    promote(&app, &DEE).await;
    let others = |but: Uuid| {
        let app = &app;
        async move {
            let statement = sql("select count(*) from users where is_operator and id <> $1").bind(but);
            statement.one::<(i64,)>(app.db()).await.unwrap().0
        }
    };
    let (sees, saw) = tokio::join!(others(ADA.id), others(DEE.id));
    for (seen, who) in [(sees, ADA.id), (saw, DEE.id)] {
        if seen > 0 {
            app.db().run(sql("update users set is_operator = false where id = $1").bind(who)).await.unwrap();
        }
    }
    let (left,): (i64,) = sql("select count(*) from users where is_operator").one(app.db()).await.unwrap();
    assert_eq!(left, 0, "the race that the guard is for happens without it");
}
