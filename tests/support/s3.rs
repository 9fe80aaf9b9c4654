//! A little service that speaks as much of S3 as the house asks of it: it keeps objects, sees that requests are signed, and
//! fails on demand.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use kernel::crypto::{Secret, sha256_hex};
use kernel::storage::Bucket;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The access key that it knows, unless it is told another one.
const KEY: &str = "house";
/// The largest body that it takes.
const BODY_MAX: usize = 64 * 1024 * 1024;

/// What it does instead of its work.
#[derive(Debug, Clone, Copy)]
pub enum Fails {
    /// Answers this status.
    With(u16),
    /// Does not answer.
    Silent,
    /// Does its work after this long.
    Slow(Duration),
    /// Does its work, and breaks the connection in the middle of the answer.
    Cut,
    /// Breaks the connection before it answers; what it was asked for is not done.
    Reset,
    /// Answers that there is too much to do, as Amazon's does.
    SlowDown,
}

/// Whom failures befall.
type Befalls = fn(&str) -> bool;

#[derive(Default)]
struct Record {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: HashMap<String, BTreeMap<u32, Vec<u8>>>,
    next: VecDeque<Fails>,
    always: Option<Fails>,
    at: Option<(Befalls, Fails)>,
    calls: Vec<String>,
    unsigned: usize,
    key: &'static str,
}

/// The running service. It stops when it is dropped.
pub struct S3 {
    address: SocketAddr,
    record: Arc<Mutex<Record>>,
    serving: JoinHandle<()>,
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl S3 {
    /// On a port of loopback.
    pub async fn start() -> S3 {
        S3::knowing(KEY).await
    }

    /// The same, for whoever comes with this access key.
    pub async fn knowing(key: &'static str) -> S3 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let record = Arc::new(Mutex::new(Record { key, ..Record::default() }));
        let router = Router::new().fallback(serve).with_state(record.clone());
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        S3 { address, record, serving }
    }

    /// The bucket `things` there, with names that begin so.
    pub fn bucket(&self, prefix: &str) -> Bucket {
        Bucket {
            endpoint: format!("http://{}", self.address),
            name: "things".to_owned(),
            region: "eu-test-1".to_owned(),
            key: self.record().key.to_owned(),
            secret: Secret::new("a secret of the house".to_owned()),
            path_style: true,
            prefix: prefix.to_owned(),
            certificates: Vec::new(),
            patience: Duration::from_secs(3),
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of what it keeps.
    pub fn names(&self) -> Vec<String> {
        self.record().objects.keys().cloned().collect()
    }

    /// Somebody else changes, or removes, what it keeps.
    pub fn tamper(&self, name: &str, bytes: Option<&[u8]>) {
        let mut record = self.record();
        record.objects.remove(name);
        if let Some(bytes) = bytes {
            record.objects.insert(name.to_owned(), bytes.to_vec());
        }
    }

    /// What the next requests meet, each once.
    pub fn next(&self, fails: &[Fails]) {
        self.record().next.extend(fails);
    }

    /// What every request meets from now on.
    pub fn always(&self, fails: Option<Fails>) {
        self.record().always = fails;
    }

    /// What requests meet from now on whose verb and path are so.
    pub fn at(&self, which: Befalls, fails: Fails) {
        self.record().at = Some((which, fails));
    }

    /// Verbs and paths so far.
    pub fn calls(&self) -> Vec<String> {
        self.record().calls.clone()
    }

    /// Requests that came without a signature that can be one.
    pub fn unsigned(&self) -> usize {
        self.record().unsigned
    }
}

async fn serve(State(record): State<Arc<Mutex<Record>>>, request: Request) -> Response {
    let lock = || record.lock().unwrap_or_else(PoisonError::into_inner);
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let path = head.uri.path().to_owned();
    let call = format!("{} {path}", head.method);
    let (fails, key) = {
        let mut record = lock();
        record.calls.push(call.clone());
        let at = record.at.filter(|(which, _)| which(&call)).map(|(_, fails)| fails);
        (record.next.pop_front().or(at).or(record.always), record.key)
    };
    match fails {
        // Its task ends, and the connection with it; no hook is told, since nothing is wrong.
        Some(Fails::Reset) => std::panic::resume_unwind(Box::new("the connection is gone")),
        Some(Fails::SlowDown) => {
            let told = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
            return (StatusCode::SERVICE_UNAVAILABLE, told).into_response();
        }
        Some(Fails::With(status)) => return StatusCode::from_u16(status).unwrap_or_default().into_response(),
        Some(Fails::Silent) => std::future::pending().await,
        Some(Fails::Slow(pause)) => tokio::time::sleep(pause).await,
        Some(Fails::Cut) | None => {}
    }
    let said = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = said("authorization").starts_with(&format!("AWS4-HMAC-SHA256 Credential={key}/"))
        && said("authorization").contains("/eu-test-1/s3/aws4_request")
        && said("authorization").contains("Signature=")
        && !said("x-amz-date").is_empty()
        && (said("x-amz-content-sha256") == sha256_hex(&bytes));
    if !signed {
        lock().unsigned += 1;
        return StatusCode::FORBIDDEN.into_response();
    }
    let query: HashMap<String, String> = head
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.replace("%2F", "/")))
        .collect();
    let Some(name) = path.strip_prefix("/things").map(|name| name.trim_start_matches('/').to_owned()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let range = said("range").to_owned();
    let answer = work(&mut lock(), &head.method, name, &query, bytes.to_vec());
    let answer = match range.strip_prefix("bytes=").and_then(|range| range.split('-').next()?.parse().ok()) {
        Some(from) if answer.status() == StatusCode::OK => part_of(answer, from).await,
        _ => answer,
    };
    if !matches!(fails, Some(Fails::Cut)) {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let bytes = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let cut = broken_off(&bytes[..bytes.len() / 2], bytes.len());
    head.headers.extend(cut.headers().clone());
    Response::from_parts(head, cut.into_body())
}

/// The rest of an object, for whoever has the beginning.
async fn part_of(answer: Response, from: usize) -> Response {
    let (mut head, body) = answer.into_parts();
    let bytes = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let range = format!("bytes {from}-{}/{}", bytes.len().saturating_sub(1), bytes.len());
    head.headers.insert("content-range", range.parse().expect("a header"));
    head.headers.remove("content-length");
    head.status = StatusCode::PARTIAL_CONTENT;
    Response::from_parts(head, Body::from(bytes.slice(from.min(bytes.len())..)))
}

/// An answer that promises so many bytes and breaks off after these.
fn broken_off(bytes: &[u8], promised: usize) -> Response {
    let begun = Ok(axum::body::Bytes::copy_from_slice(bytes));
    let gone = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
    // A pause, so that what was begun is on its way before the connection goes.
    let pieces = futures::stream::iter([begun, gone]).then(async |piece| {
        if piece.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        piece
    });
    ([("content-length", promised.max(1).to_string())], Body::from_stream(pieces)).into_response()
}

fn work(
    record: &mut Record,
    method: &Method,
    name: String,
    query: &HashMap<String, String>,
    bytes: Vec<u8>,
) -> Response {
    let tag = |bytes: &[u8]| [("etag", format!("\"{}\"", &sha256_hex(bytes)[..32]))];
    let upload = query.get("uploadId").cloned().unwrap_or_default();
    match (method.as_str(), query) {
        ("PUT", query) if query.contains_key("partNumber") => {
            let number = query["partNumber"].parse().unwrap_or_default();
            let tag = tag(&bytes);
            record.uploads.entry(upload).or_default().insert(number, bytes);
            (tag, "").into_response()
        }
        ("PUT", _) => {
            let tag = tag(&bytes);
            record.objects.insert(name, bytes);
            (tag, "").into_response()
        }
        ("POST", query) if query.contains_key("uploads") => {
            let id = format!("upload-{}", record.calls.len());
            record.uploads.insert(id.clone(), BTreeMap::new());
            xml(&format!(
                "<InitiateMultipartUploadResult><Bucket>things</Bucket><Key>{name}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        ("POST", query) if query.contains_key("delete") => {
            // Many at once, as XML.
            let told = String::from_utf8_lossy(&bytes).into_owned();
            let keys: Vec<&str> = told.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()).collect();
            keys.iter().for_each(|key| drop(record.objects.remove(*key)));
            let gone: String = keys.iter().map(|key| format!("<Deleted><Key>{key}</Key></Deleted>")).collect();
            xml(&format!("<DeleteResult>{gone}</DeleteResult>"))
        }
        ("POST", _) => {
            // Whoever asks again, because the answer was late, is told the same.
            if let Some(parts) = record.uploads.remove(&upload) {
                record.objects.insert(name.clone(), parts.into_values().flatten().collect());
            }
            xml(&format!(
                "<CompleteMultipartUploadResult><Bucket>things</Bucket><Key>{name}</Key><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>"
            ))
        }
        ("DELETE", query) if query.contains_key("uploadId") => {
            record.uploads.remove(&upload);
            StatusCode::NO_CONTENT.into_response()
        }
        ("DELETE", _) => {
            record.objects.remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET", query) if query.contains_key("list-type") => {
            let prefix = query.get("prefix").cloned().unwrap_or_default();
            let found = record.objects.iter().filter(|(name, _)| name.starts_with(&prefix));
            let listed: String = found
                .map(|(name, bytes)| {
                    let size = bytes.len();
                    format!("<Contents><Key>{name}</Key><LastModified>2026-03-02T00:00:00.000Z</LastModified><ETag>\"x\"</ETag><Size>{size}</Size></Contents>")
                })
                .collect();
            xml(&format!(
                "<ListBucketResult><Name>things</Name><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>"
            ))
        }
        _ => match record.objects.get(&name) {
            Some(bytes) => {
                let tag = tag(bytes);
                let modified = [("last-modified", "Mon, 02 Mar 2026 08:00:00 GMT")];
                (tag, modified, Body::from(bytes.clone())).into_response()
            }
            None => (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response(),
        },
    }
}

fn xml(text: &str) -> Response {
    ([("content-type", "application/xml")], format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}")).into_response()
}
