//! Whether an asset, or any of a model, can be booked: a card on their pages.

use crate::bookables::Link;
use maud::{Markup, html};
use platform::Org;
use platform::ui::Icon;
use platform::ui::forms::hidden;
use platform::ui::parts::{back_link, button, button_link, card, confirm_form, page_header};

/// What the card is drawn of.
pub(crate) struct Shown<'a> {
    /// Whose.
    pub org: &'a Org,
    /// Its tag, or the model's name.
    pub name: &'a str,
    /// Its own page, below the organisation's.
    pub path: String,
    /// The resource that it is, or is one of.
    pub link: Option<&'a Link>,
    /// Is it that by itself, and not as one of its model?
    pub is_own: bool,
    /// May the viewer make it bookable?
    pub may_make: bool,
    /// May the viewer end that?
    pub may_stop: bool,
    /// So that a double click makes one.
    pub key: &'a str,
}

/// The card as a page, for those without scripts.
pub(crate) fn page(shown: &Shown<'_>) -> Markup {
    html! {
        (back_link(&shown.org.path(&shown.path), shown.name))
        (page_header(&format!("Booking of {}", shown.name), None, html! {}))
        (section(shown))
    }
}

/// The card.
pub(crate) fn section(shown: &Shown<'_>) -> Markup {
    let resource = |link: &Link| shown.org.path(&format!("/resources/{}", link.resource_id));
    card(
        "Booking",
        html! {},
        html! {
            div .stack {
                @match shown.link {
                    Some(link) if shown.is_own => {
                        p {
                            @if link.asset_id.is_some() { "It can be booked as " } @else { "Any of them can be booked as " }
                            a href=(resource(link)) { (link.name) } "."
                            @if link.asset_id.is_none() { " There are " (link.units) " of it." }
                        }
                        div .row {
                            (button_link(&shown.org.path(&format!("/bookings/new?resource={}", link.resource_id)), Some(Icon::CalendarPlus), "Book"))
                            @if shown.may_stop {
                                (confirm_form(
                                    "stop-booking",
                                    &format!("{}/archival", resource(link)),
                                    "Stop booking",
                                    &format!("{} cannot be booked any more. If it has bookings, you decide what becomes of them.", link.name),
                                    hidden("version", &link.version.to_string()),
                                ))
                            }
                        }
                    }
                    Some(link) => {
                        p { "It is one of the " (link.units) " that can be booked as " a href=(resource(link)) { (link.name) } "." }
                        (make(shown, "Make it bookable by itself"))
                    }
                    None => {
                        p .muted { "It cannot be booked." }
                        (make(shown, "Make bookable"))
                    }
                }
            }
        },
    )
}

fn make(shown: &Shown<'_>, label: &str) -> Markup {
    html! {
        @if shown.may_make {
            form method="post" action=(shown.org.path(&format!("{}/resource", shown.path))) {
                (hidden("key", shown.key))
                (button(Some(Icon::CalendarPlus), label))
            }
        }
    }
}

/// Where the card goes on a page that does not know of it; without script a way there.
pub(crate) fn place(org: &Org, path: &str) -> Markup {
    let own = org.path(&format!("{path}/resource"));
    html! {
        div hx-get=(own) hx-trigger="load" hx-swap="outerHTML" {
            (card("Booking", html! {}, html! { p { a href=(own) { "Whether it can be booked" } } }))
        }
    }
}
