//! What the list shows, as its address says it.

use super::Contact;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Name,
    /// The latest known first.
    Newest,
}

/// What the list shows. At most one of the two cursors is used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContactFilter {
    /// Part of a name, an address or a number.
    pub text: String,
    /// With this tag.
    pub tag: String,
    /// Known from there.
    pub source: String,
    /// `blocked`, `unblocked`: only those.
    pub show: String,
    /// `newest`; by name when absent.
    pub order: String,
    /// After this contact in the order of the list.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
    /// `csv`: a file of all pages.
    pub format: String,
}

impl ContactFilter {
    /// In which order.
    pub fn order(&self) -> Order {
        if self.order == "newest" { Order::Newest } else { Order::Name }
    }

    /// Does it leave anybody out?
    pub fn narrows(&self) -> bool {
        [&self.text, &self.tag, &self.source, &self.show].iter().any(|value| !value.trim().is_empty())
    }
}

/// A contact in the list.
pub type Listed = Contact;

/// A page of the list.
#[derive(Debug, Clone)]
pub struct ContactPage {
    /// In the order of the list.
    pub contacts: Vec<Listed>,
    /// Their tags, by contact.
    pub tags: HashMap<Uuid, Vec<String>>,
    /// Is there something before the first of them?
    pub has_previous: bool,
    /// Is there something after the last of them?
    pub has_next: bool,
}
