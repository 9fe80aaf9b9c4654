//! Pages of fields.

use super::super::categories;
use super::super::pages::{Shelf, VersionForm, done, may_change, put_away};
use super::actions::To;
use super::input::{FieldForm, NewField};
use super::model::{Field, Kind};
use super::{actions, store};
use crate::views::catalogue::fields::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::fields::index::{self as index_view, Index};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Query, Routes};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The rows of fields.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue/fields", read, index)
        .get("/catalogue/fields/new", manage, new)
        .post("/catalogue/fields", manage, create)
        .get("/catalogue/fields/{id}/details", manage, edit)
        .post("/catalogue/fields/{id}/details", manage, update)
        .post("/catalogue/fields/{id}/position", manage, place)
        .post("/catalogue/fields/{id}/archival", manage, archive)
        .post("/catalogue/fields/{id}/restoration", manage, restore)
}

async fn index(scope: Scope, page: Page, Query(shelf): Query<Shelf>) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let mut fields = store::all_with_archived(db, org).await?;
    let has_archived = fields.iter().any(|field| field.archived_at.is_some());
    fields.retain(|field| field.archived_at.is_some() == shelf.is_archive());
    let tree = categories::store::tree_with_archived(db, org).await?;
    let counts = store::values_in_each(db, org).await?;
    let facts = Index {
        org: &scope.org,
        fields: &fields,
        tree: &tree,
        counts: &counts,
        is_archive: shelf.is_archive(),
        has_archived,
        may_change: may_change(&scope),
    };
    Ok(page.show(&scope, "Fields", index_view::page(&facts)))
}

/// What the address of the form for a new field says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    /// Of this category.
    category: String,
}

async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let typed = FieldForm {
        category: query.category,
        kind: Kind::Text.name().to_owned(),
        key: scope.house.ids.token(),
        ..FieldForm::default()
    };
    let main = drawn(&scope, None, &typed, &Problems::new()).await?;
    Ok(page.show(&scope, "New field", main))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<FieldForm>) -> Answer {
    let made = match NewField::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(_) => Ok(done(&scope, "/fields", format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, None, &typed, &problems).await?;
            Ok(page.refuse(&scope, "New field", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let field = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&field), &FieldForm::of(&field), &Problems::new()).await?;
    Ok(page.show(&scope, &format!("Edit {}", field.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<FieldForm>) -> Answer {
    let field = changeable(&scope, id).await?;
    let saved = match NewField::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, "/fields", format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&field), &typed, &problems).await?;
            Ok(page.refuse(&scope, &format!("Edit {}", field.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

/// A field goes up or down among the others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PlaceForm {
    version: i64,
    /// `up` or `down`.
    to: String,
}

async fn place(scope: Scope, Id(id): Id, Form(form): Form<PlaceForm>) -> Answer {
    let field = changeable(&scope, id).await?;
    let to = match form.to.as_str() {
        "up" => To::Up,
        "down" => To::Down,
        _ => return Err(Error::invalid("to", "A field goes up or down.").into()),
    };
    actions::place(&scope, id, form.version, to).await?;
    Ok(done(&scope, "/fields", format!("{} was moved {}.", field.name, form.to)))
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let field = actions::archive(&scope, id, form.version).await?;
    Ok(put_away(&scope, "/fields", id, form.version, &field.name))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let field = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, "/fields", format!("{} is in use again.", field.name)))
}

/// A field in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Field> {
    let field = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if field.archived_at.is_some() { Err(Error::NotFound) } else { Ok(field) }
}

async fn drawn(
    scope: &Scope,
    existing: Option<&Field>,
    typed: &FieldForm,
    problems: &Problems,
) -> Result<maud::Markup> {
    let mut categories = categories::store::tree_with_archived(scope.db(), scope.org_id()).await?;
    // One that was put away may be kept.
    let own = existing.and_then(|field| field.category_id);
    categories.retain(|category| category.archived_at.is_none() || Some(category.id) == own);
    Ok(form_view::page(&ShownForm { org: &scope.org, existing, categories: &categories, typed, problems }))
}
