//! Fields of the organisation's own, through their pages.

use super::catalogue::{asset, category};
use crate::bookings::desk::events;
use crate::support::{ADA, Browser, HARBOUR, TestApp};
use kernel::db::sql;
use things::catalogue::fields::{self, Field};
use uuid::Uuid;

const FIELDS: &str = "/o/harbour-house/catalogue/fields";

async fn add(app: &TestApp, ada: &Browser, values: &[(&str, &str)]) -> Field {
    let form = ada.get(&format!("{FIELDS}/new")).await.expect(200);
    ada.submit(&form, "#form", values).await.expect(303);
    let name = values.iter().find(|(name, _)| *name == "name").unwrap().1;
    let all = fields::store::all(app.db(), HARBOUR.id).await.unwrap();
    all.into_iter().find(|field| field.name == name).unwrap()
}

async fn holds(app: &TestApp, field: &Field, asset: Uuid, value: &str) {
    let key = field.read(value, "EUR").unwrap().unwrap().unique_key;
    let row =
        sql("insert into asset_values (org_id, asset_id, field_id, value, unique_key) values ($1, $2, $3, $4, $5)");
    app.db().run(row.bind(HARBOUR.id).bind(asset).bind(field.id).bind(value.to_owned()).bind(key)).await.unwrap();
}

async fn keys(app: &TestApp, field: &Field) -> Vec<Option<String>> {
    let statement = sql("select unique_key from asset_values where org_id = $1 and field_id = $2 order by value");
    let rows: Vec<(Option<String>,)> = statement.bind(HARBOUR.id).bind(field.id).all(app.db()).await.unwrap();
    rows.into_iter().map(|(key,)| key).collect()
}

async fn names(app: &TestApp) -> Vec<String> {
    fields::store::all(app.db(), HARBOUR.id).await.unwrap().into_iter().map(|field| field.name).collect()
}

#[tokio::test]
async fn a_field_that_is_a_person_is_chosen_by_name_or_address() {
    let app = TestApp::start().await;
    let kind = crate::things::assets::category(&app, "Tools", "T-###").await;
    let keeper = crate::things::assets::field(&app, Some(kind), "Keeper", "person", &[]).await;
    let ada = app.sign_in(&ADA).await;
    let zoe = app.program(&ADA).await;
    for (name, email) in [("Zoe Park", "zoe@guest.example"), ("Ivo Park", "ivo@guest.example")] {
        zoe.post("/api/v1/contacts", serde_json::json!({ "name": name, "email": email })).await.expect(201);
    }
    let input = format!("field-{keeper}");
    let offered = ada.get(&format!("/o/harbour-house/assets/people?{input}=zoe")).await.expect(200);
    assert!(offered.body().contains("Zoe Park &lt;zoe@guest.example&gt;"), "{offered}");
    let form = ada.get(&format!("/o/harbour-house/assets/new?category={kind}")).await.expect(200).form("#asset");
    let form = form.set("name", "Drill");
    for (typed, told) in
        [("Park", "Several people"), ("nobody@guest.example", "Nobody with this address"), ("Bo", "Nobody")]
    {
        let refused = ada.send_form(&form.clone().set(&input, typed)).await.expect(422);
        assert!(refused.problem(&input).is_some_and(|problem| problem.contains(told)), "{typed}: {refused}");
    }
    let made = ada.send_form(&form.set(&input, "Zoe Park <zoe@guest.example>")).await.expect(303);
    let page = ada.get(&format!("{}/form", made.location())).await.expect(200).form("#asset");
    assert_eq!(page.value(&input).as_deref(), Some("Zoe Park <zoe@guest.example>"));
    // Saved as it stands, it is no change; by a name that one has, it is.
    ada.send_form(&page).await.expect(303);
    let changed = ada.get(&format!("{}/form", made.location())).await.expect(200).form("#asset");
    ada.send_form(&changed.set(&input, "ivo park")).await.expect(303);
    let (one,): (i64,) =
        kernel::db::sql("select count(*) from events where kind = 'asset.changed'").one(app.db()).await.unwrap();
    assert_eq!(one, 1);
}

#[tokio::test]
async fn a_field_is_added_where_it_belongs_and_inherited_below() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let laptops = category(&app, "Laptops", Some(it)).await;
    let ram =
        add(&app, &ada, &[("name", "RAM"), ("category", &it.to_string()), ("kind", "number"), ("is_listed", "on")])
            .await;
    assert!(ram.is_listed && !ram.is_required && ram.category_id == Some(it));
    let colour = add(&app, &ada, &[("name", "Colour"), ("kind", "choice"), ("choices", "Black\nSilver")]).await;
    assert_eq!(colour.choices.0, ["Black", "Silver"]);
    let page = ada.get(&format!("/o/harbour-house/catalogue/categories/{laptops}")).await;
    assert!(page.has_text("RAM") && page.has_text("Number") && page.has_text("Every asset"), "{page}");

    let form = ada.get(&format!("{FIELDS}/new")).await;
    let wrong = [("name", "RAM"), ("category", &it.to_string() as &str), ("pattern", "(")];
    let refused = ada.submit(&form, "#form", &wrong).await.expect(422);
    assert!(refused.problem("pattern").is_some(), "{refused}");
    let refused = ada.submit(&form, "#form", &[("name", "RAM"), ("category", &it.to_string())]).await.expect(422);
    assert!(refused.problem("name").is_some(), "two of one category: {refused}");
    ada.submit(&form, "#form", &[("name", "RAM"), ("category", &laptops.to_string())]).await.expect(303);
    let form = ada.get(&format!("{FIELDS}/new")).await;
    let refused = ada.submit(&form, "#form", &[("name", "Colour")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "two of every asset: {refused}");
    let sealed = [("name", "PIN"), ("is_sealed", "on"), ("is_unique", "on"), ("is_listed", "on")];
    let refused = ada.submit(&form, "#form", &sealed).await.expect(422);
    assert!(refused.problem("is_unique").is_some() && refused.problem("is_listed").is_some(), "{refused}");
    let person = [("name", "Keeper"), ("kind", "person"), ("is_unique", "on")];
    assert!(ada.submit(&form, "#form", &person).await.expect(422).problem("is_unique").is_some());
    assert_eq!(events(&app, "asset_field.created").await, 3);
}

#[tokio::test]
async fn what_a_field_holds_bounds_what_it_may_become() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let (it, tools) = (category(&app, "IT", None).await, category(&app, "Tools", None).await);
    let colour = add(&app, &ada, &[("name", "Colour"), ("kind", "choice"), ("choices", "Black\nSilver\nGold")]).await;
    let laptop = asset(&app, it, "IT-1", "").await;
    let details = format!("{FIELDS}/{}/details", colour.id);
    // While it holds nothing, it may become encrypted, and plain again.
    for sealed in ["on", ""] {
        let form = ada.get(&details).await.form("#form");
        let form = if sealed == "on" { form.set("is_sealed", "on") } else { form.untick("is_sealed") };
        ada.send_form(&form).await.expect(303);
    }
    holds(&app, &colour, laptop, "Silver").await;
    let form = ada.get(&details).await;
    assert!(ada.submit(&form, "#form", &[("is_sealed", "on")]).await.expect(422).problem("is_sealed").is_some());
    let refused = ada.submit(&form, "#form", &[("choices", "Black\nGold")]).await.expect(422);
    assert!(refused.problem("choices").is_some_and(|problem| problem.contains("Silver (1)")), "{refused}");
    let forged = form.form("#form").forge("kind", Some("text"));
    assert!(ada.send_form(&forged).await.expect(422).has_text("never changes"));
    let refused = ada.submit(&form, "#form", &[("category", &tools.to_string())]).await.expect(422);
    assert!(refused.problem("category").is_some_and(|problem| problem.contains("(1)")), "{refused}");
    ada.submit(&form, "#form", &[("choices", "Black\nSilver"), ("category", &it.to_string())]).await.expect(303);
    let changed = fields::store::by_id(app.db(), HARBOUR.id, colour.id).await.unwrap();
    assert_eq!((changed.choices.0, changed.category_id), (vec!["Black".to_owned(), "Silver".to_owned()], Some(it)));
    ada.submit(&form, "#form", &[("name", "Late")]).await.expect(409);
}

#[tokio::test]
async fn a_field_becomes_unique_unless_something_is_there_twice() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", None).await;
    let mac = add(&app, &ada, &[("name", "MAC"), ("kind", "text")]).await;
    let other = add(&app, &ada, &[("name", "Other"), ("kind", "text")]).await;
    let laptops = [asset(&app, it, "IT-1", "").await, asset(&app, it, "IT-2", "").await];
    for (laptop, value) in laptops.iter().zip(["AB-1", "ab-1"]) {
        holds(&app, &mac, *laptop, value).await;
        holds(&app, &other, *laptop, value).await;
    }
    let details = format!("{FIELDS}/{}/details", mac.id);
    let form = ada.get(&details).await;
    let refused = ada.submit(&form, "#form", &[("is_unique", "on")]).await.expect(422);
    assert!(refused.problem("is_unique").is_some_and(|problem| problem.contains("ab-1")), "{refused}");
    assert_eq!(keys(&app, &mac).await, [None, None]);
    let correct = sql("update asset_values set value = 'CD-2' where asset_id = $1 and field_id = $2");
    app.db().run(correct.bind(laptops[1]).bind(mac.id)).await.unwrap();
    ada.submit(&form, "#form", &[("is_unique", "on")]).await.expect(303);
    assert_eq!(keys(&app, &mac).await, [Some("ab-1".to_owned()), Some("cd-2".to_owned())]);
    assert_eq!(keys(&app, &other).await, [None, None], "nobody else's");
    let form = ada.get(&details).await.form("#form").untick("is_unique");
    ada.send_form(&form).await.expect(303);
    assert_eq!(keys(&app, &mac).await, [None, None]);
}

#[tokio::test]
async fn fields_stand_in_the_order_they_are_put_in() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    for name in ["One", "Two", "Three"] {
        add(&app, &ada, &[("name", name)]).await;
    }
    let three = fields::store::all(app.db(), HARBOUR.id).await.unwrap().remove(2);
    let path = format!("{FIELDS}/{}/position", three.id);
    ada.post(&path, &[("version", "1"), ("to", "up")]).await.expect(303);
    assert_eq!(names(&app).await, ["One", "Three", "Two"]);
    ada.post(&path, &[("version", "1"), ("to", "up")]).await.expect(409);
    ada.post(&path, &[("version", "2"), ("to", "up")]).await.expect(303);
    ada.post(&path, &[("version", "3"), ("to", "up")]).await.expect(303);
    assert_eq!(
        (names(&app).await, events(&app, "asset_field.changed").await),
        (vec!["Three".into(), "One".into(), "Two".into()], 2)
    );
    ada.post(&path, &[("version", "3"), ("to", "sideways")]).await.expect(422);
    // One that was put away comes back where it stood, or near.
    ada.post(&format!("{FIELDS}/{}/archival", three.id), &[("version", "3")]).await.expect(303);
    assert_eq!(names(&app).await, ["One", "Two"]);
    let shelf = ada.get(&format!("{FIELDS}?archived=on")).await;
    ada.submit(&shelf, "/restoration", &[]).await.expect(303);
    assert_eq!(names(&app).await, ["Three", "One", "Two"]);
}
