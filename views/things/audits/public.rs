//! The page where somebody says what they have of an organisation's things.

use crate::audits::Kept;
use kernel::Problems;
use maud::{Markup, html};
use people::contacts::Contact;
use platform::Org;
use platform::ui::Tone;
use platform::ui::forms::{self, Field, Input, problem_summary};
use platform::ui::parts::notice;
use std::collections::BTreeMap;

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Who asks.
    pub org: &'a Org,
    /// Who is asked.
    pub who: &'a Contact,
    /// What for.
    pub items: &'a [Kept],
    /// Where the answers go.
    pub action: &'a str,
    /// What was typed and refused.
    pub typed: &'a BTreeMap<String, String>,
    /// Have they just answered?
    pub is_sent: bool,
}

/// The page.
pub(crate) fn asked(shown: &Facts<'_>, problems: &Problems) -> (Markup, Markup) {
    let hero = html! {
        h1 { "What do you have of ours?" }
        p { @if !shown.who.name.is_empty() { (shown.who.name) ", as" } @else { "As" } " our records have it, this is with you. Say of each whether you have it." }
    };
    let at = |name: &str| if name.starts_with("note-") { name.to_owned() } else { String::new() };
    let told: Vec<(String, String)> = problems.iter().map(|(name, text)| (at(name), text.to_owned())).collect();
    let main = html! {
        @if shown.is_sent { (notice(Tone::Ok, html! { p { "Thank you: " (shown.org.name) " has your answers. You can change them until the count is over." } })) }
        form .stack #have method="post" action=(shown.action) {
            (problem_summary(&told))
            @for item in shown.items { (one(shown, item, problems)) }
            div { button .btn.primary.big type="submit" { @if shown.is_sent { "Send again" } @else { "Send" } } }
        }
    };
    (hero, main)
}

fn one(shown: &Facts<'_>, item: &Kept, problems: &Problems) -> Markup {
    let (has, note) = (format!("has-{}", item.id), format!("note-{}", item.id));
    let known = item.answer.map(|answer| if answer { "yes" } else { "no" });
    let chosen = shown.typed.get(&has).map(String::as_str).or(known);
    let words = shown.typed.get(&note).map_or(item.note.as_str(), String::as_str);
    let field = Field::new(&note, "Note").hint("Where it is, or what became of it. May stay empty.");
    html! {
        div .card { div .body { fieldset .stack {
            legend { strong { (item.name) } " " span .muted { (item.code) } }
            @for (value, text) in [("yes", "I still have it"), ("no", "I do not have it")] {
                label .check { input type="radio" name=(has) value=(value) checked[chosen == Some(value)]; span { (text) } }
            }
            (forms::input(&field.error(problems.at(&note)), &Input { autocomplete: Some("off"), ..Input::of("text") }, words))
        } } }
    }
}

/// After the audit.
pub(crate) fn over(org: &Org) -> (Markup, Markup) {
    let hero = html! { h1 { "Thank you" } };
    let main = html! {
        (notice(Tone::Info, html! { p { "This count is over: nothing more needs to be said." } }))
        p { "If something of " (org.name) " is still with you, or is not, write to " a href={ "mailto:" (org.email) } { (org.email) } "." }
    };
    (hero, main)
}
