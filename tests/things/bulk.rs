//! Many assets changed at once, from their list: shown first, refused one by one, taken back.

use super::assets::{asset, category, field};
use super::imports::{applied, counts};
use crate::people::contacts::keep;
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, Answer, Browser, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::db::{Engine, sql};
use platform::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Where the form is sent.
const CHANGES: &str = "/o/harbour-house/assets/changes";

/// Some assets of one category, each bought in 2025; the category and their ids.
async fn owned(app: &TestApp, count: usize) -> (Uuid, Vec<Uuid>) {
    let kind = category(app, "Laptops", "NB-####").await;
    let ada = app.program(&ADA).await;
    let mut ids = Vec::new();
    for nth in 1..=count {
        let id = asset(app, kind, &format!("NB-{nth:04}"), Some(FLOOR.id)).await;
        ada.patch(&format!("/api/v1/assets/{id}"), json!({ "purchased_on": "2025-01-31", "note": "Old" }))
            .await
            .expect(200);
        ids.push(id);
    }
    (kind, ids)
}

/// The preview of a change of everything that this question finds.
async fn looked(app: &TestApp, browser: &Browser, question: &str, fields: &[(&str, &str)]) -> Answer {
    app.advance(TimeDelta::seconds(1));
    let sent = browser.post(&format!("{CHANGES}?{question}"), fields).await.expect(303);
    app.settle().await;
    browser.get(sent.location()).await.expect(200)
}

async fn taken_back(app: &TestApp, browser: &Browser, page: &Answer) -> Answer {
    let sent = browser.submit(page, "/reversal", &[]).await.expect(303);
    app.settle().await;
    browser.get(sent.location()).await.expect(200)
}

async fn shown(app: &TestApp, id: Uuid) -> Value {
    app.program(&ADA).await.get(&format!("/api/v1/assets/{id}")).await.expect(200).json()
}

#[tokio::test]
async fn all_that_match_are_changed_after_a_preview_and_taken_back() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 3).await;
    let other = asset(&app, category(&app, "Lamps", "L-###").await, "L-001", Some(FLOOR.id)).await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(&format!("/o/harbour-house/assets?category={kind}")).await.expect(200);
    let form = ada.follow_link(&list, "Change all 3 assets that match").await.expect(200);
    assert!(form.has_text("3 assets: all that fit the list you came from."), "{form}");
    let nothing = ada.submit(&form, "#change", &[]).await.expect(422);
    assert!(nothing.problem("status").is_some(), "{nothing}");
    let sent =
        ada.submit(&form, "#change", &[("warranty_months", "24"), ("append", "Leased"), ("clear-home", "on")]).await;
    app.settle().await;
    let page = ada.get(sent.expect(303).location()).await.expect(200);
    assert!(page.has_text("Change of 3 assets") && page.has_text("2027-01-31"), "from what to what: {page}");
    assert_eq!(shown(&app, ids[0]).await["warranty_until"], Value::Null, "nothing changes before somebody says so");
    let done = applied(&app, &ada, &page).await;
    assert_eq!(counts(&app).await, [0, 3, 0, 0]);
    for id in &ids {
        let now = shown(&app, *id).await;
        assert_eq!((&now["warranty_until"], &now["note"]), (&json!("2027-01-31"), &json!("Old\nLeased")));
        assert_eq!(now["home_location_id"], Value::Null);
    }
    assert_eq!(shown(&app, other).await["note"], "", "what does not match is left alone");
    let history = ada.get(&format!("/o/harbour-house/assets/{}", ids[0])).await.expect(200);
    assert!(history.maybe_link("By an import, or a change of many").is_some(), "{history}");
    let back = taken_back(&app, &ada, &done).await;
    assert!(back.has_text("Taken back"), "{back}");
    let then = shown(&app, ids[1]).await;
    assert_eq!((&then["warranty_until"], &then["note"]), (&Value::Null, &json!("Old")));
    assert_eq!(then["home_location_id"], json!(FLOOR.id));
}

#[tokio::test]
async fn what_was_bought_together_says_so_at_once() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    let ada = app.sign_in(&ADA).await;
    let question = format!("category={kind}");
    let typed = [
        ("purchased_on", "2026-02-10"),
        ("cost", "1,200.50"),
        ("order_number", "PO-9"),
        ("ends_on", "2030-01-01"),
        ("warranty_months", "12"),
    ];
    let page = looked(&app, &ada, &question, &typed).await;
    assert!(page.has_text("PO-9") && page.has_text("2027-02-10"), "{page}");
    let done = applied(&app, &ada, &page).await;
    let now = shown(&app, ids[1]).await;
    let said = |asset: &Value| {
        ["purchased_on", "cost_minor", "order_number", "ends_on", "warranty_until"].map(|name| asset[name].clone())
    };
    assert_eq!(
        said(&now),
        [json!("2026-02-10"), json!(120_050), json!("PO-9"), json!("2030-01-01"), json!("2027-02-10")]
    );
    taken_back(&app, &ada, &done).await;
    assert_ne!(shown(&app, ids[1]).await["order_number"], "PO-9");
    let wrong = ada
        .submit(&ada.get(&format!("{CHANGES}?{question}")).await, "#change", &[("clear-cost", "on"), ("cost", "5")])
        .await;
    assert!(wrong.expect(422).problem("cost").is_some());
}

#[tokio::test]
async fn what_is_refused_says_why_and_holds_up_no_other() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    let new = asset(&app, kind, "NB-0003", Some(FLOOR.id)).await;
    let unique = field(&app, Some(kind), "Frame", "text", &["unique"]).await;
    let ada = app.sign_in(&ADA).await;
    let question = format!("category={kind}");
    let page = looked(&app, &ada, &question, &[("warranty_months", "12")]).await;
    assert_eq!(counts(&app).await, [0, 2, 0, 1]);
    assert!(page.has_text("Nobody knows when it was bought"), "{page}");
    let frame = format!("field-{unique}");
    let page = looked(&app, &ada, &question, &[(&frame, "F-1")]).await;
    assert_eq!(counts(&app).await, [0, 1, 0, 2], "no two assets have the same");
    assert!(page.has_text("has the same here"), "{page}");
    // Somebody has one of them: it is not disposed of.
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
    app.program(&ADA).await.post(&format!("/api/v1/assets/{}/check-out", ids[0]), out).await.expect(200);
    ada.post(&format!("{CHANGES}?{question}"), &[("status", "disposed")]).await.expect(422);
    let page = looked(&app, &ada, &question, &[("status", "disposed"), ("reason", "Sold")]).await;
    assert!(page.has_text("Check it in first"), "{page}");
    applied(&app, &ada, &page).await;
    let states = [shown(&app, ids[0]).await, shown(&app, ids[1]).await, shown(&app, new).await];
    assert_eq!(
        states.map(|asset| asset["state"].clone()),
        ["assigned", "disposed", "disposed"].map(|word| json!(word))
    );
}

#[tokio::test]
async fn what_somebody_changed_since_the_preview_is_left_out() {
    for is_touched in [true, false] {
        let app = TestApp::start().await;
        let (kind, ids) = owned(&app, 2).await;
        let ada = app.sign_in(&ADA).await;
        let page = looked(&app, &ada, &format!("category={kind}"), &[("append", "Leased")]).await;
        if is_touched {
            let program = app.program(&ADA).await;
            program.patch(&format!("/api/v1/assets/{}", ids[0]), json!({ "order_number": "PO-1" })).await.expect(200);
        }
        let done = applied(&app, &ada, &page).await;
        let left = i64::from(is_touched);
        assert_eq!(counts(&app).await, [0, 2 - left, 0, left]);
        assert_eq!(done.has_text("Somebody changed it since the preview."), is_touched, "{done}");
        assert_eq!(shown(&app, ids[0]).await["note"], if is_touched { "Old" } else { "Old\nLeased" });
        assert_eq!(shown(&app, ids[1]).await["note"], "Old\nLeased");
    }
}

#[tokio::test]
async fn taking_back_leaves_what_somebody_touched_since() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    let ada = app.sign_in(&ADA).await;
    let page = looked(&app, &ada, &format!("category={kind}"), &[("append", "Leased")]).await;
    let done = applied(&app, &ada, &page).await;
    let program = app.program(&ADA).await;
    program.patch(&format!("/api/v1/assets/{}", ids[0]), json!({ "note": "Mine" })).await.expect(200);
    let back = taken_back(&app, &ada, &done).await;
    assert!(back.has_text("Changed again since: note"), "{back}");
    assert_eq!(
        [shown(&app, ids[0]).await["note"].clone(), shown(&app, ids[1]).await["note"].clone()],
        [json!("Mine"), json!("Old")]
    );
}

#[tokio::test]
async fn all_that_match_are_taken_back_from_people_and_given_back() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 3).await;
    let program = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    for id in &ids[..2] {
        let out = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": "2026-04-01" });
        program.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
    }
    let ada = app.sign_in(&ADA).await;
    let page = looked(&app, &ada, &format!("category={kind}"), &[("comes_back", "on")]).await;
    assert_eq!(counts(&app).await, [0, 2, 1, 0], "nobody has the third");
    let done = applied(&app, &ada, &page).await;
    assert_eq!(shown(&app, ids[0]).await["state"], "in_stock");
    taken_back(&app, &ada, &done).await;
    let again: Vec<(Option<Uuid>, Option<chrono::NaiveDate>)> =
        sql("select contact_id, due_on from custodies where in_at is null").all(app.db()).await.unwrap();
    assert_eq!(again, [(Some(zoe.id), "2026-04-01".parse().ok()); 2]);
}

#[tokio::test]
async fn what_was_taken_back_by_mistake_goes_back_without_a_second_signature() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    super::acceptance::ask(&app, kind, "I have these laptops.").await;
    let program = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    for id in &ids {
        let out = json!({ "to": { "kind": "contact", "id": zoe.id } });
        program.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
    }
    let ada = app.sign_in(&ADA).await;
    let asked = super::acceptance::all(&app).await;
    assert_eq!(asked.len(), 1);
    let page = ada.get(&format!("/o/harbour-house/acceptances/{}/signature", asked[0].id)).await.expect(200);
    ada.submit(&page, "/signature", &[("name", "Zoe Park")]).await.expect(303);
    let letters = app.mail_to("zoe@guest.example").await.len();
    let page = looked(&app, &ada, &format!("category={kind}"), &[("comes_back", "on")]).await;
    let done = applied(&app, &ada, &page).await;
    taken_back(&app, &ada, &done).await;
    let again: Vec<(Option<Uuid>,)> =
        sql("select contact_id from custodies where in_at is null").all(app.db()).await.unwrap();
    assert_eq!(again, [(Some(zoe.id),); 2]);
    assert_eq!(super::acceptance::all(&app).await.len(), 1, "nothing more is asked of Zoe");
    assert_eq!(app.mail_to("zoe@guest.example").await.len(), letters);
}

#[tokio::test]
async fn many_are_expected_back_on_another_day_or_never_and_it_is_taken_back() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 4).await;
    let program = app.program(&ADA).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    for (id, due) in ids[..3].iter().zip([json!("2026-04-01"), Value::Null, json!("2026-05-01")]) {
        let out = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": due });
        program.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
    }
    let dues = async || {
        let mut dues = Vec::new();
        for id in &ids[..3] {
            dues.push(shown(&app, *id).await["custody"]["due_on"].clone());
        }
        dues
    };
    let ada = app.sign_in(&ADA).await;
    let question = format!("category={kind}");
    for fields in [vec![("due_on", "soon")], vec![("due_on", "2026-05-01"), ("clear-due_on", "on")]] {
        let refused = ada.post(&format!("{CHANGES}?{question}"), &fields).await.expect(422);
        assert!(refused.problem("due_on").is_some(), "{refused}");
    }
    let over = looked(&app, &ada, &question, &[("due_on", "2026-01-01")]).await;
    assert!(over.has_text("This day is over."), "{over}");
    let page = looked(&app, &ada, &question, &[("due_on", "2026-05-01")]).await;
    assert_eq!(counts(&app).await, [0, 2, 2, 0], "one is so already, and nobody has the fourth");
    assert!(page.has_text("Expected back") && page.has_text("2026-04-01"), "{page}");
    let done = applied(&app, &ada, &page).await;
    assert_eq!(dues().await, [json!("2026-05-01"), json!("2026-05-01"), json!("2026-05-01")]);
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, ids[0], 9).await.unwrap();
    let changed =
        facts.iter().find(|fact| fact.kind == "asset.changed" && fact.data["after"]["due_on"] == "2026-05-01");
    assert!(changed.is_some_and(|fact| fact.data["before"]["due_on"] == "2026-04-01"), "{facts:?}");
    taken_back(&app, &ada, &done).await;
    assert_eq!(dues().await, [json!("2026-04-01"), Value::Null, json!("2026-05-01")]);
    let page = looked(&app, &ada, &question, &[("clear-due_on", "on")]).await;
    applied(&app, &ada, &page).await;
    assert_eq!(dues().await, [Value::Null, Value::Null, Value::Null]);
}

/// A booking of a resource on the 18th of March, for an hour.
fn talk(resource: &Value) -> Value {
    json!({
        "resource_id": resource, "starts_at": "2026-03-18T09:00:00Z", "minutes": 60, "title": "Talk", "people": 1,
        "guest": { "name": "Grace Holm", "email": "grace@example.org" },
    })
}

#[tokio::test]
async fn what_can_be_booked_is_expected_later_unless_a_booking_is_in_the_way() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    let program = app.program(&ADA).await;
    let mut resources = Vec::new();
    for id in &ids {
        let made = program.post(&format!("/api/v1/assets/{id}/resource"), json!({})).await.expect(200).json();
        resources.push(made["id"].clone());
        let out = json!({ "to": { "kind": "location", "id": SITE.id }, "due_on": "2026-03-12" });
        program.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
    }
    let booked = program.post("/api/v1/bookings", talk(&resources[0])).await.expect(201).json();
    let ada = app.sign_in(&ADA).await;
    let question = format!("category={kind}");
    for (fields, wrong) in [
        ([("due_on", "2026-03-17")], 0),
        ([("due_on", "2026-03-20")], 1),
        ([("clear-due_on", "on")], 1),
        ([("due_on", "2026-03-10")], 0),
    ] {
        let page = looked(&app, &ada, &question, &fields).await;
        assert_eq!(counts(&app).await, [0, 2 - wrong, 0, wrong], "{fields:?}: {page}");
        let code = booked["code"].as_str().unwrap();
        assert_eq!(page.has_text(&format!("{code}, ")), wrong == 1, "{fields:?}: {page}");
    }
    let page = looked(&app, &ada, &question, &[("due_on", "2026-03-20")]).await;
    // Looking changes nothing.
    for id in &ids {
        assert_eq!(shown(&app, *id).await["custody"]["due_on"], "2026-03-12");
    }
    let done = applied(&app, &ada, &page).await;
    let dues = async || {
        let (one, other) = (shown(&app, ids[0]).await, shown(&app, ids[1]).await);
        [one["custody"]["due_on"].clone(), other["custody"]["due_on"].clone()]
    };
    assert_eq!(dues().await, ["2026-03-12", "2026-03-20"]);
    taken_back(&app, &ada, &done).await;
    assert_eq!(dues().await, ["2026-03-12", "2026-03-12"]);
    // Where the booking is cancelled, nothing is in the way.
    let id = booked["id"].as_str().unwrap();
    program.post(&format!("/api/v1/bookings/{id}/cancellation"), json!({})).await.expect(200);
    let page = looked(&app, &ada, &question, &[("due_on", "2026-03-20")]).await;
    applied(&app, &ada, &page).await;
    assert_eq!(dues().await, ["2026-03-20", "2026-03-20"]);
}

#[tokio::test]
async fn what_is_booked_after_the_preview_stays_promised_and_without_the_guard_does_not() {
    for is_guarded in [true, false] {
        let app = TestApp::start().await;
        let (kind, ids) = owned(&app, 1).await;
        let program = app.program(&ADA).await;
        let made = program.post(&format!("/api/v1/assets/{}/resource", ids[0]), json!({})).await.expect(200).json();
        let out = json!({ "to": { "kind": "location", "id": SITE.id }, "due_on": "2026-03-12" });
        program.post(&format!("/api/v1/assets/{}/check-out", ids[0]), out).await.expect(200);
        let ada = app.sign_in(&ADA).await;
        let page = looked(&app, &ada, &format!("category={kind}"), &[("due_on", "2026-03-20")]).await;
        assert_eq!(counts(&app).await, [0, 1, 0, 0]);
        program.post("/api/v1/bookings", talk(&made["id"])).await.expect(201);
        if !is_guarded {
            let drops = match app.db().engine() {
                Engine::Sqlite => "drop trigger asset_is_promised_longer",
                Engine::Postgres => "drop trigger asset_is_promised_longer on custodies",
            };
            app.db().script(drops).await.unwrap();
        }
        applied(&app, &ada, &page).await;
        let left = i64::from(is_guarded);
        assert_eq!(counts(&app).await, [0, 1 - left, 0, left]);
        let due = if is_guarded { "2026-03-12" } else { "2026-03-20" };
        assert_eq!(shown(&app, ids[0]).await["custody"]["due_on"], due);
    }
}

#[tokio::test]
async fn a_tick_empties_choices_as_it_empties_what_is_typed() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 1).await;
    let colour = field(&app, Some(kind), "Colour", "choice", &[]).await;
    let insured = field(&app, Some(kind), "Insured", "boolean", &[]).await;
    let own = json!({ "fields": { "Colour": "Black", "Insured": "true" } });
    app.program(&ADA).await.patch(&format!("/api/v1/assets/{}", ids[0]), own).await.expect(200);
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{CHANGES}?category={kind}")).await.expect(200);
    let (colour, insured) = (format!("clear-field-{colour}"), format!("clear-field-{insured}"));
    let sent = ada.submit(&form, "#change", &[(&colour, "on"), (&insured, "on"), ("clear-home", "on")]).await;
    app.settle().await;
    let page = ada.get(sent.expect(303).location()).await.expect(200);
    applied(&app, &ada, &page).await;
    let now = shown(&app, ids[0]).await;
    assert_eq!((&now["fields"], &now["home_location_id"]), (&json!({}), &Value::Null));
    let both = [(colour.as_str(), "on"), (colour.trim_start_matches("clear-"), "Silver")];
    let refused = ada.post(&format!("{CHANGES}?category={kind}"), &both).await.expect(422);
    assert!(refused.problem(both[1].0).is_some(), "{refused}");
}

#[tokio::test]
async fn a_tick_empties_a_field_and_lists_name_the_people_that_fields_name() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 2).await;
    let keeper = field(&app, Some(kind), "Keeper", "person", &[]).await;
    let colour = field(&app, Some(kind), "Colour", "text", &[]).await;
    let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
    let program = app.program(&ADA).await;
    for id in &ids {
        let own = json!({ "fields": { "Keeper": zoe.id, "Colour": "Red" } });
        program.patch(&format!("/api/v1/assets/{id}"), own).await.expect(200);
    }
    let ada = app.sign_in(&ADA).await;
    let columns = format!("/o/harbour-house/assets?category={kind}&columns=field-{keeper}");
    let list = ada.get(&columns).await.expect(200);
    assert!(list.maybe_link("Zoe Park").is_some() && !list.has_text(&zoe.id.to_string()), "{list}");
    let page = ada.get(&format!("/o/harbour-house/assets/{}", ids[0])).await.expect(200);
    assert!(page.maybe_link("Zoe Park").is_some(), "{page}");
    let form = ada.get(&format!("{CHANGES}?category={kind}")).await.expect(200);
    assert!(form.has_text("Empty it"), "{form}");
    let name = format!("field-{colour}");
    let both = [(name.as_str(), "Blue"), (&format!("clear-{name}"), "on")];
    let refused = ada.post(&format!("{CHANGES}?category={kind}"), &both).await.expect(422);
    assert!(refused.problem(&name).is_some(), "{refused}");
    let page = looked(&app, &ada, &format!("category={kind}"), &[(&format!("clear-{name}"), "on")]).await;
    applied(&app, &ada, &page).await;
    let (left,): (i64,) =
        sql("select count(*) from asset_values where field_id = $1").bind(colour).one(app.db()).await.unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn many_go_part_by_part_and_each_once() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 1).await;
    for nth in 0..260 {
        let copy = sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, currency, search, created_at, updated_at)
             values ($1, $2, $3, $4, 'Copy', $5, 'in_stock', 'EUR', 'copy', $6, $6)")
            .bind(app.house.id())
            .bind(HARBOUR.id)
            .bind(format!("CP-{nth:04}"))
            .bind(format!("cp-{nth:04}"))
            .bind(kind)
            .bind(app.now());
        app.db().run(copy).await.unwrap();
    }
    let ada = app.sign_in(&ADA).await;
    let page = looked(&app, &ada, &format!("category={kind}"), &[("append", "Leased")]).await;
    let (parts,): (i64,) = sql("select parts from asset_imports").one(app.db()).await.unwrap();
    assert_eq!(parts, 2);
    applied(&app, &ada, &page).await;
    let (noted,): (i64,) = sql("select count(*) from assets where note = 'Leased'").one(app.db()).await.unwrap();
    let (told,): (i64,) =
        sql("select count(*) from events where kind = 'asset.changed' and request_id like 'import-%'")
            .one(app.db())
            .await
            .unwrap();
    assert_eq!((noted, told, counts(&app).await[1]), (260, 261, 261));
    assert_eq!(shown(&app, ids[0]).await["note"], "Old\nLeased");
}

#[tokio::test]
async fn a_keeper_of_one_place_changes_what_is_there_and_no_more() {
    let app = TestApp::start().await;
    let (kind, ids) = owned(&app, 1).await;
    let elsewhere = asset(&app, kind, "NB-0009", None).await;
    let keeper = app.employ(HARBOUR.id, Role::AssetAdmin).await;
    app.db()
        .run(sql("update grants set location_id = $2 where user_id = $1").bind(keeper).bind(SITE.id))
        .await
        .unwrap();
    let browser = app.sign_in_user(keeper).await;
    let page = looked(&app, &browser, &format!("category={kind}"), &[("append", "Mine")]).await;
    assert!(page.has_text("Change of 1 asset"), "what they do not see is not among them: {page}");
    applied(&app, &browser, &page).await;
    // One that they name by its tag is not there for them either.
    browser.post(&format!("{CHANGES}?asset=NB-0009"), &[("append", "Mine")]).await.expect(422);
    let notes = [shown(&app, ids[0]).await["note"].clone(), shown(&app, elsewhere).await["note"].clone()];
    assert_eq!(notes, [json!("Old\nMine"), json!("")]);
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    app.sign_in_user(viewer).await.post(&format!("{CHANGES}?category={kind}"), &[("append", "x")]).await.expect(403);
}
