//! Readers of events and rows: the front page of an organisation, and its outgoing mail. Nobody imports this wing.

pub mod messages;
pub mod reference;
pub mod trail;

// Below the mail, whose troubles it tells.
pub mod front;

#[path = "../../views/insight/mod.rs"]
mod views;

use platform::context::{NavEntry, Perm};
use platform::ui::Icon;
use platform::web::Routes;
use platform::web::api::Api;

/// The sidebar's lines of this wing.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry { group: "Workspace", label: "Dashboard", icon: Icon::Dashboard, path: "", perm: Perm::Home },
    NavEntry { group: "House", label: "Outgoing mail", icon: Icon::Mail, path: "/messages", perm: Perm::MessagesRead },
];

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = &[(
    "message_on_its_way",
    "This message is on its way already, or has arrived. Look at it again before you send it once more.",
)];

/// The rows of this wing.
pub fn routes() -> Routes {
    front::routes().and(messages::routes()).and(reference::routes())
}

/// The calls of this wing.
pub fn api() -> Api {
    trail::api().and(messages::api()).and(reference::api())
}
