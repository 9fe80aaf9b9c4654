//! Reviews of access: the access now, what is different, the reviews so far, and files of both.

pub(crate) mod access;
pub(crate) mod csv;
pub(crate) mod difference;
pub(crate) mod index;
pub(crate) mod past;

use crate::orgs::model::Tree;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

/// How places and ends are told.
pub(crate) struct Words<'a> {
    /// The places.
    pub tree: &'a Tree,
    /// The organisation's zone.
    pub zone: Tz,
    /// The last day of something that ends then.
    pub last_day: fn(Tz, DateTime<Utc>) -> String,
}

impl Words<'_> {
    /// `Everywhere`, or the name of a place.
    pub fn place(&self, place: Option<Uuid>) -> String {
        self.tree.label(place)
    }

    /// `until Fri 3 Apr 2026`, or `without an end`.
    pub fn end(&self, end: Option<DateTime<Utc>>) -> String {
        match end {
            None => "without an end".to_owned(),
            Some(end) => format!("until {}", (self.last_day)(self.zone, end)),
        }
    }
}
