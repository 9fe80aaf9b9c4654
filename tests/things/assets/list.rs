//! The list: found, filtered, sorted, paged, with the columns somebody wants, as a file.

use super::{ASSETS, asset, below, category};
use crate::support::world::{FLOOR, SITE};
use crate::support::{ADA, Answer, HARBOUR, TestApp};
use kernel::db::sql;
use serde_json::json;

fn shown(list: &Answer) -> Vec<String> {
    let rows = list.hrefs().into_iter().filter(|href| href.starts_with(&format!("{ASSETS}/0")));
    rows.collect()
}

#[tokio::test]
async fn every_page_of_a_long_list_is_reached_in_every_order_and_back() {
    let app = TestApp::start().await;
    let kind = category(&app, "Cables", "C-#####").await;
    let ada = app.program(&ADA).await;
    for part in 0..2 {
        let assets: Vec<_> = (0..60)
            .map(|number| {
                let number = part * 60 + number;
                // Many alike, and many that say nothing: ties and gaps are where pages go wrong.
                let cost = (number % 3 > 0).then_some(number % 7 * 100);
                let day = (number % 4 > 0).then(|| format!("2026-01-{:02}", number % 5 + 1));
                json!({ "name": format!("Cable {}", number % 9), "category_id": kind, "cost_minor": cost, "purchased_on": day })
            })
            .collect();
        let done = ada.post("/api/v1/assets/batches", json!({ "assets": assets })).await.expect(200).json();
        assert!(done["results"].as_array().unwrap().iter().all(|part| part["status"] == 201), "{done}");
    }
    let browser = app.sign_in(&ADA).await;
    for order in ["", "name", "updated", "purchased", "cost", "warranty"] {
        for dir in ["", "desc"] {
            let mut list = browser.get(&format!("{ASSETS}?order={order}&dir={dir}")).await.expect(200);
            let first = shown(&list);
            let mut seen = first.clone();
            while list.maybe_link("Next").is_some() {
                list = browser.follow_link(&list, "Next").await.expect(200);
                seen.extend(shown(&list));
            }
            let mut once = seen.clone();
            once.sort();
            once.dedup();
            assert_eq!((seen.len(), once.len()), (120, 120), "{order} {dir}");
            while list.maybe_link("Previous").is_some() {
                list = browser.follow_link(&list, "Previous").await.expect(200);
            }
            assert_eq!(shown(&list), first, "{order} {dir}");
        }
    }
}

#[tokio::test]
async fn filters_narrow_by_tree_and_words_and_stand_in_the_address() {
    let app = TestApp::start().await;
    let it = category(&app, "IT", "IT-###").await;
    let laptops = below(&app, Some(it), "Laptops", "NB-###").await;
    let chairs = category(&app, "Chairs", "CH-###").await;
    asset(&app, laptops, "NB-1", Some(FLOOR.id)).await;
    asset(&app, it, "IT-1", Some(SITE.id)).await;
    asset(&app, chairs, "CH-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let tags = async |query: &str| {
        let list = ada.get(&format!("{ASSETS}?{query}")).await.expect(200);
        ["NB-1", "IT-1", "CH-1"].into_iter().filter(|tag| list.maybe_link(tag).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(tags("").await, ["NB-1", "IT-1", "CH-1"]);
    assert_eq!(tags(&format!("category={it}")).await, ["NB-1", "IT-1"]);
    assert_eq!(tags(&format!("location={}", SITE.id)).await, ["NB-1", "IT-1"], "what is below is in it");
    assert_eq!(tags(&format!("location={}", FLOOR.id)).await, ["NB-1"]);
    assert_eq!(tags("text=THING+nb").await, ["NB-1"]);
    assert_eq!(tags("status=assigned").await, Vec::<&str>::new());
    // Nothing that is typed is an error of the house.
    let long = "x".repeat(10_000);
    for text in ["%22", "%27%27", "*", "%25", "%5C", "_", "%F0%9F%92%BB", "%00", "a%20%20b", "'+or+1=1", &long] {
        let answer = ada.get(&format!("{ASSETS}?text={text}")).await;
        assert!(answer.status.as_u16() < 500, "{answer}");
    }
    assert_eq!(tags("text=%25").await, Vec::<&str>::new(), "a sign of patterns is a letter like any other");
    let list = ada.get(&format!("{ASSETS}?columns=cost,name&order=cost")).await.expect(200);
    assert!(
        list.has_text("Cost")
            && list.maybe_link("NB-1").is_some()
            && list.body().matches("Checked out to").count() == 2,
        "it stands in the choice of columns only: {list}"
    );
    let boxes = ada.get(&format!("{ASSETS}?column=serial&column=note")).await.expect(200);
    assert!(
        boxes.has_text("Serial") && boxes.hrefs().iter().any(|href| href.contains("columns=serial%2Cnote")),
        "{boxes}"
    );
}

#[tokio::test]
async fn a_file_has_every_column_and_no_spreadsheet_runs_it() {
    let app = TestApp::start().await;
    let kind = category(&app, "Chairs", "CH-###").await;
    let ada = app.program(&ADA).await;
    let body = json!({ "name": "=HYPERLINK(\"x\")", "category_id": kind, "note": "two\nlines, \"quoted\"", "cost_minor": 1250 });
    ada.post("/api/v1/assets", body).await.expect(201);
    let file = app.sign_in(&ADA).await.get(&format!("{ASSETS}?format=csv")).await.expect(200);
    let body = file.body();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| row[head.iter().position(|column| column == name).unwrap()].to_owned();
    assert_eq!((cell("Asset tag").as_str(), cell("Name").as_str()), ("CH-001", "'=HYPERLINK(\"x\")"));
    assert_eq!((cell("Cost").as_str(), cell("Note").as_str()), ("12.50", "two\nlines, \"quoted\""));
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_first() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(ASSETS).await.expect(200);
    assert!(list.has_text("First make the categories"), "{list}");
    category(&app, "Chairs", "").await;
    assert!(ada.get(ASSETS).await.expect(200).maybe_link("New asset").is_some());
    assert!(ada.get(&format!("{ASSETS}?text=none")).await.expect(200).has_text("No asset fits this filter."));
    let gone = sql("update asset_categories set archived_at = $2 where org_id = $1").bind(HARBOUR.id).bind(app.now());
    app.db().run(gone).await.unwrap();
    assert!(ada.get(&format!("{ASSETS}/new")).await.expect(200).form("#asset").choices("category").len() == 1);
}
