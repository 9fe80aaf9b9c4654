//! Audits: whether what an organisation owns is where its records say.
//!
//! Words: an *audit* is of a place with all below it, of a category with all below it, or of both. When it starts, it writes
//! down what it *expects*; nothing that happens later changes that. To *count* is to say of an asset that it was seen, or
//! that it is not there. So each *line* of an audit ends as *found*; *missing*; *misplaced*, which the records have
//! somewhere else; or *unexpected*: disposed of, had by a person, come later, or a code that nothing has. *Closing* decides
//! what becomes of the differences.
//!
//! An audit of *what people have* asks each of them by a letter with a link: without signing in they say of each thing
//! whether they have it, and are reminded, less and less often, until they have answered.
//!
//! Expected is what is not disposed of and is there as the records have it: also what a place has, what is part of
//! something there, and what is in maintenance there. What a *person* has is with the person and not expected at the place.
//!
//! Promises:
//! - An asset is counted once in an audit, whoever scans it how often; the second one hears who was first. The same scan
//!   sent twice is one.
//! - What the decisions say is done to all of them in one transaction or to none, by the verbs of assets, and their history
//!   says for which audit.
//! - While it is open, its name, who does it, its day, its note and its reminders can be changed; what it is of cannot. Whoever
//!   is to do it now is told.
//! - A closed audit never changes again, also not by a scan that was under way.
//! - What somebody answers never overrules what was seen by whoever counts; their link is dead when the audit is closed.
//! - A viewer whose rights hold at some places sees and counts what they reach; any other code is to them one that nothing
//!   has.
//!
//! Events: `audit.started`, `audit.assigned`, `audit.changed`, `audit.closed`; of each asset that was seen, `asset.audited`.

pub mod actions;
mod api;
pub mod asking;
mod events;
mod holding;
mod model;
mod policy;
mod public_routes;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use holding::HOLDING;
pub use model::{
    Asked, Audit, AuditForm, AuditQuery, Choice, ClosingForm, Count, Counted, Decision, Details, Kept, Kind, Known,
    Line, LineFilter, NewAudit, Outcome, Progress, REMINDERS, Seen, days_text,
};
pub(crate) use policy::fits;

/// The rows of this domain.
pub fn routes() -> platform::web::Routes {
    routes::routes().and(public_routes::routes())
}

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    (
        "audit_changed",
        "Somebody changed this audit a moment ago. Look at it again, then change what is left to change.",
    ),
    ("audit_is_closed", "This audit is closed. What it found stays as it is."),
    ("audit_lines_org_id_audit_id_asset_id_key", "Somebody else counted this asset a moment ago. Look at it again."),
    ("audit_lines_org_id_audit_id_code_key_key", "Somebody else scanned this code a moment ago. Look at it again."),
];
