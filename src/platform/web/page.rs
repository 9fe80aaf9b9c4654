//! From a view to a whole document: chrome, flash, theme, headers.

use super::hx::toast_trigger;
use super::{Hx, RequestId, Unread};
use crate::House;
use crate::context::{NavEntry, Org, Perm, Scope, User};
use crate::quarantine::Because;
use crate::ui::parts::page_header;
use crate::ui::{self, Banner, Bell, Brand, Chrome, Flash, Icon, NavGroup, NavItem, Person, Theme, Tone, Undo, errors};
use axum::extract::FromRequestParts;
use axum::http::header::{CACHE_CONTROL, LOCATION, REFERER, SET_COOKIE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;

/// The cookie with the chosen theme: `light`, `dark`, or absent for the system's.
pub const THEME_COOKIE: &str = "theme";
/// The headings of the organisation's sidebar, in their order; others come after them.
const GROUPS: [&str; 4] = ["Workspace", "Assets", "People", "House"];
/// The front page of the console.
const CONSOLE: &str = "/console";
/// The cookie that carries one message over a redirect.
const FLASH_COOKIE: &str = "flash";

/// What a document needs to know about its request. Handlers take it as an argument.
#[derive(Clone)]
pub struct Page {
    /// What htmx says.
    pub hx: Hx,
    /// Where it is.
    pub path: String,
    /// Path and query.
    pub address: String,
    /// The request's id.
    pub request_id: Arc<str>,
    referer: Option<String>,
    theme: Theme,
    flash: Option<Carried>,
    unread: Option<Unread>,
    held: Option<Because>,
    house: House,
}

/// A flash as it travels in its cookie.
#[derive(Clone, Serialize, Deserialize)]
struct Carried {
    text: String,
    tone: String,
    undo: Option<(String, Vec<(String, String)>)>,
}

impl Page {
    pub(super) fn of(parts: &Parts, house: &House) -> Page {
        let cookies = CookieJar::from_headers(&parts.headers);
        let theme = match cookies.get(THEME_COOKIE).map(|cookie| cookie.value()) {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let flash = cookies.get(FLASH_COOKIE).and_then(|cookie| house.key.open(FLASH_COOKIE, cookie.value()));
        Page {
            hx: Hx::of(parts),
            path: parts.uri.path().to_owned(),
            address: parts.uri.path_and_query().map_or_else(|| "/".to_owned(), |address| address.to_string()),
            request_id: parts.extensions.get::<RequestId>().map_or_else(|| Arc::from("-"), |id| id.0.clone()),
            referer: parts.headers.get(REFERER).and_then(|value| value.to_str().ok()).map(str::to_owned),
            theme,
            flash: flash.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            unread: parts.extensions.get::<Unread>().copied(),
            held: parts.extensions.get::<Because>().copied(),
            house: house.clone(),
        }
    }

    /// A page of the organisation, in the house's frame.
    pub fn show(&self, scope: &Scope, title: &str, main: Markup) -> Response {
        self.answer(ui::house(&self.chrome(scope), title, main))
    }

    /// The same with scripts and styles of its own.
    pub fn show_with(&self, scope: &Scope, title: &str, scripts: &[&str], styles: &[&str], main: Markup) -> Response {
        self.answer(ui::house_with(&self.chrome(scope), title, scripts, styles, main))
    }

    /// A part of a page, for a script that asks for nothing else.
    pub fn part(&self, part: Markup) -> Response {
        self.answer(part)
    }

    /// A part of a page for the script that asks for it; whoever comes without one, by a link, gets a page of its own.
    pub fn part_or_page(&self, scope: &Scope, title: &str, part: Markup) -> Response {
        if self.hx.is_script() {
            return self.part(part);
        }
        self.show(scope, title, html! { (page_header(title, None, html! {})) (part) })
    }

    /// The bell with what is unread now.
    pub fn bell(&self, scope: &Scope) -> Option<Bell> {
        let (bell, Unread(unread)) = (self.house.wings.bell?, self.unread?);
        Some(Bell { href: scope.org.path(bell.path), unread })
    }

    /// A form again, with what is wrong with it (422), in the house's frame.
    pub fn refuse(&self, scope: &Scope, title: &str, main: Markup) -> Response {
        refused(self.show(scope, title, main), StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The same with styles of its own.
    pub fn refuse_with(&self, scope: &Scope, title: &str, styles: &[&str], main: Markup) -> Response {
        refused(self.show_with(scope, title, &[], styles, main), StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// One card and nothing around it: sign-in, set-up, errors.
    pub fn bare(&self, title: &str, main: Markup) -> Response {
        self.answer(ui::bare(&self.outside(None, None), title, main))
    }

    /// A page to read, for everybody, with style sheets of its own.
    pub fn reading(&self, title: &str, styles: &[&str], main: Markup) -> Response {
        self.answer(ui::reading(&self.outside(None, None), title, styles, main))
    }

    /// What went wrong, as a page.
    pub(super) fn error(&self, draw: impl FnOnce(&Chrome) -> Markup) -> Response {
        self.answer(draw(&self.outside(None, None)))
    }

    /// The page a request was made from, if it was one of ours; else home. To start over after a refusal.
    pub fn came_from(&self) -> String {
        // Only the path counts, so that another name of this house (localhost) does as well and no other site can be meant.
        let rest = self.referer.as_deref().and_then(|address| address.split_once("://")).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()))
            .filter(|path| !path.starts_with("//"))
            .unwrap_or_else(|| "/".to_owned())
    }

    /// A page of the signed-in user's own, outside of any organisation.
    pub fn account(&self, user: &User, title: &str, main: Markup) -> Response {
        self.answer(ui::house(&self.outside(None, Some(user)), title, main))
    }

    /// A page of the console, for whoever runs the installation. `styles` are files of its own.
    pub fn console(&self, user: &User, title: &str, styles: &[&str], main: Markup) -> Response {
        let mut chrome = self.outside(None, Some(user));
        chrome.nav = groups(self.house.wings.console, &self.path, |_| true, |entry| entry.path.to_owned());
        self.answer(ui::house_with(&chrome, title, &[], styles, main))
    }

    /// What stands in place of every page of an organisation that an operator has closed: for its people with the
    /// reason, for everybody else without.
    pub(super) fn suspended(&self, org: &Org, staff: Option<&User>) -> Response {
        let chrome = self.outside(None, staff);
        let (document, status) = match staff {
            Some(user) => {
                let console = user.is_operator.then(|| format!("/console/organisations/{}", org.id));
                let page = errors::suspended(&chrome, &org.name, &org.terms.suspended_reason, console.as_deref());
                (page, StatusCode::FORBIDDEN)
            }
            None => (errors::closed(&chrome, &org.name), StatusCode::SERVICE_UNAVAILABLE),
        };
        refused(self.answer(document), status)
    }

    /// A page for clients, in the organisation's brand.
    pub fn public(&self, scope: &Scope, title: &str, hero: Markup, main: Markup, bar: Option<Markup>) -> Response {
        self.answer(ui::public(&self.outside(Some(&scope.org), None), title, hero, main, bar))
    }

    /// The same with a script and a style sheet of its own.
    pub fn public_with(&self, scope: &Scope, title: &str, files: (&str, &str), hero: Markup, main: Markup) -> Response {
        let files: (&[&str], &[&str]) = (&[files.0], &[files.1]);
        self.answer(ui::public_with(&self.outside(Some(&scope.org), None), title, files, hero, main, None))
    }

    /// Any response with another status, for forms that are shown again.
    pub fn with_status(&self, response: Response, status: StatusCode) -> Response {
        refused(response, status)
    }

    pub(super) fn to_sign_in(&self) -> Response {
        let target = format!("/sign-in?next={}", percent(&self.address));
        let mut response = StatusCode::SEE_OTHER.into_response();
        if let Ok(value) = HeaderValue::from_str(&target) {
            response.headers_mut().insert(LOCATION, value);
        }
        response
    }

    fn chrome(&self, scope: &Scope) -> Chrome {
        let mut chrome = self.outside(Some(&scope.org), scope.viewer.user.as_ref());
        chrome.nav = navigation(scope, &self.path, &self.address);
        chrome.bell = self.bell(scope);
        // Open ears for changes, where there are any to be heard.
        chrome.live = scope.may(Perm::CalendarRead).then(|| scope.org.path("/live"));
        chrome
    }

    fn outside(&self, org: Option<&Org>, user: Option<&User>) -> Chrome {
        let settings = &self.house.settings;
        let banner = match (self.held, settings.demo, settings.smtp.is_some(), user) {
            (Some(because), _, _, user) => Some(held(because, user)),
            (None, true, _, _) => {
                Some(Banner::of("This is a demonstration: mail is kept on a page and nothing leaves the house."))
            }
            (None, false, false, Some(_)) => {
                Some(Banner::of("No mail server is set up: messages are kept here and do not leave."))
            }
            _ => None,
        };
        Chrome {
            theme: self.theme,
            brand: org.map(brand),
            person: user.map(|user| Person { name: user.name.clone(), email: user.email.clone() }),
            nav: Vec::new(),
            orgs: switches(user),
            flash: self.flash.as_ref().map(Carried::open),
            banner,
            bell: None,
            live: None,
        }
    }

    fn answer(&self, document: Markup) -> Response {
        let mut response = Html(document.into_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(VARY, HeaderValue::from_static("HX-Request, HX-Request-Type, Cookie"));
        if let Some(flash) = &self.flash {
            // A script that selects a part of the page leaves the rendered toast behind: it gets it as an event.
            if self.hx.is_script()
                && let Some(value) = toast_trigger(&flash.as_event())
            {
                headers.insert(HeaderName::from_static("hx-trigger"), value);
            }
            headers.append(SET_COOKIE, HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
        }
        response
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page
where
    House: axum::extract::FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Page::of(parts, &axum::extract::FromRef::from_ref(state)))
    }
}

impl Carried {
    fn as_event(&self) -> serde_json::Value {
        let undo = self.undo.as_ref().map(|(action, fields)| serde_json::json!({ "action": action, "fields": fields }));
        serde_json::json!({ "toast": { "text": self.text, "tone": self.tone, "undo": undo } })
    }

    fn open(&self) -> Flash {
        let tone = match self.tone.as_str() {
            "ok" => Tone::Ok,
            "warn" => Tone::Warn,
            "bad" => Tone::Bad,
            _ => Tone::Neutral,
        };
        let undo = self.undo.clone().map(|(action, fields)| Undo { action, fields });
        Flash { text: self.text.clone(), tone, undo }
    }
}

/// What every page says while the house is held: to its people, to an operator with the way to end it, and to guests
/// what it means for them.
fn held(because: Because, user: Option<&User>) -> Banner {
    let text = match (because, user.is_some()) {
        (Because::Restored, true) => {
            "Nothing leaves this house until an operator releases it: it came back from a backup."
        }
        (Because::Moved, true) => "This house lives in another database now: nothing leaves it from here.",
        (_, false) => "Mail from this house is late at the moment.",
    };
    let link = user.is_some_and(|user| user.is_operator).then_some(("/console/quarantine", "Look what waits"));
    Banner { link, ..Banner::of(text) }
}

/// Carries a flash over the redirect that this response is.
pub(super) fn carry(house: &House, headers: &mut HeaderMap, flash: &Flash) {
    let tone = match flash.tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Neutral | Tone::Info => "neutral",
    };
    let undo = flash.undo.as_ref().map(|undo| (undo.action.clone(), undo.fields.clone()));
    let carried = Carried { text: flash.text.clone(), tone: tone.to_owned(), undo };
    let Ok(bytes) = serde_json::to_vec(&carried) else { return };
    let secure = if house.settings.is_https() { "; Secure" } else { "" };
    let cookie = format!(
        "{FLASH_COOKIE}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax{secure}",
        house.key.seal(FLASH_COOKIE, &bytes)
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, value);
    }
}

fn refused(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    if !status.is_success() {
        // A boosted form that is refused must not put its own address into the history.
        response.headers_mut().insert(HeaderName::from_static("hx-push-url"), HeaderValue::from_static("false"));
    }
    response
}

fn brand(org: &Org) -> Brand {
    Brand {
        name: org.name.clone(),
        slug: org.slug.clone(),
        theme_path: org.public_path(&format!("/theme.css?v={}", org.version)),
        logo: org.logo_id.map(|id| org.public_path(&format!("/pictures/{id}"))),
    }
}

/// Where the account menu can switch to.
fn switches(user: Option<&User>) -> Vec<(String, String)> {
    let Some(user) = user else { return Vec::new() };
    let mut switches = vec![("Your organisations".to_owned(), "/organisations".to_owned())];
    if user.is_operator {
        switches.push(("Console".to_owned(), CONSOLE.to_owned()));
    }
    switches
}

fn navigation(scope: &Scope, path: &str, address: &str) -> Vec<NavGroup> {
    let may = |entry: &NavEntry| scope.may(entry.perm);
    let mut all = groups(scope.house.wings.navigation, path, may, |entry| scope.org.path(entry.path));
    let pins = scope.viewer.pins.iter().map(|pin| {
        let href = scope.org.path(&format!("/{}?{}", pin.kind, pin.query));
        NavItem { label: pin.name.clone().into(), current: address == href, href, icon: Icon::Pin, count: None }
    });
    let items: Vec<NavItem> = pins.collect();
    if !items.is_empty() {
        all.push(NavGroup { label: "Pinned", items });
    }
    all
}

/// The lines of a sidebar under their headings. A line also stands for what is below it, but for the front pages.
fn groups(
    entries: &[&[NavEntry]],
    path: &str,
    may: impl Fn(&NavEntry) -> bool,
    address: impl Fn(&NavEntry) -> String,
) -> Vec<NavGroup> {
    let mut groups: Vec<NavGroup> = Vec::new();
    for entry in entries.iter().copied().flatten().filter(|entry| may(entry)) {
        let href = address(entry);
        let is_home = matches!(entry.path, "" | CONSOLE);
        let current = path == href || (!is_home && path.starts_with(&format!("{href}/")));
        let item = NavItem { label: entry.label.into(), href, icon: entry.icon, current, count: None };
        match groups.iter_mut().find(|group| group.label == entry.group) {
            Some(group) => group.items.push(item),
            None => groups.push(NavGroup { label: entry.group, items: vec![item] }),
        }
    }
    groups.sort_by_key(|group| GROUPS.iter().position(|label| *label == group.label).unwrap_or(GROUPS.len()));
    groups
}

/// Percent-encodes what could end a query value.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
