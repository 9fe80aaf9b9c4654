//! A request inside one organisation, and what its viewer may do there.

use super::{Perm, Role};
use crate::House;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::db::{Db, Sql};
use kernel::{Error, Result};
use std::sync::Arc;
use uuid::Uuid;

/// The organisation of a request, with the defaults of everything in it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Org {
    /// Its id: the first argument of every store function.
    pub id: Uuid,
    /// Its name in URLs.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its IANA zone, as stored; see [`Org::zone`].
    #[sqlx(rename = "zone")]
    pub zone_name: String,
    /// ISO 4217.
    pub currency: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Its logo among the files.
    pub logo_id: Option<Uuid>,
    /// Where clients' answers go.
    pub email: String,
    /// For clients who rather call.
    pub phone: String,
    /// A sentence for the public page.
    pub about: String,
    /// For optimistic locking.
    pub version: i64,
}

impl Org {
    /// Its zone.
    pub fn zone(&self) -> Tz {
        self.zone_name.parse().unwrap_or(Tz::UTC)
    }

    /// A path inside it for its people: `org.path("/bookings")`.
    pub fn path(&self, rest: &str) -> String {
        format!("/o/{}{rest}", self.slug)
    }

    /// A path inside it for its clients.
    pub fn public_path(&self, rest: &str) -> String {
        format!("/b/{}{rest}", self.slug)
    }
}

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct User {
    /// Their id.
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Runs the installation.
    pub is_operator: bool,
}

/// A role held in this organisation, now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it holds: these locations. None: everywhere.
    pub within: Option<Vec<Uuid>>,
}

/// Who a request is for.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    /// Signed in, or not.
    pub user: Option<User>,
    /// What they hold in this organisation.
    pub grants: Vec<Grant>,
    /// The permissions that the token they came with is limited to; none: all that the grants give.
    pub only: Option<Vec<Perm>>,
}

impl Viewer {
    /// Does the way they came leave them this permission? What their grants say is another question.
    pub fn is_let(&self, perm: Perm) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&perm))
    }
}

/// Who did something, as the audit trail tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody of the house.
    User {
        /// Who.
        id: Uuid,
        /// Their name then.
        name: String,
    },
    /// A client.
    Contact {
        /// Who.
        id: Uuid,
        /// Their name then.
        name: String,
    },
    /// Nobody: a schedule, a command, an anonymous request.
    System,
}

/// Where in the location tree a permission holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// In all of the organisation.
    Everywhere,
    /// In these locations only (subtrees written out); possibly none.
    Within(Vec<Uuid>),
}

impl Reach {
    /// Does it hold at this location?
    pub fn covers(&self, location: Uuid) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Within(locations) => locations.contains(&location),
        }
    }

    /// Limits a statement: `.limit(statement, " and r.location_id in ")`.
    pub fn limit(&self, statement: Sql, text: &'static str) -> Sql {
        match self {
            Reach::Everywhere => statement,
            Reach::Within(locations) => statement.with_list(text, locations.iter().copied()),
        }
    }
}

/// A request, or a job, inside one organisation.
#[derive(Clone)]
pub struct Scope {
    /// The installation.
    pub house: House,
    /// The organisation.
    pub org: Arc<Org>,
    /// Who it is for.
    pub viewer: Viewer,
    /// When it arrived. Everything that happens in it happens at this instant.
    pub now: DateTime<Utc>,
    /// Its id, in logs, events and error pages.
    pub request_id: Arc<str>,
    /// Who does it, where that is not the viewer: a client on a public page.
    pub acting: Option<Actor>,
}

impl Scope {
    /// A scope without a viewer: for reactions, jobs, commands and public pages.
    pub fn unattended(house: &House, org: Org, request_id: &str) -> Scope {
        Scope {
            house: house.clone(),
            org: Arc::new(org),
            viewer: Viewer::default(),
            now: house.now(),
            request_id: request_id.into(),
            acting: None,
        }
    }

    /// The same scope, with this client doing it.
    pub fn acting_as_contact(&self, id: Uuid, name: &str) -> Scope {
        Scope { acting: Some(Actor::Contact { id, name: name.to_owned() }), ..self.clone() }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.house.ids.id(self.now)
    }

    /// The organisation's id.
    pub fn org_id(&self) -> Uuid {
        self.org.id
    }

    /// Who does it.
    pub fn actor(&self) -> Actor {
        match (&self.acting, &self.viewer.user) {
            (Some(actor), _) => actor.clone(),
            (None, Some(user)) => Actor::User { id: user.id, name: user.name.clone() },
            (None, None) => Actor::System,
        }
    }

    /// The signed-in user's id.
    pub fn user_id(&self) -> Option<Uuid> {
        self.viewer.user.as_ref().map(|user| user.id)
    }

    /// May the viewer do this anywhere at all?
    pub fn may(&self, perm: Perm) -> bool {
        let holds = |grant: &Grant| grant.role.may(perm) && (grant.within.is_none() || !perm.is_of_the_whole());
        self.viewer.is_let(perm) && self.viewer.grants.iter().any(holds)
    }

    /// Where may the viewer do this?
    pub fn reach(&self, perm: Perm) -> Reach {
        let mut locations: Vec<Uuid> = Vec::new();
        if !self.viewer.is_let(perm) {
            return Reach::Within(locations);
        }
        for grant in self.viewer.grants.iter().filter(|grant| grant.role.may(perm)) {
            match &grant.within {
                None => return Reach::Everywhere,
                Some(within) => locations.extend(within),
            }
        }
        locations.sort_unstable();
        locations.dedup();
        Reach::Within(locations)
    }

    /// May the viewer do this at this location?
    pub fn may_at(&self, perm: Perm, location: Uuid) -> bool {
        self.reach(perm).covers(location)
    }

    /// Refuses unless the viewer may do this at this location.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; a caller for whom the thing must not even be known to exist asks its store instead.
    pub fn demand_at(&self, perm: Perm, location: Uuid) -> Result<()> {
        if self.may_at(perm, location) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Refuses unless the viewer may do this everywhere: things that belong to no location.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn demand_everywhere(&self, perm: Perm) -> Result<()> {
        if self.reach(perm) == Reach::Everywhere { Ok(()) } else { Err(Error::Forbidden) }
    }
}
