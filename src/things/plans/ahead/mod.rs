//! Maintenance to come: what plans will raise an order for, before that order is there.
//!
//! Words: what *comes* is a day of a plan, or by meter what an asset will have counted. It may be *hushed*: snoozed until a
//! day, or dismissed. Nobody sees it then in what is due soon; its order is raised all the same, and told of.
//!
//! Promises:
//! - Another day of a plan, another count of a meter, is something else: it is not hushed with the one before.
//! - Whoever may change the plan, or the asset whose meter counts, may hush it; who did stands in the history of the plan.
//!
//! Events: `maintenance_plan.snoozed`, `maintenance_plan.dismissed`, `maintenance_plan.restored`.

pub mod actions;
mod api;
pub mod store;

pub(in crate::plans) use api::calls;
pub use store::{Ahead, Hushed};

use chrono::NaiveDate;
use kernel::time::parse_day;
use uuid::Uuid;

/// What comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coming {
    /// By which plan.
    pub plan: Uuid,
    /// What of it.
    pub what: What,
}

/// What of a plan comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// One of its days.
    Day(NaiveDate),
    /// By meter: so much, of this asset.
    Count(Uuid, i64),
}

impl Coming {
    /// What a row says.
    pub fn of(ahead: &Ahead) -> Coming {
        let what = match (ahead.due_at, ahead.asset_id) {
            (Some(due_at), Some(asset)) => What::Count(asset, due_at),
            _ => What::Day(ahead.due_on),
        };
        Coming { plan: ahead.plan_id, what }
    }

    /// As forms say it.
    pub fn word(&self) -> String {
        match self.what {
            What::Day(day) => format!("{}.{day}", self.plan),
            What::Count(asset, due_at) => format!("{}.{asset}.{due_at}", self.plan),
        }
    }

    /// Reads that.
    pub fn parse(word: &str) -> Option<Coming> {
        let (plan, rest) = word.split_once('.')?;
        let what = match rest.split_once('.') {
            None => What::Day(parse_day(rest)?),
            Some((asset, due_at)) => What::Count(asset.parse().ok()?, due_at.parse().ok()?),
        };
        Some(Coming { plan: plan.parse().ok()?, what })
    }

    /// Of which asset, by meter; and the mark of what comes, as it is stored.
    fn mark(&self) -> (Option<Uuid>, String) {
        match self.what {
            What::Day(day) => (None, day.to_string()),
            What::Count(asset, due_at) => (Some(asset), due_at.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_read_as_it_is_written() {
        let (plan, asset) = (Uuid::from_u128(7), Uuid::from_u128(8));
        for what in [What::Day("2026-03-09".parse().unwrap()), What::Count(asset, -1_500_000)] {
            let coming = Coming { plan, what };
            assert_eq!(Coming::parse(&coming.word()), Some(coming));
        }
        assert_eq!((Coming::parse("7.2026-03-09"), Coming::parse("x"), Coming::parse("")), (None, None, None));
    }
}
