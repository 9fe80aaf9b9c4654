//! Transactions that stand in line for SQLite's writer share a COMMIT, and nothing else.

use crate::support::{Database, Furnishing};
use kernel::Result;
use kernel::db::{Db, Engine, Tx, sql};
use std::time::Duration;
use tokio::task::JoinHandle;

/// Long enough for a task to get in line.
const MOMENT: Duration = Duration::from_millis(50);

async fn note(tx: &mut Tx, bucket: &str) -> Result<()> {
    sql("insert into throttles (bucket, failures, not_before, updated_at) values ($1, 1, $2, $2)")
        .bind(bucket.to_owned())
        .bind(chrono::DateTime::UNIX_EPOCH)
        .run(tx)
        .await
        .map(drop)
}

async fn noted(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> = sql("select bucket from throttles order by bucket").all(db).await.expect("rows");
    rows.into_iter().map(|(bucket,)| bucket).collect()
}

/// Writes in a task of its own; gives up before the end where `commits` is false.
fn writer(db: &Db, bucket: &'static str, commits: bool) -> JoinHandle<Result<()>> {
    let db = db.clone();
    tokio::spawn(async move {
        let mut tx = db.begin().await?;
        note(&mut tx, bucket).await?;
        if commits { tx.commit().await } else { tx.rollback().await }
    })
}

pub(super) async fn on_sqlite() -> Option<(Database, Db)> {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    (db.engine() == Engine::Sqlite).then_some((database, db)) // Postgres has many writers, and no line
}

#[tokio::test]
async fn those_in_line_commit_together_and_one_that_gives_up_takes_nobody_along() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let mut first = db.begin().await.expect("the writer");
    note(&mut first, "first").await.expect("a row");
    let others = [("second", true), ("third", false), ("fourth", true)];
    let mut tasks = Vec::new();
    for (name, commits) in others {
        tasks.push(writer(&db, name, commits));
        tokio::time::sleep(MOMENT).await;
    }
    first.commit().await.expect("the first is committed");
    for task in tasks {
        task.await.expect("no panic").expect("a commit or a rollback");
    }
    assert_eq!(noted(&db).await, ["first", "fourth", "second"]);
}

#[tokio::test]
async fn nobody_is_told_yes_when_their_shared_transaction_is_lost() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let mut first = db.begin().await.expect("the writer");
    note(&mut first, "first").await.expect("a row");
    let lost = {
        let db = db.clone();
        tokio::spawn(async move {
            let mut tx = db.begin().await?;
            // What a full disk makes SQLite do by itself.
            sql("rollback").run(&mut tx).await?;
            tx.rollback().await
        })
    };
    tokio::time::sleep(MOMENT).await;
    let third = writer(&db, "third", true);
    tokio::time::sleep(MOMENT).await;
    let fourth = writer(&db, "fourth", false);
    tokio::time::sleep(MOMENT).await;
    assert!(first.commit().await.is_err(), "its changes are gone");
    lost.await.expect("no panic").expect("a rollback");
    assert!(third.await.expect("no panic").is_err());
    fourth.await.expect("no panic").expect("a rollback");
    assert!(!noted(&db).await.contains(&"first".to_owned()));
    writer(&db, "later", true).await.expect("no panic").expect("the writer works again");
    assert!(noted(&db).await.contains(&"later".to_owned()));
}

#[tokio::test]
async fn a_group_is_committed_though_all_who_wait_for_it_are_gone() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let mut first = db.begin().await.expect("the writer");
    note(&mut first, "first").await.expect("a row");
    let second = writer(&db, "second", true);
    tokio::time::sleep(MOMENT).await;
    let committing = tokio::spawn(first.commit());
    tokio::task::yield_now().await;
    committing.abort();
    second.abort();
    tokio::time::sleep(MOMENT).await;
    // Whatever became of them, the writer is free and nothing is half done.
    writer(&db, "third", true).await.expect("no panic").expect("a commit");
    assert!(noted(&db).await.contains(&"third".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_lose_nothing() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let tasks: Vec<_> = (0..200)
        .map(|number: usize| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                note(&mut tx, &format!("{number:03}")).await?;
                if number.is_multiple_of(3) {
                    return Ok(()); // dropped
                }
                tx.commit().await
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("a commit");
    }
    let wanted: Vec<String> =
        (0..200).filter(|number| number % 3 != 0).map(|number: usize| format!("{number:03}")).collect();
    assert_eq!(noted(&db).await, wanted);
}
