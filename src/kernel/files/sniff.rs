//! Telling what a file is while it passes by: it may be larger than memory.

use super::packed::{self, END, Packed};
use super::{Kind, Picture};

/// Bytes from the beginning that are kept.
const HEAD: usize = 64;
/// The name of what every office document of Microsoft has in it.
const TYPES: &[u8] = b"[Content_Types].xml";
/// What the others say of themselves, which is not packed.
const OPEN: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];
/// As many bytes of a piece are looked at again with the next one: the longest word but one.
const OVERLAP: usize = 64;

/// Looks at a file piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    /// The end of what was looked at for words.
    tail: Vec<u8>,
    /// The end of a zip, which says what is in it, and the length of all of it.
    end: Vec<u8>,
    length: u64,
    has_types: bool,
    open: [bool; 3],
    /// The beginning of a letter that was cut.
    cut: Vec<u8>,
    /// Does it hold what text does not?
    is_binary: bool,
    /// The first letter that is no space.
    first: Option<char>,
}

impl Sniffer {
    /// The next piece.
    pub fn take(&mut self, piece: &[u8]) {
        let before = self.head.len();
        let room = HEAD.saturating_sub(before).min(piece.len());
        self.head.extend_from_slice(&piece[..room]);
        if self.head.starts_with(b"PK") {
            // Its first letter came alone, and was no zip yet.
            if before == 1 {
                self.keep_end(b"P");
            }
            self.look_for_words(piece);
            self.keep_end(piece);
        } else if !self.is_binary {
            self.read(piece);
        }
    }

    fn keep_end(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        self.end.extend_from_slice(piece);
        // Not with every piece: that would move a megabyte each time.
        if self.end.len() > 2 * END {
            self.end.drain(..self.end.len() - END);
        }
    }

    fn look_for_words(&mut self, piece: &[u8]) {
        self.tail.extend_from_slice(piece);
        let has = |word: &[u8]| self.tail.windows(word.len()).any(|window| window == word);
        self.has_types |= has(TYPES);
        let found = OPEN.map(|word| has(word.as_bytes()));
        for (known, found) in self.open.iter_mut().zip(found) {
            *known |= found;
        }
        self.tail.drain(..self.tail.len().saturating_sub(OVERLAP));
    }

    fn read(&mut self, piece: &[u8]) {
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => {
                self.is_binary = true;
                return;
            }
            Err(error) => {
                let (whole, cut) = bytes.split_at(error.valid_up_to());
                self.cut = cut.to_vec();
                std::str::from_utf8(whole).unwrap_or_default()
            }
        };
        for letter in text.chars() {
            self.is_binary |= letter.is_control() && !"\t\r\n\u{c}".contains(letter);
            if self.first.is_none() && !letter.is_whitespace() && letter != '\u{feff}' {
                self.first = Some(letter);
            }
        }
    }

    /// What all of it is. Where the bytes say only a family (a zip is a document of many programs), the end of the name says
    /// which of them; nothing is ever unpacked.
    ///
    /// # Errors
    /// A sentence for the person who chose the file.
    pub fn kind(&self, name: &str) -> Result<Kind, &'static str> {
        if let Ok(picture) = Picture::detect(&self.head) {
            return Ok(Kind { mime: picture.mime(), is_picture: true });
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let mime = match self.head.as_slice() {
            [] => None,
            [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
            [b'P', b'K', 3, 4, ..] => match packed::judge(&self.end, self.length) {
                Packed::Bomb => return Err("Unpacked, this file would be far larger than a document is."),
                Packed::Unreadable => None,
                Packed::Document => self.packed(&ending),
            },
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => match ending.as_str() {
                "doc" => Some("application/msword"),
                "xls" => Some("application/vnd.ms-excel"),
                "ppt" => Some("application/vnd.ms-powerpoint"),
                _ => None,
            },
            _ => self.written(&ending),
        };
        mime.map(|mime| Kind { mime, is_picture: false }).ok_or("Choose a picture, PDF, text, CSV or office document.")
    }

    /// The office documents among the zips: they say so in the names of what is packed, which are not packed themselves.
    fn packed(&self, ending: &str) -> Option<&'static str> {
        let (mime, is_so) = match ending {
            "docx" => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", self.has_types),
            "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", self.has_types),
            "pptx" => ("application/vnd.openxmlformats-officedocument.presentationml.presentation", self.has_types),
            "odt" => (OPEN[0], self.open[0]),
            "ods" => (OPEN[1], self.open[1]),
            "odp" => (OPEN[2], self.open[2]),
            _ => return None,
        };
        is_so.then_some(mime)
    }

    /// Text is what has no signs that only machines write, and does not begin as a page or a drawing does.
    fn written(&self, ending: &str) -> Option<&'static str> {
        let is_plain = !self.is_binary && self.cut.is_empty() && self.first != Some('<');
        match (is_plain, ending) {
            (true, "csv") => Some("text/csv; charset=utf-8"),
            (true, "txt" | "md" | "log") => Some("text/plain; charset=utf-8"),
            _ => None,
        }
    }
}
