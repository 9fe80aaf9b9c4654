//! The front page of those who read bookings.

use super::head::{Head, head};
use super::kpis::kpis;
use super::news::news;
use super::owned::owned;
use super::steps::{Step, steps};
use super::{charts, strip};
use crate::front::owned::Owned;
use crate::front::{Figures, Strip};
use maud::{Markup, html};
use platform::events::Happening;
use platform::ui::Icon;
use platform::ui::parts::{button_link, card, empty, primary_link, two_columns};
use things::resources::Resource;

/// Everything it shows below the head.
pub struct House<'a> {
    /// Today.
    pub strip: Strip,
    /// What was counted.
    pub figures: Figures,
    /// The resources within reach.
    pub resources: &'a [Resource],
    /// The newest facts.
    pub news: Vec<Happening>,
    /// Are these figures of some locations only?
    pub limited: bool,
    /// May the viewer see the pages of resources?
    pub may_open_resources: bool,
    /// May the viewer add one?
    pub may_add_resources: bool,
    /// What is owned, for those who may see it.
    pub owned: Option<Owned>,
    /// What is to be done first, and what of it is done.
    pub steps: Vec<Step>,
}

/// The page. It fetches itself again when bookings change.
pub fn house(h: &Head<'_>, view: &House<'_>) -> Markup {
    html! {
        div .stack #front hx-get=(h.org.path("")) hx-trigger="bookings-changed from:body delay:2s" hx-select="#front" hx-target="#front" hx-swap="outerMorph" {
            (head(h, view.limited, !view.resources.is_empty()))
            (steps(h.org, &view.steps))
            @if let Some(all) = &view.owned { (owned(h.org, all)) }
            @if view.resources.is_empty() {
                (nothing_yet(h, view))
            } @else {
                (kpis(h.org, &view.figures))
                (strip::card(h, &view.strip))
                (two_columns(
                    html! { (charts::per_day(&view.figures)) (charts::busy_hours(&view.figures)) (charts::uses(h.org, view)) },
                    news(h, &view.news),
                ))
            }
        }
    }
}

/// Before there is anything to book.
fn nothing_yet(h: &Head<'_>, view: &House<'_>) -> Markup {
    let action = html! {
        @if view.may_add_resources { (primary_link(&h.org.path("/resources"), Some(Icon::Plus), "Add a resource")) }
        (button_link(&h.org.public_path(""), Some(Icon::ExternalLink), "The public page"))
    };
    html! {
        section .card {
            (empty(Icon::Calendar, "There is nothing to book yet. Once there is a resource, the day, its bookings and their figures stand here.", action))
        }
        @if !view.news.is_empty() { (news(h, &view.news)) }
    }
}

/// A card with a sentence where a chart would be.
pub fn no_figures(title: &str, sentence: &str) -> Markup {
    card(title, html! {}, empty(Icon::Chart, sentence, html! {}))
}
