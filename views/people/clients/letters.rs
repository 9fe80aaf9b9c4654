//! Which letters a client wants: a part of their profile, and the page behind the link of a letter.

use crate::contacts::model::{Unneeded, Wanted};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::forms::{Field, checkbox};
use platform::ui::parts::notice;

/// The boxes, and the button that keeps them.
pub(crate) fn form(action: &str, wanted: Wanted) -> Markup {
    let reminders = Field::new("reminders", "A reminder before a booking");
    let thanks = Field::new("thanks", "Thanks after a visit");
    html! {
        form .stack #letters method="post" action=(action) {
            (checkbox(&reminders, wanted.reminders))
            (checkbox(&thanks, wanted.thanks))
            p .hint { "What you need to know about a booking always comes: that it is confirmed, changed or cancelled." }
            button .btn type="submit" { "Keep this choice" }
        }
    }
}

/// The page behind a link: hero and main.
pub(crate) fn page(org: &Org, path: &str, kind: Unneeded, wanted: Wanted, is_saved: bool) -> (Markup, Markup) {
    let hero = html! { h1 { "Letters" } p { "What " (org.name) " writes to you by itself." } };
    let (what, stop) = match kind {
        Unneeded::Reminders => ("reminders", "No more reminders"),
        Unneeded::Thanks => ("thanks after a visit", "No more thanks"),
    };
    let main = html! {
        @if is_saved { (notice(Tone::Ok, html! { p { "Your choice holds from now on." } })) }
        @if wanted.has(kind) {
            form .stack #stop method="post" action={ (path) "/ending" } {
                p { "You get " (what) " from " (org.name) "." }
                button .btn.primary.big type="submit" { (stop) }
            }
        } @else { p { "You get no " (what) " from " (org.name) " any more." } }
        section .stack { h2 { "All letters" } (form(path, wanted)) }
    };
    (hero, main)
}
