//! The branded pages where guests look around and book.

use super::calendar::{amenity_chips, amenity_select, kind_options, place_options};
use super::form::offered;
pub use super::manage::{ManageFacts, manage};
use super::parts::{kind_icon, listed, room_text, zone_note};
use crate::bookings::judgement::room;
use crate::bookings::messages::day_note;
use crate::bookings::model::{WishForm, price};
use crate::bookings::offers::Offer;
use crate::bookings::strip::{DayNote, Strip};
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use kernel::Problems;
use kernel::money::Money;
use kernel::time::{Span, clock_text, day_text, rfc3339, wall};
use maud::{Markup, html};
use platform::ui::forms::{self, Field, hidden, problem_summary};
use platform::ui::parts::{
    DayChoice, SlotChoice, Way, chips, day_strip, empty, filter_row, filter_search, filter_select, first_button,
    hero_meta, lengths, links_or_buttons, no_results, notice, resource_card, shown_otherwise, slot_tiles, summary_bar,
    tags,
};
use platform::ui::{Icon, Tone};
use platform::{Client, Org};
use things::locations::Location;
use things::resources::duration;
use things::resources::slots::{Slot, SlotState};
use things::resources::{FilterQuery, Photo, PricePer, Resource};

/// Lengths beside each other for choosing.
const LENGTHS_SHOWN: usize = 5;

/// All that guests may book.
pub fn directory(
    org: &Org,
    query: &FilterQuery,
    shown: &[Resource],
    all: &[Resource],
    places: &[Location],
    client: Option<&Client>,
) -> (Markup, Markup) {
    let hero = html! {
        h1 { "Book at " (org.name) }
        @if !org.about.is_empty() { p { (org.about) } }
    };
    let kinds: Vec<(String, String)> = kind_options()
        .into_iter()
        .filter(|(name, _)| all.iter().any(|resource| resource.kind.name() == name))
        .collect();
    let used: Vec<Location> = places
        .iter()
        .filter(|place| all.iter().any(|resource| resource.location_path.contains(&place.id.to_string())))
        .cloned()
        .collect();
    let capacities: Vec<(String, String)> =
        [2, 4, 8, 12, 20, 50].map(|people| (people.to_string(), format!("{people} people and more"))).to_vec();
    let fields = html! {
        (filter_search("text", "Search", &query.text))
        @if used.len() > 1 { (filter_select("location", "Everywhere", &place_options(&used), &query.location)) }
        @if kinds.len() > 1 { (filter_select("kind", "Everything", &kinds, &query.kind)) }
        (filter_select("capacity", "Any size", &capacities, &query.capacity))
        (amenity_select(shown.iter(), query))
        @for amenity in &query.amenity { (hidden("amenity", amenity)) }
    };
    let main = html! {
        @if all.is_empty() {
            (empty(Icon::Calendar, "Nothing can be booked here at the moment.", html! {}))
        } @else {
            @if all.len() > 3 || !query.filter().is_empty() { (filter_row(&org.public_path(""), fields, chips(&amenity_chips(query, |query| query.address(&org.public_path(""), &[]))))) }
            div .resources #resources {
                @if shown.is_empty() { (no_results("Nothing fits this filter.", &org.public_path(""))) }
                @for resource in shown {
                    (resource_card(
                        &org.public_path(&format!("/{}", resource.slug)),
                        resource.cover_id.map(|id| org.public_path(&format!("/pictures/{id}"))).as_deref(),
                        kind_icon(resource.kind),
                        &resource.name,
                        &format!("{} · {}", room_text(resource.capacity, resource.units), resource.place()),
                        &resource.amenities,
                        price_text(org, resource).as_deref(),
                    ))
                }
            }
        }
        (client_line(org, client))
        (contact_line(org))
    };
    (hero, main)
}

/// Who is signed in, or how to. It leads out of a frame, where nobody can stay signed in.
fn client_line(org: &Org, client: Option<&Client>) -> Markup {
    html! {
        p .hint {
            @match client {
                Some(client) => { "Signed in as " (client.email) ". " a href=(org.public_path("/my/bookings")) { "My bookings" } }
                None => { "Booked here before? " a href=(org.public_path("/sign-in")) target="_top" hx-boost="false" { "See your bookings" } }
            }
        }
    }
}

pub(super) fn contact_line(org: &Org) -> Markup {
    html! {
        p .hint {
            "Questions? Write to " a href={ "mailto:" (org.email) } { (org.email) }
            @if !org.phone.is_empty() { " or call " a href={ "tel:" (org.phone) } { (org.phone) } }
            "."
        }
    }
}

/// `€45.00 an hour`, of several units `€14.00 an hour each`.
pub fn price_text(org: &Org, resource: &Resource) -> Option<String> {
    let money = Money::new(resource.price_minor?, org.currency.clone());
    let each = if resource.units > 1 { " each" } else { "" };
    Some(match resource.price_per {
        PricePer::Hour => format!("{money} an hour{each}"),
        PricePer::Day => format!("{money} a day{each}"),
    })
}

/// What so many units cost at these times: of the chosen one exactly, else from the cheapest on. `is_final`: the number of
/// units is no more to be chosen.
pub fn price_of<'a>(
    org: &Org,
    resource: &Resource,
    slots: impl IntoIterator<Item = &'a Slot>,
    units: i64,
    is_final: bool,
) -> Option<String> {
    let prices: Vec<i64> = slots.into_iter().filter_map(|slot| price(resource, slot.span, units)).collect();
    let (least, most) = (*prices.iter().min()?, *prices.iter().max()?);
    let least_text = Money::new(least, org.currency.clone());
    Some(if is_final && least == most { least_text.to_string() } else { format!("from {least_text}") })
}

/// What the page of a resource is drawn of.
pub struct ResourceFacts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which.
    pub resource: &'a Resource,
    /// The days and slots.
    pub strip: &'a Strip,
    /// How long.
    pub minutes: i64,
    /// What was typed.
    pub typed: &'a WishForm,
}

/// A resource with its free times and the form: hero, main, and the bar at the foot.
pub fn resource(
    facts: &ResourceFacts<'_>,
    photos: &[Photo],
    problems: &Problems,
    offers: &[Offer],
) -> (Markup, Markup, Option<Markup>) {
    let (org, resource, strip) = (facts.org, facts.resource, facts.strip);
    let zone = resource.zone();
    let mut meta = vec![(Icon::Users, room_text(resource.capacity, resource.units)), (Icon::MapPin, resource.place())];
    meta.extend(price_text(org, resource).map(|price| (Icon::Banknote, price)));
    let hero = html! { h1 { (resource.name) } (hero_meta(&meta)) };
    let slots = strip.days.iter().find(|day| day.day == strip.day).map(|day| day.slots.as_slice()).unwrap_or_default();
    let may_book = resource.is_public();
    let any_free = slots.iter().any(|slot| slot.state == SlotState::Free);
    let main = html! {
        p .back { a href=(org.public_path("")) { "All of " (org.name) } }
        (pictures(org, photos))
        @if !resource.description.is_empty() { p .prose { (resource.description) } }
        (tags(&resource.amenities))
        @if !may_book {
            (notice(Tone::Warn, html! { p { "This cannot be booked at the moment." } }))
        } @else {
            form .stack #book method="post" action=(org.public_path(&format!("/{}/bookings", resource.slug))) {
                (first_button("Book now"))
                (problem_summary(&listed(problems)))
                @if let Some(why) = why_address(facts, problems) { p .hint { a href=(why) { "Why can this not be booked?" } } }
                @if !offers.is_empty() { (offered(offers)) }
                (hidden("key", &facts.typed.key))
                (hidden("minutes", &facts.minutes.to_string()))
                (hidden("day", &strip.day.to_string()))
                (shown_otherwise(html! {
                    section #minutes tabindex="-1" { h2 { "How long" } (lengths_to_choose(facts)) }
                    section #starts tabindex="-1" { h2 { "Day" } (days_to_choose(facts)) }
                }))
                @if slots.is_empty() {
                    (empty(Icon::CalendarX, &nothing_on(strip, facts.minutes, zone), html! {}))
                }
                div .stack #times {
                    @for (legend, part) in parts_of_day(slots, zone) {
                        (slot_tiles("at", legend, &part, &facts.typed.span.at))
                    }
                }
                @if !slots.is_empty() && !any_free { p .hint { (nothing_on(strip, facts.minutes, zone)) } }
                (zone_note(zone, example_span(facts)))
                // What was typed is kept, also on the way over a day with nothing to offer.
                section .stack hidden[!any_free && offers.is_empty()] { (guest_fields(facts, problems)) }
            }
        }
        (contact_line(org))
    };
    let bar = (may_book && any_free).then(|| bar(facts, slots));
    (hero, main, bar)
}

/// What is about to be booked, as far as it is chosen.
fn bar(facts: &ResourceFacts<'_>, slots: &[Slot]) -> Markup {
    let (resource, typed) = (facts.resource, facts.typed);
    let free: Vec<&Slot> = slots.iter().filter(|slot| slot.state == SlotState::Free).collect();
    let at = DateTime::parse_from_rfc3339(&typed.span.at).ok();
    let chosen = free.iter().find(|slot| at.is_some_and(|at| slot.span.start == at)).copied();
    let units = typed.units.trim().parse().ok().filter(|units| (1..=resource.units).contains(units));
    let priced = chosen.map_or(free, |slot| vec![slot]);
    let is_final = resource.units == 1 || (chosen.is_some() && units.is_some());
    let price = price_of(facts.org, resource, priced, units.unwrap_or(1), is_final);
    let day = day_text(facts.strip.day);
    let when = match chosen {
        Some(slot) => format!("{day}, {}", clock_text(resource.zone(), slot.span.start)),
        None => day,
    };
    let summary = format!("{when}, {}", duration::long(facts.minutes));
    summary_bar(&summary, price.as_deref(), &address(facts, Some(facts.strip.day), facts.minutes), "book", "Book now")
}

/// Where a refusal is explained, if it was about the time or how many come and not about what was typed around it.
fn why_address(facts: &ResourceFacts<'_>, problems: &Problems) -> Option<String> {
    let typed = facts.typed;
    ["starts", "minutes", "people", "units"].iter().find_map(|field| problems.at(field))?;
    let at = DateTime::parse_from_rfc3339(&typed.span.at).ok()?.with_timezone(&Utc);
    let count = |typed: &str| typed.trim().parse::<i64>().unwrap_or(1);
    let minutes = typed.span.minutes.trim().parse::<i64>().unwrap_or(facts.minutes);
    Some(facts.org.public_path(&format!(
        "/{}/why?at={}&minutes={minutes}&people={}&units={}",
        facts.resource.slug,
        rfc3339(at),
        count(&typed.people),
        count(&typed.units)
    )))
}

fn pictures(org: &Org, photos: &[Photo]) -> Markup {
    html! {
        @if !photos.is_empty() {
            div .photos { @for photo in photos { img src=(org.public_path(&format!("/pictures/{}", photo.file_id))) alt=(photo.alt) loading="lazy"; } }
        }
    }
}

fn example_span(facts: &ResourceFacts<'_>) -> Span {
    let start = kernel::time::day_start(facts.resource.zone(), facts.strip.day) + chrono::TimeDelta::hours(12);
    Span::new(start, start + chrono::TimeDelta::hours(1)).expect("an hour is not empty")
}

/// The address of this page for another day or length.
fn address(facts: &ResourceFacts<'_>, day: Option<NaiveDate>, minutes: i64) -> String {
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    let path = facts.org.public_path(&format!("/{}", facts.resource.slug));
    FilterQuery::default().address(&path, &[("day", &day), ("minutes", &minutes.to_string())])
}

/// A button that sends what is typed to this page, so that it is shown again with the other day or length. Nothing of it
/// stands in an address.
fn shown_with(facts: &ResourceFacts<'_>, name: &'static str, value: String, section: &str) -> Way {
    let action = facts.org.public_path(&format!("/{}#{section}", facts.resource.slug));
    Way::Button { name, value, action }
}

fn lengths_to_choose(facts: &ResourceFacts<'_>) -> Markup {
    let lengths = |way: &dyn Fn(i64) -> Way| lengths_of(facts.resource, facts.minutes, way);
    links_or_buttons(
        lengths(&|minutes| Way::Link(address(facts, Some(facts.strip.day), minutes))),
        lengths(&|minutes| shown_with(facts, "other_minutes", minutes.to_string(), "minutes")),
    )
}

/// The lengths around the chosen one, and the way to each.
pub fn lengths_of(resource: &Resource, chosen: i64, way: impl Fn(i64) -> Way) -> Markup {
    let rules = resource.rules();
    let choices: Vec<(String, Way, bool)> =
        lengths_near(rules.min_minutes, rules.max_minutes, rules.grid_minutes, chosen)
            .into_iter()
            .map(|minutes| (duration::short(minutes), way(minutes), minutes == chosen))
            .collect();
    lengths("How long", &choices)
}

/// A few lengths around the chosen one, in steps of the grid: shorter ones fine, longer ones coarse.
pub fn lengths_near(least: i64, most: i64, grid: i64, chosen: i64) -> Vec<i64> {
    let usual = [15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440, 2_880, 4_320, 10_080];
    let mut lengths = things::resources::rules::lengths(least, most, grid);
    // The next shorter and the next longer one stand beside the chosen one, so that each can be come to.
    let shorter = lengths.iter().copied().rfind(|minutes| *minutes < chosen);
    let longer = lengths.iter().copied().find(|minutes| *minutes > chosen);
    let near = [shorter, Some(chosen), longer, Some(least)];
    lengths.retain(|minutes| usual.contains(minutes) || near.contains(&Some(*minutes)));
    if let Err(place) = lengths.binary_search(&chosen) {
        lengths.insert(place, chosen);
    }
    let at = lengths.iter().position(|minutes| *minutes == chosen).unwrap_or(0);
    let first = at.saturating_sub(LENGTHS_SHOWN / 2).min(lengths.len().saturating_sub(LENGTHS_SHOWN));
    lengths.into_iter().skip(first).take(LENGTHS_SHOWN).collect()
}

fn days_to_choose(facts: &ResourceFacts<'_>) -> Markup {
    links_or_buttons(
        strip_of(facts.strip, |day| Way::Link(address(facts, Some(day), facts.minutes))),
        strip_of(facts.strip, |day| shown_with(facts, "other_day", day.to_string(), "starts")),
    )
}

/// Why the day shown has nothing to offer.
pub fn nothing_on(strip: &Strip, minutes: i64, zone: Tz) -> String {
    match strip.notes.get(&strip.day) {
        Some(note) => day_note(note, strip.day, minutes, zone),
        None => format!("Nothing is offered on {}.", day_text(strip.day)),
    }
}

/// The strip of seven days, and the way to each.
pub fn strip_of(strip: &Strip, way: impl Fn(NaiveDate) -> Way) -> Markup {
    let choices: Vec<DayChoice> = strip
        .days
        .iter()
        .map(|day| {
            let free = match (strip.notes.get(&day.day), day.free) {
                (Some(DayNote::Closed(_)), _) => "closed".to_owned(),
                (Some(DayNote::NotYet { from, .. }), _) => format!("opens on {}", from.format("%-d %B")),
                (_, 0) => "nothing free".to_owned(),
                (_, free) => format!("{free} free"),
            };
            DayChoice {
                weekday: day.day.format("%a").to_string(),
                day: day.day.format("%-d").to_string(),
                label: format!("{}, {free}", day.day.format("%A %-d %B")),
                // A day without anything says why when it is opened; one that cannot be opened yet says so from here.
                way: (day.day <= strip.last).then(|| way(day.day)),
                quiet: day.free == 0,
                current: day.day == strip.day,
            }
        })
        .collect();
    let (first, last) = (strip.days.first().map(|day| day.day), strip.days.last().map(|day| day.day));
    let week = chrono::TimeDelta::days(7);
    let earlier = first.filter(|first| *first > strip.today).map(|first| way((first - week).max(strip.today)));
    let later = last.filter(|last| *last < strip.last).map(|last| way(last + chrono::TimeDelta::days(1)));
    day_strip("Days", &choices, earlier.as_ref(), later.as_ref())
}

/// The slots of a day in parts, past ones left out.
pub fn parts_of_day(slots: &[Slot], zone: Tz) -> Vec<(&'static str, Vec<SlotChoice>)> {
    let mut parts: Vec<(&'static str, Vec<SlotChoice>)> = Vec::new();
    for slot in slots.iter().filter(|slot| slot.state != SlotState::Past) {
        let legend = match wall(zone, slot.span.start).hour() {
            0..=5 => "Night",
            6..=11 => "Morning",
            12..=17 => "Afternoon",
            _ => "Evening",
        };
        let off = match slot.state {
            SlotState::Free => None,
            SlotState::Taken => Some("taken".to_owned()),
            SlotState::TooSoon | SlotState::Past => Some("too soon".to_owned()),
        };
        let choice = SlotChoice { value: rfc3339(slot.span.start), label: clock_text(zone, slot.span.start), off };
        match parts.last_mut() {
            Some((last, choices)) if *last == legend => choices.push(choice),
            _ => parts.push((legend, vec![choice])),
        }
    }
    parts
}

fn guest_fields(facts: &ResourceFacts<'_>, problems: &Problems) -> Markup {
    let typed = facts.typed;
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    let with = |kind, autocomplete| forms::Input { autocomplete: Some(autocomplete), ..forms::Input::of(kind) };
    let room = room(facts.resource, facts.resource.units);
    html! {
        div .stack #guest hx-morph-skip {
            h2 { "Your details" }
            (forms::input(&field("name", "Name").required(), &with("text", "name"), &typed.name))
            (forms::email(&field("email", "E-mail for the confirmation").required(), &typed.email))
            (forms::tel(&field("phone", "Telephone"), &typed.phone))
            (forms::text(&field("title", "Purpose"), &typed.title))
            (forms::number(&field("people", "People").required(), if typed.people.is_empty() { "1" } else { &typed.people }, 1, room))
            @if facts.resource.units > 1 {
                (forms::number(&field("units", "How many").required(), if typed.units.is_empty() { "1" } else { &typed.units }, 1, facts.resource.units))
            }
            div .vh aria-hidden="true" { label for="website" { "Leave this empty" } input #website name="website" tabindex="-1" autocomplete="off"; }
        }
    }
}
