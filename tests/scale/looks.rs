//! Looking at pages twice, with some rows and with many: statements and octets are the same, rows are few, and SQLite finds
//! them by an index.
//!
//! The statements are those the pages really ran: sqlx tells of each, with how many rows it handed over.

use crate::support::{Answer, TestApp};
use kernel::db::{Engine, Sql, sql, statements};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, filter};

/// Octets by which a page may be longer with many rows than with some: larger figures, longer names.
const LONGER: usize = 6_000;
/// Engines tell of a statement a moment after its last row.
const MOMENT: Duration = Duration::from_millis(30);

/// A statement that was run.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    text: String,
    rows: u64,
}

static HEARD: Mutex<Vec<Ran>> = Mutex::new(Vec::new());

/// Hears what sqlx tells.
struct Ears;

impl<S: tracing::Subscriber> Layer<S> for Ears {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut ran = Ran::default();
        event.record(&mut ran);
        HEARD.lock().unwrap().push(ran);
    }
}

impl Visit for Ran {
    fn record_str(&mut self, field: &Field, value: &str) {
        // The summary stands for the whole statement where there is no more to it.
        let is_whole = field.name() == "db.statement" && !value.trim().is_empty();
        if is_whole || field.name() == "summary" && self.text.is_empty() {
            self.text = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows = value;
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

fn listen() {
    static LISTENING: OnceLock<()> = OnceLock::new();
    LISTENING.get_or_init(|| {
        let sqlx = filter::filter_fn(|metadata| metadata.target() == "sqlx::query");
        let ears = tracing_subscriber::registry().with(Ears.with_filter(sqlx));
        tracing::subscriber::set_global_default(ears).expect("nobody else listens");
    });
}

/// What a page cost.
#[derive(Debug)]
pub struct Cost {
    /// Which.
    pub name: String,
    statements: u64,
    octets: usize,
    ran: Vec<Ran>,
}

/// Lets something be answered, with 200, and counts. Tests run one to a process, so nothing else is counted.
pub async fn look(name: &str, page: impl Future<Output = Answer>) -> Cost {
    listen();
    tokio::time::sleep(MOMENT).await;
    HEARD.lock().unwrap().clear();
    let before = statements();
    let answer = page.await;
    assert_eq!(answer.status, 200, "{name}: {answer}");
    let statements = statements() - before;
    tokio::time::sleep(MOMENT).await;
    let ran = std::mem::take(&mut *HEARD.lock().unwrap());
    assert!(ran.iter().any(|ran| ran.text.starts_with("select")), "{name}: what was run is heard");
    Cost { name: name.to_owned(), statements, octets: answer.bytes.len(), ran }
}

/// What is wrong with pages that were looked at with some rows and with many. `growing` are the tables that grow; a
/// statement hands over at most `rows_max` rows.
pub async fn slips(app: &TestApp, some: &[Cost], many: &[Cost], growing: &[&str], rows_max: u64) -> Vec<String> {
    let mut slips = Vec::new();
    for (some, many) in some.iter().zip(many) {
        let name = &many.name;
        if many.statements > some.statements {
            slips.push(format!("{name}: {} statements with some rows, {} with many", some.statements, many.statements));
        }
        if many.octets > some.octets + LONGER {
            slips.push(format!("{name}: {} octets with some rows, {} with many", some.octets, many.octets));
        }
        for ran in &many.ran {
            if ran.rows > rows_max {
                slips.push(format!("{name}: {} rows of: {}", ran.rows, ran.text));
            }
            slips.extend(detours(app, &ran.text, growing).await.into_iter().map(|slip| format!("{name}: {slip}")));
        }
    }
    slips.dedup();
    slips
}

/// SQLite's plan for the statement of a page that contains these words.
pub async fn steps(app: &TestApp, cost: &Cost, words: &str) -> Vec<String> {
    let ran = cost.ran.iter().find(|ran| ran.text.contains(words) && ran.text.contains(" order by "));
    plan(app, &ran.unwrap_or_else(|| panic!("{words} was not read: {cost:#?}")).text).await
}

/// Where SQLite's plan for a statement looks at every row of a table that grows, sorts it whole, or counts it row by row.
async fn detours(app: &TestApp, text: &str, growing: &[&str]) -> Vec<String> {
    let names = names(text, growing);
    if app.db().engine() == Engine::Postgres || names.is_empty() || text.starts_with("insert") {
        return Vec::new();
    }
    let (mut slips, mut first) = (Vec::new(), None);
    for step in plan(app, text).await {
        let mut words = step.split_whitespace();
        let (verb, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_large = names.contains(name);
        let counts = text.contains("count(*)") && !text.contains(" limit ") && !step.contains("COVERING");
        // In the order of an index, and no further than the page.
        let ends = step.contains(" USING ") && text.contains(" order by ") && text.contains(" limit ");
        let is_sorted = step == "USE TEMP B-TREE FOR ORDER BY" && first == Some(true);
        // One row by its id is no list, however many stand beside it.
        let is_list = is_large && !step.ends_with("(org_id=? AND id=?)");
        first = first.or(["SCAN", "SEARCH"].contains(&verb).then_some(is_list));
        if is_large && verb == "SCAN" && !ends || is_sorted || is_large && counts {
            slips.push(format!("{step}: {text}"));
        }
    }
    slips
}

async fn plan(app: &TestApp, text: &str) -> Vec<String> {
    let explained: &'static str = format!("explain query plan {text}").leak();
    let highest = text.split('$').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let statement =
        (0..highest.max().unwrap_or(0)).fold(sql(explained), |statement: Sql, _| statement.bind(None::<i64>));
    let steps: Vec<(i64, i64, i64, String)> = statement.all(app.db()).await.expect("a plan");
    steps.into_iter().map(|(.., step)| step).collect()
}

/// What a statement calls these tables: by their names, and by others.
fn names<'a>(text: &'a str, tables: &[&str]) -> BTreeSet<&'a str> {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty()).collect();
    let mut names = BTreeSet::new();
    for (at, word) in words.iter().enumerate().skip(1) {
        if tables.contains(word) && ["from", "join", "update"].contains(&words[at - 1]) {
            names.insert(*word);
            names.extend(words.get(at + 1).copied().filter(|word| word.len() == 1));
        }
    }
    names
}

#[tokio::test]
async fn a_detour_is_seen() {
    let app = TestApp::start().await;
    if app.db().engine() == Engine::Postgres {
        return;
    }
    let detours = async |text: &str| detours(&app, text, &["events"]).await.len();
    assert_eq!(detours("select id from events e where e.org_id = $1 order by e.at desc, e.id desc limit 50").await, 0);
    assert_eq!(detours("select id from events e where e.request_id = $1").await, 1, "every row is looked at");
    assert_eq!(
        detours("select id from events where org_id = $1 order by request_id limit 50").await,
        1,
        "all are sorted"
    );
    assert_eq!(
        detours("select count(*) from events e where e.org_id = $1 and e.kind = $2").await,
        1,
        "all are counted"
    );
    assert_eq!(detours("select id from grants where role = $1").await, 0, "this table does not grow");
    let cost =
        look("contacts", async { app.sign_in(&crate::support::ADA).await.get("/o/harbour-house/contacts").await })
            .await;
    assert!(cost.ran.iter().any(|ran| ran.text.contains("from contacts")), "{cost:?}");
}
