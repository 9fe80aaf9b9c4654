//! Why a time is closed, and why somebody may not book it: the judgement of a wish, told.
//!
//! The judgement is that of [`super::judgement`], by which bookings are made; here it is only asked, and its reasons get
//! their provenance, as far as the viewer may know it. Ready to be sent as JSON.

use super::actions::{hours_of, limit_reached};
use super::judgement::{Asked, Judgement, Making, judge};
use super::messages;
use super::model::Booking;
use super::policy::{self, By};
use super::provenance::{Sources, details};
use super::store;
use chrono::{DateTime, Utc};
use kernel::time::Span;
use kernel::{Error, Result};
use people::contacts;
use people::orgs::store::{Ever, grants_ever, people_ever};
use platform::{Perm, Scope, context};
use serde::Serialize;
use things::locations;
use things::resources::slots::Busy;
use things::resources::{self, Resource, duration};
use uuid::Uuid;

/// For whom it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// Whoever asks.
    Me,
    /// A guest on the public page.
    Guest,
    /// Somebody with a sign-in.
    User(Uuid),
    /// A contact who books on the public pages.
    Contact(Uuid),
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// From when to when.
    pub span: Span,
    /// How many come.
    pub people: i64,
    /// How many units.
    pub units: i64,
    /// For whom.
    pub whom: Whom,
    /// The booking that would be moved there, if it is asked about one that there is.
    pub booking: Option<Uuid>,
}

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Of this resource.
    pub resource: Uuid,
    /// What it is called.
    pub name: String,
    /// The zone its clocks show.
    pub zone: String,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// To when.
    pub ends_at: DateTime<Utc>,
    /// How many come.
    pub people: i64,
    /// How many units.
    pub units: i64,
    /// For whom, in a word.
    pub whom: String,
    /// Can they have it?
    pub bookable: bool,
    /// What stands against it, in order. Nothing, and only then, when they can have it.
    pub reasons: Vec<Told>,
    /// What the house overrules.
    pub overruled: Vec<String>,
}

/// A reason, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The name of its rule, for programs.
    pub rule: &'static str,
    /// What a refused form says.
    pub sentence: String,
    /// Where it comes from, for those who may know.
    pub details: Vec<Detail>,
}

/// Where a reason comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// In words.
    pub text: String,
    /// The page where it can be seen or changed.
    pub link: Option<Link>,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: String,
}

/// Explains, as fully as the viewer may know: to those who see all bookings of the place with names and sources, to all
/// others politely.
///
/// # Errors
/// Not found for somebody who was never here, or about whom the viewer may not ask.
pub async fn explain(scope: &Scope, resource: &Resource, question: &Question) -> Result<Explanation> {
    let is_full = scope.may_at(Perm::BookingsRead, resource.location_id);
    let person = person(scope, resource, question.whom).await?;
    let block = resource.rules().block(question.span);
    let hours =
        hours_of(scope.db(), scope, resource, question.span.widened(chrono::Duration::zero(), LOOK_AHEAD)).await?;
    let mut holding = store::holding(scope.db(), scope.org_id(), resource.id, block).await?;
    holding.retain(|booking| Some(booking.id) != question.booking);
    let mut held: Vec<(Uuid, Busy)> = holding.iter().filter_map(busy).collect();
    let absences = match resource.is_made_of_assets() {
        true => resources::store::absences(scope.db(), scope.org_id(), &[resource.id], block, scope.now).await?,
        false => Vec::new(),
    };
    held.extend(
        absences.iter().filter_map(|absence| {
            Some((absence.asset_id, Busy { block: absence.within(block, scope.now)?, units: 1 }))
        }),
    );
    let Question { span, people, units, .. } = *question;
    // Neither keeps anybody from moving a booking that there is.
    let making = match question.booking {
        None => Making { is_blocked: person.is_blocked, limit_reached: limit_reached(scope).await? },
        Some(_) => Making::default(),
    };
    let held = Some(held.as_slice());
    let asked = Asked { resource, hours: &hours, span, people, units, by: person.by, making, held, now: scope.now };
    let Judgement { reasons, warnings } = judge(&asked);
    let unchangeable = match question.booking {
        Some(id) => unchangeable(scope, resource, id, person.by, is_full).await?,
        None => None,
    };
    let zone = resource.zone();
    let places = match is_full && !reasons.is_empty() {
        true => locations::store::tree_with_archived(scope.db(), scope.org_id()).await?,
        false => Vec::new(),
    };
    let sources = Sources {
        scope,
        resource,
        places: &places,
        holding: &holding,
        absences: &absences,
        grants: &person.grants,
        whom: &person.name,
        contact: person.contact,
    };
    let told = |reason| Told {
        rule: super::judgement::Reason::rule(reason),
        sentence: messages::because(reason, zone),
        details: if is_full { details(&sources, reason) } else { Vec::new() },
    };
    Ok(Explanation {
        resource: resource.id,
        name: resource.name.clone(),
        zone: resource.zone_name.clone(),
        starts_at: span.start,
        ends_at: span.end,
        people,
        units,
        whom: person.name.clone(),
        bookable: reasons.is_empty() && unchangeable.is_none(),
        reasons: unchangeable.into_iter().chain(reasons.iter().map(told)).collect(),
        overruled: warnings.iter().map(|refusal| messages::sentence(refusal, zone)).collect(),
    })
}

/// What speaks against moving or cancelling a booking at all: by the same policy that refuses the change.
///
/// # Errors
/// Not found for a booking of another resource, or one that the viewer may not know of.
async fn unchangeable(
    scope: &Scope,
    resource: &Resource,
    id: Uuid,
    by: Option<By>,
    is_full: bool,
) -> Result<Option<Told>> {
    let booking = store::by_id(scope.db(), scope.org_id(), id).await?;
    if booking.resource_id != resource.id || !is_full {
        return Err(Error::NotFound);
    }
    let rule = match by.map(|by| policy::may_change(&booking, resource.rules(), by, scope.now)) {
        Some(Err(Error::Conflict(rule))) => rule,
        Some(Err(error)) => return Err(error),
        Some(Ok(())) | None => return Ok(None), // without a right there is a reason of its own
    };
    let rule = RULES_OF_CHANGES.into_iter().find(|known| *known == rule).unwrap_or("booking_over");
    let sentence = messages::unchangeable(rule, &booking, resource.rules());
    let details = match rule {
        "change_notice_passed" => vec![Detail {
            text: format!(
                "Guests may move or cancel {} until {} before their booking begins. Staff may still do it.",
                resource.name,
                duration::long(resource.rules().change_notice_minutes)
            ),
            link: Some(Link {
                label: "Its rules".to_owned(),
                href: scope.org.path(&format!("/resources/{}", resource.id)),
            }),
        }],
        _ => Vec::new(),
    };
    Ok(Some(Told { rule, sentence, details }))
}

/// What [`policy::may_change`] refuses by.
const RULES_OF_CHANGES: [&str; 3] = ["change_notice_passed", "booking_cancelled", "booking_over"];

/// So far ahead of a closed time the next opening is looked for.
const LOOK_AHEAD: chrono::TimeDelta = chrono::TimeDelta::days(60);

fn busy(booking: &Booking) -> Option<(Uuid, Busy)> {
    let block = Span::new(booking.block_from, booking.block_until).ok()?;
    Some((booking.id, Busy { block, units: booking.units }))
}

/// Somebody who wants to book.
struct Wisher {
    name: String,
    by: Option<By>,
    grants: Vec<Ever>,
    /// Which contact that is.
    contact: Option<Uuid>,
    is_blocked: bool,
}

impl Wisher {
    fn of(name: String, by: Option<By>, grants: Vec<Ever>) -> Wisher {
        Wisher { name, by, grants, contact: None, is_blocked: false }
    }
}

async fn person(scope: &Scope, resource: &Resource, whom: Whom) -> Result<Wisher> {
    match whom {
        Whom::Guest => Ok(Wisher::of("A guest".to_owned(), Some(By::Guest), Vec::new())),
        Whom::Contact(id) => {
            if !may_ask_about_others(scope, resource) {
                return Err(Error::NotFound);
            }
            let known = contacts::routes::seen(scope, id).await?;
            if !known.is_living() {
                return Err(Error::NotFound);
            }
            let guest = Wisher::of(known.label().to_owned(), Some(By::Guest), Vec::new());
            Ok(Wisher { contact: Some(id), is_blocked: known.blocked_at.is_some(), ..guest })
        }
        Whom::User(id) if Some(id) != scope.user_id() => {
            if !may_ask_about_others(scope, resource) {
                return Err(Error::NotFound);
            }
            let known = people_ever(scope.db(), scope.org_id()).await?;
            let name =
                known.into_iter().find(|(known, _)| *known == id).map(|(_, name)| name).ok_or(Error::NotFound)?;
            // Exactly what they could do: their own scope is asked, not their roles compared.
            let by = match context::enter(scope.db(), &scope.org.slug, id, scope.now).await {
                Ok((_, viewer)) => By::of(&Scope { viewer, ..scope.clone() }, resource).ok(),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            };
            Ok(Wisher::of(name, by, held(scope, Some(id), by).await?))
        }
        Whom::Me | Whom::User(_) => {
            let by = By::of(scope, resource).ok();
            let name = scope.viewer.user.as_ref().map_or("You", |user| user.name.as_str()).to_owned();
            Ok(Wisher::of(name, by, held(scope, scope.user_id(), by).await?))
        }
    }
}

/// What they hold and held, where that is to blame.
async fn held(scope: &Scope, user: Option<Uuid>, by: Option<By>) -> Result<Vec<Ever>> {
    match (user, by) {
        (Some(user), None) => grants_ever(scope.db(), scope.org_id(), user).await,
        _ => Ok(Vec::new()),
    }
}

/// May the viewer learn what somebody else may do?
pub fn may_ask_about_others(scope: &Scope, resource: &Resource) -> bool {
    scope.may_at(Perm::BookingsManage, resource.location_id) || scope.may(Perm::PeopleManage)
}
