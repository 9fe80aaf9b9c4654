//! The audit trail: of everything for operators, of its own for an organisation.

use super::super::tidy;
use super::{operator, see};
use crate::support::world::PASSWORD;
use crate::support::{ADA, BO, CY, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;

const OWN: &str = "/o/harbour-house/audit";

#[tokio::test]
async fn signing_in_and_out_failing_and_changing_a_password_leave_facts_without_addresses() {
    let app = TestApp::start().await;
    let ada = app.guest();
    let door = ada.get("/sign-in").await.expect(200);
    ada.submit(&door, "#sign-in", &[("email", ADA.email), ("password", "guessed")]).await.expect(422);
    ada.submit(&door, "#sign-in", &[("email", "stranger@evil.example"), ("password", "guessed")]).await.expect(422);
    ada.submit(&door, "#sign-in", &[("email", ADA.email), ("password", PASSWORD)]).await.expect(303);
    let account = ada.get("/account").await.expect(200);
    let fields = [("current", PASSWORD), ("password", "another lantern, elsewhere")];
    ada.submit(&account, "/account/password", &fields).await.expect(303);
    ada.submit(&account, "/account/name", &[("name", "Ada L.")]).await.expect(303);
    ada.post("/sign-out", &[]).await.expect(303);
    let facts: Vec<(String, String, String)> =
        sql("select kind, actor_name, cast(data as text) from events where org_id is null order by at, id")
            .all(app.db())
            .await
            .unwrap();
    let mut kinds: Vec<&str> = facts.iter().map(|(kind, ..)| kind.as_str()).collect();
    kinds.sort_unstable();
    let mut expected = vec![
        "user.sign_in_failed",
        "user.sign_in_failed",
        "user.signed_in",
        "user.password_changed",
        "user.renamed",
        "session.ended",
    ];
    expected.sort_unstable();
    assert_eq!(kinds, expected);
    let all = format!("{facts:?}");
    assert!(!all.contains('@') && !all.contains("guessed") && !all.contains("stranger"), "{all}");
    let dee = operator(&app).await;
    let page = see(&dee, "/console/audit?org=none&actor=ada").await;
    assert!(
        page.has_text("User password changed") && page.has_text("before: Ada Lind") && page.has_text("after: Ada L."),
        "{page}"
    );
    let counted = |outcome| app.house.metrics.counted(platform::metrics::Counter::SignIns, outcome);
    assert_eq!((counted("succeeded"), counted("failed")), (1, 2));
}

/// Renames a location of the Harbour a few times, as Ada.
async fn rename(app: &TestApp, names: &[&str]) {
    let ada = app.sign_in(&ADA).await;
    for name in names {
        let page = ada.get("/o/harbour-house/settings").await.expect(200);
        ada.submit(&page, "#settings", &[("org_name", name)]).await.expect(303);
        app.advance(TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn an_organisation_sees_its_own_trail_field_by_field_and_nobody_elses() {
    let app = TestApp::start().await;
    rename(&app, &["Harbour Hall"]).await;
    let bo = app.sign_in(&BO).await;
    let page = tidy(bo.get(OWN).await.expect(200));
    assert!(page.has_text("Organisation changed") && page.has_text(ADA.name), "{page}");
    assert!(page.has_text("before: Harbour House") && page.has_text("after: Harbour Hall"), "{page}");
    app.sign_in(&CY).await.get(OWN).await.expect(403);
    app.sign_in(&DEE).await.get(OWN).await.expect(404);
    let dees = tidy(app.sign_in(&DEE).await.get("/o/quarry-works/audit").await.expect(200));
    assert!(!dees.has_text("Harbour Hall"), "{dees}");
    let trick = format!("/o/quarry-works/audit?org={}", HARBOUR.id);
    assert!(!app.sign_in(&DEE).await.get(&trick).await.expect(200).has_text("Harbour Hall"));
}

#[tokio::test]
async fn a_trail_is_narrowed_by_kind_actor_subject_and_days() {
    let app = TestApp::start().await;
    rename(&app, &["Harbour Hall"]).await;
    let ada = app.sign_in(&ADA).await;
    let finds = |query: String| {
        let ada = &ada;
        async move { tidy(ada.get(&format!("{OWN}?{query}")).await.expect(200)).has_text("Organisation changed") }
    };
    for (query, found) in [
        ("kind=organisation.".to_owned(), true),
        ("kind=organisation.ch".to_owned(), true),
        ("kind=anisation".to_owned(), false),
        ("kind=%25".to_owned(), false),
        ("actor=LIND".to_owned(), true),
        ("actor=marsh".to_owned(), false),
        (format!("actor={}", ADA.id), true),
        (format!("actor={}", BO.id), false),
        ("subject=organisation".to_owned(), true),
        ("subject=booking".to_owned(), false),
        (format!("subject={}", HARBOUR.id), true),
        ("from=2026-03-02&until=2026-03-02".to_owned(), true),
        ("from=2026-03-03".to_owned(), false),
        ("until=2026-03-01".to_owned(), false),
        ("from=yesterday&kind=".to_owned(), true),
    ] {
        assert_eq!(finds(query.clone()).await, found, "{query}");
    }
    // A day that is none narrows nothing, and is not said to.
    let odd = ada.get(&format!("{OWN}?from=2026-13-45&until=2026-03-02")).await.expect(200);
    assert!(odd.has_text("Until: 2026-03-02") && !odd.has_text("From: 2026-13-45"), "{odd}");
}

#[tokio::test]
async fn a_file_holds_the_whole_trail_and_no_formula() {
    let app = TestApp::start().await;
    let names: Vec<String> = (0..60).map(|n| format!("Harbour {n:02}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push("=1+1 Harbour");
    rename(&app, &names).await;
    let ada = app.sign_in(&ADA).await;
    let first = tidy(ada.get(OWN).await.expect(200));
    assert!(first.has_text("after: =1+1 Harbour") && !first.has_text("after: Harbour 05"), "{first}");
    let older = tidy(ada.follow_link(&first, "Next").await.expect(200));
    assert!(older.has_text("after: Harbour 05") && !older.has_text("after: Harbour 55"), "{older}");
    let file = ada.follow_link(&first, "Export CSV").await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    let text = file.body();
    assert_eq!(text.lines().count(), 62, "{text}");
    assert!(text.contains("name: Harbour 00 -> Harbour 01"), "{text}");
    let narrow = ada.get(&format!("{OWN}?kind=booking.&format=csv")).await.expect(200);
    assert_eq!(narrow.body().lines().count(), 1);
}

#[tokio::test]
async fn the_trail_cannot_be_changed_or_cut() {
    let app = TestApp::start().await;
    rename(&app, &["Harbour Hall"]).await;
    for statement in ["update events set actor_name = 'Nobody'", "delete from events"] {
        let refused = app.db().run(sql(statement)).await;
        assert!(refused.as_ref().is_err_and(|error| error.is_conflict("events_frozen")), "{statement}: {refused:?}");
    }
}
