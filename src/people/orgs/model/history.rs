//! What somebody held before: one period for each state a grant was in, told by its row and by its events.

use super::Held;
use chrono::{DateTime, Utc};
use platform::Role;
use platform::events::Happening;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::HashMap;
use uuid::Uuid;

/// A grant of any age: as it is now or was at its end.
#[derive(Debug, Clone)]
pub struct Past {
    /// The grant.
    pub held: Held,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// How a period ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Its last day was over.
    Itself,
    /// Somebody ended it; empty where nobody is known.
    EndedBy(String),
    /// Somebody changed it: what follows is another period.
    ChangedBy(String),
}

/// A time during which somebody held something, and holds it so no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// What the role was called.
    pub role: String,
    /// Within this location; none: everywhere.
    pub location_id: Option<Uuid>,
    /// From then.
    pub from: DateTime<Utc>,
    /// Until then.
    pub until: DateTime<Utc>,
    /// Who gave it so.
    pub given_by: Option<String>,
    /// How it ended.
    pub ending: Ending,
}

/// The periods that are over, the latest first. `happenings` are the events of these grants in any order.
pub fn periods(grants: &[Past], happenings: &[Happening], now: DateTime<Utc>) -> Vec<Period> {
    let mut told: HashMap<Uuid, Vec<&Happening>> = HashMap::new();
    for happening in happenings {
        told.entry(happening.subject_id).or_default().push(happening);
    }
    let mut periods = Vec::new();
    for Past { held, ended_at } in grants {
        let mut events = told.remove(&held.id).unwrap_or_default();
        events.sort_by_key(|event| (event.at, event.id));
        let (mut from, mut given_by) = (held.created_at, held.given_by.clone());
        for event in events.iter().filter(|event| event.kind == "grant.changed") {
            let before = &event.data["before"];
            periods.push(Period {
                role: role_of(before),
                location_id: before["location_id"].as_str().and_then(|id| id.parse().ok()),
                from,
                until: event.at,
                given_by,
                ending: Ending::ChangedBy(event.actor_name.clone()),
            });
            (from, given_by) = (event.at, Some(event.actor_name.clone()));
        }
        let by = events.iter().find(|event| event.kind == "grant.ended").map(|event| event.actor_name.clone());
        let over = match (*ended_at, held.ends_at) {
            // Whichever came first: what has run out can be ended no more.
            (ended, Some(ends)) if ends <= now && ended.is_none_or(|ended| ends <= ended) => {
                Some((ends, Ending::Itself))
            }
            (Some(ended), _) => Some((ended, Ending::EndedBy(by.unwrap_or_default()))),
            (None, _) => None,
        };
        if let Some((until, ending)) = over {
            let (role, location_id) = (held.role.label().to_owned(), held.location_id);
            periods.push(Period { role, location_id, from, until, given_by, ending });
        }
    }
    periods.sort_by_key(|period| Reverse((period.until, period.from)));
    periods
}

/// What a role is called in an event. Old events know built-in roles by their names only.
fn role_of(state: &Value) -> String {
    let text = |name: &str| state[name].as_str().unwrap_or_default().to_owned();
    match text("role_label") {
        label if !label.is_empty() => label,
        _ => Role::parse(&text("role")).map_or_else(|| text("role"), |role| role.label().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::db::Json;
    use serde_json::json;

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-03-02T{hour:02}:00:00Z").parse().unwrap()
    }

    fn past(ends_at: Option<DateTime<Utc>>, ended_at: Option<DateTime<Utc>>) -> Past {
        let held = Held {
            id: Uuid::from_u128(1),
            user_id: Uuid::from_u128(2),
            user_name: "Cy".into(),
            user_email: "cy@house.example".into(),
            role: Role::Viewer.into(),
            location_id: None,
            location_name: None,
            ends_at,
            given_by: Some("Ada".into()),
            created_at: at(1),
            version: 1,
        };
        Past { held, ended_at }
    }

    fn happening(kind: &str, hour: u32, data: Value) -> Happening {
        Happening {
            id: Uuid::from_u128(u128::from(hour)),
            at: at(hour),
            kind: kind.into(),
            actor_kind: "user".into(),
            actor_name: "Bo".into(),
            subject_kind: "grant".into(),
            subject_id: Uuid::from_u128(1),
            data: Json(data),
        }
    }

    #[test]
    fn what_is_held_now_is_no_history_and_what_was_is() {
        assert_eq!(periods(&[past(None, None), past(Some(at(9)), None)], &[], at(8)), []);
        let over = periods(&[past(Some(at(8)), None)], &[], at(8));
        assert_eq!((over[0].until, &over[0].ending), (at(8), &Ending::Itself), "over at the very instant");
    }

    #[test]
    fn a_change_makes_two_periods_of_one_grant() {
        let changed = happening("grant.changed", 3, json!({ "before": { "role": "member", "location_id": null } }));
        let ended = happening("grant.ended", 5, json!({}));
        let found = periods(&[past(None, Some(at(5)))], &[ended, changed], at(8));
        let told: Vec<_> = found.iter().map(|one| (one.role.as_str(), one.from, one.until)).collect();
        assert_eq!(told, [("Viewer", at(3), at(5)), ("Member", at(1), at(3))]);
        assert_eq!(found[0].ending, Ending::EndedBy("Bo".into()));
        assert_eq!((found[0].given_by.as_deref(), found[1].given_by.as_deref()), (Some("Bo"), Some("Ada")));
    }
}
