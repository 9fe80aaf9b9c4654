//! The document around a page. Three of them: [`house`] for the people of an organisation, [`bare`] for one card alone
//! (sign-in, set-up, errors), and [`public`] for an organisation's clients.
//!
//! The body's own attributes are the same in all of them, because a boosted navigation swaps what is inside the body.

mod account;
mod chrome;
mod document;
mod sidebar;
mod toast;

use maud::{Markup, html};

pub use account::bell;
pub(crate) use chrome::initials;
pub use chrome::{Banner, Bell, Brand, Chrome, Flash, NavGroup, NavItem, PRODUCT, Person, Theme, Tone, Undo};
pub use document::PUBLIC_FILES;
use document::{Files, document};
pub use toast::toast;
pub(crate) use toast::tone_icon;

use crate::ui::assets;
use crate::ui::icons::{Icon, icon};

/// A page of the house: sidebar, top bar, content.
pub fn house(c: &Chrome, title: &str, main: Markup) -> Markup {
    house_with(c, title, &[], &[], main)
}

/// A page of the house that needs more browser files than all pages do, by their names in [`crate::ui::assets`]:
/// `house_with(c, "Calendar", &["calendar.js"], &["calendar.css"], …)`.
pub fn house_with(c: &Chrome, title: &str, scripts: &[&str], styles: &[&str], main: Markup) -> Markup {
    let files = Files { live: true, scripts, styles };
    document(
        c,
        title,
        &files,
        html! {
            a .skip href="#main" { "Skip to content" }
            (banner(c))
            div .app {
                (sidebar::sidebar(c))
                (account::top_bar(c))
                main .page #main tabindex="-1" {
                    (toast::flash_area())
                    (main)
                }
            }
            (toast::toasts(c.flash.as_ref()))
            (account::shortcuts_help(c))
            @if let Some(address) = &c.live {
                div #live hx-sse:connect=(address) hx-swap="none" {}
                p .live-lost #live-lost role="status" hidden {
                    (icon(Icon::WifiOff)) "Live updates are interrupted. Trying again…"
                }
            }
        },
    )
}

/// One centred card: sign-in, set-up, errors.
pub fn bare(c: &Chrome, title: &str, main: Markup) -> Markup {
    document(
        c,
        title,
        &Files::none(),
        html! {
            (banner(c))
            div .bare {
                header .bare-mark { (mark(c)) span { (c.house_name()) } }
                main .card.bare-card #main tabindex="-1" { (toast::flash_area()) (main) }
            }
            (toast::toasts(c.flash.as_ref()))
        },
    )
}

/// A page to read, for everybody: no sidebar, one wide column, with style sheets of its own.
pub fn reading(c: &Chrome, title: &str, styles: &[&str], main: Markup) -> Markup {
    document(
        c,
        title,
        &Files { styles, ..Files::none() },
        html! {
            a .skip href="#main" { "Skip to content" }
            (banner(c))
            div .reading {
                header .bare-mark { (mark(c)) span { (c.house_name()) } }
                main #main tabindex="-1" { (toast::flash_area()) (main) }
            }
            (toast::toasts(c.flash.as_ref()))
        },
    )
}

/// A branded page for clients: one column under a hero in the organisation's colour, with an optional bar that stays at
/// the foot of the screen. The hero holds the page's `h1`.
pub fn public(c: &Chrome, title: &str, hero: Markup, main: Markup, bar: Option<Markup>) -> Markup {
    public_with(c, title, (&[], &[]), hero, main, bar)
}

/// The same with scripts and styles of its own.
pub fn public_with(
    c: &Chrome,
    title: &str,
    (scripts, styles): (&[&str], &[&str]),
    hero: Markup,
    main: Markup,
    bar: Option<Markup>,
) -> Markup {
    document(
        c,
        title,
        &Files { live: false, scripts, styles },
        html! {
            a .skip href="#main" { "Skip to content" }
            (banner(c))
            div .public {
                header .hero {
                    p .hero-brand { (mark(c)) span { (c.house_name()) } }
                    (hero)
                }
                main .public-main #main tabindex="-1" { (toast::flash_area()) (main) }
                @if let Some(bar) = bar { section .bar aria-label="Summary" { (bar) } }
                footer .public-foot { "Booking by " (PRODUCT) }
            }
            (toast::toasts(c.flash.as_ref()))
        },
    )
}

/// The standing sentence above every page.
fn banner(c: &Chrome) -> Markup {
    html! {
        @if let Some(banner) = &c.banner {
            p .banner role="region" aria-label="Notice" {
                (icon(Icon::Info)) span { (banner.text) }
                @if let Some((href, label)) = banner.link { a href=(href) { (label) } }
            }
        }
    }
}

/// The organisation's logo, or its initial in its colour, or the product's mark.
fn mark(c: &Chrome) -> Markup {
    match &c.brand {
        Some(Brand { logo: Some(address), .. }) => html! { img .logo src=(address) alt="" height="40"; },
        Some(Brand { name, .. }) => {
            let initial: String = initials(name).chars().take(1).collect();
            html! { span .mark aria-hidden="true" { (initial) } }
        }
        None => html! { img .logo src=(assets::path("favicon.svg")) alt="" width="30" height="30"; },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn chrome() -> Chrome {
        let item = |label, icon, current| NavItem {
            label: Cow::Borrowed(label),
            href: "/o/harbour".into(),
            icon,
            current,
            count: Some(3),
        };
        Chrome {
            theme: Theme::Dark,
            brand: Some(Brand {
                name: "Harbour <House>".into(),
                slug: "harbour".into(),
                theme_path: "/t/harbour/theme.css".into(),
                logo: None,
            }),
            person: Some(Person { name: "Ada Okafor".into(), email: "ada@harbour.example".into() }),
            nav: vec![NavGroup {
                label: "Workspace",
                items: vec![item("Bookings", Icon::Calendar, true), item("Buildings", Icon::Building, false)],
            }],
            orgs: vec![("Quarry Works".into(), "/o/quarry".into())],
            flash: Some(Flash { text: "Saved".into(), tone: Tone::Ok, undo: None }),
            banner: Some(Banner::of("This is a demonstration.")),
            bell: Some(Bell { href: "/o/harbour/notifications".into(), unread: 3 }),
            live: Some("/o/harbour/events".into()),
        }
    }

    fn pages() -> Vec<String> {
        let c = chrome();
        vec![
            house_with(&c, "Bookings", &["calendar.js"], &["calendar.css"], html! {}).into_string(),
            bare(&c, "Sign in", html! {}).into_string(),
            public(&c, "Aurora", html! { h1 { "Aurora" } }, html! {}, Some(html! {})).into_string(),
        ]
    }

    #[test]
    fn no_document_carries_inline_script_or_style() {
        for page in pages() {
            assert!(!page.contains(" style="), "{page}");
            assert!(!page.contains("<style"), "{page}");
            assert!(!page.contains(" onclick="), "{page}");
            assert!(page.split("<script").skip(1).all(|script| script.contains("src=\"/static/")), "{page}");
        }
    }

    #[test]
    fn the_theme_and_the_title_are_rendered_by_the_server() {
        for page in pages() {
            assert!(page.contains("data-theme=\"dark\""), "{page}");
            assert!(page.contains(" · Harbour &lt;House&gt;</title>"), "{page}");
        }
    }

    #[test]
    fn two_lines_of_the_sidebar_never_share_a_key() {
        let letters = sidebar::shortcuts(&chrome());
        assert_eq!(letters, [Some('b'), Some('u')]);
    }
}
