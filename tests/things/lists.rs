//! Views of lists: kept, pinned, shared, removed; and the columns that are remembered.

use super::assets::{ASSETS, asset, category};
use super::stock::{STOCK, item, item_of};
use crate::people::contacts::keep;
use crate::support::world::FLOOR;
use crate::support::{ADA, Answer, BO, Browser, CY, DEE, Form, HARBOUR, TestApp};
use platform::Role;
use platform::web::TURN;
use serde_json::json;

const VIEWS: &str = "/o/harbour-house/views";
/// The list of work orders.
const WORK: &str = "/o/harbour-house/work-orders";

/// The table of a page.
fn table(page: &Answer) -> String {
    let text = page.body();
    text[text.find("<table").unwrap()..text.find("</table>").unwrap()].to_owned()
}

/// The heads of a page's table, in their order.
fn heads(page: &Answer) -> Vec<String> {
    let document = page.document();
    document.all("th").map(|(at, _)| document.text(at)).collect()
}

/// The heads of the list's file; a workbook has the same as the text.
async fn filed(browser: &Browser, list: &str) -> Vec<String> {
    let mark = if list.contains('?') { '&' } else { '?' };
    let read = async |format: &str| {
        let file = browser.get(&format!("{list}{mark}format={format}")).await.expect(200);
        kernel::sheet::read(&file.bytes, 100).unwrap().heads
    };
    let (text, book) = (read("csv").await, read("xlsx").await);
    assert_eq!(text, book);
    text
}

/// The form in which columns are chosen, with these ticked, in this order.
fn choice(page: &Answer, columns: &[&str]) -> Form {
    let is_choice = |form: &Form| form.action.ends_with("/columns") && form.names().contains(&"column");
    let form = Form::every(page).into_iter().find(is_choice).unwrap().untick("column");
    columns
        .iter()
        .enumerate()
        .fold(form, |form, (at, name)| form.set("column", name).set(&format!("at-{name}"), &(at + 1).to_string()))
}

/// An item of stock and a work order.
async fn furnish(app: &TestApp) {
    let kind = category(app, "Kitchen", "").await;
    item_of(app, "Coffee", kind).await;
    item_of(app, "Tea", kind).await;
    let program = app.program(&ADA).await;
    for (title, priority) in [("Brakes", "urgent"), ("Winch", "low")] {
        let body = json!({ "title": title, "location_id": FLOOR.id, "priority": priority });
        program.post("/api/v1/work-orders", body).await.expect(201);
    }
}

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
async fn stock_and_work_orders_have_views_and_each_opens_its_own_list() {
    let app = TestApp::start().await;
    furnish(&app).await;
    let ada = app.sign_in(&ADA).await;
    for (list, question, [shown, hidden], head) in [
        (STOCK, "text=coffee&columns=cost,note", ["Coffee", "Tea"], "Cost of one"),
        (WORK, "priority=urgent&columns=raised,title", ["Brakes", "Winch"], "Raised"),
    ] {
        let page = ada.get(&format!("{list}?{question}")).await.expect(200);
        let form = ada.follow_link(&page, "Keep this view").await.expect(200);
        let kept = ada.submit(&form, "#view", &[("name", "Ours"), ("is_shared", "on")]).await.expect(303);
        assert!(kept.location().starts_with(&format!("{list}?")), "{}", kept.location());
        let again = ada.follow(&kept).await.expect(200);
        let rows = table(&again);
        assert!(rows.contains(shown) && !rows.contains(hidden) && heads(&again).contains(&head.to_owned()), "{rows}");
        // A name is of one view of a list.
        let name = list.rsplit('/').next().unwrap();
        let form = ada.get(&format!("{VIEWS}?list={name}&query=text%3Dx")).await.expect(200);
        let refused = ada.submit(&form, "#view", &[("name", "Ours")]).await.expect(422);
        assert!(refused.problem("name").is_some(), "{refused}");
    }
    // Both stand in the sidebar, from any page; somebody else pins what is shared.
    let home = ada.get(ASSETS).await.expect(200);
    let of = |page: &Answer, list: &str| page.hrefs().into_iter().any(|href| href.starts_with(&format!("{list}?")));
    assert!(of(&home, STOCK) && of(&home, WORK), "{home}");
    let bo = app.sign_in(&BO).await;
    let views = bo.get(&format!("{VIEWS}?list=work-orders")).await.expect(200);
    assert!(views.maybe_link("Work orders").is_some() && table(&views).contains("Stock"), "{views}");
    assert!(!of(&bo.get(ASSETS).await, WORK));
    for pin in Form::every(&views).into_iter().filter(|form| form.action.ends_with("/pin")) {
        bo.send_form(&pin).await.expect(303);
    }
    let home = bo.get(ASSETS).await.expect(200);
    assert!(of(&home, STOCK) && of(&home, WORK), "{home}");
}

#[tokio::test]
async fn columns_of_stock_and_work_orders_are_remembered_list_by_list_and_files_follow_them() {
    let app = TestApp::start().await;
    furnish(&app).await;
    let (ada, bo) = (app.sign_in(&ADA).await, app.sign_in(&BO).await);
    let usual_stock = ["Name", "Number", "Category", "Supplier", "On hand", "Unit", "Level"];
    let usual_work = ["Work order", "Title", "About", "Priority", "Assigned to", "Due", "Cost", "State"];
    let before = (filed(&ada, STOCK).await, filed(&ada, WORK).await);
    assert_eq!((before.0.len(), before.1.len()), (9, 15), "a file has all there are");
    let page = ada.get(&format!("{STOCK}?text=coffee")).await.expect(200);
    assert_eq!(heads(&page), usual_stock);
    let sent = ada.send_form(&choice(&page, &["cost", "level"])).await.expect(303);
    assert_eq!(sent.location(), format!("{STOCK}?text=coffee"), "the filter stays");
    assert_eq!(heads(&ada.get(STOCK).await), ["Name", "Cost of one", "Level"]);
    assert_eq!(filed(&ada, STOCK).await, ["Name", "Cost of one", "Too little"]);
    // The other list, and other people, have what they had.
    let page = ada.get(WORK).await.expect(200);
    assert_eq!(heads(&page), usual_work);
    assert_eq!(heads(&bo.get(STOCK).await), usual_stock);
    assert_eq!(filed(&bo, STOCK).await, before.0);
    ada.send_form(&choice(&page, &["ended", "kind", "labour"])).await.expect(303);
    let page = ada.get(WORK).await.expect(200);
    assert_eq!(heads(&page), ["Work order", "Ended", "Kind", "Labour in minutes"]);
    assert_eq!(filed(&ada, WORK).await, ["Number", "Ended", "Kind", "Labour in minutes"]);
    // An address that asks for columns is not what is remembered.
    assert_eq!(heads(&ada.get(&format!("{WORK}?columns=title")).await), ["Work order", "Title"]);
    assert_eq!(filed(&ada, &format!("{WORK}?columns=title,nonsense")).await, ["Number", "Title"]);
    // The board has no columns of this kind.
    let board = ada.get(&format!("{WORK}?view=board")).await.expect(200);
    assert!(!board.has_text("Columns") && board.has_text("Brakes"), "{board}");
    for (list, usual, whole) in [(STOCK, &usual_stock[..], before.0), (WORK, &usual_work[..], before.1)] {
        let page = ada.get(list).await.expect(200);
        ada.submit(&page, "#usual-columns", &[]).await.expect(303);
        assert_eq!(heads(&ada.get(list).await), usual);
        assert_eq!(filed(&ada, list).await, whole);
    }
}

#[tokio::test]
async fn columns_are_of_a_list_that_there_is_and_for_whoever_may_see_it() {
    let app = TestApp::start().await;
    furnish(&app).await;
    let form = choice(&app.sign_in(&ADA).await.get(STOCK).await.expect(200), &["cost"]);
    app.sign_in(&CY).await.send_form(&form).await.expect(403);
    app.sign_in(&DEE).await.send_form(&form).await.expect(404);
    let ada = app.sign_in(&ADA).await;
    for list in ["contacts", "", "Stock"] {
        let forged = choice(&ada.get(STOCK).await.expect(200), &["cost"]).forge("list", Some(list));
        ada.send_form(&forged).await.expect(404);
        let kept = ada.get(VIEWS).await.form("#view").set("name", "Odd").forge("list", Some(list));
        ada.send_form(&kept).await.expect(422);
    }
    assert_eq!((app.count("list_columns").await, app.count("list_views").await), (0, 0));
}

#[tokio::test]
async fn programs_say_of_which_list_a_view_is() {
    let app = TestApp::start().await;
    let program = app.program(&ADA).await;
    let keep = async |body| program.post("/api/v1/views", body).await;
    let old = keep(json!({ "name": "Ours", "query": "text=x" })).await.expect(201).json();
    assert_eq!(old["list"], "assets", "as before there were others");
    let new = keep(json!({ "name": "Ours", "list": "work-orders", "query": "kind=repair" })).await.expect(201).json();
    assert!(new["url"].as_str().unwrap().ends_with("/o/harbour-house/work-orders?kind=repair"), "{new}");
    let bare = keep(json!({ "name": "All", "list": "stock" })).await.expect(201).json();
    assert!(bare["url"].as_str().unwrap().ends_with("/o/harbour-house/stock"), "{bare}");
    keep(json!({ "name": "Ours", "list": "work-orders" })).await.expect(422);
    keep(json!({ "name": "Odd", "list": "contacts" })).await.expect(422);
    let count = async |query: &str| {
        let found = program.get(&format!("/api/v1/views{query}")).await.expect(200).json();
        found["data"].as_array().unwrap().len()
    };
    assert_eq!((count("").await, count("?list=stock").await, count("?list=work-orders").await), (3, 1, 1));
    program.get("/api/v1/views?list=contacts").await.expect(422);
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
