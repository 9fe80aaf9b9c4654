//! Scheduled backups: made when they are due, kept as the plan says, and loud when they fail.

use super::harness::new_file;
use crate::support::{ADA, Database, Furnishing, TestApp};
use chrono::TimeDelta;
use insight::console::alarms::Look;
use keeping::archive::check;
use kernel::db::sql;
use platform::backups::{Keep, Plan, last_good};
use platform::jobs::Job;
use std::path::{Path, PathBuf};

async fn with_plan(keep: &str) -> (TestApp, PathBuf) {
    let folder = new_file("backups");
    let plan = Plan { folder: folder.clone(), every: TimeDelta::hours(24), keep: Keep::parse(keep).expect("a plan") };
    let app = TestApp::on(Database::fresh(Furnishing::World).await, |settings| settings.backups = Some(plan)).await;
    (app, folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort_unstable();
    files
}

async fn outcomes(app: &TestApp) -> Vec<String> {
    let rows: Vec<(String,)> =
        sql("select outcome from backups order by started_at").all(app.db()).await.expect("backups can be read");
    rows.into_iter().map(|(outcome,)| outcome).collect()
}

#[tokio::test]
async fn one_is_made_each_day_and_as_many_are_kept_as_planned() {
    let (app, folder) = with_plan("2 daily, 2 weekly").await;
    assert_eq!(last_good(app.db()).await.expect("an answer"), None);
    app.tick().await;
    assert_eq!(files(&folder).len(), 1);
    assert_eq!(last_good(app.db()).await.expect("an answer"), Some(app.now()));
    app.advance(TimeDelta::hours(5));
    app.tick().await;
    assert_eq!(files(&folder).len(), 1, "not due yet");
    for _ in 0..12 {
        app.advance(TimeDelta::hours(24));
        app.tick().await;
    }
    let kept = files(&folder);
    // Thirteen were made from Monday the 2nd to the second Saturday; two days, and the Sunday of the week before.
    assert_eq!(kept.len(), 3, "{kept:?}");
    for file in &kept {
        check(file).expect("what is kept is whole");
    }
    assert_eq!(outcomes(&app).await.len(), 13);
    let there: (i64,) =
        sql("select count(*) from backups where removed_at is null").one(app.db()).await.expect("a count");
    assert_eq!(there.0, 3);
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let page = app.sign_in(&ADA).await.get("/console/backups").await.expect(200);
    assert!(page.has_text("Good") && page.has_text("Removed") && page.has_text("2 daily, 2 weekly"), "{page}");
}

#[tokio::test]
async fn one_that_fails_is_an_event_and_shown_and_tried_again_soon() {
    let (app, folder) = with_plan("2 daily").await;
    std::fs::write(&folder, "a file where the folder should be").expect("a disk");
    app.tick().await;
    assert_eq!(outcomes(&app).await.len(), 0, "without a folder there is nothing to begin with");
    std::fs::remove_file(&folder).expect("a disk");
    // Now the folder is there and the disk fails: a folder stands where the draft would be written.
    let name = format!("steward-{}.backup.gz.part", (app.now() + TimeDelta::minutes(20)).format("%Y%m%dT%H%M%S%6fZ"));
    std::fs::create_dir_all(folder.join(&name)).expect("a disk");
    app.advance(TimeDelta::minutes(20));
    app.tick().await;
    assert_eq!(outcomes(&app).await, ["failed"]);
    let told: (i64,) =
        sql("select count(*) from events where kind = 'backup.failed'").one(app.db()).await.expect("a count");
    assert_eq!(told.0, 1);
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let page = app.sign_in(&ADA).await.get("/console/backups").await.expect(200);
    assert!(page.has_text("Failed") && page.has_text("There is no good one yet."), "{page}");
    app.advance(TimeDelta::minutes(5));
    app.tick().await;
    assert_eq!(outcomes(&app).await, ["failed"], "not at once");
    app.advance(TimeDelta::minutes(15));
    app.tick().await;
    assert_eq!(outcomes(&app).await, ["failed", "good"]);
}

#[tokio::test]
async fn one_that_was_being_made_when_the_house_stopped_has_failed() {
    let (app, folder) = with_plan("2 daily").await;
    let file = folder.join("steward-half.backup.gz");
    std::fs::create_dir_all(&folder).expect("a disk");
    std::fs::write(folder.join("steward-half.backup.gz.part"), "half").expect("a disk");
    let left =
        sql("insert into backups (id, made_by, file, started_at, outcome) values ($1, 'schedule', $2, $3, 'running')")
            .bind(app.house.id())
            .bind(file.display().to_string())
            .bind(app.now() - TimeDelta::hours(1));
    app.db().run(left).await.expect("a row");
    app.tick().await;
    assert_eq!(outcomes(&app).await, ["failed", "good"]);
    assert_eq!(files(&folder).len(), 1, "the half one is gone: {:?}", files(&folder));
}

#[tokio::test]
async fn one_that_is_being_made_has_not_failed_although_its_job_lost_its_lease() {
    let (app, folder) = with_plan("2 daily").await;
    let ada = operate(&app).await;
    let begun = sql("insert into backups (id, made_by, file, started_at, outcome, reads_until) values ($1, 'schedule', $2, $3, 'running', $4)")
        .bind(app.house.id())
        .bind(folder.join("steward-long.backup.gz").display().to_string())
        .bind(app.now() - TimeDelta::hours(1))
        .bind(app.now() + TimeDelta::minutes(15));
    app.db().run(begun).await.expect("a row");
    ada.submit(&ada.get(PAGE).await.expect(200), "#now", &[]).await.expect(303);
    let alarms = || async {
        Look.run(&app.house).await.expect("a look");
        let raised = sql("select count(*) from events where kind in ('backup.failed', 'alarm.raised')");
        raised.one::<(i64,)>(app.db()).await.expect("a count").0
    };
    for _ in 0..2 {
        app.tick().await;
        assert_eq!(
            (outcomes(&app).await, alarms().await),
            (vec!["running".to_owned()], 0),
            "and no second one beside it"
        );
        app.advance(TimeDelta::minutes(2));
    }
    // Its program was killed: it says no more that it reads. What was asked for is made then.
    app.advance(TimeDelta::minutes(6));
    app.tick().await;
    assert_eq!(outcomes(&app).await[..2], ["failed", "good"], "{:?}", outcomes(&app).await);
}

/// The page with its button.
const PAGE: &str = "/console/backups";

async fn operate(app: &TestApp) -> crate::support::Browser {
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    app.sign_in(&ADA).await
}

#[tokio::test]
async fn an_operator_backs_up_now_and_sees_what_became_of_it() {
    let (app, folder) = with_plan("2 daily").await;
    let ada = operate(&app).await;
    app.tick().await;
    app.advance(TimeDelta::hours(3));
    let page = ada.get(PAGE).await.expect(200);
    ada.submit(&page, "#now", &[]).await.expect(303);
    let waits = ada.get(PAGE).await.expect(200);
    assert!(waits.has_text("A backup was asked for") && !waits.has_form("#now"), "{waits}");
    let told = ada.submit(&page, "#now", &[]).await.expect(409);
    assert!(told.has_text("asked for a backup already"), "{told}");
    app.settle().await;
    // It counts among the scheduled ones: of one day the newest is kept, and the next one is due a day later.
    assert_eq!((files(&folder).len(), outcomes(&app).await), (1, vec!["good".to_owned(), "good".to_owned()]));
    assert_eq!(last_good(app.db()).await.expect("an answer"), Some(app.now()));
    let page = ada.get(PAGE).await.expect(200);
    assert!(page.has_text(ADA.name) && page.has_form("#now"), "{page}");
    let asked: (i64,) =
        sql("select count(*) from events where kind = 'backup.asked'").one(app.db()).await.expect("a count");
    assert_eq!(asked.0, 1);
    assert!(page.has_text("Removed"), "{page}");
    app.advance(TimeDelta::hours(22));
    app.tick().await;
    assert_eq!(outcomes(&app).await.len(), 2, "not due yet");
    app.advance(TimeDelta::hours(2));
    app.tick().await;
    assert_eq!(outcomes(&app).await.len(), 3);
}

#[tokio::test]
async fn one_that_an_operator_asked_for_and_that_fails_is_shown() {
    let (app, folder) = with_plan("2 daily").await;
    let ada = operate(&app).await;
    let name = format!("steward-{}.backup.gz.part", app.now().format("%Y%m%dT%H%M%S%6fZ"));
    std::fs::create_dir_all(folder.join(&name)).expect("a disk");
    let page = ada.get(PAGE).await.expect(200);
    ada.submit(&page, "#now", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(outcomes(&app).await, ["failed"]);
    let page = ada.get(PAGE).await.expect(200);
    assert!(page.has_text("Failed") && page.has_text(ADA.name) && page.has_form("#now"), "{page}");
}

#[tokio::test]
async fn without_a_folder_nobody_can_ask_for_one() {
    let app = TestApp::start().await;
    let ada = operate(&app).await;
    let page = ada.get(PAGE).await.expect(200);
    assert!(!page.has_form("#now") && page.has_text("--backup-folder"), "{page}");
    let told = ada.post(PAGE, &[]).await.expect(409);
    assert!(told.has_text("No folder for backups is set up"), "{told}");
    assert_eq!(app.count("jobs").await, 0);
}
