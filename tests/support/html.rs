//! A reader for the HTML that our views write: elements, attributes, text, and what is wrong with its nesting.
//!
//! Not a browser's forgiving parser: views are expected to nest well, and [`Document::problems`] says where they do not.

/// Elements that have no end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose content is text, whatever it looks like.
const RAW: [&str; 2] = ["script", "style"];
/// Elements inside a line: their texts run together, those of all others do not.
const INLINE: [&str; 14] =
    ["a", "abbr", "b", "bdi", "button", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "time"];

/// A piece of a document, in its order.
#[derive(Debug)]
pub enum Piece {
    /// A start tag.
    Element(Element),
    /// Text, entities decoded.
    Text(String),
}

/// An element.
#[derive(Debug)]
pub struct Element {
    /// Its name, in lower case.
    pub name: String,
    /// Its attributes in their order, entities decoded.
    pub attributes: Vec<(String, String)>,
    /// The element around it.
    pub parent: Option<usize>,
    /// The piece after its last one.
    pub end: usize,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Does it have this attribute?
    pub fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// The tag as it could have been written.
    pub fn tag(&self) -> String {
        let attributes: String = self.attributes.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
        format!("<{}{attributes}>", self.name)
    }
}

/// A document, or a fragment of one.
#[derive(Debug, Default)]
pub struct Document {
    /// Its pieces in their order.
    pub pieces: Vec<Piece>,
    /// What is wrong with its nesting.
    pub problems: Vec<String>,
}

impl Document {
    /// Reads one.
    pub fn parse(html: &str) -> Document {
        Reader { rest: html, document: Document::default(), open: Vec::new() }.read()
    }

    /// Every element with its position.
    pub fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        self.pieces.iter().enumerate().filter_map(|(at, piece)| match piece {
            Piece::Element(element) => Some((at, element)),
            Piece::Text(_) => None,
        })
    }

    /// The elements of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Element)> {
        self.elements().filter(move |(_, element)| element.name == name)
    }

    /// The element with this id.
    pub fn by_id(&self, id: &str) -> Option<(usize, &Element)> {
        self.elements().find(|(_, element)| element.attribute("id") == Some(id))
    }

    /// The element at a position.
    pub fn element(&self, at: usize) -> Option<&Element> {
        match self.pieces.get(at) {
            Some(Piece::Element(element)) => Some(element),
            _ => None,
        }
    }

    /// The elements inside the one at this position.
    pub fn inside(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        let end = self.element(at).map_or(at, |element| element.end);
        self.elements().filter(move |(inner, _)| *inner > at && *inner < end)
    }

    /// The elements around the one at this position, the nearest first.
    pub fn around(&self, at: usize) -> impl Iterator<Item = &Element> {
        let parent = |element: &Element| element.parent.and_then(|at| self.element(at));
        std::iter::successors(self.element(at).and_then(parent), move |element| parent(element))
    }

    /// The text of the element at this position, runs of white space as one blank.
    pub fn text(&self, at: usize) -> String {
        let end = self.element(at).map_or(at, |element| element.end);
        self.join(at..end)
    }

    /// All of its text but the title, runs of white space as one blank.
    pub fn whole_text(&self) -> String {
        self.join(0..self.pieces.len())
    }

    fn join(&self, pieces: std::ops::Range<usize>) -> String {
        let mut text = String::new();
        let (mut skip_to, mut line_ends) = (0, Vec::new());
        for at in pieces {
            while line_ends.last().is_some_and(|end| *end <= at) {
                line_ends.pop();
                text.push(' ');
            }
            match &self.pieces[at] {
                Piece::Text(_) if at < skip_to => {}
                Piece::Text(part) => text.push_str(part),
                Piece::Element(element) => {
                    if RAW.contains(&element.name.as_str()) || element.name == "title" {
                        skip_to = element.end;
                    }
                    if !INLINE.contains(&element.name.as_str()) {
                        text.push(' ');
                        line_ends.push(element.end);
                    }
                }
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

struct Reader<'a> {
    rest: &'a str,
    document: Document,
    open: Vec<usize>,
}

impl Reader<'_> {
    fn read(mut self) -> Document {
        while !self.rest.is_empty() {
            if let Some(rest) = self.rest.strip_prefix("<!--") {
                self.rest = rest.split_once("-->").map_or("", |(_, after)| after);
            } else if self.rest.starts_with("<!") {
                self.rest = self.rest.split_once('>').map_or("", |(_, after)| after);
            } else if self.rest.starts_with("</") {
                self.close();
            } else if self.rest.starts_with('<')
                && self.rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic())
            {
                self.start();
            } else {
                // A bare `<` is text; a view would have escaped it.
                let end = self
                    .rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, letter)| *letter == '<')
                    .map_or(self.rest.len(), |(at, _)| at);
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                self.document.pieces.push(Piece::Text(decode(text)));
            }
        }
        while let Some(at) = self.open.pop() {
            self.end(at);
            self.complain(at, "is never closed");
        }
        self.document
    }

    fn close(&mut self) {
        let (tag, rest) = self.rest.split_once('>').unwrap_or((self.rest, ""));
        self.rest = rest;
        let name = tag[2..].trim().to_ascii_lowercase();
        let Some(depth) = self.open.iter().rposition(|at| self.document.element(*at).is_some_and(|e| e.name == name))
        else {
            self.document.problems.push(format!("</{name}> closes nothing"));
            return;
        };
        while self.open.len() > depth {
            let Some(at) = self.open.pop() else { break };
            self.end(at);
            if self.open.len() > depth {
                self.complain(at, &format!("is still open at </{name}>"));
            }
        }
    }

    fn start(&mut self) {
        self.rest = &self.rest[1..];
        let name = self.take(|letter| letter.is_whitespace() || letter == '>' || letter == '/').to_ascii_lowercase();
        let (attributes, closed) = self.attributes(&name);
        let at = self.document.pieces.len();
        let element = Element { name, attributes, parent: self.open.last().copied(), end: at + 1 };
        let (is_void, is_raw) = (VOID.contains(&element.name.as_str()), RAW.contains(&element.name.as_str()));
        let end_tag = format!("</{}", element.name);
        self.document.pieces.push(Piece::Element(element));
        if closed || is_void {
            return;
        }
        self.open.push(at);
        if is_raw {
            let (text, rest) = self.rest.split_at(self.rest.find(&end_tag).unwrap_or(self.rest.len()));
            self.document.pieces.push(Piece::Text(text.to_owned()));
            self.rest = rest;
        }
    }

    fn attributes(&mut self, element: &str) -> (Vec<(String, String)>, bool) {
        let mut attributes: Vec<(String, String)> = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                return (attributes, true);
            }
            if let Some(rest) = self.rest.strip_prefix(['>', '/']) {
                self.rest = rest;
                return (attributes, false);
            }
            if self.rest.is_empty() {
                self.document.problems.push(format!("<{element}> has no end"));
                return (attributes, false);
            }
            let name = self.take(|letter| letter.is_whitespace() || "=>/".contains(letter)).to_owned();
            let value = match self.rest.strip_prefix("=\"") {
                Some(rest) => {
                    let (value, rest) = rest.split_once('"').unwrap_or((rest, ""));
                    self.rest = rest;
                    decode(value)
                }
                None if self.rest.starts_with('=') => {
                    self.rest = &self.rest[1..];
                    decode(self.take(|letter| letter.is_whitespace() || letter == '>'))
                }
                None => String::new(),
            };
            if attributes.iter().any(|(known, _)| *known == name) {
                self.document.problems.push(format!("<{element}> has {name} twice"));
            }
            attributes.push((name, value));
        }
    }

    fn take(&mut self, stop: impl Fn(char) -> bool) -> &str {
        let (taken, rest) = self.rest.split_at(self.rest.find(stop).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn end(&mut self, at: usize) {
        let end = self.document.pieces.len();
        if let Some(Piece::Element(element)) = self.document.pieces.get_mut(at) {
            element.end = end;
        }
    }

    fn complain(&mut self, at: usize, what: &str) {
        let tag = self.document.element(at).map(Element::tag).unwrap_or_default();
        self.document.problems.push(format!("{tag} {what}"));
    }
}

/// Decodes the entities that escaping writes, and numbers.
pub fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let letter = entity.and_then(|(name, _)| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (letter, entity) {
            (Some(letter), Some((_, after))) => {
                decoded.push(letter);
                rest = after;
            }
            _ => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded + rest
}

#[test]
fn the_reader_reads_what_views_write_and_complains_of_the_rest() {
    let page = Document::parse(
        "<!DOCTYPE html><p id=\"a\">One &amp; <b>two</b><br>three</p><input disabled value=x><svg><path d=\"M0 0\"/></svg>",
    );
    assert_eq!(page.problems, Vec::<String>::new());
    assert_eq!(page.text(page.by_id("a").unwrap().0), "One & two three");
    assert!(page.all("input").next().unwrap().1.has("disabled"));
    assert_eq!(page.all("input").next().unwrap().1.attribute("value"), Some("x"));
    assert_eq!(Document::parse("<div><p>a</div></i>").problems, ["<p> is still open at </div>", "</i> closes nothing"]);
    assert_eq!(decode("a &lt;b&gt; &#39;&#x41;&nbsp;& co &unknown;"), "a <b> 'A\u{a0}& co &unknown;");
    assert_eq!(Document::parse("<title>t</title><p>\u{2003}é</p><a>link</a>").whole_text(), "é link");
}
