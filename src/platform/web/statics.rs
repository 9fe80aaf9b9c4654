//! Browser files, from the binary: hashed names, so they may be cached for ever; brotli where the browser takes it.

use crate::ui::assets;
use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// Serves `/static/…`.
pub async fn statics(uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let accepts = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let brotli = asset.brotli.filter(|_| accepts.split(',').any(|name| name.trim().starts_with("br")));
    let mut response = Body::from(brotli.unwrap_or(asset.bytes)).into_response();
    let out = response.headers_mut();
    out.insert(CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    out.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if brotli.is_some() {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
