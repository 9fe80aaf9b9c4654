//! The page behind the link of a letter: hero and main.

use crate::schedules::{Recipient, Schedule};
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::parts::notice;

/// The page.
pub(crate) fn page(org: &Org, path: &str, schedule: &Schedule, recipient: &Recipient) -> (Markup, Markup) {
    let hero = html! { h1 { "Reports by mail" } p { "What " (org.name) " sends you by itself." } };
    let main = html! {
        @match recipient.ended_at {
            None => form .stack #stop method="post" action={ (path) "/ending" } {
                p { (org.name) " sends “" (schedule.name) "” to " (recipient.email) "." }
                button .btn.primary.big type="submit" { "Stop sending me this" }
            },
            Some(_) => {
                (notice(Tone::Ok, html! { p { "“" (schedule.name) "” is not sent to " (recipient.email) " any more." } }))
                form .stack #again method="post" action={ (path) "/resumption" } {
                    button .btn type="submit" { "Send it to me again" }
                }
            }
        }
    };
    (hero, main)
}
