//! Where the next page of a list begins.

use super::answer::List;
use super::problem::Problem;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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

/// The query of a list that says no more than which page. It is cut out of all rows, because there are few of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Rows of a page, 1 to 200; 50 without.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The page of these rows, which stand in this order; `edge` tells each from all others.
    ///
    /// # Errors
    /// Problems at `limit` and `cursor`.
    pub fn cut<R, E: Serialize + DeserializeOwned + PartialEq, T>(
        &self,
        all: impl IntoIterator<Item = R>,
        sort: &str,
        edge: impl Fn(&R) -> E,
        show: impl FnMut(R) -> T,
    ) -> Result<List<T>, Problem> {
        let turn = (Cursor::read(self.cursor.as_deref(), sort)?, Cursor::limit(self.limit)?);
        Ok(List::cut_out(all.into_iter().collect(), turn, sort, edge, |_| true, show))
    }
}

/// The order that a query asks for, of those that a list knows: its name, and whether it is turned round. The first one
/// without.
///
/// # Errors
/// A problem at `sort`.
pub fn sorted<'a>(asked: Option<&'a str>, known: &[&'a str]) -> Result<(&'a str, bool), Problem> {
    let asked = asked.or_else(|| known.first().copied()).unwrap_or_default();
    let name = asked.strip_prefix('-').unwrap_or(asked);
    match known.contains(&name) {
        true => Ok((asked, name.len() < asked.len())),
        false => {
            let all: Vec<String> = known.iter().map(|name| format!("{name} or -{name}")).collect();
            Err(Problem::field("sort", format!("Sort by {}.", all.join(", "))))
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
