//! What is signed on: behind the link in a letter, and on a keeper's screen.

use super::{drawing, prose};
use crate::acceptance::{Acceptance, Item, PAD, Record, SignForm};
use crate::views::words::counted;
use kernel::Problems;
use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::{self, Field, Input, hidden, problem_summary};
use platform::ui::parts::{back_link, notice, page_header};
use platform::ui::{Icon, Tone, icon};

/// Behind the link.
pub(crate) fn by_link(
    org: &Org,
    action: &str,
    acceptance: &Acceptance,
    items: &[Item],
    form: &SignForm,
    problems: &Problems,
) -> (Markup, Markup) {
    let hero = html! { h1 { "Please sign" } p { (org.name) " handed this to you." } };
    (hero, the_form(action, acceptance, items, form, problems))
}

/// On a keeper's screen.
pub(crate) fn on_screen(
    org: &Org,
    acceptance: &Acceptance,
    items: &[Item],
    form: &SignForm,
    problems: &Problems,
) -> Markup {
    let own = org.path(&format!("/acceptances/{}", acceptance.id));
    html! {
        (back_link(&own, "Acceptance"))
        (page_header("Sign here", Some(&format!("{} signs for {}.", acceptance.person(), counted(items.len() as i64, "thing", "things"))), html! {}))
        section .card { div .body { (the_form(&format!("{own}/signature"), acceptance, items, form, problems)) } }
    }
}

fn the_form(action: &str, acceptance: &Acceptance, items: &[Item], form: &SignForm, problems: &Problems) -> Markup {
    let told: Vec<(String, String)> =
        problems.iter().map(|(name, message)| (name.to_owned(), message.to_owned())).collect();
    let name = Field::new("name", "Your full name").error(problems.at("name")).required();
    html! {
        form .stack.signing #sign method="post" action=(action) novalidate {
            (problem_summary(&told))
            fieldset .field #missing tabindex="-1" {
                legend { "What was handed over" }
                ul .signing-things role="list" {
                    @for item in items.iter().filter(|item| item.back_at.is_none()) { (thing(item, form)) }
                }
                @if let Some(error) = problems.at("missing") { p .error { (icon(Icon::Alert)) (error) } }
            }
            section { h2 { "What you sign" } (prose(&acceptance.text)) }
            (pad(form, problems))
            (forms::input(&name, &Input { autocomplete: Some("name"), maxlength: Some(120), ..Input::of("text") }, &form.name))
            (hidden("version", &acceptance.version.to_string()))
            p .muted.small { "Kept with it: the time, your network address and your browser. You get a copy by mail." }
            div { button .btn.primary.big type="submit" { (icon(Icon::Signature)) "Sign" } }
        }
    }
}

fn thing(item: &Item, form: &SignForm) -> Markup {
    let (missing, reason) = (format!("missing-{}", item.custody_id), format!("reason-{}", item.custody_id));
    html! {
        li {
            p { strong { (item.tag) } " " (item.name) }
            @if !item.model.is_empty() && item.model != item.name { p .muted.small { (item.model) } }
            @if !item.serial.is_empty() { p .muted.small { "Serial " (item.serial) } }
            label .check {
                input #(missing) type="checkbox" name=(missing) value="on" checked[form.misses(item.custody_id)];
                span { "I did not receive this" span .vh { ": " (item.tag) } }
            }
            div .signing-reason {
                label for=(reason) { "What happened?" span .vh { " To " (item.tag) } }
                input .input #(reason) type="text" name=(reason) value=(form.reason(item.custody_id)) maxlength="400" autocomplete="off";
            }
        }
    }
}

/// Where a name is drawn. Without script it is not there, and the name is typed.
fn pad(form: &SignForm, problems: &Problems) -> Markup {
    html! {
        div .field #pad hidden data-width=(PAD.0) data-height=(PAD.1) {
            p #pad-label { "Your signature" span .optional { " (or only type your name below)" } }
            canvas width=(PAD.0) height=(PAD.1) role="img" aria-labelledby="pad-label" {}
            div { button .btn.ghost type="button" #pad-clear { (icon(Icon::Undo)) "Clear" } }
        }
        input #drawing type="hidden" name="drawing" value=(form.drawing);
        @if let Some(error) = problems.at("drawing") { p .error { (icon(Icon::Alert)) (error) } }
    }
}

/// After the answer.
pub(crate) fn answered(org: &Org, here: &str, acceptance: &Acceptance, record: Option<&Record>) -> (Markup, Markup) {
    let hero = html! { h1 { "Thank you" } p { "Your answer is with " (org.name) "." } };
    let main = html! {
        @if let Some(record) = record {
            section .stack {
                (notice(Tone::Ok, html! { p { "Signed by " strong { (record.signature.name) } "." } }))
                @if !record.signature.strokes.is_empty() { (drawing(&record.signature.strokes, &record.signature.name)) }
                ul .signing-things role="list" {
                    @for item in &record.items {
                        li {
                            p { strong { (item.tag) } " " (item.name) }
                            @if !item.received { p .muted.small { "Not received: " (item.reason) } }
                        }
                    }
                }
                p .muted.small { "SHA-256 " code .hash { (acceptance.sha256.as_deref().unwrap_or_default()) } }
            }
        }
        @if acceptance.file_id.is_some() {
            p { a .btn href={ (here) "/file" } { (icon(Icon::Download)) "Your copy (PDF)" } }
        }
    };
    (hero, main)
}

/// Nobody waits for it any more.
pub(crate) fn over(org: &Org) -> (Markup, Markup) {
    let hero = html! { h1 { "Nothing to sign" } };
    let main = notice(
        Tone::Info,
        html! { p { (org.name) " does not wait for your signature any more. Nothing is left for you to do." } },
    );
    (hero, main)
}
