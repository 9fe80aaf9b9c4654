//! The words of a fact that belong to a person. Facts never change, so these stand beside them: they are laid over the fact
//! when it is read, and go when the person is erased.

use kernel::Result;
use kernel::db::{Json, Later, Tx, sql};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the trail calls a client whose name is not, or not any more, beside the fact.
pub const A_CLIENT: &str = "A client";

/// The words beside a fact as they are read with it.
pub type Words = Option<Json<Value>>;

/// Keeps words beside a fact, where there are any.
pub(super) fn keeping(org: Uuid, event: Uuid, contact: Uuid, actor: Option<String>, data: Value) -> Option<Later> {
    let row = sql("insert into event_words (event_id, org_id, contact_id, words) values ($1, $2, $3, $4)")
        .bind(event)
        .bind(org)
        .bind(contact)
        .bind(Json(said(actor, data)?));
    Some(row.later())
}

/// The words that stand beside a fact, where there are any.
pub(super) fn said(actor: Option<String>, data: Value) -> Option<Value> {
    let mut words = json!({});
    if let Some(name) = actor.filter(|name| !name.is_empty()) {
        words["actor"] = json!(name);
    }
    if data.as_object().is_some_and(|data| !data.is_empty()) {
        words["data"] = data;
    }
    let says_something = words.as_object().is_some_and(|words| !words.is_empty());
    says_something.then_some(words)
}

/// Cuts a person's words from all facts. Answers from how many.
pub async fn cut_words(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<u64> {
    sql("delete from event_words where org_id = $1 and contact_id = $2").bind(org).bind(contact).run(tx).await
}

/// Cuts the words of all facts about these things. Answers from how many.
pub async fn cut_words_about(tx: &mut Tx, org: Uuid, subjects: &[Uuid]) -> Result<u64> {
    sql("delete from event_words where org_id = $1 and event_id in (select e.id from events e where e.org_id = $1")
        .bind(org)
        .with_list(" and e.subject_id in ", subjects.iter().copied())
        .push(")")
        .run(tx)
        .await
}

/// Two contacts were one person: the words of one are the other's too.
/// Answers of which facts.
pub async fn move_words(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("update event_words set contact_id = $3 where org_id = $1 and contact_id = $2
         returning event_id")
    .bind(org)
    .bind(from)
    .bind(to)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// They were two after all: the words of these facts are the other's again.
pub async fn move_some_words(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, facts: &[Uuid]) -> Result<()> {
    for batch in facts.chunks(500) {
        sql("update event_words set contact_id = $3 where org_id = $1 and contact_id = $2")
            .bind(org)
            .bind(from)
            .bind(to)
            .with_list(" and event_id in ", batch.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Reads a fact with the words beside it: its actor's name and its data.
pub fn with_words(actor_name: &mut String, data: &mut Value, words: &Words) {
    if let Some(name) = actor_of(words) {
        *actor_name = name;
    }
    lay_over(data, words);
}

/// The actor's name among the words.
pub(super) fn actor_of(words: &Words) -> Option<String> {
    words.as_ref()?.get("actor")?.as_str().map(str::to_owned)
}

/// Lays the words over the data of their fact.
pub(super) fn lay_over(data: &mut Value, words: &Words) {
    if let Some(own) = words.as_ref().and_then(|words| words.get("data")) {
        overlay(data, own);
    }
}

fn overlay(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                overlay(under.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_laid_over_what_they_belong_to_and_touch_nothing_else() {
        let mut data = json!({ "after": { "code": "K7", "people": 2 }, "kept": true });
        let words =
            Some(Json(json!({ "actor": "Grace", "data": { "after": { "title": "Choir" }, "reason": "rain" } })));
        lay_over(&mut data, &words);
        assert_eq!(
            data,
            json!({ "after": { "code": "K7", "people": 2, "title": "Choir" }, "kept": true, "reason": "rain" })
        );
        assert_eq!(actor_of(&words).as_deref(), Some("Grace"));
        assert_eq!(actor_of(&None), None);
    }
}
