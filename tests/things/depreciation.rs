//! What assets are worth: schemes, who follows them, and the books of an asset.

use super::assets::{ASSETS, asset, below, category};
use crate::support::world::FLOOR;
use crate::support::{ADA, Answer, HARBOUR, TestApp};
use kernel::db::sql;
use serde_json::json;
use uuid::Uuid;

const SCHEMES: &str = "/o/harbour-house/catalogue/depreciation";

/// A scheme of three years, a tenth left at the end.
async fn scheme(app: &TestApp, name: &str) -> Uuid {
    let ada = app.program(&ADA).await;
    let body = json!({ "name": name, "method": "straight_line", "months": 36, "salvage": "10", "expense_account": "4830", "contra_account": "0690" });
    ada.post("/api/v1/depreciation-schemes", body).await.expect(201).json()["id"].as_str().unwrap().parse().unwrap()
}

/// What an asset cost, and when it was bought.
async fn bought(app: &TestApp, id: Uuid, day: &str, cost_minor: i64) {
    let row = sql("update assets set cost_minor = $3, purchased_on = $4 where org_id = $1 and id = $2")
        .bind(HARBOUR.id)
        .bind(id)
        .bind(cost_minor)
        .bind(day.parse::<chrono::NaiveDate>().unwrap());
    app.db().run(row).await.unwrap();
}

fn figures(page: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(page.has_text(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn a_category_names_the_scheme_of_its_assets_and_what_is_in_it_inherits_it() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let it = category(&app, "IT", "IT-#####").await;
    let laptops = below(&app, Some(it), "Laptops", "").await;
    let id = asset(&app, laptops, "NB-1", Some(FLOOR.id)).await;
    bought(&app, id, "2025-03-10", 120_000).await;

    let bare = ada.get(SCHEMES).await.expect(200);
    let form = ada.follow_link(&bare, "New depreciation scheme").await;
    let refused = ada.submit(&form, "#form", &[("months", "0"), ("salvage", "120")]).await.expect(422);
    for field in ["name", "months", "salvage"] {
        assert!(refused.problem(field).is_some(), "{field}: {refused}");
    }
    let typed = [("name", "Three years"), ("months", "36"), ("salvage", "10")];
    let saved = ada.submit(&form, "#form", &typed).await.expect(303);
    figures(&ada.follow(&saved).await.expect(200), &["Three years", "Straight line", "3 years", "10 %"]);
    // A double click makes one.
    ada.submit(&form, "#form", &typed).await.expect(303);
    assert_eq!(app.count("depreciation_schemes").await, 1);

    let page = ada.get(&format!("{ASSETS}/{id}/depreciation")).await.expect(200);
    figures(&page, &["None: it stays worth what it cost"]);
    let home = ada.get(&format!("/o/harbour-house/catalogue/categories/{it}")).await.expect(200);
    let scheme: (Uuid,) =
        sql("select id from depreciation_schemes where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    let path = format!("/o/harbour-house/catalogue/categories/{it}/depreciation");
    ada.submit(&home, &path, &[("scheme", &scheme.0.to_string())]).await.expect(303);

    // 2 March 2026: twelve months are over of 36, of 1080.
    figures(&ada.get(&format!("{ASSETS}/{id}")).await.expect(200), &["Book value", "€840.00", "Three years"]);
    let page = ada.get(&format!("{ASSETS}/{id}/depreciation")).await.expect(200);
    figures(&page, &["its category's", "€120.00", "2025", "€300.00", "2028", "€60.00"]);
    let page = ada.get(&format!("/o/harbour-house/catalogue/categories/{laptops}")).await.expect(200);
    figures(&page, &["As above: Three years"]);
}

#[tokio::test]
async fn an_asset_goes_otherwise_than_its_category_and_its_history_tells() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Cameras", "CAM-####").await;
    let id = asset(&app, kind, "CAM-1", Some(FLOOR.id)).await;
    bought(&app, id, "2025-03-10", 90_000).await;
    let three = scheme(&app, "Three years").await;
    let page = ada.get(&format!("{ASSETS}/{id}/depreciation")).await.expect(200);
    let own = format!("{ASSETS}/{id}/depreciation");
    let refused = ada.submit(&page, &own, &[("salvage", "1000")]).await.expect(422);
    assert!(refused.problem("salvage").is_some(), "{refused}");
    let saved = ada.submit(&page, &own, &[("scheme", &three.to_string()), ("salvage", "180")]).await.expect(303);
    figures(&ada.follow(&saved).await.expect(200), &["its own", "€660.00", "€180.00"]);
    let page = ada.get(&format!("{ASSETS}/{id}")).await.expect(200);
    figures(&page, &["nothing → Three years", "nothing → 180.00"]);

    // What follows a scheme keeps its figures; its name may change.
    let form = ada.get(&format!("{SCHEMES}/{three}/details")).await.expect(200);
    let refused = ada.submit(&form, "#form", &[("months", "48")]).await.expect(422);
    assert!(refused.problem("method").is_some(), "{refused}");
    ada.submit(&form, "#form", &[("name", "36 months")]).await.expect(303);
    ada.submit(&form, "#form", &[("name", "37 months")]).await.expect(409);

    // Put away, it goes on holding for what follows it, and nothing else gets it.
    let program = app.program(&ADA).await;
    program.delete(&format!("/api/v1/depreciation-schemes/{three}")).await.expect(204);
    figures(&ada.get(&format!("{ASSETS}/{id}/depreciation")).await.expect(200), &["36 months", "€660.00"]);
    let other = asset(&app, kind, "CAM-2", Some(FLOOR.id)).await;
    let path = format!("/api/v1/assets/{other}/depreciation");
    let refused = program.put(&path, json!({ "scheme_id": three })).await.expect(422);
    assert_eq!(refused.pointers(), ["/scheme_id"]);
}

#[tokio::test]
async fn programs_read_what_an_asset_is_worth_on_any_day() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cameras", "CAM-####").await;
    let id = asset(&app, kind, "CAM-1", Some(FLOOR.id)).await;
    let ada = app.program(&ADA).await;
    let path = format!("/api/v1/assets/{id}/depreciation");
    assert_eq!(ada.get(&path).await.expect(200).json()["value_minor"], json!(null), "nobody said what it cost");
    bought(&app, id, "2026-01-10", 90_000).await;
    assert_eq!(ada.get(&path).await.expect(200).json()["value_minor"], 90_000, "without a scheme");
    let three = scheme(&app, "Three years").await;
    let set = ada.put(&path, json!({ "scheme_id": three, "salvage_minor": 0 })).await.expect(200).json();
    assert_eq!((&set["value_minor"], &set["is_own_scheme"]), (&json!(85_000), &json!(true)));
    let on = async |day: &str| {
        ada.get(&format!("{path}?on={day}")).await.expect(200).json()["value_minor"].as_i64().unwrap()
    };
    assert_eq!([on("2025-12-31").await, on("2026-12-31").await, on("2028-12-31").await], [0, 60_000, 0]);
    let years = ada.get(&path).await.json()["years"].as_array().unwrap().len();
    assert_eq!(years, 3);
    assert_eq!(ada.put(&path, json!({ "salvage_minor": -1 })).await.expect(422).pointers(), ["/salvage_minor"]);
    // What was disposed of is worth nothing from that day on.
    ada.delete(&format!("/api/v1/assets/{id}?reason=Sold")).await.expect(204);
    assert_eq!([on("2026-03-01").await, on("2026-03-02").await], [85_000, 0]);
}

#[tokio::test]
async fn fiscal_years_begin_with_the_month_that_the_organisation_says() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let id = asset(&app, category(&app, "Cameras", "CAM-####").await, "CAM-1", Some(FLOOR.id)).await;
    bought(&app, id, "2026-02-10", 120_000).await;
    let program = app.program(&ADA).await;
    let half = json!({ "name": "Half", "method": "straight_line", "months": 36, "convention": "half_year" });
    let half = program.post("/api/v1/depreciation-schemes", half).await.expect(201).json();
    let path = format!("/api/v1/assets/{id}/depreciation");
    program.put(&path, json!({ "scheme_id": half["id"] })).await.expect(200);
    let years = async || {
        let shown = program.get(&path).await.expect(200).json();
        let years = shown["years"].as_array().unwrap().iter();
        years.map(|year| (year["ends_on"].clone(), year["depreciation_minor"].as_i64().unwrap())).collect::<Vec<_>>()
    };
    // The calendar's: half of 2026 counts.
    assert_eq!(years().await[0], (json!("2026-12-31"), 20_000));
    let page = ada.get(SCHEMES).await.expect(200);
    let refused = ada.submit(&page, "#fiscal-year", &[]).await.expect(303);
    assert!(!ada.follow(&refused).await.has_text("Undo"), "as it was");
    let set = ada.send_form(&page.form("#fiscal-year").set("month", "4")).await.expect(303);
    let page = ada.follow(&set).await.expect(200);
    assert!(page.toast().is_some_and(|toast| toast.contains("fiscal year was set")), "{page}");
    // From April on: bought in the year that began in April 2025, whose second half began in October.
    let wanted = [("2026-03-31", 20_000), ("2027-03-31", 40_000), ("2028-03-31", 40_000), ("2029-03-31", 20_000)];
    assert_eq!(years().await, wanted.map(|(day, minor)| (json!(day), minor)));
    figures(&ada.get(&format!("{ASSETS}/{id}/depreciation")).await.expect(200), &["2025/26", "2028/29", "€200.00"]);
    // The journal by fiscal years: whole ones, and as much as the months of them together.
    let sums = async |query: &str| {
        let rows = program.get(&format!("/api/v1/reports/journal?{query}")).await.expect(200).json();
        let rows = rows["rows"].as_array().unwrap().clone();
        rows.iter().map(|row| (row[0].clone(), row[4].as_str().unwrap().to_owned())).collect::<Vec<_>>()
    };
    let by_year = sums("by=year&from=2026-03&until=2026-04").await;
    assert_eq!(by_year, [(json!("2026-03-31"), "200.00".to_owned()), (json!("2027-03-31"), "400.00".to_owned())]);
    let months = sums("from=2025-04&until=2026-03").await;
    let cents = |amount: &str| amount.replace('.', "").parse::<i64>().unwrap();
    assert_eq!(months.iter().map(|(_, amount)| cents(amount)).sum::<i64>(), 20_000, "{months:?}");
    // The forecast: from 2 March on until the end of the month, and the year after it.
    let rows = program.get("/api/v1/reports/depreciation?each=true").await.expect(200).json();
    let row = rows["rows"][0].as_array().unwrap();
    let [rest, next] = [&row[row.len() - 2], &row[row.len() - 1]];
    assert_eq!((rest, next), (&json!("33.33"), &json!("400.00")), "{rows}");
    // Its trail, its undo, and whoever may not.
    let facts = platform::events::of_subject(app.db(), HARBOUR.id, HARBOUR.id, 50).await.unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "fiscal_year.changed" && fact.data["after"]["first_month"] == 4));
    let undo = crate::support::Form::every(&page).into_iter().find(|form| form.value("month").as_deref() == Some("1"));
    ada.send_form(&undo.expect("an undo")).await.expect(303);
    assert_eq!(program.get("/api/v1/fiscal-year").await.expect(200).json()["first_month"], 1);
    let refused = program.put("/api/v1/fiscal-year", json!({ "first_month": 13 })).await.expect(422);
    assert_eq!(refused.pointers(), ["/first_month"]);
    let viewer = app.employ(HARBOUR.id, platform::Role::Viewer).await;
    app.sign_in_user(viewer).await.post(&format!("{SCHEMES}/fiscal-year"), &[("month", "7")]).await.expect(403);
}
