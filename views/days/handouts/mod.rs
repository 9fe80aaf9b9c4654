//! The front desk: what leaves and comes back today, and the card of one booking.

use crate::handouts::{HandOut, Sheet};
use chrono::{DateTime, Utc};
use kernel::Problems;
use kernel::time::{clock_text, day_text, span_text, wall};
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{back_link, badge, button, button_link, card, empty, notice, page_header, primary_button};
use platform::ui::{Icon, Tone};

/// What all of it needs.
pub struct Head<'a> {
    /// Whose.
    pub org: &'a Org,
    /// What makes each form happen once; each adds its own name.
    pub key: &'a str,
    /// The present.
    pub now: DateTime<Utc>,
}

impl Head<'_> {
    fn booking(&self, sheet: &Sheet, rest: &str) -> String {
        self.org.path(&format!("/bookings/{}{rest}", sheet.booking.id))
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        let zone = self.org.zone();
        format!("{}, {}", day_text(wall(zone, at).date()), clock_text(zone, at))
    }
}

/// One booking as a page of its own.
pub fn page(head: &Head<'_>, sheet: &Sheet, problems: &Problems) -> Markup {
    html! {
        (back_link(&head.booking(sheet, ""), sheet.booking.label()))
        (page_header(&format!("Hand out for {}", sheet.booking.code), None, html! { }))
        (section(head, sheet, problems))
    }
}

/// The card of one booking.
pub fn section(head: &Head<'_>, sheet: &Sheet, problems: &Problems) -> Markup {
    card(
        "Hand out",
        html! {},
        html! {
            div .stack #hand-outs {
                (problem_summary(&listed(sheet, problems)))
                @if sheet.may_leave { (warnings(sheet)) }
                @if sheet.outs.is_empty() && !sheet.may_leave { p .muted { "Nothing was handed out for it." } }
                @if !sheet.outs.is_empty() {
                    ul .stack role="list" { @for hand_out in &sheet.outs { li { (line(head, hand_out)) } } }
                }
                @for hand_out in sheet.outs.iter().filter(|one| one.in_at.is_none()) { (back_form(head, sheet, hand_out, "")) }
                @if sheet.may_leave { (out_form(head, sheet, problems)) }
            }
        },
    )
}

/// What is wrong, with a way to the field where there is one.
fn listed(sheet: &Sheet, problems: &Problems) -> Vec<(String, String)> {
    let chooses = sheet.may_leave && !sheet.free.is_empty() && sheet.resource.model_id.is_some();
    let place =
        |field: &str| if chooses && ["asset", "tag"].contains(&field) { field.to_owned() } else { String::new() };
    problems.iter().map(|(field, sentence)| (place(field), sentence.to_owned())).collect()
}

/// What is late endangers it.
fn warnings(sheet: &Sheet) -> Markup {
    html! {
        @if !sheet.late.is_empty() {
            (notice(Tone::Warn, html! { p { "This booking is in danger: " (sheet.late.join("; ")) "." } }))
        }
    }
}

fn line(head: &Head<'_>, hand_out: &HandOut) -> Markup {
    html! {
        a href=(head.org.path(&format!("/assets/{}", hand_out.asset_id))) { (hand_out.tag) } " " (hand_out.name) " "
        @match hand_out.in_at {
            Some(at) => { (badge(Tone::Ok, "Back")) p .muted.small { "Since " (head.moment(at)) } }
            None => { (badge(Tone::Info, "Out")) p .muted.small { "Since " (head.moment(hand_out.out_at)) } }
        }
    }
}

/// The whole form: which one, where there are several.
fn out_form(head: &Head<'_>, sheet: &Sheet, problems: &Problems) -> Markup {
    if sheet.free.is_empty() {
        return html! { p .muted { "None of it is in stock." } };
    }
    let field = |name, label| Field::new(name, label).error(problems.at(name));
    let options: Vec<(String, String)> =
        sheet.free.iter().map(|asset| (asset.id.to_string(), format!("{} {}", asset.tag, asset.name))).collect();
    let scanned = Input { autocomplete: Some("off"), ..Input::of("text") };
    html! {
        form .stack method="post" action=(head.booking(sheet, "/hand-outs")) {
            (hidden("key", &format!("{}-out-{}", head.key, sheet.booking.id)))
            @if sheet.resource.model_id.is_some() {
                (forms::select(&field("asset", "Which one"), &options, &options[0].0))
                (forms::input(&field("tag", "Or scan its tag"), &scanned, ""))
            }
            div { (primary_button(Some(Icon::SignOut), "Hand out")) }
        }
    }
}

fn back_form(head: &Head<'_>, sheet: &Sheet, hand_out: &HandOut, back: &str) -> Markup {
    let booking = &sheet.booking;
    // With one click it only comes back; on its own page the booking can end with it.
    let is_early = back.is_empty() && booking.starts_at < head.now && head.now < booking.ends_at;
    let id = format!("ends-{}", hand_out.asset_id);
    html! {
        form .row method="post" action=(head.booking(sheet, "/returns")) {
            (hidden("key", &format!("{}-back-{}", head.key, hand_out.custody_id)))
            (hidden("asset", &hand_out.asset_id.to_string()))
            @if !back.is_empty() { (hidden("back", back)) }
            (button(Some(Icon::SignIn), "Take back"))
            @if is_early {
                label .check for=(id) { input type="checkbox" id=(id) name="ends" value="on"; " End the booking with it" }
            }
        }
    }
}

/// The page of the day.
pub fn desk(head: &Head<'_>, leaving: &[Sheet], coming: &[Sheet]) -> Markup {
    html! {
        (page_header("Front desk", Some("What leaves and comes back today."), html! {}))
        div .stack {
            (card("To hand out today", html! {}, html! {
                @if leaving.is_empty() { (empty(Icon::SignOut, "Nothing is left to hand out today.", button_link(&head.org.path("/bookings"), None, "Bookings"))) }
                @else { (list(head, leaving, &|sheet| leave(head, sheet))) }
            }))
            (card("Due back today", html! {}, html! {
                @if coming.is_empty() { (empty(Icon::SignIn, "Nothing is due back today.", button_link(&head.org.path("/assets/check-in"), None, "Check in"))) }
                @else { (list(head, coming, &|sheet| come(head, sheet))) }
            }))
        }
    }
}

fn list(head: &Head<'_>, sheets: &[Sheet], act: &dyn Fn(&Sheet) -> Markup) -> Markup {
    html! {
        ul .stack role="list" {
            @for sheet in sheets {
                li .stack {
                    div {
                        a href=(head.booking(sheet, "")) { strong { (sheet.resource.name) } } " for " (sheet.booking.contact_name)
                        p .muted.small { (span_text(sheet.booking.zone(), sheet.booking.span())) " · " (sheet.booking.code) }
                        (lateness(head, sheet))
                        @if sheet.may_leave { @for late in &sheet.late { (badge(Tone::Warn, late)) " " } }
                    }
                    (act(sheet))
                }
            }
        }
    }
}

fn lateness(head: &Head<'_>, sheet: &Sheet) -> Markup {
    let is_out = sheet.outs.iter().any(|one| one.in_at.is_none());
    html! { @if is_out && sheet.booking.ends_at <= head.now { (badge(Tone::Bad, "Late")) } }
}

fn leave(head: &Head<'_>, sheet: &Sheet) -> Markup {
    if sheet.free.is_empty() {
        return html! { p .muted { "None in stock" } };
    }
    let choice = format!("which-{}", sheet.booking.id);
    html! {
        form .row method="post" action=(head.booking(sheet, "/hand-outs")) {
            (hidden("key", &format!("{}-out-{}", head.key, sheet.booking.id)))
            (hidden("back", &head.org.path("/front-desk")))
            @if sheet.resource.model_id.is_some() {
                div .field {
                    label .vh for=(choice) { "Which one for " (sheet.booking.code) }
                    select .input id=(choice) name="asset" { @for asset in &sheet.free { option value=(asset.id) { (asset.tag) } } }
                }
            }
            (button(Some(Icon::SignOut), "Hand out"))
        }
    }
}

fn come(head: &Head<'_>, sheet: &Sheet) -> Markup {
    html! {
        @for hand_out in sheet.outs.iter().filter(|one| one.in_at.is_none()) {
            div .row {
                span { (hand_out.tag) }
                (back_form(head, sheet, hand_out, &head.org.path("/front-desk")))
            }
        }
    }
}
