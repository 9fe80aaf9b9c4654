//! Views of lists: kept, pinned, shared, removed; and the columns that are remembered.

use super::assets::{ASSETS, asset, category};
use super::stock::item;
use crate::people::contacts::keep;
use crate::support::world::FLOOR;
use crate::support::{ADA, BO, CY, DEE, Form, HARBOUR, TestApp};
use platform::Role;
use platform::web::TURN;
use serde_json::json;

const VIEWS: &str = "/o/harbour-house/views";

#[tokio::test]
async fn a_view_opens_the_list_as_it_was_and_stands_in_the_sidebar() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-###").await;
    let other = category(&app, "Chairs", "CH-###").await;
    asset(&app, kind, "NB-1", None).await;
    asset(&app, other, "CH-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(&format!("{ASSETS}?category={kind}&order=name&columns=serial")).await.expect(200);
    let form = ada.follow_link(&list, "Keep this view").await.expect(200);
    let kept = ada.submit(&form, "#view", &[("name", "Our laptops"), ("is_shared", "on")]).await.expect(303);
    let shown = ada.follow(&kept).await.expect(200);
    assert!(
        shown.maybe_link("NB-1").is_some() && shown.maybe_link("CH-1").is_none() && shown.has_text("Serial"),
        "{shown}"
    );
    // From any page, by one click.
    let home = ada.get(VIEWS).await.expect(200);
    let again = ada.follow_link(&home, "Our laptops").await.expect(200);
    assert!(again.maybe_link("NB-1").is_some() && again.maybe_link("CH-1").is_none(), "{again}");
    // A name is of one view only; the form says so.
    let form = ada.get(&format!("{VIEWS}?query=text%3Dx")).await.expect(200);
    let refused = ada.submit(&form, "#view", &[("name", "Our laptops")]).await.expect(422);
    assert!(refused.problem("name").is_some(), "{refused}");
    // Bo finds it, and pins it himself; it is not in his sidebar before.
    let bo = app.sign_in(&BO).await;
    let views = bo.get(VIEWS).await.expect(200);
    assert!(views.has_text("Ada Lind, for everybody") && !views.has_text("Pinned"), "{views}");
    let pin = Form::every(&views).into_iter().find(|form| form.action.ends_with("/pin")).unwrap();
    bo.send_form(&pin).await.expect(303);
    assert!(bo.get(ASSETS).await.expect(200).has_text("Pinned"));
    let unpin = Form::every(&bo.get(VIEWS).await).into_iter().find(|form| form.action.ends_with("/unpinning")).unwrap();
    bo.send_form(&unpin).await.expect(303);
    assert!(!bo.get(ASSETS).await.expect(200).has_text("Pinned"));
    let gone = Form::every(&ada.get(VIEWS).await).into_iter().find(|form| form.action.ends_with("/removal")).unwrap();
    ada.send_form(&gone).await.expect(303);
    assert_eq!((app.count("list_views").await, app.count("list_view_pins").await), (0, 0));
}

#[tokio::test]
async fn views_of_ones_own_are_nobody_elses_and_who_may_only_look_shares_nothing() {
    let app = TestApp::start().await;
    let viewer = app.employ(HARBOUR.id, Role::Viewer).await;
    let looker = app.sign_in_user(viewer).await;
    let form = looker.get(VIEWS).await.expect(200);
    looker.submit(&form, "#view", &[("name", "Mine")]).await.expect(303);
    let forged = form.form("#view").set("name", "Everybody's").forge("is_shared", Some("on"));
    looker.send_form(&forged).await.expect(403);
    let ada = app.sign_in(&ADA).await;
    assert!(!ada.get(VIEWS).await.expect(200).has_text("Mine"));
    let removal =
        Form::every(&looker.get(VIEWS).await).into_iter().find(|form| form.action.ends_with("/removal")).unwrap();
    ada.post(&removal.action, &[]).await.expect(404);
    app.sign_in(&DEE).await.post(&removal.action, &[]).await.expect(404);
    app.sign_in(&CY).await.get(VIEWS).await.expect(403);
    // What is no address is kept nowhere.
    let odd = form.form("#view").set("name", "Odd").forge("query", Some("text=\"><script>"));
    looker.send_form(&odd).await.expect(422);
}

#[tokio::test]
async fn columns_are_remembered_in_their_order_until_the_usual_ones_are_wanted() {
    let app = TestApp::start().await;
    let kind = category(&app, "Laptops", "NB-###").await;
    asset(&app, kind, "NB-1", None).await;
    let ada = app.sign_in(&ADA).await;
    let list = ada.get(ASSETS).await.expect(200);
    let form = Form::every(&list)
        .into_iter()
        .find(|form| form.action.ends_with("/columns") && form.names().contains(&"column"))
        .unwrap();
    let form =
        form.untick("column").set("column", "serial").set("column", "cost").set("at-cost", "1").set("at-serial", "2");
    ada.send_form(&form).await.expect(303);
    let heads = |page: &crate::support::Answer| {
        let text = page.body();
        let at = |head: &str| text.find(&format!(">{head}</")).unwrap_or(usize::MAX);
        (at("Cost"), at("Serial"))
    };
    let shown = ada.get(ASSETS).await.expect(200);
    let table = shown.body();
    let table = &table[table.find("<table").unwrap()..table.find("</table>").unwrap()];
    assert!(
        table.find("Cost").unwrap() < table.find("Serial").unwrap() && !table.contains("Checked out to"),
        "{table}"
    );
    assert_ne!(heads(&shown), (usize::MAX, usize::MAX));
    // Somebody else sees what they saw before.
    let bo = app.sign_in(&BO).await.get(ASSETS).await.expect(200).body();
    assert!(bo[bo.find("<table").unwrap()..bo.find("</table>").unwrap()].contains("Checked out to"));
    ada.submit(&shown, "#usual-columns", &[]).await.expect(303);
    let usual = ada.get(ASSETS).await.expect(200).body();
    assert!(usual[usual.find("<table").unwrap()..usual.find("</table>").unwrap()].contains("Checked out to"));
}

#[tokio::test]
async fn a_list_is_the_same_as_text_and_as_a_workbook_however_many_turns_it_is_read_in() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let program = app.program(&ADA).await;
    let kind = category(&app, "Laptops", "NB-###").await;
    asset(&app, kind, "NB-1", None).await;
    item(&app, "Coffee").await;
    program.post("/api/v1/work-orders", json!({ "title": "=Look", "location_id": FLOOR.id })).await.expect(201);
    for number in 0..=TURN {
        let email = format!("guest{number}@guests.example");
        keep(&app, HARBOUR.slug, &format!("Guest {number:04}"), &email, "", "staff").await;
    }
    for (list, name, rows) in [
        ("contacts", "contacts", 501),
        ("assets", "assets", 1),
        ("stock", "stock", 1),
        ("work-orders", "work-orders", 1),
        ("audit", "audit", 3),
        ("alerts", "due-soon", 0),
    ] {
        let read = async |format: &str| {
            let file = ada.get(&format!("/o/harbour-house/{list}?format={format}")).await.expect(200);
            assert!(file.header("content-disposition").contains(&format!("{name}.{format}")), "{:?}", file.headers);
            kernel::sheet::read(&file.bytes, 1_000).map(|sheet| {
                // A workbook has no cells behind the last that says something.
                let width = sheet.heads.len();
                let whole = |mut cells: Vec<String>| {
                    cells.resize(width, String::new());
                    cells
                };
                let rows: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| whole(row.cells)).collect();
                (sheet.heads, rows)
            })
        };
        let (text, book) = (read("csv").await, read("xlsx").await);
        assert!(text == book, "{list} is another one as a workbook");
        let count = text.map_or(0, |(_, rows)| rows.len());
        assert!(count >= rows, "{list}: {count}");
    }
}
