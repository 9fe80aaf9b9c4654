//! Roles, for programs: those that every organisation has, and its own.

use super::model::{NewRole, OwnRoleRecord, RoleForm};
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Path;
use platform::web::api::{
    Api, Ask, Body, List, OnceKey, PageQuery, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch,
    post, put, renamed, sorted, tagged,
};
use platform::{AnyRole, Perm, Role, Scope, context};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("name", "label"), ("perms", "permissions"), ("categories", "asset_category_ids")];

/// The order of the list unless a query names one.
const ORDER: &str = "might";

/// The table.
pub fn api() -> Api {
    Api::inside("Roles")
        .call(
            get("/roles", Perm::PeopleRead, list)
                .named("listRoles", "List the roles and what each may do")
                .query::<ListQuery>()
                .answers::<List<RoleFacts>>(200),
        )
        .call(
            post("/roles", Perm::PeopleManage, create)
                .named("createRole", "Make a role of permissions")
                .about("Nobody makes a role that may more than they may everywhere and without an end. What a permission is of no use without comes along.")
                .body::<Terms>()
                .answers::<RoleFacts>(201)
                .versioned()
                .once()
                .like(json!({ "label": "Night desk", "description": "Lets late guests in.", "permissions": ["bookings_make", "contacts_read"] })),
        )
        .call(
            get("/roles/{role}", Perm::PeopleRead, show)
                .named("getRole", "Get a role")
                .answers::<RoleFacts>(200)
                .versioned(),
        )
        .call(
            patch("/roles/{role}", Perm::PeopleManage, amend)
                .named("updateRole", "Change some of an own role")
                .about("It holds from the next request of whoever holds the role. Built-in roles stay as they are.")
                .body::<Terms>()
                .answers::<RoleFacts>(200)
                .versioned()
                .conflicts()
                .like(json!({ "permissions": ["bookings_make"] })),
        )
        .call(
            put("/roles/{role}", Perm::PeopleManage, replace)
                .named("replaceRole", "Say all of an own role")
                .body::<Terms>()
                .answers::<RoleFacts>(200)
                .versioned()
                .conflicts()
                .like(json!({ "label": "Night desk", "permissions": ["bookings_make"] })),
        )
        .call(
            delete("/roles/{role}", Perm::PeopleManage, archive)
                .named("archiveRole", "Put an own role into the archive")
                .about("Whoever holds it, or is invited to it, gets the role that the query names instead; without one it must be nobody's.")
                .query::<Farewell>()
                .answers_nothing()
                .versioned()
                .conflicts()
                .like(json!({ "instead": "viewer" })),
        )
        .call(
            post("/roles/{role}/restoration", Perm::PeopleManage, restore)
                .named("restoreRole", "Take an own role out of the archive")
                .about("Nobody holds it then. Its name must not have been taken since.")
                .answers::<RoleFacts>(200)
                .versioned()
                .conflicts(),
        )
}

/// A role.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Role")]
struct RoleFacts {
    /// Its name for programs; of a role that the organisation has made its id.
    name: String,
    /// What people call it.
    label: String,
    /// What an own role is for.
    description: String,
    /// Is it one that every organisation has?
    built_in: bool,
    /// What it may do.
    permissions: Vec<String>,
    /// What it may do about assets holds for these categories and all below them; empty: for all assets.
    asset_category_ids: Vec<Uuid>,
    /// When it was put into the archive.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change; null: it cannot be changed.
    version: Option<i64>,
}

impl From<Role> for RoleFacts {
    fn from(role: Role) -> RoleFacts {
        let role = AnyRole::from(role);
        let permissions = role.perms().names().into_iter().map(str::to_owned).collect();
        let (name, label) = (role.key(), role.label().to_owned());
        let (description, archived_at, version) = (String::new(), None, None);
        RoleFacts {
            name,
            label,
            description,
            built_in: true,
            permissions,
            asset_category_ids: Vec::new(),
            archived_at,
            version,
        }
    }
}

impl From<OwnRoleRecord> for RoleFacts {
    fn from(role: OwnRoleRecord) -> RoleFacts {
        RoleFacts {
            name: role.id.to_string(),
            permissions: role.perms.names().into_iter().map(str::to_owned).collect(),
            asset_category_ids: role.categories,
            label: role.name,
            description: role.description,
            built_in: false,
            archived_at: role.archived_at,
            version: Some(role.version),
        }
    }
}

/// What a role is called and may do.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RoleTerms")]
struct Terms {
    /// What people call it.
    label: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// What it may do.
    permissions: Vec<String>,
    /// What it may do about assets holds for these categories and all below them; without: for all assets.
    #[serde(default)]
    asset_category_ids: Vec<Uuid>,
}

impl Terms {
    fn of(role: &OwnRoleRecord) -> Terms {
        let form = RoleForm::of(role);
        let asset_category_ids = role.categories.clone();
        Terms { label: form.name, description: form.description, permissions: form.perms, asset_category_ids }
    }

    fn wish(self) -> Result<NewRole, Error> {
        let Terms { label, description, permissions, asset_category_ids } = self;
        let categories = asset_category_ids.iter().map(Uuid::to_string).collect();
        let form = RoleForm { name: label, description, perms: permissions, categories, ..RoleForm::default() };
        NewRole::parse(&form).map_err(said)
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Own roles that were archived, and no others.
    archived: Option<bool>,
    /// `label`, or `-label` from the end; without, the mightiest built-in role first, and then own ones by label.
    sort: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What becomes of those who hold an archived role.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Farewell {
    /// The name of the role they get instead.
    instead: Option<String>,
}

/// The role in a path.
#[derive(Deserialize)]
struct ByRole {
    role: String,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let archived = query.archived.unwrap_or(false);
    let own = store::list(scope.db(), scope.org_id()).await?.into_iter();
    let own = own.filter(|role| role.archived_at.is_some() == archived).map(RoleFacts::from);
    let built_in = Role::ALL.into_iter().filter(|_| !archived).map(RoleFacts::from);
    let mut all: Vec<RoleFacts> = built_in.chain(own).collect();
    let order = match query.sort.as_deref() {
        None => ORDER,
        asked => {
            let (sort, descending) = sorted(asked, &["label"])?;
            all.sort_by_cached_key(|role| (role.label.to_lowercase(), role.name.clone()));
            if descending {
                all.reverse();
            }
            sort
        }
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    ok(&page.cut(all, order, |role| role.name.clone(), |role| role)?)
}

async fn create(scope: Scope, key: OnceKey, Body(terms): Body<Terms>) -> Reply {
    let id = actions::create(&scope, &key.0, &terms.wish()?).await.map_err(renamed_error)?;
    let role = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/roles/{id}", scope.org.slug), role.version, &RoleFacts::from(role))
}

async fn show(scope: Scope, seen: Seen, Path(by): Path<ByRole>) -> Reply {
    match Role::parse(&by.role) {
        // It has no version: it is what this program makes of it.
        Some(role) => ok(&RoleFacts::from(role)),
        None => {
            let role = own(&scope, &by).await?;
            tagged(&seen, role.version, &RoleFacts::from(role))
        }
    }
}

async fn amend(scope: Scope, seen: Seen, Path(by): Path<ByRole>, Body(change): Body<Map<String, Value>>) -> Reply {
    let role = own(&scope, &by).await?;
    let terms = merged(&Terms::of(&role), change)?;
    save(&scope, &seen, role, terms).await
}

async fn replace(scope: Scope, seen: Seen, Path(by): Path<ByRole>, Body(terms): Body<Terms>) -> Reply {
    let role = own(&scope, &by).await?;
    save(&scope, &seen, role, terms).await
}

async fn save(scope: &Scope, seen: &Seen, role: OwnRoleRecord, terms: Terms) -> Reply {
    seen.check(role.version)?;
    actions::change(scope, role.id, role.version, &terms.wish()?).await.map_err(renamed_error)?;
    let role = store::by_id(scope.db(), scope.org_id(), role.id).await?;
    tagged(&Seen::default(), role.version, &RoleFacts::from(role))
}

async fn archive(scope: Scope, seen: Seen, Path(by): Path<ByRole>, Ask(farewell): Ask<Farewell>) -> Reply {
    let role = own(&scope, &by).await?;
    seen.check(role.version)?;
    let instead = match farewell.instead.as_deref() {
        None => None,
        Some(name) => {
            let own = context::own_roles(scope.db(), scope.org_id()).await?;
            let other = AnyRole::find(name, &own).filter(|other| other.own_id() != Some(role.id));
            Some(other.ok_or_else(|| Problem::field("instead", "There is no such role."))?)
        }
    };
    match actions::archive(&scope, role.id, role.version, instead.as_ref()).await {
        Err(Error::Invalid(_)) => {
            let sentence = "What you may do yourself ends sooner than what somebody would get. Name another role.";
            Err(Problem::field("instead", sentence))
        }
        archived => {
            archived?;
            nothing()
        }
    }
}

async fn restore(scope: Scope, seen: Seen, Path(by): Path<ByRole>) -> Reply {
    let role = any(&scope, &by).await?;
    seen.check(role.version)?;
    actions::restore(&scope, role.id).await?;
    let role = store::by_id(scope.db(), scope.org_id(), role.id).await?;
    tagged(&Seen::default(), role.version, &RoleFacts::from(role))
}

/// One of the organisation's own that is not archived.
///
/// # Errors
/// `role_built_in` for one that every organisation has.
async fn own(scope: &Scope, by: &ByRole) -> Result<OwnRoleRecord, Error> {
    let role = any(scope, by).await?;
    if role.archived_at.is_some() { Err(Error::NotFound) } else { Ok(role) }
}

/// One of the organisation's own, archived or not.
///
/// # Errors
/// `role_built_in` for one that every organisation has.
async fn any(scope: &Scope, by: &ByRole) -> Result<OwnRoleRecord, Error> {
    if Role::parse(&by.role).is_some() {
        return Err(Error::conflict("role_built_in"));
    }
    let id = by.role.parse().map_err(|_| Error::NotFound)?;
    store::by_id(scope.db(), scope.org_id(), id).await
}

fn said(problems: kernel::Problems) -> Error {
    Error::Invalid(renamed(problems, NAMES))
}

fn renamed_error(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => said(problems),
        error => error,
    }
}
