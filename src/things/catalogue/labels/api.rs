//! Labels, for programs.

use super::input::{LabelForm, NewLabel};
use super::model::{Label, State};
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "name";

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Status labels")
        .call(
            get("/status-labels", read, list)
                .named("listStatusLabels", "List status labels by name")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "state": "in_stock" })),
        )
        .call(
            post("/status-labels", manage, create)
                .named("createStatusLabel", "Add a status label")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "On display", "state": "in_stock", "tone": "info", "may_leave": false })),
        )
        .call(
            get("/status-labels/{id}", read, show)
                .named("getStatusLabel", "Get a status label")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/status-labels/{id}", manage, amend)
                .named("updateStatusLabel", "Change a status label")
                .about("Its state is open only while no asset bears it.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "tone": "warn" })),
        )
        .call(
            delete("/status-labels/{id}", manage, archive)
                .named("archiveStatusLabel", "Archive a status label")
                .about("What bears it goes on bearing it.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/status-labels/{id}/restoration", manage, restore)
                .named("restoreStatusLabel", "Take an archived status label out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// A word for how an asset stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatusLabel")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// The word.
    name: String,
    /// `in_stock`, `assigned`, `in_maintenance` or `disposed`.
    state: String,
    /// `ok`, `info`, `warn`, `bad` or `muted`.
    tone: String,
    /// Of those in stock: may be checked out.
    may_leave: bool,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Label> for Shown {
    fn from(label: Label) -> Shown {
        let Label { id, state, name, tone_name: tone, may_leave, version, archived_at } = label;
        Shown { id, name, state: state.name().to_owned(), tone, may_leave, archived_at, version }
    }
}

/// A label as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StatusLabelInput")]
struct Input {
    /// The word; no two are the same.
    name: String,
    /// The state it stands on.
    #[schemars(extend("enum" = ["in_stock", "assigned", "in_maintenance", "disposed"]))]
    state: String,
    /// Its colour; `muted` without.
    #[serde(default = "muted")]
    #[schemars(extend("enum" = ["ok", "info", "warn", "bad", "muted"]))]
    tone: String,
    /// Of those in stock: may be checked out. Of others it means nothing, and is false.
    #[serde(default)]
    may_leave: bool,
}

fn muted() -> String {
    "muted".to_owned()
}

impl Input {
    fn of(label: &Label) -> Input {
        Input {
            name: label.name.clone(),
            state: label.state.name().to_owned(),
            tone: label.tone_name.clone(),
            may_leave: label.may_leave,
        }
    }

    fn parse(self) -> Result<NewLabel, Error> {
        let Input { name, state, tone, may_leave } = self;
        let may_leave = if may_leave { "on" } else { "" }.to_owned();
        let form = LabelForm { name, state, tone, may_leave, ..LabelForm::default() };
        NewLabel::parse(&form).map_err(Error::Invalid)
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name.
    q: Option<String>,
    /// Those on this state.
    state: Option<String>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let after: Option<Uuid> = Cursor::read(query.cursor.as_deref(), ORDER)?;
    let state = match query.state.as_deref() {
        None => None,
        Some(name) => Some(State::parse(name).ok_or_else(|| Problem::field("state", "There is no such state."))?),
    };
    let (archived, part) = (query.archived.unwrap_or(false), query.q.unwrap_or_default().trim().to_lowercase());
    let all = store::all_with_archived(scope.db(), scope.org_id()).await?;
    let fits = |label: &Label| {
        label.archived_at.is_some() == archived
            && state.is_none_or(|state| label.state == state)
            && label.name.to_lowercase().contains(&part)
    };
    ok(&List::cut_out(all, (after, limit), ORDER, |label| label.id, fits, Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await?;
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/status-labels/{id}", scope.org.slug), label.version, &Shown::from(label))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, label.version, &Shown::from(label))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let label = changeable(&scope, id).await?;
    seen.check(label.version)?;
    let wish = merged(&Input::of(&label), change)?.parse()?;
    actions::change(&scope, id, label.version, &wish).await?;
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), label.version, &Shown::from(label))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let label = changeable(&scope, id).await?;
    seen.check(label.version)?;
    actions::archive(&scope, id, label.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let label = changeable(&scope, id).await?;
    actions::restore(&scope, id, label.version).await?;
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::from(label))
}

/// A label that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Label, Error> {
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(label)
}
