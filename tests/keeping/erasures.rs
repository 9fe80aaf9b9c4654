//! Who was erased stays erased, also in a house that comes back from a backup of before.

use super::harness::{back_up, new_file, said, steward};
use crate::people::contacts::keep;
use crate::people::contacts_edit::page_of;
use crate::support::{ADA, Browser, Database, Furnishing, HARBOUR, TestApp};
use chrono::TimeDelta;
use keeping::restoration::{Restored, restore};
use kernel::db::{Db, sql};
use kernel::{Error, Result};
use platform::backups::{Keep, Plan};
use platform::erasures::{FILE, read};
use platform::quarantine;
use std::path::{Path, PathBuf};

/// Two addresses of one person, who are two contacts until somebody merges them.
const ADDRESSES: [&str; 2] = ["canary-one@guests.example", "canary-two@guests.example"];

/// A house that makes backups into a folder, and one of it from before the person was erased.
struct Before {
    app: TestApp,
    ada: Browser,
    folder: PathBuf,
    backup: PathBuf,
}

async fn before() -> Before {
    let folder = new_file("backups");
    let plan =
        Plan { folder: folder.clone(), every: TimeDelta::hours(24), keep: Keep::parse("9 daily").expect("a plan") };
    let app = TestApp::on(Database::fresh(Furnishing::World).await, |settings| settings.backups = Some(plan)).await;
    for email in ADDRESSES {
        keep(&app, HARBOUR.slug, "Canaryname", email, "", "page").await;
    }
    keep(&app, HARBOUR.slug, "Stays", "stays@guests.example", "", "page").await;
    app.advance(TimeDelta::hours(1));
    app.tick().await;
    let mut made: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a folder").flatten().map(|file| file.path()).collect();
    made.retain(|file| file.extension().is_some_and(|ending| ending == "gz"));
    let backup = made.pop().expect("a scheduled backup");
    let ada = app.sign_in(&ADA).await;
    app.advance(TimeDelta::hours(1));
    Before { app, ada, folder, backup }
}

impl Before {
    /// Merges the two and erases them, by the pages; the work behind the pages is still to be done.
    async fn erase(&self) {
        let (kept, gone) =
            (page_of(&self.ada, ADDRESSES[0]).await.address, page_of(&self.ada, ADDRESSES[1]).await.address);
        let gone = gone.rsplit('/').next().unwrap_or_default().to_owned();
        let compare = self.ada.get(&format!("{kept}/merging?with={gone}")).await.expect(200);
        self.ada.submit(&compare, "#merge", &[]).await.expect(303);
        let outlook = self.ada.get(&format!("{kept}/erasure")).await.expect(200);
        self.ada.submit(&outlook, "/erasure", &[]).await.expect(303);
    }

    /// The backup in another folder, where no list stands beside it.
    fn backup_alone(&self) -> PathBuf {
        let folder = new_file("elsewhere");
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("house.backup.gz");
        std::fs::copy(&self.backup, &file).expect("a copy");
        file
    }
}

async fn bare() -> TestApp {
    TestApp::with(Furnishing::Bare, |_| {}).await
}

async fn restored(file: &Path, list: Option<&Path>) -> (TestApp, Result<Restored>) {
    let app = bare().await;
    let restored = restore(&app.house, file, list).await;
    (app, restored)
}

/// How many contacts still have an address of theirs.
async fn known(db: &Db) -> i64 {
    let text = "select count(*) from contacts where email like 'canary%' or name like 'Canary%'";
    sql(text).one::<(i64,)>(db).await.expect("a count").0
}

#[tokio::test]
async fn who_was_erased_after_the_backup_is_gone_from_the_house_that_comes_back() {
    let house = before().await;
    house.erase().await;
    house.app.settle().await;
    let list = house.folder.join(FILE);
    let text = std::fs::read_to_string(&list).expect("a list beside the backups");
    assert!(!text.to_lowercase().contains("canary") && !text.contains('@'), "no name and no address: {text}");
    let hash = people::contacts::model::address_hash(HARBOUR.id, ADDRESSES[0]);
    assert!(!text.contains(&hash), "and nothing that a guess can be tried on without the key");
    assert_eq!(
        text,
        std::fs::read_to_string(house.app.house.settings.data.join(FILE)).expect("a list in the data folder")
    );

    // The control: a house that finds no list brings the person back.
    let (without, told) = restored(&house.backup_alone(), None).await;
    let told = told.expect("a backup can be restored");
    assert!(told.lists.is_empty() && told.erased_again == 0, "{told:?}");
    assert_eq!(known(without.db()).await, 2);

    // Beside the backup the list is found by itself; both contacts go, who were not merged yet.
    let (app, told) = restored(&house.backup, None).await;
    let told = told.expect("a backup can be restored");
    assert_eq!((told.erased_again, told.unreadable, told.lists), (2, 0, vec![list.clone()]));
    assert_eq!(known(app.db()).await, 0);
    assert!(
        quarantine::held(app.db()).await.expect("an answer").expect("it is held").note.starts_with("the backup of")
    );
    let contacts = app.sign_in(&ADA).await.get("/o/harbour-house/contacts").await.expect(200);
    assert!(contacts.has_text("stays@guests.example") && !contacts.has_text("anary"), "{contacts}");
    // The new house keeps the list on.
    let kept = read(&app.house.settings.data.join(FILE)).expect("a list").expect("a file");
    assert!(kept.erased.is_superset(&read(&list).expect("a list").expect("a file").erased));

    // And where it is named.
    let (app, told) = restored(&house.backup_alone(), Some(&list)).await;
    assert_eq!(told.expect("a backup can be restored").erased_again, 2);
    assert_eq!(known(app.db()).await, 0);
}

#[tokio::test]
async fn a_list_that_was_lost_or_cut_off_catches_up_and_a_crash_loses_no_erasure() {
    let house = before().await;
    house.erase().await;
    let (list, data) = (house.folder.join(FILE), house.app.house.settings.data.join(FILE));
    assert!(!list.exists(), "the work behind the page is not done yet, as after a crash right then");
    house.app.settle().await;
    let whole = read(&list).expect("a list").expect("a file").erased;
    assert!(whole.len() >= 2, "{whole:?}");
    // One is lost, the other one was cut off in a line.
    std::fs::remove_file(&data).expect("a file");
    let text = std::fs::read(&list).expect("a file");
    std::fs::write(&list, &text[..text.len() - 9]).expect("a file");
    house.app.advance(TimeDelta::hours(1));
    house.app.tick().await;
    assert_eq!(read(&data).expect("a list").expect("a file").erased, whole);
    assert_eq!(read(&list).expect("a list").expect("a file").erased, whole);
    let (app, told) = restored(&house.backup, None).await;
    let told = told.expect("a backup can be restored");
    assert_eq!((told.erased_again, told.unreadable), (2, 1), "the rest of a line is told of");
    assert_eq!(known(app.db()).await, 0);
    // A backup from after the erasure has nobody to erase.
    let (_, told) = restored(&back_up(&house.app).await, Some(&list)).await;
    assert_eq!(told.expect("a backup can be restored").erased_again, 0);
}

#[tokio::test]
async fn the_command_finds_the_list_also_with_another_key_and_refuses_one_that_is_not_there() {
    let house = before().await;
    house.erase().await;
    house.app.settle().await;
    let (backup, list) = (house.backup_alone().display().to_string(), house.folder.join(FILE).display().to_string());
    let target = Database::fresh(Furnishing::Bare).await;
    let output = steward(target.url(), &["restore", &backup, "--erasures", "/nowhere.list"]);
    assert!(!output.status.success() && said(&output).contains("no list of erasures"), "{}", said(&output));
    // This command has made a key of its own: the people are known by their ids.
    let output = steward(target.url(), &["restore", &backup, "--erasures", &list]);
    let text = said(&output);
    assert!(
        output.status.success() && text.contains("another key") && text.contains("Erased 2 people again"),
        "{text}"
    );
    let db = target.open().await;
    assert_eq!(known(&db).await, 0);
    db.close().await;
    let output = steward(target.url(), &["verify"]);
    assert!(output.status.success(), "{}", said(&output));
    let alone = Database::fresh(Furnishing::Bare).await;
    let text = said(&steward(alone.url(), &["restore", &backup]));
    assert!(text.contains("There is no list of erasures"), "{text}");
}

#[tokio::test]
async fn a_house_whose_restore_was_cut_off_is_not_served() {
    let house = before().await;
    house.erase().await;
    house.app.settle().await;
    // The list cannot be kept in the new house: its data folder is a file.
    let (database, folder) = (Database::fresh(Furnishing::Bare).await, new_file("no-folder"));
    std::fs::write(&folder, "").expect("a file");
    let app = TestApp::on(database, |settings| settings.data = folder).await;
    assert!(matches!(restore(&app.house, &house.backup, None).await, Err(Error::Broken(_))));
    let held = quarantine::held(app.db()).await.expect("an answer").expect("it is held");
    assert!(held.is_unfinished(), "{held:?}");
    let url = app.database_url().to_owned();
    for verb in ["serve", "work"] {
        let output = steward(&url, &[verb, "--listen", "127.0.0.1:0"]);
        assert!(!output.status.success() && said(&output).contains("restore again"), "{verb}: {}", said(&output));
    }
}
