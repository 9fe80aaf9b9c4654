//! How the house is: what is measured, and which light that is.

use super::model::JobCounts;
use super::store::{self, health::Post, health::Queues};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Result;
use kernel::db::Engine;
use kernel::disk::{self, Space};
use platform::House;
use platform::events::stream;
use std::time::{Duration, Instant};

/// An answer of the database that takes longer is worth a look, or an alarm.
const PING: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// A disk with less room than this many per cent.
const DISK_PERCENT: (u64, u64) = (10, 3);
/// A disk with less room than this many bytes is full, whatever it can hold.
const DISK_BYTES: u64 = 256 * 1024 * 1024;
/// Work that could go on and waits for longer.
const WAITING: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::minutes(10));
/// A backup that is older.
const BACKUP: (TimeDelta, TimeDelta) = (TimeDelta::hours(36), TimeDelta::days(7));

/// A traffic light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// As it should be.
    Green,
    /// Worth a look today.
    Yellow,
    /// Needs somebody now.
    Red,
}

/// What the operator said of a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailServer {
    /// There is one.
    Set,
    /// There is none: messages are kept.
    None,
    /// This is a demonstration, in which nothing leaves.
    Demo,
}

/// Everything that is measured.
pub struct Vitals {
    /// The present.
    pub now: DateTime<Utc>,
    /// When this node began.
    pub started_at: DateTime<Utc>,
    /// Which database.
    pub engine: Engine,
    /// What it says of itself.
    pub about: store::health::Engine,
    /// How long it took to answer.
    pub ping: Duration,
    /// The room of the data folder's disk.
    pub disk: Option<Space>,
    /// Since when queues wait.
    pub queues: Queues,
    /// How many jobs stand how.
    pub jobs: JobCounts,
    /// What became of mail.
    pub post: Post,
    /// Is there a mail server?
    pub server: MailServer,
    /// How the relay to a stream stands; none: no stream is configured.
    pub stream: Option<stream::State>,
    /// When the newest backup was made.
    pub last_backup: Option<DateTime<Utc>>,
}

/// Measures.
pub async fn measure(house: &House) -> Result<Vitals> {
    let (now, begun) = (house.now(), Instant::now());
    let about = store::health::engine(&house.db).await?;
    let ping = begun.elapsed();
    let server = match (house.settings.demo, &house.settings.smtp) {
        (true, _) => MailServer::Demo,
        (false, Some(_)) => MailServer::Set,
        (false, None) => MailServer::None,
    };
    Ok(Vitals {
        now,
        started_at: house.started_at,
        engine: house.db.engine(),
        about,
        ping,
        disk: room(house),
        queues: store::health::queues(&house.db, now).await?,
        jobs: store::jobs::counts(&house.db).await?,
        post: store::health::post(&house.db, now).await?,
        server,
        stream: match house.settings.stream {
            Some(_) => Some(stream::state(&house.db).await?),
            None => None,
        },
        last_backup: platform::backups::last_good(&house.db).await?,
    })
}

/// The room where the database file stands, or else where the data folder does.
pub(super) fn room(house: &House) -> Option<Space> {
    let file = house.db.file().and_then(|file| file.parent()).filter(|folder| !folder.as_os_str().is_empty());
    disk::space(file.unwrap_or(&house.settings.data)).ok()
}

fn light<T: PartialOrd>(value: T, (yellow, red): (T, T)) -> Light {
    match value {
        value if value >= red => Light::Red,
        value if value >= yellow => Light::Yellow,
        _ => Light::Green,
    }
}

impl Vitals {
    /// What the database is called.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "Postgres",
        }
    }

    /// The database answers, and how fast.
    pub fn database(&self) -> Light {
        light(self.ping, PING)
    }

    /// Is there room to write? What cannot be measured is worth a look.
    pub fn disk(&self) -> Light {
        self.disk.map_or(Light::Yellow, disk_light)
    }

    /// How long the oldest job waits that could run.
    pub fn job_age(&self) -> TimeDelta {
        self.age(self.queues.job_since)
    }

    /// How long the oldest fact waits that nobody was told of.
    pub fn outbox_lag(&self) -> TimeDelta {
        self.age(self.queues.event_since)
    }

    /// How long the oldest message waits that could leave. Without a mail server all wait, and none of them too long.
    pub fn message_age(&self) -> TimeDelta {
        match self.server {
            MailServer::Set => self.age(self.queues.message_since),
            MailServer::None | MailServer::Demo => TimeDelta::zero(),
        }
    }

    /// Does a worker take jobs?
    pub fn work(&self) -> Light {
        light(self.job_age(), WAITING)
    }

    /// Does the relay tell facts?
    pub fn outbox(&self) -> Light {
        light(self.outbox_lag(), WAITING)
    }

    /// Is there dead work that waits for somebody?
    pub fn dead(&self) -> Light {
        if self.jobs.dead > 0 { Light::Yellow } else { Light::Green }
    }

    /// Does mail leave?
    pub fn mail(&self) -> Light {
        let queue = light(self.message_age(), WAITING);
        let troubled = self.post.failed + self.post.uncertain > 0 || self.post.deferred.is_some();
        match self.server {
            MailServer::Demo => Light::Green,
            MailServer::None => Light::Yellow,
            MailServer::Set if troubled => queue.max(Light::Yellow),
            MailServer::Set => queue,
        }
    }

    /// How long the oldest event waits that the stream does not have.
    pub fn stream_lag(&self) -> TimeDelta {
        self.age(self.stream.as_ref().and_then(|state| state.since))
    }

    /// Does the stream get what happens? Without one, it is as it should be.
    pub fn relay(&self) -> Light {
        let is_off = self.stream.as_ref().is_some_and(|state| state.trouble.is_some() || state.aside > 0);
        light(self.stream_lag(), WAITING).max(if is_off { Light::Yellow } else { Light::Green })
    }

    /// Is there a backup, and is it fresh?
    pub fn backup(&self) -> Light {
        self.last_backup.map_or(Light::Yellow, |at| light(self.now - at, BACKUP))
    }

    /// The worst of all.
    pub fn worst(&self) -> Light {
        let own = [self.database(), self.disk(), self.work(), self.outbox(), self.dead(), self.backup()];
        own.into_iter().chain([self.mail(), self.relay()]).max().unwrap_or(Light::Green)
    }

    fn age(&self, since: Option<DateTime<Utc>>) -> TimeDelta {
        since.map_or(TimeDelta::zero(), |since| (self.now - since).max(TimeDelta::zero()))
    }
}

fn disk_light(Space { free, total }: Space) -> Light {
    let percent = free.saturating_mul(100) / total.max(1);
    match percent {
        _ if free < DISK_BYTES => Light::Red,
        percent if percent < DISK_PERCENT.1 => Light::Red,
        percent if percent < DISK_PERCENT.0 => Light::Yellow,
        _ => Light::Green,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1 << 30;

    fn vitals() -> Vitals {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Vitals {
            now,
            started_at: now,
            engine: Engine::Sqlite,
            about: store::health::Engine { version: "3".into(), size: 1, step: 5 },
            ping: Duration::from_millis(1),
            disk: Some(Space { free: 50 * GB, total: 100 * GB }),
            queues: Queues::default(),
            jobs: JobCounts::default(),
            post: Post::default(),
            server: MailServer::Set,
            stream: None,
            last_backup: Some(now),
        }
    }

    #[test]
    fn a_house_in_order_is_green() {
        assert_eq!(vitals().worst(), Light::Green);
    }

    #[test]
    fn each_trouble_has_its_light() {
        let base = vitals();
        let ago = |minutes| Some(base.now - TimeDelta::minutes(minutes));
        let queues = |queues| Vitals { queues, ..vitals() };
        let stream = |minutes: i64, trouble: Option<&str>| {
            let trouble = trouble.map(|why| (base.now, why.to_owned()));
            let since = Some(base.now - TimeDelta::minutes(minutes));
            Vitals {
                stream: Some(stream::State { waiting: 1, since, trouble, aside: 0, aside_why: String::new() }),
                ..vitals()
            }
        };
        let cases = [
            (queues(Queues { job_since: ago(2), ..Queues::default() }).work(), Light::Yellow),
            (queues(Queues { job_since: ago(11), ..Queues::default() }).work(), Light::Red),
            (queues(Queues { event_since: ago(11), ..Queues::default() }).outbox(), Light::Red),
            (queues(Queues { message_since: ago(11), ..Queues::default() }).mail(), Light::Red),
            (Vitals { jobs: JobCounts { dead: 1, ..JobCounts::default() }, ..vitals() }.dead(), Light::Yellow),
            (Vitals { post: Post { uncertain: 1, ..Post::default() }, ..vitals() }.mail(), Light::Yellow),
            (Vitals { server: MailServer::None, ..vitals() }.mail(), Light::Yellow),
            (Vitals { server: MailServer::Demo, ..vitals() }.mail(), Light::Green),
            (stream(0, None).relay(), Light::Green),
            (stream(0, Some("it does not answer")).relay(), Light::Yellow),
            (stream(11, None).relay(), Light::Red),
            (Vitals { last_backup: None, ..vitals() }.backup(), Light::Yellow),
            (Vitals { last_backup: ago(60 * 24 * 8), ..vitals() }.backup(), Light::Red),
            (Vitals { disk: Some(Space { free: 5 * GB, total: 100 * GB }), ..vitals() }.disk(), Light::Yellow),
            (Vitals { disk: Some(Space { free: GB / 8, total: GB }), ..vitals() }.disk(), Light::Red),
            (Vitals { disk: None, ..vitals() }.disk(), Light::Yellow),
            (Vitals { ping: Duration::from_secs(2), ..vitals() }.database(), Light::Red),
        ];
        for (at, (found, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found, expected, "case {at}");
        }
    }

    #[test]
    fn without_a_mail_server_nothing_waits_too_long() {
        let since = Some(vitals().now - TimeDelta::days(2));
        let queues = Queues { message_since: since, ..Queues::default() };
        assert_eq!(Vitals { server: MailServer::None, queues, ..vitals() }.mail(), Light::Yellow);
    }
}
