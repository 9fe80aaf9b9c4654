//! Fields, for programs.

use super::actions::{self, To};
use super::input::{FieldForm, NewField};
use super::model::{Field, Kind};
use super::store;
use chrono::{DateTime, Utc};
use kernel::{Error, Problems};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    put, renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list: that of the form.
const ORDER: &str = "position";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("category", "category_id"),
    ("is_required", "required"),
    ("is_unique", "unique"),
    ("is_sealed", "encrypted"),
    ("is_listed", "listed"),
    ("is_expiry", "expiry"),
];

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Fields")
        .call(
            get("/fields", read, list)
                .named("listFields", "List the fields that are kept about assets, in their order")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "kind": "text" })),
        )
        .call(
            post("/fields", manage, create)
                .named("createField", "Add a field")
                .about("A person, and a yes or no, cannot be unique; what is encrypted can be neither unique nor listed.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({ "name": "Keyboard", "kind": "choice", "choices": ["ES", "UK", "US"], "category_id": "$CATEGORY" })),
        )
        .call(get("/fields/{id}", read, show).named("getField", "Get a field").answers::<Shown>(200).versioned())
        .call(
            patch("/fields/{id}", manage, amend)
                .named("updateField", "Change a field")
                .about("Its kind never changes. Values that become unique must be so already, and a choice in use stays.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "help": "It stands on the bottom." })),
        )
        .call(
            put("/fields/{id}/position", manage, set_place)
                .named("replaceFieldPosition", "Stand a field in another place among the others")
                .body::<Place>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "position": 1 })),
        )
        .call(
            delete("/fields/{id}", manage, archive)
                .named("archiveField", "Archive a field")
                .about("What it holds is kept, and not shown.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/fields/{id}/restoration", manage, restore)
                .named("restoreField", "Take an archived field out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// Something that is kept about assets.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Field")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Of which category and all below it; null: of every asset.
    category_id: Option<Uuid>,
    /// What it is called.
    name: String,
    /// What it holds.
    kind: String,
    /// Must it be filled in?
    required: bool,
    /// May no two assets have the same?
    unique: bool,
    /// Is it kept encrypted?
    encrypted: bool,
    /// Is it a column of the list?
    listed: bool,
    /// Of a date: is it told when it comes near?
    expiry: bool,
    /// A regular expression that a text must match as a whole; may be empty.
    pattern: String,
    /// What helps to fill it in; may be empty.
    help: String,
    /// What a choice may be.
    choices: Vec<String>,
    /// It stands behind those with a smaller one.
    position: i64,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Field> for Shown {
    fn from(field: Field) -> Shown {
        Shown {
            id: field.id,
            category_id: field.category_id,
            name: field.name,
            kind: field.kind.name().to_owned(),
            required: field.is_required,
            unique: field.is_unique,
            encrypted: field.is_sealed,
            listed: field.is_listed,
            expiry: field.is_expiry,
            pattern: field.pattern,
            help: field.help,
            choices: field.choices.0,
            position: field.position,
            archived_at: field.archived_at,
            version: field.version,
        }
    }
}

/// A field as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FieldInput")]
struct Input {
    /// What it is called; those of a category have different names.
    name: String,
    /// Of which category and all below it; without, of every asset.
    #[serde(default)]
    category_id: Option<Uuid>,
    /// What it holds; it never changes.
    #[schemars(extend("enum" = ["text", "number", "money", "date", "choice", "boolean", "url", "person"]))]
    kind: String,
    /// Must it be filled in?
    #[serde(default)]
    required: bool,
    /// May no two assets have the same?
    #[serde(default)]
    unique: bool,
    /// Is it kept encrypted? It stays so once it holds something.
    #[serde(default)]
    encrypted: bool,
    /// Is it a column of the list?
    #[serde(default)]
    listed: bool,
    /// Of a date that is not encrypted: it is told when it comes near.
    #[serde(default)]
    expiry: bool,
    /// Of texts: a regular expression that they must match as a whole.
    #[serde(default)]
    pattern: String,
    /// What helps to fill it in.
    #[serde(default)]
    help: String,
    /// Of choices: what there is to choose from.
    #[serde(default)]
    choices: Vec<String>,
}

impl Input {
    fn of(field: &Field) -> Input {
        Input {
            name: field.name.clone(),
            category_id: field.category_id,
            kind: field.kind.name().to_owned(),
            required: field.is_required,
            unique: field.is_unique,
            encrypted: field.is_sealed,
            listed: field.is_listed,
            expiry: field.is_expiry,
            pattern: field.pattern.clone(),
            help: field.help.clone(),
            choices: field.choices.0.clone(),
        }
    }

    fn parse(self) -> Result<NewField, Error> {
        let ticked = |is: bool| if is { "on" } else { "" }.to_owned();
        let form = FieldForm {
            name: self.name,
            category: self.category_id.map(|id| id.to_string()).unwrap_or_default(),
            kind: self.kind,
            is_required: ticked(self.required),
            is_unique: ticked(self.unique),
            is_sealed: ticked(self.encrypted),
            is_listed: ticked(self.listed),
            is_expiry: ticked(self.expiry),
            pattern: self.pattern,
            help: self.help,
            choices: self.choices.join("\n"),
            ..FieldForm::default()
        };
        NewField::parse(&form).map_err(told)
    }
}

/// Where a field stands among the others.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FieldPosition")]
struct Place {
    /// From 1; one that is too large is the last.
    position: i64,
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
    /// What it holds.
    kind: Option<String>,
    /// Those of exactly this category.
    category_id: Option<Uuid>,
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
    let kind = match query.kind.as_deref() {
        None => None,
        Some(name) => Some(Kind::parse(name).ok_or_else(|| Problem::field("kind", "There is no such kind."))?),
    };
    let (archived, part) = (query.archived.unwrap_or(false), query.q.unwrap_or_default().trim().to_lowercase());
    let all = store::all_with_archived(scope.db(), scope.org_id()).await?;
    let fits = |field: &Field| {
        field.archived_at.is_some() == archived
            && kind.is_none_or(|kind| field.kind == kind)
            && (query.category_id.is_none() || field.category_id == query.category_id)
            && field.name.to_lowercase().contains(&part)
    };
    ok(&List::cut_out(all, (after, limit), ORDER, |field| field.id, fits, Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await.map_err(by_our_names)?;
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/fields/{id}", scope.org.slug), field.version, &Shown::from(field))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, field.version, &Shown::from(field))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let field = changeable(&scope, id).await?;
    seen.check(field.version)?;
    let wish = merged(&Input::of(&field), change)?.parse()?;
    actions::change(&scope, id, field.version, &wish).await.map_err(by_our_names)?;
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), field.version, &Shown::from(field))
}

async fn set_place(scope: Scope, seen: Seen, Id(id): Id, Body(place): Body<Place>) -> Reply {
    let field = changeable(&scope, id).await?;
    seen.check(field.version)?;
    if place.position < 1 {
        return Err(Problem::field("position", "The first place is 1."));
    }
    actions::place(&scope, id, field.version, To::Place(place.position)).await?;
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), field.version, &Shown::from(field))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let field = changeable(&scope, id).await?;
    seen.check(field.version)?;
    actions::archive(&scope, id, field.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let field = changeable(&scope, id).await?;
    actions::restore(&scope, id, field.version).await?;
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::from(field))
}

/// A field that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Field, Error> {
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(field)
}
