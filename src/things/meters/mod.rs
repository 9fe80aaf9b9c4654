//! Meters of assets: hours, kilometres, copies, a pressure; what was read of them, and how fast they count.
//!
//! Words: a *counter* only grows; a *gauge* goes up and down. A *reading* is what a meter showed at a moment; its ledger is
//! never rewritten: another entry *corrects* the newest one. A counter that was *reset* or replaced counts on from what it
//! shows now, so that its *total* keeps growing. Its *use* is what it counted in a day, over the last ninety days.
//!
//! Promises:
//! - Readings are never changed and never removed; each is corrected at most once.
//! - A counter does not run backward unless somebody says that it was reset: the schema judges.
//! - A reading is never older than the one before it, and never of tomorrow.
//! - Many are read at once from a table ([`many`]), by the same rules.
//! - Who reads a meter must be allowed to work on its asset; who makes or changes one, to change its asset.
//!
//! Events: `meter.created`, `meter.changed`, `meter.read`, `meter.corrected`.

pub mod actions;
mod api;
mod events;
pub mod many;
mod model;
mod routes;
pub mod store;

pub use api::api;
pub use events::Event;
pub use model::{Kind, Meter, MeterForm, NewMeter, NewReading, Reading, ReadingForm, amount, number};

/// The rows of this domain.
pub fn routes() -> platform::web::Routes {
    routes::routes().and(many::routes())
}

/// What a person reads when one of our rules refuses.
pub const REFUSALS: &[(&str, &str)] = &[
    ("meter_changed", "Somebody else changed this meter in the meantime. Look at it again before you go on."),
    ("meter_archived", "This meter is not read any more."),
    (
        "meter_runs_back",
        "A counter does not run backward. Say that it was reset or replaced, or correct the entry before.",
    ),
    ("meter_readings_stay", "Readings are not changed. Write an entry that corrects it."),
    ("meter_readings_org_id_corrects_id_key", "Somebody else corrected this entry a moment ago. Look at it again."),
    ("meter_readings_org_id_meter_id_number_key", "Somebody else read this meter a moment ago. Try again."),
];
