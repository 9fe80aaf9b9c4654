//! Parts of a client's page: facts in the hero, the day strip, the slots, the card of a resource, the bar at the foot.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// Short facts under the hero's title: pictogram and text.
pub fn hero_meta(facts: &[(Icon, String)]) -> Markup {
    html! { ul .hero-meta role="list" { @for (mark, text) in facts { li { (icon(*mark)) (text) } } } }
}

/// How the same page is shown otherwise, for another day or another length.
#[derive(Clone, Debug)]
pub enum Way {
    /// A link to this address.
    Link(String),
    /// A button that sends the form around it with what is typed in it, which may be unfinished.
    Button {
        /// The field that says what is shown.
        name: &'static str,
        /// What it says.
        value: String,
        /// Where the form is sent.
        action: String,
    },
}

/// A day of the strip.
#[derive(Clone, Debug)]
pub struct DayChoice {
    /// "Mon".
    pub weekday: String,
    /// "23".
    pub day: String,
    /// What is read aloud and shown when pointed at: "Monday 23 November, 5 free".
    pub label: String,
    /// How the day is opened; absent when it cannot be.
    pub way: Option<Way>,
    /// Whether there is nothing to be had.
    pub quiet: bool,
    /// Whether it is the day shown.
    pub current: bool,
}

/// Seven days side by side, with ways to the week before and after.
pub fn day_strip(label: &str, days: &[DayChoice], previous: Option<&Way>, next: Option<&Way>) -> Markup {
    html! {
        nav .day-strip aria-label=(label) {
            (neighbour(previous, Icon::ChevronLeft, "Earlier days"))
            ol role="list" {
                @for day in days {
                    li {
                        @match &day.way {
                            Some(Way::Link(href)) => a .quiet[day.quiet] href=(href) title=(day.label) aria-current=[day.current.then_some("date")] {
                                (day_face(day))
                            },
                            Some(Way::Button { name, value, action }) => button .quiet[day.quiet] type="submit" name=(name) value=(value) formaction=(action)
                                formnovalidate title=(day.label) aria-current=[day.current.then_some("date")] {
                                (day_face(day))
                            },
                            None => span .off title=(day.label) { (day_face(day)) },
                        }
                    }
                }
            }
            (neighbour(next, Icon::ChevronRight, "Later days"))
        }
    }
}

/// What is seen is short; what is heard is the whole label.
fn day_face(day: &DayChoice) -> Markup {
    html! {
        span aria-hidden="true" { (day.weekday) } strong aria-hidden="true" { (day.day) }
        span .vh { (day.label) }
    }
}

fn neighbour(way: Option<&Way>, mark: Icon, label: &str) -> Markup {
    html! {
        @match way {
            Some(Way::Link(href)) => a .btn.ghost.icon-only href=(href) aria-label=(label) { (icon(mark)) },
            Some(Way::Button { name, value, action }) => button .btn.ghost.icon-only type="submit" name=(name) value=(value) formaction=(action)
                formnovalidate aria-label=(label) { (icon(mark)) },
            None => span .btn.ghost.icon-only.off aria-hidden="true" { (icon(mark)) },
        }
    }
}

/// A few lengths side by side: label, way, and whether it is the one shown.
pub fn lengths(label: &str, choices: &[(String, Way, bool)]) -> Markup {
    html! {
        nav .seg aria-label=(label) {
            @for (length, way, is_current) in choices {
                @match way {
                    Way::Link(href) => a href=(href) aria-current=[is_current.then_some("true")] { (length) },
                    Way::Button { name, value, action } => button type="submit" name=(name) value=(value) formaction=(action) formnovalidate
                        aria-current=[is_current.then_some("true")] { (length) },
                }
            }
        }
    }
}

/// The same choice twice, and one of them shown: links where there is script, which keeps what is typed; without it buttons,
/// which send it along.
pub fn links_or_buttons(links: Markup, buttons: Markup) -> Markup {
    html! { div .by-links { (links) } div .by-buttons { (buttons) } }
}

/// The button that Enter presses: a form's first. It stands before those that only show the form otherwise.
pub fn first_button(label: &str) -> Markup {
    html! { button .vh type="submit" tabindex="-1" aria-hidden="true" { (label) } }
}

/// A start that can be chosen, or could have been.
#[derive(Clone, Debug)]
pub struct SlotChoice {
    /// The value the form sends.
    pub value: String,
    /// The wall time: "09:30".
    pub label: String,
    /// Why it cannot be chosen ("taken"); absent when it can.
    pub off: Option<String>,
}

/// Radio tiles for the starts of one part of the day ("Morning"). Each has an id of its own, so that the chosen one stays
/// chosen while the tiles around it are drawn anew.
pub fn slot_tiles(name: &str, legend: &str, slots: &[SlotChoice], selected: &str) -> Markup {
    html! {
        fieldset .slots {
            legend { (legend) }
            div .slot-grid {
                @for slot in slots {
                    label .pick title=[slot.off.as_deref()] {
                        input type="radio" #{ (name) "-" (slot.value) } name=(name) value=(slot.value) required
                            checked[slot.value == selected] disabled[slot.off.is_some()];
                        span { (slot.label) @if let Some(reason) = &slot.off { span .vh { " " (reason) } } }
                    }
                }
            }
        }
    }
}

/// Where a client who signed in may go, and the way out. `base` is the path of their pages; `current` is the page's name.
pub fn client_nav(base: &str, current: &str) -> Markup {
    html! {
        div .client-nav {
            nav .seg aria-label="Your pages" {
                @for (name, label) in [("bookings", "My bookings"), ("profile", "Profile")] {
                    a href={ (base) "/" (name) } aria-current=[(name == current).then_some("page")] { (label) }
                }
            }
            form method="post" action={ (base) "/sign-out" } { button .btn.ghost type="submit" { "Sign out" } }
        }
    }
}

/// A resource in the directory: photo or pictogram, name, one line of facts, tags, and what it costs.
pub fn resource_card(
    href: &str,
    photo: Option<&str>,
    mark: Icon,
    name: &str,
    line: &str,
    tags: &[String],
    price: Option<&str>,
) -> Markup {
    html! {
        article .resource {
            @match photo {
                Some(address) => img src=(address) alt="" loading="lazy" width="96" height="96";,
                None => span .resource-mark { (icon(mark)) },
            }
            div .resource-text {
                h2 { a href=(href) { (name) } }
                p .muted { (line) }
                (super::tags(tags))
            }
            @if let Some(price) = price { p .resource-price { (price) } }
        }
    }
}

/// Of the controls in `#times`, and of the number of units: what the summary of a booking follows.
const CHOSEN: &str = "#times, #units";

/// The bar at the foot: what is about to be booked, its price, and the one button. `form` is the id of the form it sends. The
/// summary follows what is chosen: `again` is the address that draws it.
pub fn summary_bar(summary: &str, price: Option<&str>, again: &str, form: &str, label: &str) -> Markup {
    html! {
        p .summary #summary role="status" hx-get=(again) hx-trigger="change from:#times, change from:#units" hx-include=(CHOSEN)
            hx-target="#summary" hx-select="#summary" hx-swap="outerMorph" hx-sync="this:replace" {
            span { (summary) } @if let Some(price) = price { " " strong { (price) } }
        }
        button .btn.primary.big type="submit" form=(form) { (label) }
    }
}

/// Around links that show the same page otherwise, another day or another length: what was typed and chosen stays, and so
/// does the place on the page.
pub fn shown_otherwise(links: Markup) -> Markup {
    html! { div .stack hx-swap:inherited="innerMorph show:none" hx-include:inherited=(CHOSEN) { (links) } }
}
