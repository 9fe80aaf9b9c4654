//! The second of two editors: their form again, as they typed it, beside what is saved now.

use crate::Scope;
use crate::events;
use kernel::{Error, Problems, Result};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Names of a form that nobody types.
const UNSEEN: [&str; 2] = ["version", "key"];

/// What a form is shown with that was made against an older version: who was quicker, and at each field that differs what is
/// saved there now. `said` has words for what is saved as an id.
///
/// # Errors
/// As the database.
pub async fn overtaken(
    scope: &Scope,
    subject: Uuid,
    (typed, saved): (&impl Serialize, &impl Serialize),
    said: &[(&str, &str)],
) -> Result<Problems> {
    let (typed, saved) = (serde_json::to_value(typed), serde_json::to_value(saved));
    let (typed, saved) = (typed.map_err(Error::broken)?, saved.map_err(Error::broken)?);
    let mut problems = Problems::new();
    problems.add("", quicker(scope, subject).await?);
    for (name, now) in saved.as_object().into_iter().flatten() {
        if typed[name] == *now || UNSEEN.contains(&name.as_str()) {
            continue;
        }
        let word = said.iter().find(|(known, _)| known == name).map(|(_, word)| (*word).to_owned());
        let word = word.or_else(|| now.as_str().map(str::to_owned)).unwrap_or_else(|| plain(now));
        problems.add(name.clone(), saved_now(&word));
    }
    Ok(problems)
}

/// What is said of the form as a whole.
///
/// # Errors
/// As the database.
pub async fn quicker(scope: &Scope, subject: Uuid) -> Result<String> {
    let last = events::of_subject(scope.db(), scope.org_id(), subject, 1).await?;
    let who = last.first().map(|event| event.actor_name.as_str()).filter(|name| !name.is_empty()).unwrap_or("Somebody");
    Ok(format!("{who} changed this in the meantime. What you typed is still here: send it again to put it in place."))
}

/// What is said at a field.
pub fn saved_now(value: &str) -> String {
    match value {
        "" => "Saved now: nothing.".to_owned(),
        value => format!("Saved now: “{value}”."),
    }
}

fn plain(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}
