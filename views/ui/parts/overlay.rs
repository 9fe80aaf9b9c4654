//! What opens above the page: dialogs, questions before something is lost, and menus. The browser opens them by itself
//! (`command`, `popover`), so they work without script.

use maud::{Markup, html};

use crate::ui::icons::{Icon, icon};

/// A modal dialog, opened by [`dialog_button`]. A form that closes it without sending has `method="dialog"`.
pub fn dialog(id: &str, title: &str, body: Markup) -> Markup {
    html! {
        dialog .dialog #(id) aria-labelledby={ (id) "-title" } {
            header {
                h2 #{ (id) "-title" } { (title) }
                form method="dialog" { button .btn.ghost.icon-only type="submit" aria-label="Close" { (icon(Icon::X)) } }
            }
            div .body { (body) }
        }
    }
}

/// The button that opens a dialog. As the page's primary one it also answers to the key `n`.
pub fn dialog_button(id: &str, mark: Option<Icon>, label: &str, primary: bool) -> Markup {
    html! {
        button .btn .primary[primary] type="button" commandfor=(id) command="show-modal" data-key=[primary.then_some("n")] {
            @if let Some(mark) = mark { (icon(mark)) }
            (label)
        }
    }
}

/// A button that first asks. `label` names the act ("Cancel the booking"), `sentence` names the thing and the
/// consequence, `fields` are hidden inputs or questions that go with the request. `id` is unique on the page.
pub fn confirm_form(id: &str, action: &str, label: &str, sentence: &str, fields: Markup) -> Markup {
    html! {
        button .btn.danger type="button" popovertarget=(id) { (label) }
        dialog .dialog.confirm #(id) popover aria-labelledby={ (id) "-title" } {
            form method="post" action=(action) {
                header { h2 #{ (id) "-title" } { (label) "?" } }
                div .body.stack { p { (sentence) } (fields) }
                footer {
                    button .btn.danger.solid type="submit" { (label) }
                    button .btn type="button" popovertarget=(id) popovertargetaction="hide" autofocus { "Keep it" }
                }
            }
        }
    }
}

/// A line of a menu.
#[derive(Clone, Debug)]
pub enum MenuItem {
    /// Leads somewhere: pictogram, label, address.
    Link(Icon, String, String),
    /// Does something by POST: pictogram, label, address, hidden fields.
    Post(Icon, String, String, Vec<(String, String)>),
}

/// A menu behind three dots. `label` says whose it is ("Actions for Aurora"), `id` is unique on the page.
pub fn menu(id: &str, label: &str, items: &[MenuItem]) -> Markup {
    html! {
        button .btn.ghost.icon-only type="button" popovertarget=(id) aria-label=(label) { (icon(Icon::Ellipsis)) }
        div .menu #(id) popover {
            ul role="list" { @for item in items { li { (menu_item(item)) } } }
        }
    }
}

fn menu_item(item: &MenuItem) -> Markup {
    match item {
        MenuItem::Link(mark, label, href) => html! { a href=(href) { (icon(*mark)) (label) } },
        MenuItem::Post(mark, label, action, fields) => html! {
            form method="post" action=(action) {
                @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
                button type="submit" { (icon(*mark)) (label) }
            }
        },
    }
}
