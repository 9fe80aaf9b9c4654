//! What a program says about bookings that a change hits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of bookings that a change hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Bookings {
    /// They stay as they were promised.
    Keep,
    /// They are cancelled, and their guests told.
    Cancel,
}
