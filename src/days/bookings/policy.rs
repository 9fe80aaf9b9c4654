//! Who may make and change bookings. Pure: the facts come in, a yes or the name of a rule goes out.

use super::judgement::{Judgement, bars};
use super::model::{Booking, Status};
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use platform::{Perm, Scope};
use things::resources::{Resource, Rules};
use uuid::Uuid;

/// In what capacity somebody acts on a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// For the house: may bend the rules that protect its convenience.
    Staff,
    /// For themselves, signed in.
    Member,
    /// For themselves, on the public page or by the link in their mail.
    Guest,
}

impl From<&Booking> for By {
    /// In what capacity a booking was made.
    fn from(booking: &Booking) -> By {
        match booking.source.as_str() {
            "page" => By::Guest,
            "member" => By::Member,
            _ => By::Staff,
        }
    }
}

impl By {
    /// How it is stored with a booking.
    pub fn source(self) -> &'static str {
        match self {
            By::Staff => "staff",
            By::Member => "member",
            By::Guest => "page",
        }
    }

    /// The capacity of this viewer at this resource.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for somebody who may only look.
    pub fn of(scope: &Scope, resource: &Resource) -> Result<By> {
        if scope.may_at(Perm::BookingsManage, resource.location_id) {
            Ok(By::Staff)
        } else if scope.may_at(Perm::BookingsMake, resource.location_id) {
            Ok(By::Member)
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// May this resource be booked by them at all?
pub fn may_book(resource: &Resource, by: By) -> Result<()> {
    Judgement { reasons: bars(resource, by), ..Judgement::default() }.check(resource)
}

/// May they move a booking of the resource `from` to this one? Within a resource nobody asks again for whom it is, but
/// what is not available is for the house to arrange.
pub fn may_move(from: Uuid, to: &Resource, by: By) -> Result<()> {
    if from != to.id {
        return may_book(to, by);
    }
    if by == By::Staff || to.is_bookable() { Ok(()) } else { Err(Error::conflict("resource_not_available")) }
}

/// May they change this booking now?
pub fn may_change(booking: &Booking, rules: &Rules, by: By, now: DateTime<Utc>) -> Result<()> {
    match booking.status {
        Status::Cancelled | Status::Released => Err(Error::conflict("booking_cancelled")),
        Status::Completed => Err(Error::conflict("booking_over")),
        _ if by == By::Staff => Ok(()),
        _ if now >= booking.starts_at => Err(Error::conflict("booking_over")),
        _ if now > rules.change_until(booking.span()) => Err(Error::conflict("change_notice_passed")),
        _ => Ok(()),
    }
}
