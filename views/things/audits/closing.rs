//! Closing an audit: what is to become of each difference, or of all of a kind.

use super::{listed, outcome_text};
use crate::audits::{Audit, ClosingForm, Decision, Line, Outcome, Progress, fits};
use crate::catalogue::labels::Label;
use crate::views::words::{counted, state_text};
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Tone;
use platform::ui::forms::{self, Field, problem_summary, submit_row};
use platform::ui::parts::{back_link, card, notice, page_header, primary_button};

/// What the page is drawn of.
pub(crate) struct Facts<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Which one.
    pub audit: &'a Audit,
    /// What was chosen.
    pub form: &'a ClosingForm,
    /// The differences, also what nobody looked for.
    pub lines: &'a [Line],
    /// Words of the organisation.
    pub labels: &'a [Label],
    /// How far it is.
    pub progress: Progress,
}

/// The page.
pub(crate) fn page(shown: &Facts<'_>, problems: &Problems) -> Markup {
    let own = shown.org.path(&format!("/audits/{}", shown.audit.id));
    let todo = shown.progress.todo;
    html! {
        (back_link(&own, &shown.audit.name))
        (page_header("Close the audit", Some("Decide what becomes of the differences. Afterwards nothing of this audit changes."), html! {}))
        form .stack #closing method="post" action={ (own) "/closing" } {
            (problem_summary(&listed(problems)))
            @if todo > 0 {
                (notice(Tone::Warn, html! { p { (counted(todo, "asset was", "assets were")) " not looked for yet: closing now, they are missing." } }))
            }
            @for outcome in [Outcome::Missing, Outcome::Misplaced, Outcome::Unexpected] { (group(shown, outcome, problems)) }
            @if shown.lines.is_empty() { (notice(Tone::Ok, html! { p { "Everything is where the records have it." } })) }
            (submit_row(primary_button(None, "Close the audit"), &own))
        }
    }
}

fn group(shown: &Facts<'_>, outcome: Outcome, problems: &Problems) -> Markup {
    let lines: Vec<&Line> = shown.lines.iter().filter(|line| line.ending() == outcome).collect();
    if lines.is_empty() {
        return html! {};
    }
    let name = format!("all-{}", outcome.name());
    let usual = if outcome == Outcome::Misplaced { "move" } else { "leave" };
    let chosen = shown.form.choices.get(&name).map_or(usual, String::as_str);
    let field = Field::new(&name, "All of them").required();
    let options = options(shown.labels, |decision| lines.iter().any(|line| fits(line, decision)));
    let (assets, codes): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.asset_id.is_some());
    card(
        outcome_text(outcome),
        html! { span .muted { (lines.len()) } },
        html! {
            div .stack {
                (forms::select(&field, &options, chosen))
                (forms::fields(&assets.iter().map(|line| one(shown, line, problems)).collect::<Vec<_>>()))
                @if !codes.is_empty() {
                    p { "Codes that nothing has, which stay with the audit: " (codes.iter().map(|line| line.code.as_str()).collect::<Vec<_>>().join(", ")) }
                }
            }
        },
    )
}

/// What becomes of this one.
fn one(shown: &Facts<'_>, line: &Line, problems: &Problems) -> Markup {
    let name = format!("line-{}", line.id);
    let chosen = shown.form.choices.get(&name).map_or("", String::as_str);
    let mut choices = vec![(String::new(), "As all of them".to_owned())];
    choices.extend(options(shown.labels, |decision| fits(line, decision)));
    let called = format!("{} {}", line.code, line.asset_name.as_deref().unwrap_or_default());
    let place = line.place_name.as_ref().map(|place| format!("Recorded at {place}"));
    let said = [place, line.holder_name.clone(), Some(line.note.clone()), Some(line.answer_note.clone())];
    let said: Vec<String> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let hint = said.join(" · ");
    let field = Field::new(&name, &called).hint(&hint).error(problems.at(&name));
    forms::select(&field, &choices, chosen)
}

fn options(labels: &[Label], fits: impl Fn(Decision) -> bool) -> Vec<(String, String)> {
    let plain = [
        (Decision::Leave, "Leave as it is"),
        (Decision::Move, "Move it here"),
        (Decision::CheckIn, "Check it in here"),
        (Decision::Restock, "Put it back in stock"),
    ];
    let plain = plain.into_iter().filter(|(decision, _)| fits(*decision));
    let mut options: Vec<(String, String)> =
        plain.map(|(decision, text)| (decision.name().to_owned(), text.to_owned())).collect();
    if fits(Decision::Flag) {
        let flags = labels
            .iter()
            .map(|label| (label.id.to_string(), format!("Flag: {} ({})", label.name, state_text(label.state))));
        options.extend(flags);
    }
    options
}
