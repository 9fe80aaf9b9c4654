//! Work in the console: read, replayed once, discarded, hastened; schedules.

use super::{errand, kinds, operator, promote, see};
use crate::support::{ADA, DEE, HARBOUR, TestApp};
use chrono::TimeDelta;
use kernel::Result;
use kernel::crypto::Key;
use kernel::db::{Json, sql};
use kernel::id::Ids;
use platform::house::Wings;
use platform::jobs::{self, Job, Kind, desk};
use platform::{Errand, House};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// How often each was done, and what each waits for before it is over.
static RUNS: LazyLock<Mutex<HashMap<Uuid, usize>>> = LazyLock::new(Mutex::default);
static GATE: Semaphore = Semaphore::const_new(0);

/// Work that is counted, and takes until the gate is opened.
#[derive(Serialize, Deserialize)]
struct Slow {
    of: Uuid,
}

impl Job for Slow {
    const NAME: &'static str = "test.slow";

    async fn run(&self, _: &House) -> Result<()> {
        *RUNS.lock().unwrap().entry(self.of).or_default() += 1;
        GATE.acquire().await.unwrap().forget();
        Ok(())
    }
}

static WINGS: Wings = Wings { jobs: &[Kind::of::<Slow>()], reactions: &[], schedules: &[], ..steward::registry::WINGS };

/// Another node on the same database, which knows the slow job.
fn worker(app: &TestApp) -> House {
    let key = Key::from_text("not used here, and 32 letters or more").unwrap();
    House::new(app.db().clone(), app.clock.clone(), Ids::system(), key, app.house.settings.clone(), WINGS)
}

/// A job that has used up its attempts.
async fn dead(app: &TestApp, name: &'static str, of: Uuid) -> Uuid {
    let id = app.house.id();
    let statement = sql(
        "insert into jobs (id, org_id, name, arguments, state, run_at, attempts, max_attempts, last_error, created_at)
         values ($1, $2, $3, $4, 'dead', $5, 8, 8, 'broken: the disk is full', $5)",
    );
    let statement = statement.bind(id).bind(HARBOUR.id).bind(name).bind(Json(json!({ "of": of }))).bind(app.now());
    app.db().run(statement).await.unwrap();
    id
}

fn runs(of: Uuid) -> usize {
    RUNS.lock().unwrap().get(&of).copied().unwrap_or_default()
}

/// Two operators replay the same dead job, the second one while it runs for the first. Answers how often it was done.
async fn replayed_twice(guard: bool) -> usize {
    let app = TestApp::start().await;
    promote(&app, &ADA).await;
    promote(&app, &DEE).await;
    let (ada, dee) = (errand(&app, &ADA).await, errand(&app, &DEE).await);
    let of = app.house.id();
    let id = dead(&app, Slow::NAME, of).await;
    let replay = |errand: Errand| async move {
        match guard {
            true => desk::replay(&errand, id).await.is_ok(),
            // Without its condition on the state.
            false => {
                let blind = sql(
                    "update jobs set state = 'waiting', attempts = 0, run_at = $2, leased_until = null where id = $1",
                );
                errand.db().run(blind.bind(id).bind(errand.now)).await.unwrap() == 1
            }
        }
    };
    assert!(replay(ada).await);
    let house = worker(&app);
    let first = tokio::spawn({
        let house = house.clone();
        async move { jobs::step(&house).await.unwrap() }
    });
    while runs(of) == 0 {
        tokio::task::yield_now().await;
    }
    let again = replay(dee).await;
    assert_eq!(again, !guard);
    let second = tokio::spawn(async move { jobs::step(&house).await.unwrap() });
    for _ in 0..200 {
        if runs(of) > 1 || second.is_finished() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let done = runs(of);
    GATE.add_permits(done);
    first.await.unwrap();
    second.await.unwrap();
    done
}

#[tokio::test]
async fn a_dead_job_that_two_operators_replay_runs_once() {
    assert_eq!(replayed_twice(true).await, 1);
    // The control: without the condition on its state it runs for each of them.
    assert_eq!(replayed_twice(false).await, 2);
}

#[tokio::test]
async fn of_two_who_press_replay_at_once_one_is_told_that_it_was_done() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    promote(&app, &ADA).await;
    let ada = app.sign_in(&ADA).await;
    let id = dead(&app, "test.slow", app.house.id()).await;
    let path = format!("/console/jobs/{id}/replay");
    let (one, other) = tokio::join!(dee.post(&path, &[]), ada.post(&path, &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{one} {other}");
    assert_eq!(kinds(&app, id).await, ["job.replayed"]);
}

#[tokio::test]
async fn jobs_are_told_apart_by_state_and_show_their_error() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    assert!(see(&dee, "/console/jobs").await.has_text("Nothing waits and nothing runs."));
    let id = dead(&app, "test.of_nobody", app.house.id()).await;
    let list = see(&dee, "/console/jobs?state=dead").await;
    assert!(list.has_text("Dead (1)") && list.has_text("the disk is full") && list.has_text("8 of 8"), "{list}");
    assert!(!see(&dee, "/console/jobs?state=failed").await.has_text("test.of_nobody"));
    let page = see(&dee, &format!("/console/jobs/{id}")).await;
    assert!(page.has_text("broken: the disk is full") && page.has_text(HARBOUR.name), "{page}");
    // Nobody knows this kind of work, so it fails again, and is told as what will be tried again.
    dee.submit(&page, "/replay", &[]).await.expect(303);
    app.settle().await;
    let failed = see(&dee, "/console/jobs?state=failed").await;
    assert!(failed.has_text("1 of 8") && failed.has_text("no kind of job is called"), "{failed}");
    let page = see(&dee, &format!("/console/jobs/{id}")).await;
    dee.submit(&page, "/attempt", &[]).await.expect(303);
    app.settle().await;
    assert!(see(&dee, "/console/jobs?state=failed").await.has_text("2 of 8"));
    assert_eq!(kinds(&app, id).await, ["job.hastened", "job.replayed"]);
}

#[tokio::test]
async fn a_discarded_job_is_gone_and_the_trail_keeps_what_it_was() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let id = dead(&app, "test.of_nobody", app.house.id()).await;
    let page = see(&dee, &format!("/console/jobs/{id}")).await;
    dee.submit(&page, "/disposal", &[]).await.expect(303);
    dee.get(&format!("/console/jobs/{id}")).await.expect(404);
    dee.post(&format!("/console/jobs/{id}/disposal"), &[]).await.expect(404);
    let trail = see(&dee, "/console/audit?kind=job.").await;
    assert!(trail.has_text("Job discarded") && trail.has_text("the disk is full"), "{trail}");
}

#[tokio::test]
async fn a_schedule_shows_its_ticks_and_runs_when_it_is_told_to() {
    let app = TestApp::start().await;
    let dee = operator(&app).await;
    let page = see(&dee, "/console/schedules").await;
    assert!(
        page.has_text("platform.sweep") && page.has_text("Not yet") && page.has_text("Next Mon 2 Mar 2026"),
        "{page}"
    );
    dee.submit(&page, "/platform.sweep/runs", &[]).await.expect(303);
    dee.submit(&page, "/platform.sweep/runs", &[]).await.expect(303);
    assert_eq!(app.count("jobs").await, 1, "one waits, however often it is told");
    assert!(see(&dee, "/console/schedules").await.has_text("Under way"));
    app.settle().await;
    assert_eq!(app.count("jobs").await, 0);
    app.tick().await;
    app.advance(TimeDelta::minutes(1));
    assert!(see(&dee, "/console/schedules").await.has_text("Last"));
    dee.post("/console/schedules/nothing.of_ours/runs", &[]).await.expect(404);
}
