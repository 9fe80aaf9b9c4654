//! Files of assets: read whatever wrote them, tried first, written once, taken back.

mod earlier;
mod files;
mod interrupted;
mod limits;
mod moving;
mod undoing;

use crate::support::{ADA, Answer, Browser, TestApp};
use chrono::TimeDelta;
use kernel::db::sql;

/// The list of imports.
pub const IMPORTS: &str = "/o/harbour-house/imports";

/// Sends a file; answers the page to which that leads.
pub async fn send(browser: &Browser, bytes: &[u8]) -> Answer {
    let page = browser.get(IMPORTS).await.expect(200);
    browser.send_form_with(&page.form("#import"), Some(("assets.csv", "text/csv", bytes))).await
}

/// The page of an import after its dry run.
pub async fn checked(app: &TestApp, browser: &Browser, bytes: &[u8]) -> Answer {
    app.advance(TimeDelta::seconds(1));
    let sent = send(browser, bytes).await.expect(303);
    app.settle().await;
    browser.get(sent.location()).await.expect(200)
}

/// The same after it was written.
pub async fn applied(app: &TestApp, browser: &Browser, page: &Answer) -> Answer {
    let sent = browser.submit(page, "#apply", &[]).await.expect(303);
    app.settle().await;
    browser.get(sent.location()).await.expect(200)
}

/// What it counts: new, changed, known, wrong.
pub async fn counts(app: &TestApp) -> [i64; 4] {
    let (counts,): (kernel::db::Json<serde_json::Value>,) =
        sql("select counts from asset_imports order by created_at desc, id desc limit 1").one(app.db()).await.unwrap();
    ["created", "changed", "same", "wrong"].map(|name| counts.0[name].as_i64().unwrap())
}

/// An import that was written, by Ada.
pub async fn imported(app: &TestApp, text: &str) -> (Browser, Answer) {
    let ada = app.sign_in(&ADA).await;
    let page = checked(app, &ada, text.as_bytes()).await;
    let done = applied(app, &ada, &page).await;
    (ada, done)
}
