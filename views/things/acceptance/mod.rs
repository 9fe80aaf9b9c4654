//! Pages of acceptances.

pub(crate) mod asset;
pub(crate) mod contact;
pub(crate) mod file;
pub(crate) mod index;
pub(crate) mod mail;
pub(crate) mod show;
pub(crate) mod sign;

use crate::acceptance::{Acceptance, PAD, State, Stroke};
use chrono::{DateTime, Utc};
use kernel::time::{clock_text, day_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::badge;

/// How it stands, in a word.
pub(crate) fn state_text(state: State) -> &'static str {
    match state {
        State::Waiting => "Waiting",
        State::Signed => "Signed",
        State::Declined => "Declined",
        State::Withdrawn => "Withdrawn",
        State::Ended => "Came back before",
    }
}

/// The same as a badge.
pub(crate) fn state_badge(one: &Acceptance) -> Markup {
    match one.state {
        State::Waiting => badge(Tone::Warn, state_text(one.state)),
        State::Signed if one.declined > 0 => badge(Tone::Bad, "Signed in part"),
        State::Signed => badge(Tone::Ok, state_text(one.state)),
        State::Declined => badge(Tone::Bad, state_text(one.state)),
        State::Withdrawn | State::Ended => badge(Tone::Neutral, state_text(one.state)),
    }
}

/// A moment where the organisation is.
fn moment(org: &Org, at: DateTime<Utc>) -> String {
    format!("{}, {}", day_text(wall(org.zone(), at).date()), clock_text(org.zone(), at))
}

/// A text with its line breaks.
fn prose(text: &str) -> Markup {
    html! { div .signed-text { @for paragraph in text.split("\n\n") { p { @for line in paragraph.lines() { (line) br; } } } } }
}

/// What was drawn.
fn drawing(strokes: &[Stroke], name: &str) -> Markup {
    let points = |stroke: &Stroke| stroke.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    html! {
        svg .signature viewBox={ "0 0 " (PAD.0) " " (PAD.1) } role="img" aria-label={ "Signature of " (name) } {
            @for stroke in strokes { polyline points=(points(stroke)) {} }
        }
    }
}
