//! Readers of events and rows: the front page of an organisation, its outgoing mail, who is told of what, its ties to
//! other systems, its audit trail, and the console of the installation. Nobody imports this wing.

pub mod paging;

pub mod messages;
pub mod reference;
pub mod trail;

// Below the mail, whose log it continues.
pub mod notifications;

pub mod webhooks;

// Below the webhooks, whose bodies it sends.
pub mod stream;

pub mod feeds;

// Below the webhooks, whose signatures it reads.
pub mod inbox;

pub mod audit;

pub mod console;

pub mod reports;

// Below the reports, which it sends.
pub mod schedules;

// Below the mail, whose troubles it tells.
pub mod front;

#[path = "../../views/insight/mod.rs"]
mod views;

use platform::context::{NavEntry, Perm};
use platform::ui::Icon;
use platform::vault::Sealed;
use platform::web::Routes;
use platform::web::api::Api;

/// The sidebar's lines of this wing.
pub const NAVIGATION: &[NavEntry] = &[
    NavEntry { group: "Workspace", label: "Dashboard", icon: Icon::Dashboard, path: "", perm: Perm::Home },
    NavEntry { group: "House", label: "Audit trail", icon: Icon::History, path: "/audit", perm: Perm::AuditRead },
    NavEntry { group: "House", label: "Outgoing mail", icon: Icon::Mail, path: "/messages", perm: Perm::MessagesRead },
    NavEntry { group: "House", label: "Webhooks", icon: Icon::Send, path: "/webhooks", perm: Perm::IntegrationsManage },
    NavEntry { group: "House", label: "Inbox", icon: Icon::Inbox, path: "/inbox", perm: Perm::IntegrationsManage },
];

/// The line that stands among the assets'.
pub const REPORTS_NAVIGATION: &[NavEntry] =
    &[NavEntry { group: "Assets", label: "Reports", icon: Icon::Chart, path: "/reports", perm: Perm::AssetsRead }];

/// The line that stands among the calendar's.
pub const FEEDS_NAVIGATION: &[NavEntry] = &[NavEntry {
    group: "Workspace",
    label: "Calendar feeds",
    icon: Icon::CalendarClock,
    path: "/feeds",
    perm: Perm::CalendarRead,
}];

/// What sends to the outside.
pub const LANES: &[platform::house::Lane] = &[webhooks::LANE, stream::LANE];

/// Columns that hold secrets of tenants.
pub const SEALED: &[Sealed] = &[
    Sealed {
        purpose: webhooks::actions::PURPOSE,
        rows: webhooks::store::secrets,
        write: webhooks::store::write_secret,
    },
    Sealed {
        purpose: webhooks::actions::PURPOSE,
        rows: webhooks::store::previous_secrets,
        write: webhooks::store::write_previous_secret,
    },
    Sealed { purpose: inbox::actions::PURPOSE, rows: inbox::store::secrets, write: inbox::store::write_secret },
    Sealed {
        purpose: inbox::actions::PURPOSE,
        rows: inbox::store::previous_secrets,
        write: inbox::store::write_previous_secret,
    },
    Sealed {
        purpose: notifications::actions::CHAT_PURPOSE,
        rows: notifications::store::room_secrets,
        write: notifications::store::write_room_secret,
    },
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
    ("message_not_deferred", "This message does not wait any more. Look at it again."),
    ("mails_a_day", "This organisation has written as many messages today as its operator allows. Try again tomorrow."),
    ("job_not_dead", "Somebody has replayed or discarded this job already."),
    ("job_not_waiting", "This job does not wait any more: it runs, or is done."),
    ("no_mail_server", "No mail server is set up."),
];

/// The rows of this wing.
pub fn routes() -> Routes {
    front::routes()
        .and(messages::routes())
        .and(notifications::routes())
        .and(webhooks::routes())
        .and(feeds::routes())
        .and(inbox::routes())
        .and(audit::routes())
        .and(console::routes())
        .and(reports::routes())
        .and(schedules::routes())
        .and(reference::routes())
}

/// The calls of this wing.
pub fn api() -> Api {
    let ties = webhooks::api().and(feeds::api()).and(inbox::api());
    let reports = reports::api().and(schedules::api());
    trail::api().and(messages::api()).and(ties).and(reports).and(reference::api())
}
