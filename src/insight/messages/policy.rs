//! Who may read what a letter says, and send it once more.
//!
//! To see that a message left is one thing. To read it is another, because a letter's links act for whoever follows them.

use platform::{Perm, Reach, Scope};
use uuid::Uuid;

/// What a message is about, as far as this judgement needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A booking at this location.
    Booking(Uuid),
    /// The organisation's mail itself: a test.
    Test,
    /// A code with which a client signs in.
    Code,
    /// Anything else: an invitation, or something this page does not know.
    Other,
}

/// Is there such a message for this viewer? With rights at some locations only, what is about bookings there is.
pub fn may_see(scope: &Scope, about: About) -> bool {
    match (scope.reach(Perm::MessagesRead), about) {
        (Reach::Everywhere, _) => true,
        (reach, About::Booking(location)) => reach.covers(location),
        (_, About::Test | About::Code | About::Other) => false,
    }
}

/// May the viewer read the letter, and send it once more? A guest's letter holds the link that moves and cancels the
/// booking, so whoever reads it must be allowed to do that anyway. An invitation holds the link that becomes a role, and
/// nobody may hand themselves more than they have: only an owner of everything reads it.
pub fn may_open(scope: &Scope, about: About) -> bool {
    match about {
        About::Booking(location) => scope.may_at(Perm::BookingsManage, location),
        About::Test => true,
        // It signs in a client: nobody of the house reads it. A demonstration's mail goes nowhere else.
        About::Code => scope.house.settings.demo,
        About::Other => scope.viewer.is_owner(),
    }
}
