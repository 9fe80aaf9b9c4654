//! Asking people for what they have: letters with links, answers, reminders.

use super::assets::{asset, category};
use crate::people::contacts::keep;
use crate::support::world::FLOOR;
use crate::support::{ADA, HARBOUR, TestApp};
use chrono::{TimeDelta, Timelike};
use kernel::db::sql;
use kernel::time::wall;
use platform::jobs::Job;
use serde_json::json;
use things::audits::asking::Remind;
use uuid::Uuid;

const ZOE: &str = "zoe@guest.example";
const IVO: &str = "ivo@guest.example";

/// Zoe has two cameras, Ivo one; an audit of what people have begins. Answers it, and what Zoe has.
async fn asked(app: &TestApp) -> (Uuid, [Uuid; 2]) {
    let kind = category(app, "Cameras", "C-###").await;
    let zoe = keep(app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let ivo = keep(app, HARBOUR.slug, "Ivo Reed", IVO, "", "staff").await;
    let ada = app.program(&ADA).await;
    let mut ids = Vec::new();
    for (tag, person) in [("C-1", zoe.id), ("C-2", zoe.id), ("C-3", ivo.id)] {
        let id = asset(app, kind, tag, Some(FLOOR.id)).await;
        let out = json!({ "to": { "kind": "contact", "id": person } });
        ada.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
        ids.push(id);
    }
    let made = ada.post("/api/v1/audits", json!({ "name": "Winter", "kind": "held" })).await.expect(201).json();
    (made["id"].as_str().unwrap().parse().unwrap(), [ids[0], ids[1]])
}

/// The path of the link in the latest letter to somebody.
async fn link(app: &TestApp, address: &str) -> String {
    let mail = app.mail_to(address).await.pop().expect("a letter");
    let at = mail.text_body.find("/b/harbour-house/have/").expect("a link in the letter");
    mail.text_body[at..].split_whitespace().next().unwrap().to_owned()
}

async fn outcome(app: &TestApp, audit: Uuid, asset: Uuid) -> Option<String> {
    let (found,): (Option<String>,) =
        sql("select outcome from audit_lines where org_id = $1 and audit_id = $2 and asset_id = $3")
            .bind(HARBOUR.id)
            .bind(audit)
            .bind(asset)
            .one(app.db())
            .await
            .unwrap();
    found
}

async fn line(app: &TestApp, audit: Uuid, asset: Uuid) -> Uuid {
    let (id,): (Uuid,) = sql("select id from audit_lines where org_id = $1 and audit_id = $2 and asset_id = $3")
        .bind(HARBOUR.id)
        .bind(audit)
        .bind(asset)
        .one(app.db())
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn everybody_gets_one_letter_and_answers_without_signing_in() {
    let app = TestApp::start().await;
    let (audit, [one, two]) = asked(&app).await;
    let letters = app.mail_to(ZOE).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "Do you still have these 2 things of ours?");
    assert!(letters[0].text_body.contains("C-1") && !letters[0].text_body.contains("C-3"), "{}", letters[0].text_body);
    let path = link(&app, ZOE).await;
    let guest = app.guest();
    let page = guest.get(&path).await.expect(200);
    assert!(page.has_text("Thing C-1") && !page.has_text("Thing C-3"), "{page}");
    // Nothing said is nothing sent.
    assert_eq!(guest.post(&path, &[]).await.expect(422).status, 422);
    let (has, lost) = (line(&app, audit, one).await, line(&app, audit, two).await);
    let (has, lost, note) = (format!("has-{has}"), format!("has-{lost}"), format!("note-{lost}"));
    let said = [(has.as_str(), "yes"), (lost.as_str(), "no"), (note.as_str(), "Left it at the station")];
    let sent = guest.post(&path, &said).await.expect(303);
    assert!(guest.follow(&sent).await.expect(200).has_text("has your answers"));
    assert_eq!(outcome(&app, audit, one).await.as_deref(), Some("found"));
    assert_eq!(outcome(&app, audit, two).await.as_deref(), Some("missing"));
    let ada = app.sign_in(&ADA).await;
    let shown = ada.get(&format!("/o/harbour-house/audits/{audit}")).await.expect(200);
    assert!(shown.has_text("1 of 2 people") && shown.has_text("Left it at the station"), "{shown}");
    assert_eq!(app.mail_to(ZOE).await.len(), 1);
    // They find it after all; what is not theirs they cannot answer for.
    let other: Vec<(Uuid,)> = sql("select id from audit_lines where org_id = $1 and audit_id = $2 and outcome is null")
        .bind(HARBOUR.id)
        .bind(audit)
        .all(app.db())
        .await
        .unwrap();
    let theirs = format!("has-{}", other[0].0);
    guest.post(&path, &[(lost.as_str(), "yes"), (theirs.as_str(), "no")]).await.expect(303);
    assert_eq!(outcome(&app, audit, two).await.as_deref(), Some("found"));
    assert_eq!(app.count("audit_answers").await, 2);
    // The link is dead when the audit is closed, and a guessed one was never alive.
    app.program(&ADA).await.post(&format!("/api/v1/audits/{audit}/closing"), json!({})).await.expect(200);
    assert!(guest.get(&path).await.expect(200).has_text("This count is over"));
    let late = guest.post(&path, &[(lost.as_str(), "no")]).await.expect(303);
    assert!(guest.follow(&late).await.has_text("This count is over"));
    assert_eq!(outcome(&app, audit, two).await.as_deref(), Some("found"));
    guest.get(&format!("{path}x")).await.expect(404);
}

#[tokio::test]
async fn what_was_seen_by_staff_is_not_answered_away() {
    let app = TestApp::start().await;
    let (audit, [one, _]) = asked(&app).await;
    let ada = app.program(&ADA).await;
    ada.post(&format!("/api/v1/audits/{audit}/findings"), json!({ "asset_id": one })).await.expect(200);
    let has = format!("has-{}", line(&app, audit, one).await);
    app.guest().post(&link(&app, ZOE).await, &[(has.as_str(), "no")]).await.expect(303);
    assert_eq!(outcome(&app, audit, one).await.as_deref(), Some("found"));
}

#[tokio::test]
async fn who_does_not_answer_is_reminded_once_a_step_and_by_day() {
    let app = TestApp::start().await;
    let (audit, [one, _]) = asked(&app).await;
    let zone = chrono_tz::Europe::Madrid;
    let look = async |days: i64| {
        app.advance(TimeDelta::days(days));
        for _ in 0..2 {
            Remind.run(&app.house).await.unwrap();
        }
    };
    app.advance(TimeDelta::hours(12 - i64::from(wall(zone, app.now()).hour())));
    look(1).await;
    assert_eq!(app.mail_to(IVO).await.len(), 1, "not yet");
    let has = format!("has-{}", line(&app, audit, one).await);
    app.guest().post(&link(&app, ZOE).await, &[(has.as_str(), "yes")]).await.expect(303);
    look(3).await;
    assert_eq!((app.mail_to(IVO).await.len(), app.mail_to(ZOE).await.len()), (2, 1), "who answered is left alone");
    app.advance(TimeDelta::hours(12));
    look(12).await;
    assert_eq!(app.mail_to(IVO).await.len(), 2, "nobody is written to in the night");
    app.advance(TimeDelta::hours(12));
    look(0).await;
    assert_eq!(app.mail_to(IVO).await.len(), 3, "a house that was down writes one");
    look(40).await;
    assert_eq!(app.mail_to(IVO).await.len(), 3);
}

/// Days pass, and at noon somebody looks twice who was not reminded yet.
async fn days_pass(app: &TestApp, days: i64) {
    app.advance(TimeDelta::days(days));
    for _ in 0..2 {
        Remind.run(&app.house).await.unwrap();
    }
}

async fn at_noon(app: &TestApp) {
    let zone = chrono_tz::Europe::Madrid;
    app.advance(TimeDelta::hours(12 - i64::from(wall(zone, app.now()).hour())));
}

#[tokio::test]
async fn reminders_go_out_on_the_days_that_were_chosen_or_not_at_all() {
    let app = TestApp::start().await;
    let ada = app.program(&ADA).await;
    let kind = category(&app, "Cameras", "C-###").await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", ZOE, "", "staff").await;
    let id = asset(&app, kind, "C-1", Some(FLOOR.id)).await;
    ada.post(&format!("/api/v1/assets/{id}/check-out"), json!({ "to": { "kind": "contact", "id": zoe.id } }))
        .await
        .expect(200);
    let start = async |days: serde_json::Value| {
        let body = json!({ "name": "Winter", "kind": "held", "reminder_days": days });
        ada.post("/api/v1/audits", body).await
    };
    for wrong in [json!([0]), json!([91]), json!([1, 2, 3, 4, 5, 6, 7])] {
        let told = start(wrong).await.expect(422).json();
        assert_eq!(told["errors"][0]["field"], "reminder_days", "{told}");
    }
    at_noon(&app).await;
    let never = start(json!([])).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    days_pass(&app, 20).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 1, "nobody is reminded");
    // From now on they are: of the new days, those that are over are not made up for.
    ada.patch(&format!("/api/v1/audits/{never}"), json!({ "reminder_days": [3, 21] })).await.expect(200);
    days_pass(&app, 0).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 1, "the third day is over");
    days_pass(&app, 1).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 2, "the twenty-first day");
    let page = app.sign_in(&ADA).await.get(&format!("/o/harbour-house/audits/{never}")).await.expect(200);
    assert!(page.has_text("3, 21 days after the letter"), "{page}");
    ada.post(&format!("/api/v1/audits/{never}/closing"), json!({})).await.expect(200);
    // A ladder that is changed on its way: what was reminded of already is not told twice.
    let audit = start(json!([2, 4])).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    days_pass(&app, 2).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 4);
    ada.patch(&format!("/api/v1/audits/{audit}"), json!({ "reminder_days": [2, 3, 5] })).await.expect(200);
    days_pass(&app, 0).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 4);
    days_pass(&app, 1).await;
    days_pass(&app, 2).await;
    days_pass(&app, 9).await;
    assert_eq!(app.mail_to(ZOE).await.len(), 6);
}

#[tokio::test]
async fn of_two_contacts_that_are_one_person_the_one_that_stays_is_asked_and_undoing_it_gives_it_back() {
    let app = TestApp::start().await;
    at_noon(&app).await;
    let (audit, [one, two]) = asked(&app).await;
    let path = link(&app, ZOE).await;
    let has = async |asset: Uuid| format!("has-{}", line(&app, audit, asset).await);
    app.guest().post(&path, &[(has(one).await.as_str(), "yes")]).await.expect(303);
    let ids = async |email: &str| {
        let (id,): (Uuid,) = sql("select id from contacts where org_id = $1 and email = $2")
            .bind(HARBOUR.id)
            .bind(email.to_owned())
            .one(app.db())
            .await
            .unwrap();
        id
    };
    let (zoe, ivo) = (ids(ZOE).await, ids(IVO).await);
    let ada = app.sign_in(&ADA).await;
    let compare = ada.get(&format!("/o/harbour-house/contacts/{ivo}/merging?with={zoe}")).await.expect(200);
    ada.submit(&compare, "#merge", &[]).await.expect(303);
    // Whoever follows the old letter is the one that stays, is asked for the same things, and has answered them.
    let page = app.guest().get(&path).await.expect(200);
    assert!(page.has_text("Ivo Reed") && page.has_text("Thing C-1") && !page.has_text("Thing C-3"), "{page}");
    let answers = people::contacts::store::by_id(app.db(), HARBOUR.id, ivo).await.unwrap();
    assert_eq!(things::audits::store::count_answers(app.db(), HARBOUR.id, answers.id).await.unwrap(), 1);
    app.guest().post(&path, &[(has(two).await.as_str(), "no")]).await.expect(303);
    assert_eq!(outcome(&app, audit, two).await.as_deref(), Some("missing"));
    let letters = (app.mail_to(ZOE).await.len(), app.mail_to(IVO).await.len());
    days_pass(&app, 3).await;
    assert_eq!((app.mail_to(ZOE).await.len(), app.mail_to(IVO).await.len()), (letters.0, letters.1 + 1));
    // It was a mistake: hers is hers again, with what was answered meanwhile.
    let kept = ada.get(&format!("/o/harbour-house/contacts/{ivo}")).await.expect(200);
    ada.submit(&kept, "/reversal", &[]).await.expect(303);
    assert!(app.guest().get(&path).await.expect(200).has_text("Zoe Park"));
    assert_eq!(things::audits::store::count_answers(app.db(), HARBOUR.id, zoe).await.unwrap(), 2);
    assert_eq!(things::audits::store::count_answers(app.db(), HARBOUR.id, ivo).await.unwrap(), 0);
    assert!(app.guest().get(&link(&app, IVO).await).await.expect(200).has_text("Ivo Reed"));
}

#[tokio::test]
async fn chosen_people_are_asked_and_whoever_was_erased_is_not() {
    let app = TestApp::start().await;
    let (audit, [one, _]) = asked(&app).await;
    let path = link(&app, ZOE).await;
    let id = line(&app, audit, one).await;
    let (has, note) = (format!("has-{id}"), format!("note-{id}"));
    app.guest().post(&path, &[(has.as_str(), "yes"), (note.as_str(), "In my attic")]).await.expect(303);
    let ada = app.sign_in(&ADA).await;
    let blank = ada.get("/o/harbour-house/audits/new").await.expect(200);
    let form = blank.form("#form").set("name", "Only Ivo").set("kind", "held");
    let refused = ada.send_form(&form.clone().set("people", "Nobody Known")).await.expect(422);
    assert!(refused.problem("people").is_some(), "{refused}");
    ada.send_form(&form.set("people", "Ivo Reed")).await.expect(303);
    assert_eq!((app.mail_to(IVO).await.len(), app.mail_to(ZOE).await.len()), (2, 1));
    let (zoe,): (Uuid,) = sql("select id from contacts where org_id = $1 and email = $2")
        .bind(HARBOUR.id)
        .bind(ZOE)
        .one(app.db())
        .await
        .unwrap();
    let page = ada.get(&format!("/o/harbour-house/contacts/{zoe}/erasure")).await.expect(200);
    assert!(page.has_text("1 answers in audits"), "{page}");
    ada.submit(&page, "/erasure", &[]).await.expect(303);
    app.guest().get(&path).await.expect(404);
    let (left,): (i64,) = sql("select count(*) from audit_answers where org_id = $1 and note <> ''")
        .bind(HARBOUR.id)
        .one(app.db())
        .await
        .unwrap();
    assert_eq!(left, 0);
}
