//! A house that is killed while many make assets: what it confirmed is there, nothing is there twice, no number is lost.

use crate::support::{ADA, Furnishing, HARBOUR, Server};
use kernel::db::{Db, sql};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Who writes at once.
const WRITERS: usize = 32;
/// What each of them makes.
const EACH: usize = 12;
/// How often the house is killed meanwhile.
const KILLS: usize = 3;

/// A category whose assets are numbered.
async fn numbered(db: &Db) -> Uuid {
    let id = kernel::id::Ids::system().id(kernel::time::Clock::system().now());
    let statement = sql("insert into asset_categories (id, org_id, path, name, tag_pattern, created_at)
                         select $1, $2, $3, 'Laptops', 'NB-#####', created_at from organisations where id = $2")
    .bind(id)
    .bind(HARBOUR.id)
    .bind(format!("/{id}"));
    db.run(statement).await.unwrap();
    id
}

/// Makes assets one after the other, each until the house has confirmed it; answers their ids.
async fn write(server: Arc<crate::support::Program>, writer: usize, kind: Uuid, done: Arc<AtomicUsize>) -> Vec<String> {
    let mut made = Vec::new();
    for turn in 0..EACH {
        let body = json!({ "name": format!("Thing {writer}-{turn}"), "category_id": kind });
        let answer: Value = loop {
            // A house that is not there, or went away, is asked again with the same key.
            match server.try_post_once("/api/v1/assets", &format!("{writer}-{turn}"), &body).await {
                Ok(answer) if answer.status == 201 => break answer.json(),
                Ok(answer) => assert!(answer.status == 503 || answer.status == 409, "{answer}"),
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        made.push(answer["id"].as_str().unwrap().to_owned());
        done.fetch_add(1, Ordering::SeqCst);
    }
    made
}

#[tokio::test]
async fn numbers_have_no_gaps_and_no_doubles_though_the_house_is_killed_while_many_write() {
    let mut server = Server::with(Furnishing::World, &[("STEWARD_API_RATE", "1000000")]).await;
    let db = server.db().await;
    let kind = numbered(&db).await;
    let done = Arc::new(AtomicUsize::new(0));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let program = Arc::new(server.program(&ADA).await);
        writers.spawn(write(program, writer, kind, done.clone()));
    }
    for kill in 1..=KILLS {
        while done.load(Ordering::SeqCst) < kill * WRITERS * EACH / (KILLS + 2) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill();
        server.restart().await;
    }
    let mut confirmed = BTreeSet::new();
    while let Some(made) = writers.join_next().await {
        confirmed.extend(made.expect("a writer ends well"));
    }
    let rows: Vec<(Uuid, String)> =
        sql("select id, tag from assets where org_id = $1 order by tag_key").bind(HARBOUR.id).all(&db).await.unwrap();
    db.close().await;
    let there: BTreeSet<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
    assert_eq!(confirmed, there, "what was confirmed, and nothing else");
    let tags: Vec<&str> = rows.iter().map(|(_, tag)| tag.as_str()).collect();
    let wanted: Vec<String> = (1..=WRITERS * EACH).map(|number| format!("NB-{number:05}")).collect();
    assert_eq!(tags, wanted);
}
