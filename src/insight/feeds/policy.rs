//! What a feed may tell: what its owner may see now.

use super::model::{Detail, Subject};
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
