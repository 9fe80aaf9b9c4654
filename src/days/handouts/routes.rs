//! The front desk, and the card about it on a booking's page.

use super::model::HandOut;
use super::{actions, store};
use crate::bookings::staff_routes::{inside, seen};
use crate::bookings::{self, Booking, Status};
use crate::views::handouts as view;
use axum::http::StatusCode;
use chrono::TimeDelta;
use kernel::time::{day_start, wall};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use things::assets::{self, Asset};
use things::bookables;
use things::resources::{self, Resource};
use uuid::Uuid;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/front-desk", Perm::AssetsLend, desk)
        .get("/bookings/{id}/hand-outs", Perm::AssetsLend, show)
        .post("/bookings/{id}/hand-outs", Perm::AssetsLend, hand_out)
        .post("/bookings/{id}/returns", Perm::AssetsLend, take_back)
}

/// A booking of assets as the front desk sees it.
pub struct Sheet {
    /// The booking.
    pub booking: Booking,
    /// Of what.
    pub resource: Resource,
    /// What was handed out for it.
    pub outs: Vec<HandOut>,
    /// What could be.
    pub free: Vec<Asset>,
    /// What should have come back and may be missing, in words.
    pub late: Vec<String>,
    /// Is something to be handed out still?
    pub may_leave: bool,
}

async fn sheet(scope: &Scope, booking: Booking, resource: Resource) -> Result<Sheet> {
    let (db, org) = (scope.db(), scope.org_id());
    let outs = store::of_booking(db, org, booking.id).await?;
    let members = bookables::store::member_ids(db, org, resource.id).await?;
    let mut free = assets::store::by_ids(db, org, &members).await?;
    free.retain(|asset| asset.may_be_checked_out() && asset.is_within(&scope.reach(Perm::AssetsLend)));
    free.sort_by(|one, other| one.tag.cmp(&other.tag));
    let absences = resources::store::absences(db, org, &[resource.id], booking.span(), scope.now).await?;
    let mut late: Vec<String> =
        absences.iter().filter(|absence| absence.is_late(scope.now)).map(|one| one.words(scope.now)).collect();
    let is_open = !matches!(booking.status, Status::Cancelled | Status::Released | Status::Completed);
    let out = outs.iter().filter(|hand_out| hand_out.in_at.is_none()).count() as i64;
    // Where enough of it is there, what is late endangers nobody.
    if free.len() as i64 >= booking.units - out {
        late.clear();
    }
    let may_leave = resource.is_made_of_assets() && is_open && booking.ends_at > scope.now && out < booking.units;
    Ok(Sheet { booking, resource, outs, free, late, may_leave })
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    drawn(&scope, &page, id, &Problems::new()).await
}

async fn drawn(scope: &Scope, page: &Page, id: Uuid, problems: &Problems) -> Answer {
    let (booking, resource, _) = seen(scope, id).await?;
    let sheet = sheet(scope, booking, resource).await?;
    let key = scope.house.ids.token();
    let head = view::Head { org: &scope.org, key: &key, now: scope.now };
    Ok(match page.hx.is_script() && !page.hx.full {
        true => page.part(view::section(&head, &sheet, problems)),
        false => page.show(scope, "Hand out", view::page(&head, &sheet, problems)),
    })
}

async fn desk(scope: Scope, page: Page) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsLend));
    let zone = scope.org.zone();
    let tomorrow = day_start(zone, wall(zone, scope.now).date() + TimeDelta::days(1));
    let leaving = store::to_hand_out(db, org, &reach, (scope.now, tomorrow)).await?;
    let coming = store::due_back(db, org, &reach, tomorrow).await?;
    let (leaving, coming) = (sheets(&scope, &leaving).await?, sheets(&scope, &coming).await?);
    let key = scope.house.ids.token();
    let head = view::Head { org: &scope.org, key: &key, now: scope.now };
    Ok(page.show(&scope, "Front desk", view::desk(&head, &leaving, &coming)))
}

async fn sheets(scope: &Scope, ids: &[Uuid]) -> Result<Vec<Sheet>> {
    let mut found = bookings::store::by_ids(scope.db(), scope.org_id(), ids.iter().copied()).await?;
    let mut sheets = Vec::with_capacity(ids.len());
    for booking in ids.iter().filter_map(|id| found.remove(id)) {
        let resource = resources::store::by_id(scope.db(), scope.org_id(), booking.resource_id).await?;
        sheets.push(sheet(scope, booking, resource).await?);
    }
    Ok(sheets)
}

/// What a button of the front desk sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct DeskForm {
    /// An asset's id.
    asset: String,
    /// Or its tag, as it is scanned.
    tag: String,
    /// `on`: the booking ends with it.
    ends: String,
    /// Where it was asked.
    back: String,
    key: String,
}

impl DeskForm {
    async fn chosen(&self, scope: &Scope) -> Result<Option<Uuid>> {
        match (self.tag.trim(), self.asset.trim()) {
            ("", "") => Ok(None),
            ("", id) => id.parse().map(Some).map_err(|_| Error::invalid("asset", "Choose which one.")),
            (tag, _) => {
                let found = assets::store::by_tag(scope.db(), scope.org_id(), tag).await?;
                let found = found.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
                let found = found.ok_or_else(|| Error::invalid("tag", "There is no asset with this tag."))?;
                Ok(Some(found.id))
            }
        }
    }
}

async fn hand_out(scope: Scope, page: Page, Id(id): Id, Form(form): Form<DeskForm>) -> Answer {
    seen(&scope, id).await?;
    let done = match form.chosen(&scope).await {
        Ok(asset) => actions::hand_out(&scope, id, asset, &form.key).await,
        Err(error) => Err(error),
    };
    told(&scope, &page, id, &form, done, "is handed out").await
}

async fn take_back(scope: Scope, page: Page, Id(id): Id, Form(form): Form<DeskForm>) -> Answer {
    seen(&scope, id).await?;
    let done = match form.chosen(&scope).await {
        Ok(asset) => actions::take_back(&scope, id, asset, form.ends == "on", &form.key).await,
        Err(error) => Err(error),
    };
    told(&scope, &page, id, &form, done, "is back").await
}

async fn told(scope: &Scope, page: &Page, id: Uuid, form: &DeskForm, done: Result<HandOut>, what: &str) -> Answer {
    match done {
        Ok(done) => {
            let back = inside(scope, &form.back).unwrap_or_else(|| scope.org.path(&format!("/bookings/{id}")));
            let flash = Flash { text: format!("{} {what}.", done.tag), tone: Tone::Ok, undo: None };
            Ok(go_flash(&scope.house, &back, flash))
        }
        Err(Error::Invalid(problems)) => {
            let response = drawn(scope, page, id, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}
