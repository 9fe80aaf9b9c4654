//! The guard against forged requests from other sites: no tokens in forms, the browser says where a request comes from.
//!
//! The rule of Go 1.25's CrossOriginProtection, stricter in one case: a request with a cookie and without either header
//! is refused, because every browser that sends our cookies sends one of them.

use super::Fault;
use crate::House;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::Error;

/// Refuses unsafe requests that another site's page made.
pub async fn same_origin(State(house): State<House>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // The API looks at no cookie, so there is nothing to forge.
    let is_api = request.uri().path().starts_with(super::api::ROOT);
    if safe || is_api || is_ours(request.headers(), &house.settings.base_url) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "a request from another site was refused");
    let mut response = Fault(Error::Forbidden).into_response();
    response.extensions_mut().clear(); // nobody dresses it: the reader is a forged form
    response
}

fn is_ours(headers: &HeaderMap, base_url: &str) -> bool {
    let get = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    match get(header::ORIGIN) {
        Some(origin) => {
            let host = get(header::HOST).unwrap_or_default();
            origin == base_url || origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        None => get(header::COOKIE).is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_may_change_anything_with_our_cookies() {
        let ours = |pairs: &[_]| is_ours(&headers(pairs), "https://house.example");
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("cookie", "a=b")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site"), ("cookie", "a=b")]));
        assert!(!ours(&[("sec-fetch-site", "same-site"), ("origin", "https://house.example")]));
        assert!(ours(&[("origin", "https://house.example"), ("host", "inner:8080")]));
        assert!(ours(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));
        assert!(!ours(&[("origin", "https://evil.example"), ("host", "house.example")]));
        assert!(!ours(&[("origin", "null"), ("host", "house.example")]));
        assert!(!ours(&[("cookie", "a=b")]));
        assert!(ours(&[]));
    }
}
