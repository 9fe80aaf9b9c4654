//! What the tests of keeping share: files, other databases, and the program as a command.

use crate::support::smtp::SmtpServer;
use crate::support::{Database, Furnishing, HARBOUR, TestApp, scratch};
use keeping::archive::{Tally, digests};
use keeping::backups::{MadeBy, make};
use keeping::restoration::{Restored, restore};
use kernel::Result;
use kernel::db::{Db, sql};
use kernel::mail::Smtp;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// The name of a file that is not there yet.
pub fn new_file(name: &str) -> PathBuf {
    static FILES: AtomicU32 = AtomicU32::new(0);
    scratch().join(format!("{}-{name}", FILES.fetch_add(1, Ordering::Relaxed)))
}

/// Runs the program on this database until it ends.
pub fn steward(database: &str, arguments: &[&str]) -> Output {
    let folder = new_file("data");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    Command::new(env!("CARGO_BIN_EXE_steward"))
        .env_clear()
        .envs(
            ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"]
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .env("STEWARD_DATA", &folder)
        .env("DATABASE_URL", database)
        .args(arguments)
        .current_dir(&folder)
        .output()
        .expect("the binary can be started")
}

/// What the program said, for messages.
pub fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A house on this database that hands its mail to this server.
pub async fn house_on(database: Database, mail: &SmtpServer) -> TestApp {
    let smtp = Smtp::plain("127.0.0.1", mail.port());
    TestApp::on(database, |settings| settings.smtp = Some(smtp)).await
}

/// The world, with mail handed to this server.
pub async fn world_with(mail: &SmtpServer) -> TestApp {
    house_on(Database::fresh(Furnishing::World).await, mail).await
}

/// Backs a house up into a new file.
pub async fn back_up(app: &TestApp) -> PathBuf {
    let file = new_file("house.backup.gz");
    make(&app.house, &file, MadeBy::Command).await.expect("a house can be backed up");
    file
}

/// A new database with what this backup holds, as a house that hands its mail to this server. Its clock stands an hour
/// after the other one's.
pub async fn restored_from(file: &Path, before: &TestApp, mail: &SmtpServer) -> TestApp {
    let app = house_on(Database::fresh(Furnishing::Bare).await, mail).await;
    app.clock.set(before.now() + chrono::TimeDelta::hours(1));
    restore(&app.house, file, None).await.expect("a backup can be restored");
    app
}

/// Tries to restore into this house.
pub async fn try_restore(app: &TestApp, file: &Path) -> Result<Restored> {
    restore(&app.house, file, None).await
}

/// Count and hash of every table.
pub async fn tallies(db: &Db) -> Vec<Tally> {
    digests(&mut db.snapshot().await.expect("a snapshot")).await.expect("tables can be read")
}

/// The same without tables that a restore changes on purpose, and those the machinery writes by itself.
pub fn but(tallies: Vec<Tally>, left_out: &[&str]) -> Vec<Tally> {
    tallies.into_iter().filter(|tally| !left_out.contains(&tally.end_of.as_str())).collect()
}

/// Guests of Harbour House are not reminded: a reminder that comes due is another story.
pub async fn without_reminders(db: &Db) {
    let none = sql(
        "insert into guest_messages (org_id, reminder_hours, thanks, thanks_text, version) values ($1, null, false, '', 1)",
    );
    db.run(none.bind(HARBOUR.id)).await.expect("a row");
}
