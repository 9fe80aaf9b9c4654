//! What an audit found, as a file: a row for each line.

use super::{decision_text, outcome_text};
use crate::audits::Line;
use chrono_tz::Tz;
use kernel::time::wall;

/// What the columns are called.
pub(crate) fn heads() -> Vec<String> {
    let heads = [
        "Asset tag",
        "Name",
        "Expected",
        "Recorded at",
        "Checked out to",
        "State",
        "Seen at",
        "Counted by",
        "When",
        "Note",
        "What became of it",
    ];
    heads.map(str::to_owned).to_vec()
}

/// A line as a row of it.
pub(crate) fn row(line: &Line, zone: Tz) -> Vec<String> {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    vec![
        line.code.clone(),
        word(&line.asset_name),
        if line.is_expected { "Yes" } else { "No" }.to_owned(),
        word(&line.place_name),
        word(if line.person_name.is_some() { &line.person_name } else { &line.holder_name }),
        line.outcome.map_or("To look for", outcome_text).to_owned(),
        word(&line.seen_place_name),
        word(&line.seen_by_name),
        line.seen_at.map(|at| wall(zone, at).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
        [&line.note, &line.answer_note]
            .into_iter()
            .filter(|note| !note.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("; "),
        decision_text(line),
    ]
}
