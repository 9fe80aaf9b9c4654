//! What every page of an organisation may load: its colours and its pictures.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use platform::Scope;
use platform::files;
use platform::ui::mail::ink_on;
use platform::web::{self, Answer, Id};

/// The two variables of the brand. Its address carries the organisation's version, so it may be kept for a year.
pub(super) async fn theme(scope: Scope) -> Answer {
    let colour = &scope.org.colour;
    let mut response = format!(":root{{--brand:{colour};--brand-on:{}}}\n", ink_on(colour)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000"));
    Ok(response)
}

pub(super) async fn picture(scope: Scope, Id(id): Id) -> Answer {
    let file = files::public(scope.db(), scope.org_id(), id).await?;
    Ok(web::picture(&scope.house, scope.org_id(), file).await?)
}
