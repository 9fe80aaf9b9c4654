//! How much there should be: of an item at a place, and of what is of a category.

use super::super::model::counted;
use super::super::{actions, store};
use super::{back, may_change, path, seen, show};
use crate::catalogue;
use crate::views::stock::minimums as view;
use kernel::{Error, Problems, Result};
use platform::Scope;
use platform::web::{Answer, Form, Id, Page};
use serde::Deserialize;
use uuid::Uuid;

/// What the form of a minimum sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MinimumForm {
    /// A place's id, for an item.
    location: String,
    /// A category's id.
    category: String,
    /// How much; empty: nothing is said.
    minimum: String,
}

impl MinimumForm {
    fn minimum(&self, problems: &mut Problems) -> Option<Option<i64>> {
        match self.minimum.trim() {
            "" => Some(None),
            typed => problems.take("minimum", counted(typed, 0)).map(Some),
        }
    }
}

pub(super) async fn of_item(scope: Scope, page: Page, Id(id): Id, Form(form): Form<MinimumForm>) -> Answer {
    let item = seen(&scope, id).await?;
    let mut problems = Problems::new();
    let place: Option<Uuid> = problems.take("location", form.location.trim().parse().map_err(|_| "Choose a location."));
    let minimum = form.minimum(&mut problems);
    let done = match place.zip(minimum) {
        Some((place, minimum)) => actions::set_minimum(&scope, id, place, minimum).await,
        None => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(()) => Ok(back(&scope, &path(&scope, id), format!("{}: saved how much there should be.", item.name))),
        Err(Error::Invalid(problems)) => show::again(&scope, &page, id, &problems).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn index(scope: Scope, page: Page) -> Answer {
    let main = drawn(&scope, &Problems::new()).await?;
    Ok(page.show(&scope, "Minimums", main))
}

async fn drawn(scope: &Scope, problems: &Problems) -> Result<maud::Markup> {
    let categories = catalogue::categories::store::tree(scope.db(), scope.org_id()).await?;
    let minimums = store::minimums(scope.db(), scope.org_id()).await?;
    Ok(view::page(&scope.org, &categories, &minimums, may_change(scope), problems))
}

pub(super) async fn of_category(scope: Scope, page: Page, Form(form): Form<MinimumForm>) -> Answer {
    let mut problems = Problems::new();
    let category: Option<Uuid> =
        problems.take("category", form.category.trim().parse().map_err(|_| "Choose a category."));
    let minimum = form.minimum(&mut problems);
    let done = match category.zip(minimum) {
        Some((category, minimum)) => actions::set_category_minimum(&scope, category, minimum).await,
        None => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(()) => Ok(back(&scope, &scope.org.path("/stock/minimums"), "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => Ok(page.refuse(&scope, "Minimums", drawn(&scope, &problems).await?)),
        Err(error) => Err(error.into()),
    }
}
