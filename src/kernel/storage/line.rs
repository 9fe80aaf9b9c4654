//! How the service is spoken to: one connection for each request, by the house's own TLS.
//!
//! The operator gave its address, so it may be anywhere, unlike what tenants give (see [`crate::http`]).

use crate::http::tls;
use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::rt::{Read, Write};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use rustls::pki_types::{CertificateDer, ServerName};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Makes what requests are sent by.
#[derive(Clone)]
pub(super) struct Connector {
    tls: TlsConnector,
    patience: Duration,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Connector")
    }
}

impl Connector {
    pub(super) fn new(certificates: &[CertificateDer<'static>], patience: Duration) -> Connector {
        Connector { tls: tls::connector(certificates), patience }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (mut head, body) = request.into_parts();
        let uri = std::mem::take(&mut head.uri);
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_tls = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        if let Some(authority) = uri.authority() {
            let host =
                HeaderValue::from_str(authority.as_str()).map_err(|error| wrong(HttpErrorKind::Unknown, error))?;
            head.headers.insert(HOST, host);
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = path.parse::<Uri>().map_err(|error| wrong(HttpErrorKind::Unknown, error))?;
        let request = Request::from_parts(head, body);
        let connecting = timeout(CONNECT.min(self.patience), TcpStream::connect((host.as_str(), port)));
        let stream = connecting.await.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
        let stream = stream.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
        let _ = stream.set_nodelay(true); // a socket that cannot is still a socket
        if !is_tls {
            return exchange(TokioIo::new(stream), request, self.patience).await;
        }
        let name = ServerName::try_from(host).map_err(|error| wrong(HttpErrorKind::Connect, error))?;
        let securing = timeout(CONNECT.min(self.patience), self.tls.connect(name, stream));
        let stream = securing.await.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
        let stream = stream.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
        exchange(TokioIo::new(stream), request, self.patience).await
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.send(request).await
    }
}

async fn exchange<S: Read + Write + Unpin + Send + 'static>(
    stream: S,
    request: Request<HttpRequestBody>,
    patience: Duration,
) -> Result<HttpResponse, HttpError> {
    let shaken = timeout(patience, http1::handshake::<_, HttpRequestBody>(stream)).await;
    let shaken = shaken.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
    let (mut sender, connection) = shaken.map_err(|error| wrong(HttpErrorKind::Connect, error))?;
    tokio::spawn(async move {
        let _ = connection.await; // what goes wrong is told to whoever waits for the answer
    });
    let answer = timeout(patience, sender.send_request(request)).await;
    let answer = answer.map_err(|error| wrong(HttpErrorKind::Timeout, error))?;
    let answer = answer.map_err(|error| wrong(HttpErrorKind::Interrupted, error))?;
    let (head, body) = answer.into_parts();
    let body = HttpResponseBody::new(body.map_err(|error| wrong(HttpErrorKind::Interrupted, error)));
    Ok(Response::from_parts(head, body))
}

fn wrong(kind: HttpErrorKind, error: impl std::error::Error + Send + Sync + 'static) -> HttpError {
    HttpError::new(kind, error)
}
