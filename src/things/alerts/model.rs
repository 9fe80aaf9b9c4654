//! An alert, and which of them are looked for.

use chrono::{DateTime, NaiveDate, Utc};
use platform::Reach;
use serde::Deserialize;
use uuid::Uuid;

/// What comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// The warranty of an asset.
    Warranty,
    /// The life of an asset.
    Life,
    /// A date of an asset that is marked for it.
    Expiry,
    /// The time that some work has.
    Work,
}

impl Kind {
    /// All of them, in the order they are offered.
    pub const ALL: [Kind; 4] = [Kind::Warranty, Kind::Life, Kind::Expiry, Kind::Work];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Warranty => "warranty",
            Kind::Life => "life",
            Kind::Expiry => "expiry",
            Kind::Work => "work",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Which alerts stand on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Those that somebody should look at.
    #[default]
    Open,
    /// Of these, those whose day is over.
    Over,
    /// Those that are shown again on a later day.
    Snoozed,
    /// Those that somebody dismissed.
    Dismissed,
    /// All that are not closed.
    All,
}

impl Standing {
    /// All of them, in the order they are offered.
    pub const ALL: [Standing; 5] =
        [Standing::Open, Standing::Over, Standing::Snoozed, Standing::Dismissed, Standing::All];

    /// How addresses say it.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Over => "over",
            Standing::Snoozed => "snoozed",
            Standing::Dismissed => "dismissed",
            Standing::All => "all",
        }
    }

    /// The standing of this name.
    pub fn parse(name: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.name() == name)
    }
}

/// A day that comes near, with the words of what it is about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Alert {
    /// Its id.
    pub id: Uuid,
    /// What comes to its end.
    pub kind: Kind,
    /// When.
    pub due_on: NaiveDate,
    /// Since when it is told.
    pub raised_at: DateTime<Utc>,
    /// Until when it is not shown.
    pub snoozed_until: Option<NaiveDate>,
    /// When somebody dismissed it.
    pub dismissed_at: Option<DateTime<Utc>>,
    /// What they are called.
    pub dismissed_by_name: Option<String>,
    /// The asset; of work, the one that it is about.
    pub asset_id: Option<Uuid>,
    /// The tag of that.
    pub asset_tag: Option<String>,
    /// What that is called.
    pub asset_name: Option<String>,
    /// Where that is.
    pub asset_place_id: Option<Uuid>,
    /// Where that belongs.
    pub asset_home_id: Option<Uuid>,
    /// Of which kind that is.
    pub category_id: Option<Uuid>,
    /// What that is called.
    pub category_name: Option<String>,
    /// Which date of the asset.
    pub field_name: Option<String>,
    /// The work.
    pub order_id: Option<Uuid>,
    /// The number of that.
    pub order_number: Option<i64>,
    /// What has to be done.
    pub order_title: Option<String>,
    /// Where, when it is about a place.
    pub order_place_id: Option<Uuid>,
    /// What the place is called where it is.
    pub place_name: Option<String>,
}

impl Alert {
    /// Is it about something that the viewer's rights hold for?
    pub fn is_within(&self, reach: &Reach) -> bool {
        reach.holds(&[self.order_place_id, self.asset_place_id, self.asset_home_id], self.category_id)
    }

    /// Is it put off on this day?
    pub fn is_snoozed(&self, today: NaiveDate) -> bool {
        self.dismissed_at.is_none() && self.snoozed_until.is_some_and(|until| until > today)
    }

    /// What it is about, in the words of people: tag and name, or number and title.
    pub fn about(&self) -> String {
        match (self.order_number, &self.order_title, &self.asset_tag, &self.asset_name) {
            (Some(number), Some(title), ..) => format!("WO-{number} {title}"),
            (_, _, Some(tag), Some(name)) => format!("{tag} {name}"),
            _ => String::new(),
        }
    }
}

/// The question as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AlertQuery {
    /// A [`Kind`].
    pub kind: String,
    /// A [`Standing`]; empty: open.
    pub standing: String,
    /// A category's id: it and all below it.
    pub category: String,
    /// A location's id: it and all below it.
    pub location: String,
    /// An asset's id.
    pub asset: String,
    /// After this alert.
    pub after: Option<Uuid>,
    /// Before it.
    pub before: Option<Uuid>,
    /// `csv`, `xlsx`: a file of all pages.
    pub format: String,
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// That stand so.
    pub standing: Standing,
    /// About assets of this category, and of all below it.
    pub category: Option<Uuid>,
    /// At this place and all below it.
    pub location: Option<Uuid>,
    /// About this asset.
    pub asset: Option<Uuid>,
}

impl AlertQuery {
    /// What is asked for.
    pub fn filter(&self) -> Filter {
        Filter {
            kind: Kind::parse(&self.kind),
            standing: Standing::parse(&self.standing).unwrap_or_default(),
            category: self.category.parse().ok(),
            location: self.location.parse().ok(),
            asset: self.asset.parse().ok(),
        }
    }

    /// Does it leave anything out?
    pub fn narrows(&self) -> bool {
        [&self.kind, &self.standing, &self.category, &self.location, &self.asset].iter().any(|value| !value.is_empty())
    }

    /// Everything it says, name by name; cursors and format are left out.
    pub fn said(&self) -> Vec<(&str, &str)> {
        vec![
            ("kind", &self.kind),
            ("standing", &self.standing),
            ("category", &self.category),
            ("location", &self.location),
            ("asset", &self.asset),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.name()) == Some(kind)));
        assert!(Standing::ALL.into_iter().all(|one| Standing::parse(one.name()) == Some(one)));
        let query = AlertQuery { kind: "rumour".to_owned(), ..AlertQuery::default() };
        assert_eq!(query.filter(), Filter::default());
    }
}
