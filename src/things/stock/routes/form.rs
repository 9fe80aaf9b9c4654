//! Making, changing and putting away items.

use super::super::known;
use super::super::model::{Item, ItemForm, NewItem};
use super::super::{actions, store};
use super::{back, path};
use crate::views::stock::form as view;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

pub(super) async fn blank(scope: Scope, page: Page) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let form = ItemForm { key: scope.house.ids.token(), unit: "piece".to_owned(), ..ItemForm::default() };
    let main = view::page(&scope.org, None, &form, &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, "New item", main))
}

pub(super) async fn create(scope: Scope, page: Page, Form(form): Form<ItemForm>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let known = known(&scope).await?;
    let made = match NewItem::parse(&form, &known, None) {
        Ok(new) => actions::create(&scope, &new, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(id) => Ok(back(&scope, &path(&scope, id), format!("{} was added.", form.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let form = ItemForm { key: scope.house.ids.token(), ..form };
            Ok(page.refuse(&scope, "New item", view::page(&scope.org, None, &form, &known, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let item = changeable(&scope, id).await?;
    let main = view::page(&scope.org, Some(&item), &ItemForm::of(&item), &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", item.name), main))
}

pub(super) async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<ItemForm>) -> Answer {
    let item = changeable(&scope, id).await?;
    let known = known(&scope).await?;
    let changed = match NewItem::parse(&form, &known, Some(&item)) {
        Ok(new) => actions::change(&scope, id, form.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, &path(&scope, id), "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let main = view::page(&scope.org, Some(&item), &form, &known, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", item.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct VersionForm {
    version: i64,
}

pub(super) async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let item = actions::archive(&scope, id, form.version).await?;
    let undo = Undo {
        action: format!("{}/restoration", path(&scope, id)),
        fields: vec![("version".to_owned(), (form.version + 1).to_string())],
    };
    let flash = Flash { text: format!("{} was archived.", item.name), tone: Tone::Ok, undo: Some(undo) };
    Ok(go_flash(&scope.house, &scope.org.path("/stock"), flash))
}

pub(super) async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let item = actions::restore(&scope, id, form.version).await?;
    Ok(back(&scope, &path(&scope, id), format!("{} is in use again.", item.name)))
}

/// An item in use that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Item> {
    let item = store::by_id(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    if item.archived_at.is_some() { Err(Error::NotFound) } else { Ok(item) }
}
