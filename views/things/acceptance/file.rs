//! Acceptances as a file.

use super::state_text;
use crate::acceptance::Acceptance;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::time::{form_value, wall};

/// The heads of its columns.
pub(crate) fn heads() -> Vec<String> {
    let heads = [
        "Things",
        "First tag",
        "Declined",
        "Person",
        "E-mail",
        "State",
        "Asked",
        "Handed over by",
        "Over",
        "Signed as",
        "SHA-256",
    ];
    heads.map(str::to_owned).to_vec()
}

/// A row; times are the organisation's.
pub(crate) fn row(one: &Acceptance, zone: Tz) -> Vec<String> {
    let at = |at: Option<DateTime<Utc>>| at.map(|at| form_value(wall(zone, at))).unwrap_or_default();
    vec![
        one.items.to_string(),
        one.first_tag.clone(),
        one.declined.to_string(),
        one.contact_name.clone(),
        one.contact_email.clone(),
        state_text(one.state).to_owned(),
        at(Some(one.asked_at)),
        one.handed_by_name.clone(),
        at(one.over_at),
        one.signed_name.clone().unwrap_or_default(),
        one.sha256.clone().unwrap_or_default(),
    ]
}
