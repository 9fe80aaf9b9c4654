//! An asset as the books know it, and what it follows.

use crate::assets::model::Asset;
use crate::catalogue::categories::Category;
use crate::catalogue::schemes::{Book, FiscalYear, Scheme};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::money::Money;
use kernel::time::wall;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// What an asset does otherwise than its category says.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Own {
    /// A scheme of its own.
    pub scheme_id: Option<Uuid>,
    /// What it is worth at the end (minor units).
    pub salvage_minor: Option<i64>,
}

/// An asset as the books know it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// Which one.
    pub id: Uuid,
    /// As it stands on its label.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// Of which kind.
    pub category_id: Uuid,
    /// What it cost (minor units).
    pub cost_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// When it was bought.
    pub purchased_on: Option<NaiveDate>,
    /// Since when it is not owned any more.
    pub disposed_at: Option<DateTime<Utc>>,
    /// A scheme of its own.
    pub scheme_id: Option<Uuid>,
    /// What it is worth at the end (minor units).
    pub salvage_minor: Option<i64>,
}

impl Entry {
    /// An asset with what it does otherwise.
    pub fn of(asset: &Asset, own: &Own) -> Entry {
        Entry {
            id: asset.id,
            tag: asset.tag.clone(),
            name: asset.name.clone(),
            category_id: asset.category_id,
            cost_minor: asset.cost_minor,
            currency: asset.currency.clone(),
            purchased_on: asset.purchased_on,
            disposed_at: asset.disposed_at,
            scheme_id: own.scheme_id,
            salvage_minor: own.salvage_minor,
        }
    }

    /// An amount of its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency.clone())
    }
}

/// Everything that decides which scheme an asset follows.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The tree of kinds, what was put away too.
    pub tree: Vec<Category>,
    /// All schemes.
    pub schemes: Vec<Scheme>,
    /// The scheme that holds for each category.
    pub in_force: HashMap<Uuid, Uuid>,
    /// Where the organisation's days begin.
    pub zone: Tz,
    /// When its years do.
    pub fiscal: FiscalYear,
}

impl Rules {
    /// The scheme that an asset follows.
    pub fn scheme(&self, entry: &Entry) -> Option<&Scheme> {
        match entry.scheme_id {
            Some(id) => self.schemes.iter().find(|scheme| scheme.id == id),
            None => self.of_category(entry.category_id),
        }
    }

    /// What its category's assets follow.
    pub fn of_category(&self, category: Uuid) -> Option<&Scheme> {
        let id = self.in_force.get(&category)?;
        self.schemes.iter().find(|scheme| scheme.id == *id)
    }

    /// The asset in the books; nothing where it is not known what it cost or when, and where it follows no scheme.
    pub fn book(&self, entry: &Entry) -> Option<Book> {
        let (cost, bought) = entry.cost_minor.zip(entry.purchased_on)?;
        let scheme = self.scheme(entry)?;
        let salvage = entry.salvage_minor.unwrap_or_else(|| scheme.salvage_of(cost));
        Some(Book { terms: scheme.terms(), cost, salvage, bought, fiscal: self.fiscal })
    }

    /// The day it was disposed of, where the organisation is.
    pub fn disposed_on(&self, entry: &Entry) -> Option<NaiveDate> {
        entry.disposed_at.map(|at| wall(self.zone, at).date())
    }

    /// Is it owned, and bought, at the end of a day?
    pub fn is_owned(&self, entry: &Entry, day: NaiveDate) -> bool {
        entry.purchased_on.is_some_and(|bought| bought <= day)
            && self.disposed_on(entry).is_none_or(|disposed| disposed > day)
    }

    /// What it is worth at the end of a day (minor units). None where the books do not know it.
    pub fn value(&self, entry: &Entry, day: NaiveDate) -> Option<i64> {
        let cost = entry.cost_minor?;
        entry.purchased_on?;
        Some(match self.book(entry) {
            _ if !self.is_owned(entry, day) => 0,
            Some(book) => book.value(day),
            None => cost,
        })
    }
}

/// What the form of an asset's depreciation sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BookForm {
    /// A scheme of its own; empty: its category's.
    pub scheme: String,
    /// What it is worth at the end, in its currency; empty: the scheme's part of what it cost.
    pub salvage: String,
}

impl BookForm {
    /// The form of what an asset does otherwise.
    pub fn of(own: &Own, currency: &str) -> BookForm {
        BookForm {
            scheme: own.scheme_id.map(|id| id.to_string()).unwrap_or_default(),
            salvage: own.salvage_minor.map(|minor| Money::new(minor, currency).plain()).unwrap_or_default(),
        }
    }
}
