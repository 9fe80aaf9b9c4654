//! What an event is about, as far as it decides who is told: the booking, the role, the place.

use super::super::model::Kind;
use super::super::policy::reaches;
use super::super::store::Thing;
use crate::views::notifications::mail::is_notice;
use days::bookings::Booking;
use days::bookings::reactions::News;
use people::orgs::store::Holder;
use platform::events::{Happening, Occurred};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// Is this told to anybody?
pub(super) fn is_news(event: &Occurred) -> bool {
    match event.kind.as_str() {
        "invitation.accepted" | "grant.given" | "grant.changed" | "grant.ended" => true,
        "asset.warranty_near" | "asset.end_of_life_near" | "asset.expiry_near" | "stock.low" => true,
        "work_order.opened" | "work_order.assigned" | "work_order.overdue" | "audit.assigned" => true,
        // Who paused it by hand knows.
        "report_schedule.paused" => event.data["because"] != "asked",
        // A notice that did not arrive is not worth another notice.
        "message.failed" => !is_notice(event.data["kind"].as_str().unwrap_or_default()),
        _ => News::of(event).is_some(),
    }
}

/// An event with what belongs to it.
pub(super) struct Matter<'a> {
    pub event: &'a Occurred,
    pub happening: &'a Happening,
    pub news: Option<News>,
    pub booking: Option<&'a Booking>,
    /// Whose role it is.
    pub grantee: Option<Uuid>,
    /// Where it happened: for each place all locations above it, and that one.
    pub paths: Vec<&'a str>,
    /// The category of the thing it is about, and all above it.
    pub categories: &'a [Uuid],
}

/// Somebody who may be told: what they hold.
pub(super) struct Person<'a> {
    pub id: Uuid,
    pub name: &'a str,
    pub email: &'a str,
    pub grants: Vec<&'a Holder>,
}

/// The booking an event is about, or the one a lost letter was about.
pub(super) fn booking_of(event: &Occurred) -> Option<Uuid> {
    match event.kind.as_str() {
        "message.failed" if event.data["about"]["kind"] == "booking" => id(&event.data["about"]["id"]),
        _ => News::of(event).map(|_| event.subject_id),
    }
}

/// The location of a role that was given, changed or ended; that of stock, or of work about a place.
pub(super) fn location_of(event: &Occurred) -> Option<Uuid> {
    let data = &event.data;
    match event.kind.as_str() {
        "stock.low" | "work_order.opened" | "work_order.assigned" | "work_order.overdue" => id(&data["location_id"]),
        _ => id(&if data["after"].is_object() { &data["after"] } else { &data["before"] }["location_id"]),
    }
}

/// The asset, or the item of stock, that an event, or some work, is about.
pub(super) fn thing_of(event: &Occurred) -> Option<Uuid> {
    match event.kind.as_str() {
        "asset.warranty_near" | "asset.end_of_life_near" | "asset.expiry_near" | "stock.low" => Some(event.subject_id),
        "work_order.opened" | "work_order.assigned" | "work_order.overdue" => id(&event.data["asset_id"]),
        _ => None,
    }
}

/// Who is to do some work.
pub(super) fn assignee_of(event: &Occurred) -> Option<Uuid> {
    let is_work = event.kind.starts_with("work_order.") || event.kind == "audit.assigned";
    if is_work { id(&event.data["assignee_id"]) } else { None }
}

/// Whose report is not mailed any more.
pub(super) fn owner_of(event: &Occurred) -> Option<Uuid> {
    if event.kind == "report_schedule.paused" { id(&event.data["owner_id"]) } else { None }
}

fn id(value: &Value) -> Option<Uuid> {
    value.as_str().and_then(|text| text.parse().ok())
}

impl<'a> Matter<'a> {
    /// Puts it together; none where the booking is gone.
    pub fn of(
        event: &'a Occurred,
        happenings: &'a HashMap<Uuid, Happening>,
        bookings: &'a HashMap<Uuid, Booking>,
        grantees: &HashMap<Uuid, Uuid>,
        things: &'a HashMap<Uuid, Thing>,
        paths: &'a HashMap<Uuid, String>,
    ) -> Option<Matter<'a>> {
        let news = News::of(event);
        let booking = booking_of(event).and_then(|id| bookings.get(&id));
        if news.is_some() && booking.is_none() {
            return None;
        }
        let location = booking.map(|booking| booking.location_id).or_else(|| location_of(event));
        let thing = thing_of(event).and_then(|id| things.get(&id));
        let places = location.into_iter().chain(thing.into_iter().flat_map(|thing| thing.places.iter().copied()));
        Some(Matter {
            event,
            happening: happenings.get(&event.id)?,
            news,
            booking,
            grantee: grantees.get(&event.subject_id).copied(),
            categories: thing.map(|thing| thing.categories.as_slice()).unwrap_or_default(),
            paths: places.filter_map(|place| paths.get(&place)).map(String::as_str).collect(),
        })
    }

    /// As what this person is told of it; none: not at all.
    pub fn kind_for(&self, person: &Person<'_>) -> Option<Kind> {
        let by_user = self.event.actor_kind == "user";
        if by_user && self.event.actor_id == Some(person.id) {
            return None; // who did it knows
        }
        let general = match (self.news, self.event.kind.as_str()) {
            (Some(News::Confirmed | News::Restored), _) => Kind::BookingMade,
            (Some(News::Moved | News::Changed), _) => Kind::BookingMoved,
            (Some(News::Cancelled), _) => Kind::BookingCancelled,
            (None, "message.failed") => Kind::MessageFailed,
            (None, "invitation.accepted") => Kind::InvitationAccepted,
            (None, "asset.warranty_near" | "asset.end_of_life_near" | "asset.expiry_near") => Kind::AssetDue,
            (None, "stock.low") => Kind::StockLow,
            // That it was given to them says it already.
            (None, "work_order.opened") if assignee_of(self.event) == Some(person.id) => return None,
            (None, "work_order.opened") => Kind::WorkRaised,
            (None, "work_order.assigned" | "work_order.overdue" | "audit.assigned")
                if assignee_of(self.event) == Some(person.id) =>
            {
                return Some(Kind::OwnWork);
            }
            (None, "work_order.assigned" | "audit.assigned") => return None,
            (None, "work_order.overdue") => Kind::WorkLate,
            (None, "report_schedule.paused") => {
                return (owner_of(self.event) == Some(person.id)).then_some(Kind::ReportPaused);
            }
            // That an invitation was accepted says it already; and founders know.
            (None, _) if by_user && self.event.actor_id == self.grantee => return None,
            (None, _) if self.grantee == Some(person.id) => return Some(Kind::OwnRole),
            (None, _) => Kind::RoleChanged,
        };
        if let (Some(_), Some(booking)) = (self.news, self.booking)
            && (booking.is_own(Some(person.id)) || booking.contact_email == person.email)
        {
            // By the link in their mail they act as the guest they are.
            let did_it = self.event.actor_kind == "contact" && self.event.actor_id == Some(booking.contact_id);
            return (!did_it).then_some(Kind::OwnBooking);
        }
        let perm = general.perm()?;
        let may =
            person.grants.iter().any(|held| reaches(&held.role, held.location_id, perm, &self.paths, self.categories));
        may.then_some(general)
    }

    /// Does it still hold, or has something happened since, of which the next letter tells?
    pub fn stands(&self) -> bool {
        match (self.news, self.booking) {
            (Some(news), Some(booking)) => news.stands(booking),
            _ => true,
        }
    }
}
