//! Pages of categories. The tree is the front page of the catalogue.

use super::super::fields::{self, Field};
use super::super::pages::{Shelf, VersionForm, done, may_change, put_away};
use super::super::{models, schemes};
use super::input::{CategoryForm, NewCategory};
use super::model::{Category, DEFAULT_PATTERN, defaults, lineage};
use super::tag::TagPattern;
use super::{actions, store};
use crate::views::catalogue::categories::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::categories::index::{self as index_view, Row, Tree};
use crate::views::catalogue::categories::show::{self as show_view, Shown};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Query, Routes};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use uuid::Uuid;

/// Lines of a category's history.
const HISTORY_MAX: i64 = 20;
/// Models that its page names.
const MODELS_SHOWN: i64 = 50;

/// The rows of categories.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue", read, index)
        .get("/catalogue/tag-example", read, tag_example)
        .get("/catalogue/categories/new", manage, new)
        // Where an address is cut off, or loaded again after a refusal.
        .get("/catalogue/categories", read, index)
        .post("/catalogue/categories", manage, create)
        .get("/catalogue/categories/{id}", read, show)
        .get("/catalogue/categories/{id}/details", manage, edit)
        .post("/catalogue/categories/{id}/details", manage, update)
        .post("/catalogue/categories/{id}/archival", manage, archive)
        .post("/catalogue/categories/{id}/restoration", manage, restore)
}

async fn index(scope: Scope, page: Page, Query(shelf): Query<Shelf>) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let tree = store::tree_with_archived(db, org).await?;
    let assets = store::assets_in_each(db, org, &scope.reach(Perm::AssetsRead)).await?;
    let models = store::models_in_each(db, org).await?;
    let is_shown = |category: &&Category| shelf.is_archive() || category.archived_at.is_none();
    let rows: Vec<Row<'_>> = tree
        .iter()
        .filter(is_shown)
        .map(|category| {
            let below = || tree.iter().filter(|other| other.is_within(category));
            Row {
                category,
                above: lineage(&tree, category.id).into_iter().skip(1).rev().map(|above| above.name.as_str()).collect(),
                defaults: defaults(&tree, category.id),
                assets: below().filter_map(|other| assets.get(&other.id)).sum(),
                models: below().filter_map(|other| models.get(&other.id)).sum(),
            }
        })
        .collect();
    let has_archived = tree.iter().any(|category| category.archived_at.is_some());
    let facts = Tree {
        org: &scope.org,
        rows: &rows,
        may_change: may_change(&scope),
        with_archived: shelf.is_archive(),
        has_archived,
    };
    Ok(page.show(&scope, "Catalogue", index_view::page(&facts)))
}

/// What the form of a category says while it is filled in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ExampleQuery {
    tag_pattern: String,
    parent: String,
}

/// The next tag by what is typed: a part of the form.
async fn tag_example(scope: Scope, page: Page, Query(query): Query<ExampleQuery>) -> Answer {
    let example = example(&scope, &query.tag_pattern, &query.parent).await?;
    Ok(page.part(form_view::example(example.as_deref())))
}

/// The next tag of a pattern, or of what stands above where there is none; nothing for one that is no pattern.
async fn example(scope: &Scope, pattern: &str, parent: &str) -> Result<Option<String>> {
    let pattern = match (pattern.trim(), parent.parse::<Uuid>()) {
        ("", Ok(parent)) => {
            let tree = store::tree_with_archived(scope.db(), scope.org_id()).await?;
            defaults(&tree, parent).tag_pattern
        }
        ("", Err(_)) => DEFAULT_PATTERN.to_owned(),
        (own, _) => own.to_owned(),
    };
    let Ok(read) = TagPattern::parse(&pattern) else { return Ok(None) };
    let number = store::next_number(scope.db(), scope.org_id(), &pattern).await?;
    Ok(Some(read.tag(number)))
}

/// What the address of the form for a new category says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    /// What it is to stand in.
    parent: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let key = scope.house.ids.token();
    let typed = CategoryForm { parent: query.parent, key, ..CategoryForm::default() };
    let main = drawn(&scope, None, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, "New category", main))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<CategoryForm>) -> Answer {
    let made = match NewCategory::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(id) => Ok(done(&scope, &format!("/categories/{id}"), format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, None, &typed, &problems).await?;
            Ok(page.refuse(&scope, "New category", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    shown(&scope, &page, id, false).await
}

/// A category's page; `is_refused` where it was to be archived and things are in the way.
async fn shown(scope: &Scope, page: &Page, id: Uuid, is_refused: bool) -> Result<Response, platform::web::Fault> {
    let (db, org) = (scope.db(), scope.org_id());
    let tree = store::tree_with_archived(db, org).await?;
    let category = tree.iter().find(|category| category.id == id).ok_or(Error::NotFound)?;
    let reach = scope.reach(Perm::AssetsRead);
    let assets = store::assets_in_each(db, org, &reach).await?;
    let below = tree.iter().filter(|other| other.is_within(category));
    let all_fields = fields::store::all(db, org).await?;
    let own: Vec<&Field> = all_fields.iter().filter(|field| field.is_of(id, &tree)).collect();
    let models = models::store::in_category(db, org, id, MODELS_SHOWN).await?;
    let defaults = defaults(&tree, id);
    let history = events::of_subject(db, org, id, HISTORY_MAX).await?;
    let facts = Shown {
        org: &scope.org,
        category,
        tree: &tree,
        defaults: &defaults,
        schemes: (&schemes::store::all_with_archived(db, org).await?, &schemes::store::of_categories(db, org).await?),
        next_tag: example(scope, &defaults.tag_pattern, "").await?,
        assets: below.filter_map(|other| assets.get(&other.id)).sum(),
        contents: store::contents(db, org, id).await?,
        models: &models,
        fields: &own,
        history: &history,
        may_change: may_change(scope),
        is_refused,
    };
    let response = page.show(scope, &category.name, show_view::page(&facts));
    Ok(if is_refused { page.with_status(response, StatusCode::CONFLICT) } else { response })
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let category = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&category), &CategoryForm::of(&category), &Problems::new()).await?;
    Ok(page.show(&scope, &format!("Edit {}", category.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<CategoryForm>) -> Answer {
    let category = changeable(&scope, id).await?;
    let saved = match NewCategory::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, &format!("/categories/{id}"), format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&category), &typed, &problems).await?;
            Ok(page.refuse(&scope, &format!("Edit {}", category.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn archive(scope: Scope, page: Page, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    match actions::archive(&scope, id, form.version).await {
        Ok(category) => Ok(put_away(&scope, "/categories", id, form.version, &category.name)),
        // What is in the way is shown where it can be followed.
        Err(error) if error.is_conflict("asset_category_in_use") => shown(&scope, &page, id, true).await,
        Err(error) => Err(error.into()),
    }
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let category = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, &format!("/categories/{id}"), format!("{} is in use again.", category.name)))
}

/// A category in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Category> {
    let category = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if category.archived_at.is_some() { Err(Error::NotFound) } else { Ok(category) }
}

async fn drawn(
    scope: &Scope,
    existing: Option<&Category>,
    typed: &CategoryForm,
    problems: &Problems,
) -> Result<maud::Markup> {
    let mut parents = store::tree(scope.db(), scope.org_id()).await?;
    parents.retain(|category| !existing.is_some_and(|existing| category.is_within(existing)));
    let example = example(scope, &typed.tag_pattern, &typed.parent).await?;
    Ok(form_view::page(&ShownForm {
        org: &scope.org,
        existing,
        parents: &parents,
        typed,
        problems,
        example: example.as_deref(),
    }))
}
