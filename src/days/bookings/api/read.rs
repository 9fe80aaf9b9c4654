//! Looking at bookings.

use super::wire::{Booked, status};
use crate::bookings::staff_routes::seen as visible;
use crate::bookings::store::{self, Leaf, Narrow, Sight};
use chrono::{DateTime, Utc};
use kernel::text;
use platform::web::Id;
use platform::web::api::{Ask, Cursor, List, Problem, Reply, Seen, ok, tagged};
use platform::{Perm, Scope, context};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Ends after this instant.
    from: Option<DateTime<Utc>>,
    /// Starts before this instant.
    until: Option<DateTime<Utc>>,
    /// In one of these states, separated by commas.
    status: Option<String>,
    /// Of this resource.
    resource_id: Option<Uuid>,
    /// Of resources at this location or below it.
    location_id: Option<Uuid>,
    /// Of this contact.
    contact_id: Option<Uuid>,
    /// Made by this user of the house.
    user_id: Option<Uuid>,
    /// Part of a title, a code, a guest's name or address, or a resource's name.
    q: Option<String>,
    /// `starts_at` or `-starts_at`.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl ListQuery {
    async fn narrow(&self, scope: &Scope) -> Result<Narrow, Problem> {
        let statuses = self.status.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty());
        let locations = match self.location_id {
            Some(location) => Some(context::subtree(scope.db(), scope.org_id(), location).await?),
            None => None,
        };
        Ok(Narrow {
            from: self.from,
            until: self.until,
            ended: None,
            open: false,
            statuses: statuses.map(|name| status(name.trim())).collect::<Result<_, _>>()?,
            resource: self.resource_id,
            contact: self.contact_id,
            user: self.user_id,
            locations,
            pattern: self.q.as_deref().map(str::trim).filter(|part| !part.is_empty()).map(text::any_case_pattern),
        })
    }
}

pub(super) async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let sort = query.sort.as_deref().unwrap_or("starts_at");
    let descending = match sort {
        "starts_at" => false,
        "-starts_at" => true,
        _ => return Err(Problem::field("sort", "Sort by starts_at or -starts_at.")),
    };
    let leaf = Leaf { descending, edge: Cursor::read(query.cursor.as_deref(), sort)?, backwards: false };
    let narrow = query.narrow(&scope).await?;
    let sight = Sight { all: scope.reach(Perm::BookingsRead), own: scope.user_id() };
    let rows = store::list(scope.db(), scope.org_id(), &narrow, &sight, leaf, limit + 1).await?;
    let show = |booking| Booked::of(booking, &sight.all);
    ok(&List::cut(rows, limit, sort, |booking| (booking.starts_at, booking.id), show))
}

pub(super) async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let (booking, _, _) = visible(&scope, id).await?;
    let version = booking.version;
    tagged(&seen, version, &Booked::of(booking, &scope.reach(Perm::BookingsRead)))
}
