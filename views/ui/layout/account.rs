//! The top bar: where we are, the keyboard help, and the account menu.

use maud::{Markup, html};

use super::{Bell, Chrome, Person, Theme, sidebar};
use crate::ui::icons::{Icon, icon};

/// The bar above the content.
pub(super) fn top_bar(c: &Chrome) -> Markup {
    html! {
        header .top {
            button .btn.ghost.icon-only.only-small type="button" popovertarget="side" aria-label="Menu" { (icon(Icon::Menu)) }
            @if let Some((group, item)) = c.current() {
                p .crumbs { span { (group.label) } a href=(item.href) { (item.label) } }
            }
            div .top-end {
                button .btn.ghost.icon-only.only-large type="button" commandfor="shortcuts" command="show-modal"
                    aria-label="Keyboard shortcuts" { (icon(Icon::Keyboard)) }
                @if let Some(mark) = &c.bell { (bell(mark)) }
                @if let Some(person) = &c.person { (account_menu(c, person)) }
            }
        }
    }
}

/// More than this is told as "many".
const BELL_MAX: i64 = 99;

/// The bell with how many news are unread. It draws itself anew when its viewer is told of something.
pub fn bell(mark: &Bell) -> Markup {
    let count = if mark.unread > BELL_MAX { format!("{BELL_MAX}+") } else { mark.unread.to_string() };
    html! {
        div .bell #bell hx-get={ (mark.href) "/bell" } hx-trigger="notifications-changed from:body" hx-target="#bell" hx-swap="outerMorph" {
            a .btn.ghost.icon-only href=(mark.href) title="Notifications" {
                (icon(Icon::Bell))
                span .vh { "Notifications" @if mark.unread > 0 { ", " (count) " unread" } }
                @if mark.unread > 0 { span .bell-count aria-hidden="true" { (count) } }
            }
        }
    }
}

/// Who is signed in, their organisations, the theme, and the way out.
fn account_menu(c: &Chrome, person: &Person) -> Markup {
    html! {
        button .avatar type="button" popovertarget="account" {
            span aria-hidden="true" { (person.initials()) } span .vh { "Account of " (person.name) }
        }
        div .menu.account #account popover {
            p .account-who { strong { (person.name) } span { (person.email) } }
            ul role="list" {
                li { a href="/account" hx-boost="false" { (icon(Icon::User)) "Your account" } }
            }
            @if !c.orgs.is_empty() {
                h2 { "Switch to" }
                ul role="list" {
                    @for (name, href) in &c.orgs {
                        li { a href=(href) hx-boost="false" { (icon(Icon::Building)) (name) } }
                    }
                }
            }
            (theme_switch(c.theme))
            form method="post" action="/sign-out" hx-boost="false" {
                button type="submit" { (icon(Icon::SignOut)) "Sign out" }
            }
        }
    }
}

/// Three buttons of one form; the server answers with a cookie and the page again.
fn theme_switch(current: Theme) -> Markup {
    html! {
        form .theme-switch method="post" action="/theme" hx-boost="false" {
            fieldset {
                legend { "Appearance" }
                div .seg {
                    @for (theme, value, label) in Theme::CHOICES {
                        button type="submit" name="theme" value=(value) aria-pressed=(theme == current) { (label) }
                    }
                }
            }
        }
    }
}

/// The keys that do something, in a dialog opened by `?` or by the top bar's button.
pub(super) fn shortcuts_help(c: &Chrome) -> Markup {
    let lines = c.nav.iter().flat_map(|group| &group.items).zip(sidebar::shortcuts(c));
    html! {
        dialog .dialog #shortcuts aria-labelledby="shortcuts-title" {
            header { h2 #shortcuts-title { "Keyboard shortcuts" } }
            dl .keys {
                div { dt { "Search or filter" } dd { kbd { "/" } } }
                div { dt { "New" } dd { kbd { "n" } } }
                @for (item, letter) in lines {
                    @if let Some(letter) = letter {
                        div { dt { (item.label) } dd { kbd { "g" } " " kbd { (letter) } } }
                    }
                }
                div { dt { "Move a booking" } dd { kbd { "Alt" } " " kbd { "arrows" } } }
                div { dt { "Make it longer or shorter" } dd { kbd { "Alt" } " " kbd { "Shift" } " " kbd { "arrows" } } }
                div { dt { "This help" } dd { kbd { "?" } } }
            }
            label .check.keys-on { input #keys type="checkbox" checked; span { "Single keys do something on this device" } }
            footer { form method="dialog" { button .btn type="submit" autofocus { "Close" } } }
        }
    }
}
