//! Who: users and their sign-in, organisations and what people hold in them, the first run, and contacts.
//!
//! ```text
//! identity      users, sessions, devices, passwords
//! tokens        what programs sign in with
//! orgs          organisations, grants, invitations, the brand
//! roles         the roles that organisations make of permissions
//! reviews       who may do what, until when, and who found that right
//! certifications  going through it grant by grant
//! installation  the first run: a user and an organisation at once
//! contacts      the people an organisation deals with
//! clients       contacts who sign in to the public pages
//! ```

pub mod identity;
pub mod tokens;

pub mod orgs;

pub mod roles;

pub mod reviews;

pub mod certifications;

pub mod installation;

pub mod contacts;

pub mod clients;

#[path = "../../views/people/mod.rs"]
mod views;

use platform::Perm;
use platform::context::NavEntry;
use platform::ui::Icon;
use platform::web::Routes;
use platform::web::api::Api;

/// Every row of the wing.
pub fn routes() -> Routes {
    identity::routes()
        .and(tokens::routes())
        .and(orgs::routes())
        .and(roles::routes())
        .and(reviews::routes())
        .and(certifications::routes())
        .and(installation::routes())
        .and(contacts::routes())
        .and(clients::routes())
}

/// Every call of the wing.
pub fn api() -> Api {
    tokens::api().and(orgs::api()).and(roles::api()).and(contacts::api())
}

/// The wing's lines of the sidebar.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry { group: "People", label: "Contacts", icon: Icon::Users, path: "/contacts", perm: Perm::ContactsRead },
    NavEntry { group: "People", label: "Team", icon: Icon::Shield, path: "/people", perm: Perm::PeopleRead },
    NavEntry { group: "House", label: "Settings", icon: Icon::Settings, path: "/settings", perm: Perm::OrgManage },
];

/// What a person reads when a rule of the wing refuses.
pub const REFUSALS: &[(&str, &str)] = orgs::REFUSALS;
