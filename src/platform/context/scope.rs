//! A request inside one organisation, and what its viewer may do there.

use super::{AnyRole, Feature, Perm, Perms, Role, Terms};
use crate::{House, quarantine};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::db::{Db, Sql};
use kernel::time::wall;
use kernel::{Error, Result};
use std::borrow::Cow;
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
    /// The host name of its own public pages, if it has one.
    pub host: Option<String>,
    /// Origins whose pages may frame its public ones, one after another.
    pub embed_origins: String,
    /// This request came by its own host name, so links to its public pages leave out where they stand elsewhere.
    #[sqlx(skip)]
    pub on_own_host: bool,
    /// What the operator of the installation decided about it.
    #[sqlx(flatten)]
    pub terms: Terms,
}

impl Org {
    /// Its zone.
    pub fn zone(&self) -> Tz {
        self.zone_name.parse().unwrap_or(Tz::UTC)
    }

    /// May it use this?
    pub fn has(&self, feature: Feature) -> bool {
        self.terms.has(feature)
    }

    /// Refuses what an operator has switched off for it.
    ///
    /// # Errors
    /// [`Feature::rule`].
    pub fn demand(&self, feature: Feature) -> Result<()> {
        if self.has(feature) { Ok(()) } else { Err(Error::conflict(feature.rule())) }
    }

    /// Is it closed for its people and its clients?
    pub fn is_suspended(&self) -> bool {
        self.terms.suspended_at.is_some()
    }

    /// A path inside it for its people: `org.path("/bookings")`.
    pub fn path(&self, rest: &str) -> String {
        format!("/o/{}{rest}", self.slug)
    }

    /// A path inside it for its clients, on the host of this request.
    pub fn public_path(&self, rest: &str) -> String {
        match (self.on_own_host, rest) {
            (false, rest) => format!("/b/{}{rest}", self.slug),
            (true, rest) if rest.starts_with('/') => rest.to_owned(),
            (true, rest) => format!("/{rest}"),
        }
    }

    /// A full address for its clients, for mails and calendars: under its own host name, if it has one.
    pub fn public_url(&self, house: &House, rest: &str) -> String {
        match &self.host {
            Some(host) => {
                let slash = if rest.starts_with('/') { "" } else { "/" };
                format!("{}{slash}{rest}", house.settings.origin_of(host))
            }
            None => house.url(&format!("/b/{}{rest}", self.slug)),
        }
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
    pub role: AnyRole,
    /// Where it holds: these locations. None: everywhere.
    pub within: Option<Vec<Uuid>>,
    /// For assets of which categories it gives what it gives about assets. None: for all.
    pub categories: Option<Vec<Uuid>>,
    /// Until when. None: until it is ended.
    pub ends_at: Option<DateTime<Utc>>,
}

/// A client who signed in to the organisation's public pages.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Client {
    /// Which contact.
    pub contact_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their telephone number, or nothing.
    pub phone: String,
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
    /// Views of lists that they have in their sidebar here.
    pub pins: Vec<Pin>,
}

/// A list as somebody wants it, in their sidebar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// What they call it.
    pub name: String,
    /// Which list: the end of its address.
    pub kind: String,
    /// What is behind the question mark.
    pub query: String,
}

impl Viewer {
    /// Does the way they came leave them this permission? What their grants say is another question.
    pub fn is_let(&self, perm: Perm) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&perm))
    }

    /// What they may do at this location; none: everywhere. What holds for some categories of assets only does not count.
    pub fn perms_at(&self, location: Option<Uuid>) -> Perms {
        self.sum(location, |_| true)
    }

    /// What they may do at this location, as their grants stand, until this instant at least; none: without an end.
    pub fn perms_lasting(&self, location: Option<Uuid>, until: Option<DateTime<Utc>>) -> Perms {
        self.sum(location, |grant| grant.ends_at.is_none_or(|end| until.is_some_and(|until| until <= end)))
    }

    /// All that these grants give there, as far as the way they came leaves it to them.
    fn sum(&self, location: Option<Uuid>, counts: impl Fn(&Grant) -> bool) -> Perms {
        let here = |grant: &Grant| match (&grant.within, location) {
            (None, _) => grant.role.whole_perms(),
            (Some(within), Some(location)) if within.contains(&location) => grant.role.whole_perms().within_a_place(),
            _ => Perms::NONE,
        };
        let all = self.grants.iter().filter(|grant| counts(grant)).map(here).fold(Perms::NONE, Perms::and);
        match &self.only {
            None => all,
            Some(only) => all.without(all.without(Perms::of(only))),
        }
    }

    /// Are they an owner?
    pub fn is_owner(&self) -> bool {
        self.grants.iter().any(|grant| grant.role == Role::Owner && grant.within.is_none())
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

/// Where in the location tree a permission holds, and for which assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// In all of the organisation.
    Everywhere,
    /// In these locations only (subtrees written out); possibly none.
    Within(Vec<Uuid>),
    /// What lies in one of these shares; one of them at least is limited to some categories. Only a permission about
    /// assets ever reaches so.
    Shares(Vec<Share>),
}

/// A part of what the organisation owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// At these locations (subtrees written out). None: everywhere.
    pub places: Option<Vec<Uuid>>,
    /// Of these categories (subtrees written out). None: of all, and also what has none.
    pub categories: Option<Vec<Uuid>>,
}

impl Share {
    /// Does a thing lie in it that is, or belongs, at these locations, and has this category?
    pub fn holds(&self, places: &[Option<Uuid>], category: Option<Uuid>) -> bool {
        let is_there = |own: &Vec<Uuid>| places.iter().flatten().any(|place| own.contains(place));
        let is_such = |own: &Vec<Uuid>| category.is_some_and(|category| own.contains(&category));
        self.places.as_ref().is_none_or(is_there) && self.categories.as_ref().is_none_or(is_such)
    }
}

impl Reach {
    /// Does it hold at this location, whatever is there?
    pub fn covers(&self, location: Uuid) -> bool {
        self.holds(&[Some(location)], None)
    }

    /// Does it hold at this location (none: for what belongs to no place) for something at least?
    pub fn touches(&self, location: Option<Uuid>) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Within(locations) => location.is_some_and(|location| locations.contains(&location)),
            Reach::Shares(shares) => {
                let is_there = |own: &Vec<Uuid>| location.is_some_and(|location| own.contains(&location));
                shares.iter().any(|share| share.places.as_ref().is_none_or(is_there))
            }
        }
    }

    /// Does it hold for a thing that is, or belongs, at these locations, and has this category?
    pub fn holds(&self, places: &[Option<Uuid>], category: Option<Uuid>) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Within(locations) => places.iter().flatten().any(|place| locations.contains(place)),
            Reach::Shares(shares) => shares.iter().any(|share| share.holds(places, category)),
        }
    }

    /// The categories of which it holds for something at least. None: for all.
    pub fn categories(&self) -> Option<Vec<Uuid>> {
        match self {
            Reach::Everywhere | Reach::Within(_) => None,
            Reach::Shares(shares) => {
                let each: Option<Vec<&Vec<Uuid>>> = shares.iter().map(|share| share.categories.as_ref()).collect();
                each.map(|each| each.into_iter().flatten().copied().collect())
            }
        }
    }

    /// Limits a statement about things to those it holds for: `at` narrows it to what is, or belongs, at some places, and
    /// `of` to some categories, as in `" and a.category_id in "`.
    pub fn narrow(&self, statement: Sql, at: impl Fn(Sql, &[Uuid]) -> Sql, of: &'static str) -> Sql {
        match self {
            Reach::Everywhere => statement,
            Reach::Within(places) => at(statement, places),
            Reach::Shares(shares) => {
                let either = |statement: Sql, share: &Share| {
                    let mut statement = statement.push(" or (1 = 1");
                    if let Some(places) = &share.places {
                        statement = at(statement, places);
                    }
                    if let Some(categories) = &share.categories {
                        statement = statement.with_list(of, categories.iter().copied());
                    }
                    statement.push(")")
                };
                shares.iter().fold(statement.push(" and (1 = 0"), either).push(")")
            }
        }
    }

    /// The locations where it holds whatever is there. None: everywhere.
    pub fn places(&self) -> Option<Cow<'_, [Uuid]>> {
        match self {
            Reach::Everywhere => None,
            Reach::Within(locations) => Some(Cow::Borrowed(locations)),
            Reach::Shares(shares) => {
                let whole = shares.iter().filter(|share| share.categories.is_none());
                Some(whole.filter_map(|share| share.places.as_ref()).flatten().copied().collect())
            }
        }
    }

    /// Limits a statement to those: `.limit(statement, " and r.location_id in ")`.
    pub fn limit(&self, statement: Sql, text: &'static str) -> Sql {
        match self.places() {
            None => statement,
            Some(locations) => statement.with_list(text, locations.iter().copied()),
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

    /// Does the clock decide in it, in a house that is held (see [`crate::jobs::look`])?
    pub fn is_look(&self) -> bool {
        *self.request_id == *quarantine::LOOK
    }

    /// When what happens in it is written down: now. A look may decide as of the evening before, but the trail is sealed
    /// up to a moment ago.
    pub(crate) fn recorded_at(&self) -> DateTime<Utc> {
        if self.is_look() { self.house.now() } else { self.now }
    }

    /// The same scope, with this client doing it.
    pub fn acting_as_contact(&self, id: Uuid, name: &str) -> Scope {
        Scope { acting: Some(Actor::Contact { id, name: name.to_owned() }), ..self.clone() }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.house.db
    }

    /// The day it is, by the clocks of the organisation.
    pub fn today(&self) -> NaiveDate {
        wall(self.org.zone(), self.now).date()
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
        if !self.viewer.is_let(perm) {
            return Reach::Within(Vec::new());
        }
        let mut shares: Vec<Share> = Vec::new();
        for grant in self.viewer.grants.iter().filter(|grant| grant.role.may(perm)) {
            let categories = grant.categories.clone().filter(|_| perm.is_about_assets());
            match (&grant.within, categories) {
                (None, None) => return Reach::Everywhere,
                (places, categories) => shares.push(Share { places: places.clone(), categories }),
            }
        }
        if shares.iter().any(|share| share.categories.is_some()) {
            return Reach::Shares(shares);
        }
        let mut locations: Vec<Uuid> = shares.into_iter().filter_map(|share| share.places).flatten().collect();
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
