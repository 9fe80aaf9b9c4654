//! One booking: its page, and everything that can be done with it.

use super::{back, choices, inside, resource_for, seen, tone, with_warnings};
use crate::bookings::actions::{self, Change};
use crate::bookings::model::{self, Booking, EditForm, REASON_MAX, SpanForm, Status};
use crate::bookings::offers::{self, Offer, Refused};
use crate::bookings::policy::{self, By};
use crate::views::bookings::show as show_view;
use crate::views::bookings::show::Typed;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kernel::time::{form_value, rfc3339, wall};
use kernel::{Error, Problems, text};
use platform::post;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, go_flash};
use platform::{Perm, Scope, events};
use serde::Deserialize;
use things::resources::Resource;

/// Entries of a booking's history.
const HISTORY_MAX: i64 = 100;

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (booking, resource, by) = seen(&scope, id).await?;
    show_with(
        &scope,
        &page,
        &booking,
        &resource,
        by,
        Typed::of(&booking, resource.zone()),
        &Problems::new(),
        &[],
        StatusCode::OK,
    )
    .await
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
    let target = match typed.resource.as_str() {
        "" => resource.clone(),
        other => resource_for(&scope, other.parse().map_err(|_| Error::NotFound)?).await?,
    };
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
        Ok(done) => {
            let text = format!("Moved to {}, {}.", target.name, kernel::time::span_text(target.zone(), span));
            let undo = done.fresh.then(|| undo_shift(&scope, &booking, &done.booking, &page));
            let flash = Flash { text: with_warnings(text, &done, &target), tone: tone(&done), undo };
            Ok(go_flash(&scope.house, &back(&scope, &page, &typed.back), flash))
        }
        Err(Error::Invalid(problems)) => {
            told(&scope, &page, &booking, &resource, by, again, problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) if error.is_conflict("booking_overlap") && !page.hx.is_script() => {
            let refused = Refused {
                resource: &target,
                span,
                people: booking.people,
                units: booking.units,
                moving: Some(id),
                origin: by,
                beside: &[],
            };
            let offers = offers::instead(scope.db(), &scope, refused, by).await?;
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
    actions::edit(&scope, change, &resource, &edit).await?;
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
}

pub(super) async fn restore(scope: Scope, Id(id): Id, Form(typed): Form<RestoreForm>) -> Answer {
    let (_, resource, by) = seen(&scope, id).await?;
    if by != Some(By::Staff) {
        return Err(Error::Forbidden.into());
    }
    let change = Change { id, version: Some(typed.version), key: &typed.key, by: By::Staff };
    let done = actions::restore(&scope, change, &resource).await?;
    let text = with_warnings(format!("{} is on again.", done.booking.label()), &done, &resource);
    let flash = Flash { text, tone: tone(&done), undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/bookings/{id}")), flash))
}
