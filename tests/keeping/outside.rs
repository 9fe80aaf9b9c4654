//! Bytes that stand outside of the database: backups hold them, and a restore puts them where the new house keeps its files.

use super::harness::{new_file, said, steward};
use crate::support::{ADA, Database, Fails, Furnishing, HARBOUR, S3, TestApp};
use chrono::TimeDelta;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use keeping::archive::{Checked, Head, Manifest, check};
use keeping::backups::{MadeBy, make};
use keeping::restoration::{Files, restore};
use kernel::db::sql;
use kernel::storage::{Choice, Place};
use platform::backups::{Keep, Plan};
use platform::files::{self, NewRow, Sweep, relocate};
use platform::jobs::Job;
use platform::quarantine;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The place of a house, and its folder, where it has one that others have too.
fn at(choice: &mut Choice, place: Place, folder: Option<&Path>, s3: &S3) {
    (choice.place, choice.bucket) = (place, Some(s3.bucket("houses")));
    if let Some(folder) = folder {
        choice.folder = folder.to_owned();
    }
}

async fn house(furnishing: Furnishing, place: Place, folder: Option<&Path>, s3: &S3) -> TestApp {
    TestApp::with(furnishing, |settings| at(&mut settings.files, place, folder, s3)).await
}

/// A file with these bytes.
async fn add(app: &TestApp, bytes: &[u8]) -> Uuid {
    app.advance(TimeDelta::seconds(1)); // ids stand in the order of their instants
    let (id, now) = (app.house.id(), app.now());
    let safe = files::keep_bytes(&app.house, HARBOUR.id, bytes.to_vec()).await.expect("bytes are kept");
    let mut tx = app.db().begin().await.expect("a transaction");
    let row = NewRow { id, mime: "text/plain", is_public: false };
    files::insert(&mut tx, HARBOUR.id, row, safe, now).await.expect("a row");
    tx.commit().await.expect("a commit");
    id
}

async fn remove(app: &TestApp, id: Uuid) {
    let mut tx = app.db().begin().await.expect("a transaction");
    files::remove(&mut tx, &app.house, HARBOUR.id, [id], app.now()).await.expect("a row goes");
    tx.commit().await.expect("a commit");
}

async fn try_read(app: &TestApp, id: Uuid) -> kernel::Result<Vec<u8>> {
    let file = files::found(app.db(), HARBOUR.id, id).await?;
    files::bytes(&app.house, HARBOUR.id, file).await
}

async fn read(app: &TestApp, id: Uuid) -> String {
    String::from_utf8(try_read(app, id).await.expect("the bytes are there")).expect("text")
}

async fn places(app: &TestApp) -> Vec<Place> {
    let rows: Vec<(Place,)> = sql("select place from files order by id").all(app.db()).await.expect("rows");
    rows.into_iter().map(|(place,)| place).collect()
}

/// Below which home a house that came back puts bytes outside.
async fn home(app: &TestApp) -> String {
    let (home,): (Option<Uuid>,) = sql("select files_home from installation").one(app.db()).await.expect("a row");
    home.expect("a home of its own").to_string()
}

/// Every file below a folder.
fn lying(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { lying(&path) } else { vec![path] }).collect()
}

async fn back_up(app: &TestApp) -> (PathBuf, Checked) {
    let file = new_file("outside.backup.gz");
    let made = make(&app.house, &file, MadeBy::Command).await.expect("a house can be backed up");
    (file, made)
}

async fn release(app: &TestApp) {
    let mut tx = app.db().begin().await.expect("a transaction");
    assert!(quarantine::release(&mut tx).await.expect("an answer"), "it was held");
    tx.commit().await.expect("a commit");
    quarantine::look_again(&app.house);
}

#[tokio::test]
async fn a_backup_holds_every_file_wherever_it_stands_and_a_restore_puts_it_where_the_new_house_keeps_files() {
    let s3 = S3::start().await;
    let large: String = (0..600_000).map(|number| format!("{number}\n")).collect();
    for (from, to) in [
        (Place::Disk, Place::Disk),
        (Place::Disk, Place::S3),
        (Place::S3, Place::Database),
        (Place::S3, Place::Disk),
        (Place::Database, Place::S3),
    ] {
        let app = house(Furnishing::World, from, None, &s3).await;
        let (small, big) = (add(&app, b"small").await, add(&app, large.as_bytes()).await);
        let (file, made) = back_up(&app).await;
        let held = if from.is_outside() { 2 } else { 0 };
        assert_eq!((made.files().held, made.files().lost), (held, 0), "{from:?}");
        let back = house(Furnishing::Bare, to, None, &s3).await;
        let restored = restore(&back.house, &file, None).await.expect("it can be restored");
        assert_eq!(restored.files, Files { restored: held, missing: 0 }, "{from:?} {to:?}");
        // The house that it comes from, and all that it had, are gone.
        for path in lying(&app.house.files.folder) {
            std::fs::remove_file(path).expect("a disk");
        }
        let home = home(&back).await;
        s3.names().iter().filter(|name| !name.contains(&home)).for_each(|name| s3.tamper(name, None));
        assert_eq!((read(&back, small).await.as_str(), read(&back, big).await == large), ("small", true));
        // What was in its row stays there; what was outside goes where this house wants it.
        let expected = if from.is_outside() { to } else { Place::Database };
        assert_eq!(places(&back).await, [expected; 2], "{from:?} {to:?}");
        let report = keeping::verify::verify(&back.house).await.expect("a report");
        assert!(report.holds(), "{:?}", report.lines());
        assert_eq!(std::fs::read_dir(&back.house.files.arrivals).into_iter().flatten().count(), 0);
        assert_eq!(std::fs::read_dir(&app.house.files.arrivals).into_iter().flatten().count(), 0);
    }
}

#[tokio::test]
async fn a_house_that_came_back_and_the_living_one_it_is_a_copy_of_never_touch_each_others_bytes() {
    let (s3, folder) = (S3::start().await, new_file("shared"));
    for place in [Place::Disk, Place::S3] {
        let app = house(Furnishing::World, place, Some(&folder), &s3).await;
        let files = [add(&app, b"one").await, add(&app, b"two").await, add(&app, b"three").await];
        let (file, _) = back_up(&app).await;
        let later = add(&app, b"later").await;
        let back = house(Furnishing::Bare, place, Some(&folder), &s3).await;
        back.clock.set(app.now());
        restore(&back.house, &file, None).await.expect("it can be restored");
        release(&back).await;
        let theirs = add(&back, b"theirs").await;
        // Bytes without a row, one of each: they are swept by their own house, so a sweep is seen to sweep.
        let orphan = back.house.files.arrivals.join("orphan");
        std::fs::create_dir_all(&back.house.files.arrivals).expect("a disk");
        std::fs::write(&orphan, "orphan").expect("a disk");
        let (own, other) = (home(&back).await + "/", String::new());
        let name = |home: &str| format!("{home}{}/{}", HARBOUR.id, app.house.id());
        let orphans = [name(&own), name(&other)];
        for name in &orphans {
            app.house.files.put(place, name, &orphan).await.expect("bytes are kept");
        }
        let is_there = async |name: &str| app.house.files.get(place, name).await.expect("an answer").is_some();
        for house in [&app, &back] {
            house.advance(TimeDelta::hours(30));
        }
        remove(&back, files[0]).await;
        Sweep.run(&back.house).await.expect("it sweeps");
        back.settle().await;
        assert_eq!((is_there(&orphans[0]).await, is_there(&orphans[1]).await), (false, true));
        remove(&app, files[1]).await;
        Sweep.run(&app.house).await.expect("it sweeps");
        app.settle().await;
        assert!(!is_there(&orphans[1]).await);
        for (house, file, text) in [
            (&app, files[0], "one"),
            (&app, files[2], "three"),
            (&app, later, "later"),
            (&back, files[1], "two"),
            (&back, files[2], "three"),
            (&back, theirs, "theirs"),
        ] {
            assert_eq!(read(house, file).await, text, "{place:?}");
        }
        for house in [&app, &back] {
            let report = keeping::verify::verify(&house.house).await.expect("a report");
            assert!(report.holds(), "{:?}", report.lines());
        }
    }
}

/// A backup, of a house with a few files with a service that is slow, during which one of them is removed and another one
/// added. `guarded`: as it is; otherwise nobody knows that a backup reads.
async fn while_files_come_and_go(guarded: bool) -> (TestApp, S3, Checked, PathBuf) {
    let s3 = S3::start().await;
    let app = house(Furnishing::World, Place::S3, None, &s3).await;
    let mut files = Vec::new();
    for number in 0..20 {
        files.push(add(&app, format!("file {number}").as_bytes()).await);
    }
    s3.at(|call| call.starts_with("GET"), Fails::Slow(Duration::from_millis(1500)));
    let (calls, path) = (s3.calls().len(), new_file("moving.backup.gz"));
    let making = tokio::spawn({
        let (house, path) = (app.house.clone(), path.clone());
        async move { make(&house, &path, MadeBy::Command).await }
    });
    let began = Instant::now();
    while s3.calls().len() == calls {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not begin to read");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if !guarded {
        app.db().run(sql("update backups set reads_until = null")).await.expect("a row");
    }
    // The first are being read; those at the end are not yet.
    for file in &files[16..] {
        remove(&app, *file).await;
    }
    add(&app, b"late").await;
    app.settle().await;
    let made = making.await.expect("a task").expect("it is made");
    (app, s3, made, path)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_come_and_go_while_a_backup_is_made_neither_break_it_nor_lack_in_it() {
    let (app, s3, made, path) = while_files_come_and_go(true).await;
    assert_eq!((made.files().held, made.files().lost), (20, 0));
    let back = house(Furnishing::Bare, Place::Disk, None, &s3).await;
    let restored = restore(&back.house, &path, None).await.expect("it can be restored");
    assert_eq!(restored.files, Files { restored: 20, missing: 0 });
    // What waited for the backup goes after it.
    assert_eq!(s3.names().len(), 21);
    app.advance(TimeDelta::minutes(10));
    app.settle().await;
    assert_eq!(s3.names().len(), 17);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_knowing_that_a_backup_reads_the_same_removal_takes_bytes_from_it() {
    let (_, s3, made, _) = while_files_come_and_go(false).await;
    assert_eq!(s3.names().len(), 17);
    assert_eq!((made.files().held, made.files().lost), (16, 4));
}

#[tokio::test]
async fn nothing_is_removed_or_swept_while_a_backup_may_read_and_one_that_was_killed_reads_no_more_soon() {
    let s3 = S3::start().await;
    for place in [Place::Disk, Place::S3] {
        let app = house(Furnishing::World, place, None, &s3).await;
        let (first, second) = (add(&app, b"first").await, add(&app, b"second").await);
        // Its row went long ago, and nobody was told to remove it.
        app.db().run(sql("delete from files where id = $1").bind(first)).await.expect("a row");
        app.advance(TimeDelta::hours(30));
        let reading = sql("insert into backups (id, made_by, file, started_at, outcome, reads_until) values ($1, 'command', 'x', $2, 'running', $3)")
            .bind(app.house.id())
            .bind(app.now())
            .bind(app.now() + TimeDelta::minutes(15));
        app.db().run(reading).await.expect("a row");
        let there = || lying(&app.house.files.folder).len() + s3.names().len();
        remove(&app, second).await;
        Sweep.run(&app.house).await.expect("it looks");
        app.settle().await;
        assert_eq!(there(), 2, "{place:?}");
        app.advance(TimeDelta::minutes(20));
        Sweep.run(&app.house).await.expect("it sweeps");
        app.settle().await;
        assert_eq!(there(), 0, "{place:?}");
    }
}

#[tokio::test]
async fn bytes_that_cannot_be_had_are_told_loudly_and_the_rest_is_kept() {
    let s3 = S3::start().await;
    let folder = new_file("plan");
    let plan = Plan { folder, every: TimeDelta::hours(24), keep: Keep::parse("1 daily").expect("a plan") };
    let app = TestApp::with(Furnishing::World, |settings| {
        at(&mut settings.files, Place::S3, None, &s3);
        settings.backups = Some(plan);
    })
    .await;
    let mut files = Vec::new();
    for text in ["one", "two", "three"] {
        files.push(add(&app, text.as_bytes()).await);
    }
    app.tick().await;
    let names = s3.names();
    s3.tamper(&names[0], None);
    s3.tamper(&names[1], Some(b"other"));
    let (file, made) = back_up(&app).await;
    assert_eq!((made.files().held, made.files().lost), (1, 2));
    let why: Vec<&str> = made.lost.iter().map(|lost| lost.why.as_str()).collect();
    assert_eq!(why, ["its bytes are missing", "its bytes are not those that were stored"]);
    // By the plan likewise: an event, an alarm, a mark on the page; and the last that lacked nothing is kept.
    for _ in 0..2 {
        app.advance(TimeDelta::hours(24));
        app.tick().await;
    }
    let (told,): (i64,) =
        sql("select count(*) from events where kind = 'backup.incomplete'").one(app.db()).await.expect("a count");
    assert_eq!(told, 3);
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.expect("a row");
    let ada = app.sign_in(&ADA).await;
    let page = ada.get("/console/backups").await.expect(200);
    assert!(page.has_text("Incomplete") && page.has_text("It lacks the bytes of 2 files"), "{page}");
    assert!(page.has_text("Good") && page.has_text("Removed"), "the last whole one is kept: {page}");
    assert!(ada.get("/console").await.expect(200).has_text("lacks the bytes of 2 files"));
    // The rest comes back; what lacks is looked for where it stood, and nowhere removed.
    let back = house(Furnishing::Bare, Place::Disk, None, &s3).await;
    let restored = restore(&back.house, &file, None).await.expect("it can be restored");
    assert_eq!(restored.files, Files { restored: 1, missing: 2 });
    assert_eq!(read(&back, files[2]).await, "three");
    try_read(&back, files[0]).await.expect_err("nobody has it");
    release(&back).await;
    remove(&back, files[1]).await;
    back.settle().await;
    assert_eq!(s3.names(), names[1..], "it may be a living house's");
}

#[tokio::test]
async fn the_command_says_what_a_backup_holds_and_fails_where_it_lacks_anything() {
    let (s3, folder) = (S3::start().await, new_file("folder"));
    let app = house(Furnishing::World, Place::Disk, Some(&folder), &s3).await;
    add(&app, b"one").await;
    let (disk, file) = (folder.display().to_string(), new_file("by-command.gz").display().to_string());
    let run = |database: &str, arguments: &[&str]| {
        steward(database, &[&["--files", "disk", "--files-folder", disk.as_str()][..], arguments].concat())
    };
    let output = run(app.database_url(), &["backup", &file]);
    assert!(output.status.success() && said(&output).contains("holds 1 files"), "{}", said(&output));
    let output = run(app.database_url(), &["verify", &file]);
    assert!(output.status.success() && said(&output).contains("is whole"), "{}", said(&output));
    std::fs::remove_file(lying(&folder).remove(0)).expect("a disk");
    let second = new_file("by-command.gz").display().to_string();
    for verb in ["backup", "verify"] {
        let output = run(app.database_url(), &[verb, &second]);
        assert!(!output.status.success() && said(&output).contains("its bytes are missing"), "{}", said(&output));
    }
    check(Path::new(&second)).expect("it is kept, and whole as a file");
    // Into another house, by the command as well; then verify looks at the bytes.
    let target = Database::fresh(Furnishing::Bare).await;
    let output = run(target.url(), &["restore", &file]);
    assert!(output.status.success() && said(&output).contains("Put 1 files"), "{}", said(&output));
    let output = run(target.url(), &["verify"]);
    assert!(output.status.success(), "{}", said(&output));
}

fn unpacked(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(std::fs::File::open(file).expect("a file")).read_to_end(&mut bytes).expect("gzip");
    bytes
}

fn packed(bytes: &[u8]) -> PathBuf {
    let file = new_file("changed.backup.gz");
    let mut out = GzEncoder::new(std::fs::File::create(&file).expect("a file"), Compression::fast());
    out.write_all(bytes).expect("a disk");
    out.finish().expect("a disk");
    file
}

#[tokio::test]
async fn a_backup_in_which_bytes_of_a_file_are_others_is_refused() {
    let s3 = S3::start().await;
    let app = house(Furnishing::World, Place::Disk, None, &s3).await;
    let canary = b"a canary of bytes\n{}\n[1]";
    add(&app, canary).await;
    let (file, _) = back_up(&app).await;
    let bytes = unpacked(&file);
    let at = bytes.windows(canary.len()).position(|part| part == canary).expect("they stand there as they are");
    let mut flipped = bytes.clone();
    flipped[at + 3] ^= 1;
    let shorter = [&bytes[..at], &bytes[at + 1..]].concat();
    let longer = [&bytes[..at], b"x", &bytes[at..]].concat();
    let text = String::from_utf8(bytes.clone()).expect("text");
    let line = text.lines().find(|line| line.starts_with("{\"file\":")).expect("a line tells of it");
    let without = text.replacen(&format!("{line}\n{}\n", String::from_utf8_lossy(canary)), "", 1);
    let target = TestApp::with(Furnishing::Bare, |_| {}).await;
    check(&packed(&bytes)).expect("as it was it is whole");
    for wrong in [flipped, shorter, longer, without.into_bytes()] {
        restore(&target.house, &packed(&wrong), None).await.expect_err("it is not what was written");
        assert_eq!(target.db().filled().await.expect("tables can be counted"), [], "nothing was written");
    }
}

#[tokio::test]
async fn a_backup_of_the_first_format_comes_back_and_its_bytes_are_read_where_they_stood() {
    let (s3, folder) = (S3::start().await, new_file("old"));
    let app = house(Furnishing::World, Place::Disk, Some(&folder), &s3).await;
    let id = add(&app, b"one").await;
    let (file, made) = back_up(&app).await;
    // As the first format had it: no bytes, and no word of them.
    let text = String::from_utf8(unpacked(&file)).expect("text");
    let head: Head = serde_json::from_str(text.lines().next().expect("a head")).expect("JSON");
    let head = serde_json::to_string(&Head { steward_backup: 1, ..head }).expect("JSON");
    let end = text.find("\n{\"file\":").expect("a file");
    let tables = &text[text.find('\n').expect("lines")..end];
    let manifest = Manifest::of(&head, made.manifest.tables, None);
    let old = format!("{head}{tables}\n{}\n", serde_json::to_string(&manifest).expect("JSON"));
    let old = packed(old.as_bytes());
    let back = house(Furnishing::Bare, Place::Disk, Some(&folder), &s3).await;
    let restored = restore(&back.house, &old, None).await.expect("it can be restored");
    assert_eq!(restored.files, Files { restored: 0, missing: 1 });
    assert_eq!(read(&back, id).await, "one");
    // It may be a living house's: a copy of it is moved to where the new house keeps its own.
    release(&back).await;
    let moved = relocate(&back.house, Place::Disk, |_, _| {}).await.expect("it can be moved");
    let again = relocate(&back.house, Place::Disk, |_, _| {}).await.expect("it can be moved");
    back.settle().await;
    assert_eq!((moved.files, again.files, places(&back).await), (1, 0, vec![Place::Disk]));
    assert_eq!((read(&back, id).await.as_str(), lying(&folder).len()), ("one", 2));
    assert_eq!(read(&app, id).await, "one");
}

#[tokio::test]
async fn a_service_that_stumbles_costs_a_backup_nothing_and_one_that_is_gone_is_told() {
    let s3 = S3::start().await;
    let app = house(Furnishing::World, Place::S3, None, &s3).await;
    let large = "0123456789abcdef".repeat(40_000);
    for text in ["one", "two", large.as_str()] {
        add(&app, text.as_bytes()).await;
    }
    for stumble in [Fails::SlowDown, Fails::With(500), Fails::Reset, Fails::Cut, Fails::Slow(Duration::from_millis(50))]
    {
        s3.next(&[stumble; 2]);
        let (file, made) = back_up(&app).await;
        assert_eq!((made.files().held, made.files().lost), (3, 0), "{stumble:?}");
        let back = house(Furnishing::Bare, Place::S3, None, &s3).await;
        s3.next(&[if matches!(stumble, Fails::Cut) { Fails::SlowDown } else { stumble }; 2]);
        let restored = restore(&back.house, &file, None).await.expect("it can be restored");
        assert_eq!(restored.files, Files { restored: 3, missing: 0 }, "{stumble:?}");
    }
    let names = s3.names().len();
    for (gone, word) in [(Fails::With(403), "403"), (Fails::Cut, "cannot be read")] {
        s3.at(|call| call.starts_with("GET"), gone);
        let (file, made) = back_up(&app).await;
        assert_eq!((made.files().held, made.files().lost), (0, 3), "{gone:?}");
        assert!(made.lost.iter().all(|lost| lost.why.contains(word)), "{:?}", made.lost);
        check(&file).expect("it is kept, with the rest");
    }
    // A restore that the service refuses says so; such a house is not served.
    s3.at(|_| false, Fails::Silent);
    let (file, _) = back_up(&app).await;
    let back = house(Furnishing::Bare, Place::S3, None, &s3).await;
    s3.next(&[Fails::Slow(Duration::ZERO), Fails::Slow(Duration::ZERO), Fails::With(403)]);
    let told = restore(&back.house, &file, None).await.expect_err("bytes are kept nowhere").to_string();
    assert!(told.contains("s3"), "{told}");
    let held = quarantine::held(back.db()).await.expect("an answer").expect("it is held");
    assert!(held.is_unfinished());
    assert_eq!(s3.names().len(), names, "nothing half is left");
}

#[tokio::test]
async fn a_place_that_does_not_answer_is_not_asked_for_file_after_file() {
    let s3 = S3::start().await;
    let app = house(Furnishing::World, Place::S3, None, &s3).await;
    for number in 0..40 {
        add(&app, format!("file {number}").as_bytes()).await;
    }
    s3.at(|call| call.starts_with("GET"), Fails::With(403));
    let before = s3.calls().len();
    let (_, made) = back_up(&app).await;
    assert_eq!((made.files().held, made.files().lost), (0, 40));
    assert!(made.lost.iter().any(|lost| lost.why.contains("403")), "{:?}", made.lost);
    // Each that is asked for is asked for three times: less than all of them were.
    let asked = s3.calls().len() - before;
    assert!((3 * 24..3 * 32).contains(&asked), "{asked}");
    // One that answers again is asked again.
    s3.at(|_| false, Fails::Silent);
    let (_, made) = back_up(&app).await;
    assert_eq!((made.files().held, made.files().lost), (40, 0));
}
