//! The OpenAPI document.

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use kernel::Error;
use platform::web::api::{Api, Caller, Reply, get};
use platform::{House, Perm};
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// The table.
pub fn api() -> Api {
    Api::outside("Description").call(
        get("/openapi.json", Perm::Public, document)
            .named("getOpenApi", "This description, as OpenAPI 3.1")
            .answers::<Map<String, Value>>(200),
    )
}

/// The document of this house.
pub(super) fn described(house: &House) -> Option<Value> {
    house.wings.api.map(|calls| calls().document())
}

async fn document(caller: Caller) -> Reply {
    // It changes with the program only.
    static WRITTEN: OnceLock<Bytes> = OnceLock::new();
    let bytes = match WRITTEN.get() {
        Some(bytes) => bytes.clone(),
        None => {
            let document = described(&caller.house).ok_or(Error::NotFound)?;
            let bytes = serde_json::to_vec(&document).map_err(Error::broken)?;
            WRITTEN.get_or_init(|| bytes.into()).clone()
        }
    };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
