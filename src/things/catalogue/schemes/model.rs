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

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_is_rounded_to_the_nearest_whole() {
        assert_eq!((share(99_999, 1_000), share(5, 1_000), share(4, 1_000), share(0, 10_000)), (10_000, 1, 0, 0));
        assert_eq!(share(i64::MAX, 10_000), i64::MAX);
    }
}
