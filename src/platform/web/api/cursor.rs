//! Where the next page of a list begins.

use super::problem::Problem;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows of a page unless the caller says otherwise.
pub const LIMIT: i64 = 50;
/// The most rows of a page.
pub const LIMIT_MAX: i64 = 200;

/// The edge of a page, written so that nobody builds one by hand. It says how the list is sorted: an edge of another order
/// means nothing.
pub struct Cursor;

impl Cursor {
    /// As one word.
    pub fn write(sort: &str, edge: &impl Serialize) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(sort, edge)).unwrap_or_default())
    }

    /// Reads it; nothing where there is none.
    ///
    /// # Errors
    /// A problem at `cursor` for one that is not of this list.
    pub fn read<E: DeserializeOwned>(word: Option<&str>, sort: &str) -> Result<Option<E>, Problem> {
        let Some(word) = word else { return Ok(None) };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(word).ok();
        let read = bytes.and_then(|bytes| serde_json::from_slice::<(String, E)>(&bytes).ok());
        match read {
            Some((order, edge)) if order == sort => Ok(Some(edge)),
            _ => Err(Problem::field("cursor", "This is no cursor of this list: take next_cursor of the page before.")),
        }
    }

    /// How many rows are wanted.
    ///
    /// # Errors
    /// A problem at `limit`.
    pub fn limit(wanted: Option<i64>) -> Result<i64, Problem> {
        match wanted.unwrap_or(LIMIT) {
            limit @ 1..=LIMIT_MAX => Ok(limit),
            _ => Err(Problem::field("limit", format!("A page has 1 to {LIMIT_MAX} rows."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_by_the_list_it_came_from_only() {
        let word = Cursor::write("name", &("Aurora", 7));
        assert_eq!(Cursor::read::<(String, i64)>(Some(&word), "name").unwrap(), Some(("Aurora".to_owned(), 7)));
        assert!(Cursor::read::<(String, i64)>(Some(&word), "-name").is_err());
        assert!(Cursor::read::<i64>(Some(&word), "name").is_err());
        assert!(Cursor::read::<i64>(Some("x"), "name").is_err());
        assert!(Cursor::read::<i64>(None, "name").unwrap().is_none());
        assert!(Cursor::limit(Some(0)).is_err() && Cursor::limit(Some(201)).is_err());
    }
}
