//! A view, and what people type to keep one.

use kernel::{Problems, text};
use serde::Deserialize;
use uuid::Uuid;

/// A list that has views, and columns of one's own choosing. All of them are for whoever may see assets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Kind {
    /// Of assets.
    #[default]
    Assets,
    /// Of items of stock.
    Stock,
    /// Of work orders.
    WorkOrders,
}

impl Kind {
    /// All of them, in the order of the sidebar.
    pub const ALL: [Kind; 3] = [Kind::Assets, Kind::WorkOrders, Kind::Stock];

    /// How it is stored, and the end of its address.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Assets => "assets",
            Kind::Stock => "stock",
            Kind::WorkOrders => "work-orders",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The address of the list within its organisation, with what stands behind the question mark.
    pub fn path(self, query: &str) -> String {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{mark}{query}", self.name())
    }
}

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
    /// Which list.
    pub kind: Kind,
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
    pub(super) list: String,
    pub(super) name: String,
    pub(super) query: String,
    pub(super) is_shared: String,
    pub(super) is_pinned: String,
}

/// A view as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewView {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) query: String,
    pub(super) is_shared: bool,
    pub(super) is_pinned: bool,
}

impl NewView {
    pub(super) fn parse(form: &ViewForm) -> Result<NewView, Problems> {
        let mut problems = Problems::new();
        let kind = problems.take("list", Kind::parse(&form.list).ok_or("There is no such list."));
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let query = form.query.trim_start_matches('?').to_owned();
        let is_plain = query.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#'));
        if query.len() > QUERY_MAX || !is_plain {
            problems.add("query", "This list asks for too much to be kept.");
        }
        match (kind, name) {
            (Some(kind), Some(name)) if problems.is_empty() => {
                Ok(NewView { kind, name, query, is_shared: form.is_shared == "on", is_pinned: form.is_pinned == "on" })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_called_by_the_end_of_its_address() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
        assert_eq!(Kind::parse("contacts"), None);
        assert_eq!(Kind::WorkOrders.path("text=x"), "/work-orders?text=x");
        assert_eq!(Kind::Stock.path(""), "/stock");
    }
}
