//! Sentences of the page itself: notices, empty places, and what to do first.

use maud::{Markup, html};

use crate::context::{Feature, Terms};
use crate::ui::icons::{Icon, icon};
use crate::ui::layout::{Tone, tone_icon};

/// A sentence the reader should not miss.
pub fn notice(tone: Tone, sentence: Markup) -> Markup {
    html! { div class={ "notice " (tone.class()) } { (icon(tone_icon(tone))) div { (sentence) } } }
}

/// What an operator has switched off for the organisation, and what that means on this page. Nothing where it is on.
pub fn switched_off(terms: &Terms, feature: Feature, consequence: &str) -> Markup {
    html! {
        @if !terms.has(feature) {
            (notice(Tone::Warn, html! {
                p { strong { (feature.label()) " · switched off by the operator of this installation." } " " (consequence) }
            }))
        }
    }
}

/// What stands where nothing is yet: what belongs here, and the one thing to do about it.
pub fn empty(mark: Icon, sentence: &str, action: Markup) -> Markup {
    html! { div .empty { span .empty-mark { (icon(mark)) } p { (sentence) } div .actions { (action) } } }
}

/// What stands where a filter leaves nothing over: `clear` is the address without the filter.
pub fn no_results(sentence: &str, clear: &str) -> Markup {
    empty(Icon::SearchX, sentence, html! { a .btn href=(clear) { "Clear the filter" } })
}

/// What to do first, as a checklist: the step, its address, and whether it is done.
pub fn steps(list: &[(String, String, bool)]) -> Markup {
    html! {
        ol .steps role="list" {
            @for (label, href, done) in list {
                li .done[*done] {
                    (icon(if *done { Icon::Done } else { Icon::ArrowRight }))
                    @if *done { span { (label) span .vh { " (done)" } } } @else { a href=(href) { (label) } }
                }
            }
        }
    }
}
