//! Webhooks, for programs. A secret is told once: in the answer that made it.

use super::model::{Delivery, Endpoint, Form, Listed, NewEndpoint, Spot, Status};
use super::routes::find;
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, accepted, delete, get, made, merged,
    nothing, ok, patch, post, renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list of deliveries.
const ORDER: &str = "-created_at";
/// The version of an endpoint nobody has changed: its secret is the one it was made with.
const AS_MADE: i64 = 1;

/// The table.
pub fn api() -> Api {
    let perm = Perm::IntegrationsManage;
    Api::inside("Webhooks")
        .call(
            get("/webhooks", perm, list)
                .named("listWebhooks", "List webhooks")
                .query::<PageQuery>()
                .answers::<List<Webhook>>(200),
        )
        .call(
            post("/webhooks", perm, create)
                .named("createWebhook", "Add a webhook")
                .about("The answer holds the secret that signs what is sent (Standard Webhooks). It is not told again.")
                .body::<Details>()
                .answers::<WithSecret>(201)
                .versioned()
                .conflicts()
                .once()
                .like(json!({ "url": "https://crm.example/steward", "description": "CRM", "kinds": ["booking."] })),
        )
        .call(
            get("/webhooks/{id}", perm, show).named("getWebhook", "Get a webhook").answers::<Webhook>(200).versioned(),
        )
        .call(
            patch("/webhooks/{id}", perm, amend)
                .named("updateWebhook", "Change a webhook")
                .body::<Details>()
                .answers::<Webhook>(200)
                .versioned()
                .conflicts()
                .like(json!({ "kinds": ["booking.", "contact."] })),
        )
        .call(
            delete("/webhooks/{id}", perm, remove)
                .named("removeWebhook", "Remove a webhook")
                .about("What waits for it is given up.")
                .answers_nothing()
                .versioned(),
        )
        .call(
            post("/webhooks/{id}/rotation", perm, rotate)
                .named("rotateWebhook", "Give a webhook another secret")
                .about("The answer holds it, and it is not told again. The secret before signs too for 24 hours.")
                .answers::<WithSecret>(200)
                .versioned()
                .conflicts(),
        )
        .call(
            post("/webhooks/{id}/suspension", perm, suspend)
                .named("suspendWebhook", "Tell a webhook nothing any more")
                .about("What happens meanwhile is not kept for it.")
                .answers::<Webhook>(200)
                .versioned(),
        )
        .call(
            post("/webhooks/{id}/resumption", perm, resume)
                .named("resumeWebhook", "Tell a webhook again")
                .answers::<Webhook>(200)
                .versioned(),
        )
        .call(
            post("/webhooks/{id}/test", perm, test)
                .named("testWebhook", "Send a test")
                .answers::<Sent>(202)
                .conflicts()
                .once(),
        )
        .call(
            post("/webhooks/{id}/replay", perm, replay_since)
                .named("replayWebhook", "Send once more what was given up")
                .body::<Since>()
                .answers::<Again>(202)
                .conflicts()
                .like(json!({ "since": "2026-03-01T00:00:00Z" })),
        )
        .sends::<Message>(
            "event",
            "Something that happened, to every webhook that wants its kind",
            "At least once, and in no promised order: `webhook-id` tells what came before. Tried again for three days. The kind `webhook.test` is a test.",
        )
        .and(deliveries())
}

/// What a webhook is told. Names of people are not in it: ask the API for them, as long as they are there.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookMessage")]
struct Message {
    /// The kind: `booking.confirmed`.
    #[serde(rename = "type")]
    kind: String,
    /// When it happened.
    timestamp: DateTime<Utc>,
    /// What happened.
    data: Happened,
}

/// What happened: about what, by whom, and what changed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookMessageData")]
struct Happened {
    /// The event's id; of a test the message's.
    id: String,
    /// Where.
    organisation: Where,
    /// About what; not in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Party>,
    /// By whom; not in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Party>,
    /// What changed: mostly `before` and `after`; not in a test.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Map<String, Value>>,
}

/// An organisation in a message.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookMessageOrganisation")]
struct Where {
    /// Its id.
    id: Uuid,
    /// Its short name; in a test its name stands beside the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
}

/// A thing or somebody in a message.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookMessageParty")]
struct Party {
    /// What it is: `booking`, `user`.
    kind: String,
    /// Its id; null: nobody's, such as a schedule.
    id: Option<Uuid>,
}

fn deliveries() -> Api {
    let perm = Perm::IntegrationsManage;
    Api::inside("Webhooks")
        .call(
            get("/webhooks/{id}/deliveries", perm, log)
                .named("listWebhookDeliveries", "List a webhook's deliveries, the newest first")
                .about("Deliveries are kept for 30 days.")
                .query::<LogQuery>()
                .answers::<List<Line>>(200)
                .like(json!({ "status": "failed" })),
        )
        .call(
            get("/webhook-deliveries/{id}", perm, delivery)
                .named("getWebhookDelivery", "Get a delivery and what became of it")
                .answers::<Sent>(200),
        )
        .call(
            post("/webhook-deliveries/{id}/replay", perm, replay)
                .named("replayWebhookDelivery", "Send a delivery once more, under the same id")
                .answers::<Sent>(202)
                .conflicts(),
        )
}

/// An address that is told what happens.
#[derive(Serialize, JsonSchema)]
struct Webhook {
    /// Its id.
    id: Uuid,
    /// What is called.
    url: String,
    /// What people call it; may be empty.
    description: String,
    /// Beginnings of the kinds it wants; empty: everything.
    kinds: Vec<String>,
    /// Is it told?
    enabled: bool,
    /// Why not, where the house decided so.
    disabled_reason: String,
    /// Nothing has arrived since.
    failing_since: Option<DateTime<Utc>>,
    /// Nothing is tried before.
    paused_until: Option<DateTime<Utc>>,
    /// Until when the secret before signs too.
    previous_secret_until: Option<DateTime<Utc>>,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Grows with every change.
    version: i64,
}

impl From<Endpoint> for Webhook {
    fn from(endpoint: Endpoint) -> Webhook {
        Webhook {
            id: endpoint.id,
            url: endpoint.url,
            description: endpoint.description,
            kinds: endpoint.kinds.0,
            enabled: endpoint.enabled,
            disabled_reason: endpoint.disabled_reason,
            failing_since: endpoint.failing_since,
            paused_until: endpoint.paused_until,
            previous_secret_until: endpoint.previous_until,
            created_at: endpoint.created_at,
            version: endpoint.version,
        }
    }
}

/// A webhook, and the secret it was just given.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookWithSecret")]
struct WithSecret {
    /// The webhook.
    #[serde(flatten)]
    webhook: Webhook,
    /// Its secret, `whsec_…`; null when it was changed since the request was first made.
    secret: Option<String>,
}

/// A webhook as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebhookInput")]
struct Details {
    /// What is called: https, at a public address, or at one that the operator allows.
    url: String,
    /// What people call it.
    #[serde(default)]
    description: String,
    /// Kinds such as `booking.confirmed`, or beginnings such as `booking.`; none: everything.
    #[serde(default)]
    kinds: Vec<String>,
}

impl Details {
    fn of(endpoint: &Endpoint) -> Details {
        let Endpoint { url, description, kinds, .. } = endpoint.clone();
        Details { url, description, kinds: kinds.0 }
    }

    fn parse(self, scope: &Scope) -> Result<NewEndpoint, Error> {
        let Details { url, description, kinds } = self;
        let form = Form { url, description, others: kinds.join("\n"), ..Form::default() };
        let parsed = NewEndpoint::parse(&form, &scope.house.egress);
        parsed.map_err(|problems| Error::Invalid(renamed(problems, &[("others", "kinds")])))
    }
}

/// From when.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReplayInput")]
struct Since {
    /// What was made at this instant or later.
    since: DateTime<Utc>,
}

/// What is sent once more.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Replayed")]
struct Again {
    /// How many deliveries.
    deliveries: u64,
}

/// A delivery of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDeliveryLine")]
struct Line {
    /// Its id.
    id: Uuid,
    /// `booking.confirmed`.
    kind: String,
    /// `pending`, `sending`, `delivered`, `failed` or `uncertain`.
    status: &'static str,
    /// How often it was tried.
    attempts: i64,
    /// The status of the last answer.
    answer_status: Option<i64>,
    /// How long the last attempt took (milliseconds).
    took_ms: Option<i64>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

impl From<Listed> for Line {
    fn from(listed: Listed) -> Line {
        let Listed { id, kind, status, attempts, answer_status, took_ms, created_at } = listed;
        Line { id, kind, status: status.name(), attempts, answer_status, took_ms, created_at }
    }
}

/// A delivery.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WebhookDelivery")]
struct Sent {
    /// Its id.
    id: Uuid,
    /// To which webhook.
    webhook_id: Uuid,
    /// `booking.confirmed`.
    kind: String,
    /// The body, as it is sent.
    payload: String,
    /// `pending`, `sending`, `delivered`, `failed` or `uncertain`.
    status: &'static str,
    /// How often it was tried.
    attempts: i64,
    /// When it is tried next, if it is.
    due_at: DateTime<Utc>,
    /// The status of the last answer.
    answer_status: Option<i64>,
    /// Its beginning, or why there is none.
    answer: Option<String>,
    /// How long the last attempt took (milliseconds).
    took_ms: Option<i64>,
    /// When it was tried last.
    tried_at: Option<DateTime<Utc>>,
    /// When it was made.
    created_at: DateTime<Utc>,
}

impl From<Delivery> for Sent {
    fn from(delivery: Delivery) -> Sent {
        Sent {
            id: delivery.id,
            webhook_id: delivery.endpoint_id,
            kind: delivery.kind,
            payload: delivery.payload,
            status: delivery.status.name(),
            attempts: delivery.attempts,
            due_at: delivery.due_at,
            answer_status: delivery.answer_status,
            answer: delivery.answer,
            took_ms: delivery.took_ms,
            tried_at: delivery.tried_at,
            created_at: delivery.created_at,
        }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogQuery {
    /// `pending`, `sending`, `delivered`, `failed` or `uncertain`.
    status: Option<String>,
    /// A kind, or the beginning of one.
    kind: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let endpoints = store::endpoints(scope.db(), scope.org_id()).await?;
    ok(&page.cut(endpoints, "created_at", |endpoint| endpoint.id, Webhook::from)?)
}

async fn create(scope: Scope, key: OnceKey, Body(typed): Body<Details>) -> Reply {
    let id = actions::create(&scope, &typed.parse(&scope)?, &key.0).await?;
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let (path, version) = (format!("/api/v1/orgs/{}/webhooks/{id}", scope.org.slug), endpoint.version);
    // Whoever repeats the request gets the answer again, but never a secret that came later.
    let secret = if version == AS_MADE { told(&scope, &endpoint) } else { None };
    made(&path, version, &WithSecret { webhook: endpoint.into(), secret })
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, endpoint.version, &Webhook::from(endpoint))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    seen.check(endpoint.version)?;
    let wish = merged(&Details::of(&endpoint), change)?.parse(&scope)?;
    actions::change(&scope, &endpoint, endpoint.version, &wish).await?;
    present(&scope, id).await
}

async fn remove(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    seen.check(endpoint.version)?;
    actions::remove(&scope, &endpoint).await?;
    nothing()
}

async fn rotate(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    seen.check(endpoint.version)?;
    actions::rotate(&scope, &endpoint, endpoint.version).await?;
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let (version, secret) = (endpoint.version, told(&scope, &endpoint));
    tagged(&Seen::default(), version, &WithSecret { webhook: endpoint.into(), secret })
}

async fn suspend(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    seen.check(endpoint.version)?;
    actions::set_enabled(&scope, &endpoint, false).await?;
    present(&scope, id).await
}

async fn resume(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    seen.check(endpoint.version)?;
    actions::set_enabled(&scope, &endpoint, true).await?;
    present(&scope, id).await
}

async fn test(scope: Scope, key: OnceKey, Id(id): Id) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let delivery = actions::test(&scope, &endpoint, &key.0).await?;
    accepted(&Sent::from(store::delivery(scope.db(), scope.org_id(), delivery).await?))
}

async fn replay_since(scope: Scope, Id(id): Id, Body(wanted): Body<Since>) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let deliveries = actions::replay_since(&scope, &endpoint, wanted.since).await?;
    accepted(&Again { deliveries })
}

async fn log(scope: Scope, Id(id): Id, Ask(query): Ask<LogQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let status = match query.status.as_deref() {
        None => None,
        Some(name) => {
            let known = Status::ALL.into_iter().find(|status| status.name() == name);
            Some(known.ok_or_else(|| Problem::field("status", "There is no such state."))?)
        }
    };
    let edge: Option<(DateTime<Utc>, Uuid)> = Cursor::read(query.cursor.as_deref(), ORDER)?;
    let before = edge.map(|(at, id)| Spot { at, id });
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    let kind = query.kind.unwrap_or_default();
    let rows = store::log(scope.db(), scope.org_id(), endpoint.id, status, &kind, before, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |listed| (listed.created_at, listed.id), Line::from))
}

async fn delivery(scope: Scope, Id(id): Id) -> Reply {
    ok(&Sent::from(store::delivery(scope.db(), scope.org_id(), id).await?))
}

async fn replay(scope: Scope, Id(id): Id) -> Reply {
    let (_, endpoint) = find(&scope, id).await?;
    actions::replay(&scope, &endpoint.ok_or(Error::NotFound)?, id).await?;
    accepted(&Sent::from(store::delivery(scope.db(), scope.org_id(), id).await?))
}

/// As it is now.
async fn present(scope: &Scope, id: Uuid) -> Reply {
    let endpoint = store::endpoint(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), endpoint.version, &Webhook::from(endpoint))
}

fn told(scope: &Scope, endpoint: &Endpoint) -> Option<String> {
    actions::secret(scope, endpoint).map(|secret| secret.expose().clone())
}
