//! Head and body of every document: title, stylesheets, scripts, and how htmx shall behave.

use maud::{DOCTYPE, Markup, html};

use super::Chrome;
use crate::ui::assets;

/// The scripts and styles that a public page loads; a test keeps them small.
pub const PUBLIC_FILES: &[&str] = &["app.css", "htmx.js", "app.js"];

/// How htmx behaves on all pages. Morphs leave `open` alone, so that a refetch closes no dialog; only the one extension
/// we ship may run; nothing waits longer than 20 s.
const HTMX_CONFIG: &str = r#"{"morphIgnore":["data-htmx-powered","open"],"extensions":"sse","defaultTimeout":20000}"#;

/// A server error leaves the page as it is and says so in the flash area; of a whole page only the notice is taken.
const ON_SERVER_ERROR: &str = "target:#flash select:.notice swap:innerHTML push:false";

/// The browser files a document needs beyond [`PUBLIC_FILES`], by name.
pub(super) struct Files<'a> {
    /// Whether the page listens to the event stream.
    pub live: bool,
    pub scripts: &'a [&'a str],
    pub styles: &'a [&'a str],
}

impl Files<'_> {
    pub fn none() -> Files<'static> {
        Files { live: false, scripts: &[], styles: &[] }
    }
}

/// The whole document. A page's own files stand in the body, because a boosted navigation keeps the head it has. The
/// organisation's theme stands in both: in the head it colours the first page at once, in the body it follows a
/// navigation into another organisation.
pub(super) fn document(c: &Chrome, title: &str, files: &Files<'_>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[c.theme.attribute()] {
            head {
                meta charset="utf-8";
                title { (title) " · " (c.house_name()) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX_CONFIG);
                link rel="icon" type="image/svg+xml" href=(assets::path("favicon.svg"));
                link rel="preload" as="font" type="font/woff2" crossorigin href=(assets::path("inter.woff2"));
                link rel="stylesheet" href=(assets::path("app.css"));
                (theme(c))
                script defer src=(assets::path("htmx.js")) {}
                @if files.live { script defer src=(assets::path("hx-sse.js")) {} }
                script defer src=(assets::path("app.js")) {}
            }
            body hx-boost:inherited="true" hx-status:5xx:inherited=(ON_SERVER_ERROR) {
                (theme(c))
                @for name in files.styles { link rel="stylesheet" href=(assets::path(name)); }
                (body)
                @for name in files.scripts { script defer src=(assets::path(name)) {} }
            }
        }
    }
}

fn theme(c: &Chrome) -> Markup {
    html! { @if let Some(brand) = &c.brand { link rel="stylesheet" href=(brand.theme_path); } }
}
