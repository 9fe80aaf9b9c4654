//! The tree of locations: a card for each site, a line for each place in it.

use crate::locations::{Kind, Location};
use crate::views::words::{counted, place_kind, zone_text};
use maud::{Markup, html};
use platform::Org;
use platform::ui::parts::{
    Column, MenuItem, Segment, badge, button_link, card_flush, cell, cell_num, empty, menu, page_header, primary_link,
    seg, table,
};
use platform::ui::{Icon, Tone};

/// A place and what the viewer may know of it.
pub struct Row<'a> {
    /// The place.
    pub location: &'a Location,
    /// Live resources in it and below it.
    pub resources: i64,
    /// May the viewer change it?
    pub may_change: bool,
}

/// Everything the page shows.
pub struct Tree<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Depth first.
    pub rows: &'a [Row<'a>],
    /// May the viewer add a site?
    pub may_add_site: bool,
    /// Is what was put away shown too?
    pub with_archived: bool,
    /// Was anything put away?
    pub has_archived: bool,
}

/// The page.
pub fn index(tree: &Tree<'_>) -> Markup {
    let org = tree.org;
    let new_site = org.path("/locations/new");
    let sites: Vec<&[Row<'_>]> =
        tree.rows.chunk_by(|one, other| one.location.site_id == other.location.site_id).collect();
    html! {
        (page_header("Locations", Some("Where your resources are: sites, and what stands on them."), html! {
            @if tree.rows.iter().any(|row| row.may_change) { (button_link(&tree.org.path("/holidays"), Some(Icon::Calendar), "Holidays")) }
            @if !tree.rows.is_empty() { (button_link(&org.path("/locations/labels"), Some(Icon::Printer), "Labels")) }
            @if tree.may_add_site && !tree.rows.is_empty() { (primary_link(&new_site, Some(Icon::Plus), "New site")) }
        }))
        @if tree.has_archived { div .row { (choice(tree)) } }
        @if sites.is_empty() {
            div .card {
                (empty(Icon::MapPin, "Your sites belong here, each with its address and time zone. Resources stand in them.", html! {
                    @if tree.may_add_site { (primary_link(&new_site, Some(Icon::Plus), "New site")) }
                }))
            }
        }
        @for rows in sites { (site(org, rows)) }
    }
}

fn choice(tree: &Tree<'_>) -> Markup {
    let path = tree.org.path("/locations");
    let segment = |label: &str, href: String, current| Segment { label: label.to_owned(), href, current };
    seg(
        "Which locations",
        &[
            segment("In use", path.clone(), !tree.with_archived),
            segment("With archived", format!("{path}?archived=on"), tree.with_archived),
        ],
    )
}

/// A site with everything in it; for those who may only look at a part of it, that part.
fn site(org: &Org, rows: &[Row<'_>]) -> Markup {
    let Some((top, inside)) = rows.split_first() else { return html! {} };
    let location = top.location;
    let actions = html! {
        (resources_link(org, top))
        @if top.may_change {
            @if location.archived_at.is_none() { (button_link(&inside_of(org, location), Some(Icon::Plus), "Add inside")) }
            (actions(org, top))
        }
    };
    card_flush(
        &location.name,
        actions,
        html! {
            div .body {
                p .muted {
                    @if location.archived_at.is_some() { (badge(Tone::Neutral, "Archived")) " " }
                    @for line in location.address.lines() { (line) " · " }
                    (zone_text(location.zone()))
                }
            }
            @if !inside.is_empty() {
                (table(&format!("Places in {}", location.name), &[Column::main("Place"), Column::sub("Kind"), Column::num("Resources"), Column::actions()], html! {
                    @for row in inside { (line(org, row, location, inside)) }
                }))
            }
        },
    )
}

fn line(org: &Org, row: &Row<'_>, top: &Location, siblings: &[Row<'_>]) -> Markup {
    let location = row.location;
    html! {
        tr #{ "l-" (location.id) } {
            (cell(Column::MAIN, html! {
                @for name in above(location, top, siblings) { span .muted { (name) " › " } }
                a href=(resources_in(org, location)) { (location.name) }
                @if location.archived_at.is_some() { " " (badge(Tone::Neutral, "Archived")) }
            }))
            (cell(Column::SUB, html! { (place_kind(location.kind)) }))
            (cell_num("Resources", &row.resources.to_string()))
            (cell(Column::ACTIONS, html! { @if row.may_change { (actions(org, row)) } }))
        }
    }
}

/// The names between the top of the card and a place, from the top down.
fn above<'a>(location: &Location, top: &Location, rows: &'a [Row<'_>]) -> Vec<&'a str> {
    let between = rows.iter().map(|row| row.location).filter(|other| other.id != location.id && other.id != top.id);
    between.filter(|other| location.is_within(other)).map(|other| other.name.as_str()).collect()
}

fn actions(org: &Org, row: &Row<'_>) -> Markup {
    let location = row.location;
    let own = |rest: &str| org.path(&format!("/locations/{}{rest}", location.id));
    let items = if location.archived_at.is_some() {
        let fields = vec![("version".to_owned(), location.version.to_string())];
        vec![MenuItem::Post(Icon::ArchiveRestore, "Restore".to_owned(), own("/restoration"), fields)]
    } else {
        let mut items = vec![MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))];
        if location.kind != Kind::Site {
            items.push(MenuItem::Link(Icon::Plus, "Add inside".to_owned(), inside_of(org, location)));
        }
        items
    };
    menu(&format!("menu-{}", location.id), &format!("Actions for {}", location.name), &items)
}

fn inside_of(org: &Org, location: &Location) -> String {
    org.path(&format!("/locations/new?parent={}", location.id))
}

fn resources_in(org: &Org, location: &Location) -> String {
    org.path(&format!("/resources?location={}", location.id))
}

fn resources_link(org: &Org, row: &Row<'_>) -> Markup {
    html! { a href=(resources_in(org, row.location)) { (counted(row.resources, "resource", "resources")) } }
}
