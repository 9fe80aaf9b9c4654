//! What happens to meters. None of it names a person.

use super::model::{Meter, NewReading};
use crate::catalogue::fields::plain;
use platform::events::Fact;
use serde_json::{Value, json};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// An asset has another meter.
    Created {
        /// Which one.
        meter: &'a Meter,
    },
    /// It is called otherwise, or read no more.
    Changed {
        /// Which one, as it is now.
        meter: &'a Meter,
        /// The fields that changed, as they were.
        before: Value,
        /// The same fields, as they are.
        after: Value,
    },
    /// Somebody read it.
    Read {
        /// Which one, as it was before.
        meter: &'a Meter,
        /// What.
        reading: &'a NewReading,
    },
    /// An entry of its ledger stands instead of another one.
    Corrected {
        /// Which one, as it was before.
        meter: &'a Meter,
        /// What it should have been.
        reading: &'a NewReading,
    },
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let fact = |kind, meter: &Meter, mut data: Value| {
            data["name"] = json!(format!("{} {}", meter.asset_tag, meter.name));
            data["asset_id"] = json!(meter.asset_id);
            Fact { kind, subject_kind: "meter", subject: meter.id, data }
        };
        let read = |meter: &Meter, reading: &NewReading| {
            json!({
                "value": plain(reading.value), "unit": meter.unit, "read_at": reading.at, "reset": reading.is_reset,
                "before": { "value": meter.value.map(plain) }, "after": { "value": plain(reading.value) },
                "work_order_id": reading.work_order,
            })
        };
        match event {
            Event::Created { meter } => {
                fact("meter.created", meter, json!({ "unit": meter.unit, "kind": meter.kind.name() }))
            }
            Event::Changed { meter, before, after } => {
                fact("meter.changed", meter, json!({ "before": before, "after": after }))
            }
            Event::Read { meter, reading } => fact("meter.read", meter, read(meter, reading)),
            Event::Corrected { meter, reading } => fact("meter.corrected", meter, read(meter, reading)),
        }
    }
}
