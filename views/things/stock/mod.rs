//! The pages of stock: the list and its file, one item with its ledger and its forms, what to order, a contact's entries.

pub(crate) mod contact;
pub(crate) mod entry;
pub(crate) mod file;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod minimums;
pub(crate) mod order;
pub(crate) mod show;

use crate::stock::Kind;
use kernel::Problems;
use maud::Markup;
use platform::Org;
use platform::ui::parts::{Segment, badge, tabs as draw};
use platform::ui::{Icon, Tone};

/// Which tab a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Items,
    Order,
    Minimums,
}

fn tabs(org: &Org, current: Tab) -> Markup {
    let all =
        [(Tab::Items, "Items", ""), (Tab::Order, "To order", "/order-list"), (Tab::Minimums, "Minimums", "/minimums")];
    let segment = |(tab, label, rest): (Tab, &str, &str)| Segment {
        label: label.to_owned(),
        href: org.path(&format!("/stock{rest}")),
        current: tab == current,
    };
    draw("Parts of stock", &all.map(segment))
}

/// What an entry is called.
fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Receive => "Received",
        Kind::Issue => "Issued",
        Kind::Return => "Returned",
        Kind::Adjust => "Counted",
        Kind::Transfer => "Transferred",
    }
}

fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Receive => Icon::Truck,
        Kind::Issue => Icon::SignOut,
        Kind::Return => Icon::SignIn,
        Kind::Adjust => Icon::Sliders,
        Kind::Transfer => Icon::ArrowRight,
    }
}

/// `12 boxes` is the unit's own business: `12 × box`.
fn amount(quantity: i64, unit: &str) -> String {
    format!("{quantity} × {unit}")
}

fn low_badge(is_low: bool) -> Markup {
    if is_low { badge(Tone::Warn, "Too little") } else { badge(Tone::Ok, "Enough") }
}

/// What a field of a form is called.
fn label(name: &str) -> &'static str {
    match name {
        "name" => "Name",
        "sku" => "Number",
        "category" => "Category",
        "unit" => "Unit",
        "supplier" => "Supplier",
        "cost" => "Cost of one",
        "note" => "Note",
        "location" => "Location",
        "quantity" => "Quantity",
        "counted" => "On hand",
        "person" => "Person",
        "holder" => "Asset",
        "destination" => "To location",
        "minimum" => "Minimum",
        _ => "",
    }
}

/// Problems as a form's summary wants them.
fn listed(problems: &Problems) -> Vec<(String, String)> {
    let line = |(name, message): (&str, &str)| match label(name) {
        "" => (String::new(), message.to_owned()),
        label => (name.to_owned(), format!("{label}: {message}")),
    };
    problems.iter().map(line).collect()
}
