//! Roles that an organisation makes of permissions, beside those that are built in.
//!
//! Words: a *role* is a named set of permissions; *complete* is a set that holds what its members are of no use without
//! (who books for others must see the calendar); the *effect* of an edit is what it gives to and takes from the people
//! who hold the role, all that they hold beside it taken into account.
//!
//! Promises:
//! - Nobody makes, changes or archives a role that may more, before or after, than they may everywhere and without an
//!   end themselves.
//! - An edit holds from the next request of whoever holds the role; its effect is shown before it is saved.
//! - Nobody holds an archived role: it is archived when nobody holds it, or everybody gets another one at once.
//! - Built-in roles cannot be changed.
//!
//! Events: `role.created`, `role.changed`, `role.archived`, `role.restored`.

pub mod actions;
mod api;
mod events;
pub mod model;
pub mod policy;
pub mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{NewRole, OwnRoleRecord};
pub use routes::routes;

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("role_changed", "Somebody else changed or archived this role in the meantime. Look at it again."),
    ("role_built_in", "This role is built in: every organisation has it as it is. Make one of your own."),
    ("role_held", "Somebody holds this role or is invited to it. Give them another one first."),
    ("roles_name", "Another role has this name by now. Rename that one first."),
];
