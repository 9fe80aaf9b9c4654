//! Bookings in the house: the table, and what the list, the form and the page of one booking share.

mod list;
mod make;
mod one;

pub use list::ListQuery;
pub(super) use make::myself;

use super::actions::Done;
use super::messages;
use super::model::{Booking, SpanForm};
use super::policy::{self, By};
use super::store;
use kernel::time::{clock_text, resolve};
use kernel::{Error, Result};
use platform::ui::Tone;
use platform::web::{Page, Routes};
use platform::{Perm, Scope};
use things::resources::{self, Filter, Resource};
use uuid::Uuid;

pub(super) fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/bookings", Perm::CalendarRead, list::index)
        .get("/bookings/new", Perm::BookingsMake, make::new)
        .post("/bookings", Perm::BookingsMake, make::create)
        .get("/bookings/{id}", Perm::CalendarRead, one::show)
        .post("/bookings/{id}/span", Perm::BookingsMake, one::shift)
        .post("/bookings/{id}/details", Perm::BookingsMake, one::edit)
        .post("/bookings/{id}/cancellation", Perm::BookingsMake, one::cancel)
        .post("/bookings/{id}/restoration", Perm::BookingsManage, one::restore)
}

/// What the viewer may book, by name.
async fn choices(scope: &Scope) -> Result<Vec<Resource>> {
    let reach = scope.reach(Perm::BookingsMake);
    let all = resources::store::list(scope.db(), scope.org_id(), &Filter::default(), &reach).await?;
    let may = |resource: &Resource| By::of(scope, resource).is_ok_and(|by| policy::may_book(resource, by).is_ok());
    Ok(all.into_iter().filter(may).collect())
}

pub(super) async fn resource_for(scope: &Scope, id: Uuid) -> Result<Resource> {
    let resource = resources::store::by_id(scope.db(), scope.org_id(), id).await?;
    // What they may not even see does not exist for them.
    if scope.may_at(Perm::CalendarRead, resource.location_id) { Ok(resource) } else { Err(Error::NotFound) }
}

/// A booking the viewer may see, its resource, and in what capacity they may act on it.
pub(crate) async fn seen(scope: &Scope, id: Uuid) -> Result<(Booking, Resource, Option<By>)> {
    let booking = store::by_id(scope.db(), scope.org_id(), id).await?;
    let own = booking.is_own(scope.user_id());
    if !own && !scope.may_at(Perm::BookingsRead, booking.location_id) {
        return Err(Error::NotFound);
    }
    let resource = resources::store::by_id(scope.db(), scope.org_id(), booking.resource_id).await?;
    let by = match By::of(scope, &resource) {
        Ok(By::Staff) => Some(By::Staff),
        Ok(by) if own => Some(by),
        _ => None,
    };
    Ok((booking, resource, by))
}

fn with_warnings(text: String, done: &Done, resource: &Resource) -> String {
    let warnings = done.warnings.iter().map(|refusal| messages::sentence(refusal, resource.zone()));
    std::iter::once(text).chain(warnings).collect::<Vec<_>>().join(" ")
}

/// Whoever typed a time that the clock skips is told at which it is.
fn with_skipped(text: String, typed: &SpanForm, resource: &Resource) -> String {
    let Some(skipped) = typed.skipped(resource.zone()) else { return text };
    let really = clock_text(resource.zone(), resolve(resource.zone(), skipped).instant());
    format!("{text} The clock is put forward over {} that day, so it starts at {really}.", skipped.format("%H:%M"))
}

fn tone(done: &Done) -> Tone {
    if done.warnings.is_empty() { Tone::Ok } else { Tone::Warn }
}

/// A path to go back to, if it stays inside this organisation.
pub(crate) fn inside(scope: &Scope, path: &str) -> Option<String> {
    let inside =
        path == scope.org.path("") || path.starts_with(&scope.org.path("/")) || path.starts_with(&scope.org.path("?"));
    (inside && !path.contains("//") && path.is_ascii()).then(|| path.to_owned())
}

/// Where a change leads: back to where it was made from.
fn back(scope: &Scope, page: &Page, wanted: &str) -> String {
    inside(scope, wanted).or_else(|| inside(scope, &page.came_from())).unwrap_or_else(|| scope.org.path("/calendar"))
}
