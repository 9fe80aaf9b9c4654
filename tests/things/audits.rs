//! Audits: what they expect, what is counted, and what becomes of it.

use super::assets::{asset, category, label};
use crate::people::contacts::keep;
use crate::support::world::{BUILDING, FLOOR, SITE};
use crate::support::{ADA, BO, Browser, HARBOUR, TestApp};
use kernel::db::{Engine, sql};
use platform::Role;
use serde_json::{Value, json};
use things::audits::actions;
use uuid::Uuid;

const AUDITS: &str = "/o/harbour-house/audits";
/// Rounds of a race.
const ROUNDS: usize = 6;

/// Starts an audit as Ada; answers its id.
async fn start(app: &TestApp, more: Value) -> Uuid {
    let ada = app.program(&ADA).await;
    let mut body = json!({ "name": "Spring" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = ada.post("/api/v1/audits", body).await.expect(201).json();
    made["id"].as_str().unwrap().parse().unwrap()
}

/// Its lines: code, and how it ended.
async fn ends(app: &TestApp, audit: Uuid) -> Vec<(String, String)> {
    let rows: Vec<(String, Option<String>)> =
        sql("select code, outcome from audit_lines where org_id = $1 and audit_id = $2 order by code_key")
            .bind(HARBOUR.id)
            .bind(audit)
            .all(app.db())
            .await
            .unwrap();
    rows.into_iter().map(|(code, outcome)| (code, outcome.unwrap_or_default())).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(code, outcome)| ((*code).to_owned(), (*outcome).to_owned())).collect()
}

async fn scan(browser: &Browser, audit: Uuid, code: &str, key: &str, place: &str) -> (String, String) {
    let audit = audit.to_string();
    let fields =
        [("code", code), ("mode", "audit"), ("audit", &audit), ("key", key), ("location", place), ("part", "row")];
    let answer = browser.post("/o/harbour-house/scan", &fields).await.expect(200);
    let body = answer.body();
    let state = body.split("data-state=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    (state.to_owned(), answer.text())
}

/// A keeper of the floor.
async fn keeper(app: &TestApp) -> Uuid {
    let user = app.employ(HARBOUR.id, Role::FacilityManager).await;
    let limit = sql("update grants set location_id = $3 where org_id = $1 and user_id = $2");
    app.db().run(limit.bind(HARBOUR.id).bind(user).bind(FLOOR.id)).await.unwrap();
    user
}

#[tokio::test]
async fn what_is_expected_is_frozen_and_each_thing_ends_as_it_was_seen() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let gone = asset(&app, kind, "GONE", Some(FLOOR.id)).await;
    asset(&app, kind, "AWAY", Some(SITE.id)).await;
    let held = asset(&app, kind, "HELD", Some(FLOOR.id)).await;
    let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
    ada.post(&format!("/api/v1/assets/{held}/check-out"), out).await.expect(200);
    let old = asset(&app, kind, "OLD", Some(FLOOR.id)).await;
    ada.delete(&format!("/api/v1/assets/{old}?reason=Sold")).await.expect(204);
    let audit = start(&app, json!({ "location_id": BUILDING.id })).await;
    // What comes later is not on the list.
    asset(&app, kind, "LATE", Some(FLOOR.id)).await;
    assert_eq!(ends(&app, audit).await, pairs(&[("GONE", ""), ("HERE", "")]));

    let browser = app.sign_in(&ADA).await;
    for (code, state, word) in [
        ("HERE", "done", "Found."),
        ("HERE", "same", "saw it already"),
        ("AWAY", "done", "Misplaced: the records have it at Harbour"),
        ("HELD", "done", "Unexpected: Zoe Park has it."),
        ("OLD", "done", "Unexpected: it was disposed of."),
        ("LATE", "done", "it was not on the list"),
        ("WHAT-7", "unknown", "Nothing has this code. It is kept"),
        ("what-7", "unknown", "saw it already"),
    ] {
        let (is, text) = scan(&browser, audit, code, &format!("key-{code}-{state}"), "").await;
        assert!(is == state && text.contains(word), "{code}: {is} {text}");
    }
    // Sent again by a page whose answer was lost: the same answer, and nothing more.
    let (state, text) = scan(&browser, audit, "HERE", "key-HERE-done", "").await;
    assert!(state == "done" && text.contains("Found."), "{state} {text}");
    let page = browser.get(&format!("{AUDITS}/{audit}")).await.expect(200);
    assert!(page.has_text("1 of 2"), "{page}");
    browser
        .post(
            &format!("{AUDITS}/{audit}/findings"),
            &[("asset", &gone.to_string()), ("outcome", "missing"), ("key", "tick")],
        )
        .await
        .expect(303);
    assert_eq!(
        ends(&app, audit).await,
        pairs(&[
            ("AWAY", "misplaced"),
            ("GONE", "missing"),
            ("HELD", "unexpected"),
            ("HERE", "found"),
            ("LATE", "unexpected"),
            ("OLD", "unexpected"),
            ("WHAT-7", "unexpected"),
        ])
    );
    let shown = ada.get(&format!("/api/v1/audits/{audit}")).await.expect(200).json();
    assert_eq!((&shown["to_look_for"], &shown["misplaced"], &shown["unexpected"]), (&json!(0), &json!(1), &json!(4)));
}

#[tokio::test]
async fn a_place_that_is_said_makes_what_belongs_elsewhere_in_it_misplaced() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "A-1", Some(FLOOR.id)).await;
    asset(&app, kind, "A-2", Some(FLOOR.id)).await;
    let audit = start(&app, json!({ "location_id": SITE.id, "category_id": kind })).await;
    let ada = app.sign_in(&ADA).await;
    scan(&ada, audit, "A-1", "k1", &FLOOR.id.to_string()).await;
    scan(&ada, audit, "A-2", "k2", &BUILDING.id.to_string()).await;
    assert_eq!(ends(&app, audit).await, pairs(&[("A-1", "found"), ("A-2", "misplaced")]));
    // What was said by mistake is taken back.
    let page = ada.get(&format!("{AUDITS}/{audit}?show=differences")).await.expect(200);
    ada.submit(&page, "/reset", &[]).await.expect(303);
    assert_eq!(ends(&app, audit).await, pairs(&[("A-1", "found"), ("A-2", "")]));
}

#[tokio::test]
async fn closing_does_what_was_decided_and_history_says_for_which_audit() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let lost = label(&app, "in_stock", "Searched for", false).await;
    let gone = asset(&app, kind, "GONE", Some(FLOOR.id)).await;
    let away = asset(&app, kind, "AWAY", Some(SITE.id)).await;
    let held = asset(&app, kind, "HELD", Some(SITE.id)).await;
    let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
    ada.post(&format!("/api/v1/assets/{held}/check-out"), out).await.expect(200);
    let audit = start(&app, json!({ "location_id": FLOOR.id })).await;
    for (nth, code) in ["AWAY", "HELD", "WHAT-7"].iter().enumerate() {
        let counted = json!({ "code": code });
        let answer = ada.post(&format!("/api/v1/audits/{audit}/findings"), counted).await.expect(200).json();
        assert_eq!(answer["again"], false, "{nth} {answer}");
    }
    let browser = app.sign_in(&ADA).await;
    let page = browser.get(&format!("{AUDITS}/{audit}/closing")).await.expect(200);
    assert!(page.has_text("1 asset was not looked for yet"), "{page}");
    let form = page.form("#closing").set("all-missing", &lost.to_string()).set("all-unexpected", "check_in");
    browser.send_form(&form).await.expect(303);

    let get = async |id: Uuid| ada.get(&format!("/api/v1/assets/{id}")).await.expect(200).json();
    assert_eq!(get(gone).await["label_id"], json!(lost));
    assert_eq!(get(away).await["location_id"], json!(FLOOR.id));
    let back = get(held).await;
    assert_eq!((&back["state"], &back["location_id"]), (&json!("in_stock"), &json!(FLOOR.id)));
    assert_eq!(back["audited_on"], json!(app.now().date_naive()));
    for (id, kind) in [(gone, "asset.status_changed"), (away, "asset.moved"), (held, "asset.checked_in")] {
        let told = platform::events::of_subject(app.db(), HARBOUR.id, id, 9).await.unwrap();
        let told = told.iter().find(|event| event.kind == kind).unwrap();
        assert_eq!(told.data["note"], "Audit Spring", "{kind}");
    }
    let page = browser.get(&format!("/o/harbour-house/assets/{away}")).await.expect(200);
    assert!(page.has_text("saw it in the audit Spring") && page.has_text("Last audited"), "{page}");

    // It is over: nothing of it changes, by whichever way.
    let report = browser.get(&format!("{AUDITS}/{audit}?show=differences")).await.expect(200);
    assert!(report.has_text("Flagged: Searched for") && !report.has_form("#count"), "{report}");
    let file = browser.get(&format!("{AUDITS}/{audit}?format=csv")).await.expect(200).body();
    assert!(file.contains("AWAY") && file.contains("Misplaced") && file.contains("Checked in"), "{file}");
    browser.get(&format!("{AUDITS}/{audit}?format=xlsx")).await.expect(200);
    ada.post(&format!("/api/v1/audits/{audit}/findings"), json!({ "code": "GONE" })).await.expect(409);
    ada.post(&format!("/api/v1/audits/{audit}/closing"), json!({})).await.expect(409);
    let (state, text) = scan(&browser, audit, "GONE", "late", "").await;
    assert!(state == "refused" && text.contains("This audit is closed"), "{state} {text}");
}

#[tokio::test]
async fn what_cannot_be_done_is_named_and_nothing_is_done() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    asset(&app, kind, "GONE", Some(FLOOR.id)).await;
    let away = asset(&app, kind, "AWAY", Some(SITE.id)).await;
    let audit = start(&app, json!({ "location_id": FLOOR.id })).await;
    let seen =
        ada.post(&format!("/api/v1/audits/{audit}/findings"), json!({ "code": "AWAY" })).await.expect(200).json();
    let lines = ada.get(&format!("/api/v1/audits/{audit}/findings")).await.expect(200).json();
    let gone = lines["data"].as_array().unwrap().iter().find(|line| line["code"] == "GONE").unwrap()["id"].clone();
    let wish = json!({ "misplaced": "move", "findings": [{ "id": gone, "decision": "check_in" }] });
    let refused = ada.post(&format!("/api/v1/audits/{audit}/closing"), wish).await.expect(422);
    assert!(refused.body().contains("GONE: Nobody has it any more."), "{refused}");
    let still = ada.get(&format!("/api/v1/assets/{away}")).await.expect(200).json();
    assert_eq!(still["location_id"], json!(SITE.id), "all of it or nothing");
    assert_eq!(seen["finding"]["outcome"], "misplaced");
    ada.post(&format!("/api/v1/audits/{audit}/closing"), json!({ "misplaced": "move" })).await.expect(200);
    let moved = ada.get(&format!("/api/v1/assets/{away}")).await.expect(200).json();
    assert_eq!(moved["location_id"], json!(FLOOR.id));
}

#[tokio::test]
async fn a_keeper_of_a_floor_counts_what_they_reach_and_nothing_else_leaks() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "MINE", Some(FLOOR.id)).await;
    asset(&app, kind, "THEIRS", Some(SITE.id)).await;
    let audit = start(&app, json!({ "location_id": SITE.id })).await;
    let far = start(&app, json!({ "name": "Nothing of mine", "location_id": SITE.id, "category_id": category(&app, "Boats", "B-###").await })).await;
    let user = keeper(&app).await;
    let browser = app.sign_in_user(user).await;
    let list = browser.get(AUDITS).await.expect(200);
    assert!(list.maybe_link("Spring").is_some() && list.maybe_link("Nothing of mine").is_none(), "{list}");
    browser.get(&format!("{AUDITS}/{far}")).await.expect(404);
    let page = browser.get(&format!("{AUDITS}/{audit}")).await.expect(200);
    assert!(
        page.maybe_link("MINE").is_some() && page.maybe_link("THEIRS").is_none() && page.has_text("0 of 1"),
        "{page}"
    );
    assert_eq!(scan(&browser, audit, "MINE", "k1", "").await.0, "done");
    // What lies outside of their reach reads as what nobody has.
    let (state, theirs) = scan(&browser, audit, "THEIRS", "k2", "").await;
    let (other, nothing) = scan(&browser, audit, "NOTHING", "k3", "").await;
    assert_eq!((state.as_str(), other.as_str()), ("unknown", "unknown"));
    assert_eq!(theirs.replace("THEIRS", "NOTHING"), nothing);
    let file = browser.get(&format!("{AUDITS}/{audit}?format=csv")).await.expect(200).body();
    assert!(!file.contains("Thing THEIRS"), "{file}");
    browser.get(&format!("{AUDITS}/{audit}/closing")).await.expect(403);
    browser.post(&format!("{AUDITS}/{audit}/closing"), &[]).await.expect(403);
    // Whoever sees it counts it, and the code is not left beside it.
    let ada = app.sign_in(&ADA).await;
    assert_eq!(scan(&ada, audit, "THEIRS", "k4", "").await.0, "done");
    assert_eq!(ends(&app, audit).await, pairs(&[("MINE", "found"), ("NOTHING", "unexpected"), ("THEIRS", "found")]));
    // They start and close audits of their own floor, and of no more.
    let program = app.program_of(user, None, None).await;
    let path = "/api/v1/orgs/harbour-house/audits";
    program.post(path, json!({ "name": "All" })).await.expect(422);
    program.post(path, json!({ "name": "Site", "location_id": SITE.id })).await.expect(422);
    let own = program.post(path, json!({ "name": "Floor", "location_id": FLOOR.id })).await.expect(201).json();
    let own = own["id"].as_str().unwrap().to_owned();
    program.post(&format!("{path}/{own}/closing"), json!({})).await.expect(200);
}

#[tokio::test]
async fn of_what_people_have_an_audit_expects_what_they_have() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    asset(&app, kind, "SHELF", Some(FLOOR.id)).await;
    let held = asset(&app, kind, "HELD", Some(FLOOR.id)).await;
    let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
    ada.post(&format!("/api/v1/assets/{held}/check-out"), out).await.expect(200);
    let audit = start(&app, json!({ "kind": "held", "location_id": SITE.id })).await;
    assert_eq!(ends(&app, audit).await, pairs(&[("HELD", "")]));
}

#[tokio::test]
async fn notes_and_photos_stand_with_a_finding() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "A-1", Some(FLOOR.id)).await;
    let audit = start(&app, json!({ "location_id": FLOOR.id })).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{AUDITS}/{audit}")).await.expect(200);
    let finding = ada.follow_link(&page, "A-1").await.expect(200);
    let form = finding.form("#finding").set("note", "Scratched");
    let png: &[u8] = b"\x89PNG\r\n\x1a\n0000";
    ada.send_form_with(&form, Some(("file", "lid.png", png))).await.expect(303);
    let path = page.link("A-1");
    let page = ada.get(&path).await.expect(200);
    assert!(page.has_text("Scratched"), "{page}");
    assert_eq!(ada.get(&format!("{path}/photo")).await.expect(200).header("content-type"), "image/png");
    let script: &[u8] = b"<svg onload=alert(1)>";
    let refused = ada.send_form_with(&form, Some(("file", "x.svg", script))).await;
    assert!(refused.expect(422).problem("file").is_some());
    assert_eq!(app.count("files").await, 1);
}

#[tokio::test]
async fn a_category_says_how_often_and_lists_show_what_is_overdue() {
    let app = TestApp::start().await;
    let top = category(&app, "IT", "IT-###").await;
    let kind = super::assets::below(&app, Some(top), "Laptops", "NB-#####").await;
    let ada = app.program(&ADA).await;
    for tag in ["NB-1", "NB-2"] {
        asset(&app, kind, tag, Some(FLOOR.id)).await;
    }
    let overdue = async || {
        let told = ada.get("/api/v1/assets?audit_overdue=true").await.expect(200).json();
        let told = told["data"].as_array().unwrap().iter().map(|asset| asset["tag"].as_str().unwrap().to_owned());
        told.collect::<Vec<_>>()
    };
    app.advance(chrono::TimeDelta::days(200));
    assert!(overdue().await.is_empty(), "nobody said how often");
    let wrong = json!({ "audit_months": 5 });
    ada.patch(&format!("/api/v1/categories/{top}"), wrong).await.expect(422);
    ada.patch(&format!("/api/v1/categories/{top}"), json!({ "audit_months": 6 })).await.expect(200);
    assert_eq!(overdue().await, ["NB-1", "NB-2"], "inherited");
    let audit = start(&app, json!({ "category_id": kind })).await;
    ada.post(&format!("/api/v1/audits/{audit}/findings"), json!({ "code": "NB-1" })).await.expect(200);
    assert_eq!(overdue().await, ["NB-2"]);
    ada.patch(&format!("/api/v1/categories/{kind}"), json!({ "audit_months": 12 })).await.expect(200);
    assert!(overdue().await.is_empty(), "the nearest that says something holds");
    let browser = app.sign_in(&ADA).await;
    let page = browser.get("/o/harbour-house/assets?due=audit&columns=audited").await.expect(200);
    assert!(page.has_text("Audit overdue") && page.has_text("No asset fits"), "{page}");
}

/// Kinds of news somebody was told, the oldest first.
async fn told(app: &TestApp, user: Uuid) -> Vec<(String, bool)> {
    app.settle().await;
    sql("select kind, mail_key is not null from notifications where user_id = $1 order by at, id")
        .bind(user)
        .all(app.db())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_open_audit_is_changed_but_for_what_it_is_of_and_whoever_is_to_do_it_now_is_told() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let audit = start(&app, json!({ "location_id": BUILDING.id, "due_on": "2026-05-01" })).await;
    assert_eq!(told(&app, BO.id).await, []);
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{AUDITS}/{audit}")).await.expect(200);
    let edit = ada.follow_link(&page, "Edit").await.expect(200);
    let form = edit.form("#form").set("name", "Early spring").set("note", "Mind the attic.");
    let refused = ada.send_form(&form.clone().set("due_on", "soon").forge("name", Some(""))).await.expect(422);
    assert!(refused.problem("due_on").is_some() && refused.problem("name").is_some(), "{refused}");
    let form = form.set("assignee", &BO.id.to_string());
    ada.send_form(&form.clone().forge("location", Some(&SITE.id.to_string()))).await.expect(303);
    let page = ada.get(&format!("{AUDITS}/{audit}")).await.expect(200);
    for text in ["Early spring", "Mind the attic.", "Bo Marsh", "Fri 1 May 2026"] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let shown = app.program(&ADA).await.get(&format!("/api/v1/audits/{audit}")).await.expect(200).json();
    assert_eq!((&shown["location_id"], &shown["expected"]), (&json!(BUILDING.id), &json!(1)), "its scope stays");
    // In the house and, as nobody chose otherwise, by a letter of its own.
    assert_eq!(told(&app, BO.id).await, [("own_work".to_owned(), true)]);
    let letter = app.mail_to(BO.email).await.pop().expect("a letter");
    assert!(
        letter.subject.contains("asked you to do the audit Early spring, until Fri 1 May 2026"),
        "{}",
        letter.subject
    );
    assert!(letter.text_body.contains(&format!("/audits/{audit}")), "{}", letter.text_body);
    let bo = app.sign_in(&BO).await;
    assert!(bo.get("/o/harbour-house/notifications").await.expect(200).has_text("the audit Early spring"));
    // Somebody who looked at it before that is told that it is another now; and it stays with Bo, who hears nothing more.
    assert_eq!(ada.send_form(&form).await.status, 409);
    let program = app.program(&ADA).await;
    program.patch(&format!("/api/v1/audits/{audit}"), json!({ "due_on": null })).await.expect(200);
    let told_again = told(&app, BO.id).await;
    assert_eq!(told_again.len(), 1, "{told_again:?}");
    let shown = program.patch(&format!("/api/v1/audits/{audit}"), json!({ "location_id": SITE.id })).await;
    assert_eq!(shown.status, 422, "a field that cannot be changed");
    // Who gives it to themselves knows, and what is closed stays.
    program.patch(&format!("/api/v1/audits/{audit}"), json!({ "assignee_id": ADA.id })).await.expect(200);
    assert_eq!(told(&app, ADA.id).await.iter().filter(|(kind, _)| kind == "own_work").count(), 0);
    program.post(&format!("/api/v1/audits/{audit}/closing"), json!({})).await.expect(200);
    let late = program.patch(&format!("/api/v1/audits/{audit}"), json!({ "name": "Late" })).await;
    assert_eq!(late.expect(409).code(), "audit_is_closed");
    ada.get(&format!("{AUDITS}/{audit}/details")).await.expect(409);
}

#[tokio::test]
async fn who_may_not_change_all_that_an_audit_is_of_may_not_change_it() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    asset(&app, kind, "HERE", Some(FLOOR.id)).await;
    let all = start(&app, json!({ "location_id": BUILDING.id })).await;
    let own = start(&app, json!({ "location_id": FLOOR.id })).await;
    let keeper = keeper(&app).await;
    let program = app.program_of(keeper, Some(HARBOUR.id), None).await;
    program.patch(&format!("/api/v1/audits/{all}"), json!({ "name": "Mine" })).await.expect(403);
    program.patch(&format!("/api/v1/audits/{own}"), json!({ "name": "Mine" })).await.expect(200);
    let browser = app.sign_in_user(keeper).await;
    browser.get(&format!("{AUDITS}/{all}/details")).await.expect(403);
    browser.get(&format!("{AUDITS}/{own}/details")).await.expect(200);
}

#[tokio::test]
async fn of_two_who_close_an_audit_one_does() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    for round in 0..ROUNDS {
        let away = asset(&app, kind, &format!("A-{round}"), Some(SITE.id)).await;
        let audit = start(&app, json!({ "location_id": FLOOR.id })).await;
        let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
        ada.post(&format!("/api/v1/audits/{audit}/findings"), json!({ "asset_id": away })).await.expect(200);
        let path = format!("/api/v1/audits/{audit}/closing");
        let wish = json!({ "misplaced": "move" });
        let (one, two) = tokio::join!(ada.post(&path, wish.clone()), bo.post(&path, wish));
        let mut seen = [one.status.as_u16(), two.status.as_u16()];
        seen.sort_unstable();
        assert_eq!(seen, [200, 409], "{one}\n{two}");
        let moved = platform::events::of_subject(app.db(), HARBOUR.id, away, 99).await.unwrap();
        assert_eq!(moved.iter().filter(|event| event.kind == "asset.moved").count(), 1);
    }
}

/// Somebody counts while somebody else closes; answers whether the count was taken, and how the line ended.
async fn counted_while_closing(app: &TestApp, kind: Uuid, round: usize) -> (bool, String) {
    asset(app, kind, &format!("A-{round}"), Some(FLOOR.id)).await;
    let audit = start(app, json!({ "location_id": FLOOR.id, "category_id": kind })).await;
    let (ada, bo) = (app.program(&ADA).await, app.program(&BO).await);
    let (path, code) = (format!("/api/v1/audits/{audit}"), format!("A-{round}"));
    let (closing, finding) = (format!("{path}/closing"), format!("{path}/findings"));
    let (close, count) = tokio::join!(ada.post(&closing, json!({})), bo.post(&finding, json!({ "code": code })));
    close.expect(200);
    assert!([200, 409].contains(&count.status.as_u16()), "{count}");
    let ended = ends(app, audit).await.into_iter().find(|(one, _)| *one == code).unwrap().1;
    (count.status == 200, ended)
}

#[tokio::test]
async fn a_count_comes_before_the_closing_or_is_refused() {
    let app = TestApp::start().await;
    for round in 0..ROUNDS {
        let kind = category(&app, &format!("Kind {round}"), "NB-#####").await;
        let (taken, ended) = counted_while_closing(&app, kind, round).await;
        assert_eq!(ended, if taken { "found" } else { "missing" });
    }
}

#[tokio::test]
async fn without_the_guards_a_closed_audit_changes() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-#####").await;
    let id = asset(&app, kind, "A-1", Some(FLOOR.id)).await;
    let audit = start(&app, json!({ "location_id": FLOOR.id })).await;
    app.program(&ADA).await.post(&format!("/api/v1/audits/{audit}/closing"), json!({})).await.expect(200);
    let late = || {
        sql("update audit_lines set outcome = 'found', seen_at = $3 where org_id = $1 and asset_id = $2")
            .bind(HARBOUR.id)
            .bind(id)
            .bind(app.now())
    };
    let reopen =
        || sql("update audits set closed_at = null where org_id = $1 and id = $2").bind(HARBOUR.id).bind(audit);
    for refused in [app.db().run(late()).await.unwrap_err(), app.db().run(reopen()).await.unwrap_err()] {
        assert!(refused.is_conflict("audit_is_closed"), "{refused}");
    }
    let off = match app.db().engine() {
        Engine::Sqlite => "drop trigger audit_is_closed; drop trigger audit_lines_stay_update",
        Engine::Postgres => {
            "drop trigger audit_is_closed on audits; drop trigger audit_lines_stay_update on audit_lines"
        }
    };
    app.db().script(off).await.unwrap();
    app.db().run(late()).await.expect("nothing but the guards keeps this promise");
    app.db().run(reopen()).await.expect("nothing but the guards keeps this promise");
    assert_eq!(ends(&app, audit).await, pairs(&[("A-1", "found")]));
    assert_eq!(actions::LINES_MAX, 20_000);
}
