//! What happened, newest first.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// One thing that happened.
pub struct FeedItem {
    /// Its pictogram.
    pub icon: Icon,
    /// What happened, as a sentence with links.
    pub sentence: Markup,
    /// When, for people: "2 min ago".
    pub when: String,
    /// When, for machines: RFC 3339.
    pub instant: String,
}

/// A list of what happened; belongs into a [`super::card_flush`].
pub fn feed(items: &[FeedItem]) -> Markup {
    html! {
        ol .feed role="list" {
            @for item in items {
                li {
                    span .feed-mark { (icon(item.icon)) }
                    div { p { (item.sentence) } time datetime=(item.instant) { (item.when) } }
                }
            }
        }
    }
}
