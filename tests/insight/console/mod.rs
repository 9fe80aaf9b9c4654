//! The console: operators look after the installation; for everybody else it is not there.

mod alarms;
mod alerts;
mod health;
mod jobs;
mod mail;
mod organisations;
mod rules;
mod trail;
mod users;

use super::tidy;
use crate::support::world::Person;
use crate::support::{ADA, Answer, BO, Browser, DEE, TestApp};
use kernel::db::sql;
use platform::web::Method;
use platform::{Errand, context};
use uuid::Uuid;

/// Makes somebody an operator.
async fn promote(app: &TestApp, person: &Person) {
    let statement = sql("update users set is_operator = true where id = $1").bind(person.id);
    app.db().run(statement).await.expect("a user of the world");
}

/// Dee as the operator, with a browser: she is nobody at Harbour House.
async fn operator(app: &TestApp) -> Browser {
    promote(app, &DEE).await;
    app.sign_in(&DEE).await
}

/// An errand of this person, for calling actions without a page.
async fn errand(app: &TestApp, person: &Person) -> Errand {
    let user = context::user_by_id(app.db(), person.id).await.unwrap().expect("somebody who may sign in");
    Errand::unattended(&app.house, "test").by(&user)
}

/// The kinds of facts about one thing, in the order of the alphabet.
async fn kinds(app: &TestApp, subject: Uuid) -> Vec<String> {
    let statement = sql("select kind from events where subject_id = $1 order by kind").bind(subject);
    statement.all::<(String,)>(app.db()).await.unwrap().into_iter().map(|(kind,)| kind).collect()
}

/// Goes to a page and reads that it is well made.
async fn see(browser: &Browser, path: &str) -> Answer {
    tidy(browser.get(path).await.expect(200))
}

#[tokio::test]
async fn the_console_is_not_there_for_anybody_else() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    let id = BO.id.to_string();
    let mut rows = 0;
    for row in steward::registry::routes().rows().iter().filter(|row| row.path.starts_with("/console")) {
        let path = row.path.replace("{id}", &id).replace("{schedule}", "platform.sweep");
        match row.method {
            Method::Get => bo.get(&path).await.expect(404),
            Method::Post => bo.post(&path, &[]).await.expect(404),
            Method::Put | Method::Patch | Method::Delete => panic!("{path} is no row of pages"),
        };
        rows += 1;
    }
    assert!(rows > 20, "{rows} rows of the console");
}

#[tokio::test]
async fn the_account_menu_leads_operators_to_the_console_and_nobody_else() {
    let app = TestApp::start().await;
    let bo = app.sign_in(&BO).await;
    assert!(bo.get("/o/harbour-house").await.expect(200).maybe_link("Console").is_none());
    promote(&app, &ADA).await;
    let ada = app.sign_in(&ADA).await;
    let home = ada.get("/o/harbour-house").await.expect(200);
    let console = tidy(ada.follow_link(&home, "Console").await.expect(200));
    assert_eq!(console.heading(), "Health");
    for line in ["Organisations", "Users", "Audit trail", "Jobs", "Schedules", "Mail"] {
        assert_eq!(tidy(ada.follow_link(&console, line).await.expect(200)).heading(), line);
    }
}
