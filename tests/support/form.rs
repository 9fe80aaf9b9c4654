//! A form as it stands on a page: filled in as a person does, sent as a browser does.

use super::Answer;
use super::html::{Document, Element};

/// A control that sends something.
#[derive(Debug, Clone)]
struct Control {
    name: String,
    /// `text`, `hidden`, `checkbox`, `radio`, `select`, `textarea`, `submit`, `file` …
    kind: String,
    value: String,
    /// Ticked, chosen, pressed; always so for what is typed into.
    is_on: bool,
    /// What a select offers.
    options: Vec<String>,
    /// Where a button sends the form instead.
    action: Option<String>,
    /// Filled in by the test: the next value of the same name goes into the next control.
    filled: bool,
}

/// A form with its values.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its id, empty where it has none.
    pub id: String,
    /// Where it is sent.
    pub action: String,
    /// By which method, in lower case.
    pub method: String,
    /// How it is encoded: multipart or not.
    pub is_multipart: bool,
    controls: Vec<Control>,
}

impl Form {
    /// Every form of a page that is sent somewhere; those that close a dialog are not.
    pub fn every(page: &Answer) -> Vec<Form> {
        let document = page.document();
        let sent = document.all("form").filter(|(_, form)| form.attribute("method") != Some("dialog"));
        sent.map(|(at, element)| read(document, at, element, &page.address)).collect()
    }

    /// The form with this `#id`, or whose action ends like this.
    #[track_caller]
    pub fn find(page: &Answer, which: &str) -> Form {
        let forms = Form::every(page);
        let known: Vec<String> = forms.iter().map(|form| format!("#{} {}", form.id, form.action)).collect();
        let found = forms.into_iter().find(|form| form.is(which));
        found.unwrap_or_else(|| panic!("no form {which:?} among {known:?}: {page}"))
    }

    /// Is it the one that is meant?
    pub fn is(&self, which: &str) -> bool {
        match which.strip_prefix('#') {
            Some(id) => self.id == id,
            None => self.action.split(['?', '#']).next().is_some_and(|path| path.ends_with(which)),
        }
    }

    /// The names of its fields, in their order.
    pub fn names(&self) -> Vec<&str> {
        self.controls.iter().map(|control| control.name.as_str()).collect()
    }

    /// The values a choice offers.
    pub fn choices(&self, name: &str) -> Vec<&str> {
        let named = self.controls.iter().filter(|control| control.name == name);
        named
            .flat_map(|control| match control.kind.as_str() {
                "select" => control.options.iter().map(String::as_str).collect::<Vec<_>>(),
                _ => vec![control.value.as_str()],
            })
            .collect()
    }

    /// What it would send under this name, the first of several.
    pub fn value(&self, name: &str) -> Option<String> {
        self.values().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Fills in a field: types into it, ticks the box or chooses the tile with this value, presses the button.
    /// Several fields of one name are filled one after the other.
    ///
    /// # Panics
    /// Where the form has no such field, or the choice does not offer the value: a person could not do it either.
    #[track_caller]
    pub fn set(mut self, name: &str, value: &str) -> Form {
        let is_choice = |control: &Control| matches!(control.kind.as_str(), "checkbox" | "radio" | "submit");
        let named = |control: &&mut Control| control.name == name;
        let fits = |control: &Control| !control.filled && (!is_choice(control) || control.value == value);
        let names = self.names().join(", ");
        let Some(found) = self.controls.iter_mut().filter(named).position(|control| fits(control)) else {
            panic!(
                "the form {} cannot say {name}={value:?}; it has {names} and offers {:?}",
                self.action,
                self.choices(name)
            );
        };
        for (nth, control) in self.controls.iter_mut().filter(|control| control.name == name).enumerate() {
            if nth == found {
                if control.kind == "select" {
                    let offered = control.options.iter().any(|option| option == value);
                    assert!(offered, "{name} offers {:?}, not {value:?}", control.options);
                }
                (control.value, control.is_on, control.filled) = (value.to_owned(), true, true);
                if let Some(action) = &control.action {
                    self.action.clone_from(action);
                }
            } else if control.kind == "radio" {
                control.is_on = false;
            }
        }
        self
    }

    /// Unticks all boxes of this name.
    pub fn untick(mut self, name: &str) -> Form {
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            control.is_on = !matches!(control.kind.as_str(), "checkbox" | "radio") && control.is_on;
        }
        self
    }

    /// Takes a field out of the form, or puts one in, as a forger would.
    pub fn forge(mut self, name: &str, value: Option<&str>) -> Form {
        self.controls.retain(|control| control.name != name);
        if let Some(value) = value {
            let (name, value) = (name.to_owned(), value.to_owned());
            self.controls.push(Control {
                name,
                kind: "hidden".into(),
                value,
                is_on: true,
                options: Vec::new(),
                action: None,
                filled: true,
            });
        }
        self
    }

    /// Sends it elsewhere, as a forger would.
    pub fn to(self, action: &str) -> Form {
        Form { action: action.to_owned(), ..self }
    }

    /// What a browser sends, in the order of the page. A form without a pressed button is sent by its first one.
    pub fn values(&self) -> Vec<(String, String)> {
        let pressed = self.controls.iter().any(|control| control.kind == "submit" && control.is_on);
        let mut first_button = !pressed;
        let mut values = Vec::new();
        for control in &self.controls {
            let sent = match control.kind.as_str() {
                "submit" => control.is_on || std::mem::take(&mut first_button),
                "file" => false,
                _ => control.is_on,
            };
            if sent && !control.name.is_empty() {
                values.push((control.name.clone(), control.value.clone()));
            }
        }
        values
    }
}

fn read(document: &Document, at: usize, form: &Element, address: &str) -> Form {
    let id = form.attribute("id").unwrap_or_default();
    let end = form.end;
    let belongs = |position: usize, element: &Element| match element.attribute("form") {
        Some(owner) => owner == id,
        None => position > at && position < end,
    };
    let mut controls = Vec::new();
    for (position, element) in document.elements().filter(|(position, element)| belongs(*position, element)) {
        let disabled = element.has("disabled")
            || document.around(position).any(|around| around.name == "fieldset" && around.has("disabled"));
        if !disabled && let Some(control) = control(document, position, element) {
            controls.push(control);
        }
    }
    Form {
        id: id.to_owned(),
        action: form.attribute("action").filter(|action| !action.is_empty()).unwrap_or(address).to_owned(),
        method: form.attribute("method").unwrap_or("get").to_ascii_lowercase(),
        is_multipart: form.attribute("enctype") == Some("multipart/form-data"),
        controls,
    }
}

fn control(document: &Document, at: usize, element: &Element) -> Option<Control> {
    let name = element.attribute("name").unwrap_or_default().to_owned();
    let value = element.attribute("value");
    let plain = |kind: &str, value: String, is_on: bool| Control {
        name: name.clone(),
        kind: kind.to_owned(),
        value,
        is_on,
        options: Vec::new(),
        action: element.attribute("formaction").map(str::to_owned),
        filled: false,
    };
    match element.name.as_str() {
        "input" => match element.attribute("type").unwrap_or("text") {
            "button" | "reset" | "image" => None,
            kind @ ("checkbox" | "radio") => {
                Some(plain(kind, value.unwrap_or("on").to_owned(), element.has("checked")))
            }
            "submit" => Some(plain("submit", value.unwrap_or_default().to_owned(), false)),
            kind => Some(plain(kind, value.unwrap_or_default().to_owned(), true)),
        },
        "button" if element.attribute("type").unwrap_or("submit") == "submit" => {
            Some(plain("submit", value.unwrap_or_default().to_owned(), false))
        }
        "textarea" => Some(plain("textarea", raw_text(document, at), true)),
        "select" => {
            let option = |(at, element): (usize, &Element)| {
                (element.attribute("value").map_or_else(|| document.text(at), str::to_owned), element.has("selected"))
            };
            let options: Vec<(String, bool)> =
                document.inside(at).filter(|(_, inner)| inner.name == "option").map(option).collect();
            let chosen = options.iter().find(|(_, selected)| *selected).or(options.first())?.0.clone();
            let options = options.into_iter().map(|(value, _)| value).collect();
            Some(Control { options, ..plain("select", chosen, true) })
        }
        _ => None,
    }
}

/// The text of a textarea keeps its line breaks; one right after the start tag is dropped, as browsers do.
fn raw_text(document: &Document, at: usize) -> String {
    match document.pieces.get(at + 1) {
        Some(super::html::Piece::Text(text)) if document.element(at).is_some_and(|element| element.end > at + 1) => {
            text.strip_prefix('\n').unwrap_or(text).to_owned()
        }
        _ => String::new(),
    }
}

#[test]
fn a_form_sends_what_a_browser_would_send() {
    use axum::http::{HeaderMap, StatusCode};
    let html = r#"<form id="form" action="/rooms" method="post"><input type="hidden" name="key" value="k1"><input name="name" value="Old">
        <input type="checkbox" name="day" value="1" checked><input type="checkbox" name="day" value="2"><input type="radio" name="who" value="a" checked>
        <input type="radio" name="who" value="b"><select name="kind"><option value="room">Room<option value="desk" selected>Desk</select>
        <textarea name="about">Two
lines</textarea><input name="off" disabled value="x"><button name="then" value="stay">Save</button><button name="then" value="go">Save and go</button></form>
        <input name="outside" form="form" value="o">"#;
    let page = Answer::new(
        StatusCode::OK,
        HeaderMap::new(),
        "/page".into(),
        html.replace("<option value=\"desk\"", "</option><option value=\"desk\"").into_bytes(),
    );
    let form = page.form("#form");
    let pairs =
        |form: &Form| form.values().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    assert_eq!(pairs(&form), "key=k1&name=Old&day=1&who=a&kind=desk&about=Two\nlines&then=stay&outside=o");
    let form = form.set("name", "New").set("day", "2").set("who", "b").set("kind", "room").set("then", "go");
    assert_eq!(pairs(&form), "key=k1&name=New&day=1&day=2&who=b&kind=room&about=Two\nlines&then=go&outside=o");
    assert_eq!(form.clone().untick("day").value("day"), None);
    assert!(std::panic::catch_unwind(|| form.set("nothing", "x")).is_err());
}
