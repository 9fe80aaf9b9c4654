//! The installation as every request, job and command sees it.

use crate::context::NavEntry;
use crate::events::{Hub, Reaction};
use crate::metrics::Metrics;
use crate::throttle::Limits;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::crypto::Key;
use kernel::db::Db;
use kernel::id::Ids;
use kernel::mail::Smtp;
use kernel::time::Clock;
use std::net::IpAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What an operator may set. The table of keys, with defaults and help, is in `src/settings.rs`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach it, without a slash at the end: `https://book.example.org`.
    pub base_url: String,
    /// A demonstration: sign-ins are shown, mail is kept on a page instead of leaving.
    pub demo: bool,
    /// The server that takes the mail. None: messages are kept, readable, until there is one.
    pub smtp: Option<Smtp>,
    /// The address that mail is sent from; organisations add their name.
    pub mail_from: String,
    /// Where facts are told outside of the house, if anywhere.
    pub stream: Option<crate::events::stream::Stream>,
    /// Scheduled backups, if any.
    pub backups: Option<crate::backups::Plan>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Calls of the API that a user may make within a minute.
    pub api_rate: u32,
    /// What may be called although it is not public, and whose certificates are believed there.
    pub egress: kernel::http::Rules,
    /// Must organisations prove that a host name is theirs before it is served?
    pub prove_hosts: bool,
    /// Who is asked for such proofs.
    pub name_server: kernel::dns::NameServer,
    /// The folder of the database file and the key file: whose disk must not fill up.
    pub data: PathBuf,
    /// Where files are put.
    pub files: kernel::storage::Choice,
}

impl Settings {
    /// Do browsers reach it by TLS? Decides the cookie's name and flags and HSTS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The origin of an organisation's own host name: reached the same way as this house, by the same port.
    pub fn origin_of(&self, host: &str) -> String {
        let (scheme, rest) = self.base_url.split_once("://").unwrap_or(("https", &self.base_url));
        let authority = rest.split('/').next().unwrap_or_default();
        let port = authority.rsplit_once(':').map(|(_, port)| port).filter(|port| port.parse::<u16>().is_ok());
        match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }
    }

    /// The host part of the base URL, for Message-IDs and UIDs.
    pub fn host(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        rest.split(['/', ':']).next().unwrap_or("localhost")
    }
}

/// Something that sends rows to the outside until it is told to stop, beside the jobs: its rows are their own queue.
#[derive(Clone, Copy)]
pub struct Lane {
    /// Its name, for the log.
    pub name: &'static str,
    /// Sends until it is told to stop.
    pub run: fn(House, CancellationToken) -> BoxFuture<'static, ()>,
    /// Sends what is due now; answers how many. For tests, which drain it.
    pub step: for<'a> fn(&'a House) -> BoxFuture<'a, Result<usize>>,
    /// Frees what a lane that went silent had taken; answers how many. Called every few seconds.
    pub release: for<'a> fn(&'a House) -> BoxFuture<'a, Result<u64>>,
}

/// What counts the news a person has not read: where they are read, and how many there are now. It is asked for every page
/// inside an organisation, so it costs one statement over an index.
#[derive(Clone, Copy)]
pub struct Bell {
    /// The path below `/o/{org}`.
    pub path: &'static str,
    /// How many.
    pub unread: for<'a> fn(&'a crate::Scope) -> BoxFuture<'a, kernel::Result<i64>>,
}

/// What the wings bring: filled by `src/registry.rs`, which is the only place that knows them all.
#[derive(Clone, Copy, Default)]
pub struct Wings {
    /// What follows an event.
    pub reactions: &'static [Reaction],
    /// Kinds of work.
    pub jobs: &'static [crate::jobs::Kind],
    /// When work comes due by itself.
    pub schedules: &'static [crate::jobs::Schedule],
    /// The sidebar.
    pub navigation: &'static [&'static [NavEntry]],
    /// What sends to the outside.
    pub lanes: &'static [Lane],
    /// Columns that hold secrets of tenants.
    pub sealed: &'static [&'static [crate::vault::Sealed]],
    /// What each wing keeps about a contact.
    pub holdings: &'static [crate::holdings::Holding],
    /// What an organisation may let go after a while.
    pub ageing: &'static [&'static [crate::retention::Ageing]],
    /// What must happen to a house that came back from a backup, before anybody uses it: who was erased is erased again.
    pub restored: &'static [AfterRestore],
    /// The sidebar of the console; paths are whole.
    pub console: &'static [&'static [NavEntry]],
    /// What a person reads when a rule of this name refuses.
    pub refusals: &'static [&'static [(&'static str, &'static str)]],
    /// The calls of the API, for the pages that describe them.
    pub api: Option<fn() -> crate::web::api::Api>,
    /// The bell of the top bar.
    pub bell: Option<Bell>,
}

/// Erases again, in a house whose rows have come back from a backup, who is on this list; answers how many people. It runs
/// before the house may be served.
pub type AfterRestore = for<'a> fn(&'a House, &'a [crate::erasures::Erased]) -> BoxFuture<'a, kernel::Result<usize>>;

/// Everything there is one of. Cloning it copies a pointer.
#[derive(Clone)]
pub struct House(Arc<Parts>);

/// The parts of a [`House`].
pub struct Parts {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where ids and tokens come from.
    pub ids: Ids,
    /// What signs links and cookies.
    pub key: Key,
    /// What the operator set.
    pub settings: Settings,
    /// What the wings bring.
    pub wings: Wings,
    /// The one client for addresses that tenants give.
    pub egress: kernel::http::Client,
    /// The places where bytes stand outside of the database.
    pub files: kernel::storage::Storage,
    /// Rung when an event was committed.
    pub relay_bell: Arc<Notify>,
    /// Rung when a job was committed.
    pub jobs_bell: Arc<Notify>,
    /// Rung when a message was committed.
    pub post_bell: Arc<Notify>,
    /// Rung when something for a tenant's address was committed.
    pub egress_bell: Arc<Notify>,
    /// Rung when a fact for the stream was committed.
    pub stream_bell: Arc<Notify>,
    /// Tells this process apart from others on the same database.
    pub node: Uuid,
    /// Tells open pages that something changed.
    pub hub: Hub,
    /// Rates of public forms on this node.
    pub limits: Limits,
    /// What is counted on this node.
    pub metrics: Metrics,
    /// When this node began.
    pub started_at: DateTime<Utc>,
    /// The one-time code of the set-up page, while there is no operator.
    pub set_up_code: Mutex<Option<String>>,
    /// Whether the house was held when this node last looked.
    pub(crate) held_seen: crate::quarantine::Seen,
}

impl House {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, ids: Ids, key: Key, settings: Settings, wings: Wings) -> House {
        let node = ids.id(clock.now());
        let started_at = clock.now();
        House(Arc::new(Parts {
            egress: kernel::http::Client::new(settings.egress.clone()),
            files: kernel::storage::Storage::new(settings.files.clone()),
            db,
            clock,
            ids,
            key,
            settings,
            wings,
            relay_bell: Arc::default(),
            jobs_bell: Arc::default(),
            post_bell: Arc::default(),
            egress_bell: Arc::default(),
            stream_bell: Arc::default(),
            node,
            hub: Hub::default(),
            limits: Limits::default(),
            metrics: Metrics::default(),
            started_at,
            set_up_code: Mutex::default(),
            held_seen: Mutex::default(),
        }))
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.ids.id(self.clock.now())
    }

    /// A full address for a path, for mails and calendars.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings.base_url)
    }

    /// What a person reads when the rule of this name refused.
    pub fn refusal(&self, rule: &str) -> &'static str {
        let mut known = self.wings.refusals.iter().flat_map(|list| list.iter());
        let general = "Somebody changed this in the meantime. Look at it again before you go on.";
        known.find(|(name, _)| *name == rule).map_or(general, |(_, sentence)| sentence)
    }
}

impl Deref for House {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
