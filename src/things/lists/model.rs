//! A view, and what people type to keep one.

use kernel::{Problems, text};
use serde::Deserialize;
use uuid::Uuid;

/// The list that has views so far.
pub const KIND: &str = "assets";
/// The longest name (characters).
const NAME_MAX: usize = 60;
/// The longest question (bytes).
const QUERY_MAX: usize = 4_000;

/// A list as somebody wants to find it again.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// Who keeps it.
    pub user_id: Uuid,
    /// What they are called.
    pub user_name: String,
    /// Which list: the end of its address.
    pub kind: String,
    /// What they call it.
    pub name: String,
    /// What is behind the question mark.
    pub query: String,
    /// Does everybody find it?
    pub is_shared: bool,
    /// Does the viewer have it in their sidebar?
    pub is_pinned: bool,
}

/// What the form of a view sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ViewForm {
    pub(super) name: String,
    pub(super) query: String,
    pub(super) is_shared: String,
    pub(super) is_pinned: String,
}

/// A view as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewView {
    pub(super) name: String,
    pub(super) query: String,
    pub(super) is_shared: bool,
    pub(super) is_pinned: bool,
}

impl NewView {
    pub(super) fn parse(form: &ViewForm) -> Result<NewView, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let query = form.query.trim_start_matches('?').to_owned();
        let is_plain = query.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#'));
        if query.len() > QUERY_MAX || !is_plain {
            problems.add("query", "This list asks for too much to be kept.");
        }
        match name {
            Some(name) if problems.is_empty() => {
                Ok(NewView { name, query, is_shared: form.is_shared == "on", is_pinned: form.is_pinned == "on" })
            }
            _ => Err(problems),
        }
    }
}
