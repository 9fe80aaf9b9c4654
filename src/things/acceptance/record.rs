//! The record of an answer: canonical JSON of everything, whose hash can be checked by anybody.

use super::model::{Acceptance, Answered, Item, Stroke};
use chrono::{DateTime, Utc};
use kernel::canonical::canonical;
use kernel::time::rfc3339;
use platform::Org;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the record is written as; another form gets another word.
const FORM: &str = "steward.acceptance/1";

/// Under what circumstances it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// When.
    pub at: DateTime<Utc>,
    /// From which address of the network.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
    /// On whose screen; none: by the link.
    pub before: Option<String>,
}

/// A record, read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What form it has.
    pub form: String,
    /// Of which acceptance.
    pub acceptance: Uuid,
    /// What the organisation was called.
    pub organisation: String,
    /// Exactly what was signed.
    pub text: String,
    /// The person: name and address as they were known.
    pub person: (String, String),
    /// Who handed it over, and when it was asked for.
    pub handed: (String, String),
    /// The things.
    pub items: Vec<SignedItem>,
    /// The signature.
    pub signature: Signed,
}

/// A thing as it was signed for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedItem {
    /// Its tag.
    pub tag: String,
    /// What it was called.
    pub name: String,
    /// The maker's.
    pub serial: String,
    /// Of which model.
    pub model: String,
    /// Was it received?
    pub received: bool,
    /// Why not.
    pub reason: String,
}

/// How it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The name, as they wrote it.
    pub name: String,
    /// `drawn` or `typed`.
    pub how: String,
    /// What was drawn.
    pub strokes: Vec<Stroke>,
    /// When (RFC 3339).
    pub at: String,
    /// From which address of the network.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
    /// On whose screen; none: by the link.
    pub before: Option<String>,
}

/// What an answer is kept as: of what has not come back.
pub fn record(org: &Org, acceptance: &Acceptance, items: &[Item], answer: &Answered, around: &Circumstances) -> String {
    let item = |item: &Item| {
        let reason = answer.missing.get(&item.custody_id);
        SignedItem {
            tag: item.tag.clone(),
            name: item.name.clone(),
            serial: item.serial.clone(),
            model: item.model.clone(),
            received: reason.is_none(),
            reason: reason.cloned().unwrap_or_default(),
        }
    };
    let record = Record {
        form: FORM.to_owned(),
        acceptance: acceptance.id,
        organisation: org.name.clone(),
        text: acceptance.text.clone(),
        person: (acceptance.contact_name.clone(), acceptance.contact_email.clone()),
        handed: (acceptance.handed_by_name.clone(), rfc3339(acceptance.asked_at)),
        items: items.iter().filter(|item| item.back_at.is_none()).map(item).collect(),
        signature: Signed {
            name: answer.name.clone(),
            how: if answer.strokes.is_empty() { "typed" } else { "drawn" }.to_owned(),
            strokes: answer.strokes.clone(),
            at: rfc3339(around.at),
            address: around.address.clone(),
            agent: around.agent.clone(),
            before: around.before.clone(),
        },
    };
    canonical(&json!(record))
}

impl Record {
    /// A record as it was kept; none for what has another form.
    pub fn read(kept: &str) -> Option<Record> {
        let value: Value = serde_json::from_str(kept).ok()?;
        serde_json::from_value(value).ok().filter(|record: &Record| record.form == FORM)
    }

    /// Tags of what was received, or of what was not.
    pub fn tags(&self, received: bool) -> Vec<&str> {
        self.items.iter().filter(|item| item.received == received).map(|item| item.tag.as_str()).collect()
    }
}
