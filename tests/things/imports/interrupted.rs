//! Work that is stopped, doubled, or overtaken.

use super::{applied, checked, counts};
use crate::support::{ADA, TestApp};
use crate::things::assets::category;
use chrono::TimeDelta;
use kernel::db::sql;
use std::fmt::Write as _;
use std::time::Duration;

fn rows(count: usize) -> String {
    let mut text = "Asset tag,Name,Category\n".to_owned();
    for number in 0..count {
        let _ = writeln!(text, "R-{number:04},Thing {number},Tools");
    }
    text
}

async fn position(app: &TestApp) -> (String, i64) {
    sql("select stage, position from asset_imports").one(app.db()).await.unwrap()
}

#[tokio::test]
async fn work_that_is_cut_off_goes_on_where_it_stopped_and_writes_nothing_twice() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Tools", "T-###").await;
    let page = checked(&app, &ada, rows(1_100).as_bytes()).await;
    ada.submit(&page, "#apply", &[]).await.expect(303);
    let house = app.house.clone();
    let work = tokio::spawn(async move { while platform::jobs::step(&house).await.unwrap_or(false) {} });
    while position(&app).await.1 == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    work.abort();
    let _ = work.await;
    let (stage, at) = position(&app).await;
    let written = app.count("assets").await;
    assert!(stage == "running" && at < 5, "it was cut off in between: {stage} {at}");
    assert_eq!(written, at * 250, "a part is written with its position, or not at all");
    // The lease of who went silent runs out.
    app.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!((position(&app).await.0.as_str(), app.count("assets").await), ("done", 1_100));
    assert_eq!(counts(&app).await, [1_100, 0, 0, 0]);
    let (created,): (i64,) =
        sql("select count(*) from events where kind = 'asset.created'").one(app.db()).await.unwrap();
    assert_eq!(created, 1_100, "each is told once");
}

#[tokio::test]
async fn two_who_do_the_same_import_do_it_once() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    category(&app, "Tools", "T-###").await;
    let page = checked(&app, &ada, rows(600).replace("R-", "").replace("Asset tag", "Other").as_bytes()).await;
    assert_eq!(counts(&app).await, [600, 0, 0, 0], "without tags a row that is done twice makes two");
    ada.submit(&page, "#apply", &[]).await.expect(303);
    // A second worker believes that the first is gone.
    let twin = sql("insert into jobs (id, org_id, name, arguments, state, run_at, max_attempts, created_at)
         select $1, org_id, name, arguments, state, run_at, max_attempts, created_at from jobs where name = 'imports.run'");
    app.db().run(twin.bind(app.house.id())).await.unwrap();
    let (one, other) = tokio::join!(platform::jobs::step(&app.house), platform::jobs::step(&app.house));
    assert!(one.unwrap() && other.unwrap());
    app.settle().await;
    app.advance(TimeDelta::hours(1));
    app.settle().await;
    assert_eq!((app.count("assets").await, counts(&app).await), (600, [600, 0, 0, 0]));
    // A form that is sent twice starts nothing twice either.
    ada.submit(&page, "#apply", &[]).await.expect(409);
}

#[tokio::test]
async fn what_changed_after_the_dry_run_is_judged_again() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Tools", "T-###").await;
    let text = "Asset tag,Name,Category,Serial\nA-1,Drill,Tools,S-1\nA-2,Saw,Tools,S-2\n";
    let page = checked(&app, &ada, text.as_bytes()).await;
    let program = app.program(&ADA).await;
    let body = serde_json::json!({ "name": "Quicker", "category_id": kind, "tag": "B-1", "serial": "S-2" });
    program.post("/api/v1/assets", body).await.expect(201);
    let done = applied(&app, &ada, &page).await;
    assert_eq!(counts(&app).await, [1, 0, 0, 1], "{done}");
    assert!(done.has_text("The asset B-1 has this serial already."), "{done}");
}

#[tokio::test]
async fn all_or_nothing_stays_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let kind = category(&app, "Tools", "T-###").await;
    let bad = checked(&app, &ada, b"Asset tag,Name,Category\nA-1,Drill,Tools\nA 2,Saw,Tools\n").await;
    let form = bad.form("#reading").set("is_whole", "on");
    let sent = ada.send_form(&form).await.expect(303);
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    assert!(!page.has_form("#apply") && page.has_text("All or nothing was asked for"), "{page}");
    // A row that turns out wrong while the work goes on takes the others along.
    let good = checked(&app, &ada, b"Asset tag,Name,Category,Serial\nA-1,Drill,Tools,S-1\nA-2,Saw,Tools,S-2\n").await;
    let form = good.form("#reading").set("is_whole", "on");
    let sent = ada.send_form(&form).await.expect(303);
    app.settle().await;
    let page = ada.get(sent.location()).await.expect(200);
    let program = app.program(&ADA).await;
    let body = serde_json::json!({ "name": "Quicker", "category_id": kind, "tag": "B-1", "serial": "S-2" });
    program.post("/api/v1/assets", body).await.expect(201);
    let done = applied(&app, &ada, &page).await;
    assert!(done.has_text("Taken back") && done.has_text("turned out to be wrong"), "{done}");
    assert_eq!(app.count("assets").await, 1, "{done}");
}
