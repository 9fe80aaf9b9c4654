//! What a trail is asked for, and how what was before and after becomes changes of fields.

use crate::paging::{self, PageFrom, Spot};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::text;
use kernel::time::{day_start, parse_day};
use platform::events::{Words, with_words};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 100;
/// The longest value shown of a field (characters).
const VALUE_MAX: usize = 200;

/// The trail's question as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// The beginning of a kind: `booking.`.
    pub kind: String,
    /// Part of an actor's name, or their id.
    pub actor: String,
    /// The kind of a subject, or its id.
    pub subject: String,
    /// First day, `yyyy-mm-dd`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// In the console: an organisation's id, or `none` for the installation itself.
    pub org: String,
    /// Older than this.
    pub before: String,
    /// Newer than this.
    pub after: String,
    /// `csv`: a file of all pages.
    pub format: String,
}

/// The same, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// A `like` pattern.
    pub kind: Option<String>,
    /// A `like` pattern for the actor's name.
    pub actor_name: Option<String>,
    /// The actor.
    pub actor: Option<Uuid>,
    /// The kind of the subject.
    pub subject_kind: Option<String>,
    /// The subject.
    pub subject: Option<Uuid>,
    /// Not before this.
    pub from: Option<DateTime<Utc>>,
    /// Before this.
    pub until: Option<DateTime<Utc>>,
}

fn typed(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(TEXT_MAX).collect();
    Some(text).filter(|text| !text.is_empty())
}

impl AuditQuery {
    /// Reads it; days are those of this zone.
    pub fn narrow(&self, zone: Tz) -> Narrow {
        let day = |text: &str, plus| parse_day(text).map(|day| day_start(zone, day + TimeDelta::days(plus)));
        let (actor, subject) = (typed(&self.actor), typed(&self.subject));
        let id = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        Narrow {
            kind: typed(&self.kind).map(|kind| text::contains_pattern(&kind)[1..].to_owned()),
            actor: id(&actor),
            actor_name: actor.filter(|text| text.parse::<Uuid>().is_err()).map(|text| text::any_case_pattern(&text)),
            subject: id(&subject),
            subject_kind: subject.filter(|text| text.parse::<Uuid>().is_err()),
            from: day(&self.from, 0),
            until: day(&self.until, 1),
        }
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// Is anything asked for but a page?
    pub fn is_narrow(&self) -> bool {
        [&self.kind, &self.actor, &self.subject, &self.from, &self.until, &self.org]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    /// The address that asks the same, beginning at a page.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &self.values(), page)
    }

    /// The address of the file.
    pub fn file(&self, path: &str) -> String {
        let mut values = self.values().to_vec();
        values.push(("format", "csv"));
        paging::address(path, &values, None)
    }

    fn values(&self) -> [(&str, &str); 6] {
        [
            ("kind", self.kind.trim()),
            ("actor", self.actor.trim()),
            ("subject", self.subject.trim()),
            ("from", self.from.as_str()),
            ("until", self.until.as_str()),
            ("org", self.org.as_str()),
        ]
    }
}

/// A fact of the trail.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// In which organisation; none: in the installation.
    pub org_id: Option<Uuid>,
    /// What that is called.
    pub org_name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// `booking.confirmed`.
    pub kind: String,
    /// `user`, `contact` or `system`.
    pub actor_kind: String,
    /// What they were called then.
    pub actor_name: String,
    /// `booking`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// What was, what is.
    pub data: kernel::db::Json<Value>,
    /// In which request.
    pub request_id: String,
    /// What of it belongs to a person.
    pub words: Words,
}

impl Entry {
    /// Reads it with the words that belong to a person.
    pub(super) fn whole(mut self) -> Entry {
        with_words(&mut self.actor_name, &mut self.data, &self.words);
        self
    }

    /// Its place in the list.
    pub fn spot(&self) -> Spot {
        Spot { at: self.at, id: self.id }
    }

    /// What changed, field by field.
    pub fn changes(&self) -> Vec<Change> {
        changes(&self.data)
    }
}

/// One field, before and after. Absent: there was none, or it was not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name; fields of fields are joined by dots.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// The fields that differ between `before` and `after`, and whatever else a fact tells, as what it is.
pub fn changes(data: &Value) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let Some(object) = data.as_object() else { return changes };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    flatten("", object.get("before").unwrap_or(&Value::Null), &mut before);
    flatten("", object.get("after").unwrap_or(&Value::Null), &mut after);
    for (name, value) in object.iter().filter(|(name, _)| !matches!(name.as_str(), "before" | "after")) {
        flatten(name, value, &mut after);
    }
    for (field, was) in &before {
        let is = after.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
        if is.as_ref() != Some(was) {
            changes.push(Change { field: field.clone(), before: Some(was.clone()), after: is });
        }
    }
    for (field, is) in after {
        if !before.iter().any(|(name, _)| *name == field) {
            changes.push(Change { field, before: None, after: Some(is) });
        }
    }
    changes
}

/// Objects become lines with dots, everything else a text; null is nothing.
fn flatten(name: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    let text = match value {
        Value::Null => return,
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, lines);
            }
            return;
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(VALUE_MAX).collect();
    let shown = if letters.next().is_some() { format!("{shown}…") } else { shown };
    lines.push((if name.is_empty() { "value".to_owned() } else { name.to_owned() }, shown));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(data: Value) -> Vec<String> {
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        changes(&data).into_iter().map(|c| format!("{}: {} > {}", c.field, text(c.before), text(c.after))).collect()
    }

    #[test]
    fn only_fields_that_differ_are_changes() {
        let data = json!({ "before": { "name": "Aurora", "zone": "UTC", "rules": { "notice": 5, "grid": 30 } },
                           "after": { "name": "Borealis", "zone": "UTC", "rules": { "notice": 10, "grid": 30 } } });
        assert_eq!(told(data), ["name: Aurora > Borealis", "rules.notice: 5 > 10"]);
    }

    #[test]
    fn what_came_and_what_went_has_one_side() {
        assert_eq!(told(json!({ "before": { "a": true, "gone": null } })), ["a: true > -"]);
        assert_eq!(told(json!({ "after": { "list": [1, 2] }, "to": "ada" })), ["list: - > [1,2]", "to: - > ada"]);
        assert!(told(json!([1])).is_empty());
    }

    #[test]
    fn an_id_is_looked_for_as_one_and_text_as_text() {
        let id = Uuid::from_u128(7).to_string();
        let query =
            AuditQuery { kind: "user.".into(), actor: id, subject: " booking ".into(), ..AuditQuery::default() };
        let narrow = query.narrow(Tz::UTC);
        assert_eq!((narrow.kind.as_deref(), narrow.actor), (Some("user.%"), Some(Uuid::from_u128(7))));
        assert_eq!((narrow.actor_name, narrow.subject, narrow.subject_kind.as_deref()), (None, None, Some("booking")));
    }

    #[test]
    fn the_days_of_a_filter_are_whole() {
        let query = AuditQuery { from: "2026-03-02".into(), until: "2026-03-02".into(), ..AuditQuery::default() };
        let narrow = query.narrow(chrono_tz::Europe::Madrid);
        assert_eq!(narrow.until.unwrap() - narrow.from.unwrap(), TimeDelta::hours(24));
        assert_eq!(narrow.from.unwrap().to_rfc3339(), "2026-03-01T23:00:00+00:00");
    }
}
