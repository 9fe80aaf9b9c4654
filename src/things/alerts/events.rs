//! What happens to alerts. None of it names a person.

use super::judge::Near;
use super::model::{Alert, Kind};
use chrono::NaiveDate;
use platform::events::Fact;
use serde_json::{Value, json};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// A day of an asset comes near.
    Near {
        /// Which one.
        near: &'a Near,
    },
    /// Somebody does not want to see it until a day.
    Snoozed {
        /// Which one.
        alert: &'a Alert,
        /// The day.
        until: NaiveDate,
    },
    /// Somebody has seen to it.
    Dismissed {
        /// Which one.
        alert: &'a Alert,
    },
    /// It is shown again.
    Restored {
        /// Which one.
        alert: &'a Alert,
    },
}

/// What happened, as it is kept: in the history of what the alert is about.
impl From<Event<'_>> for Fact {
    fn from(event: Event<'_>) -> Fact {
        match event {
            Event::Near { near } => {
                let kind = match near.kind {
                    Kind::Warranty => "asset.warranty_near",
                    Kind::Life => "asset.end_of_life_near",
                    Kind::Expiry | Kind::Work => "asset.expiry_near",
                };
                let mut data = json!({ "tag": near.tag, "name": near.name, "due_on": near.due_on });
                if let Some(field) = &near.field_name {
                    data["field"] = json!(field);
                }
                Fact { kind, subject_kind: "asset", subject: near.subject, data }
            }
            Event::Snoozed { alert, until } => told("alert.snoozed", alert, json!({ "until": until })),
            Event::Dismissed { alert } => told("alert.dismissed", alert, json!({})),
            Event::Restored { alert } => told("alert.restored", alert, json!({})),
        }
    }
}

fn told(kind: &'static str, alert: &Alert, mut data: Value) -> Fact {
    data["alert"] = json!({ "id": alert.id, "kind": alert.kind.name(), "due_on": alert.due_on });
    data["name"] = json!(alert.about());
    let (subject_kind, subject) = match (alert.order_id, alert.asset_id) {
        (Some(order), _) => ("work_order", order),
        (None, asset) => ("asset", asset.unwrap_or(alert.id)),
    };
    if let Some(tag) = alert.asset_tag.as_ref().filter(|_| alert.order_id.is_none()) {
        data["tag"] = json!(tag);
    }
    Fact { kind, subject_kind, subject, data }
}
