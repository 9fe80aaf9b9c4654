//! A resource's page: what it is, when it is open, by which rules it is booked, what closes it, what happened to it.

use super::closures::{Lists, blackouts_card, exceptions_card};
use super::photos::address;
use crate::resources::hours::WeeklySpan;
use crate::resources::store::{OwnedBlackout, OwnedException};
use crate::resources::week::{DAYS, WeekForm};
use crate::resources::{Photo, Resource, Status, Who};
use crate::views::parts::label;
use crate::views::words::{kind_text, people_text, price_text, rules_sentences, status_badge, who_line, zone_text};
use kernel::time::{day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::Org;
use platform::events::Happening;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    FeedItem, back_link, button_link, card, card_flush, confirm_form, copy_field, facts, feed, notice,
    page_header_with, primary_link, tags, two_columns,
};
use platform::ui::{Icon, Tone};

/// Everything the page shows.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub resource: &'a Resource,
    /// Its ordinary week.
    pub week: &'a [WeeklySpan],
    /// Its photos, the cover first.
    pub photos: &'a [Photo],
    /// Days that differ, its own and inherited ones.
    pub exceptions: &'a [OwnedException],
    /// Blocked times, likewise.
    pub blackouts: &'a [OwnedBlackout],
    /// How those are shown.
    pub lists: &'a Lists<'a>,
    /// What happened to it, the newest first.
    pub history: &'a [Happening],
    /// The whole address of its public page.
    pub public_address: &'a str,
    /// May the viewer change it?
    pub may_change: bool,
    /// May the viewer book it?
    pub may_book: bool,
}

impl Shown<'_> {
    fn path(&self, rest: &str) -> String {
        self.org.path(&format!("/resources/{}{rest}", self.resource.id))
    }
}

/// The page.
pub fn show(shown: &Shown<'_>) -> Markup {
    let resource = shown.resource;
    let is_archived = resource.archived_at.is_some();
    let under =
        html! { (status_badge(resource.status, is_archived)) " " (kind_text(resource.kind)) " · " (resource.place()) };
    html! {
        (back_link(&shown.org.path("/resources"), "Resources"))
        (page_header_with(&resource.name, Some(under), html! {
            @if shown.may_change && !is_archived {
                (archive_form(shown))
                (button_link(&shown.path("/details"), Some(Icon::Pencil), "Edit"))
            }
            (button_link(&shown.path("/why"), Some(Icon::Help), "Why?"))
            @if shown.may_book && resource.is_bookable() {
                (primary_link(&shown.org.path(&format!("/bookings/new?resource={}", resource.id)), Some(Icon::CalendarPlus), "Book"))
            }
        }))
        @if is_archived { (archived_notice(shown)) }
        (two_columns(
            html! {
                (about_card(shown))
                (hours_card(shown))
                (rules_card(shown))
                (exceptions_card(shown.lists, shown.exceptions))
                (blackouts_card(shown.lists, shown.blackouts))
            },
            html! {
                (public_card(shown))
                (facts_card(shown))
                @if !shown.history.is_empty() { (history_card(shown)) }
            },
        ))
    }
}

fn archive_form(shown: &Shown<'_>) -> Markup {
    let sentence = format!(
        "{} disappears from lists, from the calendar and from the public page. If it has bookings, you decide what becomes of them. You can restore it.",
        shown.resource.name
    );
    confirm_form(
        "archive",
        &shown.path("/archival"),
        "Archive resource",
        &sentence,
        hidden("version", &shown.resource.version.to_string()),
    )
}

fn archived_notice(shown: &Shown<'_>) -> Markup {
    notice(
        Tone::Warn,
        html! {
            p { (shown.resource.name) " is archived: nothing new can be booked." }
            @if shown.may_change {
                form method="post" action=(shown.path("/restoration")) {
                    (hidden("version", &shown.resource.version.to_string()))
                    button .btn type="submit" { (platform::ui::icon(Icon::ArchiveRestore)) "Restore" }
                }
            }
        },
    )
}

fn about_card(shown: &Shown<'_>) -> Markup {
    let resource = shown.resource;
    let manage =
        html! { @if shown.may_change { (button_link(&shown.path("/photos"), Some(Icon::ImagePlus), "Photos")) } };
    card(
        "About",
        manage,
        html! {
            div .stack {
                @if !shown.photos.is_empty() {
                    div .tiles { @for photo in shown.photos { img src=(address(shown.org, photo)) alt=(photo.alt) width="360" loading="lazy"; } }
                }
                @if resource.description.is_empty() {
                    p .muted { "There is no description yet." }
                } @else {
                    @for paragraph in resource.description.split("\n\n") { p { (lines(paragraph)) } }
                }
                (tags(&resource.amenities))
            }
        },
    )
}

fn lines(paragraph: &str) -> Markup {
    html! { @for (index, line) in paragraph.lines().enumerate() { @if index > 0 { br; } (line) } }
}

fn hours_card(shown: &Shown<'_>) -> Markup {
    let week = WeekForm::of(shown.week);
    let days: Vec<(&str, Markup)> = DAYS
        .iter()
        .map(|(_, field)| {
            let line = week.line(field);
            (
                label(field),
                if line == "closed" {
                    html! { span .muted { "Closed" } }
                } else {
                    html! { (line.replace('-', "–")) }
                },
            )
        })
        .collect();
    let change =
        html! { @if shown.may_change { (button_link(&shown.path("/hours"), Some(Icon::Clock), "Change hours")) } };
    card(
        "Opening hours",
        change,
        html! {
            div .stack {
                (facts(&days))
                p .muted.small { "In " (zone_text(shown.resource.zone())) "." }
            }
        },
    )
}

fn rules_card(shown: &Shown<'_>) -> Markup {
    let change = html! { @if shown.may_change { (button_link(&shown.path("/details#min_minutes"), Some(Icon::Sliders), "Change rules")) } };
    card(
        "Booking rules",
        change,
        html! {
            ul { @for sentence in rules_sentences(&shown.resource.rules) { li { (sentence) } } }
        },
    )
}

fn public_card(shown: &Shown<'_>) -> Markup {
    let resource = shown.resource;
    card(
        "Public page",
        html! {},
        html! {
            div .stack {
                @if resource.is_public() {
                    (copy_field("public-address", "Address", shown.public_address))
                    p { a href=(shown.org.public_path(&format!("/{}", resource.slug))) { "See it as guests do" } }
                } @else {
                    p .muted { (why_not_public(resource)) }
                }
            }
        },
    )
}

fn why_not_public(resource: &Resource) -> &'static str {
    match (resource.archived_at, resource.status, resource.who) {
        (Some(_), _, _) => "Not shown to guests: it is archived.",
        (None, Status::Maintenance, _) => "Not shown to guests while it is in maintenance.",
        (None, Status::Closed, _) => "Not shown to guests while it is closed.",
        (None, _, Who::Staff) => "Not shown to guests: only staff may book it.",
        (None, _, _) => "Not shown to guests: only members may book it.",
    }
}

fn facts_card(shown: &Shown<'_>) -> Markup {
    let resource = shown.resource;
    let mut pairs = vec![
        (
            "Location",
            html! { a href=(shown.org.path(&format!("/resources?location={}", resource.location_id))) { (resource.place()) } },
        ),
        ("Capacity", html! { (people_text(resource.capacity)) }),
        ("Units", html! { (resource.units) }),
        ("Who may book", html! { (who_line(resource.who)) }),
    ];
    if let Some(minor) = resource.price_minor {
        pairs.push(("Price", html! { (price_text(minor, &shown.org.currency, resource.price_per)) }));
    }
    if let (Some(id), Some(label)) = (resource.asset_id, &resource.asset_label) {
        pairs.push(("Is the asset", html! { a href=(shown.org.path(&format!("/assets/{id}"))) { (label) } }));
    }
    if let (Some(id), Some(name)) = (resource.model_id, &resource.model_name) {
        pairs.push(("Is any", html! { a href=(shown.org.path(&format!("/catalogue/models/{id}"))) { (name) } }));
    }
    pairs.push(("Clock", html! { (zone_text(resource.zone())) }));
    card("Details", html! {}, facts(&pairs))
}

fn history_card(shown: &Shown<'_>) -> Markup {
    let items: Vec<FeedItem> = shown
        .history
        .iter()
        .map(|event| FeedItem {
            icon: event_icon(&event.kind),
            sentence: html! { strong { (actor(event)) } " " (what(event)) },
            when: {
                let at = wall(shown.org.zone(), event.at);
                format!("{}, {}", day_text(at.date()), at.format("%H:%M"))
            },
            instant: rfc3339(event.at),
        })
        .collect();
    card_flush("History", html! {}, feed(&items))
}

fn actor(event: &Happening) -> &str {
    if event.actor_kind == "system" { "Steward" } else { &event.actor_name }
}

fn event_icon(kind: &str) -> Icon {
    match kind {
        "resource.created" => Icon::Plus,
        "resource.archived" => Icon::Archive,
        "resource.restored" => Icon::ArchiveRestore,
        "resource.hours_changed" | "exception.added" | "exception.removed" => Icon::Clock,
        "resource.photo_added" | "resource.photo_removed" => Icon::Image,
        "blackout.added" | "blackout.removed" => Icon::Ban,
        _ => Icon::Pencil,
    }
}

/// What happened, in words.
fn what(event: &Happening) -> Markup {
    let label = event.data["label"].as_str().unwrap_or_default();
    match event.kind.as_str() {
        "resource.created" => html! { "added it" },
        "resource.linked" => html! { "made it of assets" },
        "resource.archived" => html! { "archived it" },
        "resource.restored" => html! { "restored it" },
        "resource.hours_changed" => html! { "changed its opening hours" },
        "resource.photo_added" => html! { "added a photo" },
        "resource.photo_removed" => html! { "removed a photo" },
        "exception.added" => html! { "gave a day other hours: " (label) },
        "exception.removed" => html! { "took back other hours: " (label) },
        "blackout.added" => html! { "blocked a time: " (label) },
        "blackout.removed" => html! { "took back a block: " (label) },
        "resource.changed" => html! { "changed " (changed_fields(event)) },
        other => html! { (other) },
    }
}

/// `name, units and rules`: which fields an event changed.
fn changed_fields(event: &Happening) -> String {
    let mut names: Vec<&str> = Vec::new();
    for field in event.data["after"].as_object().into_iter().flat_map(|fields| fields.keys()) {
        let name = match field.as_str() {
            "slug" => "address",
            "who" => "who may book",
            "price_minor" | "price_per" => "price",
            "cover" => "cover photo",
            rule if rule.ends_with("_minutes") || rule.ends_with("_days") => "rules",
            other => other,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => "it".to_owned(),
    }
}
