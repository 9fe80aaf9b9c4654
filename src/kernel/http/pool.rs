//! Connections that are kept open for the next call to the same place. Each goes to an address that was judged when it
//! was made; a name that has changed since is looked up again as soon as the connection has idled.

use super::Target;
use super::target::TargetHost;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A connection idles for at most this long.
const IDLE: Duration = Duration::from_secs(20);
/// A connection is used for at most this long, so that a busy name is looked up again now and then.
const LIFE: Duration = Duration::from_secs(120);
/// Idle connections to one place.
const PER_PLACE: usize = 32;
/// Places with idle connections, before idle ones are looked through.
const PLACES: usize = 1_000;

#[derive(PartialEq, Eq, Hash, Clone)]
struct Place {
    is_tls: bool,
    host: TargetHost,
    port: u16,
}

/// A connection that can carry a request.
pub(super) struct Line {
    pub sender: SendRequest<Full<Bytes>>,
    pub made: Instant,
}

#[derive(Default)]
pub(super) struct Pool(Mutex<HashMap<Place, Vec<(Line, Instant)>>>);

impl Pool {
    /// A connection that idles, if there is one that still stands.
    pub fn take(&self, target: &Target) -> Option<Line> {
        let mut places = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let lines = places.get_mut(&place(target))?;
        while let Some((line, since)) = lines.pop() {
            if since.elapsed() < IDLE && line.made.elapsed() < LIFE && line.sender.is_ready() {
                return Some(line);
            }
        }
        None
    }

    /// Keeps a connection whose answer was read to its end.
    pub fn give(&self, target: &Target, line: Line) {
        let mut places = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if places.len() >= PLACES {
            places.retain(|_, lines| {
                lines.retain(|(line, since)| since.elapsed() < IDLE && !line.sender.is_closed());
                !lines.is_empty()
            });
        }
        let lines = places.entry(place(target)).or_default();
        if lines.len() < PER_PLACE {
            lines.push((line, Instant::now()));
        }
    }
}

fn place(target: &Target) -> Place {
    Place { is_tls: target.is_tls, host: target.host.clone(), port: target.port }
}
