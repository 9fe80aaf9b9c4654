//! What an organisation may let go after a while. Domains say what they hold that ages ([`Ageing`], in
//! `src/registry.rs`); the organisation says for how long it is kept.

use crate::Scope;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Sql;
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
    /// What of it is old, and how that goes.
    pub going: Going,
}

/// How something old is counted and let go.
#[derive(Clone, Copy)]
pub enum Going {
    /// Rows that are deleted as they are.
    Rows {
        /// How many of an organisation are older than an instant.
        count: fn(Uuid, DateTime<Utc>) -> Sql,
        /// Deletes at most so many of them.
        delete: fn(Uuid, DateTime<Utc>, i64) -> Sql,
    },
    /// What has more to it than that.
    Story {
        /// How many are older than this instant.
        count: for<'a> fn(&'a Scope, DateTime<Utc>) -> BoxFuture<'a, Result<i64>>,
        /// Lets at most so many of them go, in one transaction; answers how many.
        release: for<'a> fn(&'a Scope, DateTime<Utc>, i64) -> BoxFuture<'a, Result<u64>>,
    },
}

impl Ageing {
    /// How many of the organisation are older than this instant.
    pub async fn count(&self, scope: &Scope, before: DateTime<Utc>) -> Result<i64> {
        match self.going {
            Going::Rows { count, .. } => {
                let (count,): (i64,) = count(scope.org_id(), before).one(scope.db()).await?;
                Ok(count)
            }
            Going::Story { count, .. } => count(scope, before).await,
        }
    }

    /// Lets at most so many of them go, in one transaction; answers how many.
    pub async fn release(&self, scope: &Scope, before: DateTime<Utc>, limit: i64) -> Result<u64> {
        match self.going {
            Going::Rows { delete, .. } => scope.db().run(delete(scope.org_id(), before, limit)).await,
            Going::Story { release, .. } => release(scope, before, limit).await,
        }
    }
}
