//! Acceptances, for programs.

use super::model::{Acceptance, Filter, Item, State};
use super::routes::seen;
use super::{actions, store};
use chrono::{DateTime, Utc};
use platform::web::Id;
use platform::web::api::{Api, Ask, Cursor, List, Problem, Reply, get, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "asked_at";

/// The table.
pub fn api() -> Api {
    let (read, lend) = (Perm::AssetsRead, Perm::AssetsLend);
    Api::inside("Acceptances")
        .call(
            get("/acceptances", read, list)
                .named("listAcceptances", "List what people were asked to sign for, the newest first")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "state": "waiting" })),
        )
        .call(
            get("/acceptances/{id}", read, show)
                .named("getAcceptance", "Get an acceptance with its things")
                .about("`record` is what was signed, as canonical JSON; `sha256` is the hash of these very letters. `file` is the same as PDF.")
                .answers::<Whole>(200),
        )
        .call(
            post("/acceptances/{id}/reminder", lend, remind)
                .named("remindOfAcceptance", "Write to the person once more")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            post("/acceptances/{id}/withdrawal", lend, withdraw)
                .named("withdrawAcceptance", "Wait for the signature no longer")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// What somebody was asked to sign for.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Acceptance")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Whose.
    contact_id: Uuid,
    /// `waiting`, `signed`, `declined`, `withdrawn` or `ended`.
    state: String,
    /// Exactly what is signed.
    text: String,
    /// Who handed it over.
    handed_by: String,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// Since when nothing is waited for.
    over_at: Option<DateTime<Utc>>,
    /// How many things.
    item_count: i64,
    /// How many of them were not received.
    declined_count: i64,
    /// The name that was written under it.
    signed_name: Option<String>,
    /// Of the record.
    sha256: Option<String>,
    /// Where whoever is signed in finds it as PDF.
    file: Option<String>,
}

impl Shown {
    fn of(scope: &Scope, one: Acceptance) -> Shown {
        let path = scope.org.path(&format!("/acceptances/{}/file", one.id));
        Shown {
            id: one.id,
            contact_id: one.contact_id,
            state: one.state.name().to_owned(),
            text: one.text,
            handed_by: one.handed_by_name,
            asked_at: one.asked_at,
            over_at: one.over_at,
            item_count: one.items,
            declined_count: one.declined,
            signed_name: one.signed_name,
            sha256: one.sha256,
            file: one.file_id.map(|_| scope.house.url(&path)),
        }
    }
}

/// The same with its things and what was signed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WholeAcceptance")]
struct Whole {
    #[serde(flatten)]
    acceptance: Shown,
    /// Its things.
    items: Vec<ShownItem>,
    /// What was signed, as canonical JSON.
    record: Option<String>,
}

/// A thing of it, as it was called then.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AcceptanceItem")]
struct ShownItem {
    /// Which asset.
    asset_id: Uuid,
    /// Its tag.
    tag: String,
    /// What it was called.
    name: String,
    /// The maker's.
    serial: String,
    /// Of which model.
    model: String,
    /// When it came back, where that was before it was signed for.
    back_at: Option<DateTime<Utc>>,
    /// It was not received, says the person.
    declined: bool,
}

impl From<Item> for ShownItem {
    fn from(item: Item) -> ShownItem {
        let Item { asset_id, tag, name, serial, model, back_at, declined, .. } = item;
        ShownItem { asset_id, tag, name, serial, model, back_at, declined }
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// `waiting`, `signed`, `declined` (also in part), `withdrawn` or `ended`.
    state: Option<String>,
    /// Whose.
    contact_id: Option<Uuid>,
    /// Words in names, addresses and tags.
    q: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let state = query.state.unwrap_or_default();
    if !state.is_empty() && State::parse(&state).is_none() {
        return Err(Problem::field("state", "There is no such state."));
    }
    let words = query.q.unwrap_or_default();
    let filter = Filter {
        words: words.split_whitespace().take(8).map(str::to_lowercase).collect(),
        state: State::parse(&state),
        contact: query.contact_id,
    };
    let reach = scope.reach(Perm::AssetsRead);
    let rows = store::before(scope.db(), scope.org_id(), &filter, &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |one| (one.asked_at, one.id), |one| Shown::of(&scope, one)))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    let acceptance = seen(&scope, id).await?;
    let items = store::items(scope.db(), scope.org_id(), id).await?;
    let record = store::record_of(scope.db(), scope.org_id(), id).await?;
    let items = items.into_iter().map(ShownItem::from).collect();
    ok(&Whole { acceptance: Shown::of(&scope, acceptance), items, record })
}

async fn remind(scope: Scope, Id(id): Id) -> Reply {
    actions::remind(&scope, id).await?;
    shown(&scope, id).await
}

async fn withdraw(scope: Scope, Id(id): Id) -> Reply {
    actions::withdraw(&scope, id).await?;
    shown(&scope, id).await
}

async fn shown(scope: &Scope, id: Uuid) -> Reply {
    let found = seen(scope, id).await?;
    ok(&Shown::of(scope, found))
}
