//! Pages of models.

use super::super::pages::{VersionForm, done, may_change, put_away};
use super::super::{categories, vendors};
use super::input::{ModelForm, NewModel};
use super::model::{Model, ModelFilter};
use super::{actions, store};
use crate::views::catalogue::models::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::models::index::{self as index_view, Index};
use crate::views::catalogue::models::show::{self as show_view, Shown};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Query, Routes};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use uuid::Uuid;

/// Lines of a model's history.
const HISTORY_MAX: i64 = 20;

/// The rows of models.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue/models", read, index)
        .get("/catalogue/models/new", manage, new)
        .post("/catalogue/models", manage, create)
        .get("/catalogue/models/{id}", read, show)
        .get("/catalogue/models/{id}/details", manage, edit)
        .post("/catalogue/models/{id}/details", manage, update)
        .post("/catalogue/models/{id}/archival", manage, archive)
        .post("/catalogue/models/{id}/restoration", manage, restore)
}

async fn index(scope: Scope, page: Page, Query(filter): Query<ModelFilter>) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let shown = store::list(db, org, &filter).await?;
    let tree = categories::store::tree_with_archived(db, org).await?;
    let maker = match filter.maker.parse() {
        Ok(id) => vendors::store::by_id(db, org, id).await.ok(),
        Err(_) => None,
    };
    let facts = Index {
        org: &scope.org,
        filter: &filter,
        shown: &shown,
        tree: &tree,
        maker: maker.as_ref(),
        may_change: may_change(&scope),
    };
    Ok(page.show(&scope, "Models", index_view::page(&facts)))
}

/// What the address of the form for a new model says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    /// Of this category.
    category: String,
    /// Of this maker.
    maker: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let NewQuery { category, maker } = query;
    let typed = ModelForm { category, maker, key: scope.house.ids.token(), ..ModelForm::default() };
    let main = drawn(&scope, None, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, "New model", main))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<ModelForm>) -> Answer {
    let made = match NewModel::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(id) => Ok(done(&scope, &format!("/models/{id}"), format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, None, &typed, &problems).await?;
            Ok(page.refuse(&scope, "New model", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let model = store::by_id(db, org, id).await?;
    let tree = categories::store::tree_with_archived(db, org).await?;
    let history = events::of_subject(db, org, id, HISTORY_MAX).await?;
    let facts = Shown {
        org: &scope.org,
        model: &model,
        line: &categories::lineage(&tree, model.category_id),
        life_months: model.life_months.or(categories::defaults(&tree, model.category_id).life_months),
        assets: store::assets_of(db, org, id, &scope.reach(Perm::AssetsRead)).await?,
        history: &history,
        may_change: may_change(&scope),
    };
    Ok(page.show(&scope, &model.label(), show_view::page(&facts)))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let model = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&model), &ModelForm::of(&model), &Problems::new()).await?;
    Ok(page.show(&scope, &format!("Edit {}", model.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<ModelForm>) -> Answer {
    let model = changeable(&scope, id).await?;
    let saved = match NewModel::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, &format!("/models/{id}"), format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&model), &typed, &problems).await?;
            Ok(page.refuse(&scope, &format!("Edit {}", model.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let model = actions::archive(&scope, id, form.version).await?;
    Ok(put_away(&scope, "/models", id, form.version, &model.name))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let model = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, &format!("/models/{id}"), format!("{} is in use again.", model.name)))
}

/// A model in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Model> {
    let model = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if model.archived_at.is_some() { Err(Error::NotFound) } else { Ok(model) }
}

async fn drawn(
    scope: &Scope,
    existing: Option<&Model>,
    typed: &ModelForm,
    problems: &Problems,
) -> Result<maud::Markup> {
    let categories = categories::store::tree(scope.db(), scope.org_id()).await?;
    let mut makers = vendors::store::all(scope.db(), scope.org_id()).await?;
    makers.retain(|vendor| vendor.makes);
    // A maker that was put away may be kept.
    if let Some(own) = existing.and_then(|model| model.maker_id)
        && makers.iter().all(|vendor| vendor.id != own)
    {
        makers.push(vendors::store::by_id(scope.db(), scope.org_id(), own).await?);
    }
    let shown = ShownForm { org: &scope.org, existing, categories: &categories, makers: &makers, typed, problems };
    Ok(form_view::page(&shown))
}
