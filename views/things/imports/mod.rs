//! The pages of imports: the files so far, one of them on its way, and the form for a change of many.

mod bulk;
mod index;
mod show;

pub(crate) use bulk::{Bulk, bulk};
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
        Stage::Running if import.options.bulk.is_some() => badge(Tone::Info, "Changing"),
        Stage::Running => badge(Tone::Info, "Importing"),
        Stage::Done => badge(Tone::Ok, "Done"),
        Stage::Undoing => badge(Tone::Info, "Taking back"),
        Stage::Undone => badge(Tone::Neutral, "Taken back"),
    }
}
