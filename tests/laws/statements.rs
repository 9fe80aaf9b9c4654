//! Every SQL text of the house is accepted by the engine under test, and asks for its organisation first.

use super::lists;
use super::reading::{Read, Statement, read};
use super::sources::below;
use crate::support::{Database, Furnishing};
use kernel::db::{Engine, sql};
use std::collections::BTreeSet;

/// What Postgres says of a placeholder that nothing around it gives a type; the program binds typed values.
const UNTYPED: &str = "could not determine data type of parameter";

/// Room for reading (bytes): helpers are followed into helpers, for which a test's own thread has too little.
const ROOM: usize = 64 << 20;

fn everything() -> Read {
    let reading = || {
        let mut all = Read::default();
        read(&below(&["src"]), &mut all);
        all
    };
    let reader = std::thread::Builder::new().stack_size(ROOM).spawn(reading).expect("a thread with room");
    reader.join().expect("sources that can be read")
}

fn text(statement: &Statement, engine: Engine) -> &str {
    match engine {
        Engine::Sqlite => &statement.sqlite,
        Engine::Postgres => &statement.postgres,
    }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_engine() {
    let read = everything();
    assert!(read.statements.len() > 50, "only {} statements were found: the reader is blind", read.statements.len());
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    let mut slips = Vec::new();
    for statement in &read.statements {
        let text = text(statement, db.engine());
        if let Err(error) = db.check(text.to_owned()).await
            && !error.to_string().contains(UNTYPED)
        {
            let from = statement.from.iter().map(|at| &read.beginnings[*at]);
            let from: Vec<String> = from.map(|from| format!("{} {}", from.path, from.function)).collect();
            slips.push(format!("{}: {error}\n    {text}", from.join(", ")));
        }
    }
    assert!(slips.is_empty(), "{} of {} refused:\n{}", slips.len(), read.statements.len(), slips.join("\n"));
}

#[test]
fn every_statement_can_be_read_from_the_source() {
    let read = everything();
    let reached: BTreeSet<usize> = read.statements.iter().flat_map(|statement| statement.from.clone()).collect();
    let unread = read.beginnings.iter().enumerate().filter(|(at, _)| !reached.contains(at)).map(|(_, from)| from);
    let unread: BTreeSet<String> =
        unread.map(|from| format!("{} {}: {}", from.path, from.function, from.words)).collect();
    lists::expect_only("unread_exceptions.txt", &unread);
}

#[tokio::test]
async fn every_statement_on_a_tenants_table_names_its_organisation() {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    let tables: Vec<(String,)> = match db.engine() {
        Engine::Sqlite => {
            sql("select m.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'org_id'").all(&db).await
        }
        Engine::Postgres => {
            sql("select table_name::text from information_schema.columns where column_name = 'org_id' and table_schema = 'public'").all(&db).await
        }
    }
    .unwrap();
    let tables: BTreeSet<String> = tables.into_iter().map(|(name,)| name).collect();
    let read = everything();
    let mut found = BTreeSet::new();
    for statement in &read.statements {
        let words: Vec<&str> = words(text(statement, db.engine()));
        if words.iter().any(|word| tables.contains(*word)) && !words.contains(&"org_id") {
            for at in &statement.from {
                found.insert(format!("{} {}", read.beginnings[*at].path, read.beginnings[*at].function));
            }
        }
    }
    lists::expect_only("organisation_exceptions.txt", &found);
}

fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect()
}

#[tokio::test]
async fn the_engine_refuses_a_statement_that_is_wrong() {
    let database = Database::fresh(Furnishing::Empty).await;
    let db = database.open().await;
    for wrong in
        ["select nothing from bookings where org_id = $1", "select id from no_such_table", "select id frm users"]
    {
        assert!(db.check(wrong.to_owned()).await.is_err(), "{wrong}");
    }
}
