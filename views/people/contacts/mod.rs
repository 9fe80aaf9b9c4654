//! The pages of contacts: the list, one contact and its form, duplicates and merges, files, erasing.

pub(crate) mod duplicates;
pub(crate) mod erasure;
pub(crate) mod form;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod show;

use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::{badge, notice};

/// `Fri 20 Nov 2026, 14:05`, where the organisation is.
fn moment(org: &Org, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(org.zone(), at).date()), clock_text(org.zone(), at))
}

/// The mark of somebody who may not book on the public pages.
fn blocked() -> Markup {
    badge(Tone::Bad, "Blocked")
}

/// What stays of a person, and why.
fn kept(list: &[platform::holdings::Kept]) -> Markup {
    html! {
        dl .facts { @for kept in list { div { dt { (kept.what) } dd { (kept.why) } } } }
    }
}

/// A sentence that warns.
fn warning(sentence: &str) -> Markup {
    notice(Tone::Warn, html! { p { (sentence) } })
}

/// How somebody came to be known, in words.
fn source_text(source: &str) -> &str {
    match source {
        "page" => "Public page",
        "member" => "Member",
        "staff" => "Staff",
        "file" => "Imported file",
        "" => "Unknown",
        own => own,
    }
}
