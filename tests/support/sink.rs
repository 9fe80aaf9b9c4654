//! A real little web server on loopback that keeps what it is sent, and fails on demand.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Request, Response};
use futures::{StreamExt, stream};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// What it answers.
#[derive(Debug, Clone)]
pub enum Say {
    /// This status, with this body.
    Status(u16, &'static str),
    /// This status with this header.
    Header(u16, &'static str, String),
    /// A body of so many bytes.
    Large(usize),
    /// A status at once, and a body that never ends.
    Drip,
    /// Reads the request and never answers.
    Silence,
    /// Reads the request and closes the connection.
    Drop,
    /// Answers and closes the connection.
    Goodbye,
    /// Answers after this long.
    Slow(Duration),
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Got {
    /// Path and query.
    pub path: String,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    /// All of it.
    pub body: Vec<u8>,
}

impl Got {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

#[derive(Default)]
struct Record {
    got: Vec<Got>,
    next: VecDeque<Say>,
    usual: Option<Say>,
    connections: usize,
}

/// The running server. It stops when it is dropped.
pub struct Sink {
    address: SocketAddr,
    record: Arc<Mutex<Record>>,
    accepting: JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Sink {
    /// On a port of loopback.
    pub async fn start() -> Sink {
        Sink::at("127.0.0.1:0", None).await
    }

    /// On this address, encrypted if there is a certificate.
    pub async fn at(address: &str, tls: Option<Arc<ServerConfig>>) -> Sink {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let record: Arc<Mutex<Record>> = Arc::default();
        let accepting = tokio::spawn(accept(listener, tls.map(TlsAcceptor::from), record.clone()));
        Sink { address, record, accepting }
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it answers from now on.
    pub fn usually(&self, say: Say) {
        self.record().usual = Some(say);
    }

    /// What it answers next, once.
    pub fn next(&self, say: Say) {
        self.record().next.push_back(say);
    }

    /// What arrived.
    pub fn got(&self) -> Vec<Got> {
        self.record().got.clone()
    }

    /// How many requests arrived.
    pub fn count(&self) -> usize {
        self.record().got.len()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.record().connections
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        locked(&self.record)
    }
}

fn locked(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, record: Arc<Mutex<Record>>) {
    while let Ok((socket, _)) = listener.accept().await {
        let _ = socket.set_nodelay(true);
        locked(&record).connections += 1;
        let (record, tls) = (record.clone(), tls.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, record.clone()));
            let builder = hyper::server::conn::http1::Builder::new();
            match tls {
                None => drop(builder.serve_connection(TokioIo::new(socket), service).await),
                Some(tls) => {
                    let Ok(socket) = tls.accept(socket).await else { return };
                    drop(builder.serve_connection(TokioIo::new(socket), service).await);
                }
            }
        });
    }
}

async fn answer(request: Request<Incoming>, record: Arc<Mutex<Record>>) -> Result<Response<Body>, std::io::Error> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(Body::new(body), usize::MAX).await.map_err(std::io::Error::other)?;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let say = {
        let mut record = locked(&record);
        record.got.push(Got { path: parts.uri.to_string(), headers, body: body.to_vec() });
        record.next.pop_front().or_else(|| record.usual.clone()).unwrap_or(Say::Status(200, "ok"))
    };
    let plain = |status: u16, body: Body| {
        let mut response = Response::new(body);
        *response.status_mut() = status.try_into().expect("a status");
        response
    };
    Ok(match say {
        Say::Status(status, body) => plain(status, Body::from(body)),
        Say::Header(status, name, value) => {
            let mut response = plain(status, Body::empty());
            response.headers_mut().insert(HeaderName::from_static(name), value.parse().expect("a header's value"));
            response
        }
        Say::Large(bytes) => plain(200, Body::from(vec![b'x'; bytes])),
        Say::Drip => {
            let drops = stream::repeat(()).then(|()| async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok::<_, std::io::Error>(Bytes::from_static(b"."))
            });
            plain(202, Body::from_stream(drops))
        }
        Say::Silence => std::future::pending().await,
        Say::Drop => return Err(std::io::Error::other("told to")),
        Say::Goodbye => {
            let mut response = plain(200, Body::empty());
            response.headers_mut().insert("connection", HeaderValue::from_static("close"));
            response
        }
        Say::Slow(pause) => {
            tokio::time::sleep(pause).await;
            plain(200, Body::empty())
        }
    })
}
