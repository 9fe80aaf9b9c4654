//! The list of contacts.

use super::super::query;
use super::{blocked, source_text};
use crate::contacts::model::{ContactFilter, ContactPage, Order};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, Segment, button_link, cell, chips, empty, filter_row, filter_search, filter_select,
    menu, no_results, page_header, pager, primary_link, seg, table, tag,
};

/// What the page is drawn of.
pub(crate) struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub filter: &'a ContactFilter,
    /// A page of it.
    pub shown: &'a ContactPage,
    /// Tags in use, with how many have each.
    pub tags: &'a [(String, i64)],
    /// May the viewer make, import and merge?
    pub may_manage: bool,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/contacts")
    }

    /// The address of the list as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let filter = self.filter;
        let now = [
            ("text", filter.text.as_str()),
            ("tag", &filter.tag),
            ("source", &filter.source),
            ("show", &filter.show),
            ("order", &filter.order),
        ];
        let kept = now.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let values: Vec<(&str, &str)> = kept.chain(changed.iter().copied()).collect();
        query(&self.base(), &values)
    }
}

/// The page.
pub(crate) fn page(index: &Index<'_>) -> Markup {
    html! {
        (page_header("Contacts", Some("The people you deal with: guests, clients, visitors."), actions(index)))
        section .card {
            div .card-tools { (views(index)) }
            (filter(index))
            div #contacts { (list(index)) }
        }
    }
}

fn actions(index: &Index<'_>) -> Markup {
    let path = |rest: &str| index.org.path(rest);
    html! {
        (button_link(&index.address(&[("format", "csv")]), Some(Icon::Download), "CSV"))
        @if index.may_manage {
            (menu("contacts-menu", "More about contacts", &[
                MenuItem::Link(Icon::Upload, "Import a file".into(), path("/contacts/imports/new")),
                MenuItem::Link(Icon::Users, "Find duplicates".into(), path("/contacts/duplicates")),
            ]))
            (primary_link(&path("/contacts/new"), Some(Icon::UserPlus), "New contact"))
        }
    }
}

fn views(index: &Index<'_>) -> Markup {
    let segment = |label: &str, show: &str| Segment {
        label: label.to_owned(),
        href: index.address(&[("show", show)]),
        current: index.filter.show == show,
    };
    html! { (seg("Which contacts", &[segment("All", ""), segment("Blocked", "blocked")])) }
}

fn filter(index: &Index<'_>) -> Markup {
    let filter = index.filter;
    let tags: Vec<(String, String)> =
        index.tags.iter().map(|(tag, number)| (tag.clone(), format!("{tag} ({number})"))).collect();
    let orders = [("newest".to_owned(), "Newest first".to_owned())];
    let fields = html! {
        @if !filter.show.is_empty() { (hidden("show", &filter.show)) }
        @if !filter.source.is_empty() { (hidden("source", &filter.source)) }
        (filter_search("text", "Name, e-mail or telephone", &filter.text))
        @if !tags.is_empty() { (filter_select("tag", "Any tag", &tags, &filter.tag)) }
        (filter_select("order", "By name", &orders, &filter.order))
    };
    let mut chosen = Vec::new();
    if !filter.source.is_empty() {
        let label = format!("From: {}", source_text(&filter.source));
        chosen.push(FilterChip { label, without: index.address(&[("source", "")]) });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let (filter, shown) = (index.filter, index.shown);
    if shown.contacts.is_empty() {
        return match filter.narrows() || filter.after.is_some() || filter.before.is_some() {
            true => no_results("No contact matches.", &index.base()),
            false => empty(
                Icon::Users,
                "Whoever books appears here, with name and address.",
                html! { @if index.may_manage { (button_link(&index.org.path("/contacts/imports/new"), Some(Icon::Upload), "Import a file")) } },
            ),
        };
    }
    let at = |cursor: &str, id: String| index.address(&[(cursor, id.as_str())]);
    let previous =
        shown.contacts.first().filter(|_| shown.has_previous).map(|first| at("before", first.id.to_string()));
    let next = shown.contacts.last().filter(|_| shown.has_next).map(|last| at("after", last.id.to_string()));
    let note = if filter.order() == Order::Newest { "The newest first" } else { "By name" };
    html! {
        (table("Contacts", &[Column::main("Name"), Column::sub("E-mail"), Column::extra("Telephone"), Column::extra("Tags"), Column::extra("From")], html! {
            @for contact in &shown.contacts {
                tr #{ "c-" (contact.id) } {
                    td .main {
                        a href=(index.org.path(&format!("/contacts/{}", contact.id))) {
                            @if contact.name.is_empty() { "No name" } @else { (contact.name) }
                        }
                        @if contact.blocked_at.is_some() { " " (blocked()) }
                    }
                    (cell(Column::SUB, html! { a href={ "mailto:" (contact.email) } { (contact.email) } }))
                    (cell(Column::EXTRA, html! {
                        @if !contact.phone.is_empty() { a href={ "tel:" (contact.phone.replace(' ', "")) } { (contact.phone) } }
                    }))
                    (cell(Column::EXTRA, html! {
                        @if let Some(tags) = shown.tags.get(&contact.id) { span .tags { @for one in tags { (tag(one)) } } }
                    }))
                    (cell(Column::EXTRA, html! { a href=(index.address(&[("source", &contact.source)])) { (source_text(&contact.source)) } }))
                }
            }
        }))
        @if previous.is_some() || next.is_some() { (pager(previous.as_deref(), next.as_deref(), note)) }
    }
}
