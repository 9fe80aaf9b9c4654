//! Readers of events and rows: the front page of an organisation, its outgoing mail, and who is told of what. Nobody
//! imports this wing.

pub mod messages;

// Below the mail, whose log it continues.
pub mod notifications;

// Below the mail, whose troubles it tells.
pub mod front;

#[path = "../../views/insight/mod.rs"]
mod views;

use platform::context::{NavEntry, Perm};
use platform::ui::Icon;
use platform::web::Routes;

/// The sidebar's lines of this wing.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry { group: "Workspace", label: "Dashboard", icon: Icon::Dashboard, path: "", perm: Perm::Home },
    NavEntry { group: "House", label: "Outgoing mail", icon: Icon::Mail, path: "/messages", perm: Perm::MessagesRead },
];

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "message_on_its_way",
        "This message is on its way already, or has arrived. Look at it again before you send it once more.",
    ),
    (
        "chat_room_changed",
        "Somebody else changed the chat room while you were at it. Look at it again before you save.",
    ),
];

/// The rows of this wing.
pub fn routes() -> Routes {
    front::routes().and(messages::routes()).and(notifications::routes())
}
