//! Who can do what, where, until when; what is different since the last review; and the act of marking it.

use super::super::{listed, query};
use super::Words;
use super::difference;
use super::past::PastReview;
use crate::orgs::model::Place;
use crate::reviews::model::{Line, ReviewFilter, Snapshot};
use crate::reviews::policy::Difference;
use crate::views::certifications::begin;
use crate::views::roles::list;
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::forms::{Field, Input, hidden, input, problem_summary};
use platform::ui::parts::{
    Column, FilterChip, Segment, badge, button_link, card, card_flush, cell, cell_main, chips, empty, filter_row,
    filter_search, filter_select, no_results, notice, page_header, pager, primary_button, seg, table,
};
use platform::ui::{Icon, Tone};
use platform::{Perm, Perms};

/// A person with what they hold.
pub(crate) struct PersonLine<'a> {
    /// What they hold; at least one.
    pub lines: Vec<&'a Line>,
    /// The day on which they were last here.
    pub seen: Option<String>,
    /// Is that long ago?
    pub is_absent: bool,
}

/// What the page shows.
pub(crate) struct AccessPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The tabs above it.
    pub tabs: Markup,
    /// The filter in force.
    pub filter: &'a ReviewFilter,
    /// The places to filter by.
    pub places: &'a [Place],
    /// The access.
    pub snapshot: &'a Snapshot,
    /// The people of this page.
    pub people: &'a [PersonLine<'a>],
    /// How many the filter leaves over.
    pub total: usize,
    /// Is there another page?
    pub is_more: bool,
    /// Is there more than can be reviewed?
    pub is_cut: bool,
    /// The last review.
    pub last: Option<PastReview>,
    /// What is different since, and what was seen then.
    pub difference: Option<(&'a [Difference], &'a Snapshot)>,
    /// May the viewer mark it as reviewed?
    pub may_mark: bool,
    /// What makes a second click nothing.
    pub key: &'a str,
    /// What makes sure that this is what was seen.
    pub seal: &'a str,
    /// A note as typed.
    pub note: &'a str,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// How places and ends are told.
    pub words: &'a Words<'a>,
}

/// The page.
pub(crate) fn page(shown: &AccessPage<'_>) -> Markup {
    let path = format!("{}/review", shown.base);
    let file = address(&path, &ReviewFilter { format: "csv".into(), page: 0, ..shown.filter.clone() });
    let actions = html! {
        (button_link(&file, Some(Icon::Download), "Export CSV"))
        @if shown.may_mark {
            (button_link(&format!("{}/reviews", shown.base), Some(Icon::History), "Reviews so far"))
            (begin(shown.base, shown.key))
        }
    };
    html! {
        (page_header("Review", Some("Who can do what, where, and until when."), actions))
        (shown.tabs)
        (problem_summary(&listed(shown.problems)))
        @if shown.is_cut {
            (notice(Tone::Warn, html! { p { "There are more grants than can be shown here. Only the first by name are." } }))
        }
        @if shown.may_mark { (since(shown)) }
        section .card {
            div .card-tools { (seg("Whom to show", &segments(&path, shown.filter))) }
            (filter_row(&path, fields(shown), chips(&active(shown, &path))))
            div #access { (people(shown, &path)) }
        }
        @if shown.may_mark { (mark(shown)) }
    }
}

fn since(shown: &AccessPage<'_>) -> Markup {
    match (&shown.last, shown.difference) {
        (Some(last), Some((found, old))) => {
            let by = format!("Since the review of {} by {}", last.when, last.review.by_name);
            card_flush(&by, html! {}, difference::list(found, old, shown.snapshot, shown.words))
        }
        _ => card(
            "Since the last review",
            html! {},
            html! { p .muted { "Nobody has reviewed this yet. When you have looked through it, mark it below: the next time you see what is different." } },
        ),
    }
}

fn segments(path: &str, filter: &ReviewFilter) -> Vec<Segment> {
    let views = [("", "Everybody"), ("ending", "Ending within 30 days"), ("absent", "Not here for 90 days")];
    let segment = |(show, label): (&str, &str)| Segment {
        label: label.to_owned(),
        href: address(path, &ReviewFilter { show: show.to_owned(), page: 0, ..filter.clone() }),
        current: filter.show == show,
    };
    views.into_iter().map(segment).collect()
}

fn fields(shown: &AccessPage<'_>) -> Markup {
    let filter = shown.filter;
    let perms: Vec<_> = Perm::ALL.iter().map(|perm| (perm.name().to_owned(), perm.sentence().to_owned())).collect();
    let places: Vec<_> = shown.places.iter().map(|place| (place.id.to_string(), place.label.clone())).collect();
    html! {
        @if !filter.show.is_empty() { (hidden("show", &filter.show)) }
        (filter_search("text", "Name or e-mail", &filter.text))
        (filter_select("perm", "All permissions", &perms, &filter.perm))
        @if !places.is_empty() { (filter_select("place", "All places", &places, &filter.place)) }
    }
}

fn active(shown: &AccessPage<'_>, path: &str) -> Vec<FilterChip> {
    let filter = ReviewFilter { page: 0, ..shown.filter.clone() };
    let perm = filter.perm().map(|perm| FilterChip {
        label: format!("May: {}", perm.sentence()),
        without: address(path, &ReviewFilter { perm: String::new(), ..filter.clone() }),
    });
    let place = shown.places.iter().find(|place| place.id.to_string() == filter.place).map(|place| FilterChip {
        label: format!("At: {}", place.label),
        without: address(path, &ReviewFilter { place: String::new(), ..filter.clone() }),
    });
    perm.into_iter().chain(place).collect()
}

/// The address of a filter.
fn address(path: &str, filter: &ReviewFilter) -> String {
    let page = if filter.page == 0 { String::new() } else { filter.page.to_string() };
    query(
        path,
        &[
            ("text", &filter.text),
            ("perm", &filter.perm),
            ("place", &filter.place),
            ("show", &filter.show),
            ("page", &page),
            ("format", &filter.format),
        ],
    )
}

fn people(shown: &AccessPage<'_>, path: &str) -> Markup {
    if shown.people.is_empty() {
        return match shown.filter.is_narrow() || shown.filter.page > 0 {
            true => no_results("Nobody fits this filter.", path),
            false => empty(Icon::Users, "Nobody holds anything here.", html! {}),
        };
    }
    let at = |page: usize| address(path, &ReviewFilter { page, ..shown.filter.clone() });
    let previous = (shown.filter.page > 0).then(|| at(shown.filter.page - 1));
    let next = shown.is_more.then(|| at(shown.filter.page + 1));
    let note = if shown.total == 1 { "1 person".to_owned() } else { format!("{} people", shown.total) };
    html! {
        (rows(shown.base, shown.snapshot, shown.people, shown.words, shown.filter.perm()))
        (pager(previous.as_deref(), next.as_deref(), &note))
    }
}

/// The people with what they hold: a line for each grant, the name in the first.
pub(crate) fn rows(
    base: &str,
    snapshot: &Snapshot,
    people: &[PersonLine<'_>],
    words: &Words<'_>,
    perm: Option<Perm>,
) -> Markup {
    let columns =
        [Column::main("Who"), Column::sub("As"), Column::sub("Where"), Column::sub("Until"), Column::sub("May")];
    table(
        "Who can do what",
        &columns,
        html! {
            @for person in people {
                @for (nth, line) in person.lines.iter().enumerate() {
                    tr .same[nth > 0] {
                        @if nth == 0 { (who(base, person)) } @else { td .main { span .vh { (line.name) } } }
                        (cell(Column::SUB, html! { (snapshot.label(line)) }))
                        (cell(Column::SUB, html! { (words.place(line.place)) }))
                        (cell(Column::SUB, html! { (sentence(&words.end(line.ends_at))) }))
                        (cell(Column::SUB, abilities(snapshot.perms(line), perm)))
                    }
                }
            }
        },
    )
}

fn who(base: &str, person: &PersonLine<'_>) -> Markup {
    let first = person.lines[0];
    let path = format!("{base}/members/{}", first.user);
    if person.seen.is_none() && !person.is_absent {
        return cell_main(&path, &first.name);
    }
    html! {
        td .main {
            a href=(path) { (first.name) }
            p .muted.small {
                @match &person.seen {
                    Some(day) => { "Last here " (day) },
                    None => "Never signed in",
                }
                @if person.is_absent { " " (badge(Tone::Warn, "Absent")) }
            }
        }
    }
}

/// What a line allows: the one that is looked for, or how many, and on a click which.
fn abilities(perms: Perms, wanted: Option<Perm>) -> Markup {
    html! {
        @if let Some(perm) = wanted { (perm.sentence()) }
        @else if perms == Perms::all() { "Everything" }
        @else { details .unfold { summary { (perms.len()) " permissions" } (list(perms)) } }
    }
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn mark(shown: &AccessPage<'_>) -> Markup {
    let note =
        Field::new("note", "Note").hint("What you checked, or what you had changed.").error(shown.problems.at("note"));
    html! {
        form .card #mark method="post" action={ (shown.base) "/reviews" } {
            header { h2 { "Mark as reviewed" } }
            div .body.stack {
                p .muted { "It is kept that you looked at all of it today, not only at what the filter shows, and what it was." }
                (hidden("key", shown.key))
                (hidden("seen", shown.seal))
                (input(&note, &Input { maxlength: Some(500), autocomplete: Some("off"), ..Input::of("text") }, shown.note))
            }
            footer { div .submit-row { (primary_button(Some(Icon::Check), "Mark as reviewed")) } }
        }
    }
}
