//! Somebody's calendar feeds.

use super::super::parts::problems_of;
use super::words::{detail_word, subject_word};
use crate::feeds::model::{Detail, Feed, Form};
use crate::views::when::ago_mark;
use chrono::{DateTime, Utc};
use kernel::Problems;
use maud::{Markup, html};
use platform::ui::Icon;
use platform::ui::forms::{Field, Tile, hidden, problem_summary, radio_tiles, select};
use platform::ui::parts::{
    card, card_form, confirm_form, copy_field, empty, facts, page_header, primary_button, switched_off,
};
use platform::{Feature, Org};
use things::locations::Location;
use things::resources::Resource;

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Each feed with its address.
    pub feeds: &'a [(Feed, String)],
    /// Locations the viewer sees in the calendar.
    pub places: &'a [Location],
    /// Resources the viewer sees in the calendar.
    pub things: &'a [Resource],
    /// May the viewer see others' bookings somewhere?
    pub sees_bookings: bool,
    /// What was typed.
    pub typed: &'a Form,
    /// What is wrong with it.
    pub problems: &'a Problems,
    /// The present.
    pub now: DateTime<Utc>,
}

/// The page.
pub fn index(view: &Index<'_>) -> Markup {
    let sub = "Bookings in the calendar you use anyway. Your calendar fetches them by an address that only you have.";
    html! {
        (page_header("Calendar feeds", Some(sub), html! {}))
        (switched_off(&view.org.terms, Feature::Feeds, "The addresses of feeds answer nothing, and there are no new ones, until it is on again."))
        @if view.feeds.is_empty() {
            section .card aria-label="Your feeds" { (empty(Icon::CalendarClock, "You have no feed yet.", html! {})) }
        }
        @for (feed, url) in view.feeds { (one(view, feed, url)) }
        @if view.org.has(Feature::Feeds) { (form(view)) }
    }
}

fn one(view: &Index<'_>, feed: &Feed, url: &str) -> Markup {
    let zone = view.org.zone();
    let name = subject_word(feed);
    let used = match feed.last_used_at {
        Some(at) => ago_mark(zone, at, view.now),
        None => html! { "Never" },
    };
    let lines = [
        ("Tells", html! { (detail_word(feed.detail)) }),
        ("Added", ago_mark(zone, feed.created_at, view.now)),
        ("Last fetched", used),
    ];
    let sentence = format!("Calendars that fetch “{name}” are told nothing any more. A new feed has another address.");
    card(
        &name,
        html! {},
        html! {
            div .stack #{ "f-" (feed.id) } {
                (copy_field(&format!("url-{}", feed.id), &format!("Address of “{name}”"), url))
                (facts(&lines))
                div .row {
                    (confirm_form(&format!("revoke-{}", feed.id), &view.org.path(&format!("/feeds/{}/revocation", feed.id)), "Revoke", &sentence, html! {}))
                }
            }
        },
    )
}

fn form(view: &Index<'_>) -> Markup {
    let (typed, problems) = (view.typed, view.problems);
    let mut subjects = vec![("mine".to_owned(), "My bookings".to_owned())];
    subjects.extend(
        view.places.iter().map(|place| (format!("location:{}", place.id), format!("Everything in {}", place.name))),
    );
    subjects.extend(view.things.iter().map(|thing| (format!("resource:{}", thing.id), thing.name.clone())));
    let tile = |detail: Detail, line: &str| Tile {
        value: detail.name().to_owned(),
        title: detail_word(detail).to_owned(),
        line: line.to_owned(),
    };
    let others = if view.sees_bookings { "" } else { " Of others' bookings you see that they are there." };
    let tiles = [
        tile(Detail::Busy, "For a calendar that others see too."),
        tile(Detail::Titles, &format!("What each booking is called.{others}")),
        tile(Detail::Guests, &format!("And who comes.{others}")),
    ];
    let subject = Field::new("subject", "Of").error(problems.at("subject"));
    let detail = Field::new("detail", "It tells").error(problems.at("detail"));
    card_form(
        "feed",
        "Add a feed",
        &view.org.path("/feeds"),
        html! {
            (problem_summary(&problems_of(problems)))
            (select(&subject.required(), &subjects, &typed.subject))
            (radio_tiles(&detail.required(), &tiles, &typed.detail))
            (hidden("key", &typed.key))
            p .muted.small { "A feed has your rights: it never shows more than you may see, and ends with your role here. Whoever has the address can read it." }
        },
        html! { (primary_button(Some(Icon::Plus), "Add the feed")) },
    )
}
