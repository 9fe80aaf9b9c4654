//! What is not there of that which resources are made of.

use crate::resources::away::Absence;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, sql};
use kernel::time::Span;
use uuid::Uuid;

/// Absences of these resources' assets that reach into a window, as it is known now.
pub async fn absences(
    on: impl Into<On<'_>>,
    org: Uuid,
    resources: &[Uuid],
    window: Span,
    now: DateTime<Utc>,
) -> Result<Vec<Absence>> {
    if resources.is_empty() {
        return Ok(Vec::new());
    }
    sql("select x.resource_id, x.asset_id, x.cause, x.cause_id, x.from_at, x.until_at, x.late_at, a.tag, o.number, o.title
           from bookable_absences x
           left join assets a on a.org_id = x.org_id and a.id = x.asset_id
           left join work_orders o on o.org_id = x.org_id and o.id = x.cause_id
          where x.org_id = $1")
        .bind(org)
        .with_list(" and x.resource_id in ", resources.iter().copied())
        .with(" and (x.from_at is null or x.from_at < ", window.end)
        .with(") and (x.until_at is null or x.until_at > ", window.start)
        .with(" or x.late_at <= ", now)
        .push(") order by x.from_at, x.asset_id")
        .all(on)
        .await
}
