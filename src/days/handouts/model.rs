//! What was handed out for a booking.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An asset that was handed out for a booking.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HandOut {
    /// The custody it is under.
    pub custody_id: Uuid,
    /// For which booking.
    pub booking_id: Uuid,
    /// Which asset.
    pub asset_id: Uuid,
    /// The tag of that.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// Since when.
    pub out_at: DateTime<Utc>,
    /// Until when; none: it is out.
    pub in_at: Option<DateTime<Utc>>,
}
