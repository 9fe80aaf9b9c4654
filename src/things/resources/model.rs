//! A resource as it is read, and the words its columns are stored in.

use super::rules::Rules;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::time::parse_zone;
use serde::{Deserialize, Serialize};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// For meetings.
    Room,
    /// A place to work at.
    Desk,
    /// A room of one's own for longer.
    Office,
    /// Something to take along.
    Equipment,
    /// Something to drive or sail.
    Vehicle,
    /// Anything else.
    Other,
}

impl Kind {
    /// All of them, in the order they are offered.
    pub const ALL: [Kind; 6] = [Kind::Room, Kind::Desk, Kind::Office, Kind::Equipment, Kind::Vehicle, Kind::Other];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Room => "room",
            Kind::Desk => "desk",
            Kind::Office => "office",
            Kind::Equipment => "equipment",
            Kind::Vehicle => "vehicle",
            Kind::Other => "other",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Whether it can be used at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It can be booked.
    Available,
    /// Being repaired: nothing new is booked, and it will come back.
    Maintenance,
    /// Out of use until somebody says otherwise.
    Closed,
}

impl Status {
    /// All of them, in the order they are offered.
    pub const ALL: [Status; 3] = [Status::Available, Status::Maintenance, Status::Closed];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Status::Available => "available",
            Status::Maintenance => "maintenance",
            Status::Closed => "closed",
        }
    }

    /// The status of this name.
    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Who may book it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// Only those who may book for others.
    Staff,
    /// Everybody who is signed in to the organisation.
    Members,
    /// Guests too: it stands on the public page.
    Anyone,
}

impl Who {
    /// All of them, the narrowest first.
    pub const ALL: [Who; 3] = [Who::Staff, Who::Members, Who::Anyone];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Who::Staff => "staff",
            Who::Members => "members",
            Who::Anyone => "anyone",
        }
    }

    /// Who is called this.
    pub fn parse(name: &str) -> Option<Who> {
        Who::ALL.into_iter().find(|who| who.name() == name)
    }
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum PricePer {
    /// Each hour of the booking.
    Hour,
    /// Each day that the booking touches.
    Day,
}

impl PricePer {
    /// Both.
    pub const ALL: [PricePer; 2] = [PricePer::Hour, PricePer::Day];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            PricePer::Hour => "hour",
            PricePer::Day => "day",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<PricePer> {
        PricePer::ALL.into_iter().find(|per| per.name() == name)
    }
}

/// Something that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Resource {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub org_id: Uuid,
    /// Where it stands.
    pub location_id: Uuid,
    /// What that is called.
    pub location_name: String,
    /// The path of ids down to it, see [`crate::locations::lineage`].
    pub location_path: String,
    /// The site it stands on.
    pub site_name: String,
    /// The site's IANA zone, as stored; see [`Resource::zone`].
    #[sqlx(rename = "zone")]
    pub zone_name: String,
    /// Its name in public addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Whether it can be used at present.
    pub status: Status,
    /// For those who book it; several lines.
    pub description: String,
    /// People.
    pub capacity: i64,
    /// How many bookings may hold it at once.
    pub units: i64,
    /// Who may book it.
    pub who: Who,
    /// What a booking must look like.
    #[sqlx(flatten)]
    pub rules: Rules,
    /// In minor units of the organisation's currency. Shown; nothing is charged yet.
    pub price_minor: Option<i64>,
    /// What the price is for.
    pub price_per: PricePer,
    /// For optimistic locking.
    pub version: i64,
    /// Moves with everything that decides whether it may be booked: what it is, its hours, what it inherits.
    pub stamp: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
    /// What it offers, in alphabetical order.
    #[sqlx(json)]
    pub amenities: Vec<String>,
    /// The first of its photos, among the files.
    pub cover_id: Option<Uuid>,
    /// The asset that it is.
    pub asset_id: Option<Uuid>,
    /// What that is called: tag and name.
    pub asset_label: Option<String>,
    /// The model any asset of which it is.
    pub model_id: Option<Uuid>,
    /// What that is called.
    pub model_name: Option<String>,
}

impl Resource {
    /// The zone its clocks show.
    pub fn zone(&self) -> Tz {
        parse_zone(&self.zone_name).unwrap_or(Tz::UTC)
    }

    /// What a booking must look like.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Is it an asset, or any of a model? Its units are counted then, and what is not there closes it.
    pub fn is_made_of_assets(&self) -> bool {
        self.asset_id.is_some() || self.model_id.is_some()
    }

    /// May anything new be booked, whoever asks?
    pub fn is_bookable(&self) -> bool {
        self.status == Status::Available && self.archived_at.is_none()
    }

    /// Does it stand on the public page?
    pub fn is_public(&self) -> bool {
        self.is_bookable() && self.who == Who::Anyone
    }

    /// Where it stands, for people: `Harbour · Upper deck`.
    pub fn place(&self) -> String {
        if self.site_name == self.location_name {
            self.site_name.clone()
        } else {
            format!("{} · {}", self.site_name, self.location_name)
        }
    }
}

impl<'r, R: Row> FromRow<'r, R> for Rules
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Rules> {
        Ok(Rules {
            notice_minutes: row.try_get("notice_minutes")?,
            horizon_days: row.try_get("horizon_days")?,
            min_minutes: row.try_get("min_minutes")?,
            max_minutes: row.try_get("max_minutes")?,
            grid_minutes: row.try_get("grid_minutes")?,
            buffer_before_minutes: row.try_get("buffer_before_minutes")?,
            buffer_after_minutes: row.try_get("buffer_after_minutes")?,
            change_notice_minutes: row.try_get("change_notice_minutes")?,
        })
    }
}

/// A picture of a resource.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Photo {
    /// Among the files.
    pub file_id: Uuid,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The lowest is the cover.
    pub position: i64,
}

/// Whose exception or blackout it is: it holds for everything of its owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "of", content = "id")]
pub enum Owner {
    /// One resource.
    Resource(Uuid),
    /// A location and all below it.
    Location(Uuid),
    /// Everything of the organisation.
    Organisation,
}

impl Owner {
    /// From the two columns; the schema sees to it that at most one of them is set.
    pub(super) fn of(resource: Option<Uuid>, location: Option<Uuid>) -> Owner {
        match (resource, location) {
            (Some(resource), _) => Owner::Resource(resource),
            (None, Some(location)) => Owner::Location(location),
            (None, None) => Owner::Organisation,
        }
    }

    /// The resource's column.
    pub(super) fn resource(self) -> Option<Uuid> {
        match self {
            Owner::Resource(id) => Some(id),
            _ => None,
        }
    }

    /// The location's column.
    pub(super) fn location(self) -> Option<Uuid> {
        match self {
            Owner::Location(id) => Some(id),
            _ => None,
        }
    }
}
