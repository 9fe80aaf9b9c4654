//! The pages of refusals and failures, in the same look as everything else. Each says what happened, what to do, and
//! nothing about what the reader may not know.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};
use crate::ui::layout::{Chrome, Tone, bare};
use crate::ui::parts::notice;

/// 404: nothing here, or nothing the reader may know of.
pub fn not_found(c: &Chrome) -> Markup {
    page(
        c,
        Icon::SearchX,
        "Nothing here",
        "This page does not exist, has moved, or is not yours to see.",
        html! {
            (home())
        },
    )
}

/// 403: visible, but not theirs to do. `sentence` says what would be needed, as far as it is known.
pub fn forbidden(c: &Chrome, sentence: &str) -> Markup {
    page(c, Icon::Lock, "You cannot do this", sentence, html! { (home()) })
}

/// 409: a rule stands against it. `sentence` says which; `back` is the page it was asked from.
pub fn refused(c: &Chrome, sentence: &str, back: &str) -> Markup {
    page(
        c,
        Icon::Alert,
        "This cannot be done",
        sentence,
        html! {
            a .btn.primary href=(back) { "Go back" }
        },
    )
}

/// 409: someone else was quicker. `sentence` says what changed; `again` is the page to start over from.
pub fn overtaken(c: &Chrome, sentence: &str, again: &str) -> Markup {
    page(
        c,
        Icon::Refresh,
        "This has changed in the meantime",
        sentence,
        html! {
            a .btn.primary href=(again) { "See how it is now" }
        },
    )
}

/// 422 without a form to show it in: the request said something that cannot be. Problems are (field, message).
pub fn invalid(c: &Chrome, problems: &[(String, String)]) -> Markup {
    page(
        c,
        Icon::Alert,
        "This could not be read",
        "Go back, correct it, and send it again.",
        html! {
            @if !problems.is_empty() { ul .error-list { @for (_, message) in problems { li { (message) } } } }
        },
    )
}

/// 429: too many attempts. `again` says when it may be tried again, such as "in 2 minutes".
pub fn too_many(c: &Chrome, again: &str) -> Markup {
    let sentence = format!("That was tried too often. Try again {again}.");
    page(c, Icon::Hourglass, "A little slower", &sentence, html! {})
}

/// 500: our fault. Only the request's id is told; the log knows the rest.
pub fn broken(c: &Chrome, request_id: &str) -> Markup {
    page(
        c,
        Icon::Warning,
        "Something broke on our side",
        "It has been noted. Nothing you typed was wrong.",
        html! {
            (home())
            (reference(request_id))
        },
    )
}

/// 503: starting, stopping, or too busy.
pub fn unavailable(c: &Chrome) -> Markup {
    page(
        c,
        Icon::Clock,
        "Back in a moment",
        "The house is busy or just starting. Try again in a few seconds.",
        html! {},
    )
}

/// The fragment for the flash area when a page's request ends with status 5xx.
pub fn broken_notice(request_id: &str) -> Markup {
    notice(
        Tone::Bad,
        html! {
            p { strong { "Something broke on our side." } " Nothing was saved. Try again, or tell your administrator this number:" }
            (reference(request_id))
        },
    )
}

/// 403: an operator has closed the organisation. For its people, with the reason; `console` is where an operator opens it
/// again.
pub fn suspended(c: &Chrome, name: &str, reason: &str, console: Option<&str>) -> Markup {
    page(
        c,
        Icon::Lock,
        &format!("{name} is suspended"),
        "Nobody can use it for now, and it sends nothing. Nothing is lost: everything is here again once it is resumed.",
        html! {
            @if !reason.is_empty() { (notice(Tone::Warn, html! { p { strong { "The reason given" } } p { (reason) } })) }
            p .muted { "Whoever runs this installation decides. Ask them if you think that this is a mistake." }
            div .actions {
                @if let Some(path) = console { a .btn.primary href=(path) hx-boost="false" { "To the console" } }
                a .btn href="/organisations" hx-boost="false" { "Your organisations" }
            }
        },
    )
}

/// 503: the same for everybody else, who need not know why.
pub fn closed(c: &Chrome, name: &str) -> Markup {
    page(
        c,
        Icon::DoorClosed,
        "Not open at the moment",
        &format!(
            "The pages of {name} cannot be reached for now. Please try again another day, or get in touch with them directly."
        ),
        html! {},
    )
}

fn page(c: &Chrome, mark: Icon, title: &str, sentence: &str, more: Markup) -> Markup {
    bare(
        c,
        title,
        html! {
            div .error-page {
                span .empty-mark { (icon(mark)) }
                h1 { (title) }
                p .muted { (sentence) }
                (more)
            }
        },
    )
}

fn home() -> Markup {
    html! { a .btn href="/" hx-boost="false" { "To the front page" } }
}

fn reference(request_id: &str) -> Markup {
    html! { p .reference { "Request " code { (request_id) } } }
}
