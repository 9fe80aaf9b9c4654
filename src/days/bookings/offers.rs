//! What to offer instead of a time that is taken: another time of the same resource, another resource at that time.

use super::actions::{hours_of, taken};
use super::judgement::room;
use super::model::{self, SpanForm};
use super::policy::{self, By};
use super::store;
use kernel::Result;
use kernel::db::On;
use kernel::money::Money;
use kernel::time::{Span, rfc3339};
use platform::{Reach, Scope};
use things::resources::away;
use things::resources::slots::{Busy, Supply, peak};
use things::resources::{self, Filter, Resource};
use uuid::Uuid;

/// Other times offered.
const OTHER_TIMES: usize = 4;
/// Other resources offered.
const OTHER_RESOURCES: usize = 3;
/// Together at least this many, where there are so many.
pub const OFFERS_MIN: usize = 3;

/// A free time that may be booked instead.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Of this resource.
    pub resource: Resource,
    /// From when to when.
    pub span: Span,
    /// What it costs.
    pub price: Option<Money>,
}

impl Offer {
    /// As many units of it as were wanted.
    fn of(scope: &Scope, resource: &Resource, span: Span, units: i64) -> Offer {
        let minor = model::price(resource, span, units);
        let price = minor.map(|minor| Money::new(minor, scope.org.currency.clone()));
        Offer { resource: resource.clone(), span, price }
    }

    /// What the button of this offer says: resource, instant and length.
    pub fn value(&self) -> String {
        let minutes = model::keep_length(self.resource.zone(), self.span);
        format!("{}/{}/{minutes}", self.resource.id, rfc3339(self.span.start))
    }
}

/// Puts an offer that was taken (from [`Offer::value`]) in the place of what was wished. Answers whether there was one.
pub fn take(value: &str, resource: &mut String, span: &mut SpanForm) -> bool {
    let mut parts = value.split('/').map(str::to_owned);
    let (Some(other), Some(at)) = (parts.next(), parts.next()) else { return false };
    *resource = other;
    span.at = at;
    span.minutes = parts.next().unwrap_or_else(|| span.minutes.clone());
    true
}

/// A wish that was refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Of this resource.
    pub resource: &'a Resource,
    /// From when to when.
    pub span: Span,
    /// How many come.
    pub people: i64,
    /// How many units.
    pub units: i64,
    /// The booking that was to be moved there; its own time counts as free, and is no offer.
    pub moving: Option<Uuid>,
    /// For whom: what they could not book themselves is no offer.
    pub origin: By,
    /// What is promised to others in the same breath.
    pub beside: &'a [(Uuid, Busy)],
}

/// Free alternatives, the nearest first: times of the same resource, then similar resources at that time. What is to be
/// moved is not offered the time it has.
pub async fn instead(on: impl Into<On<'_>>, scope: &Scope, refused: Refused<'_>, by: By) -> Result<Vec<Offer>> {
    let mut on = on.into();
    let own = match refused.moving {
        Some(id) => Some(store::by_id(on.again(), scope.org_id(), id).await?),
        None => None,
    };
    // A booking that is cancelled is nowhere: its own time is an offer, should it be free.
    let is_there = |offer: &Offer| {
        own.as_ref().is_some_and(|own| own.status.is_open() && own.is_at(offer.resource.id, offer.span))
    };
    let mut elsewhere = other_resources(on.again(), scope, refused, by).await?;
    elsewhere.retain(|offer| !is_there(offer));
    let wanted = OTHER_TIMES.max(OFFERS_MIN + OTHER_RESOURCES - elsewhere.len());
    let mut offers = other_times(on, scope, refused, wanted + 1).await?;
    offers.retain(|offer| !is_there(offer));
    offers.truncate(wanted);
    offers.extend(elsewhere);
    Ok(offers)
}

async fn other_times(mut on: On<'_>, scope: &Scope, refused: Refused<'_>, count: usize) -> Result<Vec<Offer>> {
    let (resource, rules) = (refused.resource, refused.resource.rules());
    if policy::may_book(resource, refused.origin).is_err() || refused.people > room(resource, refused.units) {
        return Ok(Vec::new());
    }
    let nothing = hours_of(on.again(), scope, resource, refused.span).await?;
    let empty = Supply { hours: &nothing, rules, units: resource.units, busy: &[] };
    let Some(window) = empty.alternatives_window(refused.span, scope.now) else { return Ok(Vec::new()) };
    let hours = hours_of(on.again(), scope, resource, window).await?;
    let mut busy = taken(on, scope, resource, window, refused.moving).await?;
    busy.extend(refused.beside.iter().filter(|(id, _)| *id == resource.id).map(|(_, busy)| *busy));
    let supply = Supply { hours: &hours, rules, units: resource.units, busy: &busy };
    let spans = supply.alternatives(refused.span, refused.units, count, scope.now);
    Ok(spans.into_iter().map(|span| Offer::of(scope, resource, span, refused.units)).collect())
}

async fn other_resources(mut on: On<'_>, scope: &Scope, refused: Refused<'_>, by: By) -> Result<Vec<Offer>> {
    let each = refused.people.saturating_add(refused.units - 1) / refused.units.max(1);
    let same_kind = Filter { kind: Some(refused.resource.kind), min_capacity: Some(each), ..Filter::default() };
    let all = resources::store::list(on.again(), scope.org_id(), &same_kind, &Reach::Everywhere).await?;
    let may = |other: &&Resource| {
        other.id != refused.resource.id && policy::may_book(other, refused.origin).is_ok() && may_see(scope, other, by)
    };
    let candidates: Vec<&Resource> = all.iter().filter(may).filter(|other| other.units >= refused.units).collect();
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let hours = resources::store::hours(on.again(), scope.org_id(), &candidates, refused.span, scope.now).await?;
    let widest = refused.span.widened(chrono::Duration::days(7), chrono::Duration::days(7)); // the longest buffer there is
    let mut taken = store::busy_everywhere(on.again(), scope.org_id(), widest, refused.moving).await?;
    let made: Vec<Uuid> = candidates.iter().filter(|other| other.is_made_of_assets()).map(|other| other.id).collect();
    let absences = resources::store::absences(on, scope.org_id(), &made, widest, scope.now).await?;
    taken.extend(away::taken(&absences, widest, scope.now));
    taken.extend_from_slice(refused.beside);
    let fits = |other: &Resource| {
        let rules = other.rules();
        let busy: Vec<Busy> = taken.iter().filter(|(id, _)| *id == other.id).map(|(_, busy)| *busy).collect();
        let open =
            hours.get(&other.id).is_some_and(|hours| rules.judge(hours, refused.span, scope.now, false).is_empty());
        open && peak(&busy, rules.block(refused.span)) + refused.units <= other.units
    };
    let mut free: Vec<&Resource> = candidates.into_iter().filter(|other| fits(other)).collect();
    // The nearest in place, then in size.
    let distance = |other: &Resource| {
        (other.location_id != refused.resource.location_id, (other.capacity - refused.resource.capacity).abs())
    };
    free.sort_by(|one, two| distance(one).cmp(&distance(two)).then_with(|| one.name.cmp(&two.name)));
    Ok(free
        .into_iter()
        .take(OTHER_RESOURCES)
        .map(|other| Offer::of(scope, other, refused.span, refused.units))
        .collect())
}

fn may_see(scope: &Scope, resource: &Resource, by: By) -> bool {
    // In the same capacity: what they may not book there as they do here is no offer.
    by == By::Guest
        || (scope.may_at(platform::Perm::CalendarRead, resource.location_id)
            && By::of(scope, resource).ok() == Some(by))
}
