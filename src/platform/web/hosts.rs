//! Host names of organisations: a request that came by one sees that organisation's public pages, and nothing else.
//!
//! The address is rewritten before any row is looked for, so rows are written once, below `/b/{org}`: at its own host
//! `/boardroom` is `/b/harbour-house/boardroom`, and `/account` is nothing. Hosts that belong to nobody are served as the
//! house's own.

use super::fault::unavailable;
use crate::context::slug_by_host;
use crate::{House, Settings};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header, uri::PathAndQuery};
use axum::middleware::Next;
use axum::response::Response;

/// Addresses that are the same at every host.
const SHARED: [&str; 3] = ["/static/", "/livez", "/readyz"];
/// The longest host name (RFC 1035).
const HOST_MAX: usize = 253;

/// Marks a request that came by an organisation's own host name.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnHost;

/// Leads requests for an organisation's own host name to its public pages. Stands before the routes.
pub async fn own_host(State(house): State<House>, mut request: Request, next: Next) -> Response {
    if SHARED.iter().any(|path| request.uri().path().starts_with(path)) {
        return next.run(request).await;
    }
    let asked = host_of(request.uri(), request.headers());
    let Some(host) = asked.filter(|host| is_foreign(host, &house.settings)) else { return next.run(request).await };
    match slug_by_host(&house.db, &host).await {
        Ok(Some(slug)) => {
            if let Some(uri) = below(&slug, request.uri()) {
                *request.uri_mut() = uri;
                request.extensions_mut().insert(OwnHost);
            }
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(error) => {
            tracing::warn!(%error, "a host name could not be looked up");
            unavailable()
        }
    }
}

/// The host a request is for, in lower case and without port; none when there is none, or more than one.
fn host_of(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut said = headers.get_all(header::HOST).iter();
    let host = match (uri.host(), said.next(), said.next()) {
        // The whole address in the request line wins over the header (RFC 9112, 3.2.2).
        (Some(host), ..) => host,
        (None, Some(host), None) => host.to_str().ok()?,
        _ => return None,
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) => return None,
        None => host,
    };
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
    (letters && !name.is_empty() && name.len() <= HOST_MAX).then_some(name)
}

/// May it be an organisation's? The house's own name and bare addresses are not, and cost no look into the database.
fn is_foreign(host: &str, settings: &Settings) -> bool {
    host.contains('.') && host != settings.host() && host.parse::<std::net::Ipv4Addr>().is_err()
}

/// The address below the organisation's public pages.
fn below(slug: &str, uri: &Uri) -> Option<Uri> {
    let path = if uri.path() == "/" { "" } else { uri.path() };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let address = PathAndQuery::try_from(format!("/b/{slug}{path}{query}")).ok()?;
    Some(Uri::from(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str, hosts: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        host_of(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn a_host_is_read_carefully() {
        assert_eq!(of("/", &["Book.Harbour.Example:8080"]).as_deref(), Some("book.harbour.example"));
        assert_eq!(of("/", &["book.harbour.example."]).as_deref(), Some("book.harbour.example"));
        assert_eq!(of("http://line.example/x", &["header.example"]).as_deref(), Some("line.example"));
        for strange in [
            "",
            "a b",
            "book.harbour.example:x",
            "user@book.harbour.example",
            "book/harbour",
            "[::1]:80",
            "bücher.example",
        ] {
            assert_eq!(of("/", &[strange]), None, "{strange:?}");
        }
        assert_eq!(of("/", &["one.example", "two.example"]), None);
        assert_eq!(of("/", &[]), None);
    }

    #[test]
    fn an_address_keeps_its_path_and_query_below_the_organisation() {
        let moved = |uri: &str| below("harbour", &uri.parse().unwrap()).unwrap().to_string();
        assert_eq!(moved("/"), "/b/harbour");
        assert_eq!(moved("/?text=a"), "/b/harbour?text=a");
        assert_eq!(moved("/room?day=2026-03-02"), "/b/harbour/room?day=2026-03-02");
        assert_eq!(moved("/o/harbour"), "/b/harbour/o/harbour");
    }
}
