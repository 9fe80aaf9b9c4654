//! Roles: all of them, one of them, its form, what an edit changes, and its farewell.

pub(crate) mod archival;
pub(crate) mod form;
pub(crate) mod index;
pub(crate) mod preview;
pub(crate) mod show;

use crate::orgs::model::Place;
use maud::{Markup, html};
use platform::{Perm, Perms};
use uuid::Uuid;

/// The headings of permissions, in the order of the form.
const GROUPS: [&str; 4] = ["Bookings", "Places and resources", "People", "The house"];

/// The permissions of a set by heading; headings that come up nowhere above follow in the order of the matrix.
pub(crate) fn grouped(perms: Perms) -> Vec<(&'static str, Vec<Perm>)> {
    let mut headings: Vec<&'static str> = GROUPS.to_vec();
    for perm in Perm::ALL {
        if !headings.contains(&perm.group()) {
            headings.push(perm.group());
        }
    }
    let under = |heading: &'static str| (heading, perms.iter().filter(|perm| perm.group() == heading).collect());
    headings.into_iter().map(under).filter(|(_, perms): &(_, Vec<Perm>)| !perms.is_empty()).collect()
}

/// A set in words: `Everything`, or its sentences as a list.
pub(crate) fn list(perms: Perms) -> Markup {
    html! {
        @if perms == Perms::all() {
            "Everything"
        } @else {
            ul .perms { @for perm in perms.iter() { li { (perm.sentence()) } } }
        }
    }
}

/// Assets of some categories, in words: `all assets`, or `assets of A, B and all below`.
pub(crate) fn named(ids: &[Uuid], known: &[Place]) -> String {
    if ids.is_empty() {
        return "all assets".to_owned();
    }
    let labels = known.iter().filter(|place| ids.contains(&place.id)).map(|place| place.label.as_str());
    format!("assets of {} and all below", labels.collect::<Vec<_>>().join(", "))
}

/// How many there are, in words.
pub(crate) fn people(count: i64) -> String {
    match count {
        0 => "Nobody".to_owned(),
        1 => "1 person".to_owned(),
        more => format!("{more} people"),
    }
}
