//! A change, and how it is carried out.

use crate::assets::{self, StatusForm};
use crate::bookables;
use crate::calendars::{self, NewCalendar};
use crate::kits::{self, Fate, Returned};
use crate::locations::{self, NewLocation};
use crate::resources::hours::WeeklySpan;
use crate::resources::store::{by_id, hold};
use crate::resources::{self, NewBlackout, NewException, NewResource, Owner, Resource};
use crate::work::{self, NewOrder, Subject};
use chrono::{NaiveDate, TimeDelta};
use kernel::Result;
use kernel::db::{On, Tx};
use kernel::time::{Span, day_start};
use platform::Scope;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A change to what decides whether a booking fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Change {
    /// Another ordinary week.
    Week {
        /// Of this resource.
        resource: Uuid,
        /// Made against this version of it.
        version: i64,
        /// The week.
        week: Vec<WeeklySpan>,
    },
    /// Other rules, another status, fewer units, less room, another place.
    Details {
        /// Of this resource.
        resource: Uuid,
        /// Made against this version of it.
        version: i64,
        /// What it is to be.
        new: NewResource,
    },
    /// A resource is put away.
    Archival {
        /// Which.
        resource: Uuid,
        /// Made against this version of it.
        version: i64,
    },
    /// A day gets other hours.
    Exception {
        /// Said at this resource's page.
        at: Uuid,
        /// The day.
        new: NewException,
        /// So that it happens once.
        key: String,
    },
    /// A day is as its weekday again.
    NoException {
        /// Said at this resource's page.
        at: Uuid,
        /// Which.
        id: Uuid,
    },
    /// Nothing can be booked for a while.
    Blackout {
        /// Said at this resource's page.
        at: Uuid,
        /// When.
        new: NewBlackout,
        /// So that it happens once.
        key: String,
    },
    /// A location stands elsewhere, or its clocks show another time.
    Location {
        /// Which.
        id: Uuid,
        /// Made against this version of it.
        version: i64,
        /// What it is to be.
        new: NewLocation,
    },
    /// A location is put away, with all that stands in it.
    Closure {
        /// Which.
        id: Uuid,
        /// Made against this version of it.
        version: i64,
    },
    /// An asset that can be booked comes to stand otherwise.
    Standing {
        /// Which asset.
        asset: Uuid,
        /// The resource that it is, or is one of.
        resource: Option<Uuid>,
        /// What goes with it.
        end: Standing,
        /// How it is to stand.
        form: StatusForm,
    },
    /// A kit comes back, and something of it may be lost.
    KitReturn {
        /// Which.
        kit: Uuid,
        /// What is there, and what is not.
        returned: Returned,
        /// The resources that what is lost is, or is one of, and what becomes of them.
        ends: BTreeMap<Uuid, Standing>,
        /// So that it is taken back once.
        #[serde(skip)]
        key: String,
    },
    /// Work is planned about an asset or a place.
    Work {
        /// Which order.
        #[serde(skip)]
        id: Uuid,
        /// Made against this version of it; none: it is new.
        version: Option<i64>,
        /// What it is to be.
        new: NewOrder,
        /// So that a new one is raised once.
        key: String,
    },
    /// An order comes to stand otherwise.
    WorkMoved {
        /// Which.
        id: Uuid,
        /// Made against this version of it.
        version: i64,
        /// How it is to stand.
        to: work::Move,
        /// Why.
        note: String,
        /// What the meters of its asset show.
        readings: Vec<(Uuid, i64)>,
    },
    /// Days are brought in from a calendar.
    Calendar {
        /// Which.
        new: NewCalendar,
        /// So that it happens once.
        key: String,
    },
}

/// What goes with an asset that comes to stand otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// The resource that it is.
    Resource,
    /// One unit: so many are left.
    Unit(i64),
}

impl Change {
    /// Holds still everything it holds for, and answers it as it is now.
    ///
    /// # Errors
    /// Not found where it is not there.
    pub async fn hold(&self, tx: &mut Tx, scope: &Scope) -> Result<Vec<Resource>> {
        if let Change::KitReturn { ends, .. } = self {
            let mut held = Vec::new();
            for resource in ends.keys() {
                held.extend(hold(&mut *tx, scope.org_id(), Owner::Resource(*resource)).await?);
            }
            return Ok(held);
        }
        match self.owner(&mut *tx, scope).await? {
            Some(owner) => hold(tx, scope.org_id(), owner).await,
            None => Ok(Vec::new()),
        }
    }

    async fn owner(&self, on: impl Into<On<'_>>, scope: &Scope) -> Result<Option<Owner>> {
        Ok(Some(match self {
            Change::Week { resource, .. } | Change::Details { resource, .. } | Change::Archival { resource, .. } => {
                Owner::Resource(*resource)
            }
            Change::Exception { new, .. } => new.owner,
            Change::Blackout { new, .. } => new.owner,
            Change::Calendar { new, .. } => new.owner(),
            Change::Location { id, .. } | Change::Closure { id, .. } => Owner::Location(*id),
            Change::NoException { at, id } => {
                let mut on = on.into();
                let resource = by_id(on.again(), scope.org_id(), *at).await?;
                resources::actions::exception_of(on, scope, &resource, *id).await?.owner
            }
            Change::Standing { resource, .. } => return Ok(resource.map(Owner::Resource)),
            Change::KitReturn { .. } => return Ok(None), // held one by one
            Change::Work { new, .. } => match new.subject {
                Subject::Location(place) => Owner::Location(place),
                Subject::Asset(asset) => return of_asset(on, scope, asset).await,
            },
            Change::WorkMoved { id, .. } => {
                let mut on = on.into();
                let order = work::store::by_id(on.again(), scope.org_id(), *id).await?;
                match (order.location_id, order.asset_id) {
                    // What cannot be used is what closes; other orders close nothing there.
                    (Some(place), _) if order.down_from.is_some() => Owner::Location(place),
                    (None, Some(asset)) => return of_asset(on, scope, asset).await,
                    _ => return Ok(None),
                }
            }
        }))
    }

    /// Carries it out, but for what [`Change::finish`] does. Answers whether it happened now, and was not a repeated
    /// request.
    ///
    /// # Errors
    /// As the part of its kind: forbidden, problems at fields, somebody was quicker.
    pub async fn apply(&self, tx: &mut Tx, scope: &Scope) -> Result<bool> {
        use resources::actions;
        match self {
            Change::Week { resource, version, week } => {
                actions::set_hours_in(tx, scope, *resource, *version, week).await.map(|()| true)
            }
            Change::Details { resource, version, new } => {
                actions::update_in(tx, scope, *resource, *version, new).await.map(|()| true)
            }
            Change::Archival { resource, version } => {
                actions::archive_in(tx, scope, *resource, *version).await.map(|()| true)
            }
            Change::Exception { at, new, key } => {
                let at = by_id(&mut *tx, scope.org_id(), *at).await?;
                actions::add_exception_in(tx, scope, &at, new, key).await
            }
            Change::NoException { at, id } => {
                let at = by_id(&mut *tx, scope.org_id(), *at).await?;
                actions::remove_exception_in(tx, scope, &at, *id).await.map(|()| true)
            }
            Change::Blackout { at, new, key } => {
                let at = by_id(&mut *tx, scope.org_id(), *at).await?;
                actions::add_blackout_in(tx, scope, &at, new, key).await
            }
            Change::Location { id, version, new } => {
                locations::actions::update_in(tx, scope, *id, *version, new).await.map(|()| true)
            }
            Change::Closure { id, version } => {
                actions::archive_below_in(tx, scope, *id).await?;
                locations::actions::archive_in(tx, scope, *id, *version).await.map(|()| true)
            }
            Change::Calendar { new, key } => calendars::actions::bring_in(tx, scope, new, key).await,
            Change::Standing { resource: Some(resource), end: Standing::Resource, .. } => {
                let held = by_id(&mut *tx, scope.org_id(), *resource).await?;
                actions::archive_in(tx, scope, *resource, held.version).await.map(|()| true)
            }
            // It is disposed of when its bookings have made room.
            Change::Standing { end: Standing::Unit(_), .. } => Ok(true),
            Change::Standing { asset, form, .. } => {
                assets::actions::set_status_in(tx, scope, *asset, form).await.map(|_| true)
            }
            Change::KitReturn { kit, returned, ends, key } => {
                if !kits::actions::take_back_in(&mut *tx, scope, *kit, returned, key).await? {
                    return Ok(false);
                }
                for (resource, _) in ends.iter().filter(|(_, end)| **end == Standing::Resource) {
                    let held = by_id(&mut *tx, scope.org_id(), *resource).await?;
                    actions::archive_in(&mut *tx, scope, *resource, held.version).await?;
                }
                Ok(true)
            }
            Change::Work { id, version: None, new, key } => {
                work::actions::raise_in(tx, scope, *id, new, key).await.map(|(_, fresh)| fresh)
            }
            Change::Work { id, version: Some(version), new, .. } => {
                work::actions::change_in(tx, scope, *id, *version, new).await.map(|()| true)
            }
            Change::WorkMoved { id, version, to, note, readings } => {
                work::actions::go_in(tx, scope, (*id, *version), *to, note, readings).await.map(|_| true)
            }
        }
    }

    /// What can only happen when the bookings have made room: fewer units.
    ///
    /// # Errors
    /// A problem at `units` where more are promised still.
    pub async fn finish(&self, tx: &mut Tx, scope: &Scope) -> Result<()> {
        match self {
            Change::Details { resource, new, .. } => {
                resources::actions::lower_units_in(tx, scope, *resource, new.units).await
            }
            Change::Standing { asset, end: Standing::Resource | Standing::Unit(_), form, .. } => {
                assets::actions::set_status_in(tx, scope, *asset, form).await.map(drop)
            }
            Change::KitReturn { kit, returned, .. } => {
                kits::actions::lose_in(tx, scope, *kit, &returned.of(Fate::Lost)).await
            }
            _ => Ok(()),
        }
    }

    /// How many units resources will have in the end, where that is part of it.
    pub fn units(&self) -> HashMap<Uuid, i64> {
        let left = |end: &Standing| if let Standing::Unit(left) = end { Some(*left) } else { None };
        match self {
            Change::Details { resource, new, .. } => HashMap::from([(*resource, new.units)]),
            Change::Standing { resource: Some(resource), end, .. } => {
                left(end).map(|left| (*resource, left)).into_iter().collect()
            }
            Change::KitReturn { ends, .. } => {
                ends.iter().filter_map(|(resource, end)| Some((*resource, left(end)?))).collect()
            }
            _ => HashMap::new(),
        }
    }

    /// The time in which it can hit anything, where that is not all of it.
    pub fn window(&self) -> Option<Span> {
        match self {
            Change::Exception { new, .. } => days(new.day, new.day),
            Change::Blackout { new, .. } => Some(new.span),
            Change::Work { version: None, new, .. } => {
                let (from, until) = new.down;
                let until = until.or_else(|| Some(from? + TimeDelta::days(resources::closures::BLACKOUT_DAYS_MAX)));
                from.zip(until).and_then(|(from, until)| Span::new(from, until).ok())
            }
            Change::Calendar { new, .. } => {
                let (first, last) =
                    (new.days.iter().map(|day| day.day).min(), new.days.iter().map(|day| day.day).max());
                // What is left out of a newer edition opens again, which hits nothing.
                first.zip(last).and_then(|(first, last)| days(first, last))
            }
            _ => None,
        }
    }
}

/// What becomes of the resources that lost assets are, or are one of.
///
/// # Errors
/// When the database does not answer.
pub async fn ends_of(scope: &Scope, lost: &[Uuid]) -> Result<BTreeMap<Uuid, Standing>> {
    let mut ends = BTreeMap::new();
    for asset in lost {
        let Some(link) = bookables::store::around_asset(scope.db(), scope.org_id(), *asset).await? else { continue };
        let end = match (link.asset_id, ends.get(&link.resource_id)) {
            (Some(_), _) => Standing::Resource,
            (None, Some(Standing::Unit(left))) => Standing::Unit(left - 1),
            (None, _) => Standing::Unit(link.units - 1),
        };
        ends.insert(link.resource_id, end);
    }
    Ok(ends)
}

/// The resource that an asset is, or is one of.
async fn of_asset(on: impl Into<On<'_>>, scope: &Scope, asset: Uuid) -> Result<Option<Owner>> {
    let link = bookables::store::around_asset(on, scope.org_id(), asset).await?;
    Ok(link.map(|link| Owner::Resource(link.resource_id)))
}

/// These days by the clocks of any zone.
fn days(first: NaiveDate, last: NaiveDate) -> Option<Span> {
    let (from, until) = (day_start(chrono_tz::UTC, first), day_start(chrono_tz::UTC, last));
    Span::new(from - TimeDelta::days(1), until + TimeDelta::days(2)).ok()
}
