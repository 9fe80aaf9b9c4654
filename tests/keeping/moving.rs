//! Moving: SQLite to Postgres, Postgres to SQLite, and each to itself.

use super::harness::{but, house_on, said, steward, tallies, world_with};
use crate::bookings::desk::book;
use crate::support::smtp::SmtpServer;
use crate::support::world::{BOARDROOM, DESKS};
use crate::support::{BO, Database, Furnishing, Server, TestApp};
use keeping::moving::relocate;
use kernel::db::{Options, sql};
use platform::quarantine;

/// There and back again: from SQLite to the engine of the tests, and from that to SQLite.
async fn moves() -> [(Database, Database); 2] {
    let file = Database::new_file();
    let world = TestApp::on(Database::fresh(Furnishing::World).await, |_| {}).await;
    // The world, in a SQLite file, whatever the tests run on: by a move.
    relocate(&world.house, &Options::new(file.url())).await.expect("a move to SQLite");
    let db = Options { full_sync: false, ..Options::new(file.url()) };
    kernel::db::Db::open(&db).await.expect("a file").close().await;
    [(file, Database::fresh(Furnishing::Bare).await), (Database::fresh(Furnishing::World).await, Database::new_file())]
}

#[tokio::test]
async fn a_house_that_moved_is_the_same_and_serves_and_the_old_one_sends_nothing() {
    let mail = SmtpServer::start().await;
    for (from, to) in moves().await {
        let old = house_on(from, &mail).await;
        let bo = old.sign_in(&BO).await;
        book(&bo, &BOARDROOM, "2026-03-03T10:00", 60, "grace@example.org").await;
        let before = mail.messages().len();
        let left_out = ["installation"];
        let rows = but(tallies(old.db()).await, &left_out);
        let moved = relocate(&old.house, &Options::new(to.url())).await.expect("a move");
        assert_eq!(but(moved.tables, &left_out), rows, "all of it was counted and hashed");
        let session = bo.cookie("steward").expect("Bo is signed in");
        let new = house_on(to, &mail).await;
        assert_eq!(but(tallies(new.db()).await, &left_out), rows);
        assert!(!quarantine::holds(&new.house).await.expect("an answer"));
        assert!(quarantine::holds(&old.house).await.expect("an answer"));
        old.settle().await;
        assert_eq!(mail.messages().len(), before, "the old one sends nothing");
        new.settle().await;
        let to_grace =
            mail.messages().iter().skip(before).filter(|message| message.to == ["grace@example.org"]).count();
        assert_eq!(to_grace, 1, "the new one sends what was waiting");
        // Sessions moved too, and the house is lived in: the room that is taken is taken.
        let bo = new.guest();
        bo.set_cookie("steward", &session);
        book(&bo, &DESKS, "2026-03-03T10:00", 60, "henry@example.org").await;
        let taken = crate::bookings::desk::ask(
            &bo,
            &BOARDROOM,
            "2026-03-03T10:30",
            60,
            &[("name", "Ida"), ("email", "ida@example.org")],
        )
        .await;
        assert_eq!(taken.status, 409, "the judge of overlaps moved too");
        let again = relocate(&old.house, &Options::new(Database::new_file().url())).await;
        assert!(again.is_err_and(|error| error.to_string().contains("moved away already")));
    }
}

#[tokio::test]
async fn a_target_that_holds_anything_is_refused_and_nothing_changes() {
    let mail = SmtpServer::start().await;
    let (old, other) = (world_with(&mail).await, world_with(&mail).await);
    let target = Database::new_file();
    let lived_in = TestApp::on(Database::fresh(Furnishing::World).await, |_| {}).await;
    relocate(&lived_in.house, &Options::new(target.url())).await.expect("a move");
    let before = tallies(old.db()).await;
    let told = relocate(&old.house, &Options::new(target.url())).await.expect_err("it is full").to_string();
    assert!(told.contains("not empty"), "{told}");
    assert_eq!(tallies(old.db()).await, before);
    assert!(!quarantine::holds(&old.house).await.expect("an answer"));
    drop(other);
}

#[tokio::test]
async fn nobody_writes_to_the_source_while_it_moves() {
    let mail = SmtpServer::start().await;
    let old = world_with(&mail).await;
    let snapshot = old.db().last_snapshot().await.expect("the last word");
    let write = old.db().run(sql("update users set name = 'Somebody else'"));
    let waited = tokio::time::timeout(std::time::Duration::from_millis(500), write).await;
    assert!(waited.is_err(), "a write waits for the move to end");
    drop(snapshot);
    // The control: beside a snapshot that only reads, people go on writing.
    let snapshot = old.db().snapshot().await.expect("a snapshot");
    let write = old.db().run(sql("update users set name = 'Somebody else'"));
    tokio::time::timeout(std::time::Duration::from_secs(10), write).await.expect("no waiting").expect("a change");
    drop(snapshot);
}

#[tokio::test]
async fn the_command_moves_and_the_moved_house_is_served() {
    let from = Database::fresh(Furnishing::World).await;
    let to = Database::fresh(Furnishing::Bare).await;
    let output = steward(from.url(), &["move", "--to", to.url()]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("bookings") && said(&output).contains("resources"), "{}", said(&output));
    let server = Server::on(to, &[]).await;
    let bo = server.sign_in(&BO).await;
    book(&bo, &BOARDROOM, "2030-03-05T10:00", 60, "grace@example.org").await;
    let refused = steward(from.url(), &["move", "--to", server.database_url()]);
    assert!(!refused.status.success(), "{}", said(&refused));
}
