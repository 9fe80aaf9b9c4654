//! A little service that speaks as much of S3 as the house asks of it: it keeps objects, sees that requests are signed, and
//! fails on demand.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
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
}

#[derive(Default)]
struct Record {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: HashMap<String, BTreeMap<u32, Vec<u8>>>,
    next: VecDeque<Fails>,
    always: Option<Fails>,
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
    let (fails, key) = {
        let mut record = lock();
        record.calls.push(format!("{} {path}", head.method));
        (record.next.pop_front().or(record.always), record.key)
    };
    match fails {
        Some(Fails::With(status)) => return StatusCode::from_u16(status).unwrap_or_default().into_response(),
        Some(Fails::Silent) => std::future::pending().await,
        Some(Fails::Slow(pause)) => tokio::time::sleep(pause).await,
        None => {}
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
    work(&mut lock(), &head.method, name, &query, bytes.to_vec())
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
