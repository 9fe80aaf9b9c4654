//! The colour of a label.

use super::model::Label;
use platform::ui::Tone;

impl Label {
    /// Its colour.
    pub fn tone(&self) -> Tone {
        match self.tone_name.as_str() {
            "ok" => Tone::Ok,
            "info" => Tone::Info,
            "warn" => Tone::Warn,
            "bad" => Tone::Bad,
            _ => Tone::Neutral,
        }
    }
}
