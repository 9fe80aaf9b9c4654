//! What every test stands on: an application in process, the world it serves, and people with browsers.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_manager_renames_a_room() {
//!     let app = TestApp::start().await;                           // a copy of the world, the clock at BEGINNING
//!     let bo = app.sign_in(&BO).await;                            // a browser with a session
//!     let page = bo.get("/o/harbour-house/resources").await;      // an Answer: status, headers, text, parts of its HTML
//!     let form = bo.follow_link(&page, "New resource").await;     // by the words on the link, as a person does
//!     let saved = bo.submit(&form, "#form", &[("name", "Crow's nest")]).await;  // fills in the real form: keys, versions
//!     let shown = bo.follow(&saved).await;                        // 303s are followed by hand
//!     assert!(shown.has_text("Crow's nest"), "{shown}");
//!     app.settle().await;                                         // events told, jobs done, mail sent
//! }
//! ```
//!
//! - `TestApp::start()` the world; `::empty()` a house nobody has set up; `::with_mail()` the world with a real SMTP
//!   server behind `app.smtp()`. `app.clock.advance(TimeDelta::hours(1))` moves time; nothing else does.
//! - `app.mail_to("guest@example.org").await` reads outgoing messages whether or not there is a mail server.
//! - `app.scope("harbour-house", &ADA).await` is a [`platform::Scope`] for calling actions without a page.
//! - `Server::start().await` is the real binary on a socket, with the same browsers: `server.guest()`,
//!   `server.sign_in(&ADA).await`. It can be killed (`kill`), stopped (`terminate`) and started again (`restart`).
//! - `Database` is what both stand on. Without `STEWARD_TEST_DATABASE` it is SQLite; with `postgres://…` it is Postgres.
//!   A test that must break the schema uses `app.db().script("drop trigger …")`: the copy is its own.
//! - In a form, `submit` refuses to fill in what is not there: a field that a page does not show cannot be typed into.
//!   `page.form("#form")` gives the form itself, to look at its values, to untick a box or to forge a hidden field.
//!
//! The world (`world.rs`): Harbour House in Madrid with Ada (owner), Bo (manager) and Cy (member); Quarry Works in Kolkata
//! with Dee (owner), who is the outsider at the Harbour.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "a house for all tests: not each of them uses each room"
)]

mod answer;
pub mod api;
mod app;
mod browser;
mod database;
mod dns;
pub mod dribble;
mod form;
pub mod html;
mod http;
mod jar;
mod live;
pub mod nats;
mod proof;
pub mod python;
mod s3;
mod server;
pub mod sink;
pub mod smtp;
pub mod world;

pub use answer::Answer;
pub use api::Program;
pub use app::{Mail, TestApp};
pub use browser::{Browser, encode};
pub use database::{Database, Furnishing};
pub use dns::NameServer;
pub use form::Form;
pub use html::Document;
pub use live::Live;
pub use s3::{Fails, S3};
pub use server::Server;
pub use world::{ADA, BO, CY, DEE, HARBOUR, Person, QUARRY};

use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// When every test begins: a Monday morning, 10:00 in Madrid, 14:30 in Kolkata.
pub const BEGINNING: &str = "2026-03-02T09:00:00Z";

/// When every test begins, as an instant.
pub fn beginning() -> DateTime<Utc> {
    BEGINNING.parse().expect("a well-formed instant")
}

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for this process's own files, below `target/tmp`.
pub fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("run-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}
