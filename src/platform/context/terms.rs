//! What the operator of the installation decides about an organisation: whether it is open, how much it may have and
//! use, and what of the house it may use.

use chrono::{DateTime, Utc};
use kernel::db::Json;
use serde::{Deserialize, Serialize};

/// A part of the house that can be switched off for an organisation. All are on until an operator says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// The branded pages where guests book.
    PublicPage,
    /// The API and its tokens.
    Api,
    /// Events sent to other systems.
    Webhooks,
    /// Calendars that others subscribe to.
    Feeds,
    /// The public pages inside others' pages.
    Embedding,
}

impl Feature {
    /// All of them, in the order they are shown.
    pub const ALL: [Feature; 5] =
        [Feature::PublicPage, Feature::Api, Feature::Webhooks, Feature::Feeds, Feature::Embedding];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Feature::PublicPage => "public_page",
            Feature::Api => "api",
            Feature::Webhooks => "webhooks",
            Feature::Feeds => "feeds",
            Feature::Embedding => "embedding",
        }
    }

    /// The feature of this name.
    pub fn parse(name: &str) -> Option<Feature> {
        Feature::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// The rule that refuses where it is switched off.
    pub fn rule(self) -> &'static str {
        match self {
            Feature::PublicPage => "public_page_switched_off",
            Feature::Api => "api_switched_off",
            Feature::Webhooks => "webhooks_switched_off",
            Feature::Feeds => "feeds_switched_off",
            Feature::Embedding => "embedding_switched_off",
        }
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Feature::PublicPage => "Public booking pages",
            Feature::Api => "API",
            Feature::Webhooks => "Webhooks",
            Feature::Feeds => "Calendar feeds",
            Feature::Embedding => "Embedding in other sites",
        }
    }
}

/// How much an organisation may have and use. What is not named has no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Resources that are not archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<i64>,
    /// People on the team, with those who are invited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<i64>,
    /// Bookings made on one day of the organisation's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookings_a_day: Option<i64>,
    /// Messages written on one day of the organisation's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mails_a_day: Option<i64>,
}

/// All that an operator decided about an organisation.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub struct Terms {
    /// Since when it is closed for everybody. None: it is open.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Why, for its people.
    pub suspended_reason: String,
    /// How much it may have and use.
    pub limits: Json<Limits>,
    /// The names of features it may not use; names that this version does not know mean nothing.
    pub switched_off: Json<Vec<String>>,
}

impl Terms {
    /// May it be used?
    pub fn has(&self, feature: Feature) -> bool {
        !self.switched_off.iter().any(|name| name == feature.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_allowed_until_an_operator_says_otherwise() {
        let terms = Terms::default();
        assert!(Feature::ALL.into_iter().all(|feature| terms.has(feature)));
        assert_eq!(*terms.limits, Limits::default());
        let less = Terms { switched_off: Json(vec!["api".into(), "of_another_version".into()]), ..terms };
        assert!(!less.has(Feature::Api) && less.has(Feature::Feeds));
    }

    #[test]
    fn limits_are_stored_as_those_that_there_are() {
        let limits = Limits { resources: Some(3), ..Limits::default() };
        assert_eq!(serde_json::to_string(&limits).unwrap(), r#"{"resources":3}"#);
        assert_eq!(serde_json::from_str::<Limits>(r#"{"resources":3,"unicorns":1}"#).unwrap(), limits);
        assert!(Feature::ALL.into_iter().all(|feature| Feature::parse(feature.name()) == Some(feature)));
    }
}
