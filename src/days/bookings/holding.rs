//! What bookings keep about a contact: their section of its page, and their part of handing out, erasing and merging.

use super::store::{self, Sight};
use crate::views::bookings::contact as view;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::Tx;
use maud::{Markup, html};
use platform::holdings::{Holding, Kept, Moved};
use platform::{Perm, Scope, post};
use serde_json::{Value, json};
use things::resources::{self, FilterQuery};
use uuid::Uuid;

/// Bookings on the page of a contact.
const SHOWN: i64 = 50;
/// Bookings handed out.
const HANDED_OUT: i64 = 20_000;

/// What bookings keep about a contact.
pub const HOLDING: Holding = Holding { name: "bookings", section, hand_out, erase, would_keep, move_over, give_back };

fn section(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Markup>> {
    Box::pin(async move {
        if !scope.may(Perm::BookingsRead) {
            return Ok(html! {});
        }
        let sight = Sight { all: scope.reach(Perm::BookingsRead), own: scope.user_id() };
        let bookings = store::of_contact(scope.db(), scope.org_id(), contact, &sight, SHOWN + 1).await?;
        let more = bookings.len() as i64 > SHOWN;
        let why = why(scope, contact, bookings.first()).await?;
        let shown = &bookings[..bookings.len().min(SHOWN as usize)];
        Ok(view::section(&scope.org, shown, more, why.as_deref(), scope.now))
    })
}

/// Where it is told whether they may book, and why not: of what they booked last, or of the first that guests may book.
async fn why(scope: &Scope, contact: Uuid, last: Option<&super::Booking>) -> Result<Option<String>> {
    let resource = match last {
        Some(booking) => Some((booking.resource_id, booking.location_id)),
        None => {
            let filter = FilterQuery::default().public_filter();
            let reach = scope.reach(Perm::BookingsManage);
            let offered = resources::store::list(scope.db(), scope.org_id(), &filter, &reach).await?;
            offered.first().map(|resource| (resource.id, resource.location_id))
        }
    };
    let asked = resource.filter(|(_, place)| scope.may_at(Perm::BookingsManage, *place));
    Ok(asked.map(|(id, _)| scope.org.path(&format!("/resources/{id}/why?for=contact:{contact}"))))
}

fn hand_out(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Value>> {
    Box::pin(async move {
        let sight = Sight { all: platform::Reach::Everywhere, own: None };
        let bookings = store::of_contact(scope.db(), scope.org_id(), contact, &sight, HANDED_OUT).await?;
        let told = |booking: &super::Booking| {
            json!({
                "code": booking.code, "status": booking.status.name(), "resource": booking.resource_name,
                "location": booking.location_name, "starts_at": booking.starts_at, "ends_at": booking.ends_at,
                "zone": booking.zone_name, "title": booking.title, "note": booking.note, "people": booking.people,
                "units": booking.units, "name": booking.contact_name, "phone": booking.contact_phone,
                "price": booking.price().map(|price| price.plain()), "currency": booking.currency, "source": booking.source,
                "created_at": booking.created_at, "cancelled_at": booking.cancelled_at,
                "cancel_reason": booking.cancel_reason,
            })
        };
        Ok(bookings.iter().map(told).collect())
    })
}

fn would_keep(scope: &Scope, contact: Uuid) -> BoxFuture<'_, Result<Vec<Kept>>> {
    Box::pin(async move {
        let (all, coming) = store::count_of_contact(scope.db(), scope.org_id(), contact, scope.now).await?;
        Ok(kept(all, coming))
    })
}

fn erase<'a>(tx: &'a mut Tx, scope: &'a Scope, contact: Uuid) -> BoxFuture<'a, Result<Vec<Kept>>> {
    Box::pin(async move {
        let (_, coming) = store::count_of_contact(&mut *tx, scope.org_id(), contact, scope.now).await?;
        let ids = store::anonymise(&mut *tx, scope.org_id(), contact, scope.now).await?;
        let all = ids.len() as i64;
        post::erase_about(tx, scope.org_id(), ids).await?;
        Ok(kept(all, coming))
    })
}

fn move_over<'a>(tx: &'a mut Tx, scope: &'a Scope, from: Uuid, to: Uuid) -> BoxFuture<'a, Result<Vec<Moved>>> {
    Box::pin(async move { store::move_to_contact(tx, scope.org_id(), from, to).await })
}

fn give_back<'a>(
    tx: &'a mut Tx,
    scope: &'a Scope,
    from: Uuid,
    to: Uuid,
    moved: &'a [Moved],
) -> BoxFuture<'a, Result<u64>> {
    Box::pin(async move { store::move_some_to_contact(tx, scope.org_id(), from, to, moved).await })
}

fn kept(all: i64, coming: i64) -> Vec<Kept> {
    let mut kept = Vec::new();
    if all > 0 {
        kept.push(Kept::new(
            format!("{all} bookings, without name, number, purpose and notes"),
            "They say what was used, when, and at what price: figures and money must stay true.",
        ));
    }
    if coming > 0 {
        kept.push(Kept::new(
            format!("{coming} of them are still to come"),
            "The time stays taken, but nobody can be told when something changes. Cancel them first if they are not wanted.",
        ));
    }
    kept
}
