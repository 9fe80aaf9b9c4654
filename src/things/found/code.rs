//! What a code says.

use super::model::By;
use url::Url;
use uuid::Uuid;

/// The longest code (characters); nothing we print is longer.
const CODE_MAX: usize = 400;

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The word of an asset.
    Asset(By, String),
    /// A place.
    Place(Uuid),
    /// An item of stock.
    Item(Uuid),
    /// What can be booked.
    Resource(Uuid),
}

/// Of what bars say a short code, because it has no word of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Short {
    /// A location.
    Place,
    /// A resource.
    Resource,
}

impl Short {
    fn letter(self) -> char {
        match self {
            Short::Place => 'L',
            Short::Resource => 'R',
        }
    }

    /// The code of this id: its last 40 bits, which are all chance, so that two of a house do not meet.
    pub(crate) fn code(self, id: Uuid) -> String {
        format!("{}-{:010X}", self.letter(), id.as_u128() & 0xFF_FFFF_FFFF)
    }

    /// The one of these ids that has this code.
    pub(crate) fn find(self, word: &str, ids: impl IntoIterator<Item = Uuid>) -> Option<Uuid> {
        let word = word.trim().to_uppercase();
        if !word.starts_with(&format!("{}-", self.letter())) {
            return None;
        }
        ids.into_iter().find(|id| self.code(*id) == word)
    }
}

/// Reads a code: an address of ours, of whichever host, or a word.
pub(crate) fn read(code: &str) -> Option<Said> {
    let code = code.trim();
    if code.is_empty() || code.chars().count() > CODE_MAX || code.chars().any(char::is_control) {
        return None;
    }
    let word = || Some(Said::Asset(By::Tag, code.to_owned()));
    let Ok(address) = Url::parse(code) else { return word() };
    if !matches!(address.scheme(), "http" | "https") {
        return word();
    }
    let place = address.query_pairs().find(|(name, _)| name == "location").and_then(|(_, id)| id.parse().ok());
    if let Some(place) = place {
        return Some(Said::Place(place));
    }
    let by = address.query_pairs().find(|(name, _)| name == "by").map(|(_, by)| By::parse(&by)).unwrap_or_default();
    let parts: Vec<String> = address.path_segments()?.map(unescaped).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["a", tag] | ["a", _, tag] | ["b", _, "a", tag] => Some(Said::Asset(by, (*tag).to_owned())),
        ["ht", tag] | ["hardware", "bytag", tag] => Some(Said::Asset(By::Tag, (*tag).to_owned())),
        ["hardware", "byserial", serial] => Some(Said::Asset(By::Serial, (*serial).to_owned())),
        ["o", _, "stock", id] => id.parse().ok().map(Said::Item).or_else(word),
        ["o", _, "resources", id] => id.parse().ok().map(Said::Resource).or_else(word),
        ["hardware", number] => Some(Said::Asset(By::Hardware, (*number).to_owned())),
        _ => word(),
    }
}

/// A part of a path as it was meant.
fn unescaped(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_ours_and_of_others_are_read() {
        let tag = |word: &str| Some(Said::Asset(By::Tag, word.to_owned()));
        assert_eq!(read(" NB-00001\r\n"), tag("NB-00001"));
        assert_eq!(read("https://house.example/a/harbour-house/NB%2D1"), tag("NB-1"));
        assert_eq!(read("https://book.harbour.example/a/NB-1"), tag("NB-1"));
        assert_eq!(read("https://snipe.example/ht/NB-1"), tag("NB-1"));
        assert_eq!(read("http://snipe.example/hardware/17"), Some(Said::Asset(By::Hardware, "17".to_owned())));
        assert_eq!(read("https://h.example/a/x/17?by=hardware"), Some(Said::Asset(By::Hardware, "17".to_owned())));
        assert_eq!(read("https://other.example/what/ever"), tag("https://other.example/what/ever"));
        let place = Uuid::from_u128(7);
        assert_eq!(read(&format!("https://h.example/o/x/assets?location={place}")), Some(Said::Place(place)));
        assert_eq!(read(&format!("https://h.example/o/x/stock/{place}")), Some(Said::Item(place)));
        assert_eq!(read(&format!("https://h.example/o/x/resources/{place}")), Some(Said::Resource(place)));
        let code = Short::Place.code(place);
        assert_eq!(code, "L-0000000007");
        assert_eq!(Short::Place.find(&format!(" {} ", code.to_lowercase()), [place]), Some(place));
        assert_eq!((Short::Resource.find(&code, [place]), Short::Place.find("L-", [place])), (None, None));
        assert_eq!((read("  "), read("a\0b")), (None, None));
        assert_eq!(read(&"x".repeat(500)), None);
    }
}
