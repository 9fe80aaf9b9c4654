//! Before a change that hits bookings: which, why, and what is to become of each.

use crate::bookings::messages::because;
use crate::impact::model::{Choice, choice_value};
use crate::impact::{Hit, PROPOSED_MAX, Preview, Tally};
use crate::views::bookings::parts::{count_text, people_text};
use kernel::time::span_text;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{Field, Input, hidden, input, problem_summary};
use platform::ui::parts::{Column, back_link, cell, notice, page_header, table};
use platform::ui::{Icon, Tone, icon};

/// Everything the page is drawn of.
pub struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What the change is called.
    pub title: &'a str,
    /// What guests are told unless somebody says it better.
    pub reason: &'a str,
    /// Where its form is sent.
    pub action: &'a str,
    /// Where it would lead.
    pub home: &'a str,
    /// What was typed in its form.
    pub carried: &'a [&'a (String, String)],
    /// What it hits.
    pub preview: &'a Preview,
    /// What makes the decision happen once.
    pub key: &'a str,
}

/// The page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let (org, preview) = (shown.org, shown.preview);
    let hits = &preview.hits;
    let number = count_text(i64::try_from(hits.len()).unwrap_or(i64::MAX), "booking", "bookings");
    let wrong: Vec<(String, String)> = hits
        .iter()
        .filter_map(|hit| Some((field_id(hit), format!("{}: {}", label(hit), preview.wrong.get(&hit.booking.id)?))))
        .collect();
    let chosen = match preview.decision.all {
        None => "",
        Some(crate::impact::Bulk::Keep) => "keep",
        Some(crate::impact::Bulk::Move) => "move",
        Some(crate::impact::Bulk::Cancel) => "cancel",
    };
    let may_change = hits.iter().any(|hit| hit.may_change);
    let may_move = hits.iter().any(|hit| !hit.offers.is_empty());
    let reason = if preview.decision.key.is_empty() { shown.reason } else { &preview.decision.reason };
    html! {
        (back_link(shown.home, "Back without a change"))
        (page_header(shown.title, Some(&format!("{number} would no longer fit. Nothing has been changed yet.")), html! {}))
        @if preview.is_new {
            (notice(Tone::Warn, html! { p { "The bookings have changed since you looked. Nothing was done; decide about these." } }))
        }
        form .stack #impact method="post" action=(shown.action) {
            (problem_summary(&wrong))
            @for (name, value) in shown.carried { (hidden(name, value)) }
            (hidden("impact_key", shown.key))
            div .card {
                div .body.stack {
                    fieldset .field #impact_all tabindex="-1" {
                        legend { "What becomes of them" }
                        div .stack {
                            (bulk("keep", chosen, "Keep them", "They stay although they no longer fit. Nobody is told."))
                            @if may_change && may_move {
                                (bulk("move", chosen, "Move each to the first place offered", "Each guest gets one mail with the new time or place."))
                            }
                            @if may_change { (bulk("cancel", chosen, "Cancel them and tell the guests", "Each guest gets one mail with the reason below.")) }
                        }
                    }
                    @if may_change {
                        (input(&Field::new("impact_reason", "Reason for those that are cancelled").hint("Guests read it in their mail."), &Input { maxlength: Some(crate::bookings::model::REASON_MAX), ..Input::of("text") }, reason))
                    }
                }
            }
            @if may_move && hits.len() > PROPOSED_MAX {
                (notice(Tone::Info, html! { p {
                    "Places to move to are offered for the first " (PROPOSED_MAX) " of these. The later ones can be kept or cancelled here; to move them too, keep them and move them from the calendar."
                } }))
            }
            div .card.flush {
                (table(
                    "Bookings that would no longer fit",
                    &[Column::main("Whose"), Column::sub("When"), Column::extra("Why it no longer fits"), Column::actions()],
                    html! { @for hit in hits { (row(org, preview, hit)) } },
                ))
            }
            div .submit-row {
                button .btn.primary type="submit" { (icon(Icon::Check)) "Make the change" }
                button .btn type="submit" name="impact_back" value="1" formnovalidate { "Back to the form" }
            }
        }
    }
}

fn bulk(value: &str, chosen: &str, label: &str, hint: &str) -> Markup {
    let id = format!("impact_all-{value}");
    html! {
        div .check-line {
            input .check #(id) type="radio" name="impact_all" value=(value) checked[value == chosen];
            label for=(id) { (label) " " span .hint { (hint) } }
        }
    }
}

fn field_id(hit: &Hit) -> String {
    format!("choice-{}", hit.booking.id)
}

fn label(hit: &Hit) -> &str {
    if hit.is_open { hit.booking.label() } else { "Booked" }
}

fn row(org: &Org, preview: &Preview, hit: &Hit) -> Markup {
    let booking = &hit.booking;
    let zone = booking.zone();
    let wrong = preview.wrong.get(&booking.id);
    html! {
        tr {
            (cell(Column::MAIN, html! {
                @if hit.is_open {
                    a href=(org.path(&format!("/bookings/{}", booking.id))) { (booking.label()) }
                    div .small.muted { @if !booking.title.is_empty() { (booking.contact_name) ", " } (people_text(booking.people, booking.units)) }
                } @else { "Booked" }
            }))
            (cell(Column::SUB, html! { (span_text(zone, booking.span())) div .small.muted { (booking.resource_name) } }))
            (cell(Column::EXTRA, html! {
                @for reason in &hit.reasons { div { (because(reason, hit.resource.zone())) } }
            }))
            (cell(Column::ACTIONS, html! {
                select .input #(field_id(hit)) name="impact_choice" aria-label={ "What becomes of " (label(hit)) ", " (span_text(zone, booking.span())) } aria-invalid=[wrong.map(|_| "true")] {
                    @for (choice, text) in choices(hit) {
                        @let value = choice_value((booking.id, booking.version), &choice);
                        option value=(value) selected[preview.decision.choices.get(&(booking.id, booking.version)) == Some(&choice)] { (text) }
                    }
                }
                @if let Some(wrong) = wrong { div .error { (wrong) } }
            }))
        }
    }
}

/// What can be chosen for a hit.
fn choices(hit: &Hit) -> Vec<(Choice, String)> {
    let mut choices = vec![(Choice::AsAll, "As chosen above".to_owned())];
    if hit.may_stay {
        choices.push((Choice::Keep, "Keep it".to_owned()));
    }
    if hit.may_change {
        for offer in &hit.offers {
            let place = if offer.resource.id == hit.booking.resource_id { "Move to" } else { "Move to another:" };
            let text = format!("{place} {}, {}", offer.resource.name, span_text(offer.resource.zone(), offer.span));
            choices.push((Choice::Move(offer.value()), text));
        }
        choices.push((Choice::Cancel, "Cancel and tell".to_owned()));
    }
    choices
}

/// What became of the bookings, in a sentence; nothing where none was hit.
pub fn tally(tally: Tally) -> Option<String> {
    let parts: Vec<String> = [(tally.kept, "kept"), (tally.moved, "moved"), (tally.cancelled, "cancelled")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| {
            format!("{} {what}", count_text(i64::try_from(count).unwrap_or(i64::MAX), "booking", "bookings"))
        })
        .collect();
    let told = if tally.touched() { " Their guests are told by mail." } else { "" };
    (!parts.is_empty()).then(|| format!("{}.{told}", parts.join(", ")))
}
