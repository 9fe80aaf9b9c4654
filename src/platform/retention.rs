//! What an organisation may let go after a while. Domains say what they hold that ages ([`Ageing`], in
//! `src/registry.rs`); the organisation says for how long it is kept.

use crate::{House, Scope};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use uuid::Uuid;

/// What an organisation sets one span for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who came, in bookings that are over.
    Bookings,
    /// Outgoing messages.
    Messages,
    /// Notifications, delivery logs, work that failed.
    Logs,
}

/// Something that ages.
#[derive(Clone, Copy)]
pub struct Ageing {
    /// Which span it goes by.
    pub group: Group,
    /// `past bookings`: what a preview counts.
    pub noun: &'static str,
    /// It goes after so many days whatever the organisation says; none: only by the span.
    pub at_latest: Option<i64>,
    /// How many of them of this organisation are older than this instant.
    pub count: for<'a> fn(&'a House, Uuid, DateTime<Utc>) -> BoxFuture<'a, Result<i64>>,
    /// Lets at most so many of them go, in one transaction; answers how many.
    pub release: for<'a> fn(&'a Scope, DateTime<Utc>, i64) -> BoxFuture<'a, Result<u64>>,
}
