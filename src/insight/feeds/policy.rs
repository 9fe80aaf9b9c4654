//! What a feed may tell: what its owner may see now.

use super::model::{Detail, NewFeed, Subject};
use platform::{Perm, Scope};
use uuid::Uuid;

/// May the owner have a feed of this at all? `place` is where the resource stands, or the location itself.
pub fn may_have(scope: &Scope, subject: Subject, place: Option<Uuid>) -> bool {
    match (subject, place) {
        (Subject::Mine, _) => scope.may(Perm::CalendarRead),
        (_, Some(place)) => scope.may_at(Perm::CalendarRead, place),
        (_, None) => false,
    }
}

/// May a program make it with this token? A feed has all the rights of its owner, a token perhaps few of them: what tells of
/// others' bookings more than that something is taken is not made by one that is not let read bookings.
pub fn may_hand_out(scope: &Scope, wish: &NewFeed) -> bool {
    wish.detail == Detail::Busy || wish.subject == Subject::Mine || scope.viewer.is_let(Perm::BookingsRead)
}

/// How much it may tell of a booking at this location; none: nothing, not even that there is one.
pub fn tells(scope: &Scope, wanted: Detail, location: Uuid, is_own: bool) -> Option<Detail> {
    if is_own || scope.may_at(Perm::BookingsRead, location) {
        Some(wanted)
    } else if scope.may_at(Perm::CalendarRead, location) {
        Some(Detail::Busy)
    } else {
        None
    }
}
