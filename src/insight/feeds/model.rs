//! A feed, and the form that makes one.

use chrono::{DateTime, Utc};
use kernel::{Problems, Result};
use platform::House;
use serde::Deserialize;
use uuid::Uuid;

/// What feeds' ids are sealed for.
const PURPOSE: &str = "calendar-feed";

/// What a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Its owner's bookings.
    Mine,
    /// One resource.
    Resource(Uuid),
    /// A location and all below it.
    Location(Uuid),
}

impl Subject {
    /// How it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Subject::Mine => "mine",
            Subject::Resource(_) => "resource",
            Subject::Location(_) => "location",
        }
    }
}

/// How much a feed tells; each tells what those before it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Detail {
    /// That something is taken.
    Busy,
    /// What it is called.
    Titles,
    /// Who comes.
    Guests,
}

impl Detail {
    /// Every detail, the least first.
    pub const ALL: [Detail; 3] = [Detail::Busy, Detail::Titles, Detail::Guests];

    /// How it is sent.
    pub fn name(self) -> &'static str {
        match self {
            Detail::Busy => "busy",
            Detail::Titles => "titles",
            Detail::Guests => "guests",
        }
    }
}

/// A feed, with the name of what it is of.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Feed {
    /// Its id.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// The organisation's name in addresses.
    pub org_slug: String,
    /// Whose rights it has.
    pub user_id: Uuid,
    /// Of one resource.
    pub resource_id: Option<Uuid>,
    /// What that is called.
    pub resource_name: Option<String>,
    /// Of a location.
    pub location_id: Option<Uuid>,
    /// What that is called.
    pub location_name: Option<String>,
    /// How much it tells, at most.
    pub detail: Detail,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last fetched, to the hour.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Feed {
    /// What it is of.
    pub fn subject(&self) -> Subject {
        match (self.resource_id, self.location_id) {
            (Some(id), _) => Subject::Resource(id),
            (_, Some(id)) => Subject::Location(id),
            (None, None) => Subject::Mine,
        }
    }

    /// The path of its address.
    pub fn path(&self, house: &House) -> String {
        format!("/feeds/{}.ics", house.key.seal(PURPOSE, self.id.as_bytes()))
    }
}

/// The feed that the last part of an address names.
pub fn open(house: &House, name: &str) -> Option<Uuid> {
    let word = name.strip_suffix(".ics").unwrap_or(name);
    Uuid::from_slice(&house.key.open(PURPOSE, word)?).ok()
}

/// The form, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `mine`, `resource:<id>` or `location:<id>`.
    pub subject: String,
    /// The name of a detail.
    pub detail: String,
    /// So that a double click makes one.
    pub key: String,
}

/// What was wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFeed {
    /// Of what.
    pub subject: Subject,
    /// How much it tells.
    pub detail: Detail,
}

impl NewFeed {
    /// Reads the form.
    pub fn parse(form: &Form) -> Result<NewFeed, Problems> {
        let mut problems = Problems::new();
        let subject = match form.subject.split_once(':') {
            Some(("resource", id)) => id.parse().ok().map(Subject::Resource),
            Some(("location", id)) => id.parse().ok().map(Subject::Location),
            _ if form.subject == "mine" => Some(Subject::Mine),
            _ => None,
        };
        let detail = Detail::ALL.into_iter().find(|detail| detail.name() == form.detail);
        let subject = problems.take("subject", subject.ok_or("Choose what the feed is of."));
        let detail = problems.take("detail", detail.ok_or("Choose how much the feed tells."));
        match (subject, detail) {
            (Some(subject), Some(detail)) => Ok(NewFeed { subject, detail }),
            _ => Err(problems),
        }
    }
}

/// A booking as a feed needs it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Taken {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Its state.
    pub status: String,
    /// Its first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
    /// In which it is shown.
    pub zone: String,
    /// Grows with what calendars must know.
    pub sequence: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Of what.
    pub resource_name: String,
    /// Where.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// Who comes.
    pub guest: String,
    /// Is it the owner's own?
    pub is_own: bool,
}

/// What tells whether a feed has changed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Stamp {
    /// Bookings in it.
    pub bookings: i64,
    /// The latest change of one of them.
    pub latest: Option<DateTime<Utc>>,
    /// Versions of the resources, summed up.
    pub versions: i64,
}
