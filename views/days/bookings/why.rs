//! Why a time is closed, or why somebody may not book it: the reasons, in their order, and the form to ask again.

use super::form::lengths;
use super::parts::resource_page;
use crate::bookings::explanation::{Detail, Explanation, Told};
use kernel::time::{Span, rfc3339, span_text};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field};
use platform::ui::parts::{back_link, card, notice, page_header, primary_button, primary_link};
use platform::ui::{Icon, Tone};
use things::resources::Resource;
use uuid::Uuid;

/// What stands in the form.
pub struct Typed {
    /// When, by the clock of the resource.
    pub starts: String,
    /// How long.
    pub minutes: String,
    /// How many come.
    pub people: String,
    /// How many units.
    pub units: String,
    /// For whom.
    pub whom: String,
    /// Which booking would be moved there; empty: a new one.
    pub booking: String,
}

/// Everything the page is drawn of.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// About what.
    pub resource: &'a Resource,
    /// The answer.
    pub explanation: &'a Explanation,
    /// The question.
    pub typed: &'a Typed,
    /// About whom the viewer may ask.
    pub people: &'a [(Uuid, String)],
    /// May the viewer have it?
    pub may_book: bool,
    /// May they open the page of the resource?
    pub reads_resource: bool,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, resource, told) = (shown.org, shown.resource, shown.explanation);
    let (home, back) = match resource_page(org, resource, shown.reads_resource) {
        Some(page) => (page, resource.name.as_str()),
        None => (org.path("/calendar"), "Calendar"),
    };
    let when = Span::new(told.starts_at, told.ends_at).map(|span| span_text(resource.zone(), span)).unwrap_or_default();
    let question = match (shown.typed.booking.is_empty(), told.bookable) {
        (true, true) => "This can be booked",
        (true, false) => "Why can this not be booked?",
        (false, true) => "The booking can be changed to this",
        (false, false) => "Why can the booking not be changed?",
    };
    let sub = format!(
        "{}, {when}, for {}",
        resource.name,
        match shown.typed.whom.as_str() {
            "" => "you",
            "guest" => "a guest",
            _ => &told.whom,
        }
    );
    html! {
        (back_link(&home, back))
        (page_header(question, Some(&sub), html! {
            @if shown.may_book {
                (primary_link(&format!("{}?resource={}&at={}&minutes={}", org.path("/bookings/new"), resource.id, rfc3339(told.starts_at), shown.typed.minutes), Some(Icon::CalendarPlus), "Book it"))
            }
        }))
        @if told.bookable {
            (notice(Tone::Ok, html! { p { "Nothing speaks against it." } }))
        } @else {
            ol .reasons { @for reason in &told.reasons { (item(reason)) } }
        }
        @if !told.overruled.is_empty() {
            (notice(Tone::Info, html! {
                p { "For guests and members this would stand against it, too. Staff may overrule it:" }
                ul { @for sentence in &told.overruled { li { (sentence) } } }
            }))
        }
        (card("Ask about another time", html! {}, form(shown)))
    }
}

fn item(reason: &Told) -> Markup {
    html! {
        li .reason data-rule=(reason.rule) {
            p .reason-says { (reason.sentence) }
            @for detail in &reason.details { (line(detail)) }
        }
    }
}

fn line(detail: &Detail) -> Markup {
    html! {
        p .reason-from {
            (detail.text)
            @if let Some(link) = &detail.link { " " a href=(link.href) { (link.label) } }
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let typed = shown.typed;
    let mut whom =
        vec![(String::new(), "Me".to_owned()), ("guest".to_owned(), "A guest on the public page".to_owned())];
    if typed.whom.starts_with("contact:") {
        whom.push((typed.whom.clone(), shown.explanation.whom.clone()));
    }
    whom.extend(shown.people.iter().map(|(id, name)| (id.to_string(), name.clone())));
    html! {
        form .stack #why method="get" action=(shown.org.path(&format!("/resources/{}/why", shown.resource.id))) {
            @if !typed.booking.is_empty() { (forms::hidden("booking", &typed.booking)) }
            (forms::fields(&[
                forms::datetime(&Field::new("starts", "Starts").required().hint("By the clock of the place."), &typed.starts),
                forms::select(&Field::new("minutes", "How long").required(), &lengths(&typed.minutes, std::slice::from_ref(shown.resource)), &typed.minutes),
                forms::number(&Field::new("people", "People").required(), &typed.people, 1, 100_000),
                forms::number(&Field::new("units", "Units").required(), &typed.units, 1, 100_000),
                forms::select(&Field::new("for", "For whom").required(), &whom, &typed.whom),
            ]))
            div .submit-row { (primary_button(Some(Icon::Search), "Explain")) }
        }
    }
}
