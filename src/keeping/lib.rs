//! Keeping the house: what protects what is in it. Nobody imports this wing but the program itself.
//!
//! ```text
//! archive      the file a backup is: all tables as lines, with counts and hashes
//! backups      making one, by command and by schedule, and how many are kept
//! restoration  an empty database filled from a backup, and held
//! moving       the whole house into another database, on either engine
//! quarantine   what a house that came back would send, and the operator's choice
//! verify       the engine's own checks, the rules of the house, the seals of the audit trail
//! retention    how long an organisation keeps what
//! ```

pub mod archive;

pub mod backups;

pub mod restoration;

pub mod moving;

pub mod quarantine;

pub mod verify;

pub mod retention;

#[path = "../../views/keeping/mod.rs"]
mod views;

use platform::context::{NavEntry, Perm};
use platform::ui::Icon;
use platform::web::Routes;

/// The lines of the console's sidebar of this wing.
pub const CONSOLE: &[NavEntry] = &[
    NavEntry { group: "Keeping", label: "Backups", icon: Icon::Layers, path: "/console/backups", perm: Perm::Operator },
    NavEntry {
        group: "Keeping",
        label: "Quarantine",
        icon: Icon::Lock,
        path: "/console/quarantine",
        perm: Perm::Operator,
    },
];

/// The rows of this wing.
pub fn routes() -> Routes {
    backups::routes().and(quarantine::routes()).and(retention::routes())
}

/// What people read when a rule refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "no_backup_folder",
        "No folder for backups is set up. Name one with --backup-folder, or make one with steward backup FILE.",
    ),
    ("backup_asked", "Somebody asked for a backup already, and it is not made yet. Load the page again."),
    ("house_not_held", "This house is not held any more: somebody has decided already. Load the page again."),
    ("retention_changed", "Somebody else has changed these spans in the meantime. Load the page again."),
];
