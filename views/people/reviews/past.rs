//! One review: who looked, when, at what, and what was different from the one before.

use super::Words;
use super::access::{PersonLine, rows};
use super::difference;
use crate::reviews::model::{Review, Snapshot};
use crate::reviews::policy::Difference;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::parts::{back_link, button_link, card, card_flush, page_header, pager};

/// A review with its time in words.
pub(crate) struct PastReview {
    /// When, for people.
    pub when: String,
    /// The review.
    pub review: Review,
}

/// What the page shows.
pub(crate) struct PastPage<'a> {
    /// The path of the team.
    pub base: &'a str,
    /// The review.
    pub review: &'a PastReview,
    /// When the one before was.
    pub before: Option<String>,
    /// What was seen.
    pub snapshot: &'a Snapshot,
    /// The people of this page.
    pub people: &'a [PersonLine<'a>],
    /// Which page, from 0.
    pub page: usize,
    /// Is there another one?
    pub is_more: bool,
    /// What was different from the one before; none: it was the first.
    pub difference: Option<(&'a [Difference], &'a Snapshot)>,
    /// How places and ends are told.
    pub words: &'a Words<'a>,
}

/// The page.
pub(crate) fn page(shown: &PastPage<'_>) -> Markup {
    let PastReview { review, when } = shown.review;
    let path = format!("{}/reviews", shown.base);
    let sub = format!("By {} on {when}: {} people, {} grants.", review.by_name, review.people, review.grants);
    let note = if review.people == 1 { "1 person".to_owned() } else { format!("{} people", review.people) };
    let at = |page: usize| {
        format!("{path}/{}{}", review.id, if page == 0 { String::new() } else { format!("?page={page}") })
    };
    let previous = (shown.page > 0).then(|| at(shown.page - 1));
    let next = shown.is_more.then(|| at(shown.page + 1));
    let file = button_link(&format!("{path}/{}?format=csv", review.id), Some(Icon::Download), "Export CSV");
    html! {
        (back_link(&path, "Reviews"))
        (page_header("A review", Some(&sub), file))
        @if !review.note.is_empty() { (card("Note", html! {}, html! { p { (review.note) } })) }
        @match (shown.difference, &shown.before) {
            (Some((found, old)), Some(before)) => {
                (card_flush(&format!("Since the review of {before}"), html! {}, difference::list(found, old, shown.snapshot, shown.words)))
            },
            _ => (card("Since the last review", html! {}, html! { p .muted { "This was the first one." } })),
        }
        (card_flush("Who could do what", html! {}, html! {
            (rows(shown.base, shown.snapshot, shown.people, shown.words, None))
            (pager(previous.as_deref(), next.as_deref(), &note))
        }))
    }
}
