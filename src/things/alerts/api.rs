//! Alerts, for programs.

use super::model::{Alert, AlertQuery, Kind, Standing};
use super::{actions, store};
use crate::deed::{Became, Deed};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, Cursor, List, Problem, Reply, get, ok, post, renamed};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "due_on";

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Alerts")
        .call(
            get("/alerts", read, list)
                .named("listAlerts", "List what comes to its end, the soonest first")
                .about("Those that somebody should look at, unless `standing` says otherwise.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "kind": "warranty" })),
        )
        .call(get("/alerts/{id}", read, show).named("getAlert", "Get an alert").answers::<Shown>(200))
        .call(
            post("/alerts/batches", manage, many)
                .named("batchAlerts", "Put off, dismiss or show again many alerts")
                .about(
                    "Each is answered in the order of `ids`: what cannot be done to one keeps nothing from the others.",
                )
                .body::<Batch>()
                .answers::<List<Answered>>(200)
                .like(json!({ "action": "snooze", "ids": ["$ALERT"], "until": "2026-03-20" })),
        )
        .call(
            post("/alerts/{id}/snooze", manage, snooze)
                .named("snoozeAlert", "Put an alert off until a day")
                .body::<Until>()
                .answers::<Shown>(200)
                .like(json!({ "until": "2026-03-20" })),
        )
        .call(
            post("/alerts/{id}/dismissal", manage, dismiss)
                .named("dismissAlert", "Dismiss an alert: somebody has seen to it")
                .answers::<Shown>(200),
        )
        .call(
            post("/alerts/{id}/restoration", manage, restore)
                .named("restoreAlert", "Show an alert again that was put off or dismissed")
                .answers::<Shown>(200),
        )
}

/// A day that comes near.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alert")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// `warranty`, `life`, `expiry` or `work`.
    kind: String,
    /// When it comes to its end.
    due_on: NaiveDate,
    /// The asset that it is about.
    asset_id: Option<Uuid>,
    /// The tag of that.
    asset_tag: Option<String>,
    /// Which date of the asset, of an expiry.
    field: Option<String>,
    /// The work that is due.
    work_order_id: Option<Uuid>,
    /// Since when it is told.
    raised_at: DateTime<Utc>,
    /// The day on which it is shown again.
    snoozed_until: Option<NaiveDate>,
    /// When somebody dismissed it.
    dismissed_at: Option<DateTime<Utc>>,
}

impl From<Alert> for Shown {
    fn from(alert: Alert) -> Shown {
        Shown {
            id: alert.id,
            kind: alert.kind.name().to_owned(),
            due_on: alert.due_on,
            asset_id: alert.asset_id,
            asset_tag: alert.asset_tag,
            field: alert.field_name,
            work_order_id: alert.order_id,
            raised_at: alert.raised_at,
            snoozed_until: alert.snoozed_until,
            dismissed_at: alert.dismissed_at,
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// What comes to its end.
    #[schemars(extend("enum" = ["warranty", "life", "expiry", "work", null]))]
    kind: Option<String>,
    /// Without, `open`: those that somebody should look at.
    #[schemars(extend("enum" = ["open", "over", "snoozed", "dismissed", "all", null]))]
    standing: Option<String>,
    /// About assets of this category, and of all below it.
    category_id: Option<Uuid>,
    /// At this location, and all below it.
    location_id: Option<Uuid>,
    /// About this asset.
    asset_id: Option<Uuid>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Until when something is put off.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AlertSnooze")]
struct Until {
    /// A day after today, within a year.
    until: NaiveDate,
}

/// Many alerts, and what is done with them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AlertBatch")]
struct Batch {
    /// What is done with each.
    #[schemars(extend("enum" = ["snooze", "dismiss", "restore"]))]
    action: String,
    /// Their ids, up to 500.
    ids: Vec<Uuid>,
    /// Of a snooze: a day after today, within a year.
    #[serde(default)]
    until: Option<NaiveDate>,
}

/// What became of one of them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlertAnswered")]
struct Answered {
    /// Its place in `ids`, from 1.
    position: u64,
    /// What became of it.
    result: Became,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    if query.kind.as_deref().is_some_and(|kind| Kind::parse(kind).is_none()) {
        return Err(Problem::field("kind", "There is no such kind."));
    }
    if query.standing.as_deref().is_some_and(|standing| Standing::parse(standing).is_none()) {
        return Err(Problem::field("standing", "Send open, over, snoozed, dismissed or all."));
    }
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let asked = AlertQuery {
        kind: query.kind.unwrap_or_default(),
        standing: query.standing.unwrap_or_default(),
        category: id(query.category_id),
        location: id(query.location_id),
        asset: id(query.asset_id),
        ..AlertQuery::default()
    };
    let (filter, reach) = (asked.filter(), scope.reach(Perm::AssetsRead));
    let rows = store::after(scope.db(), scope.org_id(), (&filter, scope.today()), &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |alert| alert.id, Shown::from))
}

async fn visible(scope: &Scope, id: Uuid) -> Result<Alert, Error> {
    let alert = store::by_id(scope.db(), scope.org_id(), id).await?;
    if alert.is_within(&scope.reach(Perm::AssetsRead)) { Ok(alert) } else { Err(Error::NotFound) }
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&Shown::from(visible(&scope, id).await?))
}

async fn snooze(scope: Scope, Id(id): Id, Body(input): Body<Until>) -> Reply {
    actions::all(&scope, &[id], Deed::Snooze(input.until)).await?;
    ok(&Shown::from(visible(&scope, id).await?))
}

async fn dismiss(scope: Scope, Id(id): Id) -> Reply {
    actions::all(&scope, &[id], Deed::Dismiss).await?;
    ok(&Shown::from(visible(&scope, id).await?))
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    actions::all(&scope, &[id], Deed::Restore).await?;
    ok(&Shown::from(visible(&scope, id).await?))
}

async fn many(scope: Scope, Body(batch): Body<Batch>) -> Reply {
    let deed = Deed::parse(&batch.action, batch.until)?;
    let answers = actions::each(&scope, &batch.ids, deed).await.map_err(|error| match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, &[("alert", "ids")])),
        error => error,
    })?;
    let of = |id: &Uuid| answers.iter().find(|(other, _)| other == id).map(|(_, result)| *result);
    let data = (1..).zip(&batch.ids).filter_map(|(position, id)| Some(Answered { position, result: of(id)? }));
    ok(&List { data: data.collect(), next_cursor: None })
}
