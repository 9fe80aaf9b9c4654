//! The form of a resource, for a new one and for one that exists.

use super::hours::week_fields;
use crate::locations::Location;
use crate::resources::duration::long;
use crate::resources::rules::HORIZON_DAYS_MAX;
use crate::resources::week::WeekForm;
use crate::resources::{AMENITIES_MAX, COUNT_MAX, Kind, PricePer, Resource, ResourceForm, Status, Who};
use crate::views::parts::{field, listed, place_options};
use crate::views::words::{kind_text, status_text, who_line, who_text};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{
    Field, Input, Tile, fields, hidden, input, number, problem_summary, radio_tiles, select, submit_row, text, textarea,
};
use platform::ui::parts::{back_link, card, page_header, primary_button};

/// Steps that are offered for starts (minutes); all divide a day.
const GRIDS: [i64; 12] = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1_440];

/// A form as it is shown.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Resource>,
    /// Where it may stand.
    pub places: &'a [Location],
    /// What was typed.
    pub typed: &'a ResourceForm,
    /// What was typed as the week of a new one.
    pub week: &'a WeekForm,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: &'a str,
    /// What is wrong.
    pub problems: &'a Problems,
}

impl Shown<'_> {
    /// The page's title.
    pub fn title(&self) -> String {
        self.existing.map_or_else(|| "New resource".to_owned(), |resource| format!("Edit {}", resource.name))
    }

    fn field<'f>(&'f self, name: &'f str) -> Field<'f> {
        field(name, self.problems)
    }

    /// Where the form is sent.
    fn action(&self) -> String {
        if self.existing.is_some() { format!("{}/details", self.home()) } else { self.home() }
    }

    /// Where it came from, and where it leads without saving.
    fn home(&self) -> String {
        let list = self.org.path("/resources");
        self.existing.map_or_else(|| list.clone(), |resource| format!("{list}/{}", resource.id))
    }
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (back, label) = match shown.existing {
        Some(resource) => (shown.home(), resource.name.as_str()),
        None => (shown.home(), "Resources"),
    };
    html! {
        (back_link(&back, label))
        (page_header(&shown.title(), None, html! {}))
        form .stack #form method="post" action=(shown.action()) {
            (problem_summary(&listed(shown.problems)))
            (card("What it is", html! {}, html! { div .stack { (what_fields(shown)) } }))
            (card("Who may book it", html! {}, html! { div .stack { (who_fields(shown)) } }))
            @if shown.existing.is_none() {
                (card("Opening hours", html! {}, html! { div .stack { (week_fields(shown.week, shown.problems)) } }))
            }
            (card("Booking rules", html! {}, html! { div .stack { (rule_fields(shown)) } }))
            (hidden("version", &shown.version.to_string()))
            (hidden("key", shown.key))
            (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add resource" }), &shown.home()))
        }
    }
}

fn what_fields(shown: &Shown<'_>) -> Markup {
    let typed = shown.typed;
    let kinds: Vec<(String, String)> =
        Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let statuses: Vec<(String, String)> =
        Status::ALL.iter().map(|status| (status.name().to_owned(), status_text(*status).to_owned())).collect();
    let units =
        shown.field("units").hint("How many bookings may hold it at once: 1 for a room, 6 for six equal desks.");
    let capacity = shown.field("capacity").hint("People");
    let amenities_hint = format!("Separated by commas, {AMENITIES_MAX} at most. Guests can filter by them.");
    html! {
        (text(&shown.field("name").required(), &typed.name))
        (fields(&[
            select(&shown.field("kind").required(), &kinds, &typed.kind),
            select(&shown.field("location").required(), &place_options(shown.places), &typed.location),
            select(&shown.field("status").required(), &statuses, &typed.status),
        ]))
        (fields(&[
            number(&capacity.required(), &typed.capacity, 1, COUNT_MAX),
            number(&units.required(), &typed.units, 1, COUNT_MAX),
        ]))
        (textarea(&shown.field("description").hint("What guests should know before they book."), &typed.description, 4))
        (text(&shown.field("amenities").hint(&amenities_hint), &typed.amenities))
    }
}

fn who_fields(shown: &Shown<'_>) -> Markup {
    let typed = shown.typed;
    let tiles: Vec<Tile> = Who::ALL
        .iter()
        .map(|who| Tile {
            value: who.name().to_owned(),
            title: who_text(*who).to_owned(),
            line: who_line(*who).to_owned(),
        })
        .collect();
    let per: Vec<(String, String)> =
        PricePer::ALL.iter().map(|per| (per.name().to_owned(), format!("per {}", per.name()))).collect();
    let slug_hint =
        format!("What stands behind {} for guests. Made from the name when left empty.", shown.org.public_path("/"));
    let price_hint = format!("In {}. Shown to guests; nothing is charged.", shown.org.currency);
    let price = shown.field("price").hint(&price_hint);
    let with = Input { inputmode: Some("decimal"), ..Input::of("text") };
    html! {
        (radio_tiles(&shown.field("who").required(), &tiles, &typed.who))
        (text(&shown.field("slug").hint(&slug_hint), &typed.slug))
        (fields(&[input(&price, &with, &typed.price), select(&shown.field("price_per").required(), &per, &typed.price_per)]))
    }
}

fn rule_fields(shown: &Shown<'_>) -> Markup {
    let typed = shown.typed;
    // A grid that was set by other means stays among the choices.
    let mut grids: Vec<i64> = GRIDS.to_vec();
    if let Some(own) = typed.grid_minutes.parse().ok().filter(|own| !GRIDS.contains(own)) {
        grids.push(own);
        grids.sort_unstable();
    }
    let grids: Vec<(String, String)> = grids.iter().map(|minutes| (minutes.to_string(), long(*minutes))).collect();
    let length = |name, hint, value: &str| text(&shown.field(name).hint(hint).required(), value);
    html! {
        (fields(&[
            length("min_minutes", "Such as 30 min, 2 h or 1 day", &typed.min_minutes),
            length("max_minutes", "Such as 30 min, 2 h or 1 day", &typed.max_minutes),
            select(&shown.field("grid_minutes").hint("Counted from midnight").required(), &grids, &typed.grid_minutes),
        ]))
        (fields(&[
            length("notice_minutes", "How long before its start it must be made; 0 for none", &typed.notice_minutes),
            number(&shown.field("horizon_days").hint("How far ahead it can be made").required(), &typed.horizon_days, 0, HORIZON_DAYS_MAX),
            length("change_notice_minutes", "How long before the start a guest may move or cancel", &typed.change_notice_minutes),
        ]))
        (fields(&[
            length("buffer_before_minutes", "Kept free to prepare; 0 for none", &typed.buffer_before_minutes),
            length("buffer_after_minutes", "Kept free to tidy up; 0 for none", &typed.buffer_after_minutes),
        ]))
    }
}
