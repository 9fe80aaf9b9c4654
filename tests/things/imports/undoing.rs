//! Taking an import back.

use super::{IMPORTS, applied, checked, imported};
use crate::support::{ADA, Form, HARBOUR, TestApp};
use crate::things::acceptance;
use crate::things::assets::{ASSETS, category, field};
use chrono::TimeDelta;
use kernel::db::sql;

async fn taken_back(
    app: &TestApp,
    browser: &crate::support::Browser,
    page: &crate::support::Answer,
) -> crate::support::Answer {
    let form = Form::every(page).into_iter().find(|form| form.action.ends_with("/reversal")).unwrap();
    let sent = browser.send_form(&form).await.expect(303);
    app.settle().await;
    browser.get(sent.location()).await.expect(200)
}

async fn tags(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> = sql("select tag from assets order by tag").all(app.db()).await.unwrap();
    rows.into_iter().map(|(tag,)| tag).collect()
}

#[tokio::test]
async fn what_was_made_goes_unless_somebody_touched_it() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    let text = "Name,Category,Checked out to,Status\nOne,Tools,,\nTwo,Tools,mia@guest.example,\nThree,Tools,,Out for repair\nFour,Tools,,\n";
    let (ada, done) = imported(&app, text).await;
    assert_eq!(tags(&app).await, ["T-001", "T-002", "T-003", "T-004"]);
    // Somebody moves the first one; nothing about its description changes by that.
    let (id,): (uuid::Uuid,) = sql("select id from assets where tag = 'T-001'").one(app.db()).await.unwrap();
    let place = crate::support::world::FLOOR.id.to_string();
    ada.post(&format!("{ASSETS}/{id}/location"), &[("location", &place)]).await.expect(303);
    let undone = taken_back(&app, &ada, &done).await;
    assert!(undone.has_text("Taken back") && undone.has_text("Something happened to it since"), "{undone}");
    assert_eq!(tags(&app).await, ["T-001"]);
    assert_eq!((app.count("custodies").await, app.count("contacts").await), (0, 1), "people stay");
    // The numbers go on as if they had never been given.
    let (ada, _) = imported(&app, "Name,Category\nNext,Tools\n").await;
    assert_eq!(tags(&app).await, ["T-001", "T-002"]);
    let (removed,): (i64,) =
        sql("select count(*) from events where kind = 'asset.removed'").one(app.db()).await.unwrap();
    assert_eq!(removed, 3);
    ada.get("/o/harbour-house").await.expect(200);
}

#[tokio::test]
async fn what_was_made_for_rows_is_put_away_unless_something_uses_it_by_now() {
    let app = TestApp::start().await;
    let text = "Name,Category,Model,Manufacturer,Supplier,Status,Location\n\
                One,Tools,Drill 9,Acme,Harbour Supplies,Pending,Shed / Shelf\nTwo,Tools,Saw 3,Bolt,,,Shed\n";
    let live = async |app: &TestApp| {
        let statement = sql("select name from asset_categories where archived_at is null
            union all select name from asset_models where archived_at is null
            union all select name from vendors where archived_at is null
            union all select name from asset_labels where archived_at is null
            union all select name from locations where archived_at is null and name like 'Sh%'");
        let rows: Vec<(String,)> = statement.all(app.db()).await.unwrap();
        let mut names: Vec<String> = rows.into_iter().map(|(name,)| name).collect();
        names.sort();
        names
    };
    let before = live(&app).await;
    let made = ["Acme", "Bolt", "Drill 9", "Harbour Supplies", "Pending", "Saw 3", "Shed", "Shelf", "Tools"];
    let (ada, done) = imported(&app, text).await;
    let now = live(&app).await;
    assert!(made.iter().all(|name| now.contains(&(*name).to_owned())), "{now:?} {done}");
    let undone = taken_back(&app, &ada, &done).await;
    assert_eq!(live(&app).await, before, "{undone}");
    assert!(!undone.has_text("What was left"), "{undone}");

    // The same file again makes it all again. Of that, something is used and something is changed by others meanwhile.
    let (ada, done) = imported(&app, text).await;
    let program = app.program(&ADA).await;
    let (model,): (uuid::Uuid,) =
        sql("select id from asset_models where name = 'Saw 3' and archived_at is null").one(app.db()).await.unwrap();
    let (tools,): (uuid::Uuid,) = sql("select id from asset_categories where name = 'Tools' and archived_at is null")
        .one(app.db())
        .await
        .unwrap();
    let body = serde_json::json!({ "name": "Mine", "tag": "MINE-1", "category_id": tools, "model_id": model });
    program.post("/api/v1/assets", body).await.expect(201);
    let undone = taken_back(&app, &ada, &done).await;
    assert!(undone.has_text("What was left") && undone.has_text("something else uses it"), "{undone}");
    let mut stays = [before, vec!["Bolt".to_owned(), "Saw 3".to_owned(), "Tools".to_owned()]].concat();
    stays.sort();
    assert_eq!(live(&app).await, stays);
}

#[tokio::test]
async fn the_dry_run_says_what_new_assets_would_hold() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    field(&app, None, "Colour", "choice", &[]).await;
    field(&app, None, "Code", "text", &["sealed"]).await;
    let ada = app.sign_in(&ADA).await;
    let text = "Name,Category,Cost,Purchased,Colour,Code,Location,Manufacturer,Model,Checked out to\n\
                Drill,Tools,45.30,2026-01-31,Black,secret-7,Attic,Acme,D-9,mia@guest.example\n";
    let page = checked(&app, &ada, text.as_bytes()).await;
    for seen in ["45.30", "2026-01-31", "Black", "Attic", "D-9", "mia@guest.example", "sealed", "Tools"] {
        assert!(page.has_text(seen), "{seen}: {page}");
    }
    let rows = page.text();
    let rows = rows.split("Rows that are applied").nth(1).unwrap_or_default();
    assert!(!rows.contains("secret-7") && !rows.contains("a new one"), "{page}");
    let done = applied(&app, &ada, &page).await;
    assert!(tags(&app).await == ["T-001"] && done.has_text("Take it back"), "{done}");
    let undone = taken_back(&app, &ada, &done).await;
    assert!(tags(&app).await.is_empty(), "{undone}");
}

#[tokio::test]
async fn what_was_changed_becomes_what_it_was_field_by_field() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    field(&app, None, "Colour", "choice", &[]).await;
    let first = "Asset tag,Name,Category,Cost,Note,Colour,Location\nA-1,Drill,Tools,100,old,Black,Upper deck\nA-2,Saw,Tools,50,,,\n";
    let (ada, _) = imported(&app, first).await;
    app.advance(TimeDelta::hours(1));
    let second = "Asset tag,Name,Cost,Note,Colour,Status,Checked out to\nA-1,Big drill,200,new,Silver,In maintenance,\nA-2,Big saw,,,,,mia@guest.example\n";
    let page = checked(&app, &ada, second.as_bytes()).await;
    let done = applied(&app, &ada, &page).await;
    let list = ada.get(&format!("{ASSETS}?columns=name,cost,note,status,holder")).await.expect(200);
    for seen in ["Big drill", "€200.00", "new", "In maintenance", "Big saw", "mia@guest.example"] {
        assert!(list.has_text(seen), "{seen}: {list}");
    }
    // The note is changed again: that stays.
    app.advance(TimeDelta::hours(1));
    let program = app.program(&ADA).await;
    let (id,): (uuid::Uuid,) = sql("select id from assets where tag = 'A-1'").one(app.db()).await.unwrap();
    program.patch(&format!("/api/v1/assets/{id}"), serde_json::json!({ "note": "newest" })).await.expect(200);
    let undone = taken_back(&app, &ada, &done).await;
    assert!(undone.has_text("Changed again since: note"), "{undone}");
    let list = ada.get(&format!("{ASSETS}?columns=name,cost,note,status,holder")).await.expect(200);
    for seen in ["Drill", "€100.00", "newest", "Saw"] {
        assert!(list.has_text(seen), "{seen}: {list}");
    }
    for gone in ["Big drill", "Big saw", "mia@guest.example"] {
        assert!(!list.has_text(gone), "{gone}: {list}");
    }
    let (colour,): (String,) =
        sql("select value from asset_values where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    assert_eq!(colour, "Black");
}

#[tokio::test]
async fn who_gets_things_by_an_import_signs_once_and_for_nothing_that_was_taken_back() {
    let app = TestApp::start().await;
    let tools = category(&app, "Tools", "T-###").await;
    acceptance::ask(&app, tools, "I have these tools.").await;
    category(&app, "Toys", "Y-###").await;
    let text = "Name,Category,Checked out to\nOne,Tools,mia@guest.example\nTwo,Tools,mia@guest.example\nThree,Toys,mia@guest.example\n\
                Four,Tools,pia@guest.example\nFive,Tools,\n";
    let (ada, done) = imported(&app, text).await;
    let mut asked: Vec<i64> = acceptance::all(&app).await.iter().map(|one| one.items).collect();
    asked.sort_unstable();
    assert_eq!(asked, [1, 2], "Pia for one thing, Mia for two, each once");
    assert_eq!(app.mail_to("mia@guest.example").await.len(), 1);
    // Pia's is signed; the others are taken back, and with them what Mia was asked for.
    let signed = acceptance::all(&app).await.into_iter().find(|one| one.items == 1).unwrap();
    let page = ada.get(&format!("/o/harbour-house/acceptances/{}/signature", signed.id)).await.expect(200);
    ada.submit(&page, "/signature", &[("name", "Pia Moss")]).await.expect(303);
    let undone = taken_back(&app, &ada, &done).await;
    assert!(undone.has_text("Something happened to it since"), "{undone}");
    let left = acceptance::all(&app).await;
    assert_eq!(
        (left.len(), left[0].id, app.count("assets").await),
        (1, signed.id, 1),
        "only what was signed for stays"
    );
}

#[tokio::test]
async fn rows_are_forgotten_after_a_month_and_when_somebody_is_erased() {
    let app = TestApp::start().await;
    category(&app, "Tools", "T-###").await;
    let (ada, done) = imported(&app, "Name,Category,Checked out to\nOne,Tools,mia@guest.example\n").await;
    assert!(app.count("asset_import_parts").await > 0 && done.has_text("Take it back"), "{done}");
    app.advance(TimeDelta::days(31));
    app.tick().await;
    assert_eq!(app.count("asset_import_parts").await, 0);
    let ada_again = app.sign_in(&ADA).await;
    let later = ada_again.get(IMPORTS).await.expect(200);
    let page = ada_again.follow_link(&later, "assets.csv").await.expect(200);
    assert!(!page.has_text("Take it back"), "{page}");
    drop(ada);
}
