//! What the HTML of every page may not contain, and what it must.
//!
//! The content security policy allows no inline script or style and no evaluation; htmx is version 4, in which what most
//! people remember of version 2 silently does nothing. So every page is drawn once and read.

use super::rows::{Named, Things};
use crate::support::html::{Document, Element};
use crate::support::world::CY;
use crate::support::{ADA, Answer, Browser, HARBOUR, TestApp, root};
use platform::web::Method;
use std::collections::{BTreeMap, BTreeSet};

/// Attributes of htmx 2 that version 4 does not know.
const GONE: [&str; 8] =
    ["hx-ext", "hx-disabled-elt", "hx-vars", "hx-params", "hx-prompt", "hx-history", "hx-request", "hx-inherit"];
/// Attributes that make an element send a request.
const ASKING: [&str; 8] =
    ["hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-query", "hx-action", "hx-sse:connect"];
/// Attributes that say how, and mean nothing on an element that asks nothing unless they are `:inherited`.
const ASKED: [&str; 7] = ["hx-target", "hx-swap", "hx-trigger", "hx-include", "hx-vals", "hx-select", "hx-confirm"];
/// Words of htmx 2 that our scripts may not use.
const OLD_WORDS: [&str; 6] =
    ["responseHandling", "htmx.logAll", "htmx.remove(", "htmx.addClass", "htmx.closest", "htmx.defineExtension"];
/// What a strict policy refuses, in scripts.
const EVALUATION: [&str; 4] = ["eval(", "new Function", "javascript:", "setTimeout(\""];
/// Attributes whose value is the id of another element, or several.
const REFERENCES: [&str; 6] = ["for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "form"];

/// Every page there is, drawn once: what GET rows show to an owner, to a member and to a guest, what POST rows show of a
/// form that was not filled in, and the pages of refusal.
async fn pages() -> Vec<(String, Answer)> {
    let app = TestApp::start().await;
    let things = Things::make(&app).await;
    let mut pages = Vec::new();
    for (who, browser) in
        [("guest", app.guest()), ("member", app.sign_in(&CY).await), ("owner", app.sign_in(&ADA).await)]
    {
        for row in steward::registry::routes().rows() {
            let path = things.path(&row.path, HARBOUR.slug, Named::Real);
            let answer = match row.method {
                Method::Get => browser.get(&path).await,
                Method::Post if row.path == "/sign-out" => continue,
                _ => browser.post(&path, &[]).await,
            };
            if answer.is_html() && !answer.bytes.is_empty() && !row.path.ends_with("/page") {
                pages.push((format!("{who} {:?} {}", row.method, row.path), answer));
            }
        }
        pages.push((format!("{who} nowhere"), browser.get("/b/nowhere").await));
    }
    let empty = TestApp::empty().await;
    pages.push(("nobody yet".to_owned(), first_page(&empty.guest()).await));
    assert!(pages.len() > 10, "pages were not drawn");
    pages
}

/// The page that a new house shows.
async fn first_page(browser: &Browser) -> Answer {
    let mut answer = browser.get("/").await;
    while answer.status.is_redirection() {
        answer = browser.follow(&answer).await;
    }
    answer
}

fn is_whole(page: &Answer) -> bool {
    page.body().starts_with("<!DOCTYPE html>")
}

/// Complaints of one reader about all pages.
async fn complaints(read: impl Fn(&Answer, &Document) -> Vec<String>) -> Vec<String> {
    let mut slips = BTreeSet::new();
    for (name, page) in pages().await {
        slips.extend(read(&page, page.document()).into_iter().map(|slip| format!("{name}: {slip}")));
    }
    slips.into_iter().collect()
}

#[tokio::test]
async fn pages_nest_well_and_ids_are_there_once() {
    let slips = complaints(|_, document| {
        let mut slips = document.problems.clone();
        let mut ids = BTreeSet::new();
        for (_, element) in document.elements() {
            if let Some(id) = element.attribute("id")
                && !ids.insert(id)
            {
                slips.push(format!("the id {id} is there twice"));
            }
        }
        for (_, element) in document.elements() {
            for (name, value) in element.attributes.iter().filter(|(name, _)| REFERENCES.contains(&name.as_str())) {
                let unknown = value.split_whitespace().filter(|id| !ids.contains(id));
                slips.extend(
                    unknown.map(|id| format!("{} refers by {name} to {id}, which is not there", element.tag())),
                );
            }
        }
        slips
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn a_page_has_one_heading_a_title_and_a_language() {
    let slips = complaints(|page, document| {
        if !is_whole(page) {
            return Vec::new();
        }
        let mut slips = Vec::new();
        if document.all("h1").count() != 1 {
            slips.push(format!("{} headings of the first rank", document.all("h1").count()));
        }
        if !document
            .all("title")
            .any(|(_, title)| title.parent.and_then(|at| document.element(at)).is_some_and(|head| head.name == "head"))
        {
            slips.push("no title".to_owned());
        }
        if document.all("html").all(|(_, html)| !html.has("lang")) {
            slips.push("no language".to_owned());
        }
        slips
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn nothing_is_inline() {
    let slips = complaints(|_, document| {
        let mut slips = Vec::new();
        for (at, element) in document.elements() {
            let is_style = element.name == "style" || element.has("style");
            let is_script = element.name == "script" && (!element.has("src") || !document.text(at).is_empty());
            let handler = element.attributes.iter().any(|(name, _)| name.starts_with("on"));
            let address = ["href", "src", "action", "formaction"].iter().any(|name| {
                element
                    .attribute(name)
                    .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("javascript:"))
            });
            if is_style || is_script || handler || address {
                slips.push(element.tag());
            }
        }
        slips
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[tokio::test]
async fn htmx_is_spoken_in_version_four_and_without_evaluation() {
    let slips = complaints(|_, document| {
        document.elements().flat_map(|(at, element)| htmx_slips(document, at, element)).collect()
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

fn htmx_slips(document: &Document, at: usize, element: &Element) -> Vec<String> {
    let mut slips = Vec::new();
    let asks = ASKING.iter().any(|name| element.has(name)) || element.name == "hx-partial";
    let is_boosted = ["a", "form"].contains(&element.name.as_str())
        && (element.has("hx-boost") || document.around(at).any(|around| around.has("hx-boost:inherited")));
    for (name, value) in
        element.attributes.iter().filter(|(name, _)| name.starts_with("hx-") || name.starts_with("data-hx-"))
    {
        let base = name.split(':').next().unwrap_or_default();
        let mut slip = |why: &str| slips.push(format!("{why}: {}", element.tag()));
        if GONE.contains(&base) {
            slip("htmx 4 does not know this");
        }
        if base.starts_with("hx-on") {
            slip("needs evaluation");
        }
        if value.contains("js:") || value.contains("javascript:") {
            slip("needs evaluation");
        }
        if base == "hx-trigger" && value.contains('[') {
            slip("a filter needs evaluation and silently never fires");
        }
        if base == "hx-trigger" && value.contains("queue:") {
            slip("the modifier queue: is gone");
        }
        if ASKED.contains(&base) && !name.contains(":inherited") && !asks && !is_boosted {
            slip("means nothing here without :inherited");
        }
        if base == "hx-confirm" {
            slip("opens the browser's own box; draw a dialog");
        }
    }
    slips
}

#[tokio::test]
async fn every_link_and_every_form_leads_to_a_row() {
    let slips = complaints(|page, document| {
        let mut slips = Vec::new();
        for (_, element) in document.elements() {
            let is_post = element.attribute("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
            let targets = [
                ("href", Method::Get),
                ("src", Method::Get),
                ("hx-get", Method::Get),
                ("hx-sse:connect", Method::Get),
                ("hx-post", Method::Post),
                ("formaction", Method::Post),
                ("action", if is_post { Method::Post } else { Method::Get }),
            ];
            for (name, method) in targets {
                let Some(target) = element.attribute(name) else { continue };
                if let Some(why) = dead(page, document, target, method) {
                    slips.push(format!("{why}: {}", element.tag()));
                }
            }
        }
        slips
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

/// Why an address leads nowhere, if it does.
fn dead(page: &Answer, document: &Document, target: &str, method: Method) -> Option<String> {
    if let Some(id) = target.strip_prefix('#') {
        return (!id.is_empty() && document.by_id(id).is_none()).then(|| format!("nothing has the id {id}"));
    }
    let is_elsewhere =
        ["https://", "http://", "mailto:", "tel:", "data:"].iter().any(|scheme| target.starts_with(scheme));
    if is_elsewhere {
        return None;
    }
    let path = match target.split(['?', '#']).next().unwrap_or_default() {
        "" => page.address.split('?').next().unwrap_or_default(),
        path => path,
    };
    if !path.starts_with('/') {
        return Some(format!("{target} is relative"));
    }
    if path.starts_with("/static/") {
        return platform::ui::assets::find(path).is_none().then(|| format!("no file is served at {path}"));
    }
    let (pages, calls) = (steward::registry::routes(), steward::registry::api().rows());
    let is_row = pages.rows().iter().chain(&calls).any(|row| row.method == method && fits(&row.path, path));
    (!is_row).then(|| format!("no row is {method:?} {path}"))
}

fn fits(row: &str, path: &str) -> bool {
    let (row, path): (Vec<&str>, Vec<&str>) = (row.split('/').collect(), path.split('/').collect());
    row.len() == path.len()
        && row.iter().zip(&path).all(|(name, part)| name == part || name.starts_with('{') && !part.is_empty())
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_the_security_floor() {
    let slips = complaints(|page, _| {
        let policy = page.header("content-security-policy");
        let mut slips = Vec::new();
        for wanted in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            if !policy.contains(wanted) {
                slips.push(format!("the policy lacks {wanted}: {policy}"));
            }
        }
        if policy.contains("unsafe") {
            slips.push(policy.to_owned());
        }
        for (name, wanted) in
            [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("cache-control", "no-store")]
        {
            if page.header(name) != wanted {
                slips.push(format!("{name} is {:?}", page.header(name)));
            }
        }
        slips
    })
    .await;
    assert!(slips.is_empty(), "{slips:#?}");
}

#[test]
fn our_scripts_speak_htmx_four_and_evaluate_nothing() {
    let mut slips = Vec::new();
    for (name, text) in scripts() {
        for word in OLD_WORDS.iter().chain(&EVALUATION).filter(|word| text.contains(*word)) {
            slips.push(format!("{name} contains {word}"));
        }
        for event in text.split("htmx:").skip(1) {
            let event: String =
                event.chars().take_while(|letter| letter.is_alphanumeric() || ":-".contains(*letter)).collect();
            if event.chars().any(char::is_uppercase) && !event.contains(':') {
                slips.push(format!("{name} waits for htmx:{event}, which is a name of version 2"));
            }
        }
    }
    assert_eq!(slips, Vec::<String>::new());
}

#[test]
fn the_server_speaks_htmx_four_too() {
    // Request headers that version 4 no longer sends, and response headers that it no longer reads.
    let gone = ["get(\"hx-trigger", "get(\"hx-prompt", "\"hx-trigger-name", "\"hx-trigger-after-"];
    let mut slips = Vec::new();
    for source in super::sources::below(&["src", "views"]) {
        let text = source.text.to_ascii_lowercase();
        slips.extend(
            gone.iter().filter(|word| text.contains(*word)).map(|word| format!("{} contains {word}", source.path)),
        );
    }
    assert_eq!(slips, Vec::<String>::new());
}

fn scripts() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(root().join("assets/js")).unwrap();
    let read = |entry: std::fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(|entry| read(entry.unwrap())).collect()
}

#[test]
fn the_reader_of_pages_sees_the_slips() {
    let slips = |html: &str| {
        let document = Document::parse(html);
        document.elements().flat_map(|(at, element)| htmx_slips(&document, at, element)).count()
    };
    assert_eq!(
        slips(
            r##"<body hx-boost:inherited="true"><a href="/a" hx-target="#x">a</a><form hx-swap="none"></form></body>"##
        ),
        0
    );
    assert_eq!(slips(r##"<div hx-target="#x"><button hx-post="/a">a</button></div>"##), 1);
    assert_eq!(slips(r##"<div hx-target:inherited="#x"><button hx-post="/a">a</button></div>"##), 0);
    assert_eq!(slips(r#"<div hx-ext="sse"></div><button hx-post="/a" hx-on:click="x()"></button>"#), 2);
    assert_eq!(
        slips(r#"<input hx-get="/a" hx-trigger="keyup[key=='Enter']"><input hx-get="/a" hx-vals="js:{a:1}">"#),
        2
    );
    assert!(
        fits("/o/{org}/bookings/{id}", "/o/harbour/bookings/7")
            && !fits("/o/{org}", "/o/a/b")
            && !fits("/a/{id}", "/a/")
    );
}
