//! Before somebody is erased: what goes, what stays, and why.

use super::kept;
use crate::contacts::model::Contact;
use maud::{Markup, html};
use platform::Org;
use platform::holdings::Kept;
use platform::ui::forms::hidden;
use platform::ui::parts::{back_link, button_link, card, confirm_form, facts, page_header};

/// The page.
pub(crate) fn page(org: &Org, contact: &Contact, cut: &[(&'static str, i64)], stays: &[Kept], key: &str) -> Markup {
    let path = org.path(&format!("/contacts/{}", contact.id));
    let pairs: Vec<(&str, Markup)> = cut.iter().map(|(what, number)| (*what, html! { (number) })).collect();
    html! {
        (back_link(&path, contact.label()))
        (page_header("Erase", Some(&format!("{}, {}", contact.label(), contact.email)), html! {
            a .btn href={ (path) "/disclosure" } download hx-boost="false" { "Hand out all data first" }
        }))
        (card("What is cut", html! {}, facts(&pairs)))
        (card("What stays, and why", html! {}, kept(stays)))
        (card("Cannot be taken back", html! {}, html! {
            div .stack {
                p { "Afterwards nobody can find out here who this was. Backups from before still hold the person until they are too old; a restore erases again." }
                div .row {
                    (confirm_form("erase", &format!("{path}/erasure"), "Erase for good", &format!("Everything about {} is cut, for good.", contact.label()), hidden("key", key)))
                    (button_link(&path, None, "Keep"))
                }
            }
        }))
    }
}
