//! Sources of the inbox, for programs. A secret is told once: in the answer that made it.

mod told;

use super::model::{Form, NewSource, Source};
use super::{actions, door, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, List, OnceKey, PageQuery, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The version of a source nobody has changed: its secret is the one it was made with.
const AS_MADE: i64 = 1;

/// The table.
pub fn api() -> Api {
    let perm = Perm::IntegrationsManage;
    Api::inside("Inbox")
        .call(
            get("/inbox-sources", perm, list)
                .named("listInboxSources", "List the systems that are listened to, by name")
                .query::<PageQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/inbox-sources", perm, create)
                .named("createInboxSource", "Listen to an outside system")
                .about("The answer holds the secret that it signs with (Standard Webhooks). It is not told again. A role mightier than your own is refused.")
                .body::<Details>()
                .answers::<WithSecret>(201)
                .versioned()
                .conflicts()
                .once()
                .like(json!({ "name": "CRM", "top_role": "member", "may_contacts": true })),
        )
        .call(
            get("/inbox-sources/{id}", perm, show)
                .named("getInboxSource", "Get a source")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/inbox-sources/{id}", perm, amend)
                .named("updateInboxSource", "Change a source")
                .body::<Details>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "may_block": true })),
        )
        .call(
            delete("/inbox-sources/{id}", perm, remove)
                .named("removeInboxSource", "Remove a source")
                .about("What it told stays listed.")
                .answers_nothing()
                .versioned(),
        )
        .call(
            post("/inbox-sources/{id}/rotation", perm, rotate)
                .named("rotateInboxSource", "Give a source another secret")
                .about("The answer holds it, and it is not told again. The secret before is believed too for 24 hours.")
                .answers::<WithSecret>(200)
                .versioned()
                .conflicts(),
        )
        .call(
            post("/inbox-sources/{id}/suspension", perm, suspend)
                .named("suspendInboxSource", "Do not listen to a source any more")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            post("/inbox-sources/{id}/resumption", perm, resume)
                .named("resumeInboxSource", "Listen to a source again")
                .answers::<Shown>(200)
                .versioned(),
        )
        .and(told::api())
        .and(door::api())
}

/// An outside system whose signed events are taken in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InboxSource")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What people call it.
    name: String,
    /// Where it sends to.
    url: String,
    /// The mightiest role it may give and take; null: none.
    top_role: Option<String>,
    /// May it block people?
    may_block: bool,
    /// May it change contacts?
    may_contacts: bool,
    /// Is it listened to?
    enabled: bool,
    /// Until when the secret before is believed too.
    previous_secret_until: Option<DateTime<Utc>>,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Grows with every change.
    version: i64,
}

impl Shown {
    fn of(scope: &Scope, source: Source) -> Shown {
        Shown {
            id: source.id,
            url: scope.house.url(&format!("/api/v1/inbox/{}", source.id)),
            name: source.name,
            top_role: source.top_role,
            may_block: source.may_block,
            may_contacts: source.may_contacts,
            enabled: source.enabled,
            previous_secret_until: source.previous_until,
            created_at: source.created_at,
            version: source.version,
        }
    }
}

/// A source, and the secret it was just given.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InboxSourceWithSecret")]
struct WithSecret {
    /// The source.
    #[serde(flatten)]
    source: Shown,
    /// Its secret, `whsec_…`; null when it was changed since the request was first made.
    secret: Option<String>,
}

/// A source as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "InboxSourceInput")]
struct Details {
    /// What people call it.
    name: String,
    /// The mightiest role it may give and take; null: none.
    #[serde(default)]
    top_role: Option<String>,
    /// May it block people?
    #[serde(default)]
    may_block: bool,
    /// May it change contacts?
    #[serde(default)]
    may_contacts: bool,
}

impl Details {
    fn of(source: &Source) -> Details {
        Details {
            name: source.name.clone(),
            top_role: source.top_role().map(|role| role.name().to_owned()),
            may_block: source.may_block,
            may_contacts: source.may_contacts,
        }
    }

    fn parse(self) -> Result<NewSource, Error> {
        let ticked = |is: bool| if is { "on" } else { "" }.to_owned();
        let form = Form {
            source_name: self.name,
            top_role: self.top_role.unwrap_or_default(),
            may_block: ticked(self.may_block),
            may_contacts: ticked(self.may_contacts),
            ..Form::default()
        };
        NewSource::parse(&form).map_err(|problems| Error::Invalid(renamed(problems, &[("source_name", "name")])))
    }
}

async fn list(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let sources = store::sources(scope.db(), scope.org_id()).await?;
    ok(&page.cut(sources, "name", |source| source.id, |source| Shown::of(&scope, source))?)
}

async fn create(scope: Scope, key: OnceKey, Body(typed): Body<Details>) -> Reply {
    let id = actions::create(&scope, &typed.parse()?, &key.0).await?;
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    let (path, version) = (format!("/api/v1/orgs/{}/inbox-sources/{id}", scope.org.slug), source.version);
    // Whoever repeats the request gets the answer again, but never a secret that came later.
    let secret = if version == AS_MADE { told(&scope, &source) } else { None };
    made(&path, version, &WithSecret { source: Shown::of(&scope, source), secret })
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, source.version, &Shown::of(&scope, source))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    seen.check(source.version)?;
    let wish = merged(&Details::of(&source), change)?.parse()?;
    actions::change(&scope, &source, source.version, &wish).await?;
    present(&scope, id).await
}

async fn remove(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    seen.check(source.version)?;
    actions::remove(&scope, &source).await?;
    nothing()
}

async fn rotate(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    seen.check(source.version)?;
    actions::rotate(&scope, &source, source.version).await?;
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    let (version, secret) = (source.version, told(&scope, &source));
    tagged(&Seen::default(), version, &WithSecret { source: Shown::of(&scope, source), secret })
}

async fn suspend(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    seen.check(source.version)?;
    actions::set_enabled(&scope, &source, false).await?;
    present(&scope, id).await
}

async fn resume(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    seen.check(source.version)?;
    actions::set_enabled(&scope, &source, true).await?;
    present(&scope, id).await
}

/// As it is now.
async fn present(scope: &Scope, id: Uuid) -> Reply {
    let source = store::source(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), source.version, &Shown::of(scope, source))
}

fn told(scope: &Scope, source: &Source) -> Option<String> {
    actions::secret(&scope.house, source).map(|secret| secret.expose().clone())
}
