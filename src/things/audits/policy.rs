//! What may become of a difference.

use super::model::{Choice, Decision, Line};

/// Can this be done about a line?
pub(crate) fn fits(line: &Line, decision: Decision) -> bool {
    match decision {
        Decision::Leave => true,
        _ if line.asset_id.is_none() => false,
        Decision::Move => line.outcome.is_some_and(|outcome| outcome != super::Outcome::Missing) && !line.is_disposed,
        Decision::CheckIn => line.is_out,
        Decision::Restock => line.is_disposed,
        Decision::Flag => !line.is_disposed,
    }
}

/// What becomes of a line: its own choice, which is refused later where it does not fit; else that of its kind, where it
/// fits; else nothing.
pub(super) fn fitting(line: &Line, own: Option<Choice>, all: Option<Choice>) -> Choice {
    own.or(all.filter(|choice| fits(line, choice.decision))).unwrap_or(Choice::LEAVE)
}
