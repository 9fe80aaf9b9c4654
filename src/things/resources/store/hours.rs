//! When resources are open: their weeks, and the exceptions and blackouts they inherit, for any number of them at once.

use super::absences::absences;
use crate::locations::lineage;
use crate::resources::away;
use crate::resources::closures::BLACKOUT_DAYS_MAX;
use crate::resources::hours::{Away, Blackout, DayException, Hours, Source, WeeklySpan};
use crate::resources::{Owner, Resource, week};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::Result;
use kernel::db::{Either, Json, On, Sql, sql};
use kernel::time::Span;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// When work without an end is taken to end.
fn far(window: Span) -> DateTime<Utc> {
    window.end + TimeDelta::days(BLACKOUT_DAYS_MAX)
}

/// What guests read of work.
const MAINTENANCE: &str = "maintenance";
/// Above so many resources the rows of the whole organisation are read, instead of those of a list of ids.
const IDS_MAX: usize = 500;

/// A row of the ordinary week as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct WeeklyRow {
    /// ISO 8601: Monday is 1.
    pub weekday: i16,
    /// Minutes after midnight.
    pub opens: i16,
    /// The same.
    pub closes: i16,
}

/// One resource's ordinary week, in its order.
pub async fn weekly(on: impl Into<On<'_>>, org: Uuid, resource: Uuid) -> Result<Vec<WeeklySpan>> {
    let rows: Vec<WeeklyRow> = sql("select weekday, opens, closes from opening_hours
          where org_id = $1 and resource_id = $2 order by weekday, opens")
    .bind(org)
    .bind(resource)
    .all(on)
    .await?;
    let parts =
        rows.iter().map(|row| [row.weekday, row.opens, row.closes].map(|number| u16::try_from(number).unwrap_or(0)));
    Ok(parts.filter_map(week::span).collect())
}

/// A week (one row a resource), an exception, or a blackout.
#[derive(sqlx::FromRow)]
struct Piece {
    /// Of an exception or a blackout.
    id: Option<Uuid>,
    resource_id: Option<Uuid>,
    location_id: Option<Uuid>,
    day: Option<NaiveDate>,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    /// The label of an exception, the reason of a blackout.
    label: String,
    /// The number of the work order that closes a place.
    number: Option<i64>,
    /// `[[weekday, opens, closes], …]` of a week, `[[opens, closes], …]` of an exception.
    spans: Option<Json<Vec<Vec<u16>>>>,
}

/// The hours of these resources, right inside `window`: one statement, however many they are.
///
/// An exception of the resource comes before one of its location for the same day, a nearer location before a farther
/// one, and the organisation last. Blackouts of all of them hold. To learn from [`Hours::why_closed`] when it opens next,
/// let the window reach far enough.
pub async fn hours(
    on: impl Into<On<'_>>,
    org: Uuid,
    resources: &[&Resource],
    window: Span,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Hours>> {
    if resources.is_empty() {
        return Ok(HashMap::new());
    }
    let mut on = on.into();
    let ids: Option<Vec<Uuid>> =
        (resources.len() <= IDS_MAX).then(|| resources.iter().map(|resource| resource.id).collect());
    let pieces: Vec<Piece> = pieces(org, ids.as_deref(), window).all(on.again()).await?;
    let made: Vec<Uuid> = resources.iter().filter(|one| one.is_made_of_assets()).map(|one| one.id).collect();
    let absent = absences(on, org, &made, window, now).await?;

    let mut weeks: HashMap<Uuid, Vec<WeeklySpan>> = HashMap::with_capacity(resources.len());
    let mut exceptions: HashMap<Owner, Vec<DayException>> = HashMap::new();
    let mut blackouts: HashMap<Owner, Vec<Blackout>> = HashMap::new();
    for piece in pieces {
        let owner = Owner::of(piece.resource_id, piece.location_id);
        let source = piece.id.map(|id| Source { id, owner });
        let spans = piece.spans.map(|Json(spans)| spans).unwrap_or_default();
        match (piece.day, piece.starts_at.zip(piece.ends_at), piece.resource_id) {
            (Some(day), _, _) => {
                let spans = spans.iter().filter_map(|span| Some((*span.first()?, *span.get(1)?))).collect();
                exceptions.entry(owner).or_default().push(DayException { day, spans, label: piece.label, source });
            }
            (None, Some((start, end)), _) => {
                if let Ok(span) = Span::new(start, end) {
                    let blackout = match piece.number.zip(piece.id) {
                        None => Blackout { span, reason: piece.label, source, away: None },
                        Some((number, id)) => {
                            let words = format!("WO-{number} {}", piece.label);
                            let until = Some(end).filter(|end| *end < far(window));
                            let away = Away { words, path: format!("/work-orders/{id}"), until };
                            Blackout { span, reason: MAINTENANCE.to_owned(), source, away: Some(away) }
                        }
                    };
                    blackouts.entry(owner).or_default().push(blackout);
                }
            }
            (None, None, Some(resource)) => {
                let rows = spans.into_iter().filter_map(|row| week::span(row.try_into().ok()?));
                weeks.insert(resource, rows.collect());
            }
            (None, None, None) => {}
        }
    }

    let gathered = resources.iter().map(|resource| {
        let owners = owners(resource);
        let mut said: HashSet<NaiveDate> = HashSet::new();
        let nearest_first = owners.iter().filter_map(|owner| exceptions.get(owner)).flatten();
        let exceptions = nearest_first.filter(|exception| said.insert(exception.day)).cloned().collect();
        let mut blackouts: Vec<Blackout> =
            owners.iter().filter_map(|owner| blackouts.get(owner)).flatten().cloned().collect();
        blackouts.extend(away::closures(resource, &absent, window, now));
        let weekly = weeks.remove(&resource.id).unwrap_or_default();
        (resource.id, Hours { zone: resource.zone(), weekly, exceptions, blackouts })
    });
    Ok(gathered.collect())
}

/// Whose exceptions and blackouts hold for a resource, the nearest first.
pub(super) fn owners(resource: &Resource) -> Vec<Owner> {
    let above = lineage(&resource.location_path).into_iter().map(Owner::Location);
    std::iter::once(Owner::Resource(resource.id)).chain(above).chain([Owner::Organisation]).collect()
}

fn pieces(org: Uuid, ids: Option<&[Uuid]>, window: Span) -> Sql {
    let only = |statement: Sql, text: &'static str| match ids {
        Some(ids) => statement.with_list(text, ids.iter().copied()),
        None => statement.push(" and (true"),
    };
    // Days are wall time: in some zone the window's days begin a day earlier or end a day later than in UTC.
    let day = |instant: DateTime<Utc>, days: i64| (instant + TimeDelta::days(days)).date_naive();
    let weeks = sql(Either {
        sqlite: "select cast(null as uuid) as id, resource_id, cast(null as uuid) as location_id, cast(null as date) as day, cast(null as timestamptz) as starts_at,
                    cast(null as timestamptz) as ends_at, '' as label, cast(null as bigint) as number,
                    json_group_array(json_array(weekday, opens, closes) order by weekday, opens) as spans",
        postgres: "select cast(null as uuid) as id, resource_id, cast(null as uuid) as location_id, cast(null as date) as day, cast(null as timestamptz) as starts_at,
                    cast(null as timestamptz) as ends_at, '' as label, cast(null as bigint) as number,
                    jsonb_agg(jsonb_build_array(weekday, opens, closes) order by weekday, opens) as spans",
    })
    .push(" from opening_hours where org_id = $1")
    .bind(org);
    let weeks = only(weeks, " and (resource_id in ").push(") group by resource_id");
    let exceptions = weeks
        .push(
            " union all select id, resource_id, location_id, day, cast(null as timestamptz), cast(null as timestamptz), label, cast(null as bigint), spans
                from day_exceptions where org_id = $1",
        )
        .with(" and day >= ", day(window.start, -1))
        .with(" and day <= ", day(window.end, 1));
    let exceptions = only(exceptions, " and (resource_id is null or resource_id in ").push(")");
    let blackouts = exceptions
        .push(
            " union all select id, resource_id, location_id, cast(null as date), starts_at, ends_at, reason, cast(null as bigint), cast(null as jsonb)
                from blackouts where org_id = $1",
        )
        .with(" and ends_at > ", window.start)
        .with(" and starts_at < ", window.end);
    let blackouts = only(blackouts, " and (resource_id is null or resource_id in ").push(")");
    // Work on a place that says when it cannot be used, until it is over.
    blackouts
        .with(
            " union all select id, cast(null as uuid), location_id, cast(null as date), down_from, coalesce(down_until, ",
            far(window),
        )
        .push("), title, number, cast(null as jsonb) from work_orders where org_id = $1 and location_id is not null")
        .push(" and state not in ('done', 'cancelled')")
        .with(" and (down_until is null or down_until > ", window.start)
        .with(") and down_from < ", window.end)
}
