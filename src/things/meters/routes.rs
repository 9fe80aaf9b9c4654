//! The pages of meters: their part of the page of an asset, a new one, one with its ledger, and its form.

use super::model::{Meter, MeterForm, NewMeter, NewReading, ReadingForm};
use super::{actions, store};
use crate::assets::{self};
use crate::views::meters as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Readings on a page.
const PAGE: i64 = 50;

/// The table.
pub fn routes() -> Routes {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/assets/{id}/meters", read, of_asset)
        .get("/assets/{id}/meters/new", manage, blank)
        .post("/assets/{id}/meters", manage, create)
        .get("/meters/{id}", read, show)
        .post("/meters/{id}/readings", lend, take)
        .get("/meters/{id}/details", manage, edit)
        .post("/meters/{id}/details", manage, change)
}

/// A meter the viewer may see.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Meter> {
    let meter = store::by_id(scope.db(), scope.org_id(), id).await?;
    if meter.is_within(&scope.reach(Perm::AssetsRead)) { Ok(meter) } else { Err(Error::NotFound) }
}

/// A meter of an asset for which the viewer may do this.
pub(super) async fn allowed(scope: &Scope, id: Uuid, perm: Perm) -> Result<Meter> {
    let meter = seen(scope, id).await?;
    if meter.is_within(&scope.reach(perm)) { Ok(meter) } else { Err(Error::Forbidden) }
}

fn back(scope: &Scope, id: Uuid, text: String) -> axum::response::Response {
    let path = scope.org.path(&format!("/meters/{id}"));
    go_flash(&scope.house, &path, Flash { text, tone: Tone::Ok, undo: None })
}

/// The meters of an asset: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::seen(&scope, id).await?;
    let meters = store::of_asset(scope.db(), scope.org_id(), id).await?;
    let may_add = asset.is_within(&scope.reach(Perm::AssetsManage));
    let section = view::section(&scope.org, id, &meters, may_add);
    Ok(page.part_or_page(&scope, &format!("Meters of {}", asset.tag), section))
}

async fn blank(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::managed(&scope, id).await?;
    let form = MeterForm { key: scope.house.ids.token(), ..MeterForm::default() };
    Ok(page.show(&scope, "New meter", view::form(&scope.org, (&asset, None), &form, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Id(id): Id, Form(form): Form<MeterForm>) -> Answer {
    let asset = assets::managed(&scope, id).await?;
    let made = match NewMeter::parse(&form) {
        Ok(new) => actions::create(&scope, id, &new, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(meter) => Ok(back(&scope, meter, format!("{} has the meter {}.", asset.tag, form.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let form = MeterForm { key: scope.house.ids.token(), ..form };
            Ok(page.refuse(&scope, "New meter", view::form(&scope.org, (&asset, None), &form, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Where in the ledger.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LedgerQuery {
    /// Below this number.
    below: Option<i64>,
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<LedgerQuery>) -> Answer {
    let meter = seen(&scope, id).await?;
    drawn(&scope, &page, &meter, query.below, (&ReadingForm::default(), &Problems::new())).await
}

async fn drawn(
    scope: &Scope,
    page: &Page,
    meter: &Meter,
    below: Option<i64>,
    (typed, problems): (&ReadingForm, &Problems),
) -> Answer {
    let readings = store::readings(scope.db(), scope.org_id(), meter.id, below, PAGE + 1).await?;
    let shown = view::Facts {
        org: &scope.org,
        meter,
        readings: &readings,
        page: usize::try_from(PAGE).unwrap_or(0),
        may_read: meter.archived_at.is_none() && meter.is_within(&scope.reach(Perm::AssetsLend)),
        may_change: meter.is_within(&scope.reach(Perm::AssetsManage)),
        key: &scope.house.ids.token(),
    };
    Ok(page.show(scope, &meter.name, view::page(&shown, typed, problems)))
}

async fn take(scope: Scope, page: Page, Id(id): Id, Form(form): Form<ReadingForm>) -> Answer {
    let meter = allowed(&scope, id, Perm::AssetsLend).await?;
    let done = match NewReading::parse(&form, scope.org.zone(), scope.now) {
        Ok(new) => actions::read(&scope, id, &new, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(_) => Ok(back(&scope, id, format!("{} {} was written down.", form.value.trim(), meter.unit))),
        Err(Error::Invalid(problems)) => {
            let response = drawn(&scope, &page, &meter, None, (&form, &problems)).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let meter = allowed(&scope, id, Perm::AssetsManage).await?;
    let asset = assets::seen(&scope, meter.asset_id).await?;
    let main = view::form(&scope.org, (&asset, Some(&meter)), &MeterForm::of(&meter), &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", meter.name), main))
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<MeterForm>) -> Answer {
    let meter = allowed(&scope, id, Perm::AssetsManage).await?;
    let form = MeterForm { kind: meter.kind.name().to_owned(), ..form };
    let changed = match NewMeter::parse(&form) {
        Ok(new) => actions::change(&scope, id, form.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, id, "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let asset = assets::seen(&scope, meter.asset_id).await?;
            let main = view::form(&scope.org, (&asset, Some(&meter)), &form, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", meter.name), main))
        }
        Err(error) => Err(error.into()),
    }
}
