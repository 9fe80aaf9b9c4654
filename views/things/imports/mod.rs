//! The pages of imports: the files so far, and one of them on its way.

mod index;
mod show;

pub(crate) use index::index;
pub(crate) use show::{Facts, show};

use crate::imports::{Import, Stage};
use maud::Markup;
use platform::ui::Tone;
use platform::ui::parts::badge;

/// How far an import is.
fn stage_badge(import: &Import) -> Markup {
    match import.stage {
        Stage::Checking => badge(Tone::Info, "Reading"),
        Stage::Checked => badge(Tone::Warn, "Waits for you"),
        Stage::Running => badge(Tone::Info, "Importing"),
        Stage::Done => badge(Tone::Ok, "Done"),
        Stage::Undoing => badge(Tone::Info, "Taking back"),
        Stage::Undone => badge(Tone::Neutral, "Taken back"),
    }
}
