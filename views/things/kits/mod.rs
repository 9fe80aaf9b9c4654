//! Pages of kits and their templates.

mod asset;
mod forms;
mod lists;
mod show;

pub(crate) use asset::{place, section};
pub(crate) use forms::{Choices, check_out, new_kit, take_back, template_form};
pub(crate) use lists::{file_heads, file_row, index, templates};
pub(crate) use show::{Facts, show, template};

use crate::kits::{Kit, Lacking, Line, Part};
use maud::{Markup, html};
use platform::ui::Tone;
use platform::ui::parts::badge;

/// A kit with what is in it and what it lacks.
pub(crate) struct Row {
    /// The kit.
    pub kit: Kit,
    /// What must be in it, but what of stock the viewer may not know of.
    pub lines: Vec<Line>,
    /// What is in it, as far as the viewer may see it.
    pub parts: Vec<Part>,
    /// How many more parts are in it.
    pub others: usize,
    /// What it lacks.
    pub lacks: Vec<Lacking>,
}

/// What somebody did, where the page is the kit's, the template's or the asset's. None for other facts.
pub(crate) fn deed_here(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "kit.made" => "made it a kit",
        "kit.unmade" => "made it no kit any more",
        "kit.checked_out" => "checked out the kit",
        "kit.returned" => "took back the kit",
        "kit_template.created" => "added it",
        "kit_template.changed" => "changed it",
        "kit_template.archived" => "archived it",
        "kit_template.restored" => "restored it",
        _ => return None,
    })
}

/// Has it everything?
fn standing(row: &Row) -> Markup {
    match row.lacks.is_empty() {
        true => badge(Tone::Ok, "Complete"),
        false => badge(Tone::Bad, "Missing parts"),
    }
}

/// What it lacks, in words.
fn lacks_text(lacks: &[Lacking]) -> String {
    lacks.iter().map(|one| format!("{} × {}", one.quantity, one.name)).collect::<Vec<_>>().join(", ")
}

/// What a field of these forms is called.
fn label(name: &str) -> &'static str {
    match name {
        "asset" => "Asset",
        "template" => "Template",
        "person" => "Person",
        "due_on" => "Expected back",
        "stock_from" => "Take stock from",
        "note" => "Note",
        "name" => "Name",
        "lines" => "What must be in it",
        "scanned" => "Scan what is there",
        "parts" => "Parts",
        "assets" => "Kit",
        _ => "",
    }
}

/// Problems as a form's summary wants them.
fn listed(problems: &kernel::Problems) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| match label(name) {
        "" => (String::new(), message.to_owned()),
        label => (name.to_owned(), format!("{label}: {message}")),
    };
    problems.iter().map(line).collect()
}

/// What a line is of, with its number.
fn line_text(line: &Line) -> Markup {
    html! { (line.quantity) " × " (line.name) @if line.item_id.is_some() { span .muted { " from stock" } } @else if line.category_id.is_some() { span .muted { " (any)" } } }
}
