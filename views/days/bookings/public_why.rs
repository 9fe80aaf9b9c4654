//! Why a guest cannot book what they wished for: every reason in a sentence, and how booking works here. No names, and
//! nothing that is internal.

use super::public::contact_line;
use crate::bookings::explanation::Explanation;
use kernel::time::{Span, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{hero_meta, notice};
use platform::ui::{Icon, Tone};
use things::resources::Resource;
use things::words::rules_sentences;

/// The hero and the page.
pub fn page(org: &Org, resource: &Resource, told: &Explanation) -> (Markup, Markup) {
    let zone = resource.zone();
    let when = Span::new(told.starts_at, told.ends_at).map(|span| span_text(zone, span)).unwrap_or_default();
    let title = if told.bookable { "This can be booked" } else { "Why can this not be booked?" };
    let day = wall(zone, told.starts_at).date();
    let home = org.public_path(&format!("/{}?day={day}", resource.slug));
    let hero = html! { h1 { (title) } (hero_meta(&[(Icon::Calendar, format!("{}, {when}", resource.name))])) };
    let main = html! {
        p .back { a href=(home) { "Free times of " (resource.name) } }
        @if told.bookable {
            (notice(Tone::Ok, html! { p { "Nothing speaks against it. Perhaps somebody gave the time back a moment ago." } }))
        } @else {
            ol .reasons { @for reason in &told.reasons { li .reason data-rule=(reason.rule) { p .reason-says { (reason.sentence) } } } }
        }
        section .stack aria-labelledby="rules" {
            h2 #rules { "How booking works here" }
            ul { @for sentence in rules_sentences(resource.rules()) { li { (sentence) } } }
        }
        (contact_line(org))
    };
    (hero, main)
}
