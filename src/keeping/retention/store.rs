//! All SQL about spans.

use super::model::Spans;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use uuid::Uuid;

/// The row of an organisation.
#[derive(sqlx::FromRow)]
struct Kept {
    #[sqlx(flatten)]
    spans: Spans,
    version: i64,
}

/// The spans of an organisation and their version; before the first time there are none, at version 0.
pub async fn of(on: impl Into<On<'_>>, org: Uuid) -> Result<(Spans, i64)> {
    let row: Option<Kept> =
        sql("select bookings_months, messages_months, logs_months, version from retention where org_id = $1")
            .bind(org)
            .maybe(on)
            .await?;
    Ok(row.map_or((Spans::default(), 0), |kept| (kept.spans, kept.version)))
}

/// Sets the spans. Answers no when this version is not the present one any more.
pub async fn set(tx: &mut Tx, org: Uuid, spans: &Spans, version: i64, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("insert into retention (org_id, bookings_months, messages_months, logs_months, version, changed_at)
         values ($1, $2, $3, $4, $5 + 1, $6)
         on conflict (org_id) do update set bookings_months = $2, messages_months = $3, logs_months = $4, version = $5 + 1, changed_at = $6
          where retention.version = $5")
        .bind(org)
        .bind(spans.bookings)
        .bind(spans.messages)
        .bind(spans.logs)
        .bind(version)
        .bind(now)
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Organisations that let something go after a while.
pub async fn setters(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select org_id from retention
          where bookings_months is not null or messages_months is not null or logs_months is not null order by org_id")
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}
