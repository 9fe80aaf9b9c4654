//! Readers of events and rows: the front page of an organisation, its outgoing mail, its audit trail, and the console of
//! the installation. Nobody imports this wing.

pub mod paging;

pub mod messages;

pub mod audit;

pub mod console;

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
    NavEntry { group: "House", label: "Audit trail", icon: Icon::History, path: "/audit", perm: Perm::AuditRead },
    NavEntry { group: "House", label: "Outgoing mail", icon: Icon::Mail, path: "/messages", perm: Perm::MessagesRead },
];

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "message_on_its_way",
        "This message is on its way already, or has arrived. Look at it again before you send it once more.",
    ),
    ("message_not_deferred", "This message does not wait any more. Look at it again."),
    ("mails_a_day", "This organisation has written as many messages today as its operator allows. Try again tomorrow."),
    ("job_not_dead", "Somebody has replayed or discarded this job already."),
    ("job_not_waiting", "This job does not wait any more: it runs, or is done."),
    ("no_mail_server", "No mail server is set up."),
];

/// The rows of this wing.
pub fn routes() -> Routes {
    front::routes().and(messages::routes()).and(audit::routes()).and(console::routes())
}
