//! Operators are told what is wrong with the house: each incident once, and its end once, whoever wants it.

use super::{operator, promote, see};
use crate::bookings::desk::events;
use crate::support::{ADA, BO, DEE, Mail, TestApp};
use chrono::TimeDelta;
use insight::console::alarms::Look;
use insight::console::model::Trouble;
use insight::console::store::incidents;
use kernel::db::sql;
use platform::jobs::Job;

/// The house is looked at a minute later, and what follows happens.
async fn look(app: &TestApp) {
    app.advance(TimeDelta::minutes(1));
    Look.run(&app.house).await.expect("a look");
    app.settle().await;
}

/// What somebody was told about the house, the first first.
async fn told(app: &TestApp, address: &str) -> Vec<Mail> {
    app.mail_to(address).await.into_iter().filter(|mail| mail.kind == "console.alarm").collect()
}

fn subjects(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.subject.as_str()).collect()
}

async fn backup(app: &TestApp, outcome: &str, error: Option<&str>) {
    let made = sql("insert into backups (id, made_by, file, started_at, ended_at, outcome, error) values ($1, 'schedule', 'b', $2, $2, $3, $4)")
        .bind(app.house.id())
        .bind(app.now())
        .bind(outcome.to_owned())
        .bind(error.map(str::to_owned));
    app.db().run(made).await.unwrap();
}

async fn dead_job(app: &TestApp) {
    let dead = sql("insert into jobs (id, name, arguments, state, run_at, attempts, max_attempts, created_at)
             values ($1, 'test.none', '{}', 'dead', $2, 8, 8, $2)");
    app.db().run(dead.bind(app.house.id()).bind(app.now())).await.unwrap();
}

#[tokio::test]
async fn a_failed_backup_is_told_once_and_its_end_once_to_operators_alone() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    promote(&app, &BO).await;
    look(&app).await;
    assert!(told(&app, DEE.email).await.is_empty(), "nothing is wrong");
    backup(&app, "failed", Some("No space left on device")).await;
    for _ in 0..3 {
        look(&app).await;
    }
    backup(&app, "failed", Some("No space left on device")).await;
    look(&app).await;
    for person in [&DEE, &BO] {
        let mails = told(&app, person.email).await;
        assert_eq!(subjects(&mails), ["A backup went wrong"], "told once, though it failed twice");
        assert!(mails[0].text_body.contains("No space left on device"), "{}", mails[0].text_body);
        assert!(mails[0].text_body.contains("/console") && mails[0].text_body.contains("/account"));
    }
    let page = see(&dee, "/console").await;
    assert!(page.has_text("Incidents") && page.has_text("Open") && page.has_text("A backup went wrong"), "{page}");
    backup(&app, "good", None).await;
    for _ in 0..3 {
        look(&app).await;
    }
    let mails = told(&app, DEE.email).await;
    assert_eq!(subjects(&mails), ["A backup went wrong", "Over: a backup went wrong"]);
    assert!(mails[1].text_body.contains("It lasted 4 min"), "{}", mails[1].text_body);
    assert!(see(&dee, "/console").await.has_text("over after 4 min"));
    assert!(told(&app, ADA.email).await.is_empty(), "an owner does not run the installation");
    assert_eq!((events(&app, "alarm.raised").await, events(&app, "alarm.cleared").await), (1, 1));
    // The next time is another incident.
    app.advance(TimeDelta::days(1));
    backup(&app, "failed", Some("No space left on device")).await;
    look(&app).await;
    assert_eq!(told(&app, DEE.email).await.len(), 3);
}

#[tokio::test]
async fn an_operator_chooses_not_to_be_told_and_nobody_else_has_the_choice() {
    let app = TestApp::start().await;
    let (dee, bo) = (operator(&app).await, app.sign_in(&BO).await);
    promote(&app, &ADA).await;
    let page = see(&dee, "/account").await;
    assert_eq!(page.form("#your-alarms").value("alarms").as_deref(), Some("on"), "they are told unless they say no");
    dee.send_form(&page.form("#your-alarms").untick("alarms")).await.expect(303);
    dead_job(&app).await;
    look(&app).await;
    assert!(told(&app, DEE.email).await.is_empty());
    let mails = told(&app, ADA.email).await;
    assert_eq!(subjects(&mails), ["A job has died"]);
    assert!(mails[0].text_body.contains("1 job has used up all attempts, last test.none."), "{}", mails[0].text_body);
    // Another one that dies meanwhile is part of it; it is over when none is left.
    dead_job(&app).await;
    look(&app).await;
    app.db().run(sql("delete from jobs where name = 'test.none'")).await.unwrap();
    dee.send_form(&see(&dee, "/account").await.form("#your-alarms").set("alarms", "on")).await.expect(303);
    look(&app).await;
    assert_eq!(subjects(&told(&app, ADA.email).await), ["A job has died", "Over: a job has died"]);
    assert_eq!(subjects(&told(&app, DEE.email).await), ["Over: a job has died"], "whoever wants it now");
    assert_eq!(events(&app, "user.alarms_chosen").await, 2);
    assert!(!see(&bo, "/account").await.has_form("#your-alarms"));
    bo.post("/account/alarms", &[("alarms", "on")]).await.expect(404);
}

/// A message that the server has put off, and that is tried again tomorrow.
async fn put_off(app: &TestApp) {
    let statement = sql("insert into messages (id, kind, subject_kind, from_name, to_name, to_address, subject, text_body, html_body, status, attempts,
             due_at, dedupe_key, queued_at)
         values ($1, 'test', 'test', 'Steward', 'Bo', 'bo@harbour.example', 'Test', 'Test', 'Test', 'deferred', 1, $2, $3, $4)")
        .bind(app.house.id())
        .bind(app.now() + TimeDelta::days(1))
        .bind(app.house.id().to_string())
        .bind(app.now());
    app.db().run(statement).await.unwrap();
}

#[tokio::test]
async fn mail_that_does_not_leave_is_an_incident_until_some_leaves_again() {
    let app = TestApp::with_mail().await;
    operator(&app).await;
    app.settle().await;
    put_off(&app).await;
    app.advance(TimeDelta::minutes(29));
    look(&app).await;
    assert_eq!(app.count("incidents").await, 0, "for so long it may be the address");
    look(&app).await;
    let mails = told(&app, DEE.email).await;
    assert_eq!(subjects(&mails), ["Mail does not leave"]);
    assert!(mails[0].text_body.contains("Mail that could leave waits for 31 min"), "{}", mails[0].text_body);
    // The letter has left: the server takes what it is given.
    look(&app).await;
    let mails = told(&app, DEE.email).await;
    assert_eq!(subjects(&mails), ["Mail does not leave", "Over: mail does not leave"]);
    assert!(mails.iter().all(|mail| mail.status == "sent"));
    look(&app).await;
    assert_eq!(told(&app, DEE.email).await.len(), 2);
}

#[tokio::test]
async fn where_no_mail_leaves_at_all_none_is_held_up() {
    let app = TestApp::start().await;
    operator(&app).await;
    put_off(&app).await;
    app.advance(TimeDelta::days(2));
    look(&app).await;
    assert_eq!(app.count("incidents").await, 0);
}

#[tokio::test]
async fn of_each_kind_one_incident_is_open() {
    let app = TestApp::start().await;
    let begin = async || {
        let mut tx = app.db().begin().await.unwrap();
        let begun = incidents::begin(&mut tx, app.house.id(), Trouble::Jobs, "x", app.now()).await.unwrap();
        tx.commit().await.unwrap();
        begun
    };
    assert!(begin().await && !begin().await, "whoever comes second tells nobody");
    // The control: without the index both would tell.
    app.db().script("drop index incidents_open").await.unwrap();
    assert!(begin().await);
}
