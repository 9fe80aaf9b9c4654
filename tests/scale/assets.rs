//! Ten thousand assets and the history of one: lists go on from where one stopped, whatever they are sorted by.

use super::fill;
use super::looks::{Cost, look, slips, steps};
use crate::support::world::FLOOR;
use crate::support::{ADA, Answer, Browser, HARBOUR, TestApp};
use crate::things::assets::{ASSETS, category};
use kernel::db::{Engine, Sql, sql};
use std::collections::BTreeSet;

/// Assets.
const MANY: i64 = 10_100;
/// More than a page of them.
const SOME: i64 = 1_300;
/// Rows that a statement hands over: a page, one more, and what a choice needs.
const ROWS_MAX: u64 = 60;
/// Tables that grow with what is owned.
const GROWING: [&str; 3] = ["assets", "events", "custodies"];
/// What lists are sorted by.
const ORDERS: [&str; 6] = ["tag", "name", "updated", "purchased", "cost", "warranty"];

fn sorted(order: &str, dir: &str, more: &str) -> String {
    format!("{ASSETS}?order={order}&dir={dir}{more}")
}

fn tags(page: &Answer) -> Vec<String> {
    let hrefs = page.hrefs().into_iter().filter(|href| href.starts_with(&format!("{ASSETS}/")));
    let ids: Vec<String> = hrefs.filter(|href| href.rsplit('/').next().is_some_and(|id| id.len() == 36)).collect();
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

async fn pages(ada: &Browser, category: uuid::Uuid) -> Vec<Cost> {
    let mut costs = Vec::new();
    let (middle, floor) = (fill::asset(SOME / 2), FLOOR.id);
    for query in [
        String::new(),
        format!("?after={middle}"),
        format!("?before={middle}"),
        format!("?category={category}&status=in_stock"),
        format!("?order=name&location={floor}"),
        format!("?order=cost&dir=desc&after={middle}"),
    ] {
        costs.push(look(&query, ada.get(&format!("{ASSETS}{query}"))).await);
    }
    costs
}

#[tokio::test]
async fn ten_thousand_assets_are_read_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let lamps = category(&app, "Lamps", "L-####").await;
    fill::assets(&app, lamps, 0..SOME).await;
    pages(&ada, lamps).await;
    let some = pages(&ada, lamps).await;
    assert!(ada.get(ASSETS).await.has_text(&format!("{SOME} assets")), "all of them are counted");
    fill::assets(&app, lamps, SOME..MANY).await;
    let many = pages(&ada, lamps).await;
    let slips = slips(&app, &some, &many, &GROWING, ROWS_MAX).await;
    assert!(slips.is_empty(), "{slips:#?}");
    let page = ada.get(ASSETS).await;
    assert!(page.has_text("more than 2000 assets"), "nobody waits for a count: {page}");
    let change = ada.get(&format!("{ASSETS}/changes")).await;
    assert!(change.has_text(&format!("{MANY} assets")), "who changes them knows how many: {change}");
}

#[tokio::test]
async fn a_list_goes_on_from_where_one_stopped_whatever_it_is_sorted_by() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let lamps = category(&app, "Lamps", "L-####").await;
    fill::assets(&app, lamps, 0..170).await;
    for order in ORDERS {
        for dir in ["asc", "desc"] {
            let (mut path, mut walked) = (sorted(order, dir, ""), Vec::new());
            let back = loop {
                let page = ada.get(&path).await.expect(200);
                walked.extend(tags(&page));
                let onward = |word: &str| page.hrefs().into_iter().find(|href| href.contains(word));
                match onward("after=") {
                    Some(next) => path = next,
                    None => break onward("before="),
                }
            };
            assert_eq!(walked.len(), 170, "{order} {dir}: none is left out, none comes twice");
            let back = ada.get(&back.expect("a page before the last")).await.expect(200);
            assert_eq!(tags(&back), walked[100..150], "{order} {dir}: and back again");
            if app.db().engine() == Engine::Postgres {
                continue;
            }
            let path = sorted(order, dir, &format!("&after={}", fill::asset(85)));
            let cost = look(&path, ada.get(&path)).await;
            let first = steps(&app, &cost, "from assets a").await.swap_remove(0);
            assert!(first.contains(" AND ") && first.contains("USING INDEX"), "{order} {dir} begins there: {first}");
        }
    }
}

#[tokio::test]
async fn what_happened_to_one_is_found_among_much() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let lamps = category(&app, "Lamps", "L-####").await;
    fill::assets(&app, lamps, 0..20).await;
    fill::events(&app, 0..2_000).await;
    fill::history(&app, fill::asset(7), 0..40).await;
    let path = format!("{ASSETS}/{}", fill::asset(7));
    let cost = look(&path, ada.get(&path)).await;
    let slips = slips(&app, std::slice::from_ref(&cost), std::slice::from_ref(&cost), &GROWING, ROWS_MAX).await;
    assert!(slips.is_empty(), "{slips:#?}");
    if app.db().engine() == Engine::Sqlite {
        let first = steps(&app, &cost, "from events e").await.swap_remove(0);
        assert!(first.contains("(org_id=? AND subject_id=?)"), "by the index of things: {first}");
        let held = steps(&app, &cost, "w.holder_id").await;
        assert!(held[0].ends_with("(org_id=? AND id=?)"), "what stands in it is looked up: {held:#?}");
    }
}

#[tokio::test]
async fn words_are_found_by_an_index_where_the_engine_has_one() {
    let app = TestApp::start().await;
    let ada = app.sign_in(&ADA).await;
    let lamps = category(&app, "Lamps", "L-####").await;
    fill::assets(&app, lamps, 0..MANY).await;
    let path = format!("{ASSETS}?text=s-004242");
    let page = ada.get(&path).await.expect(200);
    assert_eq!(tags(&page).len(), 1, "{page}");
    if app.db().engine() == Engine::Sqlite {
        return words_and_few_on_sqlite(&app, &ada).await;
    }
    // Ten thousand are few enough to read them all; of a million an index is what is left.
    let mut tx = app.db().begin().await.expect("a transaction");
    sql("set local enable_seqscan = off").run(&mut tx).await.expect("a setting");
    let rows: Vec<(String,)> = sql("explain select a.id from assets a where a.search like $2 escape '\\' or a.id = any(array(select c.asset_id from asset_codes c where c.org_id = $1 and c.code_key like $2 escape '\\'))")
        .bind(HARBOUR.id)
        .bind("%s-004242%")
        .all(&mut tx)
        .await
        .expect("a plan");
    assert!(rows.iter().any(|(step,)| step.contains("on assets_search")), "{rows:#?}");
}

/// How SQLite reads the assets of a list.
async fn read_by(app: &TestApp, cost: &Cost) -> String {
    let steps = steps(app, cost, "from assets a").await;
    let found = steps.iter().find(|step| step.starts_with("SEARCH a ") || step.starts_with("SCAN a "));
    found.unwrap_or_else(|| panic!("assets are not read: {steps:#?}")).clone()
}

/// Of what is due for an audit there is little: it was seen lately, it is new, or it is not owned any more.
async fn audits_on_sqlite(app: &TestApp, ada: &Browser) {
    let run = async |statement: Sql| app.db().run(statement.bind(HARBOUR.id)).await.expect("rows");
    run(sql("update asset_categories set audit_months = 12 where org_id = $1")).await;
    run(sql("update assets set state = 'disposed', disposed_at = '2026-03-01T00:00:00+00:00', created_at = '2020-01-01T00:00:00+00:00' where org_id = $1 and tag_key > 's-007000'")).await;
    run(sql("update assets set audited_on = '2026-02-01' where org_id = $1 and tag_key < 's-004000'")).await;
    run(sql("update assets set audited_on = '2024-02-01' where org_id = $1 and tag_key = 's-004242'")).await;
    run(sql("update assets set created_at = '2020-01-01T00:00:00+00:00' where org_id = $1 and tag_key = 's-004243'"))
        .await;
    let path = format!("{ASSETS}?due=audit");
    let cost = look(&path, ada.get(&path)).await;
    let read = steps(app, &cost, "count(*) over ()").await;
    assert!(
        read.iter().any(|step| step.starts_with("SEARCH a ") && step.ends_with("(id=?)")),
        "few, by ids: {read:#?}"
    );
    let found = steps(app, &cost, "json_group_array").await;
    let looked: Vec<&String> = found.iter().filter(|step| step.starts_with("SEARCH a ")).collect();
    assert!(
        !looked.is_empty() && looked.iter().all(|step| step.contains("COVERING INDEX assets_audited")),
        "{found:#?}"
    );
    let page = ada.get(&path).await.expect(200);
    assert_eq!(
        tags(&page),
        [fill::asset(4242), fill::asset(4243)].map(|id| id.to_string()).map(|id| format!("{ASSETS}/{id}")),
        "{page}"
    );
    let (disposed, all) = (ada.get(&format!("{path}&status=disposed")).await, "more than 2000 assets");
    assert!(disposed.has_text(all), "whoever asks for what is not owned any more sees it: {disposed}");
    // The control: where many are due, the list is walked in its order.
    run(sql("update assets set audited_on = '2024-02-01' where org_id = $1")).await;
    let cost = look(&path, ada.get(&path)).await;
    let walked = steps(app, &cost, "a.serial").await;
    assert!(walked.iter().any(|step| step.starts_with("SEARCH a ") && step.ends_with("(org_id=?)")), "{walked:#?}");
}

/// What few have is read by their ids; what many have, along the order.
async fn words_and_few_on_sqlite(app: &TestApp, ada: &Browser) {
    fill::contacts(app, 50_000..50_001).await;
    let out = sql("insert into custodies (id, org_id, asset_id, contact_id, due_on, out_at)
           select cast(zeroblob(8) || substr(a.id, 9) as blob), a.org_id, a.id, $1, '2026-03-01', $2 from assets a where a.tag_key in ('s-004242', 's-004243')")
        .bind(fill::contact(50_000))
        .bind(app.now());
    app.db().run(out).await.expect("custodies");
    let first = async |query: &str| {
        let path = format!("{ASSETS}?{query}");
        let cost = look(&path, ada.get(&path)).await;
        read_by(app, &cost).await
    };
    let holder = fill::contact(50_000);
    for few in ["text=s-004242", "text=lantern+s-004242", "text=zeppelin", "text=guest50000", "due=overdue", "due=old"]
    {
        let step = first(few).await;
        assert!(step.ends_with("(id=?)"), "{few} is read by ids: {step}");
    }
    assert!(first(&format!("holder={holder}&order=cost")).await.ends_with("(id=?)"));
    let step = first("text=lantern").await;
    assert!(step.ends_with("(org_id=?)"), "what many have is walked through in order: {step}");
    let page = ada.get(&format!("{ASSETS}?holder={holder}")).await.expect(200);
    assert_eq!(tags(&page).len(), 2, "{page}");
    assert!(ada.get(&format!("{ASSETS}?text=lantern")).await.has_text("more than 50 assets"));
    audits_on_sqlite(app, ada).await;
}
