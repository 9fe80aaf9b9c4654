//! What follows a booking: mail to its guest, and its completion when its time is over. Who of the house is told of it is
//! decided where people choose that; [`to_staff`] is the letter they get.

use super::invitation::{Known, invitation, known};
use super::link;
use super::model::Booking;
use super::{actions, store};
use crate::views::bookings::mail;
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::On;
use platform::events::{Effect, Occurred};
use platform::jobs::Job;
use platform::post::{self, Draft};
use platform::{House, Scope};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use things::locations;
use uuid::Uuid;

/// Bookings completed in one run of the job.
const COMPLETED_AT_ONCE: i64 = 500;

/// Mails for what happened to bookings.
pub fn on_events<'a>(
    mut on: On<'a>,
    scope: &'a Scope,
    events: &'a [Occurred],
) -> BoxFuture<'a, Result<Option<Effect>>> {
    Box::pin(async move {
        let told: Vec<(News, &Occurred)> = events.iter().filter_map(|event| Some((News::of(event)?, event))).collect();
        if told.is_empty() {
            return Ok(None);
        }
        let org = scope.org_id();
        let bookings = store::by_ids(on.again(), org, told.iter().map(|(_, event)| event.subject_id)).await?;
        let places: HashSet<Uuid> = bookings.values().map(|booking| booking.location_id).collect();
        let mut lines = HashMap::new();
        for place in places {
            lines.insert(place, locations::store::address_line(on.again(), org, place).await?);
        }
        // Of what is only now promised, no letter has told.
        let later: Vec<Uuid> =
            told.iter().filter(|(news, _)| *news != News::Confirmed).map(|(_, event)| event.subject_id).collect();
        let known = known(on, org, &later).await?;
        let mut drafts = Vec::new();
        for (news, event) in told {
            let Some(booking) = bookings.get(&event.subject_id) else { continue };
            if !news.stands(booking) {
                continue; // overtaken by what happened since, of which the next letter tells
            }
            drafts.push(to_guest(scope, news, booking, (&lines[&booking.location_id], &known), event));
        }
        let scope = scope.clone();
        let effect: Effect = Box::new(move |tx| Box::pin(async move { post::queue(tx, &scope, drafts).await }));
        Ok(Some(effect))
    })
}

/// What happened, as letters tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Promised.
    Confirmed,
    /// At another time or place.
    Moved,
    /// Called something else.
    Changed,
    /// Given back.
    Cancelled,
    /// Taken back.
    Restored,
}

impl News {
    /// Does it still hold, or has something happened since?
    pub fn stands(self, booking: &Booking) -> bool {
        booking.status.holds() != (self == News::Cancelled)
    }

    /// What an event tells, if it is news.
    pub fn of(event: &Occurred) -> Option<News> {
        match event.kind.as_str() {
            "booking.confirmed" => Some(News::Confirmed),
            "booking.moved" => Some(News::Moved),
            // A note for the staff is no news; a title is, because the guest's calendar shows it.
            "booking.changed" if event.data["before"]["sequence"] != event.data["after"]["sequence"] => {
                Some(News::Changed)
            }
            "booking.cancelled" => Some(News::Cancelled),
            "booking.restored" => Some(News::Restored),
            _ => None,
        }
    }
}

fn to_guest(scope: &Scope, news: News, booking: &Booking, (place, known): (&str, &Known), event: &Occurred) -> Draft {
    let url = link::manage_url(&scope.house, &scope.org, booking.id);
    let draft = mail::to_guest(&scope.org, news, booking, place, &url);
    Draft {
        subject_kind: "booking",
        subject_id: Some(booking.id),
        calendar: invitation(&scope.house, &scope.org, booking, place, known),
        // One letter for one state of the booking, however often its event is told.
        dedupe_key: match news {
            News::Confirmed => format!("booking:{}:confirmation", booking.id),
            _ => format!("event:{}:guest", event.id),
        },
        ..draft
    }
}

/// The letter to somebody of the house who wants to know; `choices` is the page where they chose that.
pub fn to_staff(scope: &Scope, news: News, booking: &Booking, place: &str, to: (&str, &str), choices: String) -> Draft {
    let url = scope.house.url(&scope.org.path(&format!("/bookings/{}", booking.id)));
    Draft {
        subject_kind: "booking",
        subject_id: Some(booking.id),
        ..mail::to_staff(&scope.org, news, booking, place, to, url, choices)
    }
}

/// Completes bookings whose time has passed. Runs every five minutes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Complete;

impl Job for Complete {
    const NAME: &'static str = "bookings.complete";
    const RUNS_WHEN_HELD: bool = true;

    async fn run(&self, house: &House) -> Result<()> {
        // A full batch says that there may be more.
        while actions::complete_ended(house, COMPLETED_AT_ONCE).await? == COMPLETED_AT_ONCE as usize {}
        Ok(())
    }
}
