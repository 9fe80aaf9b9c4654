//! The colour of a label.

use super::model::Label;
use platform::ui::Tone;

impl Label {
    /// Its colour.
    pub fn tone(&self) -> Tone {
        tone_named(&self.tone_name)
    }
}

/// A colour by its stored name.
pub fn tone_named(name: &str) -> Tone {
    match name {
        "ok" => Tone::Ok,
        "info" => Tone::Info,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        _ => Tone::Neutral,
    }
}
