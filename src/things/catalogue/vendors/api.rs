//! Vendors, for programs; suppliers and manufacturers are the same rows by one of their roles.

use super::input::{NewVendor, VendorForm};
use super::model::{Role, Vendor};
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::{Error, Problems};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "name";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("role", "makes")];

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Vendors")
        .call(
            get("/vendors", read, list)
                .named("listVendors", "List suppliers and makers by name")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "role": "supplier", "q": "harbour" })),
        )
        .call(
            get("/suppliers", read, suppliers)
                .named("listSuppliers", "List those who supply, by name")
                .query::<RoleQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            get("/manufacturers", read, makers)
                .named("listManufacturers", "List those who make, by name")
                .query::<RoleQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/vendors", manage, create)
                .named("createVendor", "Add a supplier or maker")
                .about("At `/suppliers` it supplies and at `/manufacturers` it makes without saying so.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Northwind Optics", "makes": true, "url": "https://northwind.example" })),
        )
        .call(
            post("/suppliers", manage, create_supplier)
                .named("createSupplier", "Add a supplier")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Quayside Supplies", "phone": "+34 600 000 100" })),
        )
        .call(
            post("/manufacturers", manage, create_maker)
                .named("createManufacturer", "Add a maker")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Tidewater Bikes" })),
        )
        .call(
            get("/vendors/{id}", read, show)
                .named("getVendor", "Get a supplier or maker")
                .answers::<Shown>(200)
                .versioned()
                .also("/suppliers/{id}")
                .also("/manufacturers/{id}"),
        )
        .call(
            patch("/vendors/{id}", manage, amend)
                .named("updateVendor", "Change a supplier or maker")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "note": "Customer number 4711." }))
                .also("/suppliers/{id}")
                .also("/manufacturers/{id}"),
        )
        .call(
            delete("/vendors/{id}", manage, archive)
                .named("archiveVendor", "Archive a supplier or maker")
                .about("What it made and supplied goes on naming it.")
                .answers_nothing()
                .versioned()
                .conflicts()
                .also("/suppliers/{id}")
                .also("/manufacturers/{id}"),
        )
        .call(
            post("/vendors/{id}/restoration", manage, restore)
                .named("restoreVendor", "Take an archived supplier or maker out again")
                .answers::<Shown>(200)
                .conflicts()
                .also("/suppliers/{id}/restoration")
                .also("/manufacturers/{id}/restoration"),
        )
}

/// Who makes or supplies things.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Vendor")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Does it make things?
    makes: bool,
    /// Does it sell or service things?
    supplies: bool,
    /// Its page; may be empty.
    url: String,
    /// May be empty.
    email: String,
    /// May be empty.
    phone: String,
    /// May be empty; several lines.
    address: String,
    /// For colleagues.
    note: String,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Vendor> for Shown {
    fn from(vendor: Vendor) -> Shown {
        let Vendor { id, name, makes, supplies, url, email, phone, address, note, version, archived_at } = vendor;
        Shown { id, name, makes, supplies, url, email, phone, address, note, archived_at, version }
    }
}

/// A vendor as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "VendorInput")]
struct Input {
    /// What it is called; no two have the same name.
    name: String,
    /// Does it make things?
    #[serde(default)]
    makes: bool,
    /// Does it sell or service things? One of both at least.
    #[serde(default)]
    supplies: bool,
    /// Its page.
    #[serde(default)]
    url: String,
    /// Where it reads mail.
    #[serde(default)]
    email: String,
    /// Its number.
    #[serde(default)]
    phone: String,
    /// Several lines.
    #[serde(default)]
    address: String,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

impl Input {
    fn of(vendor: &Vendor) -> Input {
        let Vendor { name, makes, supplies, url, email, phone, address, note, .. } = vendor.clone();
        Input { name, makes, supplies, url, email, phone, address, note }
    }

    fn parse(self) -> Result<NewVendor, Error> {
        let roles = [(self.makes, "makes"), (self.supplies, "supplies")];
        let form = VendorForm {
            name: self.name,
            role: roles.into_iter().filter(|(is, _)| *is).map(|(_, role)| role.to_owned()).collect(),
            url: self.url,
            email: self.email,
            phone: self.phone,
            address: self.address,
            note: self.note,
            ..VendorForm::default()
        };
        NewVendor::parse(&form).map_err(told)
    }
}

/// A problem by the names of the body.
fn told(problems: Problems) -> Error {
    Error::Invalid(renamed(problems, NAMES))
}

fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => told(problems),
        error => error,
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name.
    q: Option<String>,
    /// `maker` or `supplier`; without, both.
    role: Option<String>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What a list of one role is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RoleQuery {
    /// Part of a name.
    q: Option<String>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let role = match query.role.as_deref() {
        None => None,
        Some(name) => Some(Role::parse(name).ok_or_else(|| Problem::field("role", "Ask for maker or supplier."))?),
    };
    let ListQuery { q, archived, limit, cursor, .. } = query;
    listed(&scope, role, RoleQuery { q, archived, limit, cursor }).await
}

async fn suppliers(scope: Scope, Ask(query): Ask<RoleQuery>) -> Reply {
    listed(&scope, Some(Role::Supplier), query).await
}

async fn makers(scope: Scope, Ask(query): Ask<RoleQuery>) -> Reply {
    listed(&scope, Some(Role::Maker), query).await
}

async fn listed(scope: &Scope, role: Option<Role>, query: RoleQuery) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let narrow = (query.q.as_deref().unwrap_or_default(), role, query.archived.unwrap_or(false));
    let rows = store::after(scope.db(), scope.org_id(), narrow, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |vendor| (vendor.name.clone(), vendor.id), Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    add(&scope, &key, input).await
}

async fn create_supplier(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    add(&scope, &key, Input { supplies: true, ..input }).await
}

async fn create_maker(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    add(&scope, &key, Input { makes: true, ..input }).await
}

async fn add(scope: &Scope, key: &OnceKey, input: Input) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(scope, &input.parse()?, &key.0).await.map_err(by_our_names)?;
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/vendors/{id}", scope.org.slug), vendor.version, &Shown::from(vendor))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, vendor.version, &Shown::from(vendor))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let vendor = changeable(&scope, id).await?;
    seen.check(vendor.version)?;
    let wish = merged(&Input::of(&vendor), change)?.parse()?;
    actions::change(&scope, id, vendor.version, &wish).await.map_err(by_our_names)?;
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), vendor.version, &Shown::from(vendor))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let vendor = changeable(&scope, id).await?;
    seen.check(vendor.version)?;
    actions::archive(&scope, id, vendor.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let vendor = changeable(&scope, id).await?;
    actions::restore(&scope, id, vendor.version).await?;
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::from(vendor))
}

/// A vendor that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Vendor, Error> {
    let vendor = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(vendor)
}
