//! Which resources are looked for: the same question in the list, in the calendar and on the public page.

use super::model::{Kind, Status};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

/// The most amenities asked for at once.
const AMENITIES_MAX: usize = 10;
/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 100;

/// The question as it stands in an address. Values that say nothing are left out of it; what cannot be read asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterQuery {
    /// Part of a name, of a description or of a location's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// A location's id: it and all below it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// See [`Kind`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// At least so many people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub capacity: String,
    /// All of these; the name may be repeated.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_many")]
    pub amenity: Vec<String>,
    /// See [`Status`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// `on`: those that were put away, and no others.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub archived: String,
}

impl FilterQuery {
    /// What is asked for.
    pub fn filter(&self) -> Filter {
        let text: String = self.text.trim().chars().take(TEXT_MAX).collect();
        let amenities =
            self.amenity.iter().map(|amenity| amenity.trim().to_owned()).filter(|amenity| !amenity.is_empty());
        Filter {
            text: Some(text).filter(|text| !text.is_empty()),
            location: self.location.parse().ok(),
            kind: Kind::parse(&self.kind),
            min_capacity: self.capacity.trim().parse().ok().filter(|people| *people > 1),
            amenities: amenities.take(AMENITIES_MAX).collect(),
            status: Status::parse(&self.status),
            archived: self.archived == "on",
            public_only: false,
        }
    }

    /// The same for clients: only what stands on the public page.
    pub fn public_filter(&self) -> Filter {
        Filter { status: None, archived: false, public_only: true, ..self.filter() }
    }
}

impl FilterQuery {
    /// The address that asks this, under a path: what says nothing is left out. `more` goes along, such as a sort or a page.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = [
            ("text", self.text.as_str()),
            ("location", &self.location),
            ("kind", &self.kind),
            ("capacity", &self.capacity),
            ("status", &self.status),
            ("archived", &self.archived),
        ];
        let amenities = self.amenity.iter().map(|amenity| ("amenity", amenity.as_str()));
        let asked = own.into_iter().chain(amenities).chain(more.iter().copied());
        let asked: Vec<(&str, &str)> = asked.collect();
        platform::ui::address(path, &asked)
    }
}

/// A name that stands once in an address is a text, a repeated one a list.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of a name, of a description or of a location's name.
    pub text: Option<String>,
    /// This location and all below it.
    pub location: Option<Uuid>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// For at least so many people.
    pub min_capacity: Option<i64>,
    /// With all of these.
    pub amenities: Vec<String>,
    /// In this status.
    pub status: Option<Status>,
    /// What was put away, and nothing else.
    pub archived: bool,
    /// What stands on the public page: available, and anyone may book it.
    pub public_only: bool,
}

impl Filter {
    /// Does it leave anything out that a plain list has?
    pub fn is_empty(&self) -> bool {
        *self == Filter { public_only: self.public_only, ..Filter::default() }
    }
}

/// What a list of resources is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By site and location.
    Location,
    /// By how many people fit.
    Capacity,
}

impl Sort {
    /// How it stands in an address.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::Location => "location",
            Sort::Capacity => "capacity",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Sort> {
        [Sort::Name, Sort::Location, Sort::Capacity].into_iter().find(|sort| sort.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_asks_nothing() {
        let query = FilterQuery {
            kind: "castle".into(),
            location: "x".into(),
            capacity: "many".into(),
            ..FilterQuery::default()
        };
        assert!(query.filter().is_empty());
    }

    #[test]
    fn clients_are_never_shown_what_was_put_away() {
        let query = FilterQuery {
            archived: "on".into(),
            status: "closed".into(),
            kind: "room".into(),
            ..FilterQuery::default()
        };
        let filter = query.public_filter();
        assert!(filter.public_only && !filter.archived && filter.status.is_none());
        assert_eq!(filter.kind, Some(Kind::Room));
    }

    #[test]
    fn a_question_survives_its_address() {
        let query = FilterQuery {
            text: "50% & größer".into(),
            kind: "room".into(),
            amenity: vec!["White board".into(), "A=B".into()],
            ..FilterQuery::default()
        };
        let address = query.address("/o/harbour/resources", &[("sort", ""), ("page", "2")]);
        assert!(
            address.starts_with("/o/harbour/resources?text=50%25%20%26%20gr%C3%B6%C3%9Fer&kind=room&"),
            "{address}"
        );
        assert!(address.ends_with("&page=2"));
        let uri: axum::http::Uri = address.parse().unwrap();
        let axum_extra::extract::Query(read) = axum_extra::extract::Query::<FilterQuery>::try_from_uri(&uri).unwrap();
        assert_eq!(read, query);
        assert_eq!(FilterQuery::default().address("/x", &[]), "/x");
    }

    #[test]
    fn an_amenity_may_stand_once_or_often() {
        let once: FilterQuery = serde_json::from_value(serde_json::json!({"amenity": "Whiteboard"})).unwrap();
        let twice: FilterQuery = serde_json::from_value(serde_json::json!({"amenity": ["Whiteboard", " "]})).unwrap();
        assert_eq!(once.filter().amenities, ["Whiteboard"]);
        assert_eq!(twice.filter().amenities, ["Whiteboard"]);
    }
}
