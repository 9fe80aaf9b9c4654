//! Facts, for programs.

use chrono::{DateTime, Utc};
use platform::events::{self, Entry, Narrow};
use platform::web::Id;
use platform::web::api::{Api, Ask, Cursor, List, Problem, Reply, get, ok};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Events")
        .call(
            get("/events", Perm::AuditRead, list)
                .named("listEvents", "List what happened, the newest first")
                .about("The audit trail. Sorted by `-at` or `at`; to follow it, read in order from the cursor where you stopped.")
                .query::<ListQuery>()
                .answers::<List<Event>>(200)
                .like(json!({ "kind": "booking.*", "sort": "at" })),
        )
        .call(
            get("/events/{id}", Perm::AuditRead, show).named("getEvent", "Get something that happened").answers::<Event>(200),
        )
}

/// Something that happened.
#[derive(Serialize, JsonSchema)]
struct Event {
    /// Its id.
    id: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// `booking.confirmed`.
    kind: String,
    /// Who did it.
    actor: Actor,
    /// To what.
    subject: Subject,
    /// What was, what is.
    data: Value,
    /// The request it happened in.
    request_id: String,
}

/// Who did something.
#[derive(Serialize, JsonSchema)]
struct Actor {
    /// `user`, `contact` or `system`.
    kind: String,
    /// Who; null: a schedule, or nobody.
    id: Option<Uuid>,
    /// What they were called then.
    name: String,
}

/// What something happened to.
#[derive(Serialize, JsonSchema)]
struct Subject {
    /// `booking`.
    kind: String,
    /// Which one.
    id: Uuid,
}

impl From<Entry> for Event {
    fn from(entry: Entry) -> Event {
        let Entry { happening, actor_id, request_id, .. } = entry;
        Event {
            id: happening.id,
            at: happening.at,
            kind: happening.kind,
            actor: Actor { kind: happening.actor_kind, id: actor_id, name: happening.actor_name },
            subject: Subject { kind: happening.subject_kind, id: happening.subject_id },
            data: happening.data.0,
            request_id,
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// A kind, such as `booking.moved`, or all that begin so: `booking.*`.
    kind: Option<String>,
    /// What happened to this thing.
    subject_id: Option<Uuid>,
    /// What this user or contact did.
    actor_id: Option<Uuid>,
    /// At this instant or later.
    from: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
    /// `-at` or `at`.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    scope.demand_everywhere(Perm::AuditRead)?;
    let limit = Cursor::limit(query.limit)?;
    let sort = query.sort.as_deref().unwrap_or("-at");
    if !matches!(sort, "at" | "-at") {
        return Err(Problem::field("sort", "Sort by at or -at."));
    }
    let narrow = Narrow {
        kind: query.kind.as_deref().map(kinds).transpose()?,
        subject: query.subject_id,
        actor: query.actor_id,
        from: query.from,
        until: query.until,
    };
    let edge = Cursor::read(query.cursor.as_deref(), sort)?;
    let rows = events::page(scope.db(), scope.org_id(), &narrow, sort == "-at", edge, limit + 1).await?;
    ok(&List::cut(rows, limit, sort, |entry| (entry.happening.at, entry.happening.id), Event::from))
}

/// A kind as a `like` pattern: small words with dots and underscores, of which the latter mean something to `like`.
fn kinds(asked: &str) -> Result<String, Problem> {
    let (begin, is_open) = asked.strip_suffix('*').map_or((asked, false), |begin| (begin, true));
    let is_kind = begin.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    let begin = begin.replace('_', "\\_");
    match is_kind && !asked.is_empty() {
        true if is_open => Ok(format!("{begin}%")),
        true => Ok(begin),
        false => Err(Problem::field(
            "kind",
            "A kind is small letters, dots and underscores, such as booking.moved or booking.*.",
        )),
    }
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    scope.demand_everywhere(Perm::AuditRead)?;
    ok(&Event::from(events::by_id(scope.db(), scope.org_id(), id).await?))
}
