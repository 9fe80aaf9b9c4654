//! The page of views: those that somebody finds, and a new one. What each list that has them says of them and of its columns.

mod columns;

pub(crate) use columns::{Columns, columns_button, columns_dialog};

use crate::lists::{Kind, View};
use crate::views::parts::{label, listed};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, hidden, problem_summary, submit_row};
use platform::ui::parts::{
    Column, MenuItem, back_link, badge, card_flush, card_form, cell, cell_main, cell_status, page_header,
    primary_button, table,
};
use platform::ui::{Icon, Tone, address};
use uuid::Uuid;

/// What was typed so far.
pub(crate) struct Typed<'a> {
    /// Of which list.
    pub kind: Kind,
    /// Its name.
    pub name: &'a str,
    /// What it asks for.
    pub query: &'a str,
    /// For everybody?
    pub is_shared: bool,
    /// In the sidebar?
    pub is_pinned: bool,
}

/// What stands behind the question mark of an address.
pub(crate) fn question(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, question)| question)
}

/// What a list is called.
pub(crate) fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Assets => "Assets",
        Kind::Stock => "Stock",
        Kind::WorkOrders => "Work orders",
    }
}

/// What the menu of a list says of views: this one, which is kept from there, and those there are. The `question` is what
/// stands behind the question mark.
pub(crate) fn menu_items(org: &Org, kind: Kind, question: &str) -> [MenuItem; 2] {
    let views = |said: &[(&str, &str)]| address(&org.path("/views"), said);
    [
        MenuItem::Link(Icon::Pin, "Keep this view".into(), views(&[("list", kind.name()), ("query", question)])),
        MenuItem::Link(Icon::Layers, "Views".into(), views(&[("list", kind.name())])),
    ]
}

/// The page. The viewer keeps views of their own; `may_share` says whether for others too.
pub(crate) fn index(
    org: &Org,
    views: &[View],
    typed: &Typed<'_>,
    (viewer, may_share): (Uuid, bool),
    problems: &Problems,
) -> Markup {
    let list = org.path(&typed.kind.path(""));
    html! {
        (back_link(&list, called(typed.kind)))
        (page_header("Views", Some("A list under a name: filter, order and columns."), html! {}))
        (problem_summary(&listed(problems)))
        (card_form("view", "Keep a view", &org.path("/views"), html! {
            (hidden("list", typed.kind.name()))
            (hidden("query", typed.query))
            @if typed.query.is_empty() { p .muted { "This is the whole list: " (called(typed.kind)) ". Filter it first, and keep it from there, to keep less." } }
            @else { p .muted { "What is kept: the list “" (called(typed.kind)) "” as you have just filtered and ordered it." } }
            (forms::text(&Field::new("name", label("name")).error(problems.at("name")).required(), typed.name))
            (forms::checkbox(&Field::new("is_pinned", "In your sidebar"), typed.is_pinned))
            @if may_share { (forms::checkbox(&Field::new("is_shared", "For everybody of the organisation"), typed.is_shared)) }
        }, submit_row(primary_button(Some(Icon::Check), "Keep it"), &list)))
        @if !views.is_empty() { (card_flush("Views so far", html! {}, rows(org, views, (viewer, may_share)))) }
    }
}

fn rows(org: &Org, views: &[View], (viewer, may_share): (Uuid, bool)) -> Markup {
    let columns =
        [Column::main("View"), Column::sub("Whose"), Column::extra("List"), Column::status("Where"), Column::actions()];
    table(
        "Views",
        &columns,
        html! {
            @for view in views {
                @let path = |verb: &str| org.path(&format!("/views/{}/{verb}", view.id));
                tr {
                    (cell_main(&org.path(&view.kind.path(&view.query)), &view.name))
                    (cell(Column::SUB, html! { @if view.user_id == viewer { "Yours" } @else { (view.user_name) } @if view.is_shared { ", for everybody" } }))
                    (cell(Column::EXTRA, html! { (called(view.kind)) }))
                    (cell_status(html! { @if view.is_pinned { (badge(Tone::Info, "In your sidebar")) } }))
                    td .row-actions {
                        @let (verb, word) = if view.is_pinned { ("unpinning", "Unpin") } else { ("pin", "Pin") };
                        form method="post" action=(path(verb)) { button .btn type="submit" aria-label={ (word) " " (view.name) } { (word) } }
                        @if view.user_id == viewer || may_share {
                            form method="post" action=(path("removal")) { button .btn type="submit" aria-label={ "Remove " (view.name) } { "Remove" } }
                        }
                    }
                }
            }
        },
    )
}
