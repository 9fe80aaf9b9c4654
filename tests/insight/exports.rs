//! Lists as CSV files: of any length, written as they are read, with the rights and the filters of their page; what cannot be
//! read to its end breaks off.

use crate::support::{ADA, Answer, CY, HARBOUR, TestApp};
use axum::body::Body;
use axum::response::IntoResponse;
use chrono::TimeDelta;
use futures::StreamExt;
use kernel::Error;
use kernel::db::{Json, batches, sql};
use kernel::sheet::Paper;
use kernel::values;
use people::contacts::store::After;
use platform::web::{BOOK_MAX, Reading, TURN, Turn, file_as_read};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// More rows than any list would write before: its files ended at 20,000.
const MANY: usize = 20_600;

/// Lines of a file below its heads, each parsed.
fn lines(answer: &Answer) -> Vec<csv::StringRecord> {
    let text = answer.body();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    csv::Reader::from_reader(text.as_bytes()).records().map(|line| line.expect("a line")).collect()
}

/// Every line once, and as many as there are.
fn is_whole(answer: &Answer, column: usize, wanted: usize) -> Vec<csv::StringRecord> {
    let lines = lines(answer);
    let once: BTreeSet<&str> = lines.iter().map(|line| &line[column]).collect();
    assert_eq!((lines.len(), once.len()), (wanted, wanted));
    lines
}

async fn many_contacts(app: &TestApp, count: usize) {
    let mut tx = app.db().begin().await.unwrap();
    for batch in batches((0..count).collect::<Vec<_>>()) {
        let row = |number: usize| {
            // Many of one name: pages are cut within it.
            let name = format!("Guest {:02}", number % 7);
            values![
                app.house.id(),
                HARBOUR.id,
                name,
                format!("g{number}@many.example"),
                String::new(),
                "staff",
                app.now()
            ]
        };
        sql("insert into contacts (id, org_id, name, email, phone, source, created_at) values ")
            .with_rows(batch.into_iter().map(row))
            .run(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn contacts_go_out_to_the_last_one_as_far_as_the_filter_and_the_rights_go() {
    let app = TestApp::start().await;
    many_contacts(&app, MANY).await;
    let ada = app.sign_in(&ADA).await;
    let file = ada.get("/o/harbour-house/contacts?format=csv&text=many.example").await.expect(200);
    let lines = is_whole(&file, 1, MANY);
    assert!(lines.windows(2).all(|pair| pair[0][0] <= pair[1][0]), "in the order of the list");
    let some = ada.get("/o/harbour-house/contacts?format=csv&text=g1999").await.expect(200);
    assert_eq!(is_whole(&some, 1, 11).len(), 11, "g1999 and g19990 to g19999");
    app.sign_in(&CY).await.get("/o/harbour-house/contacts?format=csv").await.expect(403);
}

#[tokio::test]
async fn the_trail_the_log_and_the_mail_of_all_go_out_to_the_last_line() {
    let app = TestApp::start().await;
    let mut tx = app.db().begin().await.unwrap();
    for batch in batches((0..MANY).collect::<Vec<_>>()) {
        // Some thousand facts of one instant each: pages are cut within it.
        let at = |number: &usize| app.now() - TimeDelta::seconds(*number as i64 / 3_000);
        let fact = |number: &usize| {
            values![
                app.house.id(),
                HARBOUR.id,
                at(number),
                "test.many",
                "system",
                "",
                "test",
                Uuid::nil(),
                Json(json!({})),
                "-",
                true
            ]
        };
        sql("insert into events (id, org_id, at, kind, actor_kind, actor_name, subject_kind, subject_id, data, request_id, dispatched) values ")
            .with_rows(batch.iter().map(fact))
            .run(&mut tx)
            .await
            .unwrap();
        let letter = |number: &usize| {
            let id = app.house.id();
            let key = format!("many {number}");
            values![
                id,
                HARBOUR.id,
                "booking.notice",
                "",
                "",
                "",
                "many@many.example",
                "Many",
                "",
                "",
                "sent",
                at(number),
                key,
                at(number)
            ]
        };
        sql("insert into messages (id, org_id, kind, subject_kind, from_name, to_name, to_address, subject, text_body, html_body, status, due_at, dedupe_key, queued_at) values ")
            .with_rows(batch.iter().map(letter))
            .run(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    app.db().run(sql("update users set is_operator = true where id = $1").bind(ADA.id)).await.unwrap();
    let ada = app.sign_in(&ADA).await;
    for (path, id) in [
        ("/o/harbour-house/notifications/log?format=csv&way=mail&kind=booking.notice", 8),
        ("/console/messages?format=csv&text=many@many.example", 10),
    ] {
        is_whole(&ada.get(path).await.expect(200), id, MANY);
    }
    for path in ["/o/harbour-house/audit?format=csv&kind=test.many", "/console/audit?format=csv&kind=test.many"] {
        let lines = lines(&ada.get(path).await.expect(200));
        assert_eq!(lines.len(), MANY, "{path}");
        assert!(lines.windows(2).all(|pair| pair[0][0] >= pair[1][0]), "the newest first");
    }
}

#[tokio::test]
async fn what_is_owned_goes_out_in_every_order_whatever_happens_meanwhile() {
    let app = TestApp::start().await;
    let kind = crate::things::assets::category(&app, "Chairs", "CH-######").await;
    let count = 3 * TURN as usize + 7;
    let mut tx = app.db().begin().await.unwrap();
    for batch in batches((0..count).collect::<Vec<_>>()) {
        let row = |number: usize| {
            let tag = format!("CH-{number:06}");
            let cost = (!number.is_multiple_of(3)).then_some((number % 40) as i64);
            values![
                app.house.id(),
                HARBOUR.id,
                tag.clone(),
                tag.to_lowercase(),
                format!("Chair {}", number % 5),
                kind,
                "in_stock",
                cost,
                "EUR",
                tag.to_lowercase(),
                app.now(),
                app.now()
            ]
        };
        sql("insert into assets (id, org_id, tag, tag_key, name, category_id, state, cost_minor, currency, search, created_at, updated_at) values ")
            .with_rows(batch.into_iter().map(row))
            .run(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let ada = app.sign_in(&ADA).await;
    for order in ["tag", "name", "updated", "purchased", "cost", "warranty"] {
        for dir in ["asc", "desc"] {
            let file =
                ada.get(&format!("/o/harbour-house/assets?format=csv&order={order}&dir={dir}")).await.expect(200);
            is_whole(&file, 0, count);
        }
    }
}

/// A list of numbers, `count` of them, that fails behind the one at `breaks`.
fn numbers(
    count: usize,
    breaks: Option<usize>,
    read: &Arc<AtomicUsize>,
) -> impl FnMut(Option<usize>) -> Reading<usize> + Send + use<> {
    let read = read.clone();
    move |edge| {
        let read = read.clone();
        Box::pin(async move {
            read.fetch_add(1, Ordering::SeqCst);
            let from = edge.map_or(0, |edge| edge + 1);
            if breaks.is_some_and(|breaks| from > breaks) {
                return Err(Error::broken("the disk is gone"));
            }
            let rows: Vec<usize> = (from..count.min(from + TURN as usize)).collect();
            Ok(Turn::of(&rows, |number| vec![number.to_string()], |last| *last))
        })
    }
}

async fn body(count: usize, breaks: Option<usize>, read: &Arc<AtomicUsize>) -> Body {
    file_as_read(Paper::Csv, "Numbers", vec!["number".to_owned()], numbers(count, breaks, read))
        .await
        .into_response()
        .into_body()
}

#[tokio::test]
async fn a_list_is_read_no_faster_than_it_is_taken_and_breaks_off_where_it_cannot_be_read() {
    let (read, count) = (Arc::new(AtomicUsize::new(0)), 10 * TURN as usize);
    let mut pieces = body(count, None, &read).await.into_data_stream();
    assert_eq!(read.load(Ordering::SeqCst), 1, "the first rows are known before the answer begins");
    pieces.next().await.unwrap().unwrap();
    assert_eq!(read.load(Ordering::SeqCst), 1, "nobody has asked for more");
    pieces.next().await.unwrap().unwrap();
    assert_eq!(read.load(Ordering::SeqCst), 2);
    drop(pieces);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(read.load(Ordering::SeqCst), 2, "whoever goes away has no more read for them");

    let whole: Vec<_> = body(count, None, &read).await.into_data_stream().collect().await;
    let bytes: Vec<u8> = whole.into_iter().flat_map(|piece| piece.expect("a whole list")).collect();
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), count + 1);
    let broken: Vec<_> = body(count, Some(2 * TURN as usize), &read).await.into_data_stream().collect().await;
    assert!(broken.last().unwrap().is_err(), "it does not end as if it were whole");
    assert!(broken.iter().filter(|piece| piece.is_ok()).count() >= 2, "what was read was sent");
    let at_once =
        file_as_read(Paper::Csv, "Numbers", Vec::new(), |_: Option<()>| Box::pin(async { Err(Error::broken("gone")) }))
            .await;
    assert!(at_once.into_response().status().is_server_error(), "what fails at once is told by a page");
}

#[tokio::test]
async fn a_list_that_is_too_long_for_a_workbook_is_not_begun() {
    let read = Arc::new(AtomicUsize::new(0));
    let book = async |count: usize, breaks: Option<usize>| {
        file_as_read(Paper::Xlsx, "Numbers", vec!["number".to_owned()], numbers(count, breaks, &read)).await
    };
    let too_long = book(BOOK_MAX + 1, None).await.into_response();
    assert_eq!(too_long.status().as_u16(), 422, "it says so");
    assert!(book(3 * TURN as usize, Some(2)).await.into_response().status().is_server_error(), "half of it is none");
    assert!(book(3 * TURN as usize, None).await.into_response().status().is_success());
}

#[tokio::test]
async fn downloads_that_nobody_takes_hold_no_reader() {
    let app = TestApp::start().await;
    many_contacts(&app, 3 * TURN as usize).await;
    let ada = app.sign_in(&ADA).await;
    let mut held = Vec::new();
    // More than there are connections.
    for _ in 0..40 {
        let scope = app.scope(HARBOUR.slug, &ADA).await;
        let filter = people::contacts::model::ContactFilter::default();
        let asked = Arc::new((scope, filter));
        let body = file_as_read(Paper::Csv, "Contacts", vec!["name".to_owned()], move |edge| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter) = &*asked;
                let reach = platform::Reach::Everywhere;
                let (db, org, after) = (scope.db(), scope.org_id(), (After::Name(edge), false));
                let rows = people::contacts::store::after(db, org, filter, None, &reach, after, TURN).await?;
                Ok(Turn::of(&rows, |one| vec![one.name.clone()], |last| (last.name.clone(), last.id)))
            })
        });
        let mut pieces = body.await.into_response().into_body().into_data_stream();
        pieces.next().await.unwrap().unwrap();
        pieces.next().await.unwrap().unwrap();
        held.push(pieces);
    }
    let page = tokio::time::timeout(Duration::from_secs(10), ada.get("/o/harbour-house/contacts")).await;
    page.expect("others are served").expect(200);
    for mut pieces in held {
        while let Some(piece) = pieces.next().await {
            piece.expect("and each goes on to its end");
        }
    }
}
