//! Finding what a change hits: the bookings that are judged otherwise after it than before.

use super::model::{Hit, PROPOSED_MAX};
use crate::bookings::judgement::{Reason, misfits};
use crate::bookings::offers::{self, Refused};
use crate::bookings::policy::By;
use crate::bookings::{Booking, store};
use kernel::Result;
use kernel::db::Tx;
use kernel::time::Span;
use platform::{Perm, Scope};
use std::collections::{HashMap, HashSet};
use things::resources::away;
use things::resources::slots::{Busy, peak};
use things::resources::{self, Hours, Resource};
use uuid::Uuid;

/// The bookings that a change may hit, and how each of them is judged.
pub struct Judged {
    bookings: Vec<Booking>,
    reasons: HashMap<Uuid, Vec<Reason>>,
    /// Those for which too few are there, and how many are.
    short: HashMap<Uuid, i64>,
    resources: HashMap<Uuid, Resource>,
}

/// Judges all open bookings of these resources that reach into the window, by the resources and hours as they are now in
/// this transaction.
pub async fn judge(tx: &mut Tx, scope: &Scope, held: &[Resource], window: Option<Span>) -> Result<Judged> {
    let ids: Vec<Uuid> = held.iter().map(|resource| resource.id).collect();
    let bookings = store::open_on(&mut *tx, scope.org_id(), &ids, scope.now, window).await?;
    let resources: HashMap<Uuid, Resource> = held.iter().map(|resource| (resource.id, resource.clone())).collect();
    let hours = hours(tx, scope, held, &bookings).await?;
    let mut reasons = HashMap::with_capacity(bookings.len());
    for booking in &bookings {
        if let Some((resource, hours)) = resources.get(&booking.resource_id).zip(hours.get(&booking.resource_id)) {
            reasons.insert(booking.id, misfits(booking, resource, hours, scope.now));
        }
    }
    let short = short(tx, scope, held, &bookings).await?;
    Ok(Judged { bookings, reasons, short, resources })
}

/// The bookings of what is made of several assets for which too few of these are there: those that were made first keep
/// theirs.
async fn short(tx: &mut Tx, scope: &Scope, held: &[Resource], bookings: &[Booking]) -> Result<HashMap<Uuid, i64>> {
    let made: HashMap<Uuid, i64> =
        held.iter().filter(|one| one.model_id.is_some()).map(|one| (one.id, one.units)).collect();
    let mut by_age: Vec<&Booking> = bookings.iter().filter(|booking| made.contains_key(&booking.resource_id)).collect();
    by_age.sort_by_key(|booking| (booking.created_at, booking.id));
    let first = by_age.iter().map(|booking| booking.block_from).min();
    let last = by_age.iter().map(|booking| booking.block_until).max();
    let Some(window) = first.zip(last).and_then(|(first, last)| Span::new(first, last).ok()) else {
        return Ok(HashMap::new());
    };
    let ids: Vec<Uuid> = made.keys().copied().collect();
    let absences = resources::store::absences(tx, scope.org_id(), &ids, window, scope.now).await?;
    let mut kept: HashMap<Uuid, Vec<Busy>> = HashMap::new();
    for (resource, busy) in away::taken(&absences, window, scope.now) {
        kept.entry(resource).or_default().push(busy);
    }
    let missing = kept.clone();
    let mut short = HashMap::new();
    for booking in by_age {
        let Ok(block) = Span::new(booking.block_from, booking.block_until) else { continue };
        let units = made.get(&booking.resource_id).copied().unwrap_or_default();
        let others = kept.entry(booking.resource_id).or_default();
        if peak(others, block) + booking.units > units {
            let gone = missing.get(&booking.resource_id).map_or(0, |missing| peak(missing, block));
            short.insert(booking.id, (units - gone).max(0));
        } else {
            others.push(Busy { block, units: booking.units });
        }
    }
    Ok(short)
}

async fn hours(tx: &mut Tx, scope: &Scope, held: &[Resource], bookings: &[Booking]) -> Result<HashMap<Uuid, Hours>> {
    let used: HashSet<Uuid> = bookings.iter().map(|booking| booking.resource_id).collect();
    let used: Vec<&Resource> = held.iter().filter(|resource| used.contains(&resource.id)).collect();
    let first = bookings.iter().map(|booking| booking.starts_at).min();
    let last = bookings.iter().map(|booking| booking.ends_at).max();
    match first.zip(last).and_then(|(first, last)| Span::new(first, last).ok()) {
        Some(span) => resources::store::hours(tx, scope.org_id(), &used, span, scope.now).await,
        None => Ok(HashMap::new()),
    }
}

/// Those of the bookings judged after a change that were judged otherwise before it, and those that lose their unit, where
/// so many are left of a resource. By start; without offers yet.
pub fn hit(scope: &Scope, before: &Judged, after: &Judged, left: &HashMap<Uuid, i64>) -> Vec<Hit> {
    let nothing = Vec::new();
    let of = |resource: Uuid| after.bookings.iter().filter(move |booking| booking.resource_id == resource);
    let surplus: HashSet<Uuid> =
        left.iter().flat_map(|(resource, units)| surplus(of(*resource).collect(), *units)).collect();
    let mut hits = Vec::new();
    for booking in &after.bookings {
        let Some(resource) = after.resources.get(&booking.resource_id) else { continue };
        let units = left.get(&booking.resource_id).copied();
        let was = before.reasons.get(&booking.id).unwrap_or(&nothing);
        let is = after.reasons.get(&booking.id).unwrap_or(&nothing);
        let mut reasons: Vec<Reason> =
            is.iter().filter(|reason| !was.iter().any(|known| reason.is_like(known))).cloned().collect();
        // How many units it holds is counted with those of all others, below.
        reasons.retain(|reason| !matches!(reason, Reason::TooManyUnits { .. }));
        let may_stay = !surplus.contains(&booking.id);
        if let Some(units) = units.filter(|_| !may_stay) {
            reasons.push(Reason::Surplus { units });
        } else if let Some(left) = after.short.get(&booking.id).filter(|_| reasons.is_empty())
            && !before.short.contains_key(&booking.id)
        {
            // What is not there may come back in time: whoever decides may let it stay.
            reasons.push(Reason::Surplus { units: *left });
        }
        if !reasons.is_empty() {
            hits.push(Hit {
                booking: booking.clone(),
                resource: Resource { units: units.unwrap_or(resource.units), ..resource.clone() },
                reasons,
                offers: Vec::new(),
                may_stay,
                may_change: scope.may_at(Perm::BookingsManage, resource.location_id),
                is_open: scope.may_at(Perm::BookingsRead, resource.location_id),
            });
        }
    }
    hits
}

/// The bookings of a resource for which too few units are left: those that were made first keep theirs.
fn surplus(mut by_age: Vec<&Booking>, units: i64) -> HashSet<Uuid> {
    by_age.sort_by_key(|booking| (booking.created_at, booking.id));
    let mut kept: HashMap<Uuid, Vec<Busy>> = HashMap::new();
    let mut surplus = HashSet::new();
    for booking in by_age {
        let Ok(block) = Span::new(booking.block_from, booking.block_until) else { continue };
        let others = kept.entry(booking.resource_id).or_default();
        if peak(others, block) + booking.units > units {
            surplus.insert(booking.id);
        } else {
            others.push(Busy { block, units: booking.units });
        }
    }
    surplus
}

/// Adds to each hit where it could go, no two to the same place by their first offers. Reads what the transaction has
/// changed already.
pub async fn propose(tx: &mut Tx, scope: &Scope, hits: &mut [Hit]) -> Result<()> {
    let mut beside: Vec<(Uuid, Busy)> = Vec::new();
    let movable = hits.iter_mut().filter(|hit| hit.may_change && hit.booking.starts_at > scope.now);
    for hit in movable.take(PROPOSED_MAX) {
        let booking = &hit.booking;
        let refused = Refused {
            resource: &hit.resource,
            span: booking.span(),
            people: booking.people,
            units: booking.units,
            moving: Some(booking.id),
            origin: By::from(booking),
            beside: &beside,
        };
        hit.offers = offers::instead(&mut *tx, scope, refused, By::Staff).await?;
        hit.offers.retain(|offer| offer.span.start > scope.now);
        if let Some(first) = hit.offers.first() {
            beside.push((
                first.resource.id,
                Busy { block: first.resource.rules().block(first.span), units: booking.units },
            ));
        }
    }
    Ok(())
}
