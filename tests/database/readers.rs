//! SQLite's readers are few, are shared, and come back.

use super::groups::on_sqlite;
use kernel::db::{Db, sql};
use std::time::Duration;

/// Shorter than [`long`] takes.
const MOMENT: Duration = Duration::from_millis(20);

/// A read that keeps a reader busy for a while.
async fn long(db: &Db, upto: i64) -> kernel::Result<i64> {
    let (count,): (i64,) =
        sql("with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) select count(*) from n")
            .bind(upto)
            .one(db)
            .await?;
    Ok(count)
}

fn readers(db: &Db) -> kernel::db::Pool {
    db.connection_use().into_iter().find(|pool| pool.name == "read").expect("SQLite has readers")
}

#[tokio::test]
async fn a_read_that_nobody_waits_for_any_more_takes_no_reader_away() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let mut given_up = 0;
    for _ in 0..3 * readers(&db).max {
        given_up += usize::from(tokio::time::timeout(MOMENT, long(&db, 2_000_000)).await.is_err());
    }
    assert!(given_up > readers(&db).max as usize, "only {given_up} reads were given up: this proves nothing");
    assert_eq!(long(&db, 10).await.expect("there is a reader"), 10);
    assert_eq!((readers(&db).used, readers(&db).idle), (0, 1), "those that were given up are closed");
}

#[tokio::test]
async fn a_crowd_waits_for_its_turn_and_each_gets_its_own_answer() {
    let Some((_database, db)) = on_sqlite().await else { return };
    let crowd = (1..=40).map(|number| {
        let db = db.clone();
        tokio::spawn(async move { long(&db, number * 1_000).await })
    });
    let answers = futures::future::join_all(crowd.collect::<Vec<_>>()).await;
    let answers: Vec<i64> = answers.into_iter().map(|done| done.expect("no panic").expect("an answer")).collect();
    assert_eq!(answers, (1..=40).map(|number| number * 1_000).collect::<Vec<i64>>());
    let readers = readers(&db);
    assert!(readers.used == 0 && readers.idle >= 1 && readers.idle <= readers.max, "{readers:?}");
}

#[tokio::test]
async fn nobody_reads_from_a_database_that_is_closed() {
    let Some((_database, db)) = on_sqlite().await else { return };
    db.close().await;
    assert!(long(&db, 1).await.is_err());
}
