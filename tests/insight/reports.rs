//! Reports: what they count, what they are worth, and for whom.

use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, BO, HARBOUR, TestApp};
use crate::things::assets::{asset, category, label};
use kernel::db::sql;
use serde_json::json;
use uuid::Uuid;

const REPORTS: &str = "/o/harbour-house/reports";

async fn bought(app: &TestApp, id: Uuid, day: &str, cost_minor: i64) {
    let row = sql("update assets set cost_minor = $3, purchased_on = $4 where org_id = $1 and id = $2")
        .bind(HARBOUR.id)
        .bind(id)
        .bind(cost_minor)
        .bind(day.parse::<chrono::NaiveDate>().unwrap());
    app.db().run(row).await.unwrap();
}

/// Two cameras and a lamp; one camera follows a scheme of a year and was bought in January.
async fn world(app: &TestApp) -> (Uuid, Uuid, Uuid) {
    let cameras = category(app, "Cameras", "CAM-####").await;
    let lamps = category(app, "Lamps", "LMP-####").await;
    let one = asset(app, cameras, "CAM-1", Some(FLOOR.id)).await;
    let two = asset(app, cameras, "CAM-2", Some(SITE.id)).await;
    let lamp = asset(app, lamps, "LMP-1", None).await;
    bought(app, one, "2026-01-10", 120_000).await;
    bought(app, lamp, "2020-01-10", 5_000).await;
    let ada = app.program(&ADA).await;
    let scheme = json!({ "name": "A year", "method": "straight_line", "months": 12, "expense_account": "4830" });
    let scheme = ada.post("/api/v1/depreciation-schemes", scheme).await.expect(201).json()["id"].clone();
    ada.put(&format!("/api/v1/assets/{one}/depreciation"), json!({ "scheme_id": scheme })).await.expect(200);
    (one, two, lamp)
}

#[tokio::test]
async fn assets_are_counted_by_what_they_have_in_common_and_lines_lead_to_them() {
    let app = TestApp::start().await;
    let (one, ..) = world(&app).await;
    let broken = label(&app, "in_maintenance", "Broken", false).await;
    let ada = app.sign_in(&ADA).await;
    let index = ada.get(REPORTS).await.expect(200);
    let page = ada.follow_link(&index, "Assets by category").await.expect(200);
    for text in ["Cameras", "€1,200.00", "Lamps", "€50.00", "€1,250.00"] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let listed = ada.follow_link(&page, "Cameras").await.expect(200);
    assert!(listed.has_text("CAM-1") && listed.has_text("CAM-2") && !listed.has_text("LMP-1"), "{listed}");
    let program = app.program(&ADA).await;
    program.post(&format!("/api/v1/assets/{one}/status"), json!({ "label_id": broken })).await.expect(200);
    let rows = program.get("/api/v1/reports/assets?by=status").await.expect(200).json()["rows"].clone();
    assert_eq!(rows, json!([["In stock", "2", "50.00"], ["In maintenance: Broken", "1", "1200.00"]]));
    let file = ada.get(&format!("{REPORTS}/assets?by=category&format=csv")).await.expect(200);
    assert!(file.body().contains("Cameras,2,1200.00"), "{file}");
    ada.get(&format!("{REPORTS}/assets?by=location&format=xlsx")).await.expect(200);
}

#[tokio::test]
async fn the_books_are_read_on_any_day_and_a_journal_adds_up() {
    let app = TestApp::start().await;
    let (one, ..) = world(&app).await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{REPORTS}/depreciation?on=2026-06-30")).await.expect(200);
    // Six of twelve months are over; the lamp follows no scheme; one camera has no price.
    for text in ["€600.00", "€50.00", "€650.00", "1 asset is missing here"] {
        assert!(page.has_text(text), "{text}: {page}");
    }
    let each = ada.follow_link(&page, "Cameras").await.expect(200);
    assert!(each.has_text("CAM-1") && each.has_text("A year") && !each.has_text("LMP-1"), "{each}");
    let csv = async |query: &str| ada.get(&format!("{REPORTS}/journal?{query}&format=csv")).await.expect(200).text();
    let program = app.program(&ADA).await;
    let journal = program.get("/api/v1/reports/journal?from=2026-01&until=2026-02").await.expect(200).json();
    let months = journal["rows"].as_array().unwrap().iter().map(|row| (row[0].clone(), row[4].clone()));
    let expected = [("2026-01-31", "100.00"), ("2026-02-28", "100.00")].map(|(day, sum)| (json!(day), json!(sum)));
    assert_eq!(months.collect::<Vec<_>>(), expected);
    assert_eq!(program.get("/api/v1/reports/journal?from=January").await.expect(422).pointers(), ["/from"]);
    // A bar for each month; a line leads to the assets behind it, one by one, on its day.
    let page = ada.get(&format!("{REPORTS}/journal?from=2026-01&until=2026-02")).await.expect(200);
    assert!(page.has_text("What is entered at each day"), "{page}");
    let behind = ada.follow_link(&page, "2026-01-31").await.expect(200);
    assert!(behind.has_text("CAM-1") && behind.has_text("€100.00"), "{behind}");
    let year = csv("from=2026-01&until=2026-12").await;
    assert_eq!(year.matches("4830,Accumulated depreciation,EUR,100.00,1").count(), 12, "{year}");
    // Sold in March: two months were charged, and the rest is a loss of that month.
    app.program(&ADA).await.delete(&format!("/api/v1/assets/{one}?reason=Sold")).await.expect(204);
    let year = csv("from=2026-01&until=2026-12").await;
    assert_eq!(year.matches("4830,").count(), 2, "{year}");
    assert!(year.contains("2026-03-31,Loss on disposal,Accumulated depreciation,EUR,1000.00,1"), "{year}");
}

#[tokio::test]
async fn what_lies_about_is_found_and_a_viewer_of_one_place_gets_its_figures_only() {
    let app = TestApp::start().await;
    let (one, ..) = world(&app).await;
    let bo = app.sign_in(&BO).await;
    assert!(bo.get(&format!("{REPORTS}/idle?days=30")).await.expect(200).has_text("nothing to report"));
    app.advance(chrono::TimeDelta::days(31));
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{REPORTS}/idle?days=30")).await.expect(200);
    assert!(page.has_text("CAM-1") && page.has_text("31"), "{page}");
    assert!(page.has_text("Idle assets by category"), "{page}");
    let program = app.program(&BO).await;
    let rows = program.get("/api/v1/reports/idle?days=30").await.expect(200).json()["rows"].clone();
    assert!(rows.as_array().unwrap().iter().any(|row| row[0] == "CAM-1" && row[6] == "31"), "{rows}");
    program.get("/api/v1/reports/idle?days=0").await.expect(422);
    let narrow = sql("update grants set location_id = $2 where org_id = $1 and user_id = $3")
        .bind(HARBOUR.id)
        .bind(FLOOR.id)
        .bind(BO.id);
    app.db().run(narrow).await.unwrap();
    for report in ["idle?days=30", "depreciation", "assets?by=category"] {
        let file =
            bo.get(&format!("{REPORTS}/{report}{}format=csv", if report.contains('?') { "&" } else { "?" })).await;
        let text = file.expect(200).text();
        assert!(!text.contains("LMP-1") && !text.contains("Lamps") && !text.contains("CAM-2"), "{report}: {text}");
        assert!(text.contains("CAM-1") || text.contains("Cameras,1"), "{report}: {text}");
    }
    let lent = json!({ "to": { "kind": "location", "id": FLOOR.id }, "due_on": "2026-04-10" });
    app.program(&ADA).await.post(&format!("/api/v1/assets/{one}/check-out"), lent).await.expect(200);
    app.advance(chrono::TimeDelta::days(20));
    let bo = app.sign_in(&BO).await;
    let late = bo.get(&format!("{REPORTS}/overdue")).await.expect(200);
    assert!(late.has_text("Overdue assets by how late they are") && late.has_text("8 to 30"), "{late}");
}

#[tokio::test]
async fn the_schedule_names_open_work_and_what_plans_will_raise_and_lines_lead_to_it() {
    let app = TestApp::start().await;
    let (one, two, _) = world(&app).await;
    let program = app.program(&ADA).await;
    let order = json!({ "title": "Lens is loose", "asset_id": one, "due_on": "2026-02-20", "labour_minutes": 60, "rate_minor": 3000 });
    program.post("/api/v1/work-orders", order).await.expect(201);
    let monthly = json!({ "title": "Clean it", "asset_id": two, "rule": "FREQ=MONTHLY", "starts_on": "2026-03-20", "ahead_days": 0 });
    program.post("/api/v1/maintenance-plans", monthly).await.expect(201);
    let rows = program.get("/api/v1/reports/maintenance-schedule?until=2026-05-31").await.expect(200).json();
    let told: Vec<_> = rows["rows"].as_array().unwrap().iter().map(|row| (row[2].clone(), row[4].clone())).collect();
    let expected =
        [("2026-02-20", "Late"), ("2026-03-20", "Planned"), ("2026-04-20", "Planned"), ("2026-05-20", "Planned")];
    assert_eq!(told, expected.map(|(day, state)| (json!(day), json!(state))));
    assert_eq!((&rows["rows"][0][0], &rows["rows"][0][5]), (&json!("WO-1 Lens is loose"), &json!("30.00")));
    let months = program.get("/api/v1/reports/maintenance-schedule?by=month&until=2026-05-31").await.expect(200).json();
    assert_eq!(months["rows"][0], json!(["2026-02", "1", "1", "30.00"]));
    let places = program.get("/api/v1/reports/maintenance-schedule?by=place&until=2026-03-31").await.expect(200).json();
    assert_eq!(places["rows"].as_array().unwrap().len(), 2);
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/o/harbour-house/reports/maintenance-schedule?by=month").await.expect(200);
    let march = ada.follow_link(&page, "March 2026").await.expect(200);
    assert!(march.has_text("Clean it") && !march.has_text("Lens is loose"), "{march}");
    assert_eq!(ada.follow_link(&march, "Clean it").await.expect(200).heading(), "Clean it");
    ada.get("/o/harbour-house/reports/maintenance-schedule?by=week&format=xlsx").await.expect(200);
    program.get("/api/v1/reports/maintenance-schedule?by=year").await.expect(422);
}

#[tokio::test]
async fn owning_costs_what_was_paid_and_what_was_done_and_lines_lead_to_the_assets() {
    let app = TestApp::start().await;
    let (one, ..) = world(&app).await;
    let program = app.program(&ADA).await;
    let done = json!({ "title": "Lens", "asset_id": one, "labour_minutes": 90, "rate_minor": 4000, "other_minor": 500,
        "down_from": "2026-03-01T08:00:00Z", "down_until": "2026-03-01T18:00:00Z" });
    program.post("/api/v1/work-orders", done).await.expect(201);
    let off =
        program.post("/api/v1/work-orders", json!({ "title": "No", "asset_id": one, "other_minor": 99900 })).await;
    let off = format!("/api/v1/work-orders/{}/transitions", off.expect(201).json()["id"].as_str().unwrap());
    program.post(&off, json!({ "state": "cancelled" })).await.expect(200);
    let rows = program.get("/api/v1/reports/cost-of-ownership?by=each").await.expect(200).json();
    // Bought 51 days ago: a month of it.
    let camera = json!([
        "CAM-1", "Camera", "1200.00", "60.00", "0.00", "5.00", "1265.00", "1265.00", "15180.00", "300.00", "10"
    ]);
    let line = rows["rows"].as_array().unwrap().iter().find(|row| row[0] == "CAM-1").unwrap().clone();
    assert_eq!(
        (&line[2], &line[3], &line[5], &line[6], &line[7], &line[10]),
        (&camera[2], &camera[3], &camera[5], &camera[6], &camera[7], &camera[10])
    );
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/o/harbour-house/reports/cost-of-ownership").await.expect(200);
    let cameras = ada.follow_link(&page, "Cameras").await.expect(200);
    assert!(cameras.has_text("CAM-1") && cameras.has_text("CAM-2") && !cameras.has_text("LMP-1"), "{cameras}");
    assert!(ada.follow_link(&cameras, "CAM-1").await.expect(200).has_text("CAM-1"));
    ada.get("/o/harbour-house/reports/cost-of-ownership?by=model&format=csv").await.expect(200);
}

#[tokio::test]
async fn what_audits_found_to_be_otherwise_is_counted_by_audit_and_by_place_as_far_as_its_reader_sees() {
    let app = TestApp::start().await;
    let (one, two, lamp) = world(&app).await;
    let program = app.program(&ADA).await;
    let begin = async |name: &str, place: Uuid| {
        let made = program.post("/api/v1/audits", json!({ "name": name, "location_id": place })).await.expect(201);
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let say = async |audit: &str, said: serde_json::Value| {
        program.post(&format!("/api/v1/audits/{audit}/findings"), said).await.expect(200);
    };
    // On the site are both cameras: one is seen, one is not there, and a lamp that belongs nowhere is.
    let spring = begin("Spring", SITE.id).await;
    say(&spring, json!({ "asset_id": one })).await;
    say(&spring, json!({ "asset_id": two, "missing": true })).await;
    say(&spring, json!({ "asset_id": lamp })).await;
    program.post(&format!("/api/v1/audits/{spring}/closing"), json!({})).await.expect(200);
    app.advance(chrono::TimeDelta::minutes(1));
    let summer = begin("Summer", FLOOR.id).await;
    say(&summer, json!({ "code": "NOBODYS" })).await;
    let rows = async |by: &str| program.get(&format!("/api/v1/reports/audits?by={by}")).await.expect(200).json();
    let by_audit = rows("audit").await;
    let day = kernel::time::wall(chrono_tz::Europe::Madrid, app.now()).date().to_string();
    assert_eq!(
        by_audit["rows"],
        json!([
            ["Summer", "Open", day, "1", "0", "0", "0", "1", "1"],
            ["Spring", "Closed", day, "2", "1", "1", "1", "0", "2"],
        ]),
        "{by_audit}"
    );
    // By place, where the records had each; what is not closed is not told yet.
    let by_place = rows("place").await;
    let mut named: Vec<String> = by_place["rows"].as_array().unwrap().iter().map(ToString::to_string).collect();
    named.sort();
    assert_eq!(named.len(), 3, "{by_place}");
    let of = |name: &str| named.iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("{name}: {named:?}"));
    assert!(of(FLOOR.name).ends_with(r#","1","1","0","0","0","0"]"#), "{named:?}");
    assert!(of(SITE.name).ends_with(r#","1","0","1","0","0","1"]"#), "{named:?}");
    assert!(of("Nowhere").ends_with(r#","0","0","0","1","0","1"]"#), "{named:?}");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get(&format!("{REPORTS}/audits")).await.expect(200);
    let lines = ada.follow_link(&page, "Spring").await.expect(200);
    assert!(lines.has_text("CAM-2") && lines.has_text("LMP-1") && !lines.has_text("CAM-1"), "{lines}");
    // Whoever sees the floor sees what was found of what is there.
    let narrow = sql("update grants set location_id = $2 where org_id = $1 and user_id = $3")
        .bind(HARBOUR.id)
        .bind(FLOOR.id)
        .bind(BO.id);
    app.db().run(narrow).await.unwrap();
    let bo = app.sign_in(&BO).await;
    let file = bo.get(&format!("{REPORTS}/audits?format=csv")).await.expect(200).text();
    assert!(file.contains("Spring,Closed") && file.contains(",1,1,0,0,0,0"), "{file}");
    let file = bo.get(&format!("{REPORTS}/audits?by=place&format=csv")).await.expect(200).text();
    assert!(file.contains(FLOOR.name) && !file.contains("Nowhere"), "{file}");
}
