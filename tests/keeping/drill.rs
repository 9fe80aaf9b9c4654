//! The drill: people book, the house is backed up meanwhile, it is lost, and it comes back.

use super::harness::{but, new_file, said, steward, tallies, without_reminders};
use crate::bookings::harness::{morning, try_post};
use crate::support::smtp::SmtpServer;
use crate::support::world::DESKS;
use crate::support::{ADA, BO, Browser, Database, Furnishing, HARBOUR, Server};
use chrono::TimeDelta;
use keeping::archive::check;
use kernel::db::{Db, sql};
use kernel::time::rfc3339;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// People who book meanwhile.
const CLIENTS: usize = 4;
/// How long the house may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(60);

async fn book_on(client: Browser, number: usize, stop: Arc<AtomicBool>, booked: Arc<AtomicI64>) {
    let mut turn = 0;
    while !stop.load(Ordering::SeqCst) {
        let day = 1 + (turn / 10) * CLIENTS as i64 + number as i64;
        let at = rfc3339(morning(day) + TimeDelta::hours(turn % 10));
        let (key, email) = (format!("drill-{number}-{turn}"), format!("guest-{number}-{turn}@example.org"));
        let resource = DESKS.id.to_string();
        let fields = [
            ("key", key.as_str()),
            ("resource", resource.as_str()),
            ("at", at.as_str()),
            ("minutes", "60"),
            ("name", "Grace Holm"),
            ("email", email.as_str()),
            ("people", "1"),
            ("units", "1"),
        ];
        let answer = try_post(&client, &format!("/o/{}/bookings", HARBOUR.slug), &[], &fields).await;
        answer.expect("the house answers while it is backed up").expect(303);
        booked.fetch_add(1, Ordering::SeqCst);
        turn += 1;
    }
}

async fn count(db: &Db, text: &'static str) -> i64 {
    sql(text).one::<(i64,)>(db).await.expect("rows can be counted").0
}

/// Waits until all that was decided has left.
async fn settle(db: &Db) {
    let began = Instant::now();
    while count(db, "select (select count(*) from events where not dispatched) + (select count(*) from messages where status in ('queued', 'sending'))").await > 0 {
        assert!(began.elapsed() < PATIENCE, "the house does not come to rest");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_that_was_lost_comes_back_from_a_backup_made_under_load_and_sends_nothing() {
    let mail = SmtpServer::start().await;
    let port = mail.port().to_string();
    let settings =
        [("STEWARD_SMTP_HOST", "127.0.0.1"), ("STEWARD_SMTP_PORT", port.as_str()), ("STEWARD_SMTP_TLS", "none")];
    let mut server = Server::with(Furnishing::World, &settings).await;
    let db = server.db().await;
    without_reminders(&db).await;
    db.close().await;
    let session = server.sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let (stop, booked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let mut people = Vec::new();
    for number in 0..CLIENTS {
        let client = server.guest();
        client.set_cookie("steward", &session);
        people.push(tokio::spawn(book_on(client, number, stop.clone(), booked.clone())));
    }
    while booked.load(Ordering::SeqCst) < 20 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Three backups while people book, by a process of their own.
    let url = server.database_url().to_owned();
    let mut files = Vec::new();
    for _ in 0..3 {
        let (file, url) = (new_file("drill.backup.gz"), url.clone());
        let before = booked.load(Ordering::SeqCst);
        let (path, to) = (file.display().to_string(), url.clone());
        let output = tokio::task::spawn_blocking(move || steward(&to, &["backup", &path])).await.expect("a thread");
        assert!(output.status.success(), "{}", said(&output));
        let after = booked.load(Ordering::SeqCst);
        let told = check(&file).expect("the file is whole").manifest;
        let rows = |name: &str| told.tables.iter().find(|tally| tally.end_of == name).map_or(0, |tally| tally.rows);
        assert!((before..=after + CLIENTS as i64).contains(&rows("bookings")), "{before} {} {after}", rows("bookings"));
        files.push(file);
    }
    stop.store(true, Ordering::SeqCst);
    for person in people {
        person.await.expect("nobody was told anything but yes");
    }
    let file = files.pop().expect("the last backup");
    // After the backup more happens, and all of it leaves the house; then the house is lost.
    let db = server.db().await;
    settle(&db).await;
    db.close().await;
    server.kill();
    let sent = mail.messages().len();
    assert!(sent >= 20, "the house wrote to its guests: {sent}");

    let target = Database::fresh(Furnishing::Bare).await;
    let output = steward(target.url(), &["restore", &file.display().to_string()]);
    assert!(output.status.success(), "{}", said(&output));
    let output = steward(target.url(), &["verify"]);
    assert!(output.status.success(), "{}", said(&output));
    let db = target.open().await;
    let told = check(&file).expect("the file is whole").manifest.tables;
    let changed = ["installation", "messages", "jobs", "backups"];
    assert_eq!(but(tallies(&db).await, &changed), but(told.clone(), &changed));
    for tally in told.iter().filter(|tally| changed.contains(&tally.end_of.as_str())) {
        let found = tallies(&db).await.into_iter().find(|found| found.end_of == tally.end_of).expect("a table");
        assert_eq!(found.rows, tally.rows, "{}", tally.end_of);
    }
    let bookings = count(&db, "select count(*) from bookings").await;
    assert_eq!(
        count(&db, "select count(distinct subject_id) from events where kind = 'booking.confirmed'").await,
        bookings,
        "one instant: each booking with its event"
    );
    assert!(
        count(
            &db,
            "select count(*) from bookings b where not exists (select 1 from contacts c where c.id = b.contact_id)"
        )
        .await
            == 0
    );
    db.close().await;

    // It is served and lived in again; nothing leaves.
    let mut server = Server::on(target, &settings).await;
    let db = server.db().await;
    db.run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let bo = server.sign_in(&BO).await;
    crate::bookings::desk::book(&bo, &crate::support::world::BOARDROOM, "2030-03-05T10:00", 60, "late@example.org")
        .await;
    tokio::time::sleep(Duration::from_secs(4)).await; // longer than relay, lanes and worker pause
    assert_eq!(mail.messages().len(), sent, "nothing left the house that came back");
    assert!(server.log_text().contains("nothing leaves this house"), "{}", server.log_text());

    // The operator lets it go, with nothing of what is uncertain: only what was decided since leaves.
    let ada = server.sign_in(&ADA).await;
    let page = ada.get("/console/quarantine").await.expect(200);
    assert!(page.has_text("Uncertain"), "{page}");
    ada.submit(&page, "/console/quarantine/release", &[("choice", "groups")]).await.expect(303);
    settle(&db).await;
    let late = mail.messages().iter().filter(|message| message.to == ["late@example.org"]).count();
    assert_eq!(late, 1, "what was decided after the restore leaves");
    let again: Vec<String> = mail.messages().into_iter().skip(sent).flat_map(|message| message.to).collect();
    assert!(
        again.iter().all(|to| to == "late@example.org" || to.ends_with("harbour.example")),
        "nobody is written to twice: {again:?}"
    );
    db.close().await;
    server.terminate().await;
}
