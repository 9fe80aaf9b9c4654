//! What people type to make a label.

use super::super::NAME_MAX;
use super::model::{Label, State};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};

/// The names of the colours, as they are stored and sent.
pub const TONES: [&str; 5] = ["ok", "info", "warn", "bad", "muted"];

/// What the form of a label sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LabelForm {
    /// The word.
    pub name: String,
    /// The state it stands on.
    pub state: String,
    /// One of [`TONES`].
    pub tone: String,
    /// `on`: what bears it may be checked out.
    pub may_leave: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A label as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewLabel {
    /// The word.
    pub name: String,
    /// The state it stands on.
    pub state: State,
    /// One of [`TONES`].
    pub tone: &'static str,
    /// Of those in stock: may be checked out. Of others it means nothing and is false.
    pub may_leave: bool,
}

impl LabelForm {
    /// A new label as its form shows it.
    pub fn fresh(key: String) -> LabelForm {
        LabelForm {
            state: State::InStock.name().to_owned(),
            tone: "ok".to_owned(),
            may_leave: "on".to_owned(),
            key,
            ..LabelForm::default()
        }
    }

    /// A label as its form shows it.
    pub fn of(label: &Label) -> LabelForm {
        LabelForm {
            name: label.name.clone(),
            state: label.state.name().to_owned(),
            tone: label.tone_name.clone(),
            may_leave: if label.may_leave { "on" } else { "" }.to_owned(),
            version: label.version,
            key: String::new(),
        }
    }
}

impl NewLabel {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &LabelForm) -> Result<NewLabel, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let state = problems.take("state", State::parse(&form.state).ok_or("Choose the state it stands on."));
        let tone = TONES.into_iter().find(|tone| *tone == form.tone);
        let tone = problems.take("tone", tone.ok_or("Choose a colour."));
        match (name, state, tone) {
            (Some(name), Some(state), Some(tone)) => {
                let may_leave = state == State::InStock && form.may_leave == "on";
                Ok(NewLabel { name, state, tone, may_leave })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_stock_may_leave() {
        let form = LabelForm { name: "Ready".into(), ..LabelForm::fresh(String::new()) };
        assert!(NewLabel::parse(&form).unwrap().may_leave);
        for state in ["assigned", "in_maintenance", "disposed"] {
            let form = LabelForm { state: state.into(), ..form.clone() };
            assert!(!NewLabel::parse(&form).unwrap().may_leave, "{state}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let problems = NewLabel::parse(&LabelForm { tone: "pink".into(), ..LabelForm::default() }).unwrap_err();
        for field in ["name", "state", "tone"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }
}
