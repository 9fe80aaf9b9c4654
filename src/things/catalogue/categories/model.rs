//! A category, and what holds for it with all that it inherits.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How tags look where no category says it.
pub const DEFAULT_PATTERN: &str = "A-#####";
/// How many days before its end something is told where no category says it.
pub const DEFAULT_ALERT_DAYS: i64 = 30;
/// The most days before.
pub const ALERT_DAYS_MAX: i64 = 730;
/// What is signed where no category says it.
pub const DEFAULT_ACCEPTANCE: &str =
    "I have received what is listed here, will look after it, and give it back when I am asked to.";
/// Levels of the tree.
pub const DEPTH_MAX: usize = 8;
/// After how many months assets of a category may be to be audited again.
pub const AUDIT_MONTHS: [i64; 9] = [1, 2, 3, 6, 12, 18, 24, 36, 60];

/// A kind of assets.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Category {
    /// Its id.
    pub id: Uuid,
    /// What it stands in.
    pub parent_id: Option<Uuid>,
    /// `/top/…/itself`, of ids.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// How tags of its assets look: the hashes become the next number. Empty: inherited.
    pub tag_pattern: String,
    /// Must serials of its assets differ from all others? None: inherited.
    pub unique_serials: Option<bool>,
    /// Months from purchase to the end of life. None: inherited.
    pub life_months: Option<i64>,
    /// How many days before its end something is told. None: inherited.
    pub alert_days: Option<i64>,
    /// Months until an asset is to be seen again in an audit. None: inherited.
    pub audit_months: Option<i64>,
    /// Does whoever gets such an asset sign for it? None: inherited.
    pub asks_acceptance: Option<bool>,
    /// What they sign; empty: inherited.
    pub acceptance_text: String,
    /// For whoever sorts things.
    pub note: String,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Category {
    /// One that says nothing itself, in what has this path.
    pub fn new(id: Uuid, parent_id: Option<Uuid>, above: &str, name: &str) -> Category {
        Category {
            id,
            parent_id,
            path: format!("{above}/{id}"),
            name: name.to_owned(),
            tag_pattern: String::new(),
            unique_serials: None,
            life_months: None,
            alert_days: None,
            audit_months: None,
            asks_acceptance: None,
            acceptance_text: String::new(),
            note: String::new(),
            version: 1,
            archived_at: None,
        }
    }

    /// Is it this category, or somewhere below it?
    pub fn is_within(&self, above: &Category) -> bool {
        self.path == above.path || self.path.strip_prefix(&above.path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// How deep in the tree: one at the top is 0.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count().saturating_sub(1)
    }
}

/// What stands in a category, itself: not in those below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Contents {
    /// Assets that are not disposed of.
    pub assets: i64,
    /// Models in use.
    pub models: i64,
    /// Categories in use.
    pub categories: i64,
    /// Items of stock in use.
    pub stock: i64,
}

impl Contents {
    /// Is there nothing?
    pub fn is_empty(self) -> bool {
        self == Contents::default()
    }
}

/// What a serial is compared by, where serials are unique; nothing for none.
pub fn serial_key(serial: &str) -> Option<String> {
    let key = serial.trim().to_lowercase();
    (!key.is_empty()).then_some(key)
}

/// What holds for the assets of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// How their tags look.
    pub tag_pattern: String,
    /// Must their serials differ from all others?
    pub unique_serials: bool,
    /// Months from purchase to the end of life, if that is said.
    pub life_months: Option<i64>,
    /// How many days before its end something is told.
    pub alert_days: i64,
    /// Months until an asset is to be seen again in an audit, if that is said.
    pub audit_months: Option<i64>,
    /// Does whoever gets one sign for it?
    pub asks_acceptance: bool,
    /// What they sign.
    pub acceptance_text: String,
}

/// The category itself and what it stands in, the nearest first.
pub fn lineage(tree: &[Category], id: Uuid) -> Vec<&Category> {
    let find = |id: Uuid| tree.iter().find(|category| category.id == id);
    std::iter::successors(find(id), |category| category.parent_id.and_then(find)).take(tree.len()).collect()
}

/// What holds for a category: the nearest that says something, else the defaults of the house.
pub fn defaults(tree: &[Category], id: Uuid) -> Defaults {
    let line = lineage(tree, id);
    let pattern = line.iter().map(|category| &category.tag_pattern).find(|pattern| !pattern.is_empty());
    let text = line.iter().map(|category| &category.acceptance_text).find(|text| !text.is_empty());
    Defaults {
        tag_pattern: pattern.map_or(DEFAULT_PATTERN, String::as_str).to_owned(),
        unique_serials: line.iter().find_map(|category| category.unique_serials).unwrap_or(true),
        life_months: line.iter().find_map(|category| category.life_months),
        alert_days: line.iter().find_map(|category| category.alert_days).unwrap_or(DEFAULT_ALERT_DAYS),
        audit_months: line.iter().find_map(|category| category.audit_months),
        asks_acceptance: line.iter().find_map(|category| category.asks_acceptance).unwrap_or(false),
        acceptance_text: text.map_or(DEFAULT_ACCEPTANCE, String::as_str).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: u128, parent: Option<u128>) -> Category {
        Category::new(Uuid::from_u128(id), parent.map(Uuid::from_u128), "", "")
    }

    #[test]
    fn serials_are_compared_without_case_and_nothing_is_no_serial() {
        assert_eq!(serial_key(" PF-3Ä "), Some("pf-3ä".to_owned()));
        assert_eq!(serial_key("  "), None);
    }

    #[test]
    fn the_nearest_that_says_something_holds() {
        let mut tree = vec![category(1, None), category(2, Some(1)), category(3, Some(2))];
        assert_eq!(
            defaults(&tree, tree[2].id),
            Defaults {
                tag_pattern: DEFAULT_PATTERN.to_owned(),
                unique_serials: true,
                life_months: None,
                alert_days: DEFAULT_ALERT_DAYS,
                audit_months: None,
                asks_acceptance: false,
                acceptance_text: DEFAULT_ACCEPTANCE.to_owned(),
            }
        );
        tree[0].tag_pattern = "IT-####".to_owned();
        tree[0].life_months = Some(60);
        tree[0].alert_days = Some(60);
        tree[1].audit_months = Some(12);
        tree[1].tag_pattern = "NB-#####".to_owned();
        tree[1].unique_serials = Some(false);
        tree[0].asks_acceptance = Some(true);
        tree[0].acceptance_text = "Mine to look after.".to_owned();
        tree[2].asks_acceptance = Some(false);
        let found = defaults(&tree, tree[2].id);
        assert_eq!(found.tag_pattern, "NB-#####");
        assert!(!found.unique_serials);
        assert_eq!((found.life_months, found.alert_days, found.audit_months), (Some(60), 60, Some(12)));
        assert!(!found.asks_acceptance && defaults(&tree, tree[1].id).asks_acceptance);
        assert_eq!(found.acceptance_text, "Mine to look after.");
        assert_eq!(lineage(&tree, tree[2].id).len(), 3);
    }
}
