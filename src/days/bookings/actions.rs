//! The verbs. Each is one story: policy, rules, rows, event, in one transaction; the schema has the last word.
//!
//! Hours and rules are judged on what was committed when the action began, so that a refusal costs no transaction; inside
//! it the resource's stamp tells whether that judgement still stands, and the schema judges the overlap.

use super::events::Event;
use super::judgement::{self, Asked, Making, Reason};
use super::messages;
use super::model::{self, Booking, Edit, Guest, Status, Wish};
use super::policy::{self, By};
use super::store::{self, Ground, Place};
use kernel::db::{Later, On, Tx, together};
use kernel::time::{Span, wall};
use kernel::{Error, Result};
use people::contacts::actions::{ADDRESS_KNOWN, Remembered};
use people::contacts::{self, Contact};
use platform::context::daily::{self, Daily};
use platform::events;
use platform::metrics::Counter;
use platform::once::{self, Claim};
use platform::quarantine::by_clock;
use platform::{House, Scope};
use std::borrow::Cow;
use std::collections::HashMap;
use things::assets;
use things::resources::away;
use things::resources::rules::Refusal;
use things::resources::slots::Busy;
use things::resources::{self, Hours, Resource, Rules};
use uuid::Uuid;

/// Letters of a booking's code: 27 to the power of seven, ten thousand million.
const CODE_LETTERS: usize = 7;
/// How often a transaction is tried again that the database asked to try again.
const TRIES: usize = 5;

/// The rule that sends a wish back to be judged again, because the resource, the contact or the key is not as it was seen;
/// nobody reads it.
const MOVED_ON: &str = "moved_on";

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
    match book_fresh(scope, resource, wish, by).await.inspect_err(|error| count_refused(scope, error)) {
        Ok(done) => Ok(done),
        // A repeated request is no refusal: the rules may have become narrower since the first one.
        Err(refusal) => repeated(scope, &wish.key, &asked_for(resource, wish)).await?.ok_or(refusal),
    }
}

async fn book_fresh(scope: &Scope, resource: &Resource, wish: &Wish, by: By) -> Result<Done> {
    let mut resource = Cow::Borrowed(resource);
    for _ in 0..TRIES {
        let Guest { name, email, phone } = &wish.guest;
        let remembered = contacts::actions::remembering(scope, name, email, phone, by.source()).await?;
        let warnings = judged(scope, &resource, wish, &remembered.contact, by).await?;
        match book_once(scope, &resource, wish, remembered, by).await {
            Err(Error::Busy) => continue,
            Err(error) if error.is_conflict(MOVED_ON) => resource = Cow::Owned(newest(scope, resource.id).await?),
            Ok((booking, fresh)) => return Ok(Done { booking, fresh, warnings }),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

/// What the policy, the rules and the hours say about a wish; answers the warnings.
async fn judged(scope: &Scope, resource: &Resource, wish: &Wish, contact: &Contact, by: By) -> Result<Vec<Refusal>> {
    let hours = hours_of(scope.db(), scope, resource, wish.span).await?;
    let Wish { span, people, units, .. } = *wish;
    let making = Making { is_blocked: contact.blocked_at.is_some(), limit_reached: limit_reached(scope).await? };
    let asked =
        Asked { resource, hours: &hours, span, people, units, by: Some(by), making, held: None, now: scope.now };
    let judgement = judgement::judge(&asked);
    if making.limit_reached.is_some() {
        scope.house.metrics.count(Counter::BookingsRefused, "bookings_a_day");
    }
    judgement.check(resource)?;
    Ok(judgement.warnings)
}

/// The operator's limit of bookings a day, where it is reached. Those who book at once are counted when they do.
pub(super) async fn limit_reached(scope: &Scope) -> Result<Option<i64>> {
    let Some(limit) = scope.org.terms.limits.bookings_a_day else { return Ok(None) };
    let made = match daily::used(scope, Daily::Bookings).await? {
        Some(made) => made,
        None => store::count_made_since(scope.db(), scope.org_id(), daily::today_began(scope)).await?,
    };
    Ok((made >= limit).then_some(limit))
}

/// Refuses a judgement that was made before something changed that it rests on. From here to the end of the transaction
/// nothing of that changes.
async fn still_stands(tx: &mut Tx, scope: &Scope, resource: &Resource) -> Result<()> {
    match resources::store::is_as_judged(tx, scope.org_id(), resource.id, resource.stamp).await? {
        true => Ok(()),
        false => Err(Error::conflict(MOVED_ON)),
    }
}

async fn newest(scope: &Scope, resource: Uuid) -> Result<Resource> {
    resources::store::by_id(scope.db(), scope.org_id(), resource).await
}

/// All of its rows are written at once: the contact, the claim of the key, the booking where its ground still stands, and
/// the event.
async fn book_once(
    scope: &Scope,
    resource: &Resource,
    wish: &Wish,
    Remembered { contact, mut rows }: Remembered,
    by: By,
) -> Result<(Booking, bool)> {
    let (id, asked) = (scope.id(), asked_for(resource, wish));
    let booking = promised(scope, id, resource, wish, &contact, by);
    let ground = Ground { stamp: resource.stamp, contact_version: contact.version };
    let claim = rows.len();
    rows.push(once::claiming(scope, &wish.key, &asked, id)?);
    rows.push(store::inserting(&booking, ground));
    let acting = match by {
        By::Guest => &scope.acting_as_contact(contact.id, &booking.contact_name),
        By::Staff | By::Member => scope,
    };
    rows.extend(recording(acting, Event::Confirmed(&booking)));
    let mut tx = scope.db().begin().await?;
    let written = together(&mut tx, rows).await.map_err(|error| match error.is_conflict(ADDRESS_KNOWN) {
        true => Error::conflict(MOVED_ON),
        false => error,
    })?;
    if written[claim] == 0 {
        tx.rollback().await?;
        let done = repeated(scope, &wish.key, &asked).await?;
        return done.map(|done| (done.booking, done.fresh)).ok_or_else(|| Error::conflict(MOVED_ON)); // none: who had claimed it gave up
    }
    if written.contains(&0) {
        return Err(Error::conflict(MOVED_ON));
    }
    keep_to_the_day(&mut tx, scope, resource, by).await?;
    tx.wake(&scope.house.relay_bell);
    tx.commit().await?;
    Ok((booking, true))
}

/// The booking that a wish becomes. Should its code be taken, the next try draws another.
fn promised(scope: &Scope, id: Uuid, resource: &Resource, wish: &Wish, contact: &Contact, by: By) -> Booking {
    let block = resource.rules().block(wish.span);
    Booking {
        id,
        org_id: scope.org_id(),
        code: scope.house.ids.code(CODE_LETTERS),
        resource_id: resource.id,
        contact_id: contact.id,
        user_id: scope.user_id(),
        status: Status::Confirmed,
        title: wish.title.clone(),
        note: wish.note.clone(),
        people: wish.people,
        units: wish.units,
        starts_at: wish.span.start,
        ends_at: wish.span.end,
        block_from: block.start,
        block_until: block.end,
        zone_name: resource.zone_name.clone(),
        price_minor: model::price(resource, wish.span, wish.units),
        currency: scope.org.currency.clone(),
        source: by.source().to_owned(),
        version: 1,
        sequence: 0,
        created_at: scope.now,
        updated_at: scope.now,
        cancelled_at: None,
        cancel_reason: String::new(),
        resource_name: resource.name.clone(),
        resource_slug: resource.slug.clone(),
        location_id: resource.location_id,
        location_name: resource.location_name.clone(),
        // As typed here: whoever knows an address must not learn the name behind it.
        contact_name: wish.guest.name.clone(),
        contact_email: contact.email.clone(),
        contact_phone: wish.guest.phone.clone(),
    }
}

/// A refusal by a named rule is counted; those of hours and rules were, where they were judged.
fn count_refused(scope: &Scope, error: &Error) {
    if let Error::Conflict(rule) = error {
        scope.house.metrics.count(Counter::BookingsRefused, rule);
    }
}

/// Refuses a booking that is one more than the operator allows in a day. It stands already, in this transaction.
async fn keep_to_the_day(tx: &mut Tx, scope: &Scope, resource: &Resource, by: By) -> Result<()> {
    let Some(limit) = scope.org.terms.limits.bookings_a_day else { return Ok(()) };
    let made = match daily::count(tx, scope, Daily::Bookings, 1).await? {
        Some(made) => made,
        None => {
            let so_far = store::count_made_since(&mut *tx, scope.org_id(), daily::today_began(scope)).await?;
            daily::open(tx, scope, Daily::Bookings, so_far, 1).await?
        }
    };
    if made <= limit {
        return Ok(());
    }
    scope.house.metrics.count(Counter::BookingsRefused, "bookings_a_day");
    Err(Error::Invalid(messages::problems(&[Reason::EnoughForToday { limit, by }], resource.zone())))
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

fn asked_to_shift(change: Change<'_>, to: &Resource, span: Span, edit: Option<&Edit>) -> String {
    let more = edit.map(|edit| format!(" {edit:?}")).unwrap_or_default();
    format!("shift {} {} {} {}{more}", change.id, to.id, span.start, span.end)
}

/// What an earlier request with this key and this wish has made, if there was one.
async fn repeated(scope: &Scope, key: &str, asked: &str) -> Result<Option<Done>> {
    let Some(id) = once::done(scope, key, asked).await? else { return Ok(None) };
    let booking = store::by_id(scope.db(), scope.org_id(), id).await?;
    Ok(Some(Done { booking, fresh: false, warnings: Vec::new() }))
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

/// Moves a booking in time, to another resource, or both. To where it is already, nothing is written and nobody is told.
///
/// # Errors
/// As [`book`]; `booking_changed` when the version is not the newest.
pub async fn shift(scope: &Scope, change: Change<'_>, to: &Resource, span: Span) -> Result<Done> {
    rearrange(scope, change, to, span, None).await
}

/// Moves a booking and changes its other fields, both or neither.
///
/// # Errors
/// As [`shift`].
pub async fn rearrange(
    scope: &Scope,
    change: Change<'_>,
    to: &Resource,
    span: Span,
    edit: Option<&Edit>,
) -> Result<Done> {
    if let Some(done) = repeated(scope, change.key, &asked_to_shift(change, to, span, edit)).await? {
        return Ok(done);
    }
    let known = store::by_id(scope.db(), scope.org_id(), change.id).await?;
    let mut to = Cow::Borrowed(to);
    for _ in 0..TRIES {
        policy::may_move(known.resource_id, &to, change.by)?;
        let warnings = judge(scope.db(), scope, &to, span, change.by).await?;
        match rearrange_once(scope, change, &to, span, edit).await {
            Err(Error::Busy) => continue,
            Err(error) if error.is_conflict(MOVED_ON) => to = Cow::Owned(newest(scope, to.id).await?),
            Ok((booking, fresh)) => return Ok(Done { booking, fresh, warnings }),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}

async fn rearrange_once(
    scope: &Scope,
    change: Change<'_>,
    to: &Resource,
    span: Span,
    edit: Option<&Edit>,
) -> Result<(Booking, bool)> {
    let mut tx = scope.db().begin().await?;
    let before = match open(&mut tx, scope, change, &asked_to_shift(change, to, span, edit)).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok((*booking, false)),
    };
    let edit = edit.filter(|edit| !edit.is_said_by(&before));
    let stays = before.is_at(to.id, span);
    if stays && edit.is_none() {
        tx.rollback().await?;
        return Ok((before, false));
    }
    let mut after = before.clone();
    if !stays {
        still_stands(&mut tx, scope, to).await?;
        let people = edit.map_or(before.people, |edit| edit.people);
        after = shift_in(&mut tx, scope, &before, to, span, people, change.by).await?;
        record_by(&mut tx, scope, change, Event::Moved { before: &before, after: &after }, &after).await?;
    }
    if let Some(edit) = edit {
        let moved = after;
        store::edit(&mut tx, scope.org_id(), before.id, edit, moved.title != edit.title, scope.now).await?;
        after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
        record_by(&mut tx, scope, change, Event::Changed { before: &moved, after: &after }, &after).await?;
    }
    tx.commit().await?;
    Ok((after, true))
}

/// The part of [`shift`] that writes: for a booking that is locked, to where was judged, for so many people.
async fn shift_in(
    tx: &mut Tx,
    scope: &Scope,
    before: &Booking,
    to: &Resource,
    span: Span,
    people: i64,
    by: By,
) -> Result<Booking> {
    policy::may_change(before, to.rules(), by, scope.now)?;
    put_in(tx, scope, before, to, span, people, by).await
}

/// Puts a booking where it is to be, whatever became of it.
async fn put_in(
    tx: &mut Tx,
    scope: &Scope,
    before: &Booking,
    to: &Resource,
    span: Span,
    people: i64,
    by: By,
) -> Result<Booking> {
    if people > judgement::room(to, before.units) && by != By::Staff {
        return Err(Error::conflict("too_many_people"));
    }
    if before.units > to.units {
        return Err(Error::conflict("too_few_units"));
    }
    let place = Place {
        resource: to.id,
        span,
        block: to.rules().block(span),
        zone: to.zone().name(),
        price_minor: model::price(to, span, before.units),
        currency: &scope.org.currency,
    };
    store::shift(&mut *tx, scope.org_id(), before.id, &place, scope.now).await?;
    let after = store::by_id(&mut *tx, scope.org_id(), before.id).await?;
    // What is out for it is expected back when it ends now.
    let due_on = wall(scope.org.zone(), after.ends_at).date();
    for custody in store::custodies_out(&mut *tx, scope.org_id(), after.id).await? {
        assets::store::expect_at(&mut *tx, scope.org_id(), custody, (Some(due_on), Some(after.ends_at)), scope.now)
            .await?;
    }
    Ok(after)
}

/// Ends a booking now, inside a transaction of somebody else's: what it held came back. One that has not begun, or is over
/// already, stays as it is.
pub(crate) async fn end_in(tx: &mut Tx, scope: &Scope, before: &Booking, rules: &Rules) -> Result<()> {
    let Ok(left) = Span::new(before.starts_at, scope.now) else { return Ok(()) };
    if before.ends_at <= scope.now {
        return Ok(());
    }
    store::end_now(&mut *tx, scope.org_id(), before.id, rules.block(left).end, scope.now).await?;
    let after = store::by_id(&mut *tx, scope.org_id(), before.id).await?;
    record(tx, scope, Event::Ended { before, after: &after }).await
}

/// Moves a booking inside a transaction of somebody else's, for the house; `to` must have been held in it.
///
/// # Errors
/// As [`shift`].
pub async fn move_in(tx: &mut Tx, scope: &Scope, id: Uuid, to: &Resource, span: Span) -> Result<Booking> {
    let before = store::by_id_locked(tx, scope.org_id(), id).await?;
    policy::may_move(before.resource_id, to, By::Staff)?;
    judge(&mut *tx, scope, to, span, By::Staff).await?;
    let after = shift_in(tx, scope, &before, to, span, before.people, By::Staff).await?;
    events::record(tx, scope, Event::Moved { before: &before, after: &after }).await?;
    Ok(after)
}

/// Cancels a booking inside a transaction of somebody else's, for the house.
///
/// # Errors
/// The rule of the policy.
pub async fn cancel_in(tx: &mut Tx, scope: &Scope, id: Uuid, rules: &Rules, reason: &str) -> Result<Booking> {
    let before = store::by_id_locked(tx, scope.org_id(), id).await?;
    policy::may_change(&before, rules, By::Staff, scope.now)?;
    store::set_status(tx, scope.org_id(), id, Status::Cancelled, reason, scope.now).await?;
    let after = store::by_id(&mut *tx, scope.org_id(), id).await?;
    events::record(tx, scope, Event::Cancelled(&after)).await?;
    Ok(after)
}

/// Notes that a booking stays although it no longer fits; `rules` are the names of those it breaks.
pub async fn keep_in(tx: &mut Tx, scope: &Scope, id: Uuid, rules: &[&'static str]) -> Result<()> {
    let booking = store::by_id(&mut *tx, scope.org_id(), id).await?;
    events::record(tx, scope, Event::Kept { booking: &booking, rules }).await.map(drop)
}

/// Changes title, number of people and note; where they are so already, nothing is written.
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
    if edit.is_said_by(&before) {
        tx.rollback().await?;
        return Ok(Done { booking: before, fresh: false, warnings: Vec::new() });
    }
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

/// Takes a cancelled booking back, if its time is still free, or at another one. For the house only: it is the undo of
/// [`cancel`].
///
/// # Errors
/// `booking_overlap` when somebody has it now; `booking_not_cancelled`.
pub async fn restore(scope: &Scope, change: Change<'_>, to: &Resource, span: Span) -> Result<Done> {
    let asked = format!("restore {} {} {} {}", change.id, to.id, span.start, span.end);
    if let Some(done) = repeated(scope, change.key, &asked).await? {
        return Ok(done);
    }
    policy::may_book(to, change.by)?;
    if span.end <= scope.now {
        return Err(Error::conflict("booking_passed"));
    }
    let warnings = judge(scope.db(), scope, to, span, change.by).await?;
    let mut tx = scope.db().begin().await?;
    let before = match open(&mut tx, scope, change, &asked).await? {
        Opened::Ready(booking) => *booking,
        Opened::Repeated(booking) => return Ok(Done { booking: *booking, fresh: false, warnings: Vec::new() }),
    };
    if before.status != Status::Cancelled {
        return Err(Error::conflict("booking_not_cancelled"));
    }
    if !resources::store::is_as_judged(&mut tx, scope.org_id(), to.id, to.stamp).await? {
        return Err(Error::Busy);
    }
    if !before.is_at(to.id, span) {
        put_in(&mut tx, scope, &before, to, span, before.people, change.by).await?;
    }
    store::set_status(&mut tx, scope.org_id(), before.id, Status::Confirmed, "", scope.now).await?;
    let after = store::by_id(&mut tx, scope.org_id(), before.id).await?;
    close(tx, scope, change, Event::Restored(&after), &after).await?;
    Ok(Done { booking: after, fresh: true, warnings })
}

/// Completes the bookings whose time has passed, of at most `limit`; answers how many were completed. One that cannot be
/// is left for the next time and holds up no other.
pub async fn complete_ended(house: &House, limit: i64) -> Result<usize> {
    let mut scopes: HashMap<Uuid, Scope> = HashMap::new();
    let ended = store::ended(&house.db, house.now(), limit).await?;
    let (request, mut completed) = (by_clock(house).await?, 0);
    for (org, id) in &ended {
        if !scopes.contains_key(org) {
            let found = platform::context::org_by_id(&house.db, *org).await?;
            scopes.insert(*org, Scope::unattended(house, found, request));
        }
        match complete(&scopes[org], *id).await {
            Ok(done) => completed += usize::from(done),
            Err(error) => tracing::error!(%error, booking = %id, "a booking could not be completed"),
        }
    }
    Ok(completed)
}

async fn complete(scope: &Scope, id: Uuid) -> Result<bool> {
    let mut tx = scope.db().begin().await?;
    if !store::complete(&mut tx, scope.org_id(), id, scope.now).await? {
        return Ok(false);
    }
    let booking = store::by_id(&mut tx, scope.org_id(), id).await?;
    record(&mut tx, scope, Event::Completed(&booking)).await?;
    tx.commit().await?;
    Ok(true)
}

enum Opened {
    Ready(Box<Booking>),
    Repeated(Box<Booking>),
}

/// Claims the key, locks the booking and compares the version.
async fn open(tx: &mut Tx, scope: &Scope, change: Change<'_>, asked: &str) -> Result<Opened> {
    if let Claim::Done(id) = once::claim_for(tx, scope, change.key, asked, change.id).await? {
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
    record_by(&mut tx, scope, change, event, after).await?;
    tx.commit().await
}

/// Records what happened, by the guest where it is the guest who does it.
async fn record_by(tx: &mut Tx, scope: &Scope, change: Change<'_>, event: Event<'_>, after: &Booking) -> Result<()> {
    let scope = match change.by {
        By::Guest => &scope.acting_as_contact(after.contact_id, &after.contact_name),
        By::Staff | By::Member => scope,
    };
    record(tx, scope, event).await
}

/// The rows of what happened; the guest's own words stand beside it.
fn recording(scope: &Scope, event: Event<'_>) -> Vec<Later> {
    let (contact, words) = (event.contact(), event.words());
    events::recording_about(scope, event, contact, words)
}

/// Records what happened; the guest's own words stand beside it.
async fn record(tx: &mut Tx, scope: &Scope, event: Event<'_>) -> Result<()> {
    let (contact, words) = (event.contact(), event.words());
    events::record_about(tx, scope, event, contact, words).await.map(drop)
}

/// What the hours and rules say; answers the warnings.
async fn judge(on: impl Into<On<'_>>, scope: &Scope, resource: &Resource, span: Span, by: By) -> Result<Vec<Refusal>> {
    let hours = hours_of(on, scope, resource, span).await?;
    let refusals = resource.rules().judge(&hours, span, scope.now, by == By::Staff);
    let (standing, warnings) = judgement::standing(refusals, by);
    for refusal in &standing {
        scope.house.metrics.count(Counter::BookingsRefused, refusal.name());
    }
    let reasons: Vec<Reason> = standing.into_iter().map(Reason::Rule).collect();
    messages::problems(&reasons, resource.zone()).check()?;
    Ok(warnings)
}

/// What is taken of one resource inside the window: by bookings, and by what is not there.
pub(crate) async fn taken(
    on: impl Into<On<'_>>,
    scope: &Scope,
    resource: &Resource,
    window: Span,
    except: Option<Uuid>,
) -> Result<Vec<Busy>> {
    let (mut on, org) = (on.into(), scope.org_id());
    let mut busy = store::busy(on.again(), org, resource.id, window, except).await?;
    if resource.is_made_of_assets() {
        let absences = resources::store::absences(on, org, &[resource.id], window, scope.now).await?;
        busy.extend(away::taken(&absences, window, scope.now).into_iter().map(|(_, busy)| busy));
    }
    Ok(busy)
}

/// The hours of one resource, with the exceptions and blackouts of this window.
pub(crate) async fn hours_of(on: impl Into<On<'_>>, scope: &Scope, resource: &Resource, window: Span) -> Result<Hours> {
    let mut hours = resources::store::hours(on, scope.org_id(), &[resource], window, scope.now).await?;
    hours.remove(&resource.id).ok_or_else(|| Error::broken("a resource without hours"))
}
