//! What the clock decides: a house that came back decides nothing again that its other self decided and sent after the
//! backup was made, unless the operator chooses it; and what comes due after the release is sent as ever.

use super::harness::{back_up, restored_from, try_restore, world_with};
use super::quarantine::release;
use crate::bookings::desk::book;
use crate::insight::madrid;
use crate::insight::webhooks::add;
use crate::people::contacts::keep;
use crate::support::sink::Sink;
use crate::support::smtp::SmtpServer;
use crate::support::world::{BOARDROOM, FLOOR};
use crate::support::{ADA, BO, Database, Furnishing, HARBOUR, NameServer, TestApp};
use crate::things::acceptance::ask;
use crate::things::assets::{asset, category};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::sql;
use platform::Errand;
use platform::jobs::{self, Does};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use steward::registry::WINGS;

/// Letters that are written because their time has come.
const LETTERS: [&str; 8] = [
    "acceptance.reminder",
    "asset.chase",
    "audit.asked",
    "booking.reminder",
    "booking.thanks",
    "console.alarm",
    "notification.digest",
    "report.schedule",
];
/// Facts that are told because their time has come.
const FACTS: [&str; 8] = [
    "asset.overdue",
    "asset.warranty_near",
    "booking.completed",
    "maintenance.due",
    "report_schedule.sent",
    "retention.applied",
    "work_order.opened",
    "work_order.overdue",
];
/// When the other self is lost, by the clocks of the organisation: at noon.
const LOST: &str = "2026-03-10T12:00";

/// A house in which everything comes due that ever does, its backup, and who is told of it outside.
struct Drill {
    mail: SmtpServer,
    hook: Sink,
    before: TestApp,
    file: PathBuf,
    at: DateTime<Utc>,
}

impl Drill {
    /// Nothing of it has come due when the backup is made.
    async fn begin() -> Drill {
        let (mail, hook) = (SmtpServer::start().await, Sink::start().await);
        let app = world_with(&mail).await;
        let (signed_in, ada) = (app.sign_in(&ADA).await, app.program(&ADA).await);
        add(&signed_in, &hook.url("/"), &[], "").await;
        let cameras = category(&app, "Cameras", "C-###").await;
        let laptops = category(&app, "Laptops", "NB-###").await;
        ask(&app, laptops, "I have this laptop.").await;
        let zoe = keep(&app, HARBOUR.slug, "Zoe Park", "zoe@guest.example", "", "staff").await;
        for (kind, tag) in [(cameras, "C-1"), (laptops, "NB-1")] {
            let id = asset(&app, kind, tag, Some(FLOOR.id)).await;
            let out = json!({ "to": { "kind": "contact", "id": zoe.id }, "due_on": "2026-03-05" });
            ada.post(&format!("/api/v1/assets/{id}/check-out"), out).await.expect(200);
        }
        let near = asset(&app, cameras, "C-2", Some(FLOOR.id)).await;
        ada.patch(&format!("/api/v1/assets/{near}"), json!({ "warranty_until": "2026-04-06" })).await.expect(200);
        ada.post("/api/v1/audits", json!({ "name": "Winter", "kind": "held" })).await.expect(201);
        for (title, days) in [("Clean", 3), ("Dust", 0)] {
            let plan = json!({ "title": title, "location_id": FLOOR.id, "rule": "FREQ=MONTHLY", "starts_on": "2026-03-06", "ahead_days": days });
            ada.post("/api/v1/maintenance-plans", plan).await.expect(201);
        }
        let report = json!({ "name": "What we have", "report": "assets", "filters": { "by": "category" }, "every": "day",
            "file": "csv", "recipients": ["books@accountant.example"] });
        ada.post("/api/v1/report-schedules", report).await.expect(201);
        let thanks = sql(
            "insert into guest_messages (org_id, reminder_hours, thanks, thanks_text, version) values ($1, 24, true, '', 1)",
        );
        app.db().run(thanks.bind(HARBOUR.id)).await.expect("a row");
        for (starts, guest) in [("2026-03-09T10:00", "grace@example.org"), ("2026-03-11T10:00", "henry@example.org")] {
            book(&app.sign_in(&BO).await, &BOARDROOM, starts, 60, guest).await;
        }
        app.settle().await;
        app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
        let dead = sql(
            "insert into jobs (id, name, arguments, state, run_at, max_attempts, created_at) values ($1, 'identity.send_reset', '{}', 'dead', $2, 1, $2)",
        );
        app.db().run(dead.bind(app.house.id()).bind(app.now())).await.expect("a row");
        let span = sql("insert into retention (org_id, logs_months, changed_at) values ($1, 1, $2)");
        app.db().run(span.bind(HARBOUR.id).bind(app.now())).await.expect("a row");
        let old = sql(
            "insert into jobs (id, org_id, name, arguments, state, run_at, max_attempts, created_at) values ($1, $2, 'identity.send_reset', '{}', 'dead', $3, 1, $3)",
        );
        let old = old.bind(app.house.id()).bind(HARBOUR.id).bind(app.now() - TimeDelta::days(60));
        app.db().run(old).await.expect("a row");
        let file = back_up(&app).await;
        let at = app.now();
        Drill { mail, hook, before: app, file, at }
    }

    /// The other self goes on until it is lost.
    async fn goes_on(&self) {
        lives_until(&self.before, madrid(LOST)).await;
    }

    /// What this house has sent since the backup was made, of what the clock decides: letters by kind. That the backup it
    /// came from did not end here is a trouble of its own.
    async fn sent_by(&self, app: &TestApp) -> BTreeMap<String, i64> {
        let rows: Vec<(String, i64)> =
            sql("select kind, count(*) from messages where status = 'sent' and sent_at > $1 and subject <> 'A backup went wrong' group by kind")
                .bind(self.at)
                .all(app.db())
                .await
                .expect("messages can be counted");
        rows.into_iter().filter(|(kind, _)| LETTERS.contains(&kind.as_str())).collect()
    }

    /// Facts that the webhook was told of, but for these first ones, of what the clock decides.
    fn told_after(&self, first: usize) -> BTreeSet<String> {
        let told = self.hook.got().into_iter().skip(first).map(|got| got.json()["type"].as_str().unwrap().to_owned());
        told.filter(|kind| FACTS.contains(&kind.as_str())).collect()
    }

    async fn comes_back(&self) -> TestApp {
        restored_from(&self.file, &self.before, &self.mail).await
    }
}

/// A house lives on, looking every few hours by day and by night, as it does every hour.
async fn lives_until(app: &TestApp, end: DateTime<Utc>) {
    while app.now() + TimeDelta::hours(4) < end {
        app.advance(TimeDelta::hours(4));
        app.tick().await;
    }
    app.clock.set(end);
    app.tick().await;
}

fn names(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn what_the_other_house_sent_is_not_sent_again_and_what_comes_later_is() {
    let drill = Drill::begin().await;
    drill.goes_on().await;
    assert_eq!(drill.sent_by(&drill.before).await.into_keys().collect::<BTreeSet<_>>(), names(&LETTERS));
    assert_eq!(drill.told_after(0), names(&FACTS));
    let (letters, calls) = (drill.mail.messages().len(), drill.hook.count());
    let app = drill.comes_back().await;
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/console/quarantine").await.expect(200);
    for group in
        ["message:asset.chase", "message:report.schedule", "event:asset.warranty_near", "message:booking.reminder"]
    {
        assert!(page.body().contains(&format!("clock:{group}")), "{group}: {page}");
    }
    assert!(page.has_text("Unknown: it came due since the backup was made"), "{page}");
    // Two days in the operator's hands: more comes due, and the other house may live that long.
    app.clock.set(madrid("2026-03-12T12:00"));
    app.tick().await;
    ada.post("/console/quarantine/look", &[]).await.expect(303);
    assert_eq!((drill.mail.messages().len(), drill.hook.count()), (letters, calls), "nothing leaves a held house");
    app.advance(TimeDelta::hours(1));
    release(&ada, "groups", "", &[]).await.expect(303);
    lives_until(&app, madrid("2026-03-12T19:30")).await;
    let again: Vec<String> = drill.mail.messages()[letters..].iter().map(|mail| mail.text()).collect();
    assert_eq!(drill.sent_by(&app).await, BTreeMap::new(), "{again:?}");
    assert_eq!(drill.told_after(calls), BTreeSet::new());
    // They are seen, and can be sent after all.
    let (kept,): (i64,) = sql("select count(*) from messages where kind = 'asset.chase' and status = 'failed' and answer like 'Not sent after restore%'")
        .one(app.db())
        .await
        .unwrap();
    assert!(kept > 0);
    // The next day is a day like any other.
    lives_until(&app, madrid("2026-03-13T12:00")).await;
    assert_eq!(drill.sent_by(&app).await, BTreeMap::from([("report.schedule".to_owned(), 1)]));
    assert_eq!(drill.told_after(calls), names(&["report_schedule.sent"]));
    lives_until(&app, madrid("2026-03-19T12:00")).await;
    assert_eq!(drill.sent_by(&app).await.get("asset.chase"), Some(&1), "a fortnight after it was due");
}

#[tokio::test]
async fn without_the_guard_everything_is_sent_twice() {
    // The control of the test above: the same house, released behind its own back.
    let drill = Drill::begin().await;
    drill.goes_on().await;
    let calls = drill.hook.count();
    let app = drill.comes_back().await;
    app.db().script("update installation set held_since = null, held_because = null").await.expect("a script");
    lives_until(&app, madrid("2026-03-11T12:00")).await;
    assert_eq!(drill.sent_by(&app).await.into_keys().collect::<BTreeSet<_>>(), names(&LETTERS));
    assert_eq!(drill.told_after(calls), names(&FACTS));
}

#[tokio::test]
async fn what_is_chosen_leaves_once_and_nothing_else() {
    let drill = Drill::begin().await;
    drill.goes_on().await;
    let calls = drill.hook.count();
    let app = drill.comes_back().await;
    let chosen = ["clock:message:asset.chase", "clock:message:booking.reminder", "clock:event:asset.overdue"];
    release(&app.sign_in(&ADA).await, "groups", "", &chosen).await.expect(303);
    lives_until(&app, madrid("2026-03-10T19:30")).await;
    let sent = drill.sent_by(&app).await;
    let once = |kind: &str| (kind.to_owned(), 1);
    assert_eq!(sent, BTreeMap::from([once("asset.chase"), once("booking.reminder")]), "one letter, as after any pause");
    assert_eq!(drill.told_after(calls), names(&["asset.overdue"]));
}

#[tokio::test]
async fn a_house_that_is_released_in_the_night_sends_what_the_morning_brings() {
    let drill = Drill::begin().await;
    lives_until(&drill.before, madrid("2026-03-05T19:00")).await;
    assert_eq!(drill.sent_by(&drill.before).await.get("asset.chase"), Some(&1), "the day before");
    drill.before.clock.set(madrid("2026-03-06T01:00")); // late since midnight, and nobody is written to by night
    let app = drill.comes_back().await;
    release(&app.sign_in(&ADA).await, "groups", "", &[]).await.expect(303);
    lives_until(&app, madrid("2026-03-06T07:30")).await;
    assert_eq!(drill.sent_by(&app).await, BTreeMap::new(), "that of the day before is not sent again");
    lives_until(&app, madrid("2026-03-06T12:00")).await;
    let sent = drill.sent_by(&app).await;
    assert_eq!((sent.get("asset.chase"), sent.get("report.schedule")), (Some(&1), Some(&1)), "{sent:?}");
    let report = keeping::verify::verify(&app.house).await.expect("a house can be verified");
    assert!(report.holds(), "what was decided in the night is no hole in the trail: {:?}", report.lines());
}

/// What was told of proven host names: in which request, and whether it waits to be told on.
async fn proofs(app: &TestApp) -> Vec<(String, bool)> {
    sql("select request_id, not dispatched from events where kind = 'organisation.host_proven'")
        .all(app.db())
        .await
        .expect("events")
}

#[tokio::test]
async fn a_host_name_that_the_other_house_may_have_proven_is_told_only_when_that_is_chosen() {
    const HOST: &str = "book.harbour.example";
    let (server, hook) = (NameServer::start().await, Sink::start().await);
    let address = kernel::dns::NameServer::at(server.address());
    let house = async |furnishing| {
        let database = Database::fresh(furnishing).await;
        TestApp::on(database, |settings| settings.name_server = address).await
    };
    let before = house(Furnishing::World).await;
    let ada = before.sign_in(&ADA).await;
    add(&ada, &hook.url("/"), &["organisation."], "").await;
    let web = "/o/harbour-house/settings/web";
    ada.submit(&ada.get(web).await.expect(200), "#web", &[("host", HOST)]).await.expect(303);
    before.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    before.settle().await;
    let file = back_up(&before).await;
    let word = sql("select token from host_proofs where host = $1").bind(HOST.to_owned());
    let (word,): (String,) = word.one(before.db()).await.expect("a word");
    server.texts(&format!("_steward-challenge.{HOST}"), &[&word]);
    before.advance(TimeDelta::hours(2));
    before.tick().await;
    before.settle().await;
    let told = || hook.got().iter().filter(|got| got.json()["type"] == "organisation.host_proven").count();
    assert_eq!((proofs(&before).await.len(), told()), (1, 1), "the other house has proven it and told so");

    let app = house(Furnishing::Bare).await;
    app.clock.set(before.now());
    try_restore(&app, &file).await.expect("a backup can be restored");
    assert_eq!(proofs(&app).await, [("quarantine".to_owned(), true)], "it waits for the operator");
    release(&app.sign_in(&ADA).await, "groups", "", &[]).await.expect(303);
    for _ in 0..30 {
        app.advance(TimeDelta::hours(1));
        app.tick().await;
    }
    assert_eq!((proofs(&app).await, told()), (vec![("quarantine".to_owned(), false)], 1), "and is not told again");
}

/// How much has been decided: letters, and facts that are told.
async fn decided(app: &TestApp) -> i64 {
    let (letters,): (i64,) = sql("select count(*) from messages").one(app.db()).await.expect("a count");
    let facts = sql("select count(*) from events where org_id is not null").one::<(i64,)>(app.db()).await;
    letters + facts.expect("a count").0
}

/// Runs each schedule of a house that does so; only those that decide may decide anything.
async fn run(app: &TestApp, does: Does) {
    for schedule in WINGS.schedules.iter().filter(|schedule| schedule.does == does) {
        let (before, name) = (decided(app).await, schedule.kind.name);
        jobs::desk::run_now(&Errand::unattended(&app.house, "test"), name).await.expect("a schedule");
        while jobs::step(&app.house).await.expect("a job can be leased") {}
        assert!(does == Does::Decides || decided(app).await == before, "{name} decides by the clock");
    }
}

#[tokio::test]
async fn only_what_says_so_decides_by_the_clock() {
    let drill = Drill::begin().await;
    let app = drill.comes_back().await;
    app.db().script("update installation set held_since = null, held_because = null").await.expect("a script");
    app.clock.set(madrid(LOST));
    run(&app, Does::Keeps).await;
    let before = decided(&app).await;
    run(&app, Does::Decides).await;
    assert!(decided(&app).await > before, "the control: there was something to decide");
    let sending =
        WINGS.schedules.iter().filter(|schedule| schedule.does == Does::Sends).map(|schedule| schedule.kind.name);
    assert_eq!(
        sending.collect::<Vec<_>>(),
        ["notifications.deliver", "notifications.say"],
        "whose rows a quarantine lists"
    );
}

#[tokio::test]
async fn a_house_that_has_moved_away_decides_nothing() {
    let drill = Drill::begin().await;
    let app = drill.comes_back().await;
    app.db().script("update installation set held_because = 'moved'").await.expect("a script");
    app.clock.set(madrid(LOST));
    let (ada, before) = (app.sign_in(&ADA).await, decided(&app).await);
    ada.post("/console/quarantine/look", &[]).await.expect(409);
    release(&ada, "all", "", &[]).await.expect(409);
    assert_eq!(decided(&app).await, before);
}
