//! The client: judge, connect, send, read; each with an end.

use super::address::is_public;
use super::allowance::Allowance;
use super::outcome::{Outcome, Refusal, Reply};
use super::pool::{Line, Pool};
use super::resolver::Resolver;
use super::target::{Target, TargetHost};
use super::tls;
use crate::{Error, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::http::{HeaderName, HeaderValue, Method, Request, Response, header};
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::time::{Instant as Clock, timeout, timeout_at};
use tokio_rustls::TlsConnector;

/// Addresses of one name that are tried.
const ADDRESSES_TRIED: usize = 4;
/// One address of a name has this long to take a connection, when there are others.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(2);
/// The answer's headers (bytes).
const HEADERS_MAX: usize = 32 * 1024;
/// What a caller cannot set: it frames the message, or names whom it is for.
const OURS: [HeaderName; 8] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::EXPECT,
];

/// What the operator decided.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// What may be called although it is not public.
    pub allow: Vec<Allowance>,
    /// Certificates to trust besides the public authorities; see [`certificates`].
    pub certificates: Vec<CertificateDer<'static>>,
    /// Where names are looked up.
    pub resolver: Resolver,
}

impl Rules {
    pub(super) fn allows(&self, host: &TargetHost) -> bool {
        match host {
            TargetHost::Name(name) => self.allow.iter().any(|allowance| allowance.covers_host(name)),
            TargetHost::Address(address) => self.allows_address(*address),
        }
    }

    pub(super) fn allows_address(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|allowance| allowance.covers_address(address))
    }

    pub(super) fn allows_any_address(&self) -> bool {
        self.allow.iter().any(|allowance| matches!(allowance, Allowance::Net { .. }))
    }
}

/// Reads certificates (PEM) for [`Rules`].
///
/// # Errors
/// The text holds none, or one that nobody could trust.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let refused = |error: &dyn std::fmt::Display| Error::broken(format!("the egress certificate file: {error}"));
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.map_err(|error| refused(&error))?;
    if read.is_empty() {
        return Err(refused(&"it holds no certificate"));
    }
    for certificate in &read {
        RootCertStore::empty().add(certificate.clone()).map_err(|error| refused(&error))?;
    }
    Ok(read)
}

/// How long and how much.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    /// Looking up, connecting and agreeing on TLS, together.
    pub connect: Duration,
    /// From the request to the answer's headers.
    pub first_byte: Duration,
    /// All of it.
    pub total: Duration,
    /// What is read of the answer's body (bytes).
    pub body: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Caps {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(10),
            total: Duration::from_secs(15),
            body: 64 * 1024,
        }
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is asked for.
    pub method: Method,
    /// Headers besides those of the connection.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body.
    pub body: Bytes,
    /// How long and how much.
    pub caps: Caps,
}

impl Call {
    /// Fetches.
    pub fn get() -> Call {
        Call { method: Method::GET, headers: Vec::new(), body: Bytes::new(), caps: Caps::default() }
    }

    /// Posts JSON.
    pub fn post_json(body: impl Into<Bytes>) -> Call {
        Call { method: Method::POST, body: body.into(), ..Call::get() }.header("content-type", "application/json")
    }

    /// With this header.
    pub fn header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Call {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// The client. Cloning it copies a pointer; its connections are shared.
#[derive(Clone)]
pub struct Client(Arc<Parts>);

struct Parts {
    rules: Rules,
    tls: TlsConnector,
    pool: Pool,
}

/// Why no connection was made.
enum NoLine {
    Refused(Refusal),
    Unreachable(String),
}

impl From<NoLine> for Outcome {
    fn from(why: NoLine) -> Outcome {
        match why {
            NoLine::Refused(refusal) => Outcome::Refused(refusal),
            NoLine::Unreachable(reason) => Outcome::Unreachable { reason },
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Client({:?})", self.0.rules)
    }
}

impl Client {
    /// A client that follows these rules.
    pub fn new(rules: Rules) -> Client {
        let tls = tls::connector(&rules.certificates);
        Client(Arc::new(Parts { rules, tls, pool: Pool::default() }))
    }

    /// Reads an address that somebody gave. What it resolves to is judged with every connection.
    ///
    /// # Errors
    /// Why it will not be called.
    pub fn target(&self, text: &str) -> Result<Target, Refusal> {
        Target::read(&self.0.rules, text)
    }

    /// Calls it, and reads the answer.
    pub async fn call(&self, target: &Target, call: &Call) -> Outcome {
        let request = match request(target, call) {
            Ok(request) => request,
            Err(refusal) => return Outcome::Refused(refusal),
        };
        let end = Clock::now() + call.caps.total;
        // A kept connection may have been closed meanwhile: then the request comes back unsent, and a new one is made.
        let unsent = match self.0.pool.take(target) {
            Some(line) => match self.exchange(target, call, line, request, end).await {
                Ok(outcome) => return outcome,
                Err((request, _)) => request,
            },
            None => request,
        };
        let line = match timeout_at(end.min(Clock::now() + call.caps.connect), self.connect(target)).await {
            Ok(Ok(line)) => line,
            Ok(Err(why)) => return why.into(),
            Err(_) => return Outcome::Unreachable { reason: "no connection in time".to_owned() },
        };
        match self.exchange(target, call, line, unsent, end).await {
            Ok(outcome) => outcome,
            Err((_, reason)) => Outcome::Unreachable { reason },
        }
    }

    /// Reads an address and calls it.
    pub async fn call_url(&self, url: &str, call: &Call) -> Outcome {
        match self.target(url) {
            Ok(target) => self.call(&target, call).await,
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    /// One request on one connection; a request that certainly did not leave comes back, with the reason.
    async fn exchange(
        &self,
        target: &Target,
        call: &Call,
        mut line: Line,
        request: Request<Full<Bytes>>,
        end: Clock,
    ) -> Result<Outcome, (Request<Full<Bytes>>, String)> {
        let patience = end.min(Clock::now() + call.caps.first_byte);
        match timeout_at(patience, line.sender.try_send_request(request)).await {
            Err(_) => Ok(Outcome::Unknown { reason: "no answer in time".to_owned() }),
            Ok(Ok(answer)) => Ok(self.read(target, call, line, answer, end).await),
            Ok(Err(mut error)) => match error.take_message() {
                Some(request) => Err((request, told(error.into_error()))),
                None => Ok(Outcome::Unknown { reason: told(error.into_error()) }),
            },
        }
    }

    /// Reads the answer. Only a connection whose answer was read to its end is kept.
    async fn read(&self, target: &Target, call: &Call, line: Line, answer: Response<Incoming>, end: Clock) -> Outcome {
        let (head, mut body) = answer.into_parts();
        let mut read = Vec::new();
        let mut is_cut = false;
        while !body.is_end_stream() {
            match timeout_at(end, body.frame()).await {
                Ok(Some(Ok(frame))) => {
                    let Ok(data) = frame.into_data() else { continue };
                    let room = call.caps.body.saturating_sub(read.len());
                    read.extend_from_slice(&data[..data.len().min(room)]);
                    if data.len() > room {
                        is_cut = true;
                        break;
                    }
                }
                // The status has come: that is an answer, however its body ends.
                Ok(Some(Err(_))) | Err(_) => {
                    is_cut = true;
                    break;
                }
                Ok(None) => break,
            }
        }
        drop(body);
        if !is_cut {
            self.keep(target, line).await;
        }
        Outcome::Answered(Reply { status: head.status.as_u16(), headers: head.headers, body: read.into(), is_cut })
    }

    async fn keep(&self, target: &Target, mut line: Line) {
        // The connection's own task has to see the end of the answer first; one that closes is not kept.
        if let Ok(Ok(())) = timeout(Duration::from_millis(50), line.sender.ready()).await {
            self.0.pool.give(target, line);
        }
    }

    async fn connect(&self, target: &Target) -> Result<Line, NoLine> {
        let rules = &self.0.rules;
        let addresses = match &target.host {
            TargetHost::Address(address) => vec![*address],
            TargetHost::Name(name) => {
                let found = rules.resolver.look_up(name, target.port).await;
                found.map_err(|error| NoLine::Unreachable(format!("{name} cannot be found: {error}")))?
            }
        };
        let (mut judged, mut refusal) = (Vec::new(), None);
        for address in addresses {
            match target.judge(rules, address) {
                Ok(()) if !judged.contains(&address) => judged.push(address),
                Ok(()) => {}
                Err(why) => refusal = Some(why),
            }
        }
        if judged.is_empty() {
            let nowhere = || NoLine::Unreachable(format!("{} has no address", target.host()));
            return Err(refusal.map_or_else(nowhere, NoLine::Refused));
        }
        let stream = self.reach(&judged, target).await?;
        if !target.is_tls {
            return self.shake_hands(TokioIo::new(stream)).await;
        }
        let name = match &target.host {
            TargetHost::Address(address) => ServerName::IpAddress((*address).into()),
            TargetHost::Name(name) => ServerName::try_from(name.clone())
                .map_err(|_| NoLine::Unreachable(format!("{name} cannot be the name of a certificate")))?,
        };
        let stream = self.0.tls.connect(name, stream).await;
        let stream = stream.map_err(|error| NoLine::Unreachable(format!("no secure connection: {error}")))?;
        self.shake_hands(TokioIo::new(stream)).await
    }

    /// A connection to one of the judged addresses, and to nothing else.
    async fn reach(&self, judged: &[IpAddr], target: &Target) -> Result<TcpStream, NoLine> {
        let mut reason = String::new();
        for (at, address) in judged.iter().take(ADDRESSES_TRIED).enumerate() {
            let connecting = TcpStream::connect(SocketAddr::new(*address, target.port));
            let is_last = at + 1 == judged.len().min(ADDRESSES_TRIED);
            let connected = if is_last { Ok(connecting.await) } else { timeout(ADDRESS_TIMEOUT, connecting).await };
            match connected {
                Ok(Ok(stream)) => {
                    // Where the connection leads is asked of the connection itself: no name has a say any more.
                    let peer = stream.peer_addr().map_err(|error| NoLine::Unreachable(error.to_string()))?.ip();
                    debug_assert!(is_public(peer) || !self.0.rules.allow.is_empty());
                    if peer != *address {
                        return Err(NoLine::Refused(Refusal::Inside(peer)));
                    }
                    let _ = stream.set_nodelay(true); // a socket that cannot is still a socket
                    return Ok(stream);
                }
                Ok(Err(error)) => reason = error.to_string(),
                Err(_) => "no connection in time".clone_into(&mut reason),
            }
        }
        Err(NoLine::Unreachable(format!("{}:{} cannot be reached: {reason}", target.host(), target.port)))
    }

    async fn shake_hands<S: Read + Write + Unpin + Send + 'static>(&self, stream: S) -> Result<Line, NoLine> {
        let shaken = http1::Builder::new().max_buf_size(HEADERS_MAX).handshake::<_, Full<Bytes>>(stream).await;
        let (sender, connection) = shaken.map_err(|error| NoLine::Unreachable(error.to_string()))?;
        tokio::spawn(async move {
            let _ = connection.await; // what goes wrong is told to whoever waits for the answer
        });
        Ok(Line { sender, made: Instant::now() })
    }
}

fn request(target: &Target, call: &Call) -> Result<Request<Full<Bytes>>, Refusal> {
    let mut request = Request::new(Full::new(call.body.clone()));
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = target.path.parse().map_err(|_| Refusal::Unreadable)?;
    let headers = request.headers_mut();
    headers.insert(header::HOST, HeaderValue::from_str(&target.authority).map_err(|_| Refusal::Unreadable)?);
    headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("Steward/", env!("CARGO_PKG_VERSION"))));
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    for (name, value) in &call.headers {
        let refused = || Refusal::Header(name.clone().into_owned());
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        if OURS.contains(&name) {
            return Err(refused());
        }
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| refused())?);
    }
    Ok(request)
}

/// What hyper complains of, with its cause: `connection error: connection reset`.
fn told(error: hyper::Error) -> String {
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}
