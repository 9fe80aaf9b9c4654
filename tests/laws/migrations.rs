//! The steps in the binary are the files in `migrations/`, and both engines end with the same schema twice over.

use crate::support::{Database, Furnishing, root};
use kernel::db::MIGRATIONS;
use std::collections::BTreeSet;

#[test]
fn every_file_in_migrations_is_a_step_and_every_step_has_its_three_files() {
    let entries = std::fs::read_dir(root().join("migrations")).unwrap();
    let files: BTreeSet<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted = |name: &str| ["sql", "sqlite.sql", "postgres.sql"].map(|kind| format!("{name}.{kind}"));
    let steps: BTreeSet<String> = MIGRATIONS.iter().flat_map(|step| wanted(step.name)).collect();
    assert_eq!(files, steps);
}

#[test]
fn steps_are_numbered_from_one_without_gaps_by_their_names() {
    for (at, step) in MIGRATIONS.iter().enumerate() {
        assert_eq!(step.number, at as i64 + 1, "{}", step.name);
        assert!(step.name.starts_with(&format!("{:04}_", step.number)), "{}", step.name);
    }
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    db.migrate().await.unwrap();
    db.migrate().await.unwrap();
}
