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
    for text in ["Cameras", "€1200.00", "Lamps", "€50.00", "€1250.00"] {
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
    world(&app).await;
    let bo = app.sign_in(&BO).await;
    assert!(bo.get(&format!("{REPORTS}/idle?days=30")).await.expect(200).has_text("nothing to report"));
    app.advance(chrono::TimeDelta::days(31));
    let bo = app.sign_in(&BO).await;
    let page = bo.get(&format!("{REPORTS}/idle?days=30")).await.expect(200);
    assert!(page.has_text("CAM-1") && page.has_text("31"), "{page}");
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
}
