//! An organisation that was just made: nothing is in it, and every page says what belongs there and what to do next.

use super::first_run::{code, filled_in};
use crate::support::html::{Document, Element};
use crate::support::{Answer, TestApp};
use platform::web::Method;

/// What is no page: a stream, and a part of the page of checking out.
const STREAMS: [&str; 2] = ["/o/{org}/live", "/o/{org}/assets/holdings"];

fn does(element: &Element) -> bool {
    ["a", "button"].contains(&element.name.as_str())
}

fn is(element: &Element, class: &str) -> bool {
    element.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// What a page of nothing lacks.
fn slips(page: &Answer) -> Vec<String> {
    let document = page.document();
    let mut slips = Vec::new();
    for (at, table) in document.all("table") {
        if !document.inside(at).any(|(_, element)| element.name == "td" || element.attribute("scope") == Some("row")) {
            slips.push(format!("a head over no rows: {}", table.tag()));
        }
    }
    let mut is_empty = false;
    for (at, _) in document.elements().filter(|(_, element)| is(element, "empty")) {
        is_empty = true;
        if !document.inside(at).any(|(_, element)| does(element)) && !offers(document) && !asks(document) {
            slips.push(format!("says what is not there, and not what to do: {}", document.text(at)));
        }
        if document.text(at).contains("filter") {
            slips.push(format!("blames a filter that is not set: {}", document.text(at)));
        }
    }
    let main = document.elements().find(|(_, element)| element.attribute("id") == Some("main"));
    let has_more = main.is_some_and(|(at, _)| {
        document.inside(at).any(|(_, element)| element.name == "form" || element.name == "td" || is(element, "card"))
    });
    if !is_empty && !has_more {
        slips.push("is bare".to_owned());
    }
    slips
}

/// Is the page a form, or a field to search with, that fills the empty place?
fn asks(document: &Document) -> bool {
    let main = document.elements().find(|(_, element)| element.attribute("id") == Some("main"));
    main.is_some_and(|(at, _)| {
        document.inside(at).any(|(_, element)| {
            element.name == "form" && element.attribute("method") == Some("post")
                || element.attribute("type") == Some("search")
        })
    })
}

/// Does the head of the page say what to do? A menu of three dots says nothing.
fn offers(document: &Document) -> bool {
    let heads = document.elements().filter(|(_, element)| is(element, "page-header"));
    let says = |element: &Element| does(element) && is(element, "btn") && !is(element, "icon-only");
    heads.into_iter().any(|(at, _)| document.inside(at).any(|(_, element)| says(element)))
}

#[tokio::test]
async fn every_page_of_an_organisation_with_nothing_in_it_says_what_to_do() {
    let app = TestApp::empty().await;
    let (browser, code) = (app.guest(), code(&app).await);
    let form = filled_in(&browser, &code).await;
    browser.send_form(&form).await.expect(303);
    let rows = steward::registry::routes();
    let rows: Vec<&str> =
        rows.rows().iter().filter(|row| row.method == Method::Get).map(|row| row.path.as_str()).collect();
    let inside = rows
        .into_iter()
        .filter(|row| row.matches('{').count() == 1 && row.starts_with("/o/{org}") && !STREAMS.contains(row));
    let (mut seen, mut wrong) = (0, Vec::new());
    for row in inside {
        let mut page = browser.get(&row.replace("{org}", "harbour-house")).await;
        while page.status == 303 {
            page = browser.follow(&page).await;
        }
        if page.status != 200 {
            wrong.push(format!("{row}: {page}"));
        } else if page.is_html() && page.body().starts_with("<!DOCTYPE html>") {
            seen += 1;
            wrong.extend(slips(&page).into_iter().map(|slip| format!("{row}: {slip}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 60, "pages were looked at: {seen}");
}

#[test]
fn a_bare_page_is_seen() {
    let slips = |html: &str| {
        let headers = axum::http::HeaderMap::new();
        slips(&Answer::new(axum::http::StatusCode::OK, headers, "/".to_owned(), html.as_bytes().to_vec())).len()
    };
    let table =
        r#"<main id="main"><table><thead><tr><th>Name</th></tr></thead><tbody></tbody></table><form></form></main>"#;
    let empty = r#"<main id="main"><div class="empty"><p>No things yet.</p></div></main>"#;
    let good = r#"<main id="main"><div class="empty"><p>No things yet.</p><a href="/new">Add one</a></div></main>"#;
    let head = r#"<main id="main"><header class="page-header"><a class="btn" href="/new">Add</a></header><div class="empty"><p>No things yet.</p></div></main>"#;
    assert_eq!((slips(table), slips(empty), slips(good), slips(head)), (1, 1, 0, 0));
    assert_eq!(slips(r#"<main id="main"><h1>Things</h1></main>"#), 1);
    assert_eq!(slips(&good.replace("No things yet", "No thing fits this filter")), 1);
}
