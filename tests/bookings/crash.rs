//! The program is killed at random moments while people book. What was confirmed is there afterwards, and each of it is
//! told once.

use super::harness::{Chance, id_of, morning, try_post};
use super::sweep;
use crate::support::smtp::{At, Fault, SmtpServer};
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{BO, Browser, Furnishing, HARBOUR, Server};
use chrono::TimeDelta;
use kernel::db::{Db, sql};
use kernel::time::{Clock, rfc3339};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How often it is killed.
const KILLS: usize = 10;
/// People who book meanwhile.
const CLIENTS: usize = 6;
/// It runs at least this long between two kills …
const LIFE_MIN: Duration = Duration::from_millis(150);
/// … and up to this much longer (milliseconds).
const LIFE_MORE: i64 = 900;
/// How long everything that follows may take to settle.
const PATIENCE: Duration = Duration::from_secs(60);

/// A booking that somebody was told is theirs.
struct Confirmed {
    id: Uuid,
    email: String,
}

/// Books one hour after the other until it is told to stop. Who gets no answer sends the same form again, as people do.
async fn book_on(client: Browser, number: usize, stop: Arc<AtomicBool>) -> (Vec<Confirmed>, usize) {
    let (mut confirmed, mut lost) = (Vec::new(), 0);
    while !stop.load(Ordering::SeqCst) {
        let turn = confirmed.len() + CLIENTS; // whoever is number 0 has a first email, too
        let email = format!("guest-{number}-{turn}@example.org");
        let start =
            morning(1 + (turn / 10) as i64 * CLIENTS as i64 + number as i64) + TimeDelta::hours((turn % 10) as i64);
        let (key, at, resource) = (format!("key-{number}-{turn}"), rfc3339(start), DESKS.id.to_string());
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
        loop {
            let answer = try_post(&client, &format!("/o/{}/bookings", HARBOUR.slug), &[], &fields).await;
            match answer {
                Ok(answer) => {
                    let location = answer.expect(303).location().to_owned();
                    confirmed.push(Confirmed { id: id_of(&location), email });
                    break;
                }
                Err(_) => lost += 1,
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }
    (confirmed, lost)
}

/// Waits until nothing is left to be told or sent.
async fn settle(db: &Db) {
    let began = Instant::now();
    loop {
        let left: (i64,) = sql("select (select count(*) from events where not dispatched)
                   + (select count(*) from messages where status in ('queued', 'deferred', 'sending'))")
        .one(db)
        .await
        .expect("rows can be counted");
        if left.0 == 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{} events and messages are left", left.0);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The leases of lanes that were killed run out: ten minutes pass, for them.
async fn end_leases(db: &Db) {
    let past = Clock::system().now() - TimeDelta::minutes(1);
    db.run(sql("update messages set leased_until = $1 where status = 'sending'").bind(past))
        .await
        .expect("messages can be changed");
}

/// A server that hands its mail to this one.
async fn server_with(mail: &SmtpServer) -> Server {
    let port = mail.port().to_string();
    let settings =
        [("STEWARD_SMTP_HOST", "127.0.0.1"), ("STEWARD_SMTP_PORT", port.as_str()), ("STEWARD_SMTP_TLS", "none")];
    Server::with(Furnishing::World, &settings).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_confirmed_survives_every_kill_and_is_told_once() {
    let mail = SmtpServer::start().await;
    let mut server = server_with(&mail).await;
    let session = server.sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let stop = Arc::new(AtomicBool::new(false));
    let mut people = Vec::new();
    for number in 0..CLIENTS {
        let client = server.guest();
        client.set_cookie("steward", &session);
        people.push(tokio::spawn(book_on(client, number, stop.clone())));
    }
    let mut chance = Chance::new(u64::from(std::process::id()));
    for _ in 0..KILLS {
        tokio::time::sleep(LIFE_MIN + Duration::from_millis(chance.below(LIFE_MORE).unsigned_abs())).await;
        server.kill();
        server.restart().await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::SeqCst);
    let (mut confirmed, mut lost) = (Vec::new(), 0);
    for person in people {
        let (theirs, without_answer) = person.await.expect("nobody was told anything but yes");
        confirmed.extend(theirs);
        lost += without_answer;
    }
    assert!(lost >= KILLS, "the kills hit people who were booking: {lost}");
    assert!(confirmed.len() > 2 * KILLS, "people got on between the kills: {}", confirmed.len());

    let db = server.db().await;
    let interrupted =
        sql("select count(*) from messages where status = 'sending'").one::<(i64,)>(&db).await.expect("a count").0;
    end_leases(&db).await;
    settle(&db).await;
    everything_is_there_once(&db, &confirmed, &mail).await;
    println!("{} booked, {lost} answers lost, {interrupted} messages on their way at the last kill", confirmed.len());
}

async fn everything_is_there_once(db: &Db, confirmed: &[Confirmed], mail: &SmtpServer) {
    let bookings: Vec<(Uuid, String)> =
        sql("select b.id, c.email from bookings b join contacts c on c.id = b.contact_id where b.status = 'confirmed'")
            .all(db)
            .await
            .expect("bookings can be read");
    let bookings: BTreeMap<Uuid, String> = bookings.into_iter().collect();
    for Confirmed { id, email } in confirmed {
        assert_eq!(bookings.get(id), Some(email), "a booking that was confirmed to {email} is gone");
    }
    assert_eq!(bookings.len(), confirmed.len(), "one booking for each form, however often it was sent");
    assert_eq!(sweep::overpromised(db).await, Vec::<String>::new());

    let told: Vec<(Uuid, i64)> =
        sql("select subject_id, count(*) from events where kind = 'booking.confirmed' group by subject_id")
            .all(db)
            .await
            .expect("events can be read");
    assert_eq!(told.len(), bookings.len());
    assert!(told.iter().all(|(_, times)| *times == 1), "an event for each booking, once");

    let letters: Vec<(Uuid, String, String, String)> = sql(
        "select subject_id, to_address, status, coalesce(answer, '') from messages where kind = 'booking.confirmation'",
    )
    .all(db)
    .await
    .expect("messages can be read");
    assert_eq!(letters.len(), bookings.len(), "one confirmation for each booking");
    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    for message in mail.messages() {
        message.to.iter().for_each(|to| *received.entry(to.clone()).or_default() += 1);
    }
    for (booking, address, status, answer) in &letters {
        assert_eq!(bookings.get(booking), Some(address));
        let times = received.get(address).copied().unwrap_or_default();
        match status.as_str() {
            "sent" => assert_eq!(times, 1, "{address}: sent is sent, once"),
            "uncertain" => assert!(times <= 1, "{address}: {times} times, although nobody knows whether it arrived"),
            other => panic!("{address} is {other} after everything has settled: {answer}"),
        }
    }
    let uncertain = letters.iter().filter(|(_, _, status, _)| status == "uncertain").count();
    // Each lane can lose at most the one message that it has when it is killed.
    assert!(uncertain <= (KILLS + 1) * platform::post::LANES, "{uncertain} uncertain messages");
}

/// How often this address was written to.
fn times(mail: &SmtpServer, address: &str) -> usize {
    mail.messages().iter().filter(|message| message.to == [address]).count()
}

/// A house that was killed when the mail server had a confirmation already and had not said so yet. It runs again.
async fn killed_before_the_answer(mail: &SmtpServer) -> Server {
    let mut server = server_with(mail).await;
    mail.fail(At::Dot, Fault::Tarpit(Duration::from_secs(3)), 2); // for the guest's letter and for a notice to the staff
    let bo = server.sign_in(&BO).await;
    super::desk::book(&bo, &BOARDROOM, "2030-03-05T10:00", 60, "grace@example.org").await;
    let began = Instant::now();
    while times(mail, "grace@example.org") == 0 {
        assert!(began.elapsed() < PATIENCE, "the confirmation never left");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill();
    server.restart().await;
    server
}

#[tokio::test]
async fn a_confirmation_whose_answer_was_lost_is_uncertain_and_never_repeated() {
    let mail = SmtpServer::start().await;
    let server = killed_before_the_answer(&mail).await;
    let db = server.db().await;
    end_leases(&db).await;
    settle(&db).await;
    let status = sql("select status from messages where to_address = 'grace@example.org'").one::<(String,)>(&db).await;
    assert_eq!(status.expect("one message").0, "uncertain");
    assert_eq!(times(&mail, "grace@example.org"), 1);
}

#[tokio::test]
async fn a_house_that_repeats_what_is_uncertain_writes_twice() {
    let mail = SmtpServer::start().await;
    let server = killed_before_the_answer(&mail).await;
    let db = server.db().await;
    db.script("update messages set status = 'queued', leased_until = null where status = 'sending'")
        .await
        .expect("messages can be changed");
    settle(&db).await;
    assert_eq!(times(&mail, "grace@example.org"), 2, "the tests above would see it");
}
