//! Models, for programs.

use super::input::{ModelForm, NewModel};
use super::model::Model;
use super::store::Narrow;
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::{Error, Problems};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post, renamed,
    tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "name";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("maker", "maker_id"), ("category", "category_id")];

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Models")
        .call(
            get("/models", read, list)
                .named("listModels", "List models by name")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "thinkpad" })),
        )
        .call(
            post("/models", manage, create)
                .named("createModel", "Add a model")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({ "name": "Latitude 7450", "number": "P149G", "category_id": "$CATEGORY", "life_months": 48 })),
        )
        .call(get("/models/{id}", read, show).named("getModel", "Get a model").answers::<Shown>(200).versioned())
        .call(
            patch("/models/{id}", manage, amend)
                .named("updateModel", "Change a model")
                .about("Assets of it stay in their categories.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "maker_id": "$VENDOR" })),
        )
        .call(
            delete("/models/{id}", manage, archive)
                .named("archiveModel", "Archive a model")
                .about("Assets of it stay.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/models/{id}/restoration", manage, restore)
                .named("restoreModel", "Take an archived model out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// A thing one can buy more than once.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Model")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// The maker's number; may be empty.
    number: String,
    /// Who makes it.
    maker_id: Option<Uuid>,
    /// What the maker is called.
    maker_name: Option<String>,
    /// What kind of thing it is.
    category_id: Uuid,
    /// Months from purchase to the end of life; null: its category's.
    life_months: Option<i64>,
    /// For colleagues.
    note: String,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Model> for Shown {
    fn from(model: Model) -> Shown {
        let Model { id, category_id, maker_id, maker_name, name, number, life_months, note, version, archived_at } =
            model;
        Shown { id, name, number, maker_id, maker_name, category_id, life_months, note, archived_at, version }
    }
}

/// A model as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ModelInput")]
struct Input {
    /// What it is called; no two have the same name and number.
    name: String,
    /// The maker's number.
    #[serde(default)]
    number: String,
    /// A vendor that makes things.
    #[serde(default)]
    maker_id: Option<Uuid>,
    /// What kind of thing it is.
    category_id: Uuid,
    /// Months from purchase to the end of life; without, its category's.
    #[serde(default)]
    life_months: Option<i64>,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

impl Input {
    fn of(model: &Model) -> Input {
        Input {
            name: model.name.clone(),
            number: model.number.clone(),
            maker_id: model.maker_id,
            category_id: model.category_id,
            life_months: model.life_months,
            note: model.note.clone(),
        }
    }

    fn parse(self) -> Result<NewModel, Error> {
        let form = ModelForm {
            name: self.name,
            number: self.number,
            maker: self.maker_id.map(|id| id.to_string()).unwrap_or_default(),
            category: self.category_id.to_string(),
            life_months: self.life_months.map(|months| months.to_string()).unwrap_or_default(),
            note: self.note,
            ..ModelForm::default()
        };
        NewModel::parse(&form).map_err(told)
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
    /// Part of a name, a number or a maker's name.
    q: Option<String>,
    /// Of this category, or below it.
    category_id: Option<Uuid>,
    /// Of this maker.
    maker_id: Option<Uuid>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let narrow = Narrow {
        part: query.q.as_deref().unwrap_or_default(),
        category: query.category_id,
        maker: query.maker_id,
        archived: query.archived.unwrap_or(false),
    };
    let rows = store::after(scope.db(), scope.org_id(), &narrow, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |model| (model.name.clone(), model.id), Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await.map_err(by_our_names)?;
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/models/{id}", scope.org.slug), model.version, &Shown::from(model))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, model.version, &Shown::from(model))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let model = changeable(&scope, id).await?;
    seen.check(model.version)?;
    let wish = merged(&Input::of(&model), change)?.parse()?;
    actions::change(&scope, id, model.version, &wish).await.map_err(by_our_names)?;
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), model.version, &Shown::from(model))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let model = changeable(&scope, id).await?;
    seen.check(model.version)?;
    actions::archive(&scope, id, model.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let model = changeable(&scope, id).await?;
    actions::restore(&scope, id, model.version).await?;
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::from(model))
}

/// A model that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Model, Error> {
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(model)
}
