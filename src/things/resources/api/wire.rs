//! Resources as programs read and write them.

use crate::Bookings;
use crate::resources::week::WeekForm;
use crate::resources::{Resource, ResourceForm};
use chrono::{DateTime, Utc};
use kernel::money::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that can be booked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Resource")]
pub struct Shown {
    /// Its id.
    id: Uuid,
    /// Its name in public addresses.
    slug: String,
    /// What it is called.
    name: String,
    /// `room`, `desk`, `office`, `equipment`, `vehicle` or `other`.
    kind: String,
    /// `available`, `maintenance` or `closed`.
    status: String,
    /// Where it stands.
    location_id: Uuid,
    /// What that is called.
    location_name: String,
    /// The zone its clocks show.
    zone: String,
    /// For those who book it.
    description: String,
    /// People.
    capacity: i64,
    /// How many bookings may hold it at once.
    units: i64,
    /// What it offers.
    amenities: Vec<String>,
    /// Who may book it: `staff`, `members` or `anyone`.
    who: String,
    /// What a booking must look like.
    rules: Rules,
    /// In minor units; null: none shown.
    price_minor: Option<i64>,
    /// What the price is for: `hour` or `day`.
    price_per: String,
    /// Of the price.
    currency: String,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

/// What a booking must look like.
#[derive(Serialize, JsonSchema)]
struct Rules {
    /// Made at least so long before it starts.
    notice_minutes: i64,
    /// Starts at most so many days ahead.
    horizon_days: i64,
    /// The shortest.
    min_minutes: i64,
    /// The longest.
    max_minutes: i64,
    /// Starts a multiple of this after midnight.
    grid_minutes: i64,
    /// Kept free before.
    buffer_before_minutes: i64,
    /// Kept free after.
    buffer_after_minutes: i64,
    /// A guest may change it until so long before the start.
    change_notice_minutes: i64,
}

impl Shown {
    /// As it is shown.
    pub fn of(resource: Resource, currency: &str) -> Shown {
        let rules = &resource.rules;
        Shown {
            rules: Rules {
                notice_minutes: rules.notice_minutes,
                horizon_days: rules.horizon_days,
                min_minutes: rules.min_minutes,
                max_minutes: rules.max_minutes,
                grid_minutes: rules.grid_minutes,
                buffer_before_minutes: rules.buffer_before_minutes,
                buffer_after_minutes: rules.buffer_after_minutes,
                change_notice_minutes: rules.change_notice_minutes,
            },
            id: resource.id,
            slug: resource.slug,
            name: resource.name,
            kind: resource.kind.name().to_owned(),
            status: resource.status.name().to_owned(),
            location_id: resource.location_id,
            location_name: resource.location_name,
            zone: resource.zone_name,
            description: resource.description,
            capacity: resource.capacity,
            units: resource.units,
            amenities: resource.amenities,
            who: resource.who.name().to_owned(),
            price_minor: resource.price_minor,
            price_per: resource.price_per.name().to_owned(),
            currency: currency.to_owned(),
            archived_at: resource.archived_at,
            version: resource.version,
        }
    }
}

/// A resource as somebody wants it. What is left out is as on a fresh form of the house.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ResourceInput")]
pub struct Input {
    /// What it is called.
    name: String,
    /// What kind of thing it is.
    #[schemars(extend("enum" = ["room", "desk", "office", "equipment", "vehicle", "other"]))]
    kind: String,
    /// Where it stands.
    location_id: Uuid,
    /// Its name in public addresses; made of its name without.
    slug: Option<String>,
    /// `available`, `maintenance` or `closed`.
    status: Option<String>,
    /// For those who book it; several lines.
    description: Option<String>,
    /// People.
    capacity: Option<i64>,
    /// How many bookings may hold it at once.
    units: Option<i64>,
    /// What it offers.
    amenities: Option<Vec<String>>,
    /// Who may book it: `staff`, `members` or `anyone`.
    who: Option<String>,
    /// Made at least so long before it starts.
    notice_minutes: Option<i64>,
    /// Starts at most so many days ahead.
    horizon_days: Option<i64>,
    /// The shortest booking.
    min_minutes: Option<i64>,
    /// The longest booking.
    max_minutes: Option<i64>,
    /// Starts a multiple of this after midnight; divides the day.
    grid_minutes: Option<i64>,
    /// Kept free before each booking.
    buffer_before_minutes: Option<i64>,
    /// Kept free after each booking.
    buffer_after_minutes: Option<i64>,
    /// A guest may change a booking until so long before the start.
    change_notice_minutes: Option<i64>,
    /// In minor units of the organisation's currency; without: none shown.
    price_minor: Option<i64>,
    /// What the price is for: `hour` or `day`.
    price_per: Option<String>,
    /// Its ordinary week; of a new one only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Week>,
    /// What becomes of bookings that do not fit any more, of a change only: without, it is refused and they are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

impl Input {
    /// As it is.
    pub fn of(resource: &Resource) -> Input {
        let rules = &resource.rules;
        Input {
            name: resource.name.clone(),
            kind: resource.kind.name().to_owned(),
            location_id: resource.location_id,
            slug: Some(resource.slug.clone()),
            status: Some(resource.status.name().to_owned()),
            description: Some(resource.description.clone()),
            capacity: Some(resource.capacity),
            units: Some(resource.units),
            amenities: Some(resource.amenities.clone()),
            who: Some(resource.who.name().to_owned()),
            notice_minutes: Some(rules.notice_minutes),
            horizon_days: Some(rules.horizon_days),
            min_minutes: Some(rules.min_minutes),
            max_minutes: Some(rules.max_minutes),
            grid_minutes: Some(rules.grid_minutes),
            buffer_before_minutes: Some(rules.buffer_before_minutes),
            buffer_after_minutes: Some(rules.buffer_after_minutes),
            change_notice_minutes: Some(rules.change_notice_minutes),
            price_minor: resource.price_minor,
            price_per: Some(resource.price_per.name().to_owned()),
            hours: None,
            bookings: None,
        }
    }

    /// As the form of the house says it, so that both are judged alike. A bare number is minutes there.
    pub fn form(&self, currency: &str) -> ResourceForm {
        let fresh = ResourceForm::fresh();
        let number = |given: Option<i64>, usual: String| given.map_or(usual, |number| number.to_string());
        let text = |given: &Option<String>, usual: String| given.clone().unwrap_or(usual);
        ResourceForm {
            name: self.name.clone(),
            slug: text(&self.slug, String::new()),
            kind: self.kind.clone(),
            status: text(&self.status, fresh.status),
            location: self.location_id.to_string(),
            description: text(&self.description, String::new()),
            capacity: number(self.capacity, fresh.capacity),
            units: number(self.units, fresh.units),
            amenities: self.amenities.as_ref().map(|list| list.join("\n")).unwrap_or_default(),
            who: text(&self.who, fresh.who),
            notice_minutes: number(self.notice_minutes, fresh.notice_minutes),
            horizon_days: number(self.horizon_days, fresh.horizon_days),
            min_minutes: number(self.min_minutes, fresh.min_minutes),
            max_minutes: number(self.max_minutes, fresh.max_minutes),
            grid_minutes: number(self.grid_minutes, fresh.grid_minutes),
            buffer_before_minutes: number(self.buffer_before_minutes, fresh.buffer_before_minutes),
            buffer_after_minutes: number(self.buffer_after_minutes, fresh.buffer_after_minutes),
            change_notice_minutes: number(self.change_notice_minutes, fresh.change_notice_minutes),
            price: self.price_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default(),
            price_per: text(&self.price_per, fresh.price_per),
        }
    }
}

/// An ordinary week in wall time: `09:00-12:30, 13:30-18:00`, or `closed`.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // each is the line of its day
pub struct Week {
    mon: String,
    tue: String,
    wed: String,
    thu: String,
    fri: String,
    sat: String,
    sun: String,
    /// What becomes of bookings that do not fit any more, of a change only: without, it is refused and they are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookings: Option<Bookings>,
}

impl Week {
    /// As it is shown.
    pub fn of(form: WeekForm) -> Week {
        let WeekForm { mon, tue, wed, thu, fri, sat, sun } = form;
        Week { mon, tue, wed, thu, fri, sat, sun, bookings: None }
    }

    /// As the form of the house says it.
    pub fn form(&self) -> WeekForm {
        let day = String::clone;
        WeekForm {
            mon: day(&self.mon),
            tue: day(&self.tue),
            wed: day(&self.wed),
            thu: day(&self.thu),
            fri: day(&self.fri),
            sat: day(&self.sat),
            sun: day(&self.sun),
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Part of a name, of a description or of a location's name.
    pub q: Option<String>,
    /// At this location or below it.
    pub location_id: Option<Uuid>,
    /// `room`, `desk`, `office`, `equipment`, `vehicle` or `other`.
    pub kind: Option<String>,
    /// `available`, `maintenance` or `closed`.
    pub status: Option<String>,
    /// For at least so many people.
    pub capacity: Option<i64>,
    /// With this.
    pub amenity: Option<String>,
    /// Those that were archived, and no others.
    pub archived: Option<bool>,
    /// `name`, `-name`, `capacity` or `-capacity`.
    pub sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
