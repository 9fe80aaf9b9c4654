//! The access of an organisation as it is seen, kept and compared.

use crate::orgs::model::{Held, Tree};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::crypto::sha256_hex;
use kernel::{Error, Result, text};
use platform::{Perm, Perms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rights that end within this time end soon (days).
pub const SOON_DAYS: i64 = 30;
/// Who was not here for this long is absent (days).
pub const ABSENT_DAYS: i64 = 90;
/// Longest note of a review (characters).
const NOTE_MAX: usize = 500;

/// What roles were called and allowed, and who held them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// By the role's key.
    pub roles: BTreeMap<String, RoleThen>,
    /// What places were called.
    pub places: BTreeMap<Uuid, String>,
    /// By people's names.
    pub lines: Vec<Line>,
}

/// A role in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleThen {
    /// What it was called.
    pub label: String,
    /// Stored names of what it allowed.
    pub perms: Vec<String>,
    /// The categories that it was limited to in what it allowed about assets; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Uuid>,
}

/// A grant in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whose.
    pub user: Uuid,
    /// What they were called.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// The role's key.
    pub role: String,
    /// Within this location; none: everywhere.
    pub place: Option<Uuid>,
    /// Until then; none: until it is ended.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Snapshot {
    /// Of what is held.
    pub fn of(held: &[Held]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for grant in held {
            let key = grant.role.key();
            let perms = grant.role.perms().names().into_iter().map(str::to_owned).collect();
            let categories = grant.role.categories().to_vec();
            let limit = if categories.is_empty() { "" } else { " (assets of some categories)" };
            let label = format!("{}{limit}", grant.role.label());
            snapshot.roles.entry(key.clone()).or_insert(RoleThen { label, perms, categories });
            if let (Some(id), Some(name)) = (grant.location_id, &grant.location_name) {
                snapshot.places.insert(id, name.clone());
            }
            snapshot.lines.push(Line {
                user: grant.user_id,
                name: grant.user_name.clone(),
                email: grant.user_email.clone(),
                role: key,
                place: grant.location_id,
                ends_at: grant.ends_at,
            });
        }
        snapshot
    }

    /// What a line allows, where it holds.
    pub fn perms(&self, line: &Line) -> Perms {
        let perms = self.roles.get(&line.role).map_or(Perms::NONE, |role| Perms::parse(&role.perms));
        if line.place.is_some() { perms.within_a_place() } else { perms }
    }

    /// The assets that a line is about: those of these categories, at its place. None: it is about no assets.
    pub fn share<'a>(&'a self, line: &Line) -> Option<(Option<Uuid>, &'a [Uuid])> {
        let role = self.roles.get(&line.role)?;
        let is_about_assets = !self.perms(line).about_assets().is_empty();
        is_about_assets.then_some((line.place, role.categories.as_slice()))
    }

    /// What a line's role was called.
    pub fn label<'a>(&'a self, line: &'a Line) -> &'a str {
        self.roles.get(&line.role).map_or(line.role.as_str(), |role| role.label.as_str())
    }

    /// What a place was called.
    pub fn place(&self, place: Option<Uuid>) -> &str {
        place.map_or("Everywhere", |id| self.places.get(&id).map_or("A place that is gone", String::as_str))
    }

    /// The lines of each person, in the order of names.
    pub fn people(&self) -> Vec<Vec<&Line>> {
        let mut people: Vec<Vec<&Line>> = Vec::new();
        for line in &self.lines {
            match people.last_mut().filter(|last| last[0].user == line.user) {
                Some(last) => last.push(line),
                None => people.push(vec![line]),
            }
        }
        people
    }

    /// A name for exactly this.
    pub fn seal(&self) -> String {
        sha256_hex(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }
}

/// A review as it is listed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Review {
    /// Its id.
    pub id: Uuid,
    /// Who reviewed.
    pub by_name: String,
    /// When.
    pub reviewed_at: DateTime<Utc>,
    /// What they noted.
    pub note: String,
    /// How many people there were.
    pub people: i64,
    /// How many grants.
    pub grants: i64,
}

/// What is noted with a review, checked.
///
/// # Errors
/// A problem at `note`.
pub fn note(typed: &str) -> Result<String> {
    text::optional_line(typed, NOTE_MAX).map_err(|message| Error::invalid("note", message))
}

/// Which of the access is shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReviewFilter {
    /// Part of a name or address.
    pub text: String,
    /// A permission's stored name.
    pub perm: String,
    /// A location's id: what holds there.
    pub place: String,
    /// `ending` or `absent`; empty: everybody.
    pub show: String,
    /// Which page, from 0.
    pub page: usize,
    /// `csv`: a file of all pages.
    pub format: String,
}

impl ReviewFilter {
    /// The permission that is looked for.
    pub fn perm(&self) -> Option<Perm> {
        Perm::parse(&self.perm)
    }

    /// Does it leave anybody out?
    pub fn is_narrow(&self) -> bool {
        [&self.text, &self.perm, &self.place, &self.show].iter().any(|value| !value.trim().is_empty())
    }

    /// Is this line of somebody who was last here then one of them?
    pub fn takes(&self, snapshot: &Snapshot, line: &Line, visit: &Visit, tree: &Tree, now: DateTime<Utc>) -> bool {
        let text = self.text.trim().to_lowercase();
        let is_named = line.name.to_lowercase().contains(&text) || line.email.contains(&text);
        let allows = self.perm().is_none_or(|perm| snapshot.perms(line).has(perm));
        let is_there = self.place.parse().is_ok_and(|place| tree.covers(line.place, Some(place)));
        let shown = match self.show.as_str() {
            "ending" => line.ends_at.is_some_and(|end| end <= now + TimeDelta::days(SOON_DAYS)),
            "absent" => visit.is_absent(now),
            _ => true,
        };
        is_named && allows && (self.place.is_empty() || is_there) && shown
    }
}

/// When somebody was here.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// The last time; none: never.
    pub last: Option<DateTime<Utc>>,
    /// Since when they could have been.
    pub since: DateTime<Utc>,
}

impl Visit {
    /// Were they not here for [`ABSENT_DAYS`], although they could have been?
    pub fn is_absent(&self, now: DateTime<Utc>) -> bool {
        self.last.unwrap_or(self.since) <= now - TimeDelta::days(ABSENT_DAYS)
    }
}
