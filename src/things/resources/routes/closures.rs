//! Days that differ, and blocked times.

use super::{changeable, home, readable};
use crate::locations::{self, lineage};
use crate::resources::{BlackoutForm, ExceptionForm, NewException, Resource, actions};
use crate::views::resources::closures::{self as view, OwnerChoice, Shown};
use kernel::time::wall;
use kernel::{Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Id, Page, Path, Query, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The path of an exception.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct ExceptionPath {
    pub(crate) id: Uuid,
    pub(crate) exception: Uuid,
}

/// The path of a blackout.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct BlackoutPath {
    id: Uuid,
    blackout: Uuid,
}

pub async fn new_exception(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let resource = changeable(&scope, id).await?;
    let typed =
        ExceptionForm { owner: "resource".to_owned(), key: scope.house.ids.token(), ..ExceptionForm::default() };
    let main = drawn(&scope, &resource, &Problems::new(), |shown| view::exception_form(shown, &typed)).await?;
    Ok(page.show(&scope, "Different hours on a day", main))
}

/// The form of an exception again, with what is wrong with it.
pub(crate) async fn exception_again(
    scope: &Scope,
    page: &Page,
    id: Uuid,
    typed: &ExceptionForm,
    problems: &Problems,
) -> Answer {
    let resource = changeable(scope, id).await?;
    let main = drawn(scope, &resource, problems, |shown| view::exception_form(shown, typed)).await?;
    Ok(page.refuse(scope, "Different hours on a day", main))
}

/// The way to say again what was removed; there is none for a day that is over.
pub(crate) fn exception_undo(scope: &Scope, resource: &Resource, gone: &NewException) -> Option<Undo> {
    let form = ExceptionForm::of(gone, scope.house.ids.token());
    let fields =
        [("day", form.day), ("label", form.label), ("hours", form.hours), ("owner", form.owner), ("key", form.key)];
    let is_over = gone.day < wall(resource.zone(), scope.now).date();
    (!is_over).then(|| undo(scope, resource.id, "exceptions", fields))
}

/// The form of a blackout; its address may say what stands in it already.
pub async fn new_blackout(scope: Scope, page: Page, Id(id): Id, Query(said): Query<BlackoutForm>) -> Answer {
    let resource = changeable(&scope, id).await?;
    let owner = if said.owner.is_empty() { "resource".to_owned() } else { said.owner.clone() };
    let typed = BlackoutForm { owner, key: scope.house.ids.token(), ..said };
    let main = drawn(&scope, &resource, &Problems::new(), |shown| view::blackout_form(shown, &typed)).await?;
    Ok(page.show(&scope, "Block a time", main))
}

/// The form of a blackout again, with what is wrong with it.
pub(crate) async fn blackout_again(
    scope: &Scope,
    page: &Page,
    id: Uuid,
    typed: &BlackoutForm,
    problems: &Problems,
) -> Answer {
    let resource = changeable(scope, id).await?;
    let main = drawn(scope, &resource, problems, |shown| view::blackout_form(shown, typed)).await?;
    Ok(page.refuse(scope, "Block a time", main))
}

pub async fn remove_blackout(scope: Scope, Path(path): Path<BlackoutPath>) -> Answer {
    let resource = readable(&scope, path.id).await?;
    let gone = actions::remove_blackout(&scope, &resource, path.blackout).await?;
    let form = BlackoutForm::of(&gone, resource.zone(), scope.house.ids.token());
    let fields =
        [("from", form.from), ("until", form.until), ("reason", form.reason), ("owner", form.owner), ("key", form.key)];
    let is_over = gone.span.end <= scope.now;
    let text = format!("{} was removed: the time is no longer blocked.", gone.reason);
    Ok(removed(&scope, path.id, text, (!is_over).then(|| undo(&scope, path.id, "blackouts", fields))))
}

/// The way to say again what was removed; there is none for what is over.
fn undo(scope: &Scope, id: Uuid, noun: &str, fields: [(&str, String); 5]) -> Undo {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Undo { action: format!("{}/{noun}", home(scope, id)), fields }
}

fn removed(scope: &Scope, id: Uuid, text: String, undo: Option<Undo>) -> axum::response::Response {
    go_flash(&scope.house, &home(scope, id), Flash { text, tone: Tone::Ok, undo })
}

async fn drawn(
    scope: &Scope,
    resource: &Resource,
    problems: &Problems,
    form: impl FnOnce(&Shown<'_>) -> Markup,
) -> Result<Markup> {
    let owners = owners(scope, resource).await?;
    Ok(form(&Shown { org: &scope.org, resource, owners: &owners, problems }))
}

/// For what the viewer may say something at this resource's page: it, what is above it, everything.
async fn owners(scope: &Scope, resource: &Resource) -> Result<Vec<OwnerChoice>> {
    let reach = scope.reach(Perm::ResourcesManage);
    let places = locations::store::tree(scope.db(), scope.org_id()).await?;
    let mut choices = vec![("resource".to_owned(), format!("{} only", resource.name))];
    for id in lineage(&resource.location_path).into_iter().filter(|id| reach.covers(*id)) {
        if let Some(place) = places.iter().find(|place| place.id == id) {
            choices.push((id.to_string(), format!("Everything in {}", place.name)));
        }
    }
    if reach == Reach::Everywhere {
        choices.push(("organisation".to_owned(), format!("Everything of {}", scope.org.name)));
    }
    Ok(choices)
}
