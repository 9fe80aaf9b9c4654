//! Two thousand clients who never finish what they say do not keep others waiting.

use crate::support::dribble::dribble;
use crate::support::{BO, Server};
use axum::http::Method;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sockets that dribble.
const DRIBBLERS: usize = 2_000;
/// People who want a page meanwhile, and how many each.
const PEOPLE: usize = 8;
const PAGES: usize = 25;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_dribbling_sockets_do_not_keep_others_waiting() {
    let server = Server::start().await;
    let session = server.sign_in(&BO).await.cookie("steward").expect("Bo is signed in");
    let (open, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let dribblers: Vec<_> = (0..DRIBBLERS)
        .map(|number| tokio::spawn(dribble(server.address, number, open.clone(), stop.clone())))
        .collect();
    let began = Instant::now();
    while open.load(Ordering::SeqCst) < DRIBBLERS * 9 / 10 {
        assert!(began.elapsed() < Duration::from_secs(60), "they are there: {}", open.load(Ordering::SeqCst));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let person = server.guest();
        person.set_cookie("steward", &session);
        people.push(tokio::spawn(async move {
            for _ in 0..PAGES {
                let answer = person.try_send(Method::GET, "/o/harbour-house/calendar", &[], None).await;
                assert_eq!(answer.expect("an answer").status, 200);
            }
        }));
    }
    let all = futures::future::join_all(people);
    let all = tokio::time::timeout(Duration::from_secs(60), all).await.expect("all of it within a minute");
    all.into_iter().for_each(|person| person.expect("every page was served"));
    // The way in, too: half of those who dribble stand in it.
    server.guest().get("/sign-in").await.expect(200);
    stop.store(true, Ordering::SeqCst);
    futures::future::join_all(dribblers).await;
}

#[tokio::test]
async fn who_never_finishes_is_sent_away() {
    let server = Server::start().await;
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: 4000\r\n\r\nemail=",
        server.address
    );
    for (begin, status) in [("GET / HTTP/1.1\r\nX-Slow: ".to_owned(), ""), (head, "408")] {
        let mut socket = TcpStream::connect(server.address).await.expect("a connection");
        socket.write_all(begin.as_bytes()).await.expect("a connection");
        let mut answer = [0; 64];
        let read = tokio::time::timeout(Duration::from_secs(40), socket.read(&mut answer)).await;
        let read = read.expect("it is not waited for much longer than seconds").unwrap_or(0);
        assert!(String::from_utf8_lossy(&answer[..read]).contains(status));
    }
}
