//! Server-sent events: tells an open page that something changed, so that it fetches itself again.

use crate::{House, Scope};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::Stream;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// A comment line this often keeps proxies from closing the stream.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The stream of one page: a `bookings-changed` for every change of a booking in its organisation, a
/// `notifications-changed` when its viewer is told of something.
pub async fn live(State(house): State<House>, scope: Scope) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (ears, org, closing) = (house.hub.listen(), scope.org_id(), house.hub.closing());
    let user = scope.user_id();
    let stream = futures::stream::unfold((ears, closing, false), move |(mut ears, closing, owed)| async move {
        if owed {
            return Some((Ok(Event::default().event("notifications-changed").data("")), (ears, closing, false)));
        }
        loop {
            let heard = tokio::select! {
                heard = ears.recv() => heard,
                () = closing.cancelled() => return None,
            };
            let mut owed = false;
            let topic = match heard {
                Ok(told) if told.org == org && (told.user.is_none() || told.user == user) => told.topic,
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => {
                    owed = true; // some were missed: the page looks again, and so does its bell
                    "booking".to_owned()
                }
                Err(RecvError::Closed) => return None,
            };
            return Some((Ok(Event::default().event(format!("{topic}s-changed")).data("")), (ears, closing, owed)));
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
