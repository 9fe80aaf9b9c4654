//! News: the toasts at the foot of the screen and the flash area for server errors.
//! A toast leaves by itself through a CSS animation, so it needs no script; bad news stays until it is dismissed.

use maud::{Markup, html};

use super::{Flash, Tone, Undo};
use crate::ui::icons::{Icon, icon};

/// Where answers with status 5xx are put.
pub(super) fn flash_area() -> Markup {
    html! { div .flash #flash role="alert" {} }
}

/// The region of the toasts, with the one the server brings along.
pub(super) fn toasts(flash: Option<&Flash>) -> Markup {
    html! {
        div .toasts #toasts role="status" aria-live="polite" { @if let Some(flash) = flash { (toast(flash)) } }
    }
}

/// One toast.
pub fn toast(flash: &Flash) -> Markup {
    html! {
        div class={ "toast " (flash.tone.class()) } {
            (icon(tone_icon(flash.tone)))
            p { (flash.text) }
            @if let Some(undo) = &flash.undo { (undo_form(undo)) }
        }
    }
}

fn undo_form(undo: &Undo) -> Markup {
    html! {
        form method="post" action=(undo.action) {
            @for (name, value) in &undo.fields { input type="hidden" name=(name) value=(value); }
            button .toast-undo type="submit" { "Undo" }
        }
    }
}

/// The pictogram that goes with a tone.
pub(crate) fn tone_icon(tone: Tone) -> Icon {
    match tone {
        Tone::Neutral | Tone::Info => Icon::Info,
        Tone::Ok => Icon::Done,
        Tone::Warn => Icon::Warning,
        Tone::Bad => Icon::Alert,
    }
}
