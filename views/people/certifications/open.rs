//! The certification that is open: every grant with its verdict, how far it is, and how it is completed.

use super::super::listed;
use super::address;
use crate::certifications::model::{Certification, Choice};
use crate::certifications::policy::Progress;
use crate::views::roles::list;
use kernel::Problems;
use maud::{Markup, html};
use platform::Perms;
use platform::ui::forms::{Field, Input, hidden, input, problem_summary};
use platform::ui::parts::{
    Column, Segment, back_link, badge, button, button_link, card, cell, cell_status, confirm_form, empty, notice,
    page_header, pager, primary_button, seg, table,
};
use platform::ui::{Icon, Tone};
use uuid::Uuid;

/// A person with what they hold.
pub(crate) struct PersonLine {
    /// Who.
    pub user: Uuid,
    /// What they are called.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// The day on which they were last here.
    pub last_here: Option<String>,
    /// Is that long ago?
    pub is_absent: bool,
    /// What they hold; at least one.
    pub grants: Vec<GrantLine>,
}

/// A grant with what was decided about it.
pub(crate) struct GrantLine {
    /// Its id.
    pub id: Uuid,
    /// What a verdict on it names.
    pub mark: String,
    /// The role.
    pub role: String,
    /// Where, if not everywhere.
    pub place: Option<String>,
    /// The last day, if it has an end.
    pub until: Option<String>,
    /// What the role allows.
    pub may: Perms,
    /// What was decided.
    pub choice: Option<Choice>,
    /// Was something decided about what it was before?
    pub is_stale: bool,
    /// Is it not as the last review saw it?
    pub is_new: bool,
    /// Could the viewer end it?
    pub may_end: bool,
}

/// What is as the last review saw it.
pub(crate) struct Unchanged {
    /// The last review.
    pub since: Uuid,
    /// When it was, in words.
    pub when: String,
    /// How much of that is not decided yet.
    pub count: usize,
}

/// What the page shows.
pub(crate) struct OpenPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The certification.
    pub round: &'a Certification,
    /// When it was begun.
    pub started: String,
    /// When something was last decided.
    pub touched: String,
    /// Does the viewer go through it?
    pub is_mine: bool,
    /// How far it is.
    pub progress: Progress,
    /// What is as before; none: there was no review yet.
    pub unchanged: Option<Unchanged>,
    /// What is to end, in words.
    pub ending: &'a [String],
    /// The people of this page.
    pub people: &'a [PersonLine],
    /// How many the filter leaves over.
    pub total: usize,
    /// Is there another page?
    pub is_more: bool,
    /// `left`, `keep` or `end`; empty: everything.
    pub show: &'a str,
    /// Which page, from 0.
    pub page: usize,
    /// A note as typed.
    pub note: &'a str,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page.
pub(crate) fn page(shown: &OpenPage<'_>) -> Markup {
    let path = format!("{}/certifications/{}", shown.base, shown.round.id);
    let sub = format!(
        "Begun by {} on {}. You may stop at any time and come back.",
        shown.round.started_by_name, shown.started
    );
    let file = button_link(&format!("{path}?format=csv"), Some(Icon::Download), "Export CSV");
    html! {
        (back_link(&format!("{}/certifications", shown.base), "Certifications"))
        (page_header("Going through the access", Some(&sub), file))
        (problem_summary(&listed(shown.problems)))
        @if !shown.is_mine { (others(shown, &path)) }
        (progress(shown, &path))
        section .card {
            div .card-tools { (seg("What to show", &segments(shown, &path))) }
            (people(shown, &path))
        }
        @if shown.is_mine { (completion(shown, &path)) }
        (card("Give it up", html! {}, html! {
            div .stack {
                p .muted { "What was decided so far stays on record; nothing ends." }
                div { (confirm_form("abandon", &format!("{path}/abandonment"), "Give it up", "Whoever goes through the access next begins anew.", html! {})) }
            }
        }))
    }
}

fn others(shown: &OpenPage<'_>, path: &str) -> Markup {
    let name = &shown.round.held_by_name;
    notice(
        Tone::Warn,
        html! {
            p { strong { (name) } " goes through this, and decided something last on " (shown.touched) ". Let them go on, or go on in their place." }
            form #takeover method="post" action={ (path) "/takeover" } {
                (hidden("from", &shown.round.held_by.to_string()))
                (button(None, "Take it over"))
            }
        },
    )
}

fn progress(shown: &OpenPage<'_>, path: &str) -> Markup {
    let Progress { all, keep, end } = shown.progress;
    let done = keep + end;
    card(
        "How far it is",
        html! {},
        html! {
            div .stack {
                progress .meter max=(all) value=(done) aria-label="Decided so far" {}
                p { (done) " of " (all) " decided: " (keep) " stay, " (end) @if end == 1 { " ends." } @else { " end." } }
                @if let Some(unchanged) = &shown.unchanged {
                    @if unchanged.count > 0 && shown.is_mine {
                        form #unchanged method="post" action={ (path) "/unchanged" } {
                            (hidden("since", &unchanged.since.to_string()))
                            @if unchanged.count == 1 { (button(Some(Icon::Check), "Keep the one that is as before")) }
                            @else { (button(Some(Icon::Check), &format!("Keep the {} that are as before", unchanged.count))) }
                        }
                        p .muted.small { "As before is what the review of " (unchanged.when) " saw in the same way." }
                    }
                }
            }
        },
    )
}

fn segments(shown: &OpenPage<'_>, path: &str) -> Vec<Segment> {
    let Progress { all, keep, end } = shown.progress;
    let views =
        [("", "All", all), ("left", "To decide", shown.progress.left()), ("keep", "Stay", keep), ("end", "End", end)];
    let segment = |(show, label, count): (&str, &str, usize)| Segment {
        label: format!("{label} ({count})"),
        href: address(path, show, ""),
        current: shown.show == show,
    };
    views.into_iter().map(segment).collect()
}

fn people(shown: &OpenPage<'_>, path: &str) -> Markup {
    if shown.people.is_empty() {
        let sentence = if shown.show == "left" { "Nothing is left to decide." } else { "There is none." };
        return empty(Icon::Check, sentence, html! {});
    }
    let at = |page: usize| address(path, shown.show, &page.to_string());
    let previous = (shown.page > 0).then(|| at(shown.page - 1));
    let next = shown.is_more.then(|| at(shown.page + 1));
    let note = if shown.total == 1 { "1 person".to_owned() } else { format!("{} people", shown.total) };
    let columns = [
        Column::main("Who"),
        Column::status("Is to"),
        Column::sub("As"),
        Column::sub("Where"),
        Column::sub("Until"),
        Column::sub("May"),
        Column::actions(),
    ];
    html! {
        (table("All that is held", &columns, html! {
            @for person in shown.people {
                @for (nth, grant) in person.grants.iter().enumerate() {
                    tr .same[nth > 0] #{ "g-" (grant.id) } {
                        @if nth == 0 { (who(shown, path, person)) } @else { td .main { span .vh { (person.name) } } }
                        (cell_status(standing(grant)))
                        (cell(Column::SUB, html! { (grant.role) @if grant.is_new { " " (badge(Tone::Info, "New or different")) } }))
                        (cell(Column::SUB, html! { (grant.place.as_deref().unwrap_or("Everywhere")) }))
                        (cell(Column::SUB, html! { @match &grant.until { Some(day) => { "Until " (day) }, None => "Without an end" } }))
                        (cell(Column::SUB, abilities(grant.may)))
                        (cell(Column::ACTIONS, html! { @if shown.is_mine { (choices(shown, path, person, grant)) } }))
                    }
                }
            }
        }))
        (pager(previous.as_deref(), next.as_deref(), &note))
    }
}

fn who(shown: &OpenPage<'_>, path: &str, person: &PersonLine) -> Markup {
    html! {
        td .main {
            a href={ (shown.base) "/members/" (person.user) } { (person.name) }
            p .muted.small {
                (person.email) ". "
                @match &person.last_here { Some(day) => { "Last here " (day) }, None => "Never signed in" }
                @if person.is_absent { " " (badge(Tone::Warn, "Absent")) }
            }
            @if shown.is_mine && person.grants.iter().filter(|grant| grant.choice.is_none()).count() > 1 {
                form #{ "keep-all-" (person.user) } method="post" action={ (path) "/verdicts" } {
                    @for grant in person.grants.iter().filter(|grant| grant.choice.is_none()) { (hidden("marks", &grant.mark)) }
                    (hidden("verdict", Choice::Keep.name()))
                    (hidden("show", shown.show))
                    (hidden("page", &shown.page.to_string()))
                    button .btn type="submit" { "Keep all of them" span .vh { ": " (person.name) } }
                }
            }
        }
    }
}

fn standing(grant: &GrantLine) -> Markup {
    match grant.choice {
        Some(Choice::Keep) => badge(Tone::Ok, "Stay"),
        Some(Choice::End) => badge(Tone::Bad, "End"),
        None if grant.is_stale => badge(Tone::Warn, "Changed since"),
        None => badge(Tone::Neutral, "Not decided"),
    }
}

fn abilities(perms: Perms) -> Markup {
    html! {
        @if perms == Perms::all() { "Everything" }
        @else { details .unfold { summary { (perms.len()) " permissions" } (list(perms)) } }
    }
}

fn choices(shown: &OpenPage<'_>, path: &str, person: &PersonLine, grant: &GrantLine) -> Markup {
    let choice = |verdict: Choice, label: &str| {
        html! {
            form #{ (verdict.name()) "-" (grant.id) } method="post" action={ (path) "/verdicts" } {
                (hidden("marks", &grant.mark))
                (hidden("verdict", verdict.name()))
                (hidden("show", shown.show))
                (hidden("page", &shown.page.to_string()))
                button .btn type="submit" { (label) span .vh { ": " (person.name) ", " (grant.role) } }
            }
        }
    };
    html! {
        @if grant.choice != Some(Choice::Keep) { (choice(Choice::Keep, "Keep")) }
        @if grant.may_end { @if grant.choice != Some(Choice::End) { (choice(Choice::End, "End")) } }
        @else { span .muted.small { "Mightier than you: you cannot end it." } }
    }
}

fn completion(shown: &OpenPage<'_>, path: &str) -> Markup {
    let left = shown.progress.left();
    let note = Field::new("note", "Note").hint("What you checked, and with whom.").error(shown.problems.at("note"));
    html! {
        form .card #complete method="post" action={ (path) "/completion" } {
            header { h2 { "Complete it" } }
            div .body.stack {
                @if left > 0 {
                    p .muted { (left) @if left == 1 { " role is" } @else { " roles are" } " not decided yet. When all of them are, it can be completed." }
                } @else {
                    @if shown.ending.is_empty() { p { "Everything stays." } }
                    @else { p { "These end, from the next click of whoever holds them: " (shown.ending.join(", ")) "." } }
                    p .muted { "It is kept who decided what, when, and the access as it is then counts as reviewed." }
                    (input(&note, &Input { maxlength: Some(500), autocomplete: Some("off"), ..Input::of("text") }, shown.note))
                }
            }
            @if left == 0 { footer { div .submit-row { (primary_button(Some(Icon::Check), "Complete")) } } }
        }
    }
}
