//! The form of a booking, for the house and for its members: what, when, for whom.

use super::parts::listed;
use crate::bookings::model::WishForm;
use crate::bookings::offers::Offer;
use kernel::Problems;
use kernel::time::{form_value, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, hidden, problem_summary, submit_row};
use platform::ui::parts::{back_link, button_link, empty, notice, page_header, primary_button};
use platform::ui::{Icon, Tone, icon};
use std::collections::HashSet;
use things::resources::{Resource, duration, rules};

/// Lengths that are offered whatever the rules say: the house may overrule them (minutes).
const LENGTHS: [i64; 14] = [15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 1440];

/// Who books, and what there is to book.
pub struct FormPage<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What may be booked, by name.
    pub choices: &'a [Resource],
    /// For others, not only for oneself.
    pub for_others: bool,
}

/// The page of a new booking.
pub fn new(page: &FormPage<'_>, typed: &WishForm, problems: &Problems, offers: &[Offer]) -> Markup {
    html! {
        (back_link(&page.org.path("/calendar"), "Calendar"))
        (page_header("New booking", None, html! {}))
        @if page.choices.is_empty() {
            (empty(Icon::CalendarX, "There is nothing you can book at the moment.", button_link(&page.org.path("/resources"), None, "What can be booked")))
        } @else {
            div .card { div .body { (body(page, typed, problems, offers, "")) } }
        }
    }
}

/// The form itself; `back` is where a booking leads, its own page when empty.
pub fn body(page: &FormPage<'_>, typed: &WishForm, problems: &Problems, offers: &[Offer], back: &str) -> Markup {
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    let options: Vec<(String, String)> = page
        .choices
        .iter()
        .map(|resource| (resource.id.to_string(), format!("{} · {}", resource.name, resource.place())))
        .collect();
    let starts = starts_value(page, typed);
    html! {
        form .stack method="post" action=(page.org.path("/bookings")) {
            (problem_summary(&listed(problems)))
            @if !problems.is_empty() && let Some(href) = why_address(page, typed) { p { a href=(href) { "Why? All reasons, and where they come from" } } }
            @if !offers.is_empty() { (offered(offers)) }
            (hidden("key", &typed.key))
            (hidden("at", ""))
            (hidden("cell", ""))
            @if !back.is_empty() { (hidden("back", back)) }
            (forms::select(&field("resource", "What").required(), &options, &typed.resource))
            (forms::fields(&[
                forms::datetime(&field("starts", "Starts").required().hint("By the clock of the place."), &starts),
                forms::select(&field("minutes", "How long").required(), &lengths(&typed.span.minutes, page.choices), &typed.span.minutes),
            ]))
            @if page.for_others {
                (forms::fields(&[
                    forms::text(&field("name", "Name of the guest").required(), &typed.name),
                    forms::email(&field("email", "E-mail of the guest").required(), &typed.email),
                    forms::tel(&field("phone", "Telephone"), &typed.phone),
                ]))
            }
            (forms::fields(&[
                forms::text(&field("title", "Purpose"), &typed.title),
                forms::number(&field("people", "People").required(), if typed.people.is_empty() { "1" } else { &typed.people }, 1, 10_000),
                forms::number(&field("units", "Units").required().hint("More than one where a resource has several."), if typed.units.is_empty() { "1" } else { &typed.units }, 1, 10_000),
            ]))
            @if page.for_others { (forms::textarea(&field("note", "Note for the team"), &typed.note, 2)) }
            (submit_row(primary_button(Some(Icon::Check), "Book"), &page.org.path("/calendar")))
        }
    }
}

/// The page that explains why what was typed is refused; none where it says no resource or no time.
fn why_address(page: &FormPage<'_>, typed: &WishForm) -> Option<String> {
    let resource = page.choices.iter().find(|resource| resource.id.to_string() == typed.resource)?;
    let starts = kernel::time::parse_form(&starts_value(page, typed))?;
    let number = |typed: &str| typed.trim().parse::<i64>().unwrap_or(1);
    Some(page.org.path(&format!(
        "/resources/{}/why?starts={}&minutes={}&people={}&units={}",
        resource.id,
        form_value(starts),
        number(&typed.span.minutes),
        number(&typed.people),
        number(&typed.units)
    )))
}

/// The start as the field shows it: an instant becomes wall time of the chosen resource.
fn starts_value(page: &FormPage<'_>, typed: &WishForm) -> String {
    let at = chrono::DateTime::parse_from_rfc3339(&typed.span.at).ok();
    let chosen = page.choices.iter().find(|resource| resource.id.to_string() == typed.resource);
    match (at, chosen) {
        (Some(at), Some(resource)) => form_value(wall(resource.zone(), at.to_utc())),
        _ => typed.span.starts.clone(),
    }
}

/// The lengths that the rules of what can be booked allow, and the one typed.
pub fn lengths(typed: &str, choices: &[Resource]) -> Vec<(String, String)> {
    let mut minutes: Vec<i64> = LENGTHS.to_vec();
    let rules: HashSet<(i64, i64, i64)> = choices
        .iter()
        .map(|resource| (resource.rules().min_minutes, resource.rules().max_minutes, resource.rules().grid_minutes))
        .collect();
    minutes.extend(rules.into_iter().flat_map(|(least, most, grid)| rules::lengths(least, most, grid)));
    minutes.extend(typed.parse::<i64>().ok().filter(|minutes| *minutes > 0));
    minutes.sort_unstable();
    minutes.dedup();
    minutes.into_iter().map(|minutes| (minutes.to_string(), duration::long(minutes))).collect()
}

/// What is free instead: each a button that books it with what the form says.
pub fn offered(offers: &[Offer]) -> Markup {
    notice(
        Tone::Info,
        html! {
            div .stack #alternatives {
                p { strong { "Free instead" } }
                ul .offers role="list" {
                    @for offer in offers {
                        li {
                            // The tile that was chosen is taken: a browser would ask for another one before it sends the form.
                            button .btn type="submit" formnovalidate name="offer" value=(offer.value()) {
                                (icon(Icon::CalendarCheck))
                                (offer.resource.name) " · " (span_text(offer.resource.zone(), offer.span))
                                @if let Some(price) = &offer.price { " · " (price) }
                            }
                        }
                    }
                }
            }
        },
    )
}
