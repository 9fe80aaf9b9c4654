//! How mail leaves the house: a card for whoever runs the organisation, with a test.

use maud::{Markup, html};
use platform::Org;
use platform::ui::forms::hidden;
use platform::ui::parts::{badge, button, card, facts, notice};
use platform::ui::{Icon, Tone};

/// What a page may tell of the mail server.
pub struct Server {
    /// The address that mail comes from.
    pub from: String,
    /// Is there one?
    pub is_set_up: bool,
    /// Is this a demonstration, in which mail never leaves?
    pub is_demo: bool,
    /// Host and port, for the operator.
    pub address: Option<String>,
}

/// Above the list, while mail cannot leave.
pub fn kept_notice(server: &Server) -> Markup {
    html! {
        @if !server.is_set_up {
            @if server.is_demo {
                (notice(Tone::Info, html! { p { "This is a demonstration: mail does not leave. Open a message to read it." } }))
            } @else {
                (notice(Tone::Warn, html! {
                    p { strong { "Mail does not leave: no mail server is set up." } }
                    p { "Messages are kept here, readable, and leave once the operator has set one up and the house was started again (" code { "--smtp-host" } ")." }
                }))
            }
        }
    }
}

/// The card with the test.
pub fn server_card(org: &Org, server: &Server, to: &str, key: &str) -> Markup {
    let state =
        if server.is_set_up { badge(Tone::Ok, "Mail server set up") } else { badge(Tone::Warn, "No mail server") };
    let mut lines = vec![("State", state)];
    if let Some(address) = &server.address {
        lines.push(("Server", html! { code { (address) } }));
    }
    lines.push(("From", html! { (org.name) " <" (server.from) ">" }));
    lines.push(("Answers to", html! { (org.email) }));
    card(
        "How mail leaves",
        html! {},
        html! {
            div .stack {
                (facts(&lines))
                form .row method="post" action=(org.path("/messages/test")) {
                    (hidden("key", key))
                    (button(Some(Icon::Send), "Send a test letter"))
                    p .muted.small { "To " (to) "." }
                }
            }
        },
    )
}
