//! A model, and which of them a list shows.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

/// A thing one can buy more than once.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Model {
    /// Its id.
    pub id: Uuid,
    /// What kind of thing it is.
    pub category_id: Uuid,
    /// Who makes it.
    pub maker_id: Option<Uuid>,
    /// What the maker is called.
    pub maker_name: Option<String>,
    /// What it is called.
    pub name: String,
    /// The maker's number; may be empty.
    pub number: String,
    /// Months from purchase to the end of life. None: its category's.
    pub life_months: Option<i64>,
    /// For colleagues.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Model {
    /// Maker and name, as people say it: `Lenovo ThinkPad T14`.
    pub fn label(&self) -> String {
        match &self.maker_name {
            Some(maker) if !self.name.starts_with(maker.as_str()) => format!("{maker} {}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// Which models a list shows, as its address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ModelFilter {
    /// Part of a name, a number or a maker's name.
    pub q: String,
    /// Of this category, or below it.
    pub category: String,
    /// Of this maker.
    pub maker: String,
    /// `on`: what was put away.
    pub archived: String,
    /// Those behind this one.
    pub after: Option<Uuid>,
    /// Those before this one.
    pub before: Option<Uuid>,
}

impl ModelFilter {
    /// Does it leave anything out?
    pub fn is_narrow(&self) -> bool {
        let words = [&self.q, &self.category, &self.maker];
        words.into_iter().any(|word| !word.trim().is_empty()) || self.archived == "on"
    }
}
