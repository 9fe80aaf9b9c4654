//! One asset.

use super::super::model::{Asset, StatusForm, fields_of};
use super::super::{actions, codes, files, store, values};
use super::super::{books, known};
use super::{back, managed, path, seen};
use crate::catalogue::fields::Kind;
use crate::views::assets::{books as books_view, show as view};
use axum::http::StatusCode;
use kernel::{Error, Problems};
use platform::web::{Answer, Form, Id, Page};
use platform::{Perm, Scope, events};
use serde::Deserialize;

/// Facts of its history on its page.
const FACTS: i64 = 100;
/// Custodies on it.
const CUSTODIES: i64 = 50;
/// Assets that are part of it, on its page.
const PARTS: i64 = 200;

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = seen(&scope, id).await?;
    drawn(&scope, &page, &asset, &StatusForm::default(), &Problems::new()).await
}

async fn drawn(scope: &Scope, page: &Page, asset: &Asset, typed: &StatusForm, problems: &Problems) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let known = known(scope).await?;
    let stored = store::of(db, org, asset.id).await?;
    let reach = scope.reach(Perm::AssetsRead);
    let mut parts = store::contents_of(db, org, asset.id, PARTS).await?;
    parts.retain(|part| part.is_within(&reach));
    let may_change = asset.is_within(&scope.reach(Perm::AssetsManage));
    let rules = books::rules(scope).await?;
    let entry = books::Entry::of(asset, &books::store::own(db, org, asset.id).await?);
    let book = books_view::Shown {
        org: &scope.org,
        entry: &entry,
        rules: &rules,
        typed: &books::BookForm::default(),
        may_change,
        today: scope.today(),
    };
    let fields = fields_of(&known, asset.category_id);
    let values = values::open_ones(&stored);
    let named = fields.iter().filter(|field| field.kind == Kind::Person).filter_map(|field| values.get(&field.id));
    let people = store::named_people(db, org, named.filter_map(|person| person.parse().ok())).await?;
    let facts = view::Facts {
        book,
        org: &scope.org,
        asset,
        fields: &fields,
        values: &values,
        people: &people,
        sealed: &stored.iter().filter(|one| one.sealed_as.is_some()).map(|one| one.field_id).collect::<Vec<_>>(),
        labels: &known.labels,
        places: &known.places,
        parts: &parts,
        files: &files::store::all(db, org, asset.id).await?,
        codes: &codes::store::codes(db, org, asset.id).await?,
        custodies: &store::custodies(db, org, asset.id, CUSTODIES).await?,
        history: &events::of_subject(db, org, asset.id, FACTS).await?,
        may_change,
        may_lend: asset.is_within(&scope.reach(Perm::AssetsLend)),
        today: scope.today(),
    };
    Ok(page.show_with(scope, &asset.tag, &[], &["assets.css"], view::page(&facts, typed, problems)))
}

/// The page again, with what was typed into the form for another status and what is wrong with it. Who owns the transaction answers that form: it may
/// hit bookings.
pub(crate) async fn again(
    scope: &Scope,
    page: &Page,
    id: uuid::Uuid,
    typed: &StatusForm,
    problems: &Problems,
) -> Answer {
    let asset = managed(scope, id).await?;
    let response = drawn(scope, page, &asset, typed, problems).await?;
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

/// What the form for another place sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PlaceForm {
    location: String,
}

pub(super) async fn relocate(scope: Scope, page: Page, Id(id): Id, Form(form): Form<PlaceForm>) -> Answer {
    let asset = seen(&scope, id).await?;
    let moved = match form.location.parse() {
        Ok(location) => actions::relocate(&scope, &[id], location).await,
        Err(_) => Err(Error::invalid("location", "Choose where it is now.")),
    };
    match moved {
        Ok(_) => {
            let now = store::by_id(scope.db(), scope.org_id(), id).await?;
            let place = now.location_name.unwrap_or_default();
            Ok(back(&scope, &path(&scope, id), format!("{} is at {place} now.", now.tag)))
        }
        Err(Error::Invalid(problems)) => {
            let response = drawn(&scope, &page, &asset, &StatusForm::default(), &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}
