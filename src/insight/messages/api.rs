//! Outgoing mail, for programs: that it left and what became of it. What letters say stays on the pages, because their links
//! act for whoever holds them.

use super::model::{PageFrom, STATUSES, Spot, status_name};
use super::routes::find;
use super::store;
use chrono::{DateTime, Utc};
use kernel::text;
use platform::post::{Outgoing, Summary};
use platform::web::Id;
use platform::web::api::{Api, Ask, Cursor, List, Problem, Reply, get, ok};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "-queued_at";

/// The table.
pub fn api() -> Api {
    Api::inside("Messages")
        .call(
            get("/messages", Perm::MessagesRead, list)
                .named("listMessages", "List outgoing mail, the newest first")
                .query::<ListQuery>()
                .answers::<List<Line>>(200)
                .like(json!({ "status": "queued" })),
        )
        .call(
            get("/messages/{id}", Perm::MessagesRead, show)
                .named("getMessage", "Get an outgoing message and what became of it")
                .answers::<Message>(200),
        )
}

/// A message of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MessageLine")]
struct Line {
    /// Its id.
    id: Uuid,
    /// `booking.confirmation`.
    kind: String,
    /// Who receives it.
    to_name: String,
    /// At which address.
    to_address: String,
    /// Its subject line.
    subject: String,
    /// `queued`, `sending`, `sent`, `deferred`, `failed` or `uncertain`.
    status: &'static str,
    /// The last answer of the mail server, or why there is none.
    answer: Option<String>,
    /// When it was decided.
    queued_at: DateTime<Utc>,
}

impl From<Summary> for Line {
    fn from(summary: Summary) -> Line {
        let Summary { id, kind, to_name, to_address, subject, status, answer, queued_at } = summary;
        Line { id, kind, to_name, to_address, subject, status: status_name(status), answer, queued_at }
    }
}

/// A message.
#[derive(Serialize, JsonSchema)]
struct Message {
    /// Its id; also the left part of its Message-ID.
    id: Uuid,
    /// `booking.confirmation`.
    kind: String,
    /// What it is about: `booking`.
    subject_kind: String,
    /// Which one.
    subject_id: Option<Uuid>,
    /// Who receives it.
    to_name: String,
    /// At which address.
    to_address: String,
    /// Its subject line.
    subject: String,
    /// `queued`, `sending`, `sent`, `deferred`, `failed` or `uncertain`.
    status: &'static str,
    /// How often it was tried.
    attempts: i64,
    /// The last answer of the mail server, or why there is none.
    answer: Option<String>,
    /// When it was decided.
    queued_at: DateTime<Utc>,
    /// Not tried before this.
    due_at: DateTime<Utc>,
    /// When the mail server took it.
    sent_at: Option<DateTime<Utc>>,
}

impl From<Outgoing> for Message {
    fn from(message: Outgoing) -> Message {
        Message {
            id: message.id,
            kind: message.kind,
            subject_kind: message.subject_kind,
            subject_id: message.subject_id,
            to_name: message.to_name,
            to_address: message.to_address,
            subject: message.subject,
            status: status_name(message.status),
            attempts: message.attempts,
            answer: message.answer,
            queued_at: message.queued_at,
            due_at: message.due_at,
            sent_at: message.sent_at,
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// `queued`, `sending`, `sent`, `deferred`, `failed` or `uncertain`.
    status: Option<String>,
    /// Part of an address, a name or a subject.
    q: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let status = match query.status.as_deref() {
        None => None,
        Some(name) => {
            let known = STATUSES.into_iter().find(|status| status_name(*status) == name);
            Some(known.ok_or_else(|| Problem::field("status", "There is no such state."))?)
        }
    };
    let pattern = query.q.as_deref().map(str::trim).filter(|part| !part.is_empty()).map(text::any_case_pattern);
    let edge: Option<(DateTime<Utc>, Uuid)> = Cursor::read(query.cursor.as_deref(), ORDER)?;
    let from = edge.map_or(PageFrom::Newest, |(at, id)| PageFrom::Before(Spot { at, id }));
    let reach = scope.reach(Perm::MessagesRead);
    let rows = store::list(scope.db(), scope.org_id(), &reach, status, pattern, from, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |summary| (summary.queued_at, summary.id), Line::from))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    let (message, _) = find(&scope, id).await?;
    ok(&Message::from(message))
}
