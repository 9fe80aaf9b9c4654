//! What people hold.

use super::super::model::{GrantForm, GrantWish, Held};
use super::super::store::{self, Narrow};
use super::super::{actions, policy};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    put, renamed, sorted, tagged,
};
use platform::{AnyRole, Perm, Scope, context};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(super) fn api() -> Api {
    Api::inside("Grants")
                .call(
                    get("/grants", Perm::PeopleRead, list)
                        .named("listGrants", "List who holds which role, the oldest first")
                        .query::<ListQuery>()
                        .answers::<List<Grant>>(200)
                        .like(json!({ "role": "manager" })),
                )
                .call(
                    post("/grants", Perm::PeopleManage, give)
                        .named("createGrant", "Give somebody on the team another role")
                        .about("Nobody gives a role mightier than their own, or where they do not look after people. Invite people who are not on the team yet.")
                        .body::<NewGrant>()
                        .answers::<Grant>(201)
                        .versioned()
                        .once()
                        .conflicts()
                        .like(json!({ "user_id": "$USER", "role": "facility_manager", "location_id": "$LOCATION", "until": "2026-12-31" })),
                )
                .call(
                    get("/grants/{id}", Perm::PeopleRead, show)
                        .named("getGrant", "Get a grant")
                        .answers::<Grant>(200)
                        .versioned(),
                )
                .call(
                    patch("/grants/{id}", Perm::PeopleManage, amend)
                        .named("updateGrant", "Change a grant's role, place or end")
                        .body::<Terms>()
                        .answers::<Grant>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "until": "2026-12-31" })),
                )
                .call(
                    put("/grants/{id}", Perm::PeopleManage, replace)
                        .named("replaceGrant", "Say a grant's role, place and end")
                        .body::<Terms>()
                        .answers::<Grant>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "role": "viewer" })),
                )
                .call(
                    delete("/grants/{id}", Perm::PeopleManage, end)
                        .named("endGrant", "End a grant, from the next request on")
                        .answers_nothing()
                        .versioned()
                        .conflicts(),
                )
}

/// What somebody holds.
#[derive(Serialize, JsonSchema)]
pub(super) struct Grant {
    /// Its id.
    id: Uuid,
    /// Whose.
    user_id: Uuid,
    /// What they are called.
    user_name: String,
    /// Which role, by its name for programs.
    role: String,
    /// What people call it.
    role_label: String,
    /// Within this location; null: everywhere.
    location_id: Option<Uuid>,
    /// Its name.
    location_name: Option<String>,
    /// Until this instant; null: until it is ended.
    ends_at: Option<DateTime<Utc>>,
    /// Who gave it.
    given_by: Option<String>,
    /// When.
    created_at: DateTime<Utc>,
    /// Grows with every change.
    version: i64,
}

impl From<Held> for Grant {
    fn from(held: Held) -> Grant {
        Grant {
            id: held.id,
            user_id: held.user_id,
            user_name: held.user_name,
            role: held.role.key(),
            role_label: held.role.label().to_owned(),
            location_id: held.location_id,
            location_name: held.location_name,
            ends_at: held.ends_at,
            given_by: held.given_by,
            created_at: held.created_at,
            version: held.version,
        }
    }
}

/// Role, place and end.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GrantTerms")]
pub(super) struct Terms {
    /// The role's name.
    pub role: String,
    /// Within this location and all below it; without: everywhere.
    #[serde(default)]
    pub location_id: Option<Uuid>,
    /// The last day, in the organisation's zone; without: until it is ended.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

impl Terms {
    pub(super) fn of(held: &Held, scope: &Scope) -> Terms {
        let form = GrantForm::of(held, scope.org.zone());
        Terms { role: form.role, location_id: held.location_id, until: form.until.parse().ok() }
    }

    pub(super) async fn wish(&self, scope: &Scope) -> Result<GrantWish, Error> {
        let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let form = GrantForm {
            role: self.role.clone(),
            location: text(self.location_id),
            until: self.until.map(|day| day.to_string()).unwrap_or_default(),
            ..GrantForm::default()
        };
        let names = &[("location", "location_id")];
        let own = context::own_roles(scope.db(), scope.org_id()).await?;
        GrantWish::parse(&form, &own, scope.org.zone(), scope.now)
            .map_err(|problems| Error::Invalid(renamed(problems, names)))
    }
}

/// A role for somebody on the team.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    /// Who is to hold it.
    user_id: Uuid,
    /// The role's name.
    role: String,
    /// Within this location and all below it; without: everywhere.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// The last day, in the organisation's zone; without: until it is ended.
    #[serde(default)]
    until: Option<NaiveDate>,
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// What this user holds.
    user_id: Option<Uuid>,
    /// Who holds this role.
    role: Option<String>,
    /// `created_at`, or `-created_at`: the newest first.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (sort, descending) = sorted(query.sort.as_deref(), &["created_at"])?;
    let (limit, after) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), sort)?);
    let narrow = Narrow { user: query.user_id, role: role_asked(&scope, query.role.as_deref()).await?, pattern: None };
    let reach = scope.reach(Perm::PeopleRead);
    let turn = (after, descending, limit + 1);
    let rows = store::held(scope.db(), scope.org_id(), &narrow, &reach, scope.now, turn).await?;
    ok(&List::cut(rows, limit, sort, |held| (held.created_at, held.id), Grant::from))
}

/// The role that a query names.
pub(super) async fn role_asked(scope: &Scope, name: Option<&str>) -> Result<Option<AnyRole>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let own = context::own_roles(scope.db(), scope.org_id()).await?;
    let role = AnyRole::find(name, &own).ok_or_else(|| Problem::field("role", "There is no such role."))?;
    Ok(Some(role))
}

async fn give(scope: Scope, key: OnceKey, Body(typed): Body<NewGrant>) -> Reply {
    let NewGrant { user_id, role, location_id, until } = typed;
    let wish = Terms { role, location_id, until }.wish(&scope).await?;
    // Only somebody of whom the viewer sees something is on the team for them.
    let reach = scope.reach(Perm::PeopleRead);
    if store::grants_of(scope.db(), scope.org_id(), &[user_id], &reach, scope.now).await?.is_empty() {
        return Err(Problem::field("user_id", "Nobody on the team has this id. Invite them."));
    }
    let id = match actions::give(&scope, &key.0, user_id, &wish).await {
        Err(Error::NotFound) => return Err(Problem::field("location_id", "There is no such location.")),
        given => given?,
    };
    let held = store::grant_by_id(scope.db(), scope.org_id(), id, scope.now).await?;
    made(&format!("/api/v1/orgs/{}/grants/{id}", scope.org.slug), held.version, &Grant::from(held))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let held = visible(&scope, id).await?;
    tagged(&seen, held.version, &Grant::from(held))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let held = visible(&scope, id).await?;
    let terms = merged(&Terms::of(&held, &scope), change)?;
    save(&scope, &seen, held, &terms).await
}

async fn replace(scope: Scope, seen: Seen, Id(id): Id, Body(terms): Body<Terms>) -> Reply {
    let held = visible(&scope, id).await?;
    save(&scope, &seen, held, &terms).await
}

async fn save(scope: &Scope, seen: &Seen, held: Held, terms: &Terms) -> Reply {
    seen.check(held.version)?;
    match actions::change(scope, held.id, held.version, &terms.wish(scope).await?).await {
        Err(Error::NotFound) => return Err(Problem::field("location_id", "There is no such location.")),
        changed => changed?,
    }
    // A grant that was narrowed may be out of sight now; what it is can still be told to who changed it.
    let held = store::grant_by_id(scope.db(), scope.org_id(), held.id, scope.now).await?;
    tagged(&Seen::default(), held.version, &Grant::from(held))
}

async fn end(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    seen.check(visible(&scope, id).await?.version)?;
    actions::end(&scope, id).await?;
    nothing()
}

/// A grant the viewer may know of.
async fn visible(scope: &Scope, id: Uuid) -> Result<Held, Error> {
    let held = store::grant_by_id(scope.db(), scope.org_id(), id, scope.now).await?;
    if policy::sees(&scope.reach(Perm::PeopleRead), held.location_id) { Ok(held) } else { Err(Error::NotFound) }
}
