//! Traces: the spans of requests, jobs and letters, told by OTLP (HTTP, protobuf) to the collector the operator named.
//!
//! Spans wait in a queue that drops what does not fit, and a thread of its own sends them in batches: a collector that is
//! slow or away costs spans, never a request. Each request begins a trace of its own: a `traceparent` that callers send is
//! not read, since it would let anybody outside decide what is sampled, and join traces that are not theirs.

use async_trait::async_trait;
use kernel::http::{Allowance, Call, Caps, Client, Outcome, Rules};
use kernel::id::Ids;
use kernel::time::Clock;
use kernel::{Error, Result};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use platform::traces::TARGET;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

/// How long the collector may take to answer a batch.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);
/// How long one batch may be on its way; longer, so that it is our client that says why.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the house waits at its end for the last spans.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);
/// Where collectors take traces, when the endpoint names no path.
const USUAL_PATH: &str = "/v1/traces";

/// What sends the spans; to be ended after the last of them.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send to this endpoint. The runtime must outlive it.
    ///
    /// # Errors
    /// An endpoint that cannot be called.
    pub fn begin(endpoint: &str, certificates: Rules, runtime: Handle) -> Result<Traces> {
        let url = endpoint_url(endpoint).map_err(Error::broken)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let rules = Rules { allow: vec![Allowance::parse(host).map_err(Error::broken)?], ..certificates };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Carrier { client: Client::new(rules), runtime, is_away: AtomicBool::new(false).into() })
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url.as_str())
            .with_timeout(EXPORT_TIMEOUT)
            .build()
            .map_err(Error::broken)?;
        let instance = Ids::system().id(Clock::system().now()).to_string();
        let resource = Resource::builder()
            .with_service_name("steward")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_attribute(KeyValue::new("service.instance.id", instance))
            .build();
        Ok(Traces(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build()))
    }

    /// What hands it the spans, and nothing but them.
    pub fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("steward"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_level(false)
            .with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == TARGET))
            .boxed()
    }

    /// Sends what is left and ends; a collector that is away is not waited for.
    pub fn end(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(FLUSH_TIMEOUT) {
            tracing::warn!(%error, "the last spans did not reach the collector");
        }
    }
}

/// The address that spans are sent to, as the operator's key means it.
///
/// # Errors
/// Why it is none.
pub fn endpoint_url(endpoint: &str) -> Result<Url, String> {
    let mut url = Url::parse(endpoint.trim()).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err("it must begin with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds no password: OTEL_EXPORTER_OTLP_HEADERS may".to_owned());
    }
    if url.path() == "/" {
        url.set_path(USUAL_PATH);
    }
    Ok(url)
}

/// Carries batches by the house's own client, which may call this one host. The thread that sends has no runtime, so the
/// call is made on the house's.
struct Carrier {
    client: Client,
    runtime: Handle,
    is_away: Arc<AtomicBool>,
}

impl fmt::Debug for Carrier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Carrier").finish_non_exhaustive()
    }
}

#[async_trait]
impl HttpClient for Carrier {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let url = request.uri().to_string();
        let caps = Caps { first_byte: ANSWER_TIMEOUT, total: ANSWER_TIMEOUT, ..Caps::default() };
        let mut call = Call { body: request.body().clone(), caps, ..Call::post_json("") };
        call.headers.clear();
        for (name, value) in request.headers() {
            call = call.header(name.as_str().to_owned(), value.to_str()?);
        }
        let client = self.client.clone();
        let outcome = self.runtime.spawn(async move { client.call_url(&url, &call).await }).await?;
        let (reply, why) = match outcome {
            Outcome::Answered(reply) if reply.is_success() => (Ok(reply), None),
            Outcome::Answered(reply) => {
                let why = format!("it answers {}", reply.status);
                (Ok(reply), Some(why))
            }
            Outcome::Refused(refusal) => (Err(refusal.to_string()), Some(refusal.to_string())),
            Outcome::Unreachable { reason } | Outcome::Unknown { reason } => (Err(reason.clone()), Some(reason)),
        };
        self.tell(why.as_deref());
        let reply = reply?;
        Ok(Response::builder().status(reply.status).body(reply.body)?)
    }
}

impl Carrier {
    /// Tells the log that the collector is away, or back; once, not for each try.
    fn tell(&self, why: Option<&str>) {
        let was_away = self.is_away.swap(why.is_some(), Ordering::Relaxed);
        match why {
            Some(why) if !was_away => tracing::warn!(why, "the collector of traces is not reached; spans are dropped"),
            None if was_away => tracing::info!("the collector of traces is reached again"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_without_a_path_has_the_usual_one() {
        let url = |text| endpoint_url(text).map(String::from);
        assert_eq!(url("http://127.0.0.1:4318").unwrap(), "http://127.0.0.1:4318/v1/traces");
        assert_eq!(url("https://otel.example/in/traces").unwrap(), "https://otel.example/in/traces");
        assert!(url("grpc://otel.example").is_err() && url("otel").is_err() && url("http://a:b@otel").is_err());
    }
}
