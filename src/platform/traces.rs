//! Spans for those who trace the house: one for each request, job and letter. They are told to a collector where one is
//! configured; where none is, nobody listens to them and they are not made.
//!
//! Nothing in them names a person or a tenant, or can hold a secret: methods of a fixed list, templates of routes, names of
//! ours. Paths, queries, addresses, texts of errors and what people send have no place here.

use crate::metrics;
use tracing::{Span, trace_span};

/// What marks the spans, and nothing else: a collector is told no lines of the log.
pub const TARGET: &str = "spans";

/// Something failed that should not have.
const ERROR: &str = "ERROR";

/// A request. `route` is its template, empty where no row fits.
pub fn request(method: &str, route: &str, is_https: bool) -> Span {
    let method = metrics::method_name(method);
    trace_span!(
        target: TARGET,
        "request",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        url.scheme = if is_https { "https" } else { "http" },
    )
}

/// It was answered.
pub fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", ERROR);
    }
}

/// An attempt to do a job.
pub fn job(name: &str, attempt: i64) -> Span {
    trace_span!(
        target: TARGET,
        "job",
        otel.name = %format_args!("job {name}"),
        otel.kind = "consumer",
        otel.status_code = tracing::field::Empty,
        steward.job.name = name,
        steward.job.attempt = attempt,
        steward.outcome = tracing::field::Empty,
    )
}

/// An attempt to send a letter.
pub fn letter(kind: &str) -> Span {
    trace_span!(
        target: TARGET,
        "letter",
        otel.name = %format_args!("letter {kind}"),
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        steward.letter.kind = kind,
        steward.outcome = tracing::field::Empty,
    )
}

/// What became of a job or a letter, in a word of ours.
pub fn ended(span: &Span, outcome: &'static str, is_error: bool) {
    span.record("steward.outcome", outcome);
    if is_error {
        span.record("otel.status_code", ERROR);
    }
}
