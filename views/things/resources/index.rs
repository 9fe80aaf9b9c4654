//! The list of resources, and the same as a file.

use crate::locations::Location;
use crate::resources::{FilterQuery, Kind, Resource, Sort, Status};
use crate::views::parts::place_options;
use crate::views::words::{kind_text, people_text, price_text, status_badge, status_text, who_text};
use kernel::money::Money;
use kernel::{Error, Result, text::inert_cell};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, Segment, button_link, cell, cell_main, cell_num, cell_status, chips, empty, filter_more,
    filter_row, filter_search, filter_select, no_results, page_header, pager, primary_link, seg, table,
};

/// Everything the page shows.
pub struct List<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What is asked for.
    pub query: &'a FilterQuery,
    /// In which order, and whether from the end.
    pub order: (Sort, bool),
    /// The resources of this page.
    pub resources: &'a [Resource],
    /// Which page, from 1, and how many there are on one.
    pub page: (i64, i64),
    /// How many fit the question in all.
    pub total: i64,
    /// Where they may stand.
    pub places: &'a [Location],
    /// What they may offer.
    pub amenities: &'a [String],
    /// May the viewer add one?
    pub may_add: bool,
}

impl List<'_> {
    fn path(&self) -> String {
        self.org.path("/resources")
    }

    /// The address of a page of this list.
    fn address(&self, query: &FilterQuery, (sort, descending): (Sort, bool), page: i64) -> String {
        let sort = if sort == Sort::default() { "" } else { sort.name() };
        let page = if page > 1 { page.to_string() } else { String::new() };
        query.address(&self.path(), &[("sort", sort), ("dir", if descending { "desc" } else { "" }), ("page", &page)])
    }
}

/// The page.
pub fn index(list: &List<'_>) -> Markup {
    let (sort, descending) = list.order;
    let file = list.query.address(
        &list.path(),
        &[("sort", sort.name()), ("dir", if descending { "desc" } else { "" }), ("format", "csv")],
    );
    html! {
        (page_header("Resources", Some("What can be booked."), html! {
            @if !list.resources.is_empty() { (button_link(&list.org.path("/resources/labels"), Some(Icon::Printer), "Labels")) }
            @if !list.resources.is_empty() { (button_link(&file, Some(Icon::Download), "Export CSV")) }
            @if list.may_add { (primary_link(&list.org.path("/resources/new"), Some(Icon::Plus), "New resource")) }
        }))
        div .card {
            (filters(list))
            div #list { (rows(list)) }
        }
    }
}

fn rows(list: &List<'_>) -> Markup {
    if list.resources.is_empty() {
        return nothing(list);
    }
    let head = |sort: Sort| {
        let (now, descending) = list.order;
        let turned = now == sort && !descending;
        (list.address(list.query, (sort, turned), 1), (now == sort).then_some(!descending))
    };
    let (name, by_name) = head(Sort::Name);
    let (location, by_location) = head(Sort::Location);
    let (capacity, by_capacity) = head(Sort::Capacity);
    let columns = [
        Column::main("Name").sorted_by(&name, by_name),
        Column::sub("Location").sorted_by(&location, by_location),
        Column::extra("Kind"),
        Column::num("Capacity").sorted_by(&capacity, by_capacity),
        Column::extra("Who may book"),
        Column::extra("Price"),
        Column::status("Status"),
    ];
    let (page, size) = list.page;
    let first = (page - 1) * size;
    let last = first + list.resources.len() as i64;
    let previous = (page > 1).then(|| list.address(list.query, list.order, page - 1));
    let next = (last < list.total).then(|| list.address(list.query, list.order, page + 1));
    html! {
        (table("Resources", &columns, html! { @for resource in list.resources { (row(list.org, resource)) } }))
        (pager(previous.as_deref(), next.as_deref(), &format!("{}–{last} of {}", first + 1, list.total)))
    }
}

fn row(org: &Org, resource: &Resource) -> Markup {
    let price = resource.price_minor.map(|minor| price_text(minor, &org.currency, resource.price_per));
    html! {
        tr #{ "r-" (resource.id) } {
            (cell_main(&org.path(&format!("/resources/{}", resource.id)), &resource.name))
            (cell(Column::SUB, html! { (resource.place()) }))
            (cell(Column::EXTRA, html! { (kind_text(resource.kind)) @if resource.units > 1 { " × " (resource.units) } }))
            (cell_num("Capacity", &people_text(resource.capacity)))
            (cell(Column::EXTRA, html! { (who_text(resource.who)) }))
            (cell(Column::EXTRA, html! { @if let Some(price) = price { (price) } @else { "–" } }))
            (cell_status(status_badge(resource.status, resource.archived_at.is_some())))
        }
    }
}

fn nothing(list: &List<'_>) -> Markup {
    if !list.query.filter().is_empty() {
        return no_results("No resource fits this filter.", &list.path());
    }
    let (sentence, action) = if list.places.is_empty() {
        (
            "Rooms, desks, equipment: what can be booked belongs here. First say where it stands.",
            (list.org.path("/locations/new"), "New site"),
        )
    } else {
        ("Rooms, desks, equipment: what can be booked belongs here.", (list.org.path("/resources/new"), "New resource"))
    };
    empty(Icon::Door, sentence, html! { @if list.may_add { (button_link(&action.0, Some(Icon::Plus), action.1)) } })
}

fn filters(list: &List<'_>) -> Markup {
    let query = list.query;
    let (sort, descending) = list.order;
    let kinds: Vec<(String, String)> =
        Kind::ALL.iter().map(|kind| (kind.name().to_owned(), kind_text(*kind).to_owned())).collect();
    let statuses: Vec<(String, String)> =
        Status::ALL.iter().map(|status| (status.name().to_owned(), status_text(*status).to_owned())).collect();
    let sizes: Vec<(String, String)> = [2, 4, 6, 8, 10, 12, 20, 50, 100]
        .iter()
        .map(|people| (people.to_string(), format!("{people} people or more")))
        .collect();
    let amenities: Vec<(String, String)> = list
        .amenities
        .iter()
        .filter(|amenity| !query.amenity.contains(amenity))
        .map(|amenity| (amenity.clone(), amenity.clone()))
        .collect();
    let chosen: Vec<FilterChip> = query
        .amenity
        .iter()
        .filter(|amenity| !amenity.is_empty())
        .map(|amenity| {
            let rest = query.amenity.iter().filter(|other| *other != amenity).cloned().collect();
            let without = FilterQuery { amenity: rest, ..query.clone() };
            FilterChip { label: amenity.clone(), without: list.address(&without, list.order, 1) }
        })
        .collect();
    let archived = |on: bool| {
        let query = FilterQuery { archived: if on { "on".into() } else { String::new() }, ..query.clone() };
        let label = if on { "Archived" } else { "In use" };
        Segment {
            label: label.to_owned(),
            href: list.address(&query, list.order, 1),
            current: on == (list.query.archived == "on"),
        }
    };
    let fields = html! {
        @if sort != Sort::default() { (hidden("sort", sort.name())) }
        @if descending { (hidden("dir", "desc")) }
        @if query.archived == "on" { (hidden("archived", "on")) }
        @for amenity in query.amenity.iter().filter(|amenity| !amenity.is_empty()) { (hidden("amenity", amenity)) }
        (filter_search("text", "Name, location or description", &query.text))
        (filter_select("location", "All locations", &place_options(list.places), &query.location))
        (filter_select("kind", "All kinds", &kinds, &query.kind))
        (filter_select("capacity", "Any size", &sizes, &query.capacity))
        @if !amenities.is_empty() { (filter_more("amenity", "Amenities", &amenities)) }
        (filter_select("status", "Any status", &statuses, &query.status))
    };
    html! {
        div .card-tools { (seg("Which resources", &[archived(false), archived(true)])) }
        (filter_row(&list.path(), fields, chips(&chosen)))
    }
}

/// The list as a file: one line a resource.
///
/// # Errors
/// Only what the writer of the file reports.
pub fn csv(org: &Org, resources: &[Resource]) -> Result<String> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = [
        "name",
        "kind",
        "status",
        "site",
        "location",
        "zone",
        "capacity",
        "units",
        "who",
        "amenities",
        "price",
        "currency",
        "per",
        "address",
        "archived",
    ];
    file.write_record(head).map_err(Error::broken)?;
    for resource in resources {
        let price =
            resource.price_minor.map(|minor| Money::new(minor, org.currency.as_str()).plain()).unwrap_or_default();
        let cells = [
            inert_cell(&resource.name),
            resource.kind.name().to_owned(),
            resource.status.name().to_owned(),
            inert_cell(&resource.site_name),
            inert_cell(&resource.location_name),
            resource.zone_name.clone(),
            resource.capacity.to_string(),
            resource.units.to_string(),
            resource.who.name().to_owned(),
            inert_cell(&resource.amenities.join("; ")),
            price,
            org.currency.clone(),
            resource.price_per.name().to_owned(),
            resource.slug.clone(),
            if resource.archived_at.is_some() { "yes".to_owned() } else { String::new() },
        ];
        file.write_record(cells).map_err(Error::broken)?;
    }
    let bytes = file.into_inner().map_err(Error::broken)?;
    String::from_utf8(bytes).map_err(Error::broken)
}
