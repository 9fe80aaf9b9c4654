//! What the house answered, as a person at a browser would look at it.

use super::form::Form;
use super::html::{Document, Element};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use std::fmt;
use std::sync::OnceLock;

/// Letters of a page that a failed test prints.
const SHOWN: usize = 3_000;

/// An answer, whole.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The path and query it answers.
    pub address: String,
    /// Its body, as it came.
    pub bytes: Vec<u8>,
    document: OnceLock<Document>,
}

impl Answer {
    /// Puts it together.
    pub fn new(status: StatusCode, headers: HeaderMap, address: String, bytes: Vec<u8>) -> Answer {
        Answer { status, headers, address, bytes, document: OnceLock::new() }
    }

    /// The same answer, or the end of the test with the page in its message, unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "at {self}");
        self
    }

    /// Its body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it sends the browser.
    #[track_caller]
    pub fn location(&self) -> &str {
        match self.headers.get(LOCATION).and_then(|value| value.to_str().ok()) {
            Some(location) => location,
            None => panic!("no redirect: {self}"),
        }
    }

    /// Is it a page (and not a file)?
    pub fn is_html(&self) -> bool {
        self.header(CONTENT_TYPE.as_str()).starts_with("text/html")
    }

    /// Its HTML.
    pub fn document(&self) -> &Document {
        self.document.get_or_init(|| Document::parse(&self.body()))
    }

    /// What can be read on it, runs of white space as one blank.
    pub fn text(&self) -> String {
        self.document().whole_text()
    }

    /// Can this be read on it?
    pub fn has_text(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Its first heading.
    pub fn heading(&self) -> String {
        let document = self.document();
        document.all("h1").next().map(|(at, _)| document.text(at)).unwrap_or_default()
    }

    /// The value of the first field of this name, in whichever form.
    #[track_caller]
    pub fn field_value(&self, name: &str) -> String {
        let value = Form::every(self).iter().find_map(|form| form.value(name));
        value.unwrap_or_else(|| panic!("no field {name}: {self}"))
    }

    /// A form: by `#id`, or by the end of its action (`/cancellation`).
    #[track_caller]
    pub fn form(&self, which: &str) -> Form {
        Form::find(self, which)
    }

    /// Is there such a form?
    pub fn has_form(&self, which: &str) -> bool {
        Form::every(self).iter().any(|form| form.is(which))
    }

    /// The message beside the field of this name, if it was refused.
    pub fn problem(&self, field: &str) -> Option<String> {
        let document = self.document();
        document.by_id(&format!("{field}-error")).map(|(at, _)| document.text(at))
    }

    /// The message in the toast, if there is one.
    pub fn toast(&self) -> Option<String> {
        let document = self.document();
        let (toasts, _) = document.by_id("toasts")?;
        document.inside(toasts).find(|(_, element)| element.name == "p").map(|(at, _)| document.text(at))
    }

    /// Where a link with exactly these words (or this label for screen readers) leads.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        self.maybe_link(words).unwrap_or_else(|| panic!("no link {words:?}: {self}"))
    }

    /// Where a link with exactly these words leads, if there is one.
    pub fn maybe_link(&self, words: &str) -> Option<String> {
        let document = self.document();
        let mut links = document.all("a");
        let says =
            |at: usize, element: &Element| document.text(at) == words || element.attribute("aria-label") == Some(words);
        links.find(|(at, element)| says(*at, element))?.1.attribute("href").map(str::to_owned)
    }

    /// Every address that links lead to.
    pub fn hrefs(&self) -> Vec<String> {
        self.document().all("a").filter_map(|(_, element)| element.attribute("href")).map(str::to_owned).collect()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.is_html() { self.text() } else { self.body() };
        let shown: String = text.chars().take(SHOWN).collect();
        write!(out, "{} answered {}: {shown}", self.address, self.status)?;
        match self.headers.get(LOCATION) {
            Some(location) => write!(out, " -> {location:?}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
