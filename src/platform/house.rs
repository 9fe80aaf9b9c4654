//! The installation as every request, job and command sees it.

use crate::context::NavEntry;
use crate::events::{Hub, Reaction};
use crate::throttle::Limits;
use chrono::{DateTime, Utc};
use kernel::crypto::Key;
use kernel::db::Db;
use kernel::id::Ids;
use kernel::mail::Smtp;
use kernel::time::Clock;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
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
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Calls of the API that a user may make within a minute.
    pub api_rate: u32,
}

impl Settings {
    /// Do browsers reach it by TLS? Decides the cookie's name and flags and HSTS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The host part of the base URL, for Message-IDs and UIDs.
    pub fn host(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        rest.split(['/', ':']).next().unwrap_or("localhost")
    }
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
    /// What a person reads when a rule of this name refuses.
    pub refusals: &'static [&'static [(&'static str, &'static str)]],
    /// The calls of the API, for the pages that describe them.
    pub api: Option<fn() -> crate::web::api::Api>,
}

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
    /// Rung when an event was committed.
    pub relay_bell: Arc<Notify>,
    /// Rung when a job was committed.
    pub jobs_bell: Arc<Notify>,
    /// Rung when a message was committed.
    pub post_bell: Arc<Notify>,
    /// Tells open pages that something changed.
    pub hub: Hub,
    /// Rates of public forms on this node.
    pub limits: Limits,
    /// The one-time code of the set-up page, while there is no operator.
    pub set_up_code: Mutex<Option<String>>,
}

impl House {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, ids: Ids, key: Key, settings: Settings, wings: Wings) -> House {
        House(Arc::new(Parts {
            db,
            clock,
            ids,
            key,
            settings,
            wings,
            relay_bell: Arc::default(),
            jobs_bell: Arc::default(),
            post_bell: Arc::default(),
            hub: Hub::default(),
            limits: Limits::default(),
            set_up_code: Mutex::default(),
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
