//! Choosing what a page shows: filters, segments, tabs and pages. All of it is links and GET forms, so it lives in the URL.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// One of a few views of the same thing.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is shown now.
    pub current: bool,
}

/// A filter in force; following its link takes it away.
#[derive(Clone, Debug)]
pub struct FilterChip {
    /// What it filters by, such as "Kind: room".
    pub label: String,
    /// The address without it.
    pub without: String,
}

/// The form above a list. It sends itself when something changes; without script its button does. The whole page follows,
/// since links around the list carry what is asked for as well: other views, the file, the neighbouring day. `fields` are
/// made by [`filter_search`] and [`filter_select`], `chips` by [`chips`].
pub fn filter_row(action: &str, fields: Markup, chips: Markup) -> Markup {
    html! {
        form .filter-row role="search" method="get" action=(action) hx-get=(action) hx-target="#main" hx-select="#main"
            hx-swap="outerMorph" hx-replace-url="true" hx-trigger="input delay:300ms, submit" hx-sync="this:replace" {
            (fields)
            button .btn.filter-go type="submit" { (icon(Icon::Filter)) "Filter" }
            (chips)
        }
    }
}

/// The text field of a filter row; the key `/` leads to it.
pub fn filter_search(name: &str, label: &str, value: &str) -> Markup {
    html! {
        div .search {
            (icon(Icon::Search))
            input .input #(name) type="search" name=(name) value=(value) placeholder=(label) aria-label=(label)
                autocomplete="off" data-search;
            kbd .only-large aria-hidden="true" { "/" }
        }
    }
}

/// A choice in a filter row: value and label; the empty value means all.
pub fn filter_select(name: &str, label: &str, options: &[(String, String)], selected: &str) -> Markup {
    html! {
        select .input.filter-select #(name) name=(name) aria-label=(label) {
            option value="" { (label) }
            @for (value, text) in options { option value=(value) selected[value == selected] { (text) } }
        }
    }
}

/// One more of several values to ask for; those that are asked for already stand beside it as [`chips`].
pub fn filter_more(name: &str, label: &str, options: &[(String, String)]) -> Markup {
    html! {
        select .input.filter-select #(name) name=(name) aria-label=(label) data-more {
            option value="" { (label) }
            @for (value, text) in options { option value=(value) { (text) } }
        }
    }
}

/// The filters in force, each a link that takes it away.
pub fn chips(filters: &[FilterChip]) -> Markup {
    html! {
        @for filter in filters {
            a .chip href=(filter.without) { (filter.label) span .vh { " (remove this filter)" } (icon(Icon::X)) }
        }
    }
}

/// A few views of the same thing, side by side.
pub fn seg(label: &str, segments: &[Segment]) -> Markup {
    html! {
        nav .seg aria-label=(label) {
            @for segment in segments {
                a href=(segment.href) aria-current=[segment.current.then_some("true")] { (segment.label) }
            }
        }
    }
}

/// The parts of one record, under its header.
pub fn tabs(label: &str, segments: &[Segment]) -> Markup {
    html! {
        nav .tabs aria-label=(label) {
            @for segment in segments {
                a href=(segment.href) aria-current=[segment.current.then_some("page")] { (segment.label) }
            }
        }
    }
}

/// The foot of a list that is read page by page: addresses of the neighbours, and a note such as "50 of 1,204".
pub fn pager(previous: Option<&str>, next: Option<&str>, note: &str) -> Markup {
    html! {
        nav .pager aria-label="Pages" {
            p { (note) }
            div .actions {
                (step(previous, "prev", html! { (icon(Icon::ChevronLeft)) "Previous" }))
                (step(next, "next", html! { "Next" (icon(Icon::ChevronRight)) }))
            }
        }
    }
}

fn step(href: Option<&str>, rel: &str, label: Markup) -> Markup {
    html! {
        @match href {
            Some(href) => a .btn rel=(rel) href=(href) { (label) },
            None => span .btn.off aria-disabled="true" { (label) },
        }
    }
}
