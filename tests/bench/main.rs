//! The bench: what the house costs, measured on its release binary over loopback HTTP, SQLite and (where
//! `STEWARD_BENCH_DATABASE` names a server on this machine) Postgres. Prints a table and keeps it in `docs/benchmarks.md`.
//!
//!     cargo bench --bench bench            everything
//!     cargo bench --bench bench creates    one group of figures (pages, statements, creates, webhooks, listeners, dribblers, assets), printed and not kept
//!
//! Each engine is measured in a process of its own, which stands on the rooms of the tests: their server, their database,
//! their browser.

#[path = "../support/mod.rs"]
mod support;

mod cost;
mod crowds;
mod figures;
mod fill;
mod inventory;
mod machine;
mod yardstick;

use figures::Figure;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// The Postgres server on which the bench may create databases.
const POSTGRES: &str = "STEWARD_BENCH_DATABASE";
/// What tells the support of the tests to use it.
const TEST_POSTGRES: &str = "STEWARD_TEST_DATABASE";
/// The argument of a process that measures one engine.
const MEASURE: &str = "--measure-one-engine";

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == MEASURE) {
        return measure();
    }
    let groups: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(sqlite) = engine(None, &groups) else { return ExitCode::FAILURE };
    let postgres = match std::env::var(POSTGRES) {
        Ok(address) => match engine(Some(address), &groups) {
            Some(figures) => figures,
            None => return ExitCode::FAILURE,
        },
        Err(_) => Vec::new(),
    };
    let report = report(&sqlite, &postgres);
    println!("\n{report}");
    if !groups.is_empty() {
        return ExitCode::SUCCESS;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks.md");
    match std::fs::write(&file, &report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot write {}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}

/// Measures this process's engine and prints each figure on a line.
fn measure() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let groups: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    for figure in runtime.block_on(figures::all(&groups)) {
        println!("{}", figure.line());
    }
    ExitCode::SUCCESS
}

/// Measures one engine in a process of its own.
fn engine(postgres: Option<String>, groups: &[String]) -> Option<Vec<Figure>> {
    let mut command = Command::new(std::env::current_exe().ok()?);
    command.arg(MEASURE).args(groups).stderr(Stdio::inherit()).env_remove(TEST_POSTGRES);
    command.envs(postgres.map(|address| (TEST_POSTGRES, address)));
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).lines().filter_map(Figure::parse).collect())
}

fn report(sqlite: &[Figure], postgres: &[Figure]) -> String {
    let rows = sqlite.iter().map(|figure| {
        let other =
            postgres.iter().find(|other| other.name == figure.name).map_or("not measured", |other| &other.value);
        format!("| {} | {} | {} | {} |\n", figure.name, figure.goal, figure.value, other)
    });
    format!(
        "# What the house costs\n\n\
         Written by `cargo bench --bench bench` (or `just bench`); with `{POSTGRES}=postgres://…` it measures Postgres too.\n\n\
         | | goal | SQLite | Postgres |\n|---|---|---|---|\n{}\n\
         - CPU is user and system time of the program and, on Postgres, of the server's processes, divided by the requests; one\n  \
           client, one connection, answers compressed as browsers ask for them.\n\
         - Statements are those the driver logs for one request, sign-in and organisation included.\n\
         - Creates go through the public page's form: contact, booking, idempotency key and event in one transaction that is on\n  \
           the disk before the answer leaves; *drained* counts until every event is told and its mails are queued.\n\
         - Program, client and database share the machine.\n\
         - The yardstick is a fixed piece of work, measured in the same run: a processor that needs more for it needs as much more\n  \
           for everything. Compare figures of different days or machines after dividing each by its own yardstick.\n\n{}",
        rows.collect::<String>(),
        machine::describe(),
    )
}
