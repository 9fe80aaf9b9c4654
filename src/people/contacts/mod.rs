//! Contacts: the people an organisation deals with, whether or not they ever sign in.
//!
//! Words: a *contact* is one person of one organisation: guest, client, member, visitor. The same address in another
//! organisation is another contact. A *tag* is a free word they are found by, a *note* is what a colleague wrote down, the
//! *source* is how they came to be known. *Merging* makes one contact of two; the one that is gone stays as a *sign* that
//! leads on. A *blocked* contact may not book on the public pages. *Erasing* cuts everything that tells of a person.
//!
//! Promises:
//! - An address stands for one contact in an organisation, also the address of one that was merged.
//! - What a stranger types on a public page changes nothing about a contact that is known already.
//! - A viewer whose rights end somewhere sees who booked there.
//! - Of two merges of the same contact at once, one happens; a sign always leads to a living contact in one step.
//! - A merge can be undone for thirty days: what went over goes back, what somebody changed since stays and is told.
//! - Whoever does not want reminders or thanks gets none from that moment on; what a booking needs is always written.
//! - A file never half applies; its bad rows do not hold up its good ones; applying it twice does it once.
//! - What stays after an erasure is listed, with reasons. A later booking with the same address is a new person's.
//!
//! What other wings keep about a contact is shown, handed out, cut and moved by their [holdings](platform::holdings): so
//! the page of a contact stands here, and bookings, which contacts may not know, still stand on it.
//!
//! Events: `contact.created`, `contact.changed`, `contact.noted`, `contact.blocked`, `contact.unblocked`, `contact.merged`,
//! `contact.parted`, `contact.told_apart`, `contact.letters_chosen`, `contact.disclosed`, `contact.erased`, `contacts.imported`. None of them names the person.

pub mod actions;
mod api;
pub mod duplicates;
mod events;
pub mod file;
pub mod model;
pub mod policy;
pub mod reactions;
pub mod routes;
pub mod store;

pub use actions::{erased, replay_erasures};
pub use api::api;
pub use events::Event;
pub use model::{Contact, Erasure, NewContact};
pub use reactions::RESTORED;
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("contact_changed", "Somebody else changed this contact in the meantime. Look at it again before you go on."),
    ("contact_merged", "One of these two was merged with somebody else in the meantime. Look at them again."),
    ("contact_erased", "This contact was erased: there is nobody behind it any more."),
    (
        "merge_over",
        "This merge cannot be undone any more: it is too long ago, was undone already, or the person was erased.",
    ),
    ("merge_followed", "Somebody was merged since. Undo that first, then this."),
    ("contact_blocked", "We cannot take this booking here. Please write to us or call."),
    ("contacts_org_id_email_key", "Another contact has this address already."),
];
