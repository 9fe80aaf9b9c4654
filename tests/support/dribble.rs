//! Clients who never finish what they say.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Says a letter now and then until it is told to stop or sent away. Even numbers never finish their headers, odd ones never
/// their body. `open` counts who got in.
pub async fn dribble(address: SocketAddr, number: usize, open: Arc<AtomicUsize>, stop: Arc<AtomicBool>) {
    let Ok(mut socket) = TcpStream::connect(address).await else { return };
    open.fetch_add(1, Ordering::SeqCst);
    let begin = if number.is_multiple_of(2) {
        "GET /sign-in HTTP/1.1\r\nHost: house\r\nX-Slow: ".to_owned()
    } else {
        format!(
            "POST /sign-in HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\nemail="
        )
    };
    if socket.write_all(begin.as_bytes()).await.is_ok() {
        while !stop.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(500)).await;
            if socket.write_all(b"a").await.is_err() {
                return;
            }
        }
    }
}
