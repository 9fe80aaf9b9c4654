//! What follows events: people are told; and the work that comes due by itself.

mod matter;
mod telling;

use super::chat::{Reply, Sender};
use super::{actions, store};
use chrono::Duration;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::On;
use kernel::http::{Call, Outcome};
use platform::events::{Effect, Occurred};
use platform::jobs::Job;
use platform::{House, Scope};
use serde::{Deserialize, Serialize};

/// How long notifications and posts are kept (days).
pub const KEPT_DAYS: i64 = 90;

/// What sends to chat rooms: the one guarded way out.
pub const SENDER: Sender = |house, url, json| {
    Box::pin(async move {
        match house.egress.call_url(&url, &Call::post_json(json.to_string())).await {
            Outcome::Refused(refusal) => Reply::Unreachable(refusal.to_string()),
            Outcome::Unreachable { reason } => Reply::Unreachable(reason),
            Outcome::Unknown { reason } => Reply::Unknown(reason),
            Outcome::Answered(answer) => {
                let wait = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
                Reply::Answered(answer.status, String::from_utf8_lossy(&answer.body).into_owned(), wait)
            }
        }
    })
};

/// Tells people what happened.
pub fn on_events<'a>(on: On<'a>, scope: &'a Scope, events: &'a [Occurred]) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        let news: Vec<&Occurred> = events.iter().filter(|event| matter::is_news(event)).collect();
        if news.is_empty() { Ok(None) } else { telling::tell(on, scope, &news).await.map(Some) }
    })
}

/// Writes the letters that have come due: digests, and what waited for the end of quiet hours. Runs every minute.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Deliver;

impl Job for Deliver {
    const NAME: &'static str = "notifications.deliver";

    async fn run(&self, house: &House) -> Result<()> {
        actions::deliver_due(house).await
    }
}

/// Says in chat rooms what has come due. Runs every minute, and when something is to be said at once.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Say;

impl Job for Say {
    const NAME: &'static str = "notifications.say";

    async fn run(&self, house: &House) -> Result<()> {
        actions::say_due(house, SENDER).await
    }
}

/// Forgets what is old. Runs every night.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Forget;

impl Job for Forget {
    const NAME: &'static str = "notifications.forget";

    async fn run(&self, house: &House) -> Result<()> {
        let before = house.now() - Duration::days(KEPT_DAYS);
        while store::forget(&house.db, before).await? > 0 {}
        Ok(())
    }
}
