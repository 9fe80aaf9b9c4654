//! Organisations: the tenants of the house, and who may do what in them.
//!
//! Words: an *organisation* is a tenant with its brand, zone and currency; a *grant* gives a user a role in it, built in
//! or made by the organisation, perhaps until a day, perhaps within one location and all below it; an *invitation* becomes a grant when the link in its mail
//! is followed; the *team* is everybody who holds a grant now; a *block* keeps an address out, as an outside system wants it, until it is *lifted*.
//!
//! Promises:
//! - An organisation always has an owner without an end: the last one can be neither changed nor ended.
//! - Nobody gives, changes or ends a role that may more than they may there themselves, nor anything outside of where
//!   they look after people, nor anything that lasts longer than their own; only owners make owners.
//! - Who is blocked holds nothing, is given nothing and joins by no invitation until the block is lifted.
//! - What is given or ended holds from the next request on.
//! - Public pages stand under a host name that the organisation has proven to be its own, or that was served before that
//!   was asked for, or that the operator vouches for; the one before is served until the new one is proven. A name whose
//!   proof is gone for a week is not served any more.
//! - The link of an invitation works once, for seven days, and for the invited address only.
//!
//! Events: `organisation.created`, `organisation.changed`, `organisation.suspended`,
//! `organisation.resumed`, `organisation.terms_set`, `organisation.host_proven`, `organisation.host_lost`, `grant.given`, `grant.changed`, `grant.ended`,
//! `invitation.sent`, `invitation.accepted`, `invitation.revoked`,
//! `block.lifted`.

pub mod actions;
mod api;
mod events;
pub mod model;
pub mod policy;
pub mod reactions;
mod retention;
pub mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{GrantWish, Kept, NewInvitation, NewOrg};
pub use retention::AGEING;
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "organisation_changed",
        "Somebody else changed these settings while you were at it. Look at them again before you save yours.",
    ),
    ("organisations_host_key", "Another organisation has this host name."),
    ("organisation_suspended", "This organisation is suspended already."),
    ("organisation_not_suspended", "This organisation is not suspended."),
    ("organisations_slug_key", "Another organisation has this short name."),
    ("public_page_switched_off", "The operator of this installation has switched the public booking pages off."),
    ("api_switched_off", "The operator of this installation has switched the API off for this organisation."),
    ("webhooks_switched_off", "The operator of this installation has switched webhooks off for this organisation."),
    ("feeds_switched_off", "The operator of this installation has switched calendar feeds off for this organisation."),
    ("embedding_switched_off", "The operator of this installation has switched embedding in other sites off."),
    ("grant_changed", "Somebody else changed or ended this role in the meantime."),
    ("role_archived", "This role was archived in the meantime. Choose another one."),
    ("last_owner", "This is the last owner. Make somebody else an owner first, without an end."),
    ("several_roles", "This person holds several roles here. Change the one you mean."),
    ("person_blocked", "They are kept out by another system. Lift that first, on the page of the team."),
    ("invitation_over", "This invitation was accepted or revoked in the meantime."),
];
