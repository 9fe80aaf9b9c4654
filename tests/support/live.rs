//! An open stream of server-sent events.

use axum::body::BodyDataStream;
use axum::response::Response;
use futures::StreamExt;
use std::time::Duration;

/// How long an event may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);

/// The stream.
pub struct Live {
    stream: BodyDataStream,
    unread: String,
}

impl Live {
    pub(super) fn of(response: Response) -> Live {
        Live { stream: response.into_body().into_data_stream(), unread: String::new() }
    }

    /// The name of the next event.
    ///
    /// # Panics
    /// When none arrives within five seconds.
    pub async fn next(&mut self) -> String {
        tokio::time::timeout(PATIENCE, self.event()).await.expect("an event within five seconds")
    }

    /// Is nothing to be heard for a moment?
    pub async fn is_silent(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(200), self.event()).await.is_err()
    }

    async fn event(&mut self) -> String {
        loop {
            while let Some((event, rest)) = self.unread.split_once("\n\n") {
                let name =
                    event.lines().find_map(|line| line.strip_prefix("event:")).map(|name| name.trim().to_owned());
                self.unread = rest.to_owned();
                if let Some(name) = name {
                    return name;
                }
            }
            let chunk = self.stream.next().await.expect("the stream stays open").expect("the stream can be read");
            self.unread.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}
