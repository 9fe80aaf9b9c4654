//! Categories, for programs.

use super::input::{CategoryForm, NewCategory};
use super::model::{Category, defaults};
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

/// The order of the list: the tree, depth first, siblings by name.
const ORDER: &str = "tree";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("parent", "parent_id")];

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Categories")
        .call(
            get("/categories", read, list)
                .named("listCategories", "List categories of assets: the tree, depth first, siblings by name")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "lap" })),
        )
        .call(
            post("/categories", manage, create)
                .named("createCategory", "Add a category")
                .about("What is null is inherited from what it stands in. The hashes of a tag pattern become the next number.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .conflicts()
                .like(json!({ "name": "Tablets", "parent_id": "$CATEGORY", "tag_pattern": "TB-####", "life_months": 48 })),
        )
        .call(get("/categories/{id}", read, show).named("getCategory", "Get a category").answers::<Shown>(200).versioned())
        .call(
            patch("/categories/{id}", manage, amend)
                .named("updateCategory", "Change a category, or move it with all below it")
                .about("Serials that become unique must be so already: doubles are told at `unique_serials`.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "life_months": 60 })),
        )
        .call(
            delete("/categories/{id}", manage, archive)
                .named("archiveCategory", "Archive a category")
                .about("Refused (`asset_category_in_use`) while assets, models, stock or other categories are in it; `in_it` says how many.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/categories/{id}/restoration", manage, restore)
                .named("restoreCategory", "Take an archived category out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// A category of assets.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Category")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it stands in; null at the top.
    parent_id: Option<Uuid>,
    /// What it is called.
    name: String,
    /// How tags look; null: inherited.
    tag_pattern: Option<String>,
    /// Must serials differ from all others? Null: inherited.
    unique_serials: Option<bool>,
    /// Months from purchase to the end of life; null: inherited.
    life_months: Option<i64>,
    /// How many days before its end something is told; null: inherited.
    alert_days: Option<i64>,
    /// Months until an asset is to be seen again in an audit; null: inherited.
    audit_months: Option<i64>,
    /// Does whoever gets one sign for it? Null: inherited.
    asks_acceptance: Option<bool>,
    /// What they sign; null: inherited.
    acceptance_text: Option<String>,
    /// For colleagues.
    note: String,
    /// What holds for its assets, with all that is inherited.
    holds: Holds,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

/// What holds for the assets of a category.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CategoryDefaults")]
struct Holds {
    /// How tags look.
    tag_pattern: String,
    /// Must serials differ from all others?
    unique_serials: bool,
    /// Months from purchase to the end of life; null: not said.
    life_months: Option<i64>,
    /// How many days before its end something is told.
    alert_days: i64,
    /// Months until an asset is to be seen again in an audit; null: not said.
    audit_months: Option<i64>,
    /// Does whoever gets one sign for it?
    asks_acceptance: bool,
    /// What they sign.
    acceptance_text: String,
}

impl Shown {
    fn of(category: &Category, tree: &[Category]) -> Shown {
        let holds = defaults(tree, category.id);
        let category = category.clone();
        Shown {
            id: category.id,
            parent_id: category.parent_id,
            name: category.name,
            tag_pattern: Some(category.tag_pattern).filter(|pattern| !pattern.is_empty()),
            unique_serials: category.unique_serials,
            life_months: category.life_months,
            alert_days: category.alert_days,
            audit_months: category.audit_months,
            asks_acceptance: category.asks_acceptance,
            acceptance_text: Some(category.acceptance_text).filter(|text| !text.is_empty()),
            note: category.note,
            holds: Holds {
                tag_pattern: holds.tag_pattern,
                unique_serials: holds.unique_serials,
                life_months: holds.life_months,
                alert_days: holds.alert_days,
                audit_months: holds.audit_months,
                asks_acceptance: holds.asks_acceptance,
                acceptance_text: holds.acceptance_text,
            },
            archived_at: category.archived_at,
            version: category.version,
        }
    }
}

/// A category as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CategoryInput")]
struct Input {
    /// What it is called; siblings have different names.
    name: String,
    /// What it stands in; without at the top.
    #[serde(default)]
    parent_id: Option<Uuid>,
    /// One run of 3 to 9 hashes, which become the next number.
    #[serde(default)]
    tag_pattern: Option<String>,
    /// Must serials differ from all others?
    #[serde(default)]
    unique_serials: Option<bool>,
    /// Months from purchase to the end of life.
    #[serde(default)]
    life_months: Option<i64>,
    /// How many days before its end something is told, 730 at most.
    #[serde(default)]
    alert_days: Option<i64>,
    /// Months until an asset is to be seen again in an audit: 1, 2, 3, 6, 12, 18, 24, 36 or 60.
    #[serde(default)]
    audit_months: Option<i64>,
    /// Does whoever gets one sign for it?
    #[serde(default)]
    asks_acceptance: Option<bool>,
    /// What they sign.
    #[serde(default)]
    acceptance_text: Option<String>,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

impl Input {
    fn of(category: &Category) -> Input {
        Input {
            name: category.name.clone(),
            parent_id: category.parent_id,
            tag_pattern: Some(category.tag_pattern.clone()).filter(|pattern| !pattern.is_empty()),
            unique_serials: category.unique_serials,
            life_months: category.life_months,
            alert_days: category.alert_days,
            audit_months: category.audit_months,
            asks_acceptance: category.asks_acceptance,
            acceptance_text: Some(category.acceptance_text.clone()).filter(|text| !text.is_empty()),
            note: category.note.clone(),
        }
    }

    fn parse(self) -> Result<NewCategory, Error> {
        let said = |said: Option<bool>| said.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned();
        let form = CategoryForm {
            name: self.name,
            parent: self.parent_id.map(|id| id.to_string()).unwrap_or_default(),
            tag_pattern: self.tag_pattern.unwrap_or_default(),
            unique_serials: said(self.unique_serials),
            asks_acceptance: said(self.asks_acceptance),
            acceptance_text: self.acceptance_text.unwrap_or_default(),
            life_months: self.life_months.map(|months| months.to_string()).unwrap_or_default(),
            alert_days: self.alert_days.map(|days| days.to_string()).unwrap_or_default(),
            audit_months: self.audit_months.map(|months| months.to_string()).unwrap_or_default(),
            note: self.note,
            ..CategoryForm::default()
        };
        NewCategory::parse(&form).map_err(told)
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
    let archived = query.archived.unwrap_or(false);
    let part = query.q.unwrap_or_default().trim().to_lowercase();
    let tree = store::tree_with_archived(scope.db(), scope.org_id()).await?;
    let fits = |category: &&Category| {
        category.archived_at.is_some() == archived && category.name.to_lowercase().contains(&part)
    };
    let all = tree.iter().collect();
    ok(&List::cut_out(all, (after, limit), ORDER, |category| category.id, fits, |category| Shown::of(category, &tree)))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await.map_err(by_our_names)?;
    let (category, tree) = one(&scope, id).await?;
    let path = format!("/api/v1/orgs/{}/categories/{id}", scope.org.slug);
    made(&path, category.version, &Shown::of(&category, &tree))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let (category, tree) = one(&scope, id).await?;
    tagged(&seen, category.version, &Shown::of(&category, &tree))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let (category, _) = one(&scope, id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    seen.check(category.version)?;
    let wish = merged(&Input::of(&category), change)?.parse()?;
    actions::change(&scope, id, category.version, &wish).await.map_err(by_our_names)?;
    let (category, tree) = one(&scope, id).await?;
    tagged(&Seen::default(), category.version, &Shown::of(&category, &tree))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let (category, _) = one(&scope, id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    seen.check(category.version)?;
    match actions::archive(&scope, id, category.version).await {
        Err(error) if error.is_conflict("asset_category_in_use") => {
            let found = store::contents(scope.db(), scope.org_id(), id).await?;
            let in_it = json!({ "assets": found.assets, "models": found.models, "categories": found.categories, "stock": found.stock });
            Err(Problem::With(error, Map::from_iter([("in_it".to_owned(), in_it)])))
        }
        archived => {
            archived?;
            nothing()
        }
    }
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let (category, _) = one(&scope, id).await?;
    actions::restore(&scope, id, category.version).await?;
    let (category, tree) = one(&scope, id).await?;
    ok(&Shown::of(&category, &tree))
}

/// A category with the tree it stands in.
async fn one(scope: &Scope, id: Uuid) -> Result<(Category, Vec<Category>), Error> {
    let tree = store::tree_with_archived(scope.db(), scope.org_id()).await?;
    let category = tree.iter().find(|category| category.id == id).cloned().ok_or(Error::NotFound)?;
    Ok((category, tree))
}
