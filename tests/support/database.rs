//! A database of its own for each test: a copy of a template that is made once per schema.
//!
//! Without `STEWARD_TEST_DATABASE` it is a SQLite file below `target/tmp`. With `postgres://…` (an address at which
//! databases may be created) it is a Postgres database, made by `create database … template …` and dropped at the end.

use super::{beginning, scratch, world};
use kernel::Result;
use kernel::crypto::sha256_hex;
use kernel::db::{Db, MIGRATIONS, Options, sql};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The address of a Postgres server on which tests may create databases.
const POSTGRES: &str = "STEWARD_TEST_DATABASE";
/// What the names of our databases begin with.
const PREFIX: &str = "steward_test";
/// Connections of one test.
const CONNECTIONS: u32 = 6;
/// Postgres's advisory lock under which templates are made.
const TEMPLATE_LOCK: i64 = 0x57E4_A6D1;

/// What stands in a fresh copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Furnishing {
    /// Nothing, not even a schema.
    Bare,
    /// The schema.
    Empty,
    /// The schema and the world.
    World,
}

/// A database, deleted when it is dropped.
pub struct Database {
    url: String,
    at: At,
}

enum At {
    File(PathBuf),
    Server { admin: String, name: String },
}

impl Database {
    /// A fresh copy.
    pub async fn fresh(furnishing: Furnishing) -> Database {
        static COPIES: AtomicU32 = AtomicU32::new(0);
        let copy = COPIES.fetch_add(1, Ordering::Relaxed);
        match std::env::var(POSTGRES) {
            Ok(admin) => on_postgres(admin, furnishing, copy).await,
            Err(_) => on_sqlite(furnishing, copy).await,
        }
    }

    /// A SQLite file that is not there yet, whatever engine the tests run on.
    pub fn new_file() -> Database {
        static FILES: AtomicU32 = AtomicU32::new(0);
        let file = scratch().join(format!("new-{}.db", FILES.fetch_add(1, Ordering::Relaxed)));
        Database { url: file.display().to_string(), at: At::File(file) }
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Opens it; commits do not wait for the disk.
    pub async fn open(&self) -> Db {
        open(&self.url).await.expect("a copy of a template can be opened")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.at {
            At::File(file) => {
                for suffix in ["", "-wal", "-shm"] {
                    // What is not there need not be removed.
                    let _ = fs::remove_file(format!("{}{suffix}", file.display()));
                }
            }
            At::Server { admin, name } => {
                // Dropping is not async, and the test's runtime may be on its way out: a thread with a runtime of its own.
                let (admin, name) = (admin.clone(), name.clone());
                let dropped = std::thread::spawn(move || block_on(drop_database(&admin, &name))).join();
                if !matches!(dropped, Ok(Ok(()))) {
                    eprintln!("a test's database was not dropped; the next template run will do it");
                }
            }
        }
    }
}

async fn open(url: &str) -> Result<Db> {
    Db::open(&Options { connections: CONNECTIONS, full_sync: false, ..Options::new(url) }).await
}

/// Changes whenever a template would come out different.
fn fingerprint(furnishing: Furnishing) -> String {
    let mut text: String =
        MIGRATIONS.iter().flat_map(|step| [step.name, step.shared, step.sqlite, step.postgres]).collect();
    text.push_str(include_str!("world.rs"));
    text.push_str(&format!("{furnishing:?}"));
    sha256_hex(text.as_bytes())[..12].to_owned()
}

async fn fill(db: &Db, furnishing: Furnishing) -> Result<()> {
    match furnishing {
        Furnishing::Bare => Ok(()),
        Furnishing::Empty => db.migrate().await,
        Furnishing::World => {
            db.migrate().await?;
            world::furnish(db, beginning()).await
        }
    }
}

async fn on_sqlite(furnishing: Furnishing, copy: u32) -> Database {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("templates");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    let template = folder.join(format!("{}.db", fingerprint(furnishing)));
    if !template.exists() {
        let lock = File::create(folder.join("lock")).expect("the target folder can be written");
        lock.lock().expect("a file can be locked");
        if !template.exists() {
            sweep();
            let draft = template.with_extension("draft");
            let _ = fs::remove_file(&draft); // of a run that was interrupted
            let db = open(&draft.display().to_string()).await.expect("a SQLite file can be made");
            fill(&db, furnishing).await.expect("migrations and world fit each other");
            db.close().await; // folds the log into the file
            fs::rename(&draft, &template).expect("the target folder can be written");
        }
    }
    let file = scratch().join(format!("{copy}.db"));
    fs::copy(&template, &file).expect("the target folder can be written");
    Database { url: file.display().to_string(), at: At::File(file) }
}

/// Removes the folders of processes that are gone.
fn sweep() {
    let Ok(entries) = fs::read_dir(env!("CARGO_TARGET_TMPDIR")) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("run-")).map(str::to_owned);
        if process.is_some_and(|process| !is_alive(&process)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_alive(process: &str) -> bool {
    !Path::new("/proc").exists() || Path::new("/proc").join(process).exists()
}

async fn on_postgres(admin: String, furnishing: Furnishing, copy: u32) -> Database {
    let template = format!("{PREFIX}_template_{}", fingerprint(furnishing));
    let server = open(&admin).await.expect("STEWARD_TEST_DATABASE answers");
    if !exists(&server, &template).await {
        make_template(&server, &admin, &template, furnishing).await.expect("a template can be made");
    }
    let name = format!("{PREFIX}_{}_{copy}", std::process::id());
    run(&server, format!("create database \"{name}\" template \"{template}\""))
        .await
        .expect("databases can be created");
    server.close().await;
    Database { url: named(&admin, &name), at: At::Server { admin, name } }
}

async fn make_template(server: &Db, admin: &str, template: &str, furnishing: Furnishing) -> Result<()> {
    let mut lock = server.begin().await?;
    let _: Vec<(i32,)> = sql("select 1 from pg_advisory_xact_lock($1)").bind(TEMPLATE_LOCK).all(&mut lock).await?;
    if !exists(server, template).await {
        for name in leftovers(server).await? {
            drop_database(admin, &name).await?;
        }
        let draft = format!("{template}_draft");
        drop_database(admin, &draft).await?;
        run(server, format!("create database \"{draft}\"")).await?;
        let db = open(&named(admin, &draft)).await?;
        fill(&db, furnishing).await?;
        db.close().await;
        run(server, format!("alter database \"{draft}\" rename to \"{template}\"")).await?;
    }
    lock.commit().await
}

/// Databases of processes that are gone.
async fn leftovers(server: &Db) -> Result<Vec<String>> {
    let names: Vec<(String,)> = sql("select datname::text from pg_database where datname like $1")
        .bind(format!("{PREFIX}%"))
        .all(server)
        .await?;
    let process = |name: &str| {
        name.strip_prefix(PREFIX)?.strip_prefix('_')?.split_once('_').map(|(process, _)| process.to_owned())
    };
    let is_left =
        |name: &String| process(name).is_some_and(|process| process.parse::<u32>().is_ok() && !is_alive(&process));
    Ok(names.into_iter().map(|(name,)| name).filter(is_left).collect())
}

async fn exists(server: &Db, name: &str) -> bool {
    let found: Result<Option<(i32,)>> =
        sql("select 1 from pg_database where datname = $1").bind(name.to_owned()).maybe(server).await;
    found.expect("the catalogue can be read").is_some()
}

async fn drop_database(admin: &str, name: &str) -> Result<()> {
    let server = open(admin).await?;
    run(&server, format!("drop database if exists \"{name}\" with (force)")).await?;
    server.close().await;
    Ok(())
}

/// Runs a statement that takes no values; its text lives until the process ends, which is soon.
async fn run(server: &Db, text: String) -> Result<()> {
    server.script(text.leak()).await
}

/// The same server, another database.
fn named(admin: &str, name: &str) -> String {
    let (address, query) =
        admin.split_once('?').map_or((admin, String::new()), |(address, query)| (address, format!("?{query}")));
    let server = address.find("://").and_then(|at| address[at + 3..].find('/').map(|slash| &address[..at + 3 + slash]));
    format!("{}/{name}{query}", server.unwrap_or(address))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(future)
}

#[test]
fn another_database_of_the_same_server_keeps_the_rest_of_its_address() {
    assert_eq!(
        named("postgres://me@127.0.0.1:5544/postgres?sslmode=disable", "x"),
        "postgres://me@127.0.0.1:5544/x?sslmode=disable"
    );
    assert_eq!(named("postgres://127.0.0.1", "x"), "postgres://127.0.0.1/x");
}
