//! The way around: a column beside the page, or a drawer on small screens (a popover, so it opens without script).

use maud::{Markup, html};

use super::{Chrome, NavItem, mark};
use crate::ui::icons::icon;

/// The sidebar with the organisation's mark and the groups of links.
pub(super) fn sidebar(c: &Chrome) -> Markup {
    let home = c.nav.first().and_then(|group| group.items.first()).map_or("/", |item| item.href.as_str());
    let mut letters = shortcuts(c).into_iter();
    html! {
        nav .side #side popover aria-label="Main" {
            a .side-brand href=(home) { (mark(c)) span { (c.house_name()) } }
            @for group in &c.nav {
                div .side-group {
                    h2 { (group.label) }
                    ul role="list" { @for entry in &group.items { li { (item(entry, letters.next().flatten())) } } }
                }
            }
        }
    }
}

fn item(item: &NavItem, letter: Option<char>) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.current.then_some("page")] data-go=[letter] {
            (icon(item.icon)) span { (item.label) }
            @if let Some(count) = item.count { span .count { (count) } }
        }
    }
}

/// The letter that, after `g`, leads to each line in order: the first of its label that no line above it has taken.
pub(super) fn shortcuts(c: &Chrome) -> Vec<Option<char>> {
    let mut taken = Vec::new();
    let mut choose = |label: &str| {
        let letter =
            label.to_ascii_lowercase().chars().find(|letter| letter.is_ascii_lowercase() && !taken.contains(letter));
        taken.extend(letter);
        letter
    };
    c.nav.iter().flat_map(|group| &group.items).map(|item| choose(&item.label)).collect()
}
