//! A model's page.

use super::super::{archived_notice, category_line, history_card};
use crate::catalogue::categories::Category;
use crate::catalogue::models::Model;
use crate::views::words::{counted, months_text};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::parts::{back_link, badge, card, facts, page_header_with, primary_link, two_columns};
use platform::ui::{Icon, Tone};

/// Everything the page shows.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub model: &'a Model,
    /// Its category and what that stands in, the nearest first.
    pub line: &'a [&'a Category],
    /// Months of life, its own or its category's.
    pub life_months: Option<i64>,
    /// Assets of it that the viewer may know of.
    pub assets: i64,
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// May the viewer change it?
    pub may_change: bool,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, model) = (shown.org, shown.model);
    let own = |rest: &str| org.path(&format!("/catalogue/models/{}{rest}", model.id));
    let is_archived = model.archived_at.is_some();
    let under = html! {
        @if is_archived { (badge(Tone::Neutral, "Archived")) " " }
        (category_line(org, shown.line)) " · "
        a href=(org.path(&format!("/assets?model={}", model.id))) { (counted(shown.assets, "asset", "assets")) }
    };
    html! {
        (back_link(&org.path("/catalogue/models"), "Models"))
        (page_header_with(&model.label(), Some(under), html! {
            @if shown.may_change && !is_archived { (primary_link(&own("/details"), Some(Icon::Pencil), "Edit")) }
        }))
        @if is_archived { (archived_notice(&model.name, &own("/restoration"), model.version, shown.may_change)) }
        (two_columns(facts_card(shown), html! {
            (crate::views::bookables::place(org, &format!("/catalogue/models/{}", model.id)))
            (history_card(org, shown.history))
        }))
    }
}

fn facts_card(shown: &Shown<'_>) -> Markup {
    let model = shown.model;
    let mut pairs = vec![("Name", html! { (model.name) })];
    if !model.number.is_empty() {
        pairs.push(("Model number", html! { (model.number) }));
    }
    if let (Some(id), Some(name)) = (model.maker_id, &model.maker_name) {
        pairs.push(("Maker", html! { a href=(shown.org.path(&format!("/catalogue/vendors/{id}"))) { (name) } }));
    }
    if let Some(months) = shown.life_months {
        pairs.push((
            "Life",
            html! {
                (months_text(months))
                @if model.life_months.is_none() { span .muted { " as its category says" } }
            },
        ));
    }
    if !model.note.is_empty() {
        pairs.push(("Note", html! { @for line in model.note.lines() { (line) br; } }));
    }
    card("About it", html! {}, facts(&pairs))
}
