//! What htmx 4 tells about a request. Forgeable, so nothing is ever allowed because of it.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};

/// The htmx headers of a request.
#[derive(Debug, Clone)]
pub struct Hx {
    /// htmx made it (`HX-Request`).
    pub request: bool,
    /// By a boosted link or form (`HX-Boosted`).
    pub boosted: bool,
    /// It wants the whole page (`HX-Request-Type: full`), to swap or to select from.
    pub full: bool,
    /// The verb.
    pub method: Method,
}

impl Hx {
    /// Reads them.
    pub fn of(parts: &Parts) -> Hx {
        let says = |name: &str, value: &str| header(&parts.headers, name) == Some(value);
        Hx {
            request: says("hx-request", "true"),
            boosted: says("hx-boosted", "true"),
            full: says("hx-request-type", "full"),
            method: parts.method.clone(),
        }
    }

    /// A script asked, not a person's click on a link or a form: errors become toasts, not pages.
    pub fn is_script(&self) -> bool {
        self.request && !self.boosted
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The value of `HX-Trigger` that makes the page show a toast. Header values are ASCII; JSON says the rest in escapes.
pub(super) fn toast_trigger(event: &serde_json::Value) -> Option<HeaderValue> {
    let ascii: String = event.to_string().chars().flat_map(escaped).collect();
    HeaderValue::from_str(&ascii).ok()
}

fn escaped(letter: char) -> Vec<char> {
    if letter.is_ascii() {
        return vec![letter];
    }
    let mut units = [0; 2];
    letter
        .encode_utf16(&mut units)
        .iter()
        .flat_map(|unit| format!("\\u{unit:04x}").chars().collect::<Vec<_>>())
        .collect()
}
