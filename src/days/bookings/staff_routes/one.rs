//! One booking: its page, and everything that can be done with it.

use super::{back, choices, inside, resource_for, seen, tone, with_skipped, with_warnings};
use crate::bookings::actions::{self, Change};
use crate::bookings::model::{self, Booking, EditForm, REASON_MAX, SpanForm, Status};
use crate::bookings::offers::{self, Offer, Refused};
use crate::bookings::policy::{self, By};
use crate::views::bookings::show as show_view;
use crate::views::bookings::show::Typed;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kernel::time::{Span, form_value, rfc3339, span_text, wall};
use kernel::{Error, Problems, Result, text};
use platform::post;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, go_flash, overtaken, quicker, saved_now, toast_with_way};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use things::resources::Resource;

/// Entries of a booking's history.
const HISTORY_MAX: i64 = 100;

/// The page; its address may say where the booking was to go, when that was refused.
pub(super) async fn show(scope: Scope, page: Page, Id(id): Id, Query(wish): Query<ShiftForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    let (typed, offers) = match by.filter(|_| !wish.span.at.is_empty()) {
        Some(by) => wished(&scope, &wish, &booking, &resource, by).await?,
        None => (Typed::of(&booking, resource.zone()), Vec::new()),
    };
    show_with(&scope, &page, &booking, &resource, by, typed, &Problems::new(), &offers, StatusCode::OK).await
}

/// A wish that was refused, in the form again, and what is free instead.
async fn wished(
    scope: &Scope,
    wish: &ShiftForm,
    booking: &Booking,
    resource: &Resource,
    by: By,
) -> Result<(Typed, Vec<Offer>)> {
    let target = wish.target(scope, resource).await?;
    let typed = ShiftForm { version: booking.version, ..wish.clone() }.again(booking, &target);
    let span = wish.span.parse(target.zone(), Some(booking.span()), &mut Problems::new());
    let offers = match span.filter(|_| By::of(scope, &target).is_ok_and(|there| there == by)) {
        Some(span) => instead(scope, booking, &target, span, by).await?,
        None => Vec::new(),
    };
    Ok((typed, offers))
}

/// What is free instead of where a booking was to go.
async fn instead(scope: &Scope, booking: &Booking, target: &Resource, span: Span, by: By) -> Result<Vec<Offer>> {
    let refused = Refused {
        resource: target,
        span,
        people: booking.people,
        units: booking.units,
        moving: Some(booking.id),
        origin: by,
        beside: &[],
    };
    offers::instead(scope.db(), scope, refused, by).await
}

#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn show_with(
    scope: &Scope,
    page: &Page,
    booking: &Booking,
    resource: &Resource,
    by: Option<By>,
    typed: Typed,
    problems: &Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    let reads_all = scope.may_at(Perm::BookingsRead, booking.location_id);
    let history = events::of_subject(scope.db(), scope.org_id(), booking.id, HISTORY_MAX).await?;
    let messages = match scope.may_at(Perm::MessagesRead, booking.location_id) {
        true => post::of_subject(scope.db(), scope.org_id(), booking.id).await?,
        false => Vec::new(),
    };
    let choices = choices(scope).await?;
    let facts = show_view::Facts {
        org: &scope.org,
        booking,
        resource,
        history: &history,
        messages: &messages,
        typed: &typed,
        choices: &choices,
        may_change: by.is_some_and(|by| policy::may_change(booking, resource.rules(), by, scope.now).is_ok()),
        may_restore: by == Some(By::Staff) && booking.status == Status::Cancelled,
        reads_resource: scope.may_at(Perm::ResourcesRead, booking.location_id),
        reads_all,
        may_hand_out: by == Some(By::Staff) && resource.is_made_of_assets() && scope.may(Perm::AssetsLend),
        key: &scope.house.ids.token(),
    };
    let main = show_view::show(&facts, problems, offers);
    Ok(page.with_status(page.show(scope, booking.label(), main), status))
}

/// Where a booking is to go.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ShiftForm {
    #[serde(flatten)]
    span: SpanForm,
    /// Another resource; empty: the same.
    resource: String,
    version: i64,
    key: String,
    offer: String,
    back: String,
}

impl ShiftForm {
    /// Where it is to go: another resource that is named, or where it is.
    async fn target(&self, scope: &Scope, own: &Resource) -> Result<Resource> {
        match self.resource.as_str() {
            "" => Ok(own.clone()),
            other => resource_for(scope, other.parse().map_err(|_| Error::NotFound)?).await,
        }
    }

    /// What stands in the form when it is shown again. It keeps the version it was made against.
    fn again(&self, booking: &Booking, target: &Resource) -> Typed {
        let known = Typed::of(booking, target.zone());
        let or = |typed: &str, known: String| if typed.is_empty() { known } else { typed.to_owned() };
        let starts = match DateTime::parse_from_rfc3339(&self.span.at) {
            Ok(at) => form_value(wall(target.zone(), at.with_timezone(&Utc))),
            Err(_) => self.span.starts.clone(),
        };
        let (starts, minutes) = (or(&starts, known.starts), or(&self.span.minutes, known.minutes));
        Typed { resource: target.id.to_string(), starts, minutes, version: self.version, details: known.details }
    }
}

pub(super) async fn shift(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<ShiftForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let mut typed = typed;
    offers::take(&typed.offer, &mut typed.resource, &mut typed.span);
    let target = typed.target(&scope, &resource).await?;
    if By::of(&scope, &target)? != by {
        return Err(Error::Forbidden.into()); // staff here is not staff there
    }
    let mut problems = Problems::new();
    let span = typed.span.parse(target.zone(), Some(booking.span()), &mut problems);
    let again = typed.again(&booking, &target);
    let Some(span) = span.filter(|_| problems.is_empty()) else {
        return told(&scope, &page, &booking, &resource, by, again, problems, &[], StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    };
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    match actions::shift(&scope, change, &target, span).await {
        Ok(done) if !done.fresh && done.booking.version == typed.version => {
            let flash =
                Flash { text: "It is there already: nothing was changed.".into(), tone: Tone::Info, undo: None };
            Ok(go_flash(&scope.house, &back(&scope, &page, &typed.back), flash))
        }
        Ok(done) => {
            let text = format!("Moved to {}, {}.", target.name, span_text(target.zone(), span));
            let text = with_skipped(text, &typed.span, &target);
            let undo = done.fresh.then(|| undo_shift(&scope, &booking, &done.booking, &page));
            let flash = Flash { text: with_warnings(text, &done, &target), tone: tone(&done), undo };
            Ok(go_flash(&scope.house, &back(&scope, &page, &typed.back), flash))
        }
        Err(Error::Invalid(problems)) => {
            told(&scope, &page, &booking, &resource, by, again, problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) if error.is_conflict("booking_overlap") && page.hx.is_script() => {
            let minutes = model::keep_length(target.zone(), span);
            let way = scope.org.path(&format!(
                "/bookings/{id}?resource={}&at={}&minutes={minutes}",
                target.id,
                rfc3339(span.start)
            ));
            let text = scope.house.refusal("booking_overlap");
            Ok(toast_with_way(StatusCode::CONFLICT, text, (&way, "See what is free")))
        }
        Err(error) if error.is_overtaken() && !page.hx.is_script() => {
            let (booking, resource, by) = seen(&scope, id).await?;
            let place = format!("{}, {}", booking.resource_name, span_text(booking.zone(), booking.span()));
            let mut problems = Problems::new();
            problems.add("", quicker(&scope, id).await?);
            problems.add("starts", saved_now(&place));
            let again = Typed { version: booking.version, ..again };
            let again = Typed { details: Typed::of(&booking, resource.zone()).details, ..again };
            show_with(&scope, &page, &booking, &resource, by, again, &problems, &[], StatusCode::CONFLICT).await
        }
        Err(error) if error.is_conflict("booking_overlap") => {
            let offers = instead(&scope, &booking, &target, span, by).await?;
            let mut problems = Problems::new();
            problems.add("starts", "This time is taken.");
            told(&scope, &page, &booking, &resource, by, again, problems, &offers, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong with a change: on the booking's page for a form, as a toast for a gesture.
#[allow(clippy::too_many_arguments)] // everything the page can be shown with
async fn told(
    scope: &Scope,
    page: &Page,
    booking: &Booking,
    resource: &Resource,
    by: By,
    typed: Typed,
    problems: Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    if page.hx.is_script() {
        return Err(Error::Invalid(problems).into());
    }
    show_with(scope, page, booking, resource, Some(by), typed, &problems, offers, status).await
}

fn undo_shift(scope: &Scope, before: &Booking, after: &Booking, page: &Page) -> Undo {
    let field = |name: &str, value: String| (name.to_owned(), value);
    Undo {
        action: scope.org.path(&format!("/bookings/{}/span", after.id)),
        fields: vec![
            field("resource", before.resource_id.to_string()),
            field("at", rfc3339(before.starts_at)),
            field("minutes", before.form_minutes().to_string()),
            field("version", after.version.to_string()),
            field("key", scope.house.ids.token()),
            field("back", back(scope, page, "")),
        ],
    }
}

pub(super) async fn edit(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<EditForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    let edit = match typed.parse(&resource, booking.units) {
        // A member does not see the note, so their form cannot change it.
        Ok(edit) if by == By::Staff => edit,
        Ok(edit) => model::Edit { note: booking.note.clone(), ..edit },
        Err(problems) => {
            let again = Typed { details: typed, ..Typed::of(&booking, resource.zone()) };
            return told(
                &scope,
                &page,
                &booking,
                &resource,
                by,
                again,
                problems,
                &[],
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
    };
    match actions::edit(&scope, change, &resource, &edit).await {
        Ok(_) => {}
        Err(error) if error.is_overtaken() && !page.hx.is_script() => {
            let (booking, resource, by) = seen(&scope, id).await?;
            let mut saved = Typed::of(&booking, resource.zone());
            if by != Some(By::Staff) {
                saved.details.note = typed.note.clone(); // not theirs to read
            }
            let problems = overtaken(&scope, id, (&typed, &saved.details), &[]).await?;
            let again = Typed { details: EditForm { version: booking.version, ..typed }, ..saved };
            return show_with(&scope, &page, &booking, &resource, by, again, &problems, &[], StatusCode::CONFLICT)
                .await;
        }
        Err(error) => return Err(error.into()),
    }
    let flash = Flash { text: "Saved.".to_owned(), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/bookings/{id}")), flash))
}

/// A booking given back, and why.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CancelForm {
    reason: String,
    version: i64,
    key: String,
    back: String,
}

pub(super) async fn cancel(scope: Scope, Id(id): Id, Form(typed): Form<CancelForm>) -> Answer {
    let (_, resource, by) = seen(&scope, id).await?;
    let by = by.ok_or(Error::Forbidden)?;
    let reason = text::optional_line(&typed.reason, REASON_MAX).map_err(|message| Error::invalid("reason", message))?;
    let change = Change { id, version: Some(typed.version), key: &typed.key, by };
    let done = actions::cancel(&scope, change, &resource, &reason).await?;
    let undo = (by == By::Staff).then(|| Undo {
        action: scope.org.path(&format!("/bookings/{id}/restoration")),
        fields: vec![
            ("version".to_owned(), done.booking.version.to_string()),
            ("key".to_owned(), scope.house.ids.token()),
        ],
    });
    let text = format!("Cancelled {}. {} is told by mail.", done.booking.label(), done.booking.contact_name);
    let own = scope.org.path(&format!("/bookings/{id}"));
    let back = inside(&scope, &typed.back).unwrap_or(own);
    Ok(go_flash(&scope.house, &back, Flash { text, tone: Tone::Ok, undo }))
}

/// A cancelled booking taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RestoreForm {
    version: i64,
    key: String,
    /// Another time, as its button says it.
    offer: String,
}

pub(super) async fn restore(scope: Scope, page: Page, Id(id): Id, Form(typed): Form<RestoreForm>) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    if by != Some(By::Staff) {
        return Err(Error::Forbidden.into());
    }
    let (mut wish, mut problems) = (ShiftForm::default(), Problems::new());
    let (target, span) = match offers::take(&typed.offer, &mut wish.resource, &mut wish.span) {
        true => {
            let target = wish.target(&scope, &resource).await?;
            let span = wish.span.parse(target.zone(), None, &mut problems);
            (target, span)
        }
        false => (resource.clone(), Some(booking.span())),
    };
    let Some(span) = span else { return Err(Error::Invalid(problems).into()) };
    if By::of(&scope, &target)? != By::Staff {
        return Err(Error::Forbidden.into()); // staff here is not staff there
    }
    let change = Change { id, version: Some(typed.version), key: &typed.key, by: By::Staff };
    let done = match actions::restore(&scope, change, &target, span).await {
        Ok(done) => done,
        Err(error) if error.is_conflict("booking_overlap") && booking.status == Status::Cancelled => {
            let offers = instead(&scope, &booking, &target, span, By::Staff).await?;
            problems.add("", "This time was taken in the meantime.");
            let typed = Typed::of(&booking, resource.zone());
            return show_with(&scope, &page, &booking, &resource, by, typed, &problems, &offers, StatusCode::CONFLICT)
                .await;
        }
        Err(error) => return Err(error.into()),
    };
    let text = with_warnings(format!("{} is on again.", done.booking.label()), &done, &target);
    let flash = Flash { text, tone: tone(&done), undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/bookings/{id}")), flash))
}
