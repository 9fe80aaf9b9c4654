//! The verbs. Each is one story: policy, rules, rows, event, in one transaction; the schema has the last word.
//!
//! Hours and rules are judged on what was committed when the action began; only the overlap must be judged inside the
//! transaction, and is, by the schema.

use super::events::Event;
use super::messages;
use super::model::{self, Booking, Edit, Guest, Status, Wish};
use super::policy::{self, By};
use super::store::{self, NewBooking, Place};
use kernel::db::Tx;
use kernel::time::Span;
use kernel::{Error, Result};
use people::contacts;
use platform::events;
use platform::once::{self, Claim};
use platform::{House, Scope};
use std::collections::HashMap;
use things::resources::rules::Refusal;
use things::resources::{self, Hours, Resource};
use uuid::Uuid;

/// Letters of a booking's code: 27 to the power of seven, ten thousand million.
const CODE_LETTERS: usize = 7;
/// Draws of a code before something must be wrong.
const CODE_DRAWS: usize = 8;
/// How often a transaction is tried again that the database asked to try again.
const TRIES: usize = 5;

/// What became of a wish.
#[derive(Debug)]
pub struct Done {
    /// The booking as it is now.
    pub booking: Booking,
    /// Did it happen now, or was this a repeated request?
    pub fresh: bool,
    /// What speaks against it and did not stand for this actor: to be shown as a warning.
    pub warnings: Vec<Refusal>,
}

/// Books.
///
/// # Errors
/// `Invalid` with what the rules say, at the fields; `Conflict` with `booking_overlap` when somebody was quicker, with
/// the rule of the policy, or with `idempotency_key_reused`.
pub async fn book(scope: &Scope, resource: &Resource, wish: &Wish, by: By) -> Result<Done> {
    policy::may_book(resource, by)?;
    let warnings = judge(scope, resource, wish.span, by).await?;
    for _ in 0..TRIES {
        match book_once(scope, resource, wish, by).await {
            Err(Error::Busy) => continue,
            Ok((booking, fresh)) => return Ok(Done { booking, fresh, warnings }),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

async fn book_once(scope: &Scope, resource: &Resource, wish: &Wish, by: By) -> Result<(Booking, bool)> {
    let mut tx = scope.db().begin().await?;
    if let Claim::Done(id) = once::claim(&mut tx, scope, &wish.key, &asked_for(resource, wish)).await? {
        return Ok((store::by_id(&mut tx, scope.org_id(), id).await?, false));
    }
    let Guest { name, email, phone } = &wish.guest;
    let contact = contacts::actions::remember(&mut tx, scope, name, email, phone, by.source()).await?;
    let new = NewBooking {
        id: scope.id(),
        resource: resource.id,
        contact: contact.id,
        user: scope.user_id(),
        title: &wish.title,
        note: &wish.note,
        people: wish.people,
        units: wish.units,
        span: wish.span,
        block: resource.rules().block(wish.span),
        zone: resource.zone().name(),
        price_minor: model::price(resource, wish.span),
        currency: &scope.org.currency,
        source: by.source(),
    };
    insert(&mut tx, scope, &new).await?;
    let booking = store::by_id(&mut tx, scope.org_id(), new.id).await?;
    let scope = match by {
        By::Guest => &scope.acting_as_contact(contact.id, &contact.name),
        By::Staff | By::Member => scope,
    };
    events::record(&mut tx, scope, Event::Confirmed(&booking)).await?;
    once::settle(&mut tx, scope, &wish.key, booking.id).await?;
    tx.commit().await?;
    Ok((booking, true))
}

async fn insert(tx: &mut Tx, scope: &Scope, new: &NewBooking<'_>) -> Result<()> {
    for _ in 0..CODE_DRAWS {
        if store::insert(tx, scope.org_id(), new, &scope.house.ids.code(CODE_LETTERS), scope.now).await? {
            return Ok(());
        }
    }
    Err(Error::broken("every code that was drawn for a booking is taken"))
}

/// Everything a wish says, for the idempotency key's fingerprint.
fn asked_for(resource: &Resource, wish: &Wish) -> String {
    let Wish { span, title, people, units, guest, note, .. } = wish;
    format!(
        "book {} {} {} {people} {units} {} {} {} {title:?} {note:?}",
        resource.id,
        span.start,
        span.end,
        guest.email.key(),
        guest.name,
        guest.phone
    )
}

/// A change and what it is made against.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Which booking.
    pub id: Uuid,
    /// The version the actor saw; none where only the newest counts (a guest cancels).
    pub version: Option<i64>,
    /// What makes it happen once.
    pub key: &'a str,
    /// In what capacity.
    pub by: By,
}

/// Moves a booking in time, to another resource, or both.
///
/// # Errors
/// As [`book`]; `booking_changed` when the version is not the newest.
pub async fn shift(scope: &Scope, change: Change<'_>, to: &Resource, span: Span) -> Result<Done> {
    let known = store::by_id(scope.db(), scope.org_id(), change.id).await?;
    policy::may_move(known.resource_id, to, change.by)?;
    let warnings = judge(scope, to, span, change.by).await?;
    for _ in 0..TRIES {
        match shift_once(scope, change, to, span).await {
            Err(Error::Busy) => continue,
            Ok((booking, fresh)) => return Ok(Done { booking, fresh, warnings }),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

async fn shift_once(scope: &Scope, change: Change<'_>, to: &Resource, span: Span) -> Result<(Booking, bool)> {
    let mut tx = scope.db().begin().await?;
    let asked = format!("shift {} {} {} {}", change.id, to.id, span.start, span.end);
    let before = match open(&mut tx, scope, change, &asked).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok((*booking, false)),
    };
    policy::may_change(&before, to.rules(), change.by, scope.now)?;
    if before.units > to.units {
        return Err(Error::conflict("booking_overlap"));
    }
    let place = Place {
        resource: to.id,
        span,
        block: to.rules().block(span),
        zone: to.zone().name(),
        price_minor: model::price(to, span),
    };
    store::shift(&mut tx, scope.org_id(), before.id, &place, scope.now).await?;
    let after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
    close(tx, scope, change, Event::Moved { before: &before, after: &after }, &after).await?;
    Ok((after, true))
}

/// Changes title, number of people and note.
///
/// # Errors
/// `booking_changed` when the version is not the newest; the rule of the policy.
pub async fn edit(scope: &Scope, change: Change<'_>, resource: &Resource, edit: &Edit) -> Result<Done> {
    let mut tx = scope.db().begin().await?;
    let asked = format!("edit {} {:?} {} {:?}", change.id, edit.title, edit.people, edit.note);
    let before = match open(&mut tx, scope, change, &asked).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok(Done { booking: *booking, fresh: false, warnings: Vec::new() }),
    };
    policy::may_change(&before, resource.rules(), change.by, scope.now)?;
    let told = before.title != edit.title;
    store::edit(&mut tx, scope.org_id(), before.id, edit, told, scope.now).await?;
    let after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
    close(tx, scope, change, Event::Changed { before: &before, after: &after }, &after).await?;
    Ok(Done { booking: after, fresh: true, warnings: Vec::new() })
}

/// Gives a booking back.
///
/// # Errors
/// The rule of the policy.
pub async fn cancel(scope: &Scope, change: Change<'_>, resource: &Resource, reason: &str) -> Result<Done> {
    let mut tx = scope.db().begin().await?;
    let before = match open(&mut tx, scope, change, &format!("cancel {} {reason:?}", change.id)).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok(Done { booking: *booking, fresh: false, warnings: Vec::new() }),
    };
    policy::may_change(&before, resource.rules(), change.by, scope.now)?;
    store::set_status(&mut tx, scope.org_id(), before.id, Status::Cancelled, reason, scope.now).await?;
    let after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
    close(tx, scope, change, Event::Cancelled(&after), &after).await?;
    Ok(Done { booking: after, fresh: true, warnings: Vec::new() })
}

/// Takes a cancelled booking back, if its time is still free. For the house only: it is the undo of [`cancel`].
///
/// # Errors
/// `booking_overlap` when somebody has it now; `booking_not_cancelled`.
pub async fn restore(scope: &Scope, change: Change<'_>) -> Result<Done> {
    let mut tx = scope.db().begin().await?;
    let before = match open(&mut tx, scope, change, &format!("restore {}", change.id)).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok(Done { booking: *booking, fresh: false, warnings: Vec::new() }),
    };
    if before.status != Status::Cancelled {
        return Err(Error::conflict("booking_not_cancelled"));
    }
    store::set_status(&mut tx, scope.org_id(), before.id, Status::Confirmed, "", scope.now).await?;
    let after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
    close(tx, scope, change, Event::Restored(&after), &after).await?;
    Ok(Done { booking: after, fresh: true, warnings: Vec::new() })
}

/// Completes the bookings whose time has passed, at most `limit`; answers how many.
pub async fn complete_ended(house: &House, limit: i64) -> Result<usize> {
    let mut scopes: HashMap<Uuid, Scope> = HashMap::new();
    let ended = store::ended(&house.db, house.now(), limit).await?;
    for (org, id) in &ended {
        if !scopes.contains_key(org) {
            let found = platform::context::org_by_id(&house.db, *org).await?;
            scopes.insert(*org, Scope::unattended(house, found, "schedule"));
        }
        let scope = &scopes[org];
        let mut tx = house.db.begin().await?;
        if store::complete(&mut tx, *org, *id, scope.now).await? {
            let booking = store::by_id(&mut tx, *org, *id).await?;
            events::record(&mut tx, scope, Event::Completed(&booking)).await?;
            tx.commit().await?;
        }
    }
    Ok(ended.len())
}

enum Opened {
    Ready(Box<Booking>),
    Repeated(Box<Booking>),
}

/// Claims the key, locks the booking and compares the version.
async fn open(tx: &mut Tx, scope: &Scope, change: Change<'_>, asked: &str) -> Result<Opened> {
    if let Claim::Done(id) = once::claim(tx, scope, change.key, asked).await? {
        return Ok(Opened::Repeated(Box::new(store::by_id(&mut *tx, scope.org_id(), id).await?)));
    }
    let booking = store::by_id_locked(tx, scope.org_id(), change.id).await?;
    match change.version {
        Some(seen) if seen != booking.version => Err(Error::conflict("booking_changed")),
        _ => Ok(Opened::Ready(Box::new(booking))),
    }
}

/// Records what happened and commits.
async fn close(mut tx: Tx, scope: &Scope, change: Change<'_>, event: Event<'_>, after: &Booking) -> Result<()> {
    let scope = match change.by {
        By::Guest => &scope.acting_as_contact(after.contact_id, &after.contact_name),
        By::Staff | By::Member => scope,
    };
    events::record(&mut tx, scope, event).await?;
    once::settle(&mut tx, scope, change.key, after.id).await?;
    tx.commit().await
}

/// What the hours and rules say; answers the warnings.
async fn judge(scope: &Scope, resource: &Resource, span: Span, by: By) -> Result<Vec<Refusal>> {
    let hours = hours_of(scope, resource, span).await?;
    let refusals = resource.rules().judge(&hours, span, scope.now, by == By::Staff);
    let (standing, warnings) = policy::standing(refusals, by);
    messages::problems(&standing, resource.zone()).check()?;
    Ok(warnings)
}

/// The hours of one resource, with the exceptions and blackouts of this window.
pub(super) async fn hours_of(scope: &Scope, resource: &Resource, window: Span) -> Result<Hours> {
    let mut hours = resources::store::hours(scope.db(), scope.org_id(), &[resource], window).await?;
    hours.remove(&resource.id).ok_or_else(|| Error::broken("a resource without hours"))
}
