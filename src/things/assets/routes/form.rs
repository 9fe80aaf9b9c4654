//! Making and changing an asset.

use super::super::known;
use super::super::model::{Asset, AssetForm, Known, NewAsset, fields_of};
use super::super::{actions, store, values};
use super::{back, custody, managed, may_add, path};
use crate::catalogue::fields::Kind;
use crate::views::assets::form as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use people::contacts;
use platform::web::{Answer, Form, Id, Page, Query, overtaken};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// What stands at a field whose secret is locked with another key.
const UNREADABLE: &str = "What it holds cannot be read with the key of this installation. Left empty it stays as it is; what is typed here takes its place.";

/// What the address of the form for a new asset says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    /// An asset to begin with: everything but its tag and serial.
    like: Option<Uuid>,
    /// Its category; the fields of the form follow it.
    category: String,
    /// Everything that was typed before the category was chosen.
    #[serde(flatten)]
    typed: AssetForm,
}

pub(super) async fn blank(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    if !may_add(&scope) {
        return Err(Error::Forbidden.into());
    }
    let known = known(&scope).await?;
    let mut form = match query.like {
        Some(id) => like(&scope, &managed(&scope, id).await?, &known).await?,
        None => query.typed,
    };
    if !query.category.is_empty() {
        form.category = query.category;
    }
    form.key = scope.house.ids.token();
    name_people(&scope, &mut form, &known).await?;
    Ok(page.show(&scope, "New asset", view::new(&scope.org, &form, &known, &Problems::new())))
}

/// The form of another one like this: what is of this one alone is left out.
async fn like(scope: &Scope, asset: &Asset, known: &Known) -> Result<AssetForm> {
    let fields = fields_of(known, asset.category_id);
    let held = values::open_ones(&store::of(scope.db(), scope.org_id(), asset.id).await?);
    let mut form = AssetForm::of(asset, &held, &fields);
    for field in fields.iter().filter(|field| field.is_unique) {
        form.fields.remove(&field.input());
    }
    Ok(AssetForm { tag: String::new(), serial: String::new(), label: String::new(), legacy_id: String::new(), ..form })
}

pub(super) async fn create(scope: Scope, page: Page, Form(form): Form<AssetForm>) -> Answer {
    let known = known(&scope).await?;
    let made = match read(&scope, &form, &known, None).await {
        Ok(new) => actions::create(&scope, &new, &known, &form.key).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => {
            let asset = store::by_id(scope.db(), scope.org_id(), id).await?;
            Ok(back(&scope, &path(&scope, id), format!("{} {} was added.", asset.tag, asset.name)))
        }
        Err(Error::Invalid(problems)) => {
            let form = AssetForm { key: scope.house.ids.token(), ..form };
            Ok(page.refuse(&scope, "New asset", view::new(&scope.org, &form, &known, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = managed(&scope, id).await?;
    let known = known(&scope).await?;
    let stored = store::of(scope.db(), scope.org_id(), id).await?;
    let held = values::opened(&scope, &stored);
    let is_shut = |field: Uuid| stored.iter().any(|one| one.field_id == field) && !held.contains_key(&field);
    let mut problems = Problems::new();
    for field in known.fields.iter().filter(|field| is_shut(field.id)) {
        problems.add(field.input(), UNREADABLE);
    }
    let mut form = AssetForm::of(&asset, &held, &fields_of(&known, asset.category_id));
    name_people(&scope, &mut form, &known).await?;
    Ok(page.show(&scope, &asset.tag, view::change(&scope.org, &asset, &form, &known, &problems)))
}

pub(super) async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<AssetForm>) -> Answer {
    let asset = managed(&scope, id).await?;
    let known = known(&scope).await?;
    let changed = match read(&scope, &form, &known, Some(&asset)).await {
        Ok(new) => actions::change(&scope, (id, form.version), &new, &known, &form.reason).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(back(&scope, &path(&scope, id), "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, &asset.tag, view::change(&scope.org, &asset, &form, &known, &problems)))
        }
        Err(error) if error.is_overtaken() => second(&scope, &page, form, &known, id).await,
        Err(error) => Err(error.into()),
    }
}

/// The form of the second of two editors: as they typed it, beside what the first one saved.
async fn second(scope: &Scope, page: &Page, form: AssetForm, known: &Known, id: Uuid) -> Answer {
    let asset = managed(scope, id).await?;
    let held = values::opened(scope, &store::of(scope.db(), scope.org_id(), id).await?);
    let mut saved = AssetForm::of(&asset, &held, &fields_of(known, asset.category_id));
    name_people(scope, &mut saved, known).await?;
    // These are not of the asset as it stands.
    (saved.label, saved.reason) = (form.label.clone(), form.reason.clone());
    let said = [
        ("category", asset.category_name.as_str()),
        ("model", asset.model_name.as_deref().unwrap_or_default()),
        ("home", asset.home_name.as_deref().unwrap_or_default()),
        ("supplier", asset.supplier_name.as_deref().unwrap_or_default()),
    ];
    let problems = overtaken(scope, id, (&form, &saved), &said).await?;
    let form = AssetForm { version: asset.version, ..form };
    let again = page.refuse(scope, &asset.tag, view::change(&scope.org, &asset, &form, known, &problems));
    Ok(page.with_status(again, StatusCode::CONFLICT))
}

/// What was typed, with people found by what they are called.
async fn read(scope: &Scope, form: &AssetForm, known: &Known, asset: Option<&Asset>) -> Result<NewAsset> {
    let (mut meant, mut problems) = (form.clone(), Problems::new());
    for field in known.fields.iter().filter(|field| field.kind == Kind::Person) {
        let Some(typed) = meant.fields.get_mut(&field.input()).filter(|typed| !typed.trim().is_empty()) else {
            continue;
        };
        if typed.trim().parse::<Uuid>().is_ok() {
            continue;
        }
        match custody::person(scope, typed.trim()).await? {
            Ok(contact) => *typed = contact.id.to_string(),
            Err(told) => problems.add(field.input(), told),
        }
    }
    match NewAsset::parse(&meant, known, asset) {
        Ok(new) if problems.is_empty() => Ok(new),
        Ok(_) => Err(Error::Invalid(problems)),
        Err(more) => {
            let is_told: Vec<String> = problems.iter().map(|(field, _)| field.to_owned()).collect();
            for (field, told) in more.iter().filter(|(field, _)| !is_told.iter().any(|known| known == field)) {
                problems.add(field.to_owned(), told);
            }
            Err(Error::Invalid(problems))
        }
    }
}

/// Lets a form say whom its fields mean, as far as the viewer may know and nobody else can be meant by it.
async fn name_people(scope: &Scope, form: &mut AssetForm, known: &Known) -> Result<()> {
    if scope.reach(Perm::ContactsRead) != Reach::Everywhere {
        return Ok(());
    }
    for field in known.fields.iter().filter(|field| field.kind == Kind::Person) {
        let Some(typed) = form.fields.get_mut(&field.input()) else { continue };
        let Ok(id) = typed.parse::<Uuid>() else { continue };
        match contacts::store::by_id(scope.db(), scope.org_id(), id).await {
            Ok(contact) if contact.erased_at.is_none() && !contact.email.is_empty() => {
                *typed = format!("{} <{}>", contact.label(), contact.email);
            }
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
