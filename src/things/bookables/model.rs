//! What a resource is made of.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What is made bookable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// This asset.
    Asset(Uuid),
    /// Any asset of this model, at this place; none: where most of them belong.
    Model(Uuid, Option<Uuid>),
}

/// A resource that is made of assets, as it is known to them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// The resource.
    pub resource_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub location_id: Uuid,
    /// Its version.
    pub version: i64,
    /// How many there are of it.
    pub units: i64,
    /// The asset that it is; none: any of a model.
    pub asset_id: Option<Uuid>,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

impl Link {
    /// Can it be booked, as far as it is there at all?
    pub fn is_live(&self) -> bool {
        self.archived_at.is_none()
    }
}
