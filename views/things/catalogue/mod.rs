//! Pages of the catalogue: its tabs, and what they share.

pub mod categories;
pub mod fields;
pub mod labels;
pub mod models;
pub mod schemes;
pub mod vendors;

use crate::catalogue::categories::Category;
use kernel::time::{clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    FeedItem, MenuItem, Segment, card, card_flush, confirm_form, feed, notice, page_header, seg, tabs as draw,
};
use platform::ui::{Icon, Tone, icon};
use uuid::Uuid;

/// Which tab a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Categories,
    Models,
    Vendors,
    Labels,
    Fields,
    Depreciation,
}

/// The head of every list of the catalogue: one title, one action, the tabs.
fn head(org: &Org, current: Tab, action: Markup) -> Markup {
    let all = [
        (Tab::Categories, "Categories", ""),
        (Tab::Models, "Models", "/models"),
        (Tab::Vendors, "Suppliers and makers", "/vendors"),
        (Tab::Labels, "Status labels", "/labels"),
        (Tab::Fields, "Fields", "/fields"),
        (Tab::Depreciation, "Depreciation", "/depreciation"),
    ];
    let segments: Vec<Segment> = all
        .into_iter()
        .map(|(tab, label, rest)| Segment {
            label: label.to_owned(),
            href: org.path(&format!("/catalogue{rest}")),
            current: tab == current,
        })
        .collect();
    html! {
        (page_header("Catalogue", Some("What your assets are sorted by and described with."), action))
        (draw("Parts of the catalogue", &segments))
    }
}

/// What is in use, or what was put away.
fn shelves(path: &str, is_archive: bool, other: &str) -> Markup {
    let segment = |label: &str, href: String, current| Segment { label: label.to_owned(), href, current };
    seg(
        "What is shown",
        &[segment("In use", path.to_owned(), !is_archive), segment(other, format!("{path}?archived=on"), is_archive)],
    )
}

/// The way back for one that was put away, as a line of its menu.
fn restore_item(path: String, version: i64) -> MenuItem {
    let fields = vec![("version".to_owned(), version.to_string())];
    MenuItem::Post(Icon::ArchiveRestore, "Restore".to_owned(), path, fields)
}

/// The card that puts something away.
fn archive_card(what: &str, name: &str, path: &str, version: i64, when: &str, consequence: &str) -> Markup {
    let sentence = format!("{name} disappears from lists and choices. {consequence} You can restore it.");
    card(
        "Archive",
        html! {},
        html! {
            div .stack {
                p .muted { (when) }
                div { (confirm_form("archive", path, &format!("Archive {what}"), &sentence, hidden("version", &version.to_string()))) }
            }
        },
    )
}

/// What is above the page of one that was put away.
fn archived_notice(name: &str, path: &str, version: i64, may_change: bool) -> Markup {
    notice(
        Tone::Warn,
        html! {
            p { (name) " is archived: it is not offered any more." }
            @if may_change {
                form method="post" action=(path) {
                    (hidden("version", &version.to_string()))
                    button .btn type="submit" { (icon(Icon::ArchiveRestore)) "Restore" }
                }
            }
        },
    )
}

/// What happened to one of them, the newest first.
fn history_card(org: &Org, history: &[Happening]) -> Markup {
    let items: Vec<FeedItem> = history
        .iter()
        .map(|event| {
            let (mark, what) = match event.kind.rsplit('.').next().unwrap_or_default() {
                "created" => (Icon::Plus, "added it"),
                "archived" => (Icon::Archive, "archived it"),
                "restored" => (Icon::ArchiveRestore, "restored it"),
                _ => (Icon::Pencil, "changed it"),
            };
            let who = if event.actor_kind == "system" { "The house" } else { &event.actor_name };
            let zone = org.zone();
            FeedItem {
                icon: mark,
                sentence: html! { strong { (who) } " " (what) },
                when: format!("{}, {}", day_text(wall(zone, event.at).date()), clock_text(zone, event.at)),
                instant: rfc3339(event.at),
            }
        })
        .collect();
    html! { @if !items.is_empty() { (card_flush("History", html! {}, feed(&items))) } }
}

/// The line of a category as links, from the top down; `line` begins with itself.
fn category_line(org: &Org, line: &[&Category]) -> Markup {
    html! {
        @for (at, category) in line.iter().rev().enumerate() {
            @if at > 0 { span .muted { " › " } }
            a href=(org.path(&format!("/catalogue/categories/{}", category.id))) { (category.name) }
        }
    }
}

/// Categories as the options of a choice, each as far in as it is deep in the tree; the first one says what none means.
fn category_options(categories: &[Category], none: &str) -> Vec<(String, String)> {
    let indented = |category: &Category| {
        (category.id.to_string(), format!("{}{}", "\u{2003}".repeat(category.depth()), category.name))
    };
    std::iter::once((String::new(), none.to_owned())).chain(categories.iter().map(indented)).collect()
}

/// `IT › Laptops`.
fn category_name(tree: &[Category], id: Uuid) -> String {
    let line = crate::catalogue::categories::lineage(tree, id);
    line.iter().rev().map(|category| category.name.as_str()).collect::<Vec<_>>().join(" › ")
}

/// An address with the values that are not empty.
fn address(path: &str, values: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in values.iter().filter(|(_, value)| !value.trim().is_empty()) {
        query.append_pair(name, value);
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
