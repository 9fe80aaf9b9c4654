//! A category's page: what holds for it and from where, what is in it.

use super::super::{archived_notice, category_line, history_card};
use crate::catalogue::categories::{Category, Contents, Defaults, lineage};
use crate::catalogue::fields::Field;
use crate::catalogue::models::Model;
use crate::catalogue::schemes::{Scheme, in_force};
use crate::views::parts::field;
use crate::views::words::{counted, field_kind_text, months_text};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::select;
use platform::ui::parts::{
    Column, back_link, badge, button, button_link, card, card_flush, cell, cell_main, facts, notice, page_header_with,
    primary_link, table, two_columns,
};
use platform::ui::{Icon, Tone};
use std::collections::HashMap;
use uuid::Uuid;

/// Everything the page shows.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub category: &'a Category,
    /// The whole tree, what was put away too.
    pub tree: &'a [Category],
    /// What holds for it.
    pub defaults: &'a Defaults,
    /// Every scheme, and what categories say themselves.
    pub schemes: (&'a [Scheme], &'a HashMap<Uuid, Uuid>),
    /// The tag that its next asset gets.
    pub next_tag: Option<String>,
    /// Assets in it and below it.
    pub assets: i64,
    /// What is in it, itself.
    pub contents: Contents,
    /// Its models.
    pub models: &'a [Model],
    /// Its fields, own and inherited.
    pub fields: &'a [&'a Field],
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// May the viewer change it?
    pub may_change: bool,
    /// Was it to be archived, and things are in the way?
    pub is_refused: bool,
}

impl Shown<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/catalogue/categories/{}{rest}", self.category.id))
    }

    fn assets_path(&self) -> String {
        self.org.path(&format!("/assets?category={}", self.category.id))
    }
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let category = shown.category;
    let is_archived = category.archived_at.is_some();
    let line = lineage(shown.tree, category.id);
    let inside: Vec<&Category> =
        shown.tree.iter().filter(|other| other.parent_id == Some(category.id) && other.archived_at.is_none()).collect();
    let under = html! {
        @if is_archived { (badge(Tone::Neutral, "Archived")) " " }
        @if line.len() > 1 { "In " (category_line(shown.org, &line[1..])) " · " }
        a href=(shown.assets_path()) { (counted(shown.assets, "asset", "assets")) }
    };
    html! {
        (back_link(&shown.org.path("/catalogue"), "Catalogue"))
        (page_header_with(&category.name, Some(under), html! {
            @if shown.may_change && !is_archived {
                (button_link(&shown.org.path(&format!("/catalogue/categories/new?parent={}", category.id)), Some(Icon::Plus), "Add inside"))
                (primary_link(&shown.path("/details"), Some(Icon::Pencil), "Edit"))
            }
        }))
        @if is_archived { (archived_notice(&category.name, &shown.path("/restoration"), category.version, shown.may_change)) }
        @if shown.is_refused { (in_the_way(shown)) }
        (two_columns(
            html! {
                @if !inside.is_empty() { (inside_card(shown, &inside)) }
                (fields_card(shown))
                (models_card(shown))
            },
            html! {
                (facts_card(shown, &line))
                (depreciation_card(shown, &line))
                (history_card(shown.org, shown.history))
            },
        ))
    }
}

/// What keeps it from being archived, with the ways there.
fn in_the_way(shown: &Shown<'_>) -> Markup {
    let Contents { assets, models, categories, stock } = shown.contents;
    notice(
        Tone::Bad,
        html! {
            p { strong { "It cannot be archived yet. " } "In the way:" }
            ul {
                @if assets > 0 { li { a href=(shown.assets_path()) { (counted(assets, "asset", "assets")) } } }
                @if models > 0 { li { a href=(shown.org.path(&format!("/catalogue/models?category={}", shown.category.id))) { (counted(models, "model", "models")) } } }
                @if stock > 0 { li { a href=(shown.org.path(&format!("/stock?category={}", shown.category.id))) { (counted(stock, "item of stock", "items of stock")) } } }
                @if categories > 0 { li { (counted(categories, "category", "categories")) " in it" } }
            }
        },
    )
}

/// Who among those above says something, where it does not say it itself.
fn from(shown: &Shown<'_>, line: &[&Category], says: impl Fn(&Category) -> bool) -> Markup {
    match line.iter().find(|category| says(category)) {
        Some(found) if found.id == shown.category.id => html! {},
        Some(found) => html! { span .muted { " from " (found.name) } },
        None => html! { span .muted { " by default" } },
    }
}

fn facts_card(shown: &Shown<'_>, line: &[&Category]) -> Markup {
    let holds = shown.defaults;
    let mut pairs = vec![(
        "Tags",
        html! { code { (holds.tag_pattern) } (from(shown, line, |category| !category.tag_pattern.is_empty())) },
    )];
    if let Some(tag) = &shown.next_tag {
        pairs.push(("Next tag", html! { code { (tag) } }));
    }
    pairs.push((
        "Serial numbers",
        html! {
            @if holds.unique_serials { "No two are the same" } @else { "May be there twice" }
            (from(shown, line, |category| category.unique_serials.is_some()))
        },
    ));
    if let Some(months) = holds.life_months {
        pairs.push((
            "Life",
            html! { (months_text(months)) (from(shown, line, |category| category.life_months.is_some())) },
        ));
    }
    pairs.push((
        "Told ahead",
        html! { (counted(holds.alert_days, "day", "days")) (from(shown, line, |category| category.alert_days.is_some())) },
    ));
    if let Some(months) = holds.audit_months {
        pairs.push((
            "Audited every",
            html! { (months_text(months)) (from(shown, line, |category| category.audit_months.is_some())) },
        ));
    }
    let asks = from(shown, line, |category| category.asks_acceptance.is_some());
    if holds.asks_acceptance {
        pairs.push(("Acceptance", html! { "Whoever gets one signs for it" (asks) }));
        let text = from(shown, line, |category| !category.acceptance_text.is_empty());
        pairs.push(("They sign", html! { @for line in holds.acceptance_text.lines() { (line) br; } (text) }));
    }
    if !shown.category.note.is_empty() {
        pairs.push(("Note", html! { @for line in shown.category.note.lines() { (line) br; } }));
    }
    card("What holds for it", html! {}, facts(&pairs))
}

/// Which scheme its assets follow, and the form that says so.
fn depreciation_card(shown: &Shown<'_>, line: &[&Category]) -> Markup {
    let (schemes, said) = shown.schemes;
    let named = |id: &Uuid| schemes.iter().find(|scheme| scheme.id == *id).map_or("", |scheme| scheme.name.as_str());
    let may_change = shown.may_change && shown.category.archived_at.is_none();
    if schemes.is_empty() && !may_change {
        return html! {};
    }
    let own = said.get(&shown.category.id);
    let above = line.get(1).and_then(|above| in_force(shown.tree, said, above.id));
    let none = above.map_or_else(|| "None".to_owned(), |id| format!("As above: {}", named(&id)));
    let offered = |scheme: &&Scheme| scheme.archived_at.is_none() || own == Some(&scheme.id);
    let options: Vec<(String, String)> = std::iter::once((String::new(), none.clone()))
        .chain(schemes.iter().filter(offered).map(|scheme| (scheme.id.to_string(), scheme.name.clone())))
        .collect();
    card(
        "Depreciation",
        html! {},
        html! {
            @if !may_change {
                p { @match own { Some(id) => (named(id)), None => (none) } }
            } @else if options.len() == 1 {
                p .muted { a href=(shown.org.path("/catalogue/depreciation")) { "Make a scheme" } " first: it says how fast these assets lose their value." }
            } @else {
                form .stack method="post" action=(shown.path("/depreciation")) {
                    (select(&field("scheme", &Problems::new()), &options, &own.map(Uuid::to_string).unwrap_or_default()))
                    div { (button(None, "Set scheme")) }
                }
            }
        },
    )
}

fn inside_card(shown: &Shown<'_>, inside: &[&Category]) -> Markup {
    card_flush(
        "In it",
        html! {},
        table(
            "Categories in it",
            &[Column::main("Category"), Column::sub("Tags")],
            html! {
                @for category in inside {
                    tr {
                        (cell_main(&shown.org.path(&format!("/catalogue/categories/{}", category.id)), &category.name))
                        (cell(Column::SUB, html! { @if category.tag_pattern.is_empty() { "As above" } @else { code { (category.tag_pattern) } } }))
                    }
                }
            },
        ),
    )
}

fn fields_card(shown: &Shown<'_>) -> Markup {
    let add = html! {
        @if shown.may_change && shown.category.archived_at.is_none() {
            (button_link(&shown.org.path(&format!("/catalogue/fields/new?category={}", shown.category.id)), Some(Icon::Plus), "Add field"))
        }
    };
    let of = |field: &Field| match field.category_id {
        None => "Every asset".to_owned(),
        Some(id) if id == shown.category.id => "This category".to_owned(),
        Some(id) => shown
            .tree
            .iter()
            .find(|category| category.id == id)
            .map(|category| category.name.clone())
            .unwrap_or_default(),
    };
    if shown.fields.is_empty() {
        return card("Fields", add, html! { p .muted { "Nothing besides what every asset has." } });
    }
    card_flush(
        "Fields",
        add,
        table(
            "Fields of its assets",
            &[Column::main("Field"), Column::sub("Holds"), Column::extra("From")],
            html! {
                @for field in shown.fields {
                    tr {
                        (cell(Column::MAIN, html! {
                            @if shown.may_change { a href=(shown.org.path(&format!("/catalogue/fields/{}/details", field.id))) { (field.name) } }
                            @else { (field.name) }
                            @if field.is_required { " " (badge(Tone::Info, "Required")) }
                        }))
                        (cell(Column::SUB, html! { (field_kind_text(field.kind)) }))
                        (cell(Column::EXTRA, html! { (of(field)) }))
                    }
                }
            },
        ),
    )
}

fn models_card(shown: &Shown<'_>) -> Markup {
    let all = shown.org.path(&format!("/catalogue/models?category={}", shown.category.id));
    let actions = html! {
        @if shown.contents.models > 0 { a href=(all) { "All models" } }
        @if shown.may_change && shown.category.archived_at.is_none() {
            (button_link(&shown.org.path(&format!("/catalogue/models/new?category={}", shown.category.id)), Some(Icon::Plus), "Add model"))
        }
    };
    if shown.models.is_empty() {
        return card("Models", actions, html! { p .muted { "No model is of this very category." } });
    }
    card_flush(
        "Models",
        actions,
        table(
            "Models of this category",
            &[Column::main("Model"), Column::sub("Number")],
            html! {
                @for model in shown.models {
                    tr {
                        (cell_main(&shown.org.path(&format!("/catalogue/models/{}", model.id)), &model.label()))
                        (cell(Column::SUB, html! { (model.number) }))
                    }
                }
            },
        ),
    )
}
