//! One audit: how far it is, counting by hand, and its lines.

use super::{about, decision_text, due, label, listed, outcome_badge, outcome_text};
use crate::audits::{Audit, AuditQuery, Kind, Line, Outcome, Progress, days_text};
use crate::locations::Location;
use crate::views::parts::place_options;
use crate::views::words::counted;
use chrono::NaiveDate;
use kernel::Problems;
use kernel::time::{clock_text, day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{
    Column, MenuItem, Segment, back_link, button, button_link, card, cell, cell_status, facts, menu, no_results,
    notice, page_header_with, pager, primary_link, seg, table,
};
use platform::ui::{Icon, Tone, address};
use uuid::Uuid;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub audit: &'a Audit,
    /// What the address says.
    pub query: &'a AuditQuery,
    /// A page of its lines.
    pub lines: &'a [Line],
    /// The last of this page, where there are more.
    pub next: Option<Uuid>,
    /// How far it is, as far as the viewer sees.
    pub progress: Progress,
    /// How many are asked by mail, and how many have answered.
    pub answered: (i64, i64),
    /// Where the viewer may be while they count.
    pub places: &'a [Location],
    /// May the viewer count?
    pub may_count: bool,
    /// May the viewer close it?
    pub may_close: bool,
    /// The day it is there.
    pub today: NaiveDate,
    /// So that a double click counts once.
    pub key: &'a str,
}

impl Facts<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/audits/{}{rest}", self.audit.id))
    }

    fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        format!("{}, {}", day_text(wall(self.org.zone(), at).date()), clock_text(self.org.zone(), at))
    }

    /// The address of the page as it is, with these values instead.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let after = self.query.after.map(|id| id.to_string()).unwrap_or_default();
        let said = [("show", self.query.show.as_str()), ("place", &self.query.place), ("after", &after)];
        let kept = said.into_iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        address(&self.path(""), &kept.chain(changed.iter().copied()).collect::<Vec<_>>())
    }
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let audit = shown.audit;
    html! {
        (back_link(&shown.org.path("/audits"), "Audits"))
        (page_header_with(&audit.name, Some(html! { (about(audit)) }), actions(shown)))
        (problem_summary(&listed(problems)))
        @if let Some(at) = audit.closed_at {
            (notice(Tone::Info, html! {
                p { "Closed by " (audit.closed_by_name.as_deref().unwrap_or("the house")) " on " (shown.moment(at)) ". What it found stays as it is." }
            }))
        }
        @if shown.may_count { (counting(shown, problems)) }
        div .stack #audit hx-get=(shown.address(&[])) hx-trigger="assets-changed from:body delay:1s" hx-select="#audit" hx-target="#audit" hx-swap="outerMorph" {
            (standing(shown))
            section .card aria-label="What it found" {
                div .card-tools { (filters(shown)) }
                (list(shown))
            }
        }
    }
}

fn actions(shown: &Facts<'_>) -> Markup {
    let file = |format: &str| shown.address(&[("format", format), ("after", "")]);
    let scan = address(&shown.org.path("/scan"), &[("mode", "audit"), ("audit", &shown.audit.id.to_string())]);
    html! {
        (menu("audit-menu", "More about this audit", &[
            MenuItem::Link(Icon::Download, "Export CSV".into(), file("csv")),
            MenuItem::Link(Icon::Table, "Export XLSX".into(), file("xlsx")),
        ]))
        @if shown.may_close {
            (button_link(&shown.path("/details"), Some(Icon::Pencil), "Edit"))
            (button_link(&shown.path("/closing"), Some(Icon::Done), "Close the audit"))
        }
        @if shown.may_count { (primary_link(&scan, Some(Icon::Scan), "Scan")) }
    }
}

fn standing(shown: &Facts<'_>) -> Markup {
    let (audit, progress) = (shown.audit, shown.progress);
    let mut pairs: Vec<(&str, Markup)> = vec![(
        "Done",
        html! {
            (progress.done()) " of " (progress.expected)
            " " progress max=(progress.expected.max(1)) value=(progress.done()) aria-label="Done" {}
        },
    )];
    let counts = [
        (Outcome::Found, progress.found),
        (Outcome::Missing, progress.missing),
        (Outcome::Misplaced, progress.misplaced),
        (Outcome::Unexpected, progress.unexpected),
    ];
    for (outcome, count) in counts {
        pairs.push((outcome_text(outcome), html! { (count) }));
    }
    if shown.answered.0 > 0 {
        pairs.push((
            "Answered by mail",
            html! { (shown.answered.1) " of " (counted(shown.answered.0, "person", "people")) },
        ));
    }
    if audit.kind == Kind::Held && audit.closed_at.is_none() {
        let days = audit.ladder();
        pairs.push((
            "Reminders",
            match days.is_empty() {
                true => html! { "None" },
                false => html! { (days_text(&days)) " days after the letter" },
            },
        ));
    }
    if let Some(name) = &audit.assignee_name {
        pairs.push(("Assigned to", html! { (name) }));
    }
    if audit.due_on.is_some() {
        pairs.push(("Due", due(audit, shown.today)));
    }
    let by = audit.started_by_name.as_deref().unwrap_or("The house");
    pairs.push(("Started", html! { (shown.moment(audit.started_at)) ", " (by) }));
    if !audit.note.is_empty() {
        pairs.push(("Note", html! { @for line in audit.note.lines() { (line) br; } }));
    }
    card("How far it is", html! {}, facts(&pairs))
}

/// Counting by hand: what stands on a label is typed, or scanned into the field.
fn counting(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let field = Field::new("code", label("code")).hint("Type a tag, or scan it, and press Enter.").required();
    let mut places = vec![(String::new(), "Somewhere in the audit's place".to_owned())];
    places.extend(place_options(shown.places));
    let input = Input { autocomplete: Some("off"), ..Input::of("text") };
    card(
        "Count",
        html! {},
        html! {
            form .stack #count method="post" action=(shown.path("/findings")) {
                (hidden("key", shown.key))
                (hidden("show", &shown.query.show))
                (forms::fields(&[
                    forms::input(&field.error(problems.at("code")), &input, ""),
                    forms::select(&Field::new("place", label("place")), &places, &shown.query.place),
                ]))
                div { (button(Some(Icon::Check), "Seen")) }
            }
        },
    )
}

fn filters(shown: &Facts<'_>) -> Markup {
    let one = |text: &str, show: &str, count: Option<i64>| Segment {
        label: count.map_or_else(|| text.to_owned(), |count| format!("{text} {count}")),
        href: shown.address(&[("show", show), ("after", "")]),
        current: shown.query.show == show,
    };
    let progress = shown.progress;
    seg(
        "Which lines",
        &[
            one("All", "", None),
            one("To look for", "todo", Some(progress.todo)),
            one("Differences", "differences", Some(progress.differences())),
            one("Found", "found", Some(progress.found)),
        ],
    )
}

fn list(shown: &Facts<'_>) -> Markup {
    if shown.lines.is_empty() {
        return no_results("Nothing is in this part of the list.", &shown.path(""));
    }
    let columns = [
        Column::main("Asset"),
        Column::sub("Name"),
        Column::extra("Recorded at"),
        Column::extra("Seen"),
        Column::extra(if shown.audit.closed_at.is_some() { "What became of it" } else { "Note" }),
        Column::status("State"),
        Column::actions(),
    ];
    let next = shown.next.map(|id| shown.address(&[("after", &id.to_string())]));
    html! {
        (table("What is expected, and what else was seen", &columns, html! { @for line in shown.lines { (row(shown, line)) } }))
        (pager(None, next.as_deref(), &counted(shown.lines.len() as i64, "line", "lines")))
    }
}

fn row(shown: &Facts<'_>, line: &Line) -> Markup {
    let own = shown.path(&format!("/findings/{}", line.id));
    html! {
        tr #{ "l-" (line.id) } {
            td .main { a href=(own) { (line.code) } }
            (cell(Column::SUB, html! {
                @match &line.asset_name { Some(name) => (name), None => "Nothing has this code" }
                @if let Some(name) = line.person_name.as_ref().or(line.holder_name.as_ref()) { " · " (name) }
            }))
            (cell(Column::EXTRA, html! { (line.place_name.as_deref().unwrap_or_default()) }))
            (cell(Column::EXTRA, seen(shown, line)))
            (cell(Column::EXTRA, html! {
                @if shown.audit.closed_at.is_some() { (decision_text(line)) }
                @for note in [&line.note, &line.answer_note] { @if !note.is_empty() { p .small { (note) } } }
            }))
            (cell_status(outcome_badge(line.outcome)))
            td .row-actions { @if shown.may_count { (ticks(shown, line)) } }
        }
    }
}

/// Who said so.
fn seer(line: &Line) -> &str {
    let answered = line.answer.and(line.person_name.as_deref());
    line.seen_by_name.as_deref().or(answered).unwrap_or("Somebody")
}

/// Who saw it, when and where.
fn seen(shown: &Facts<'_>, line: &Line) -> Markup {
    html! {
        @if let Some(at) = line.seen_at {
            (seer(line)) ", " (shown.moment(at))
            @if let Some(place) = &line.seen_place_name { br; (place) }
        }
    }
}

fn ticks(shown: &Facts<'_>, line: &Line) -> Markup {
    let kept = |outcome: &str| {
        html! {
            (hidden("asset", &line.asset_id.map(|id| id.to_string()).unwrap_or_default()))
            (hidden("outcome", outcome))
            (hidden("show", &shown.query.show))
            (hidden("after", &shown.query.after.map(|id| id.to_string()).unwrap_or_default()))
            (hidden("key", &format!("{}-{}-{outcome}", shown.key, line.id.simple())))
        }
    };
    html! {
        @if line.outcome.is_none() { div .row {
            form method="post" action=(shown.path("/findings")) {
                (kept("seen"))
                button .btn.icon-only type="submit" aria-label={ "Seen: " (line.code) } title="Seen" { (platform::ui::icon(Icon::Check)) }
            }
            form method="post" action=(shown.path("/findings")) {
                (kept("missing"))
                button .btn.icon-only type="submit" aria-label={ "Not there: " (line.code) } title="Not there" { (platform::ui::icon(Icon::X)) }
            }
        } } @else {
            form method="post" action=(shown.path(&format!("/findings/{}/reset", line.id))) {
                button .btn.icon-only type="submit" aria-label={ "Take back: " (line.code) } title="Take back" { (platform::ui::icon(Icon::Undo)) }
            }
        }
    }
}
