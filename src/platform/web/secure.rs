//! The headers every answer carries.

use crate::House;
use crate::context::{Feature, Org};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What pages may load and do: only what comes from here, nothing inline, nothing evaluated.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ";

/// Who may show this answer in a frame: the origins an organisation has listed.
#[derive(Debug, Clone)]
pub(super) struct Frames(HeaderValue);

impl Frames {
    /// What its organisation says; none where nobody may.
    pub(super) fn of(org: &Org) -> Option<Frames> {
        let origins = org.embed_origins.split_whitespace().collect::<Vec<_>>().join(" ");
        let policy = HeaderValue::from_str(&format!("{POLICY}'self' {origins}")).ok()?;
        (org.has(Feature::Embedding) && !origins.is_empty()).then_some(Frames(policy))
    }
}

/// Adds them.
pub async fn secure(State(house): State<House>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let frames = response.extensions_mut().remove::<Frames>();
    let headers = response.headers_mut();
    match frames {
        // The older X-Frame-Options knows no list, and would win.
        Some(Frames(policy)) => drop(headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy)),
        None => {
            let policy = format!("{POLICY}'none'");
            let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
            headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
        }
    }
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    if house.settings.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
