//! Ten thousand contacts: the directory, looking for one, who may be the same person, files out and in.

use super::fill;
use super::looks::{Cost, look, slips};
use crate::support::{ADA, Browser, HARBOUR, Program, TestApp};
use kernel::db::{sql, statements};

/// Contacts of a larger house.
const MANY: i64 = 10_000;
/// More than a page of them.
const SOME: i64 = 600;
/// Rows that a statement of a page hands over.
const ROWS_MAX: u64 = 210;

const CONTACTS: &str = "/o/harbour-house/contacts";

async fn pages(ada: &Browser, program: &Program) -> Vec<Cost> {
    let mut costs = Vec::new();
    for path in ["", "?order=newest", "?text=guest-5", "?tag=regular", "?source=staff", "?show=blocked"] {
        costs.push(look(path, ada.get(&format!("{CONTACTS}{path}"))).await);
    }
    for path in ["", "?order=newest"] {
        let first = ada.get(&format!("{CONTACTS}{path}")).await;
        let next = first.hrefs().into_iter().find(|href| href.contains("after=")).expect("a page after this one");
        costs.push(look(&format!("after {path}"), ada.get(&next)).await);
    }
    let one = fill::contact(7);
    for path in [format!("/{one}"), format!("/{one}/merging?text=guest-5")] {
        costs.push(look(&path, ada.get(&format!("{CONTACTS}{path}"))).await);
    }
    let first = program.get("/api/v1/contacts?limit=50").await.json();
    let next = format!("/api/v1/contacts?limit=50&cursor={}", first["next_cursor"].as_str().expect("a cursor"));
    for path in ["/api/v1/contacts?limit=50", next.as_str()] {
        costs.push(look("/api/v1/contacts", program.get(path)).await);
    }
    costs
}

#[tokio::test]
async fn ten_thousand_contacts_are_read_page_by_page() {
    let app = TestApp::start().await;
    let (ada, program) = (app.sign_in(&ADA).await, app.program(&ADA).await);
    fill::contacts(&app, 0..SOME).await;
    pages(&ada, &program).await;
    let some = pages(&ada, &program).await;
    fill::contacts(&app, SOME..MANY).await;
    let many = pages(&ada, &program).await;
    let slips = slips(&app, &some, &many, &["contacts"], ROWS_MAX).await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn duplicates_among_ten_thousand_are_suggested_a_hundred_at_a_time() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    fill::contacts(&app, 0..MANY).await;
    fill::contacts(&app, MANY..MANY + 1_200).await; // twelve pairs more than are shown
    let before = statements();
    let page = ada.get(&format!("{CONTACTS}/duplicates")).await.expect(200);
    assert!(statements() - before <= 6, "{}", statements() - before);
    let pairs = page.hrefs().into_iter().filter(|href| href.contains("/merging?with=")).count();
    assert_eq!(pairs, 100, "of 112");
    assert!(page.bytes.len() < 600_000, "{}", page.bytes.len());
}

#[tokio::test]
async fn ten_thousand_contacts_leave_in_one_file_and_come_back_in_another() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    fill::contacts(&app, 0..MANY).await;
    let before = statements();
    let file = ada.get(&format!("{CONTACTS}?format=csv")).await.expect(200);
    assert!(
        statements() - before <= 8 + 3 * MANY as u64 / 500,
        "people, tags and notes are read for many at once: {}",
        statements() - before
    );
    assert_eq!(file.body().lines().count() as i64, MANY + 1);

    // As many that are new to the neighbours of the house, who had nobody.
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let form = ada.get(&format!("{CONTACTS}/imports/new")).await.expect(200);
    let sent =
        ada.send_form_with(&form.form("#import"), Some(("people.csv", "text/csv", &file.bytes))).await.expect(303);
    let preview = ada.follow(&sent).await.expect(200);
    assert!(preview.bytes.len() < 600_000, "a preview is a page: {}", preview.bytes.len());
    let before = statements();
    ada.submit(&preview, "#apply", &[]).await.expect(303);
    let ran = statements() - before;
    let (known,): (i64,) =
        sql("select count(*) from contacts where org_id = $1").bind(HARBOUR.id).one(app.db()).await.unwrap();
    assert_eq!(known, MANY);
    assert!(ran < MANY as u64, "many are written by one statement: {ran}");
}
