//! Serving: our own accept loop, the work behind the pages, and a stop that loses nothing.
//!
//! `axum::serve` installs no timer, so hyper's header timeout would be inert and a thousand dribbling sockets could
//! hold a thousand connections; here every connection has its timers.

use crate::app::{self, Readiness};
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use futures::FutureExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use platform::House;
use platform::web::ClientAddress;
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// A client has this long for its request line and headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 4_096;
/// Connections at once that ask for metrics; more are closed.
const METRICS_CONNECTIONS_MAX: usize = 16;
/// Headers of a request (bytes).
const HEADERS_MAX: usize = 32 * 1024;
/// How long the house still takes requests after it said that it leaves, so that a balancer can send them elsewhere.
const LEAVING: Duration = Duration::from_millis(500);
/// How long requests may take to finish when the house stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
/// The pause before a part that panicked begins again.
const RESTART_PAUSE: Duration = Duration::from_secs(1);
/// How often schedules are looked at.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Serves pages, and does the work behind them, until it is told to stop.
pub async fn serve(house: &House, listener: TcpListener, stop: CancellationToken) {
    let readiness = Readiness::default();
    let router = app::build_with(house, readiness.clone());
    let work_stop = CancellationToken::new();
    let work = tokio::spawn(work(house.clone(), work_stop.clone()));
    let hints = tokio::spawn(keep_up("hints", work_stop.clone(), platform::events::wire::run, house.clone()));
    accept(house, listener, router, stop, readiness).await;
    work_stop.cancel(); // after the last request, so that what it caused is on its way
    if work.await.is_err() {
        tracing::error!("the work behind the pages ended in a panic");
    }
    let _ = hints.await; // it holds nothing
}

/// Answers `/metrics` on a listener of its own until it is told to stop. Its callers are few and known, so one connection
/// is served like another and none is waited for at the end.
pub async fn serve_metrics(house: House, listener: TcpListener, stop: CancellationToken) {
    let router = app::metrics(&house);
    let room = Arc::new(Semaphore::new(METRICS_CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((socket, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let service = service(router.clone(), peer, Arc::from([]));
        tokio::spawn(async move {
            let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
            builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(HEADERS_MAX);
            let _ = builder.serve_connection(io(socket), service).await; // an error here is the caller's
            drop(place);
        });
    }
}

/// Does the work behind the pages until it is told to stop: events, jobs, mail, schedules.
pub async fn work(house: House, stop: CancellationToken) {
    let mut tasks = JoinSet::new();
    tasks.spawn(keep_up("relay", stop.clone(), platform::events::relay::run, house.clone()));
    tasks.spawn(keep_up("worker", stop.clone(), platform::jobs::run, house.clone()));
    tasks.spawn(keep_up("mail", stop.clone(), platform::post::run, house.clone()));
    for lane in house.wings.lanes {
        tasks.spawn(keep_up(lane.name, stop.clone(), lane.run, house.clone()));
    }
    tasks.spawn(heartbeat(house, stop));
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a part of the work behind the pages ended in a panic");
        }
    }
}

/// Runs a part of the work; one that panics is logged and begins again, so that the house never goes on without it.
async fn keep_up<Part, Run>(name: &'static str, stop: CancellationToken, part: Part, house: House)
where
    Part: Fn(House, CancellationToken) -> Run,
    Run: Future<Output = ()>,
{
    while AssertUnwindSafe(part(house.clone(), stop.clone())).catch_unwind().await.is_err() && !stop.is_cancelled() {
        tracing::error!(part = name, "a part of the work behind the pages panicked; it begins again");
        tokio::time::sleep(RESTART_PAUSE).await;
    }
}

/// Looks at schedules and at messages of lost lanes, every few seconds. The scheduler is only the metronome: what is due
/// is worked out from cron lines and real zones, and a tick belongs to whoever inserts it first, so beats may overlap.
async fn heartbeat(house: House, stop: CancellationToken) {
    match metronome(&house).await {
        Ok(mut scheduler) => {
            stop.cancelled().await;
            if let Err(error) = scheduler.shutdown().await {
                tracing::warn!(%error, "the metronome could not be stopped");
            }
        }
        Err(error) => tracing::error!(%error, "there is no metronome: nothing will come due by itself"),
    }
}

async fn metronome(house: &House) -> Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let house = house.clone();
    let beat = Job::new_repeated_async(HEARTBEAT, move |_, _| {
        let house = house.clone();
        Box::pin(async move { beat(&house).await })
    })?;
    scheduler.add(beat).await?;
    scheduler.start().await?;
    Ok(scheduler)
}

async fn beat(house: &House) {
    if let Err(error) = platform::jobs::tick(house).await {
        tracing::warn!(%error, "schedules could not be looked at");
    }
    if let Err(error) = platform::post::release(house).await {
        tracing::warn!(%error, "messages of lost lanes could not be looked at");
    }
    for lane in house.wings.lanes {
        if let Err(error) = (lane.release)(house).await {
            tracing::warn!(%error, lane = lane.name, "what a lost lane had taken could not be looked at");
        }
    }
}

async fn accept(house: &House, listener: TcpListener, router: Router, stop: CancellationToken, readiness: Readiness) {
    // HTTP/1.1 only: telling the versions apart would wait, without a timer, for a client that says nothing. A proxy in
    // front speaks HTTP/2 to browsers.
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(HEADERS_MAX);
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    let proxies: Arc<[IpAddr]> = house.settings.trusted_proxies.clone().into();
    let left = async {
        stop.cancelled().await;
        readiness.leave();
        tokio::time::sleep(LEAVING).await;
    };
    tokio::pin!(left);
    loop {
        let place = tokio::select! {
            place = room.clone().acquire_owned() => place,
            () = &mut left => break,
        };
        let Ok(place) = place else { return };
        let (socket, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file handles, or the client left already: neither ends the house.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut left => break,
        };
        let service = service(router.clone(), peer, proxies.clone());
        let connection = builder.serve_connection_with_upgrades(io(socket), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _ = connection.await; // an error here is the client's: it left, or spoke no HTTP
            drop(place);
        });
    }
    drop(listener);
    house.hub.close();
    tracing::info!("stopping: requests that are under way may finish");
    if tokio::time::timeout(STOP_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

fn io(socket: TcpStream) -> TokioIo<TcpStream> {
    let _ = socket.set_nodelay(true); // a socket that cannot is still a socket
    TokioIo::new(socket)
}

fn service(
    router: Router,
    peer: SocketAddr,
    proxies: Arc<[IpAddr]>,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future = impl Future<Output = Result<axum::response::Response, std::convert::Infallible>> + Send,
> + Clone {
    service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        let address = client_address(request.headers(), peer.ip(), &proxies);
        request.extensions_mut().insert(ClientAddress(address));
        router.clone().oneshot(request)
    })
}

/// The peer, or behind trusted proxies the last hop that is not one of them. A hop that cannot be read ends the search:
/// what stands before it may be forged.
fn client_address(headers: &HeaderMap, peer: IpAddr, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == address);
    if !is_proxy(peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
    let mut last = peer;
    for hop in hops.into_iter().rev() {
        let Some(address) = hop_address(hop) else { return last };
        last = address;
        if !is_proxy(address) {
            return address;
        }
    }
    last
}

/// `203.0.113.9`, `203.0.113.9:4711` or `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let plain = || hop.parse::<IpAddr>().ok();
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    plain().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_may_say_where_a_request_comes_from() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.0.0.2".parse().unwrap());
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [address("10.0.0.1"), address("10.0.0.2")];
        assert_eq!(client_address(&headers, address("192.0.2.1"), &proxies), address("192.0.2.1"));
        assert_eq!(client_address(&headers, address("10.0.0.1"), &proxies), address("198.51.100.7"));
        assert_eq!(client_address(&HeaderMap::new(), address("10.0.0.1"), &proxies), address("10.0.0.1"));
        assert_eq!(client_address(&headers, address("::ffff:10.0.0.1"), &proxies), address("198.51.100.7"));
        headers.insert("x-forwarded-for", "9.9.9.9, 203.0.113.9:4711, 10.0.0.2".parse().unwrap());
        assert_eq!(client_address(&headers, address("10.0.0.1"), &proxies), address("203.0.113.9"));
        headers.insert("x-forwarded-for", "9.9.9.9, unknown, 10.0.0.2".parse().unwrap());
        assert_eq!(client_address(&headers, address("10.0.0.1"), &proxies), address("10.0.0.2"));
    }
}
