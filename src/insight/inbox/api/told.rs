//! What outside systems told, for programs.

use super::super::model::{Received, State};
use super::super::{actions, store};
use chrono::{DateTime, Utc};
use platform::web::Id;
use platform::web::api::{Api, Ask, Cursor, List, Problem, Reply, get, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "-received_at";

/// The table.
pub(super) fn api() -> Api {
    let perm = Perm::IntegrationsManage;
    Api::inside("Inbox")
        .call(
            get("/inbox-events", perm, list)
                .named("listInboxEvents", "List what outside systems told, the newest first")
                .query::<ListQuery>()
                .answers::<List<Line>>(200)
                .like(json!({ "state": "failed" })),
        )
        .call(
            get("/inbox-events/{id}", perm, show)
                .named("getInboxEvent", "Get an event that was told, and what became of it")
                .answers::<Told>(200),
        )
        .call(
            post("/inbox-events/{id}/replay", perm, replay)
                .named("replayInboxEvent", "Try again to apply an event")
                .about("One that is applied already is refused. The answer says what became of it.")
                .answers::<Told>(200)
                .conflicts(),
        )
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// `applied`, `ignored`, `failed` or `received`.
    state: Option<String>,
    /// What one source told.
    source_id: Option<Uuid>,
    /// What their kind begins with: `user.`.
    kind: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An event of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InboxEventLine")]
struct Line {
    /// Its id here.
    id: Uuid,
    /// Its id there.
    external_id: String,
    /// Who told it.
    source_id: Uuid,
    /// What they are called.
    source_name: String,
    /// `user.blocked`.
    kind: String,
    /// `applied`, `ignored`, `failed`, or `received`: not judged yet.
    state: &'static str,
    /// Why; of one that failed, the problem.
    reason: String,
    /// When it happened there.
    occurred_at: DateTime<Utc>,
    /// When it came.
    received_at: DateTime<Utc>,
    /// When its state was decided.
    judged_at: Option<DateTime<Utc>>,
}

/// An event.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InboxEvent")]
struct Told {
    /// What the list says of it.
    #[serde(flatten)]
    line: Line,
    /// The whole body that was sent; empty when it is older than such bodies are kept.
    payload: Value,
}

impl From<Received> for Line {
    fn from(event: Received) -> Line {
        let Received { id, source_id, source_name, external_id, kind, occurred_at, received_at, state, .. } = event;
        let (reason, judged_at, state) = (event.reason, event.judged_at, state.name());
        Line { id, external_id, source_id, source_name, kind, state, reason, occurred_at, received_at, judged_at }
    }
}

impl From<Received> for Told {
    fn from(event: Received) -> Told {
        let payload = event.payload.0.clone();
        Told { line: Line::from(event), payload }
    }
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let state = match query.state.as_deref() {
        None => None,
        Some(name) => {
            let known = State::ALL.into_iter().find(|state| state.name() == name);
            Some(known.ok_or_else(|| Problem::field("state", "There is no such state."))?)
        }
    };
    let kind = query.kind.unwrap_or_default();
    let events = store::list(scope.db(), scope.org_id(), state, query.source_id, &kind, edge, limit + 1).await?;
    ok(&List::cut(events, limit, ORDER, |event| (event.received_at, event.id), Line::from))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&Told::from(store::event(scope.db(), scope.org_id(), id).await?))
}

async fn replay(scope: Scope, Id(id): Id) -> Reply {
    ok(&Told::from(actions::replay(&scope, id).await?))
}
