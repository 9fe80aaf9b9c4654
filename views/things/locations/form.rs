//! The forms of a location: a site has an address and a zone, everything else stands in something.

use crate::locations::{Kind, Location, LocationForm};
use crate::views::parts::{field, listed, place_options};
use crate::views::words::place_kind;
use chrono_tz::TZ_VARIANTS;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{hidden, problem_summary, select, submit_row, text, textarea};
use platform::ui::parts::{back_link, card, confirm_form, page_header, primary_button, two_columns};

/// A form as it is shown: for a new location, or for one that exists.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// The one that is changed.
    pub existing: Option<&'a Location>,
    /// What it may stand in.
    pub parents: &'a [Location],
    /// What was typed.
    pub typed: &'a LocationForm,
    /// What is wrong with it.
    pub problems: &'a Problems,
}

/// The page's title.
pub fn title(shown: &Shown<'_>) -> String {
    match shown.existing {
        Some(location) => format!("Edit {}", location.name),
        None if is_site(shown) => "New site".to_owned(),
        None => "New location".to_owned(),
    }
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let main = form(shown);
    html! {
        (back_link(&shown.org.path("/locations"), "Locations"))
        (page_header(&title(shown), None, html! {}))
        @match shown.existing {
            Some(location) => (two_columns(main, archive_card(shown.org, location))),
            None => (main),
        }
    }
}

fn is_site(shown: &Shown<'_>) -> bool {
    shown.typed.kind == Kind::Site.name()
}

fn form(shown: &Shown<'_>) -> Markup {
    let (typed, problems) = (shown.typed, shown.problems);
    let action = match shown.existing {
        Some(location) => shown.org.path(&format!("/locations/{}/details", location.id)),
        None => shown.org.path("/locations"),
    };
    html! {
        form .card #form method="post" action=(action) {
            div .body.stack {
                (problem_summary(&listed(problems)))
                (text(&field("name", problems).required(), &typed.name))
                @if is_site(shown) { (site_fields(typed, problems)) } @else { (inner_fields(shown)) }
                (hidden("version", &typed.version.to_string()))
                (hidden("key", &typed.key))
            }
            footer { (submit_row(primary_button(None, if shown.existing.is_some() { "Save" } else { "Add" }), &shown.org.path("/locations"))) }
        }
    }
}

fn site_fields(typed: &LocationForm, problems: &Problems) -> Markup {
    let zone = field("zone", problems).hint("Opening hours and bookings of everything on this site follow its clock.");
    let address = field("address", problems).hint("Guests read it in their confirmation.");
    html! {
        (hidden("kind", Kind::Site.name()))
        (textarea(&address, &typed.address, 3))
        (select(&zone.required(), &zone_options(&typed.zone), &typed.zone))
    }
}

fn inner_fields(shown: &Shown<'_>) -> Markup {
    let (typed, problems) = (shown.typed, shown.problems);
    let kinds: Vec<(String, String)> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Site)
        .map(|kind| (kind.name().to_owned(), place_kind(kind).to_owned()))
        .collect();
    let parent = field("parent", problems).hint("It takes the time zone of its site.");
    html! {
        (select(&field("kind", problems).required(), &kinds, &typed.kind))
        (select(&parent.required(), &place_options(shown.parents), &typed.parent))
    }
}

/// Zones by their IANA names, those of cities first; the chosen one is always among them.
fn zone_options(chosen: &str) -> Vec<(String, String)> {
    const REGIONS: [&str; 9] =
        ["Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];
    let names = TZ_VARIANTS.iter().map(|zone| zone.name());
    let offered =
        names.filter(|name| *name == "UTC" || *name == chosen || REGIONS.iter().any(|region| name.starts_with(region)));
    offered.map(|name| (name.to_owned(), name.replace('_', " "))).collect()
}

fn archive_card(org: &Org, location: &Location) -> Markup {
    let sentence = format!(
        "{} and everything in it, its resources too, disappear from lists and choices. You can restore them. If bookings are still to come, you are asked about them first.",
        location.name
    );
    let action = org.path(&format!("/locations/{}/archival", location.id));
    card(
        "Archive",
        html! {},
        html! {
            div .stack {
                p .muted { "When it is no longer used. The resources in it are archived with it." }
                div { (confirm_form("archive", &action, "Archive location", &sentence, hidden("version", &location.version.to_string()))) }
            }
        },
    )
}
