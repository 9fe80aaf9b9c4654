//! A location and what people type to make one.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::time::parse_zone;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The longest name (characters).
pub const NAME_MAX: usize = 80;
/// The longest address (characters).
pub const ADDRESS_MAX: usize = 300;
/// Levels of the tree: an area may stand in an area, but not for ever.
pub const DEPTH_MAX: usize = 8;

/// What a location is. The order is that of the tree: the first stands above the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An address: the root of a tree. It carries the zone of everything in it.
    Site,
    /// A house on it.
    Building,
    /// A storey.
    Floor,
    /// A part of any of them, also of another area.
    Area,
}

impl Kind {
    /// All of them, from the root down.
    pub const ALL: [Kind; 4] = [Kind::Site, Kind::Building, Kind::Floor, Kind::Area];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Site => "site",
            Kind::Building => "building",
            Kind::Floor => "floor",
            Kind::Area => "area",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// May it stand in a location of that kind?
    pub fn may_stand_in(self, parent: Kind) -> bool {
        self > parent || (self, parent) == (Kind::Area, Kind::Area)
    }
}

/// A place of the tree.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Location {
    /// Its id.
    pub id: Uuid,
    /// What it stands in; nothing for a site.
    pub parent_id: Option<Uuid>,
    /// The site above it; itself for a site.
    pub site_id: Uuid,
    /// `/site/…/itself`, of ids.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// The IANA zone of its site, as stored; see [`Location::zone`].
    #[sqlx(rename = "zone")]
    pub zone_name: String,
    /// Where a site is.
    pub address: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Location {
    /// The zone its clocks show.
    pub fn zone(&self) -> Tz {
        parse_zone(&self.zone_name).unwrap_or(Tz::UTC)
    }

    /// How deep in the tree: a site is 0.
    pub fn depth(&self) -> usize {
        depth(&self.path)
    }

    /// Is it this location, or somewhere below it?
    pub fn is_within(&self, above: &Location) -> bool {
        self.path == above.path || self.path.strip_prefix(&above.path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Itself and what is above it, the nearest first.
    pub fn lineage(&self) -> Vec<Uuid> {
        lineage(&self.path)
    }
}

/// How deep a path leads: a site's is 0.
pub(super) fn depth(path: &str) -> usize {
    path.matches('/').count().saturating_sub(1)
}

/// The ids of a path, from its end to the site.
pub fn lineage(path: &str) -> Vec<Uuid> {
    path.rsplit('/').filter_map(|id| id.parse().ok()).collect()
}

/// What the form of a location sends.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LocationForm {
    /// See [`Kind`].
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// What it stands in; empty for a site.
    pub parent: String,
    /// IANA zone; of sites.
    pub zone: String,
    /// Of sites.
    pub address: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

impl LocationForm {
    /// As the location stands.
    pub fn of(location: &Location) -> LocationForm {
        LocationForm {
            kind: location.kind.name().to_owned(),
            name: location.name.clone(),
            parent: location.parent_id.map(|parent| parent.to_string()).unwrap_or_default(),
            zone: location.zone_name.clone(),
            address: location.address.clone(),
            version: location.version,
            key: String::new(),
        }
    }
}

/// A location as somebody wants it, with everything that can be told without looking at the tree in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewLocation {
    /// What it is called.
    pub name: String,
    /// What it is, and where.
    pub place: Place,
}

/// Where a location stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Place {
    /// On its own.
    Site {
        /// The zone of everything in it.
        zone: Tz,
        /// Where that is.
        address: String,
    },
    /// In another location.
    Inside {
        /// What it is: not a site.
        kind: Kind,
        /// In which.
        parent: Uuid,
    },
}

impl NewLocation {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &LocationForm) -> Result<NewLocation, Problems> {
        let mut problems = Problems::new();
        let kind = problems.take("kind", Kind::parse(&form.kind).ok_or("Choose what it is."));
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let place = match kind {
            Some(Kind::Site) => {
                let zone =
                    problems.take("zone", parse_zone(form.zone.trim()).ok_or("Choose a time zone from the list."));
                let address = problems.take("address", text::paragraph(&form.address, ADDRESS_MAX));
                zone.zip(address).map(|(zone, address)| Place::Site { zone, address })
            }
            Some(kind) => {
                let parent = form.parent.parse().map_err(|_| "Choose what it stands in.");
                problems.take("parent", parent).map(|parent| Place::Inside { kind, parent })
            }
            None => None,
        };
        match (name, place) {
            (Some(name), Some(place)) if problems.is_empty() => Ok(NewLocation { name, place }),
            _ => Err(problems),
        }
    }

    /// What it is to be.
    pub fn kind(&self) -> Kind {
        match self.place {
            Place::Site { .. } => Kind::Site,
            Place::Inside { kind, .. } => kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_stand_anywhere_and_buildings_only_on_sites() {
        assert!(Kind::Building.may_stand_in(Kind::Site));
        assert!(Kind::Area.may_stand_in(Kind::Area));
        assert!(Kind::Area.may_stand_in(Kind::Site));
        assert!(!Kind::Floor.may_stand_in(Kind::Floor));
        assert!(!Kind::Site.may_stand_in(Kind::Site));
        assert!(!Kind::Building.may_stand_in(Kind::Floor));
    }

    #[test]
    fn a_path_tells_the_lineage_from_the_nearest_up() {
        let (site, floor) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let path = format!("/{site}/{floor}");
        assert_eq!(lineage(&path), [floor, site]);
        assert_eq!(depth(&path), 1);
        assert_eq!(depth(&format!("/{site}")), 0);
    }

    #[test]
    fn all_that_is_wrong_with_a_site_is_told_at_once() {
        let form = LocationForm { kind: "site".into(), zone: "Mars/Olympus".into(), ..LocationForm::default() };
        let problems = NewLocation::parse(&form).unwrap_err();
        assert!(problems.at("name").is_some() && problems.at("zone").is_some());
        let form = LocationForm { kind: "floor".into(), name: "Upper deck".into(), ..LocationForm::default() };
        assert!(NewLocation::parse(&form).unwrap_err().at("parent").is_some());
    }
}
