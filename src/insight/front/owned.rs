//! What an organisation owns, in figures: how much of it, what it cost, and what of it somebody should look at.

use things::catalogue::labels::State;

/// Assets that stand so and whose costs are in one currency.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Lot {
    /// How they stand.
    pub state: State,
    /// ISO 4217.
    pub currency: String,
    /// How many.
    pub count: i64,
    /// What they cost, in minor units.
    pub minor: i64,
}

/// What somebody should look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Due {
    /// Alerts that are neither dismissed nor put off.
    pub alerts: i64,
    /// Assets that should have come back.
    pub overdue: i64,
    /// Work whose day is over.
    pub late: i64,
    /// Items of which there is too little somewhere.
    pub low: i64,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owned {
    /// What is not disposed of.
    pub lots: Vec<Lot>,
    /// What somebody should look at.
    pub due: Due,
    /// May the viewer add assets?
    pub may_add: bool,
}
