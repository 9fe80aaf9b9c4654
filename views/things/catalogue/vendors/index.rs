//! The list of vendors.

use super::super::{Tab, address, head, restore_item, shelves};
use crate::catalogue::vendors::{Vendor, VendorFilter};
use crate::views::words::{counted, vendor_roles};
use kernel::keyset::KeysetPage;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{
    Column, FilterChip, MenuItem, cell, cell_main, chips, empty, filter_row, filter_search, filter_select, menu,
    no_results, pager, primary_link, table,
};

/// Everything the page shows.
pub struct Index<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the address says.
    pub filter: &'a VendorFilter,
    /// A page of it.
    pub shown: &'a KeysetPage<Vendor>,
    /// May the viewer change the catalogue?
    pub may_change: bool,
}

impl Index<'_> {
    fn base(&self) -> String {
        self.org.path("/catalogue/vendors")
    }

    /// The address of the list as it is, with this value instead.
    fn address(&self, name: &str, value: &str) -> String {
        let filter = self.filter;
        let now = [("q", filter.q.as_str()), ("role", &filter.role), ("archived", &filter.archived)];
        let kept = now.into_iter().filter(|(other, _)| *other != name);
        address(&self.base(), &kept.chain([(name, value)]).collect::<Vec<_>>())
    }
}

/// The page.
pub fn page(index: &Index<'_>) -> Markup {
    let is_bare = index.shown.rows.is_empty() && !index.filter.is_narrow();
    let add = html! {
        @if index.may_change { (primary_link(&index.org.path("/catalogue/vendors/new"), Some(Icon::Plus), "New supplier or maker")) }
    };
    html! {
        (head(index.org, Tab::Vendors, if is_bare { html! {} } else { add.clone() }))
        section .card aria-label="Suppliers and makers" {
            @if is_bare {
                (empty(Icon::Truck, "Who makes, sells or services your things belongs here, with how to reach them.", add))
                p .row { (shelves(&index.base(), false, "Archived")) }
            } @else {
                div .card-tools { (shelves(&index.base(), index.filter.archived == "on", "Archived")) }
                (filters(index))
                div #vendors { (list(index)) }
            }
        }
    }
}

fn filters(index: &Index<'_>) -> Markup {
    let filter = index.filter;
    let roles = [("supplier".to_owned(), "Suppliers".to_owned()), ("maker".to_owned(), "Makers".to_owned())];
    let fields = html! {
        @if !filter.archived.is_empty() { (hidden("archived", &filter.archived)) }
        (filter_search("q", "Name", &filter.q))
        (filter_select("role", "Suppliers and makers", &roles, &filter.role))
    };
    let mut chosen = Vec::new();
    if !filter.q.trim().is_empty() {
        chosen.push(FilterChip { label: format!("Text: {}", filter.q.trim()), without: index.address("q", "") });
    }
    if let Some((_, label)) = roles.iter().find(|(role, _)| *role == filter.role) {
        chosen.push(FilterChip { label: label.clone(), without: index.address("role", "") });
    }
    filter_row(&index.base(), fields, chips(&chosen))
}

fn list(index: &Index<'_>) -> Markup {
    let vendors = &index.shown.rows;
    if vendors.is_empty() {
        return no_results("No supplier or maker fits this.", &index.base());
    }
    let at = |name: &str, vendor: &Vendor| index.address(name, &vendor.id.to_string());
    let previous = index.shown.previous().map(|first| at("before", first));
    let next = index.shown.next().map(|last| at("after", last));
    html! {
        (table(
            "Suppliers and makers by name",
            &[Column::main("Name"), Column::sub("Is a"), Column::extra("E-mail"), Column::extra("Phone"), Column::actions()],
            html! { @for vendor in vendors { (row(index, vendor)) } },
        ))
        (pager(previous.as_deref(), next.as_deref(), &counted(vendors.len() as i64, "entry", "entries")))
    }
}

fn row(index: &Index<'_>, vendor: &Vendor) -> Markup {
    let own = |rest: &str| index.org.path(&format!("/catalogue/vendors/{}{rest}", vendor.id));
    html! {
        tr #{ "v-" (vendor.id) } {
            (cell_main(&own(""), &vendor.name))
            (cell(Column::SUB, html! { (vendor_roles(vendor)) }))
            (cell(Column::EXTRA, html! { (vendor.email) }))
            (cell(Column::EXTRA, html! { (vendor.phone) }))
            (cell(Column::ACTIONS, html! {
                @if index.may_change {
                    @let item = if vendor.archived_at.is_some() {
                        restore_item(own("/restoration"), vendor.version)
                    } else {
                        MenuItem::Link(Icon::Pencil, "Edit".to_owned(), own("/details"))
                    };
                    (menu(&format!("menu-{}", vendor.id), &format!("Actions for {}", vendor.name), &[item]))
                }
            }))
        }
    }
}
