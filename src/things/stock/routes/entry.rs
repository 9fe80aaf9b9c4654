//! Writing into the ledger, and making up for what was written.

use super::super::model::{EntryForm, Item, Kind, Other};
use super::super::{actions, store};
use super::{back, path, seen};
use crate::views::stock::entry as view;
use crate::{assets, locations};
use kernel::{Error, Problems, Result};
use platform::web::{Answer, Form, Id, Page, Path, Query};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Style sheets of these pages.
const STYLES: &[&str] = &["assets.css"];

pub(super) async fn blank(scope: Scope, page: Page, Id(id): Id, Query(typed): Query<EntryForm>) -> Answer {
    let item = writable(&scope, id).await?;
    let kind = Kind::parse(&typed.kind).unwrap_or(Kind::Issue);
    let to = if typed.to.is_empty() { "nobody".to_owned() } else { typed.to.clone() };
    let form = EntryForm { kind: kind.name().to_owned(), to, key: scope.house.ids.token(), ..typed };
    let main = drawn(&scope, &item, kind, &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, view::title(kind), &[], STYLES, main))
}

async fn drawn(scope: &Scope, item: &Item, kind: Kind, form: &EntryForm, problems: &Problems) -> Result<maud::Markup> {
    let reach = scope.reach(actions::perm(kind));
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| item.is_within(&reach, place.id));
    let levels = store::levels(scope.db(), scope.org_id(), item.id, &scope.reach(Perm::AssetsRead)).await?;
    let facts = view::Facts {
        org: &scope.org,
        item,
        kind,
        form,
        places: &places,
        levels: &levels,
        may: &|kind| scope.may(actions::perm(kind)),
    };
    Ok(view::page(&facts, problems))
}

pub(super) async fn create(scope: Scope, page: Page, Id(id): Id, Form(form): Form<EntryForm>) -> Answer {
    let item = writable(&scope, id).await?;
    let kind = Kind::parse(&form.kind).unwrap_or(Kind::Issue);
    match written(&scope, &item, kind, &form).await {
        Ok(()) => Ok(back(&scope, &path(&scope, id), view::done(kind, &item))),
        Err(Error::Invalid(problems)) => {
            let form = EntryForm { key: scope.house.ids.token(), ..form };
            let main = drawn(&scope, &item, kind, &form, &problems).await?;
            Ok(page.refuse_with(&scope, view::title(kind), STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn written(scope: &Scope, item: &Item, kind: Kind, form: &EntryForm) -> Result<()> {
    let mut problems = Problems::new();
    let other = match kind {
        Kind::Issue | Kind::Return => other(scope, form, &mut problems).await?,
        Kind::Receive | Kind::Adjust | Kind::Transfer => None,
    };
    let Some(wish) = form.wish(kind, other, &item.currency, &mut problems) else {
        return Err(Error::Invalid(problems));
    };
    actions::write(scope, item.id, &wish, &form.key).await.map(drop)
}

/// To whom it goes, or from whom it came back; none for what was used up.
async fn other(scope: &Scope, form: &EntryForm, problems: &mut Problems) -> Result<Option<Other>> {
    Ok(match form.to.as_str() {
        "person" => {
            let found = assets::person(scope, form.person.trim()).await?;
            problems.take("person", found).map(|contact| Other::Contact(contact.id))
        }
        "asset" => {
            let found = assets::store::by_word(scope.db(), scope.org_id(), form.holder.trim()).await?;
            let found = found.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
            problems.take("holder", found.ok_or("There is no asset with this tag.")).map(|asset| Other::Asset(asset.id))
        }
        _ => None,
    })
}

/// Which entry of which item.
#[derive(Debug, Deserialize)]
pub(super) struct EntryPath {
    id: Uuid,
    entry: Uuid,
}

/// What the question before a reversal sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct KeyForm {
    key: String,
}

pub(super) async fn reverse(scope: Scope, Path(at): Path<EntryPath>, Form(form): Form<KeyForm>) -> Answer {
    let item = seen(&scope, at.id).await?;
    actions::reverse(&scope, at.id, at.entry, &form.key).await?;
    Ok(back(&scope, &path(&scope, at.id), format!("{}: the entry is made up for.", item.name)))
}

/// An item in use.
async fn writable(scope: &Scope, id: Uuid) -> Result<Item> {
    let item = seen(scope, id).await?;
    if item.archived_at.is_some() { Err(Error::conflict("stock_item_archived")) } else { Ok(item) }
}
