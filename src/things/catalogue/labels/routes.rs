//! Pages of labels.

use super::super::pages::{Shelf, VersionForm, done, may_change, put_away};
use super::input::{LabelForm, NewLabel};
use super::model::Label;
use super::{actions, store};
use crate::views::catalogue::labels::form::{self as form_view, Shown as ShownForm};
use crate::views::catalogue::labels::index::{self as index_view, Index};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Query, Routes};
use platform::{Perm, Scope};
use uuid::Uuid;

/// The rows of labels.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/catalogue/labels", read, index)
        .get("/catalogue/labels/new", manage, new)
        .post("/catalogue/labels", manage, create)
        .get("/catalogue/labels/{id}/details", manage, edit)
        .post("/catalogue/labels/{id}/details", manage, update)
        .post("/catalogue/labels/{id}/archival", manage, archive)
        .post("/catalogue/labels/{id}/restoration", manage, restore)
}

async fn index(scope: Scope, page: Page, Query(shelf): Query<Shelf>) -> Answer {
    let mut labels = store::all_with_archived(scope.db(), scope.org_id()).await?;
    let has_archived = labels.iter().any(|label| label.archived_at.is_some());
    labels.retain(|label| label.archived_at.is_some() == shelf.is_archive());
    let counts = store::assets_with_each(scope.db(), scope.org_id()).await?;
    let facts = Index {
        org: &scope.org,
        labels: &labels,
        counts: &counts,
        is_archive: shelf.is_archive(),
        has_archived,
        may_change: may_change(&scope),
    };
    Ok(page.show(&scope, "Status labels", index_view::page(&facts)))
}

async fn new(scope: Scope, page: Page) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let typed = LabelForm::fresh(scope.house.ids.token());
    Ok(page.show(&scope, "New status label", drawn(&scope, None, &typed, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(typed): Form<LabelForm>) -> Answer {
    let made = match NewLabel::parse(&typed) {
        Ok(new) => actions::create(&scope, &new, &typed.key).await,
        Err(problems) => scope.demand_everywhere(Perm::AssetsManage).and(Err(Error::Invalid(problems))),
    };
    match made {
        Ok(_) => Ok(done(&scope, "/labels", format!("{} was added.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, "New status label", drawn(&scope, None, &typed, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let label = changeable(&scope, id).await?;
    let main = drawn(&scope, Some(&label), &LabelForm::of(&label), &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", label.name), main))
}

async fn update(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<LabelForm>) -> Answer {
    let label = changeable(&scope, id).await?;
    let saved = match NewLabel::parse(&typed) {
        Ok(new) => actions::change(&scope, id, typed.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match saved {
        Ok(()) => Ok(done(&scope, "/labels", format!("{} was saved.", typed.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&label), &typed, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", label.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let label = actions::archive(&scope, id, form.version).await?;
    Ok(put_away(&scope, "/labels", id, form.version, &label.name))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let label = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, "/labels", format!("{} is in use again.", label.name)))
}

/// A label in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Label> {
    let label = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if label.archived_at.is_some() { Err(Error::NotFound) } else { Ok(label) }
}

fn drawn(scope: &Scope, existing: Option<&Label>, typed: &LabelForm, problems: &Problems) -> maud::Markup {
    form_view::page(&ShownForm { org: &scope.org, existing, typed, problems })
}
