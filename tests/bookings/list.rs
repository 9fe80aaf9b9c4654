//! The list: pages that neither skip nor repeat, filters that live in the address, and a file that harms nobody.

use super::desk::{LIST, ask, book, tidy};
use crate::support::world::{BOARDROOM, BUILDING, DESKS, FLOOR, PROJECTOR};
use crate::support::{Answer, BO, Browser, CY, HARBOUR, TestApp};
use chrono::TimeDelta;
use days::bookings::actions;
use days::bookings::model::{SpanForm, WishForm};
use days::bookings::policy::By;

/// Bookings on a page.
const PAGE: usize = 50;

/// 120 bookings ahead: on forty days three desks from ten to eleven, so that many begin at the same instant.
async fn many(app: &TestApp) {
    let scope = app.scope(HARBOUR.slug, &BO).await;
    let desks = things::resources::store::by_id(app.db(), HARBOUR.id, DESKS.id).await.expect("the desks");
    for number in 0..120 {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 3).expect("a day") + TimeDelta::days(number / 3);
        let wish = WishForm {
            span: SpanForm { starts: format!("{day}T10:00"), minutes: "60".into(), ..SpanForm::default() },
            title: format!("Booking {number:03}"),
            name: "Grace Holm".into(),
            email: "grace@example.org".into(),
            key: format!("key-{number}"),
            ..WishForm::default()
        };
        let wish = wish.parse(&desks, None).expect("a good wish");
        actions::book(&scope, &desks, &wish, By::Staff).await.expect("desks are free");
    }
}

/// The ids of the rows, in their order.
fn rows(page: &Answer) -> Vec<String> {
    let document = page.document();
    document.all("tr").filter_map(|(_, row)| row.attribute("id")).map(str::to_owned).collect()
}

fn next(page: &Answer, rel: &str) -> Option<String> {
    let document = page.document();
    let mut links = document.all("a").filter(|(_, link)| link.attribute("rel") == Some(rel));
    links.next().and_then(|(_, link)| link.attribute("href")).map(str::to_owned)
}

async fn open(browser: &Browser, address: &str) -> Answer {
    tidy(browser.get(address).await.expect(200))
}

/// Every page from here on by one of its links.
async fn walk(browser: &Browser, from: &str, rel: &str) -> Vec<Answer> {
    let mut pages = vec![open(browser, from).await];
    while let Some(address) = pages.last().and_then(|page| next(page, rel)) {
        assert!(pages.len() < 10, "the pages never end");
        pages.push(open(browser, &address).await);
    }
    pages
}

#[tokio::test]
async fn pages_forth_and_back_show_every_booking_once_in_order() {
    let app = TestApp::start().await;
    many(&app).await;
    let bo = app.sign_in(&BO).await;
    for (address, descending) in [(LIST.to_owned(), false), (format!("{LIST}?show=all"), true)] {
        let forth = walk(&bo, &address, "next").await;
        assert_eq!(forth.iter().map(|page| rows(page).len()).collect::<Vec<_>>(), [PAGE, PAGE, 20], "{address}");
        let all: Vec<String> = forth.iter().flat_map(rows).collect();
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 120, "none twice, none left out");
        let titles = forth[0].text();
        let first = if descending { "Booking 119" } else { "Booking 000" };
        assert!(titles.contains(first), "{titles}");
        assert_eq!(next(&forth[0], "prev"), None, "nothing is before the first page");

        let last = forth.last().map(|page| page.address.clone()).expect("pages");
        let back = walk(&bo, &last, "prev").await;
        let again: Vec<String> = back.iter().rev().flat_map(rows).collect();
        assert_eq!(again, all, "the way back shows the same, in the same order");
        assert_eq!(back.len(), 3);
    }
}

#[tokio::test]
async fn a_booking_made_meanwhile_shifts_no_page() {
    let app = TestApp::start().await;
    many(&app).await;
    let bo = app.sign_in(&BO).await;
    let first = open(&bo, LIST).await;
    book(&bo, &BOARDROOM, "2026-03-03T08:00", 60, "early@example.org").await;
    let second = open(&bo, &next(&first, "next").expect("there is more")).await;
    assert!(rows(&first).iter().all(|row| !rows(&second).contains(row)));
    assert_eq!(rows(&second).len(), PAGE);
}

/// Seven bookings that differ in everything the list can be asked for.
async fn various(app: &TestApp) -> Browser {
    let bo = app.sign_in(&BO).await;
    for (resource, starts, name, title) in [
        (&BOARDROOM, "2026-03-03T10:00", "Grace Holm", "Board meeting"),
        (&BOARDROOM, "2026-03-05T10:00", "Henry Moss", "50%_off sale"),
        (&DESKS, "2026-03-03T11:00", "Ida Norr", ""),
        (&PROJECTOR, "2026-03-04T10:00", "Grace Holm", "Film night"),
        (&BOARDROOM, "2026-03-02T08:00", "Early Bird", "Walked in"),
    ] {
        let email = format!("{}@example.org", name.split(' ').next().unwrap_or_default().to_lowercase());
        ask(&bo, resource, starts, 60, &[("name", name), ("email", &email), ("title", title)]).await.expect(303);
    }
    let given_back = book(&bo, &BOARDROOM, "2026-03-06T10:00", 60, "gone@example.org").await;
    let page = bo.get(&format!("{LIST}/{given_back}")).await.expect(200);
    bo.submit(&page, "/cancellation", &[]).await.expect(303);
    bo
}

/// The names the rows are called by.
fn labels(page: &Answer) -> Vec<String> {
    let document = page.document();
    let mains = document.all("td").filter(|(_, cell)| cell.attribute("class") == Some("main"));
    mains.map(|(at, _)| document.text(at).trim().to_owned()).collect()
}

#[tokio::test]
async fn filters_live_in_the_address() {
    let app = TestApp::start().await;
    let bo = various(&app).await;
    let (room, floor, building) = (BOARDROOM.id, FLOOR.id, BUILDING.id);
    for (query, expected) in [
        (String::new(), vec!["Board meeting", "Ida Norr", "Film night", "50%_off sale"]),
        ("show=past".into(), vec!["Walked in"]),
        ("show=cancelled".into(), vec!["gone"]),
        ("show=all".into(), vec!["gone", "50%_off sale", "Film night", "Ida Norr", "Board meeting", "Walked in"]),
        ("text=board+meet".into(), vec!["Board meeting"]),
        ("text=GRACE".into(), vec!["Board meeting", "Film night"]),
        ("text=henry%40".into(), vec!["50%_off sale"]),
        ("text=50%25_".into(), vec!["50%_off sale"]),
        ("text=%25".into(), vec!["50%_off sale"]),
        ("text=projector".into(), vec!["Film night"]),
        (format!("resource={room}"), vec!["Board meeting", "50%_off sale"]),
        (format!("location={floor}"), vec!["Board meeting", "Ida Norr", "50%_off sale"]),
        (format!("location={building}"), vec!["Board meeting", "Ida Norr", "Film night", "50%_off sale"]),
        ("from=2026-03-04".into(), vec!["Film night", "50%_off sale"]),
        ("until=2026-03-03".into(), vec!["Board meeting", "Ida Norr"]),
        (
            format!("show=all&resource={room}&from=2026-03-03&until=2026-03-05&text=e"),
            vec!["50%_off sale", "Board meeting"],
        ),
        ("text=nobody".into(), vec![]),
        (
            "from=yesterday&until=9999-99-99&resource=x&location=y&show=z&after=nonsense&before=1/2".into(),
            vec!["Board meeting", "Ida Norr", "Film night", "50%_off sale"],
        ),
    ] {
        let page = open(&bo, &format!("{LIST}?{query}")).await;
        assert_eq!(labels(&page), expected, "{query}");
        let file = bo.get(&format!("{LIST}?{query}&format=csv")).await.expect(200).body();
        assert_eq!(file.lines().count(), 1 + expected.len(), "the file has what the page has: {query}\n{file}");
    }
    // The form shows what is asked for, and its links keep it.
    let page = open(&bo, &format!("{LIST}?text=grace&location={building}&from=2026-03-01")).await;
    let form = page.form(LIST);
    for (name, value) in
        [("text", "grace".to_owned()), ("location", building.to_string()), ("from", "2026-03-01".to_owned())]
    {
        assert_eq!(form.value(name), Some(value));
    }
    let past = page.link("Past");
    assert!(past.contains("text=grace") && past.contains("show=past") && past.contains("from=2026-03-01"), "{past}");
    assert!(page.link("Export CSV").contains("text=grace"));
    let searched = bo.submit(&page, LIST, &[("text", "henry"), ("from", "")]).await.expect(200);
    assert_eq!(labels(&searched), ["50%_off sale"]);
}

/// A file of comma-separated values (RFC 4180), read.
fn read(file: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = file.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                records.push(std::mem::take(&mut record));
            }
            other => cell.push(other),
        }
    }
    records
}

#[tokio::test]
async fn the_file_is_right_and_no_cell_of_it_is_a_formula() {
    let app = TestApp::start().await;
    super::desk::change(&app, &BOARDROOM, "price_minor = 4500").await;
    let bo = app.sign_in(&BO).await;
    let fields = [
        ("name", "Grace \"G\" Holm, Dr"),
        ("email", "grace@example.org"),
        ("phone", "+34 600 000 001"),
        ("title", "=HYPERLINK(\"http://evil.example\",\"Click\")"),
        ("people", "5"),
    ];
    ask(&bo, &BOARDROOM, "2026-03-29T10:00", 90, &fields).await.expect(303);
    for (number, title) in ["@SUM(1)", "-1+1", "\t=1+1", "Plain, with a comma"].iter().enumerate() {
        let email = format!("guest-{number}@example.org");
        let starts = format!("2026-03-30T{:02}:00", 10 + number);
        ask(&bo, &BOARDROOM, &starts, 60, &[("name", "A guest"), ("email", &email), ("title", title)])
            .await
            .expect(303);
    }
    let file = bo.get(&format!("{LIST}?format=csv")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"bookings.csv\"");
    assert!(file.body().starts_with('\u{feff}'), "spreadsheets read it as UTF-8");
    let records = read(&file.body());
    let cell = |row: usize, name: &str| {
        let column = records[0].iter().position(|head| head == name).unwrap_or_else(|| panic!("no column {name}"));
        records[row][column].as_str()
    };
    assert_eq!(records.len(), 6);
    for (name, value) in [
        ("status", "confirmed"),
        ("resource", "Boardroom Aurora"),
        ("location", "Upper deck"),
        ("starts", "2026-03-29T10:00"),
        ("ends", "2026-03-29T11:30"),
        ("zone", "Europe/Madrid"),
        ("starts_utc", "2026-03-29T08:00:00Z"),
        ("minutes", "90"),
        ("people", "5"),
        ("email", "grace@example.org"),
        ("price", "67.50"),
        ("currency", "EUR"),
        ("source", "staff"),
    ] {
        assert_eq!(cell(1, name), value, "{name}");
    }
    assert!(cell(1, "guest").contains("Holm") && cell(1, "phone").contains("34 600 000 001"));
    assert_eq!(cell(5, "title"), "Plain, with a comma");
    for record in &records {
        for cell in record {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "a spreadsheet would calculate {cell:?}");
        }
    }
}

#[tokio::test]
async fn the_file_has_all_pages() {
    let app = TestApp::start().await;
    many(&app).await;
    let bo = app.sign_in(&BO).await;
    let second = open(&bo, &next(&open(&bo, LIST).await, "next").expect("more")).await;
    let file = bo.get(&second.link("Export CSV")).await.expect(200).body();
    assert_eq!(read(&file).len(), 121, "whichever page it was asked for on");
}

#[tokio::test]
async fn a_member_pages_through_her_own_only() {
    let app = TestApp::start().await;
    many(&app).await;
    let cy = app.sign_in(&CY).await;
    ask(&cy, &BOARDROOM, "2026-03-03T10:00", 60, &[("title", "Study group")]).await.expect(303);
    let page = open(&cy, LIST).await;
    assert_eq!((labels(&page), next(&page, "next")), (vec!["Study group".to_owned()], None));
}
