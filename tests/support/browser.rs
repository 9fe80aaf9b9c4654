//! A browser without a screen: cookies, forms, links, and the headers that real ones send. It talks to the application in
//! process or to a server on a socket.

use super::http::{Connection, Exchange};
use super::jar::Jar;
use super::live::Live;
use super::{Answer, Form};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERER, USER_AGENT,
};
use axum::http::{Method, Request};
use platform::web::ClientAddress;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tower::ServiceExt;

/// What it calls itself.
const NAME: &str = "Mozilla/5.0 (test) Browser/1.0";
/// Between the parts of an upload.
const BOUNDARY: &str = "----a-line-that-no-part-contains";

/// How plain forms are encoded.
const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// A body with its type.
pub type Sent = (String, Vec<u8>);

/// How it reaches the house.
enum Way {
    InProcess(Router),
    Socket(Connection),
}

/// A browser.
pub struct Browser {
    way: Way,
    /// `http://house.example`.
    origin: String,
    jar: Mutex<Jar>,
    last: Mutex<Option<String>>,
    address: IpAddr,
}

impl Browser {
    /// One that talks to an application in process.
    pub fn in_process(router: Router, origin: &str) -> Browser {
        Browser::over(Way::InProcess(router), origin)
    }

    /// One that talks to a server on a socket.
    pub fn on_socket(address: std::net::SocketAddr) -> Browser {
        Browser::over(Way::Socket(Connection::to(address)), &format!("http://{address}"))
    }

    fn over(way: Way, origin: &str) -> Browser {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Browser { way, origin: origin.to_owned(), jar: Mutex::default(), last: Mutex::default(), address }
    }

    /// The same browser, seen by the house at another address (in process only).
    pub fn at_address(mut self, address: &str) -> Browser {
        self.address = address.parse().expect("an IP address");
        self
    }

    /// Puts a cookie into its jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        locked(&self.jar).set(name, value);
    }

    /// A cookie of its jar.
    pub fn cookie(&self, name: &str) -> Option<String> {
        locked(&self.jar).get(name).map(str::to_owned)
    }

    /// Goes to an address.
    pub async fn get(&self, address: &str) -> Answer {
        self.send(Method::GET, address, &[], None).await
    }

    /// Sends fields that no page has shown: for requests that a form would not make.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encode(fields.iter().copied());
        self.send(Method::POST, address, &[], Some((URL_ENCODED.to_owned(), body.into_bytes()))).await
    }

    /// Fills in a form of a page (`#id`, or the end of its action) and sends it.
    pub async fn submit(&self, page: &Answer, which: &str, fields: &[(&str, &str)]) -> Answer {
        let form = fields.iter().fold(page.form(which), |form, (name, value)| form.set(name, value));
        self.send_form(&form).await
    }

    /// Sends a form as it is.
    pub async fn send_form(&self, form: &Form) -> Answer {
        self.send_form_with(form, None).await
    }

    /// Sends a form with a file under the name `file`.
    pub async fn send_form_with(&self, form: &Form, file: Option<(&str, &str, &[u8])>) -> Answer {
        let values = form.values();
        let pairs = || values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        if form.method != "post" {
            let path = form.action.split('?').next().unwrap_or_default();
            return self.get(&format!("{path}?{}", encode(pairs()))).await;
        }
        let body = match form.is_multipart {
            true => (format!("multipart/form-data; boundary={BOUNDARY}"), multipart(pairs(), file)),
            false => (URL_ENCODED.to_owned(), encode(pairs()).into_bytes()),
        };
        self.send(Method::POST, &form.action, &[], Some(body)).await
    }

    /// Goes where an answer sends it.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        self.get(answer.location()).await
    }

    /// Follows the link with these words.
    pub async fn follow_link(&self, page: &Answer, words: &str) -> Answer {
        self.get(&page.link(words)).await
    }

    /// As htmx asks for a part of a page.
    pub async fn hx_get(&self, address: &str) -> Answer {
        self.send(Method::GET, address, &[("hx-request", "true"), ("hx-request-type", "partial")], None).await
    }

    /// As htmx sends fields on behalf of a script.
    pub async fn hx_post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = (URL_ENCODED.to_owned(), encode(fields.iter().copied()).into_bytes());
        self.send(Method::POST, address, &[("hx-request", "true"), ("hx-request-type", "partial")], Some(body)).await
    }

    /// As a boosted form does.
    pub async fn hx_boosted(&self, form: &Form) -> Answer {
        let headers = [("hx-request", "true"), ("hx-boosted", "true"), ("hx-request-type", "full")];
        let values = form.values();
        let body = encode(values.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
        self.send(Method::POST, &form.action, &headers, Some((URL_ENCODED.to_owned(), body))).await
    }

    /// Opens a stream of events (in process only).
    pub async fn listen(&self, address: &str) -> Live {
        let Way::InProcess(router) = &self.way else { panic!("streams are read in process") };
        let request = self.request(Method::GET, address, &[("accept", "text/event-stream")], None);
        let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        assert!(response.status().is_success(), "{address} answered {}", response.status());
        Live::of(response)
    }

    /// Sends anything: extra headers replace the usual ones of the same name; an empty value leaves that header out.
    pub async fn send(&self, method: Method, address: &str, extra: &[(&str, &str)], body: Option<Sent>) -> Answer {
        let what = format!("{method} {address}");
        self.try_send(method, address, extra, body).await.unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Sends a form to a server that may go away before it has answered.
    pub async fn try_send_form(&self, form: &Form) -> io::Result<Answer> {
        let values = form.values();
        let body = encode(values.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
        self.try_send(Method::POST, &form.action, &[], Some((URL_ENCODED.to_owned(), body))).await
    }

    /// [`Browser::send`] to a server that may go away before it has answered.
    pub async fn try_send(
        &self,
        method: Method,
        address: &str,
        extra: &[(&str, &str)],
        body: Option<Sent>,
    ) -> io::Result<Answer> {
        let address = address.strip_prefix(&self.origin).unwrap_or(address);
        let address = if address.is_empty() { "/" } else { address };
        let is_visit = method == Method::GET;
        let request = self.request(method, address, extra, body);
        let (status, headers, bytes) = match &self.way {
            Way::Socket(connection) => connection.exchange(request).await?,
            Way::InProcess(router) => in_process(router.clone(), request).await,
        };
        locked(&self.jar).take(&headers);
        if is_visit && status.is_success() {
            *locked(&self.last) = Some(address.to_owned());
        }
        Ok(Answer::new(status, headers, address.to_owned(), bytes))
    }

    fn request(&self, method: Method, address: &str, extra: &[(&str, &str)], body: Option<Sent>) -> Request<Body> {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| {
            headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        };
        set(HOST, self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host));
        set(USER_AGENT, NAME);
        if method == Method::GET {
            set(HeaderName::from_static("sec-fetch-site"), "none");
        } else {
            set(HeaderName::from_static("sec-fetch-site"), "same-origin");
            set(ORIGIN, &self.origin);
        }
        if let Some(last) = locked(&self.last).as_ref() {
            set(REFERER, &format!("{}{last}", self.origin));
        }
        if let Some(cookies) = locked(&self.jar).header() {
            set(COOKIE, &cookies);
        }
        let (kind, bytes) = body.unwrap_or_default();
        if !kind.is_empty() {
            set(CONTENT_TYPE, &kind);
        }
        for (name, value) in extra {
            let name: HeaderName = name.parse().expect("a header name");
            match *value {
                "" => drop(headers.remove(name)),
                value => drop(headers.insert(name, HeaderValue::from_str(value).expect("a header value"))),
            }
        }
        let mut request = Request::new(Body::from(bytes));
        *request.method_mut() = method;
        *request.uri_mut() = address.split('#').next().unwrap_or("/").parse().expect("a path and query");
        *request.headers_mut() = headers;
        request.extensions_mut().insert(ClientAddress(self.address));
        request
    }
}

async fn in_process(router: Router, mut request: Request<Body>) -> Exchange {
    // On a socket the connection says it.
    if let Some(length) = request.body().size_hint().exact().filter(|length| *length > 0) {
        request.headers_mut().entry(CONTENT_LENGTH).or_insert(length.into());
    }
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    // A stream of events never ends: see `listen`.
    let is_stream = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    let bytes = match is_stream {
        true => Vec::new(),
        false => axum::body::to_bytes(body, usize::MAX).await.expect("a body in memory can be read").to_vec(),
    };
    (parts.status, parts.headers, bytes)
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fields as browsers put them into a query or a body.
pub fn encode<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = fields.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}

fn escape(text: &str) -> String {
    // Browsers send line breaks as CRLF.
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => escaped.push(byte as char),
            b' ' => escaped.push('+'),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

fn multipart<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>, file: Option<(&str, &str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    if let Some((name, kind, bytes)) = file {
        let head =
            format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}");
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}
