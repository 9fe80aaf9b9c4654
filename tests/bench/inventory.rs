//! Figures of the inventory: lists among very many assets, a file that brings in as many, a sheet of labels.

use crate::cost::Account;
use crate::figures::{Figure, Visits, visit, visit_with};
use crate::fill;
use crate::support::api::keep_token;
use crate::support::{ADA, Browser, DEE, Furnishing, HARBOUR, QUARRY, Server, world};
use kernel::db::{Db, Engine, batches, sql};
use kernel::id::Ids;
use kernel::time::Clock;
use kernel::values;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Assets on SQLite; on Postgres ten times as many.
const ASSETS: usize = 100_000;
/// What happened to all of them together.
const HISTORY: usize = 1_000_000;
/// People who have some of them: every fifth asset is checked out.
const HOLDERS: usize = 1_000;
/// Rows of the file that is brought in.
const IMPORTED: usize = 100_000;
/// Labels of the sheets.
const LABELS: usize = 1_000;
/// Rows written in one transaction.
const CHUNK: usize = 20_000;
/// How long an import may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Names, so that a word finds a few of very many.
const NAMES: [&str; 8] = ["Notebook", "Lantern", "Anchor winch", "Projector", "Bicycle", "Drill", "Tent", "Kayak"];

/// All of them.
pub async fn all() -> Vec<Figure> {
    let server = Server::with(Furnishing::World, &[("STEWARD_API_RATE", "1000000")]).await;
    let (db, ids) = (server.db().await, Ids::seeded(5));
    let count = if db.engine() == Engine::Sqlite { ASSETS } else { 10 * ASSETS };
    let (category, assets) = owned(&db, &ids, count).await;
    let holder = lent(&db, &ids, &assets).await;
    fill::settle(&db).await;
    let account = Account::of(server.process(), &db).await;
    let ada = server.sign_in(&ADA).await;
    let wait = if db.engine() == Engine::Sqlite { "50 ms, 3 ms of CPU" } else { "250 ms, 3 ms of CPU" };
    let list = format!("/o/{}/assets", HARBOUR.slug);
    let deep = assets[assets.len() / 2];
    let mut figures = Vec::new();
    for (name, query) in [
        ("first page", String::new()),
        ("page in the middle", format!("after={deep}")),
        ("of a category and a state", format!("category={category}&status=in_stock")),
        ("by cost, from the end", "order=cost&dir=desc".to_owned()),
        ("by cost, in the middle", format!("order=cost&dir=desc&after={deep}")),
        ("by name, of a place", format!("order=name&location={}", world::FLOOR.id)),
        ("what somebody has", format!("holder={holder}")),
        ("overdue", "due=overdue".to_owned()),
        ("by the name of who has it", "text=guest+777".to_owned()),
        ("by a word and two letters that many have", "text=guest+77".to_owned()),
        ("a word that some have", "text=winch".to_owned()),
        ("two words that one has", format!("text=winch+{:06}", 42)),
        ("a word that none has", "text=zeppelin".to_owned()),
    ] {
        let visits = visit(&account, &ada, &[format!("{list}?{query}")], 200).await;
        figures.push(figure(format!("List of {count} assets, {name}"), wait, &visits));
    }
    let token = format!("Bearer {}", keep_token(&db, ADA.id, None, None).await);
    let api = [format!("/api/v1/orgs/{}/assets?limit=50", HARBOUR.slug)];
    let visits = visit_with(&account, &server.guest(), &api, 500, &[("authorization", &token)]).await;
    figures.push(figure("The same for programs, 50".to_owned(), wait, &visits));
    let visits = visit(&account, &ada, &[format!("{list}/{deep}")], 200).await;
    figures.push(figure(format!("Page of an asset, among {HISTORY} lines of history"), wait, &visits));
    figures.push(labels(&ada, &list).await);
    figures.extend(import(&server, &account).await);
    figures.push(Figure::new("Memory after all of this", "150 MB", format!("{:.0} MB", account.memory())));
    db.close().await;
    figures
}

fn figure(name: String, goal: &str, visits: &Visits) -> Figure {
    Figure::new(format!("{name}: 95 of 100 waits"), goal, visits.tail_text())
}

/// Sheets of labels with codes of both kinds.
async fn labels(ada: &Browser, list: &str) -> Figure {
    let asked = Instant::now();
    // N-000000 to N-000999.
    let file = ada.get(&format!("{list}/labels/file?sheet=l7160&text=n-000")).await.expect(200);
    assert!(file.bytes.starts_with(b"%PDF"), "labels are a PDF");
    Figure::new(format!("{LABELS} labels as PDF"), "3 s", seconds(asked.elapsed()))
}

/// A file is read, judged and written, in a house that has nothing yet.
async fn import(server: &Server, account: &Account) -> Vec<Figure> {
    let dee = server.sign_in(&DEE).await;
    let imports = format!("/o/{}/imports", QUARRY.slug);
    let mut text =
        "Asset Tag,Asset Name,Category,Model Name,Manufacturer,Serial,Purchase Date,Purchase Cost\n".to_owned();
    for number in 0..IMPORTED {
        let name = NAMES[number % NAMES.len()];
        text.push_str(&format!(
            "Q-{number:06},{name} {number},{name}s,{name} M{},Maker {},S-{number:08},2024-{:02}-{:02},{}.50\n",
            number % 40,
            number % 20,
            number % 12 + 1,
            number % 28 + 1,
            number % 3_000 + 10,
        ));
    }
    let (begun, cpu) = (Instant::now(), account.cpu());
    let page = dee.get(&imports).await.expect(200);
    let sent = dee.send_form_with(&page.form("#import"), Some(("assets.csv", "text/csv", text.as_bytes()))).await;
    let path = sent.expect(303).location().to_owned();
    let checked = until(&dee, &path, "#apply").await;
    let looked = begun.elapsed();
    let page = dee.get(&path).await.expect(200);
    dee.submit(&page, "#apply", &[]).await.expect(303);
    until(&dee, &path, "/reversal").await;
    let (all, cpu) = (begun.elapsed(), account.cpu() - cpu);
    vec![Figure::new(
        format!("File of {IMPORTED} assets: read, judged and written"),
        "60 s",
        format!("{} ({} for the dry run, {checked} looks; {} of CPU)", seconds(all), seconds(looked), seconds(cpu)),
    )]
}

/// Waits until the page has this form; answers how often it looked.
async fn until(browser: &Browser, path: &str, form: &str) -> usize {
    let begun = Instant::now();
    for looks in 1.. {
        let page = browser.get(path).await.expect(200);
        if page.has_form(form) {
            return looks;
        }
        assert!(begun.elapsed() < PATIENCE, "no {form} in time: {page}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    unreachable!("it looks until it is there")
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// So many assets of Harbour House with their history; answers one of their categories, and their ids in the order of tags.
async fn owned(db: &Db, ids: &Ids, count: usize) -> (Uuid, Vec<Uuid>) {
    let now = Clock::system().now();
    let mut tx = db.begin().await.expect("a transaction");
    let mut categories = Vec::new();
    for name in NAMES {
        let id = ids.id(now);
        sql("insert into asset_categories (id, org_id, path, name, created_at) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(HARBOUR.id)
            .bind(format!("/{id}"))
            .bind(name)
            .bind(now)
            .run(&mut tx)
            .await
            .expect("a category");
        categories.push(id);
    }
    tx.commit().await.expect("a commit");
    let places = [world::SITE.id, world::BUILDING.id, world::FLOOR.id];
    let assets: Vec<Uuid> = (0..count).map(|_| ids.id(now)).collect();
    for chunk in (0..count).collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = db.begin().await.expect("a transaction");
        for batch in batches(chunk.to_vec()) {
            let rows = batch.into_iter().map(|number| {
                let (at, name) = (number % NAMES.len(), NAMES[number % NAMES.len()]);
                let tag = format!("N-{number:06}");
                let search = format!("{} {} s-{number:08}", tag.to_lowercase(), name.to_lowercase());
                let (place, cost) = (places[number % places.len()], (number * 7_919 % 500_000) as i64);
                let state = if number % 9 == 0 { "in_maintenance" } else { "in_stock" };
                values![
                    assets[number],
                    HARBOUR.id,
                    tag.clone(),
                    tag.to_lowercase(),
                    format!("{name} {number}"),
                    categories[at],
                    format!("S-{number:08}"),
                    state,
                    place,
                    place,
                    cost,
                    "EUR",
                    search,
                    now,
                    now
                ]
            });
            sql("insert into assets (id, org_id, tag, tag_key, name, category_id, serial, state, home_id, location_id, cost_minor, currency, search, created_at, updated_at) values ")
                .with_rows(rows)
                .run(&mut tx)
                .await
                .expect("assets");
        }
        tx.commit().await.expect("a commit");
    }
    history(db, ids, &assets).await;
    (categories[0], assets)
}

/// Every fifth asset is with somebody, and a few of these are late; answers one of the people.
async fn lent(db: &Db, ids: &Ids, assets: &[Uuid]) -> Uuid {
    let now = Clock::system().now();
    let people = fill::contacts(db, ids, HARBOUR.id, HOLDERS).await;
    let out: Vec<usize> = (0..assets.len()).filter(|number| number % 9 != 0 && number % 5 == 1).collect();
    for chunk in out.chunks(CHUNK) {
        let mut tx = db.begin().await.expect("a transaction");
        for batch in batches(chunk.to_vec()) {
            let rows = batch.into_iter().map(|number| {
                let days = if number % 1_000 == 1 { -3 } else { 30 };
                let due = now + chrono::TimeDelta::days(days);
                values![
                    ids.id(now),
                    HARBOUR.id,
                    assets[number],
                    people[number / 5 % people.len()],
                    due.date_naive(),
                    due,
                    now
                ]
            });
            sql("insert into custodies (id, org_id, asset_id, contact_id, due_on, due_at, out_at) values ")
                .with_rows(rows)
                .run(&mut tx)
                .await
                .expect("custodies");
        }
        tx.commit().await.expect("a commit");
    }
    let mut tx = db.begin().await.expect("a transaction");
    sql("update assets set state = 'assigned' where id in (select asset_id from custodies) and org_id = $1")
        .bind(HARBOUR.id)
        .run(&mut tx)
        .await
        .expect("states");
    tx.commit().await.expect("a commit");
    people[0]
}

async fn history(db: &Db, ids: &Ids, assets: &[Uuid]) {
    let now = Clock::system().now();
    let told = kernel::db::Json(
        serde_json::json!({ "before": { "location": "Harbour" }, "after": { "location": "Boathouse" } }),
    );
    for chunk in (0..HISTORY).collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = db.begin().await.expect("a transaction");
        for batch in batches(chunk.to_vec()) {
            let rows = batch.into_iter().map(|number| {
                let asset = assets[number % assets.len()];
                values![
                    ids.id(now),
                    HARBOUR.id,
                    now,
                    "asset.moved",
                    "user",
                    "Ada",
                    "asset",
                    asset,
                    told.clone(),
                    "-",
                    true
                ]
            });
            sql("insert into events (id, org_id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data, request_id, dispatched) values ")
                .with_rows(rows)
                .run(&mut tx)
                .await
                .expect("history");
        }
        tx.commit().await.expect("a commit");
    }
}
