//! The file a backup is: whole, or refused.

use super::harness::{back_up, but, new_file, restored_from, tallies, try_restore};
use crate::bookings::desk::book;
use crate::support::smtp::SmtpServer;
use crate::support::world::BOARDROOM;
use crate::support::{BO, Database, Furnishing, TestApp};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use keeping::archive::check;
use keeping::backups::{MadeBy, make};
use kernel::db::{Json, sql};
use serde_json::json;
use std::io::{Read, Write};
use std::path::Path;

/// Rows whose values are easily lost on the way: pictures, odd JSON, odd text, microseconds.
async fn odd_rows(app: &TestApp) {
    let bytes: Vec<u8> = (0..=255u8).cycle().take(70_000).collect();
    let org = crate::support::HARBOUR.id;
    for statement in [
        sql("insert into files (id, org_id, mime, size, sha256, bytes, created_at) values ($1, $2, 'image/png', 70000, $3, $4, $5)")
            .bind(app.house.id())
            .bind(org)
            .bind(kernel::crypto::sha256_hex(&bytes))
            .bind(bytes)
            .bind(app.now()),
        sql("insert into events (id, org_id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data, request_id)
             values ($1, $2, $3, 'odd.thing', 'system', '', 'odd', $1, $4, 'test')")
            .bind(app.house.id())
            .bind(org)
            .bind(app.now() + chrono::TimeDelta::microseconds(123_456))
            .bind(Json(json!({ "zeta": 1, "alpha": [1.5, 2.0, -0.25, 9_007_199_254_740_993_i64, null], "é\u{2028}": "\"\n\\" }))),
        sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, 'odd@example.org', $3, 'staff', $4)")
            .bind(app.house.id())
            .bind(org)
            .bind("Ünï \u{1F6A4} \"quoted\"\nline\ttab null [1] {}".to_owned())
            .bind(app.now()),
    ] {
        app.db().run(statement).await.expect("a row that fits the schema");
    }
}

#[tokio::test]
async fn every_table_comes_back_as_it_was_with_its_odd_values() {
    let mail = SmtpServer::start().await;
    let app = TestApp::start().await;
    odd_rows(&app).await;
    let bo = app.sign_in(&BO).await;
    // Of one that is near the restored house would decide a reminder.
    book(&bo, &BOARDROOM, "2026-03-05T10:00", 60, "grace@example.org").await;
    app.settle().await;
    let file = back_up(&app).await;
    let left_out = ["installation", "backups", "messages", "jobs"];
    let before = but(tallies(app.db()).await, &left_out);
    let back = restored_from(&file, &app, &mail).await;
    assert_eq!(but(tallies(back.db()).await, &left_out), before);
    assert!(before.iter().any(|tally| tally.end_of == "files" && tally.rows == 1));
    // The schema's judges are back as well.
    let frozen = back.db().run(sql("update events set kind = 'other' where kind = 'odd.thing'")).await;
    assert!(frozen.is_err_and(|error| error.is_conflict("events_frozen")));
    let lost = back
        .db()
        .run(sql("update contacts set org_id = $1 where email = 'odd@example.org'").bind(back.house.id()))
        .await;
    assert!(lost.is_err(), "foreign keys judge again");
}

#[tokio::test]
async fn a_backup_of_one_engine_is_the_same_file_as_one_of_the_other() {
    // What differs between engines (order, JSON, instants) would differ in the hashes: they are compared with SQLite's.
    let app = TestApp::start().await;
    odd_rows(&app).await;
    let file = back_up(&app).await;
    let other = TestApp::on(Database::new_file(), |_| {}).await;
    other.clock.set(app.now());
    try_restore(&other, &file).await.expect("a file of this engine fits SQLite");
    let told = check(&file).expect("the file is whole").manifest.tables;
    let left_out = ["installation", "backups"];
    assert_eq!(but(tallies(other.db()).await, &left_out), but(told, &left_out));
}

fn unpacked(file: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file).expect("a file")).read_to_string(&mut text).expect("gzip of text");
    text
}

fn packed(text: &str) -> std::path::PathBuf {
    let file = new_file("changed.backup.gz");
    let mut out = GzEncoder::new(std::fs::File::create(&file).expect("a file"), Compression::fast());
    out.write_all(text.as_bytes()).expect("a disk");
    out.finish().expect("a disk");
    file
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_refused_and_nothing_is_written() {
    let app = TestApp::start().await;
    let file = back_up(&app).await;
    let text = unpacked(&file);
    let lines: Vec<&str> = text.lines().collect();
    let without = |at: usize| -> String {
        let left = lines.iter().enumerate().filter(|(number, _)| *number != at);
        left.map(|(_, line)| {
            format!(
                "{line}
"
            )
        })
        .collect()
    };
    let ada = lines.iter().position(|line| line.contains("ada@harbour.example")).expect("Ada stands in the file");
    let bytes = std::fs::read(&file).expect("a file");
    let cut = new_file("cut.backup.gz");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("a disk");
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    let bit = new_file("bit.backup.gz");
    std::fs::write(&bit, flipped).expect("a disk");
    let other = new_file("other.txt");
    std::fs::write(&other, "not a backup at all\n").expect("a disk");
    let changed = [
        ("a row is gone", packed(&without(ada))),
        ("a value is another", packed(&text.replace("Ada Lind", "Eve Lind"))),
        ("the manifest is gone", packed(&without(lines.len() - 1))),
        ("the head is another", packed(&text.replacen("\"version\":\"", "\"version\":\"9", 1))),
        ("something follows", packed(&format!("{text}[1]\n"))),
        ("it was cut off", cut),
        ("one bit is wrong", bit),
        ("it is no backup", other),
        ("it is not there", new_file("nowhere")),
    ];
    assert!(check(&packed(&text)).is_ok(), "unpacked and packed again it is still whole");
    let target = TestApp::on(Database::fresh(Furnishing::Bare).await, |_| {}).await;
    for (what, file) in changed {
        assert!(try_restore(&target, &file).await.is_err(), "{what}");
        assert_eq!(target.db().filled().await.expect("tables can be counted"), [], "{what}: nothing was written");
    }
    try_restore(&target, &file).await.expect("after all of that the whole one is taken");
}

#[tokio::test]
async fn a_database_that_holds_anything_is_refused() {
    let (app, target) = (TestApp::start().await, TestApp::start().await);
    let file = back_up(&app).await;
    let before = tallies(target.db()).await;
    let told = try_restore(&target, &file).await.expect_err("it is full").to_string();
    assert!(told.contains("not empty"), "{told}");
    assert_eq!(tallies(target.db()).await, before);
}

#[tokio::test]
async fn a_backup_of_a_newer_steward_is_refused() {
    let app = TestApp::start().await;
    let text = unpacked(&back_up(&app).await);
    let mut head: serde_json::Value = serde_json::from_str(text.lines().next().expect("a head")).expect("JSON");
    head["steps"].as_array_mut().expect("steps").push(json!(9999));
    let line: keeping::archive::Head = serde_json::from_value(head).expect("a head");
    let line = serde_json::to_string(&line).expect("JSON");
    let mut rest: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    let old: keeping::archive::Manifest = serde_json::from_str(&rest.pop().expect("a manifest")).expect("JSON");
    let manifest = serde_json::to_string(&keeping::archive::Manifest::of(&line, old.tables, old.files)).expect("JSON");
    let file = packed(&format!("{line}\n{}\n{manifest}\n", rest.join("\n")));
    let target = TestApp::on(Database::fresh(Furnishing::Bare).await, |_| {}).await;
    let told = try_restore(&target, &file).await.expect_err("it is newer").to_string();
    assert!(told.contains("newer Steward"), "{told}");
}

#[tokio::test]
async fn a_backup_never_replaces_a_file_and_a_failed_one_leaves_none() {
    let app = TestApp::start().await;
    let file = back_up(&app).await;
    let bytes = std::fs::read(&file).expect("a file");
    let told = make(&app.house, &file, MadeBy::Command).await.expect_err("it is there").to_string();
    assert!(told.contains("exists already"), "{told}");
    assert_eq!(std::fs::read(&file).expect("a file"), bytes);
    let nowhere = new_file("no-folder").join("house.backup.gz");
    assert!(make(&app.house, &nowhere, MadeBy::Command).await.is_err());
    let outcomes: Vec<(String,)> =
        sql("select outcome from backups order by started_at, id").all(app.db()).await.expect("backups can be read");
    let mut outcomes: Vec<String> = outcomes.into_iter().map(|(outcome,)| outcome).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["failed", "failed", "good"]);
    let told: (i64,) = sql("select count(*) from events where kind = 'backup.failed' and org_id is null")
        .one(app.db())
        .await
        .expect("a count");
    assert_eq!(told.0, 2, "a failure is an event of the installation");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "it holds everything: nobody else may read it");
    }
}
