//! Booking: the form, and what becomes of it.

use super::{choices, inside, resource_for, tone, with_skipped, with_warnings};
use crate::bookings::actions;
use crate::bookings::model::{Guest, SpanForm, WishForm};
use crate::bookings::offers::{self, Offer, Refused};
use crate::bookings::policy::By;
use crate::views::bookings::form;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::mail::EmailAddress;
use kernel::time::{form_value, wall};
use kernel::{Error, Problems, Result};
use platform::ui::Flash;
use platform::web::{Answer, Form, Page, Query, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use things::resources::Resource;
use uuid::Uuid;

/// What a new booking lasts unless something says otherwise (minutes).
const USUAL_MINUTES: i64 = 60;

/// What the address of the new-booking form says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewQuery {
    resource: String,
    at: String,
    starts: String,
    minutes: String,
}

pub(super) async fn new(scope: Scope, page: Page, Query(query): Query<NewQuery>) -> Answer {
    let choices = choices(&scope).await?;
    let chosen = choices.iter().find(|resource| resource.id.to_string() == query.resource).or(choices.first());
    let zone = chosen.map_or_else(|| scope.org.zone(), Resource::zone);
    let at = DateTime::parse_from_rfc3339(&query.at).ok().map(|at| at.with_timezone(&Utc));
    let starts = match at {
        Some(at) => form_value(wall(zone, at)),
        None if query.starts.is_empty() => form_value(next_hour(scope.now, zone)),
        None => query.starts.clone(),
    };
    let minutes = if query.minutes.is_empty() { usual_minutes(chosen).to_string() } else { query.minutes.clone() };
    let typed = WishForm {
        resource: chosen.map(|resource| resource.id.to_string()).unwrap_or_default(),
        span: SpanForm { starts, minutes, ..SpanForm::default() },
        key: scope.house.ids.token(),
        ..WishForm::default()
    };
    let main = form::new(&form_page(&scope, &choices), &typed, &Problems::new(), &[]);
    Ok(page.show(&scope, "New booking", main))
}

fn next_hour(now: DateTime<Utc>, zone: chrono_tz::Tz) -> chrono::NaiveDateTime {
    use chrono::Timelike;
    let wall = wall(zone, now) + TimeDelta::hours(1);
    wall.date().and_hms_opt(wall.hour(), 0, 0).unwrap_or(wall)
}

fn usual_minutes(resource: Option<&Resource>) -> i64 {
    resource.map_or(USUAL_MINUTES, |resource| {
        USUAL_MINUTES.clamp(resource.rules().min_minutes, resource.rules().max_minutes)
    })
}

fn form_page<'a>(scope: &'a Scope, choices: &'a [Resource]) -> form::FormPage<'a> {
    form::FormPage { org: &scope.org, choices, for_others: scope.may(Perm::BookingsManage) }
}

/// A booking form, with the offer that was taken instead of its own time, if one was.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CreateForm {
    #[serde(flatten)]
    wish: WishForm,
    /// An offer, as its button says it.
    offer: String,
    /// The page to go back to.
    back: String,
}

impl CreateForm {
    /// The wish, with the offer in place of its own resource and time.
    fn resolved(self) -> (WishForm, String) {
        let mut wish = self.wish;
        offers::take(&self.offer, &mut wish.resource, &mut wish.span);
        (wish, self.back)
    }
}

pub(super) async fn create(scope: Scope, page: Page, Form(typed): Form<CreateForm>) -> Answer {
    let (typed, back) = typed.resolved();
    let id: Uuid = typed.resource.parse().map_err(|_| Error::NotFound)?;
    let resource = resource_for(&scope, id).await?;
    let by = By::of(&scope, &resource)?;
    let myself = myself(&scope, by)?;
    if myself.as_ref().is_some_and(|guest| !typed.email.trim().is_empty() && !guest.is_at(&typed.email)) {
        let mut problems = Problems::new();
        problems.add("email", "Here you can book for yourself only.");
        return refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let wish = match typed.parse(&resource, myself) {
        Ok(wish) => wish,
        Err(problems) => return refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    match actions::book(&scope, &resource, &wish, by).await {
        Ok(done) => {
            let text = format!("Booked {} on {}.", resource.name, kernel::time::span_text(resource.zone(), wish.span));
            let text = with_skipped(text, &typed.span, &resource);
            let flash = Flash { text: with_warnings(text, &done, &resource), tone: tone(&done), undo: None };
            let own = scope.org.path(&format!("/bookings/{}", done.booking.id));
            Ok(go_flash(&scope.house, &inside(&scope, &back).unwrap_or(own), flash))
        }
        Err(Error::Invalid(problems)) => {
            refuse(&scope, &page, typed, &problems, &[], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) if error.is_conflict("booking_overlap") => {
            let refused = Refused {
                resource: &resource,
                span: wish.span,
                people: wish.people,
                units: wish.units,
                moving: None,
                origin: by,
                beside: &[],
            };
            let offers = offers::instead(scope.db(), &scope, refused, by).await?;
            let mut problems = Problems::new();
            problems.add("starts", "This time is taken.");
            refuse(&scope, &page, typed, &problems, &offers, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form again, with what is wrong and what is free instead. It gets a new key: another wish follows.
async fn refuse(
    scope: &Scope,
    page: &Page,
    typed: WishForm,
    problems: &Problems,
    offers: &[Offer],
    status: StatusCode,
) -> Answer {
    let choices = choices(scope).await?;
    let typed = WishForm { key: scope.house.ids.token(), ..typed };
    let main = form::new(&form_page(scope, &choices), &typed, problems, offers);
    Ok(page.with_status(page.show(scope, "New booking", main), status))
}

/// Who a member books for: themselves.
pub(in crate::bookings) fn myself(scope: &Scope, by: By) -> Result<Option<Guest>> {
    if by == By::Staff {
        return Ok(None);
    }
    let user = scope.viewer.user.as_ref().ok_or(Error::SignIn)?;
    let email = EmailAddress::parse(&user.email).map_err(Error::broken)?;
    Ok(Some(Guest { name: user.name.clone(), email, phone: String::new() }))
}
