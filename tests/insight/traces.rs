//! Traces, as a collector receives them from the real program.

use crate::bookings::harness::{morning, try_post};
use crate::support::sink::{Got, Say, Sink};
use crate::support::smtp::SmtpServer;
use crate::support::world::DESKS;
use crate::support::{BO, Furnishing, HARBOUR, Server};
use axum::http::Method;
use kernel::time::rfc3339;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use std::time::{Duration, Instant};

/// How long anything may take to happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// What no collector may read: who guests are, what tokens are, what somebody calls a request.
const CANARIES: [&str; 5] = ["canary-guest", "canary-name", "canary-query", "canary-header", "canarymethod"];

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.clone()) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn attribute(list: &[KeyValue], name: &str) -> String {
    list.iter().find(|pair| pair.key == name).map_or_else(String::new, |pair| text(pair.value.as_ref()))
}

/// Everything a collector was sent: spans, and the attributes of who sent them.
fn told(got: &[Got]) -> (Vec<Span>, Vec<KeyValue>) {
    let (mut spans, mut resource) = (Vec::new(), Vec::new());
    for one in got {
        assert_eq!((one.path.as_str(), one.header("content-type")), ("/v1/traces", "application/x-protobuf"));
        let request = ExportTraceServiceRequest::decode(one.body.as_slice()).expect("a request of OTLP");
        for of_resource in request.resource_spans {
            resource = of_resource.resource.expect("a resource").attributes;
            spans.extend(of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
    }
    (spans, resource)
}

/// A server that sends its traces there, and its mail to somebody.
async fn server(endpoint: &str, mail: &SmtpServer) -> Server {
    let port = mail.port().to_string();
    let settings = [
        ("STEWARD_OTLP_ENDPOINT", endpoint),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=open"),
        ("STEWARD_SMTP_HOST", "127.0.0.1"),
        ("STEWARD_SMTP_PORT", port.as_str()),
        ("STEWARD_SMTP_TLS", "none"),
        ("STEWARD_LOG", "trace"), // what the log is told changes nothing here
    ];
    Server::with(Furnishing::World, &settings).await
}

/// Somebody books, for a guest with a canary for a name.
async fn book(server: &Server) {
    let bo = server.sign_in(&BO).await;
    let (at, resource) = (rfc3339(morning(2)), DESKS.id.to_string());
    let fields = [
        ("key", "key-1"),
        ("resource", resource.as_str()),
        ("at", at.as_str()),
        ("minutes", "60"),
        ("name", "canary-name"),
        ("email", "canary-guest@guest.example"),
        ("people", "1"),
        ("units", "1"),
    ];
    let path = format!("/o/{}/bookings", HARBOUR.slug);
    try_post(&bo, &path, &[], &fields).await.expect("an answer").expect(303);
}

#[tokio::test]
async fn a_collector_is_told_of_requests_jobs_and_letters_and_of_nobody() {
    let (sink, mail) = (Sink::start().await, SmtpServer::start().await);
    let mut server = server(&sink.url(""), &mail).await;
    book(&server).await;
    let guest = server.guest();
    let headers =
        [("x-request-id", "canary-header"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")];
    guest.try_send(Method::GET, "/o/harbour-house?secret=canary-query", &headers, None).await.expect("an answer");
    guest.try_send(Method::GET, "/b/harbour-house/m/canary-query", &headers, None).await.expect("an answer");
    let odd = Method::from_bytes(b"canarymethod").expect("a method");
    guest.try_send(odd, "/", &[], None).await.expect("an answer");
    let door = guest.get("/password-reset").await.expect(200);
    guest.submit(&door, "#reset", &[("email", "cy@harbour.example")]).await;
    let began = Instant::now();
    while mail.messages().len() < 2 {
        assert!(began.elapsed() < PATIENCE, "no mail: {}", server.log_text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.terminate().await.success());

    let got = sink.got();
    let (spans, resource) = told(&got);
    assert_eq!(got[0].header("x-collector-key"), "open");
    assert_eq!(attribute(&resource, "service.name"), "steward");
    assert_eq!(attribute(&resource, "service.version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(attribute(&resource, "service.instance.id").len(), 36);
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no span {name}"));
    let request = named("POST /o/{org}/bookings");
    assert_eq!(attribute(&request.attributes, "http.request.method"), "POST");
    assert_eq!(attribute(&request.attributes, "http.route"), "/o/{org}/bookings");
    assert_eq!(attribute(&request.attributes, "http.response.status_code"), "303");
    let (trace, theirs) = (named("GET /o/{org}"), [0x0a, 0xf7, 0x65, 0x19]);
    assert!(!trace.trace_id.starts_with(&theirs), "what callers say of traces is not heard");
    assert_eq!(attribute(&named("letter booking.confirmation").attributes, "steward.outcome"), "sent");
    assert_eq!(attribute(&named("job identity.send_reset").attributes, "steward.outcome"), "done");
    assert!(spans.iter().any(|span| span.name.starts_with("_OTHER ")), "a made-up method has no name");
    assert!(spans.iter().all(|span| span.events.is_empty()), "no line of the log is told");
    for one in &got {
        let body = String::from_utf8_lossy(&one.body);
        for canary in CANARIES.iter().chain(&["guest.example", "127.0.0.1", "cy@"]) {
            assert!(!body.contains(canary), "{canary} was told");
        }
    }
}

#[tokio::test]
async fn a_collector_that_is_silent_or_away_holds_up_nothing_and_is_told_of_once() {
    let (sink, mail) = (Sink::start().await, SmtpServer::start().await);
    for say in [Say::Silence, Say::Drop] {
        sink.usually(say);
        let mut server = server(&sink.url(""), &mail).await;
        book(&server).await;
        for _ in 0..20 {
            server.guest().get("/livez").await.expect(200);
        }
        assert!(server.terminate().await.success());
        assert_eq!(server.log_text().matches("the collector of traces is not reached").count(), 1);
    }
}
