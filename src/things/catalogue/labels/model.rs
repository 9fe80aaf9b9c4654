//! A label, and the four states it may stand on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where an asset is in its life (seed 000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has it: it can be checked out, unless its label keeps it.
    InStock,
    /// A person, a place or another asset has it.
    Assigned,
    /// It is being looked after.
    InMaintenance,
    /// It is not owned any more; its history stays.
    Disposed,
}

impl State {
    /// All of them, in the order of a life.
    pub const ALL: [State; 4] = [State::InStock, State::Assigned, State::InMaintenance, State::Disposed];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            State::InStock => "in_stock",
            State::Assigned => "assigned",
            State::InMaintenance => "in_maintenance",
            State::Disposed => "disposed",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A word for how an asset stands.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Label {
    /// Its id.
    pub id: Uuid,
    /// The state it stands on.
    pub state: State,
    /// The word.
    pub name: String,
    /// The name of its colour; see [`Label::tone`].
    #[sqlx(rename = "tone")]
    pub tone_name: String,
    /// Of those in stock: may be checked out.
    pub may_leave: bool,
    /// For optimistic locking.
    pub version: i64,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}
