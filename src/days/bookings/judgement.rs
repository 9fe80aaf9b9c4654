//! One judgement of a wish, with everything it rests on: the same reasons refuse a booking, stand at the fields of its form,
//! explain a closed hour, and tell which bookings a change would leave unfit.
//!
//! The order of the reasons is the order in which they are told, and the first of them is what a refused form says: who
//! asks, the resource as a whole, how many, the rules and hours, how many of today, and last what others hold. Pure: the facts come in.

use super::messages;
use super::model::Booking;
use super::policy::By;
use chrono::{DateTime, Utc};
use kernel::time::Span;
use kernel::{Error, Result};
use things::resources::hours::Closed;
use things::resources::rules::Refusal;
use things::resources::slots::{Busy, peak};
use things::resources::{self, Hours, Resource, Who};
use uuid::Uuid;

/// One thing that speaks against a booking. Facts; the sentences are the messages'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Whoever asks may not book there at all.
    NoRight,
    /// They are kept from booking on the public pages.
    Blocked,
    /// The resource was put away.
    Archived,
    /// It cannot be used at present.
    Status(resources::Status),
    /// It is not for them.
    Who(Who),
    /// More come than there is room for.
    TooManyPeople {
        /// The room there is in all units together.
        capacity: i64,
    },
    /// More units than it has.
    TooManyUnits {
        /// What it has.
        units: i64,
    },
    /// Its rules or its hours refuse.
    Rule(Refusal),
    /// The organisation has made as many bookings today as its operator allows.
    EnoughForToday {
        /// How many that is.
        limit: i64,
        /// Who is told.
        by: By,
    },
    /// Others hold it.
    Taken {
        /// Those whose blocks reach into it.
        by: Vec<Uuid>,
    },
    /// It will have fewer units than are promised at that time, and others were promised theirs before.
    Surplus {
        /// What it will have.
        units: i64,
    },
}

impl Reason {
    /// The name of its rule, for programs.
    pub fn rule(&self) -> &'static str {
        match self {
            Reason::NoRight => "rights",
            Reason::Blocked => "blocked",
            Reason::Archived => "archived",
            Reason::Status(_) => "status",
            Reason::Who(_) => "who",
            Reason::TooManyPeople { .. } => "capacity",
            Reason::TooManyUnits { .. } | Reason::Surplus { .. } => "units",
            Reason::Rule(Refusal::Past) => "past",
            Reason::Rule(Refusal::TooSoon { .. }) => "notice",
            Reason::Rule(Refusal::TooFar { .. }) => "horizon",
            Reason::Rule(Refusal::TooShort { .. }) => "shortest",
            Reason::Rule(Refusal::TooLong { .. }) => "longest",
            Reason::Rule(Refusal::OffGrid { .. }) => "grid",
            Reason::Rule(Refusal::Closed(Closed::Outside { .. })) => "hours",
            Reason::Rule(Refusal::Closed(Closed::Exception { .. })) => "exception",
            Reason::Rule(Refusal::Closed(Closed::Blackout { away: Some(_), .. })) => "away",
            Reason::Rule(Refusal::Closed(Closed::Blackout { .. })) => "blackout",
            Reason::EnoughForToday { .. } => "bookings_a_day",
            Reason::Taken { .. } => "taken",
        }
    }

    /// Is it the same objection, perhaps in other words? Two exceptions are two, the week is one.
    pub fn is_like(&self, other: &Reason) -> bool {
        let source = |reason: &Reason| match reason {
            Reason::Rule(Refusal::Closed(Closed::Exception { source, .. } | Closed::Blackout { source, .. })) => {
                *source
            }
            _ => None,
        };
        let away = |reason: &Reason| match reason {
            Reason::Rule(Refusal::Closed(Closed::Blackout { away: Some(away), .. })) => Some(away.path.clone()),
            _ => None,
        };
        self.rule() == other.rule() && source(self) == source(other) && away(self) == away(other)
    }
}

/// A wish and everything that decides about it.
pub struct Asked<'a> {
    /// Of what.
    pub resource: &'a Resource,
    /// When that is open, at least around the span.
    pub hours: &'a Hours,
    /// From when to when.
    pub span: Span,
    /// How many come.
    pub people: i64,
    /// How many units.
    pub units: i64,
    /// In what capacity; none: somebody who may only look.
    pub by: Option<By>,
    /// What else is known of whoever makes a booking; nothing for one that is made already.
    pub making: Making,
    /// What others hold around it. None: the schema will judge that.
    pub held: Option<&'a [(Uuid, Busy)]>,
    /// The present.
    pub now: DateTime<Utc>,
}

/// What decides about making a booking, besides the resource and its time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Making {
    /// Whoever comes is kept from booking on the public pages.
    pub is_blocked: bool,
    /// The operator's limit of bookings a day, where it is reached.
    pub limit_reached: Option<i64>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What stands for them, in order; nothing when they may have it.
    pub reasons: Vec<Reason>,
    /// What speaks against it and does not stand for them.
    pub warnings: Vec<Refusal>,
}

/// Judges a wish.
pub fn judge(asked: &Asked<'_>) -> Judgement {
    let Asked { resource, span, .. } = asked;
    let by = asked.by.unwrap_or(By::Member);
    let mut reasons: Vec<Reason> = asked.by.is_none().then_some(Reason::NoRight).into_iter().collect();
    reasons.extend((asked.making.is_blocked && by == By::Guest).then_some(Reason::Blocked));
    reasons.extend(bars(resource, by));
    reasons.extend(no_room(resource, asked.people, asked.units));
    let refusals = resource.rules().judge(asked.hours, *span, asked.now, by == By::Staff);
    let (standing, warnings) = standing(refusals, by);
    reasons.extend(standing.into_iter().map(Reason::Rule));
    reasons.extend(asked.making.limit_reached.map(|limit| Reason::EnoughForToday { limit, by }));
    let block = resource.rules().block(*span);
    let around: Vec<(Uuid, Busy)> =
        asked.held.into_iter().flatten().filter(|(_, busy)| busy.block.overlaps(&block)).copied().collect();
    let busy: Vec<Busy> = around.iter().map(|(_, busy)| *busy).collect();
    if asked.held.is_some() && asked.units <= resource.units && peak(&busy, block) + asked.units > resource.units {
        reasons.push(Reason::Taken { by: around.iter().map(|(id, _)| *id).collect() });
    }
    Judgement { reasons, warnings }
}

impl Judgement {
    /// As the answer to a wish: the first reason says what kind of refusal it is.
    ///
    /// # Errors
    /// Forbidden, not found, the name of a rule, or everything that can be mended in the form, at its fields.
    pub fn check(&self, resource: &Resource) -> Result<()> {
        match self.reasons.first() {
            None => Ok(()),
            Some(Reason::NoRight) => Err(Error::Forbidden),
            Some(Reason::Blocked) => Err(Error::conflict("contact_blocked")),
            Some(Reason::Archived) => Err(Error::NotFound),
            Some(Reason::Status(_)) => Err(Error::conflict("resource_not_available")),
            Some(Reason::Who(_)) => Err(Error::conflict("resource_not_for_you")),
            Some(Reason::Taken { .. }) => Err(Error::conflict("booking_overlap")),
            Some(Reason::Surplus { .. }) => Err(Error::conflict("too_few_units")),
            Some(
                Reason::TooManyPeople { .. }
                | Reason::TooManyUnits { .. }
                | Reason::Rule(_)
                | Reason::EnoughForToday { .. },
            ) => Err(Error::Invalid(messages::problems(&self.reasons, resource.zone()))),
        }
    }
}

/// What closes the resource as a whole to them.
pub fn bars(resource: &Resource, by: By) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if resource.archived_at.is_some() {
        reasons.push(Reason::Archived);
    }
    if resource.status != resources::Status::Available {
        reasons.push(Reason::Status(resource.status));
    }
    match (resource.who, by) {
        (_, By::Staff) | (Who::Members | Who::Anyone, By::Member) | (Who::Anyone, By::Guest) => {}
        (who, _) => reasons.push(Reason::Who(who)),
    }
    reasons
}

/// How many people so many of its units have room for: three kayaks for one hold three.
pub fn room(resource: &Resource, units: i64) -> i64 {
    resource.capacity.saturating_mul(units.min(resource.units))
}

/// Whether more come, or more is wanted, than there is.
pub fn no_room(resource: &Resource, people: i64, units: i64) -> Vec<Reason> {
    let capacity = room(resource, units);
    let people = (people > capacity).then_some(Reason::TooManyPeople { capacity });
    let units = (units > resource.units).then_some(Reason::TooManyUnits { units: resource.units });
    people.into_iter().chain(units).collect()
}

/// Of everything that speaks against a wish, what stands for them. The house may book in the past (somebody walked in)
/// and outside the opening hours, but not into a blackout.
pub fn standing(refusals: Vec<Refusal>, by: By) -> (Vec<Refusal>, Vec<Refusal>) {
    refusals
        .into_iter()
        .partition(|refusal| by != By::Staff || matches!(refusal, Refusal::Closed(Closed::Blackout { .. })))
}

/// What speaks against a promise that was made already. Notice, horizon and who may book say how a booking is made, not
/// whether one that was made still fits; everything else holds for it as for a new one, whoever made it.
pub fn misfits(booking: &Booking, resource: &Resource, hours: &Hours, now: DateTime<Utc>) -> Vec<Reason> {
    let asked = Asked {
        resource,
        hours,
        span: booking.span(),
        people: booking.people,
        units: booking.units,
        by: Some(By::Guest),
        making: Making::default(),
        held: None,
        now,
    };
    let mut reasons = judge(&asked).reasons;
    reasons.retain(|reason| {
        !matches!(
            reason,
            Reason::Who(_) | Reason::Rule(Refusal::Past | Refusal::TooSoon { .. } | Refusal::TooFar { .. })
        )
    });
    reasons
}
