//! Tells open pages of this node that something changed; what other nodes tell arrives by [`super::wire`]. A hint, not a fact: a page that misses one reads the rows.

use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Hints kept for a slow listener before it misses some.
const BACKLOG: usize = 256;

/// A hint: something of this kind happened in this organisation.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where.
    pub org: Uuid,
    /// For this user alone; none: for everybody there.
    pub user: Option<Uuid>,
    /// The part of the event's kind before the dot: `booking`.
    pub topic: String,
}

/// The channel of hints.
pub struct Hub {
    hints: broadcast::Sender<Told>,
    closing: CancellationToken,
}

impl Default for Hub {
    fn default() -> Self {
        Hub { hints: broadcast::channel(BACKLOG).0, closing: CancellationToken::new() }
    }
}

impl Hub {
    /// Tells everybody who listens.
    pub fn tell(&self, org: Uuid, topic: &str) {
        self.send(Told { org, user: None, topic: topic.to_owned() });
    }

    /// Tells one user, on whichever pages of the organisation they have open.
    pub fn tell_user(&self, org: Uuid, user: Uuid, topic: &str) {
        self.send(Told { org, user: Some(user), topic: topic.to_owned() });
    }

    fn send(&self, hint: Told) {
        let _ = self.hints.send(hint); // an error says that nobody listens
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.hints.subscribe()
    }

    /// Ends all streams of hints: the house stops, and a stream that never ends would hold it up.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Waits until the house stops.
    pub fn closing(&self) -> CancellationToken {
        self.closing.clone()
    }
}
