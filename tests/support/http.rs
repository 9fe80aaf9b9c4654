//! HTTP/1.1 over a socket, kept alive: as much of it as talking to our own server takes.

use axum::body::Body;
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use axum::http::{Request, StatusCode};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// No answer takes longer than the server's own limit.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
pub type Exchange = (StatusCode, HeaderMap, Vec<u8>);

/// A connection that is opened when it is needed and kept.
pub struct Connection {
    address: SocketAddr,
    open: Mutex<Option<BufReader<TcpStream>>>,
}

impl Connection {
    /// To this server.
    pub fn to(address: SocketAddr) -> Connection {
        Connection { address, open: Mutex::default() }
    }

    /// Sends a request and waits for its answer; an error where the server went away before it was complete.
    pub async fn exchange(&self, request: Request<Body>) -> io::Result<Exchange> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
        let mut octets = format!("{} {} HTTP/1.1\r\n", parts.method, parts.uri).into_bytes();
        for (name, value) in &parts.headers {
            octets.extend_from_slice(format!("{name}: ").as_bytes());
            octets.extend_from_slice(value.as_bytes());
            octets.extend_from_slice(b"\r\n");
        }
        octets.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
        octets.extend_from_slice(&body);

        let mut open = self.open.lock().await;
        let (socket, exchange) = tokio::time::timeout(PATIENCE, self.converse(open.take(), &octets)).await??;
        *open = socket;
        Ok(exchange)
    }

    async fn converse(&self, kept: Option<Socket>, octets: &[u8]) -> io::Result<(Option<Socket>, Exchange)> {
        let mut socket = match kept.filter(is_open) {
            Some(socket) => socket,
            None => {
                let socket = TcpStream::connect(self.address).await?;
                socket.set_nodelay(true)?;
                BufReader::new(socket)
            }
        };
        socket.write_all(octets).await?;
        let exchange = read(&mut socket).await?;
        let headers = &exchange.1;
        let closes = headers.get(CONNECTION).is_some_and(|value| value == "close") || is_stream(headers);
        Ok(((!closes).then_some(socket), exchange))
    }
}

type Socket = BufReader<TcpStream>;

/// Has the server not closed it meanwhile? Nothing is ever sent twice, so this is asked before.
fn is_open(socket: &Socket) -> bool {
    matches!(socket.get_ref().try_read(&mut [0]), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
}

fn is_stream(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream")
}

async fn read(socket: &mut Socket) -> io::Result<Exchange> {
    let mut first = String::new();
    if socket.read_line(&mut first).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let malformed = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let status =
        first.split(' ').nth(1).and_then(|code| code.parse().ok()).and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| malformed(&first))?;
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed(line))?;
        let name: HeaderName = name.parse().map_err(|_| malformed(line))?;
        headers.append(name, HeaderValue::from_str(value.trim()).map_err(|_| malformed(line))?);
    }
    let number = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let mut body = Vec::new();
    if let Some(length) = number(CONTENT_LENGTH) {
        body.resize(length, 0);
        socket.read_exact(&mut body).await?;
    } else if headers.get(TRANSFER_ENCODING).is_some_and(|value| value == "chunked") && !is_stream(&headers) {
        loop {
            let mut size = String::new();
            socket.read_line(&mut size).await?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(|_| malformed(&size))?;
            let start = body.len();
            body.resize(start + size + 2, 0); // with the line break after the chunk
            socket.read_exact(&mut body[start..]).await?;
            body.truncate(start + size);
            if size == 0 {
                break;
            }
        }
    }
    Ok((status, headers, body))
}
