//! A scheme, and which one holds for a category.

use super::super::categories::{Category, lineage};
use super::schedule::{Convention, Method, Terms};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Hundredths of a percent that make a whole.
const WHOLE_BP: i128 = 10_000;

/// By which rules assets lose value.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Scheme {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How fast value goes.
    pub method: Method,
    /// Within how many months.
    pub months: i64,
    /// Of a declining balance: the yearly rate in hundredths of a percent. None: as much as leads to the salvage value.
    pub rate_bp: Option<i64>,
    /// What stays, in hundredths of a percent of what was paid.
    pub salvage_bp: i64,
    /// Does a declining balance go over to the straight line?
    pub switches: bool,
    /// When the first month is.
    pub convention: Convention,
    /// The account that a journal charges; may be empty.
    pub expense_account: String,
    /// The account that a journal gathers it on; may be empty.
    pub contra_account: String,
    /// For colleagues.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Scheme {
    /// Its rules.
    pub fn terms(&self) -> Terms {
        Terms {
            method: self.method,
            months: self.months,
            rate_bp: self.rate_bp,
            switches: self.switches,
            convention: self.convention,
        }
    }

    /// What stays of this amount (minor units).
    pub fn salvage_of(&self, cost: i64) -> i64 {
        share(cost, self.salvage_bp)
    }
}

/// So many hundredths of a percent of an amount, to the nearest whole; half goes up.
pub fn share(amount: i64, bp: i64) -> i64 {
    let exact = i128::from(amount.max(0)) * i128::from(bp);
    i64::try_from((exact * 2 + WHOLE_BP) / (WHOLE_BP * 2)).unwrap_or(i64::MAX)
}

/// The scheme that holds for a category: its own, or that of the nearest above it that has one. `said` holds what
/// categories say themselves.
pub fn in_force(tree: &[Category], said: &HashMap<Uuid, Uuid>, category: Uuid) -> Option<Uuid> {
    lineage(tree, category).iter().find_map(|one| said.get(&one.id)).copied()
}

/// The schemes that hold for all categories: what [`in_force`] says of each, for whoever asks about many assets.
pub fn in_force_of_each(tree: &[Category], said: &HashMap<Uuid, Uuid>) -> HashMap<Uuid, Uuid> {
    let above: HashMap<Uuid, Option<Uuid>> = tree.iter().map(|category| (category.id, category.parent_id)).collect();
    let line = |id: Uuid| std::iter::successors(Some(id), |id| above.get(id).copied().flatten()).take(tree.len());
    let found = tree.iter().filter_map(|category| {
        let scheme = line(category.id).find_map(|id| said.get(&id))?;
        Some((category.id, *scheme))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemes_of_all_categories_are_those_of_each() {
        let category = |number: u128, parent: Option<u128>| {
            Category::new(Uuid::from_u128(number), parent.map(Uuid::from_u128), "", "")
        };
        let tree = [category(1, None), category(2, Some(1)), category(3, Some(2)), category(4, None)];
        let said: HashMap<Uuid, Uuid> =
            [(1, 11), (3, 13)].map(|(id, scheme)| (Uuid::from_u128(id), Uuid::from_u128(scheme))).into();
        let each = in_force_of_each(&tree, &said);
        for one in &tree {
            assert_eq!(each.get(&one.id).copied(), in_force(&tree, &said, one.id), "{}", one.id);
        }
        assert_eq!(each.len(), 3, "the fourth follows none");
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest_whole() {
        assert_eq!((share(99_999, 1_000), share(5, 1_000), share(4, 1_000), share(0, 10_000)), (10_000, 1, 0, 0));
        assert_eq!(share(i64::MAX, 10_000), i64::MAX);
    }
}
