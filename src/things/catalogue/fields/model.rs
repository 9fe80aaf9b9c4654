//! A field, and the kinds there are.

use super::super::categories::{Category, lineage};
use chrono::{DateTime, Utc};
use kernel::db::Json;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line of text, perhaps of a pattern.
    Text,
    /// A decimal number.
    Number,
    /// An amount in the organisation's currency.
    Money,
    /// A day.
    Date,
    /// One of a list.
    Choice,
    /// Yes or no.
    Boolean,
    /// An address on the web.
    Url,
    /// A contact.
    Person,
}

impl Kind {
    /// All of them, in the order they are offered.
    pub const ALL: [Kind; 8] =
        [Kind::Text, Kind::Number, Kind::Money, Kind::Date, Kind::Choice, Kind::Boolean, Kind::Url, Kind::Person];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Money => "money",
            Kind::Date => "date",
            Kind::Choice => "choice",
            Kind::Boolean => "boolean",
            Kind::Url => "url",
            Kind::Person => "person",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Is what it holds compared as a number?
    pub fn is_measured(self) -> bool {
        matches!(self, Kind::Number | Kind::Money | Kind::Date)
    }
}

/// Something that is kept about assets.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Field {
    /// Its id.
    pub id: Uuid,
    /// Of which category and all below it. None: of every asset.
    pub category_id: Option<Uuid>,
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Must it be filled in?
    pub is_required: bool,
    /// May no two assets have the same?
    pub is_unique: bool,
    /// Is it kept encrypted?
    pub is_sealed: bool,
    /// Is it a column of the list?
    pub is_listed: bool,
    /// Of a date: is it told when it comes near?
    pub is_expiry: bool,
    /// A regular expression that a text must match as a whole; may be empty.
    pub pattern: String,
    /// What helps to fill it in; may be empty.
    pub help: String,
    /// What a choice may be.
    pub choices: Json<Vec<String>>,
    /// Where it stands among the others.
    pub position: i64,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Field {
    /// Is it kept about assets of this category?
    pub fn is_of(&self, category: Uuid, tree: &[Category]) -> bool {
        match self.category_id {
            None => true,
            Some(own) => lineage(tree, category).iter().any(|above| above.id == own),
        }
    }

    /// The name of its input in forms, and of its column in addresses.
    pub fn input(&self) -> String {
        format!("field-{}", self.id)
    }
}
