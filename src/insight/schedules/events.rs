//! What happens to schedules of reports. Addresses are never told: they may have to be erased.

use super::model::{Pause, Schedule};
use chrono::NaiveDate;
use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// It was made, for so many recipients.
    Created(&'a Schedule, usize),
    /// It changed: the fields that did, as they were and as they are.
    Changed(&'a Schedule, Value, Value),
    /// It is not sent for a while.
    Paused(&'a Schedule, Pause),
    /// It is sent again.
    Resumed(&'a Schedule),
    /// Its figures are read with somebody else's rights from now on.
    TakenOver(&'a Schedule, Uuid),
    /// It was removed.
    Removed(&'a Schedule),
    /// It was taken out again.
    Restored(&'a Schedule),
    /// It was sent: for which day, and how many letters that made.
    Sent(&'a Schedule, NaiveDate, i64),
    /// Somebody does not want it any more.
    Left(&'a Schedule),
    /// They want it again.
    Rejoined(&'a Schedule),
}

/// What happened, as it is kept.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        let (kind, schedule, mut data) = match event {
            Event::Created(one, recipients) => (
                "report_schedule.created",
                one,
                json!({ "report": one.report, "every": one.every, "next_on": one.next_on, "recipients": recipients }),
            ),
            Event::Changed(one, before, after) => {
                ("report_schedule.changed", one, json!({ "before": before, "after": after }))
            }
            Event::Paused(one, why) => {
                ("report_schedule.paused", one, json!({ "because": why.name(), "owner_id": one.owner_id }))
            }
            Event::Resumed(one) => ("report_schedule.resumed", one, json!({})),
            Event::TakenOver(one, before) => (
                "report_schedule.taken_over",
                one,
                json!({ "before": { "owner_id": before }, "after": { "owner_id": one.owner_id } }),
            ),
            Event::Removed(one) => ("report_schedule.removed", one, json!({})),
            Event::Restored(one) => ("report_schedule.restored", one, json!({})),
            Event::Sent(one, day, letters) => {
                ("report_schedule.sent", one, json!({ "report": one.report, "day": day, "letters": letters }))
            }
            Event::Left(one) => ("report_schedule.left", one, json!({})),
            Event::Rejoined(one) => ("report_schedule.rejoined", one, json!({})),
        };
        data["name"] = json!(schedule.name);
        Fact { kind, subject_kind: "report_schedule", subject: schedule.id, data }
    }
}
