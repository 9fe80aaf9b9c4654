//! One import: how far it is, what it would do or did, and how it is read.

use super::stage_badge;
use crate::assets::{Known, Person};
use crate::catalogue::fields::Field;
use crate::imports::{DayOrder, Import, Outcome, Part, Sample, Stage, Target, Turn, Verdict};
use crate::views::assets::label;
use crate::views::parts::place_options;
use kernel::text::ENCODINGS;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field as Input};
use platform::ui::parts::{
    Column, back_link, badge, button_link, card, card_flush, cell, cell_status, confirm_form, kpi, kpi_row, notice,
    page_header_with, primary_button, table, two_columns,
};
use platform::ui::{Icon, Tone};
use std::collections::HashMap;
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which.
    pub import: &'a Import,
    /// What is shown of its rows.
    pub sample: &'a Sample,
    /// Its first rows, where they are still kept.
    pub first: Option<&'a Part>,
    /// What rows may choose from.
    pub known: &'a Known,
    /// The people whom fields named and are to name.
    pub people: &'a HashMap<Uuid, Person>,
    /// May the viewer make what is missing?
    pub may_make: bool,
    /// Are its bytes kept, so that they can be read in another encoding?
    pub has_file: bool,
    /// The encoding that was chosen, and why the file cannot be read in it.
    pub unread: Option<(&'a str, &'a str)>,
}

/// The page. While work goes on it looks again by itself.
pub(crate) fn show(facts: &Facts<'_>) -> Markup {
    let import = facts.import;
    let path = facts.org.path(&format!("/imports/{}", import.id));
    let is_busy = import.stage.is_busy();
    html! {
        div #one-import .stack hx-get=[is_busy.then_some(path.as_str())] hx-trigger=[is_busy.then_some("every 1s")]
            hx-select=[is_busy.then_some("#one-import")] hx-swap=[is_busy.then_some("outerHTML")] hx-push-url=[is_busy.then_some("false")] {
            (back_link(&facts.org.path("/imports"), "Imports"))
            (page_header_with(&import.file_name, Some(html! { (stage_badge(import)) " " (sub(import)) }), actions(facts)))
            @if let Some((_, told)) = facts.unread { (forms::problem_summary(&[("encoding".to_owned(), told.to_owned())])) }
            @if !import.why.is_empty() { (notice(Tone::Warn, html! { (import.why) })) }
            @if is_busy { (progress(import)) } @else { (figures(import)) }
            @if import.stage == Stage::Checked { (two_columns(outlook(facts), form(facts))) }
            @else if !is_busy { (after(facts)) }
        }
    }
}

fn sub(import: &Import) -> String {
    if import.options.bulk.is_some() {
        return String::new();
    }
    let separator =
        if import.separator.is_empty() { String::new() } else { format!(", separated by {}", import.separator) };
    format!("{} rows, {}{separator}", import.row_count, import.encoding)
}

fn actions(facts: &Facts<'_>) -> Markup {
    let import = facts.import;
    let path = |rest: &str| facts.org.path(&format!("/imports/{}{rest}", import.id));
    let counts = &import.counts;
    let is_stopped = import.options.is_whole && counts.wrong > 0;
    html! {
        @if counts.wrong > 0 && facts.first.is_some() && !import.stage.is_busy() {
            (button_link(&path("/errors"), Some(Icon::Download), "Wrong rows"))
        }
        @if import.stage == Stage::Checked && counts.created + counts.changed > 0 && !is_stopped && facts.first.is_some() {
            form #apply method="post" action=(path("/application")) {
                @let verb = if import.options.bulk.is_some() { "Change" } else { "Import" };
                (primary_button(Some(Icon::Check), &format!("{verb} {}", counts.created + counts.changed)))
            }
        }
        @if import.stage == Stage::Done && facts.first.is_some() && counts.created + counts.changed > 0 {
            (confirm_form("take-back", &path("/reversal"), "Take it back",
                "Assets that it made go, where nothing happened to them since; what it changed becomes what it was.", html! {}))
        }
    }
}

fn progress(import: &Import) -> Markup {
    let (sentence, percent) = match import.stage {
        Stage::Running => ("The rows are being written.", import.percent()),
        Stage::Undoing => ("It is being taken back.", 100 - import.percent()),
        _ if import.options.bulk.is_some() => {
            ("What would change is being found out. Nothing changes yet.", import.percent())
        }
        _ => ("The file is being read. Nothing changes yet.", import.percent()),
    };
    card(
        "On its way",
        html! { span .muted { (percent) " %" } },
        html! {
            div .stack role="status" {
                p { (sentence) " You may leave this page: the work goes on." }
                progress .meter max="100" value=(percent) aria-label="Progress" { (percent) " %" }
            }
        },
    )
}

fn figures(import: &Import) -> Markup {
    let counts = &import.counts;
    let figure = |label: &str, count: i64, note: &str| kpi(label, &count.to_string(), html! { (note) }, None);
    let mut figures = match import.options.bulk {
        Some(_) => vec![
            figure("Changed", counts.changed, "assets"),
            figure("As they are", counts.same, "nothing would change"),
            figure("Refused", counts.wrong, "left out, with reasons"),
        ],
        None => vec![
            figure("New", counts.created, "assets"),
            figure("Changed", counts.changed, "say something new"),
            figure("Known", counts.same, "say nothing new"),
            figure("Wrong", counts.wrong, "left out, with reasons"),
        ],
    };
    if import.stage == Stage::Undone {
        figures.push(figure("Left", counts.left, "not taken back"));
    }
    kpi_row(&figures)
}

/// What it would do.
fn outlook(facts: &Facts<'_>) -> Markup {
    let (import, sample) = (facts.import, facts.sample);
    html! {
        @if import.options.is_whole && import.counts.wrong > 0 {
            (notice(Tone::Bad, html! { "All or nothing was asked for, and some rows are wrong: correct them, or let the others go on." }))
        }
        @if facts.first.is_none() { (notice(Tone::Warn, html! { "The rows of this file are not kept any more. Send it again." })) }
        (missing(facts))
        (wrong(facts))
        (changes(facts, sample, import.counts.created + import.counts.changed))
    }
}

fn missing(facts: &Facts<'_>) -> Markup {
    let told = facts.sample.missing.told();
    if told.is_empty() {
        return html! {};
    }
    card(
        "What will be made first",
        html! {},
        html! {
            dl .facts {
                @for (what, count, names) in &told {
                    div { dt { (what) ": " (count) } dd { (names.join(", ")) @if *count > names.len() { " …" } } }
                }
            }
        },
    )
}

fn wrong(facts: &Facts<'_>) -> Markup {
    let (list, number) = (&facts.sample.wrong, facts.import.counts.wrong);
    if list.is_empty() {
        return html! {};
    }
    let first = if facts.import.options.bulk.is_some() { "Asset tag" } else { "Line" };
    let columns = [Column::main(first), Column::sub("What is wrong"), Column::extra("Asset")];
    card_flush(
        "Rows that are left out",
        html! { span .muted { (number) } },
        html! {
            (table("Rows that are left out", &columns, html! {
                @for outcome in list {
                    tr {
                        td .main { @if facts.import.options.bulk.is_some() { (outcome.title.0) } @else { "Line " (outcome.line) } }
                        (cell(Column::SUB, html! { @for (field, sentence) in &outcome.problems { p { @if !field.is_empty() { strong { (field) } ": " } (sentence) } } }))
                        (cell(Column::EXTRA, html! { (outcome.title.0) " " (outcome.title.1) }))
                    }
                }
            }))
            @if number > list.len() as i64 { p .hint.body { "And " (number - list.len() as i64) " more: all of them are in the file of wrong rows." } }
        },
    )
}

fn changes(facts: &Facts<'_>, sample: &Sample, number: i64) -> Markup {
    if sample.changes.is_empty() {
        return card("Rows that are applied", html! {}, html! { p .muted { "None: nothing new is said." } });
    }
    let columns = [Column::main("Asset"), Column::sub("Changes"), Column::extra("Line"), Column::status("What")];
    card_flush(
        "Rows that are applied",
        html! { span .muted { (number) } },
        html! {
            (table("Rows that are applied", &columns, html! { @for outcome in &sample.changes { (change(facts, outcome)) } }))
            @if number > sample.changes.len() as i64 { p .hint.body { "And " (number - sample.changes.len() as i64) " more." } }
        },
    )
}

fn change(facts: &Facts<'_>, outcome: &Outcome) -> Markup {
    let name = match outcome.title.0.as_str() {
        "" => outcome.title.1.clone(),
        tag => format!("{tag} {}", outcome.title.1),
    };
    html! {
        tr {
            td .main {
                @match (outcome.verdict, outcome.asset) {
                    (Verdict::Change, Some(id)) => a href=(facts.org.path(&format!("/assets/{id}"))) { (name) },
                    _ => (name),
                }
            }
            (cell(Column::SUB, html! { @for turn in &outcome.turns { p { (turned(facts, turn)) } } }))
            (cell(Column::EXTRA, html! { (outcome.line) }))
            (cell_status(match outcome.verdict { Verdict::Create => badge(Tone::Ok, "New"), _ => badge(Tone::Info, "Changed") }))
        }
    }
}

/// A change in words: what is known by an id by its name.
fn turned(facts: &Facts<'_>, turn: &Turn) -> Markup {
    if turn.field == "returned" {
        return html! { strong { "Taken back" } " from " (holder(facts.known, &turn.before)) };
    }
    let person = |value: &str| value.parse().ok().and_then(|id: Uuid| facts.people.get(&id)).map(Person::label);
    let named = |value: &str| person(value).map_or_else(|| named(facts.known, &turn.field, value), str::to_owned);
    let field = facts.known.fields.iter().find(|field| field.input() == turn.field);
    let called = field.map_or_else(|| label(&turn.field).to_owned(), |field| field.name.clone());
    html! {
        strong { (called) } ": "
        @if !turn.before.is_empty() { del { (named(&turn.before)) } " " }
        @if turn.after.is_empty() { "emptied" } @else { ins { (named(&turn.after)) } }
    }
}

/// Who has it that it is taken back from.
fn holder(known: &Known, word: &str) -> String {
    let mut parts = word.split(':');
    match (parts.next(), parts.next().and_then(|id| id.parse::<Uuid>().ok())) {
        (Some("location"), Some(id)) => known
            .places
            .iter()
            .find(|place| place.id == id)
            .map_or_else(|| "a place".to_owned(), |place| place.name.clone()),
        (Some("asset"), _) => "another asset".to_owned(),
        _ => "whoever has it".to_owned(),
    }
}

fn named(known: &Known, field: &str, value: &str) -> String {
    let Ok(id) = value.parse::<Uuid>() else { return value.replace('_', " ") };
    let found = match field {
        "category" => known.categories.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        "model" => known.models.iter().find(|one| one.id == id).map(|one| one.label()),
        "supplier" => known.vendors.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        "home" | "location" => known.places.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        "status" => known.labels.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        _ => None,
    };
    found.unwrap_or_else(|| "a new one".to_owned())
}

/// Of a change of many there is nothing to be read otherwise; what others did meanwhile is found by looking again.
fn again(facts: &Facts<'_>) -> Markup {
    html! {
        form .card #reading method="post" action=(facts.org.path(&format!("/imports/{}/check", facts.import.id))) {
            header { h2 { "Not applied yet" } }
            div .body.stack { p .muted { "An asset that somebody changes before you apply this is left out." } }
            footer { div .submit-row { button .btn type="submit" { "Look again" } } }
        }
    }
}

/// How the file is read; what is changed here is found out anew.
fn form(facts: &Facts<'_>) -> Markup {
    if facts.import.options.bulk.is_some() {
        return again(facts);
    }
    let (import, options) = (facts.import, &facts.import.options);
    let days: Vec<(String, String)> = DayOrder::ALL
        .iter()
        .map(|(order, name)| {
            let sample = match order {
                DayOrder::Dmy => "Day, month, year (31.12.2026)",
                DayOrder::Mdy => "Month, day, year (12/31/2026)",
                DayOrder::Ymd => "Year, month, day (26-12-31)",
            };
            ((*name).to_owned(), sample.to_owned())
        })
        .collect();
    let mut categories = vec![(String::new(), "None: such rows are wrong".to_owned())];
    let live = facts.known.categories.iter().filter(|category| category.archived_at.is_none());
    categories.extend(live.map(|one| (one.id.to_string(), format!("{}{}", "\u{2003}".repeat(one.depth()), one.name))));
    let mut places = vec![(String::new(), "On their own, as sites".to_owned())];
    places.extend(place_options(&facts.known.places));
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    html! {
        form .card #reading method="post" action=(facts.org.path(&format!("/imports/{}/check", import.id))) {
            header { h2 { "How it is read" } }
            div .body.stack {
                @if facts.has_file || facts.unread.is_some() { (encoding(facts)) }
                @for (at, head) in import.heads.iter().enumerate() { (column(facts, at, head)) }
                (forms::select(&Input::new("days", "Days are written as").hint("What begins with a year is read as such always."), &days, options.days.name()))
                (forms::select(&Input::new("category", "Category of rows without one"), &categories, &id(options.category)))
                @if facts.may_make {
                    (forms::switch(&Input::new("makes_missing", "Make what is missing").hint("Categories, models, manufacturers, suppliers, status labels, locations, and people with an address."), options.makes_missing))
                    (forms::select(&Input::new("places_in", "New locations stand"), &places, &id(options.places_in)))
                }
                (forms::switch(&Input::new("changes", "Change assets that are there already"), options.changes))
                (forms::switch(&Input::new("is_whole", "All or nothing").hint("Wrong rows stop the others."), options.is_whole))
            }
            footer { div .submit-row { button .btn type="submit" { "Look again" } } }
        }
    }
}

/// How its letters are written. What was found need not be one of those that people choose from.
fn encoding(facts: &Facts<'_>) -> Markup {
    let found = facts.import.encoding.as_str();
    let mut choices: Vec<(String, String)> =
        ENCODINGS.iter().map(|(name, label)| ((*name).to_owned(), (*label).to_owned())).collect();
    if choices.iter().all(|(name, _)| name != found) {
        choices.insert(0, (found.to_owned(), format!("As it was found ({found})")));
    }
    let (chosen, problem) = facts.unread.unzip();
    let input = Input::new("encoding", "Encoding")
        .hint("How letters are written. Choose another one where they look wrong, such as Ã¶ for ö.")
        .error(problem);
    forms::select(&input, &choices, chosen.unwrap_or(found))
}

fn column(facts: &Facts<'_>, at: usize, head: &str) -> Markup {
    let fields: &[Field] = &facts.known.fields;
    let chosen = facts.import.options.columns.get(at).map_or("", String::as_str);
    let is_sealed = fields.iter().any(|field| field.is_sealed && field.input() == chosen);
    let first = facts
        .first
        .and_then(|part| part.rows.iter().find_map(|(_, cells)| cells.get(at).filter(|cell| !cell.is_empty())));
    let id = format!("column-{at}");
    let name = if head.is_empty() { format!("Column {} (no name)", at + 1) } else { head.to_owned() };
    html! {
        div .field {
            label .label for=(id) { (name) }
            select .input #(id) name=(id) {
                option value="" selected[chosen.is_empty()] { "Left out" }
                @for (target, label) in Target::all() { option value=(target.name()) selected[target.name() == chosen] { (label) } }
                @for field in fields { option value=(field.input()) selected[field.input() == chosen] { (field.name) } }
            }
            @if let Some(cell) = first.filter(|_| !is_sealed) { p .hint { (cell.chars().take(60).collect::<String>()) } }
        }
    }
}

/// What it did.
fn after(facts: &Facts<'_>) -> Markup {
    let sample = facts.sample;
    html! {
        @if !sample.left.is_empty() {
            (card_flush("What was left", html! { span .muted { (facts.import.counts.left) } }, table("What was left", &[Column::main("Asset"), Column::sub("Why")], html! {
                @for (tag, why) in &sample.left { tr { td .main { (tag) } (cell(Column::SUB, html! { (why) })) } }
            })))
        }
        (wrong(facts))
        @if facts.import.stage == Stage::Done { p .muted { "Rows are kept for 30 days, and can be taken back as long." } }
    }
}
