//! The scan page, and one scan.

use super::actions;
use super::model::{Mode, ScanForm, State};
use crate::audits::{self, Audit};
use crate::locations;
use crate::views::scan as view;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use kernel::Result;
use platform::web::{Answer, Form, Page, Query, Routes};
use platform::{Perm, Scope};

/// What this page alone may use, for the camera.
const CAMERA: &str = "camera=(self), geolocation=(), microphone=(), payment=()";

/// Audits offered.
const AUDITS_MAX: i64 = 100;

/// The table. What changes anything is asked for again, asset by asset.
pub fn routes() -> Routes {
    Routes::under("/o/{org}").get("/scan", Perm::AssetsRead, show).post("/scan", Perm::AssetsRead, scan)
}

async fn show(scope: Scope, page: Page, Query(form): Query<ScanForm>) -> Answer {
    drawn(&scope, &page, &form, None).await
}

async fn scan(scope: Scope, page: Page, Form(form): Form<ScanForm>) -> Answer {
    let outcome = actions::scan(&scope, &form).await?;
    let may_add = scope.may(Perm::AssetsManage);
    match form.part.as_str() {
        "row" => Ok(page.part(view::row(&scope.org, &form, &outcome, may_add))),
        _ => {
            let response = drawn(&scope, &page, &form, Some(view::row(&scope.org, &form, &outcome, may_add))).await?;
            let status = match outcome.state {
                State::Done | State::Same => StatusCode::OK,
                State::Refused | State::Unknown => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok(page.with_status(response, status))
        }
    }
}

async fn drawn(scope: &Scope, page: &Page, form: &ScanForm, row: Option<maud::Markup>) -> Answer {
    let facts = view::Facts {
        org: &scope.org,
        mode: Mode::parse(&form.mode),
        form,
        key: &scope.house.ids.token(),
        places: &places(scope).await?,
        audits: &audits(scope, Mode::parse(&form.mode)).await?,
        may_lend: scope.may(Perm::AssetsLend),
        row,
    };
    let response = page.show_with(scope, "Scan", &["scan.js"], &["scan.css"], view::page(&facts));
    Ok(with_camera(response))
}

/// Audits in which something can be seen.
async fn audits(scope: &Scope, mode: Mode) -> Result<Vec<Audit>> {
    match mode {
        Mode::Audit => {
            audits::store::open_ones(scope.db(), scope.org_id(), &scope.reach(Perm::AssetsRead), AUDITS_MAX).await
        }
        _ => Ok(Vec::new()),
    }
}

/// Where things may be put.
async fn places(scope: &Scope) -> Result<Vec<locations::Location>> {
    let reach = scope.reach(Perm::AssetsLend);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    Ok(places)
}

fn with_camera(mut response: Response) -> Response {
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(CAMERA));
    response
}
