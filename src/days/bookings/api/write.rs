//! Making and changing bookings, by the actions that pages use.

use super::wire::{
    Alternative, Amended, Booked, CancelQuery, Cancellation, NewBooking, NewGuest, NewSpan, When, by_our_names, reason,
};
use crate::bookings::actions::{self, Change, Done};
use crate::bookings::model::{Booking, Edit, EditForm, Status, WishForm};
use crate::bookings::offers::{self, Refused};
use crate::bookings::policy::By;
use crate::bookings::staff_routes::{myself, resource_for, seen as visible};
use kernel::time::{Span, rfc3339};
use kernel::{Error, Problems};
use platform::Scope;
use platform::web::Id;
use platform::web::api::{Ask, Body, OnceKey, Problem, Reply, Seen, made, merged, nothing, ok, tagged};
use serde_json::{Map, Value, json};
use things::resources::Resource;
use uuid::Uuid;

pub(super) async fn create(scope: Scope, key: OnceKey, Body(wish): Body<NewBooking>) -> Reply {
    let booked = book(&scope, wish, key.0).await?;
    let path = format!("/api/v1/orgs/{}/bookings/{}", scope.org.slug, booked.id);
    made(&path, booked.version, &booked)
}

/// Books what a body asks for.
pub(super) async fn book(scope: &Scope, wish: NewBooking, key: String) -> Result<Booked, Problem> {
    let resource = bookable(scope, wish.resource_id).await?;
    let by = By::of(scope, &resource)?;
    let myself = myself(scope, by)?;
    if let (Some(me), Some(guest)) = (&myself, &wish.guest)
        && !me.is_at(&guest.email)
    {
        return Err(Problem::field("guest.email", "Here you can book for yourself only."));
    }
    let mut problems = Problems::new();
    let when = When { starts_at: wish.starts_at, ends_at: wish.ends_at, minutes: wish.minutes };
    let span = when.span(&resource, None, &mut problems);
    let guest = wish.guest.unwrap_or(NewGuest { name: String::new(), email: String::new(), phone: String::new() });
    let count = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // The house's own form judges everything but the span, which a body says more exactly than a form can.
    let mut form = WishForm {
        title: wish.title,
        people: count(wish.people),
        units: count(wish.units),
        name: guest.name,
        email: guest.email,
        phone: guest.phone,
        note: wish.note,
        key,
        ..WishForm::default()
    };
    (form.span.at, form.span.minutes) = (rfc3339(scope.now), "60".to_owned());
    let wish = match (form.parse(&resource, myself), span) {
        (Ok(wish), Some(span)) => crate::bookings::model::Wish { span, ..wish },
        (Ok(_), None) => return Err(by_our_names(Error::Invalid(problems))),
        (Err(more), _) => {
            problems.extend(more);
            return Err(by_our_names(Error::Invalid(problems)));
        }
    };
    match actions::book(scope, &resource, &wish, by).await {
        Ok(done) => Ok(Booked::done(scope, done, &resource)),
        Err(error) => {
            let refused = Refused {
                resource: &resource,
                span: wish.span,
                people: wish.people,
                units: wish.units,
                moving: None,
                origin: by,
                beside: &[],
            };
            Err(with_alternatives(scope, error, refused, by).await)
        }
    }
}

/// What is not there for the viewer is a problem of the field that names it.
async fn bookable(scope: &Scope, id: Uuid) -> Result<Resource, Problem> {
    match resource_for(scope, id).await {
        Err(Error::NotFound) => Err(Problem::field("resource_id", "There is no such resource.")),
        found => Ok(found?),
    }
}

/// Somebody was quicker: what is free instead, in the same problem.
async fn with_alternatives(scope: &Scope, error: Error, refused: Refused<'_>, by: By) -> Problem {
    if !error.is_conflict("booking_overlap") {
        return by_our_names(error);
    }
    match offers::instead(scope.db(), scope, refused, by).await {
        Ok(offers) => {
            let shown = offers.into_iter().map(|offer| Alternative {
                resource_id: offer.resource.id,
                resource_name: offer.resource.name,
                starts_at: offer.span.start,
                ends_at: offer.span.end,
            });
            let alternatives: Vec<Alternative> = shown.collect();
            Problem::With(error, Map::from_iter([("alternatives".to_owned(), json!(alternatives))]))
        }
        Err(broken) => broken.into(),
    }
}

pub(super) async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let (booking, resource, by) = visible(&scope, id).await?;
    let mut present = Amended::of(&booking);
    // A length, or a new start alone: the old end says nothing any more.
    let names = |name: &str| change.get(name).is_some_and(|value| !value.is_null());
    if names("minutes") || names("starts_at") && !names("ends_at") {
        present.ends_at = None;
        present.minutes = Some(booking.form_minutes());
    }
    if names("ends_at") && !names("minutes") {
        present.minutes = None;
    }
    let wanted = merged(&present, change)?;
    save(&scope, &seen, (booking, resource, by), wanted).await
}

pub(super) async fn replace(scope: Scope, seen: Seen, Id(id): Id, Body(wanted): Body<Amended>) -> Reply {
    let found = visible(&scope, id).await?;
    save(&scope, &seen, found, wanted).await
}

/// Makes a booking what it is wanted to be: moves it, edits it, or both in one story.
async fn save(scope: &Scope, seen: &Seen, found: (Booking, Resource, Option<By>), wanted: Amended) -> Reply {
    let (booking, resource, by) = found;
    let by = by.ok_or(Error::Forbidden)?;
    seen.check(booking.version)?;
    let target = target(scope, &resource, Some(wanted.resource_id), by).await?;
    let mut problems = Problems::new();
    let span = wanted.when().span(&target, Some(booking.form_minutes()), &mut problems);
    let form = EditForm {
        title: wanted.title,
        people: wanted.people.map(|people| people.to_string()).unwrap_or_default(),
        // A member does not see the note, so their change leaves it alone.
        note: wanted.note.filter(|_| by == By::Staff).unwrap_or_else(|| booking.note.clone()),
        ..EditForm::default()
    };
    let edit = form.parse(&target, booking.units).map_err(|more| {
        problems.extend(more);
    });
    let (Some(span), Ok(edit)) = (span, edit) else { return Err(by_our_names(Error::Invalid(problems))) };
    let key = scope.house.ids.token();
    let change = Change { id: booking.id, version: Some(booking.version), key: &key, by };
    let moves = target.id != booking.resource_id || span != booking.span();
    let says = edit.title != booking.title || edit.people != booking.people || edit.note != booking.note;
    let done = match (moves, says) {
        (true, _) => rearranged(scope, change, &booking, &target, span, says.then_some(&edit)).await?,
        (false, true) => actions::edit(scope, change, &resource, &edit).await.map_err(by_our_names)?,
        (false, false) => Done { booking, fresh: false, warnings: Vec::new() },
    };
    let booked = Booked::done(scope, done, &target);
    tagged(&Seen::default(), booked.version, &booked)
}

async fn rearranged(
    scope: &Scope,
    change: Change<'_>,
    booking: &Booking,
    target: &Resource,
    span: Span,
    edit: Option<&Edit>,
) -> Result<Done, Problem> {
    match actions::rearrange(scope, change, target, span, edit).await {
        Ok(done) => Ok(done),
        Err(error) => {
            let refused =
                Refused { resource: target, span, moving: Some(booking.id), ..promised(booking, target, change.by) };
            Err(with_alternatives(scope, error, refused, change.by).await)
        }
    }
}

/// A booking as a wish that was refused at this resource.
fn promised<'a>(booking: &Booking, resource: &'a Resource, by: By) -> Refused<'a> {
    Refused {
        resource,
        span: booking.span(),
        people: booking.people,
        units: booking.units,
        moving: None,
        origin: by,
        beside: &[],
    }
}

/// Where a booking is to go: staff here is not staff there.
async fn target(scope: &Scope, resource: &Resource, wanted: Option<Uuid>, by: By) -> Result<Resource, Problem> {
    let target = match wanted.filter(|id| *id != resource.id) {
        None => resource.clone(),
        Some(id) => bookable(scope, id).await?,
    };
    if By::of(scope, &target)? == by { Ok(target) } else { Err(Error::Forbidden.into()) }
}

pub(super) async fn shift(scope: Scope, key: OnceKey, Id(id): Id, Body(wanted): Body<NewSpan>) -> Reply {
    let (booking, resource, by) = visible(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let target = target(&scope, &resource, wanted.resource_id, by).await?;
    let mut problems = Problems::new();
    let span = wanted.when().span(&target, Some(booking.form_minutes()), &mut problems);
    let Some(span) = span else { return Err(by_our_names(Error::Invalid(problems))) };
    let change = Change { id, version: wanted.version, key: &key.0, by };
    let done = rearranged(&scope, change, &booking, &target, span, None).await?;
    ok(&Booked::done(&scope, done, &target))
}

pub(super) async fn cancel(scope: Scope, key: OnceKey, Id(id): Id, Body(wanted): Body<Cancellation>) -> Reply {
    ok(&give_back(&scope, id, wanted.version, &wanted.reason, &key.0).await?)
}

pub(super) async fn remove(scope: Scope, seen: Seen, Id(id): Id, Ask(query): Ask<CancelQuery>) -> Reply {
    let (booking, _, _) = visible(&scope, id).await?;
    seen.check(booking.version)?;
    let key = scope.house.ids.token();
    give_back(&scope, id, Some(booking.version), query.reason.as_deref().unwrap_or_default(), &key).await?;
    nothing()
}

/// Cancels a booking.
pub(super) async fn give_back(
    scope: &Scope,
    id: Uuid,
    version: Option<i64>,
    why: &str,
    key: &str,
) -> Result<Booked, Problem> {
    let (_, resource, by) = visible(scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let change = Change { id, version, key, by };
    let done = actions::cancel(scope, change, &resource, &reason(why)?).await.map_err(by_our_names)?;
    Ok(Booked::done(scope, done, &resource))
}

pub(super) async fn restore(scope: Scope, key: OnceKey, Id(id): Id) -> Reply {
    let (booking, resource, by) = visible(&scope, id).await?;
    if by != Some(By::Staff) {
        return Err(Error::Forbidden.into());
    }
    let change = Change { id, version: None, key: &key.0, by: By::Staff };
    match actions::restore(&scope, change, &resource, booking.span()).await {
        Ok(done) => ok(&Booked::done(&scope, done, &resource)),
        Err(error) => {
            let refused = promised(&booking, &resource, By::Staff);
            // A booking that is not cancelled is in its own way: there is nothing to offer.
            match booking.status {
                Status::Cancelled => Err(with_alternatives(&scope, error, refused, By::Staff).await),
                _ => Err(by_our_names(error)),
            }
        }
    }
}
