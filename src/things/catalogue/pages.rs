//! What the pages of the catalogue share.

use axum::response::Response;
use platform::ui::{Flash, Tone, Undo};
use platform::web::go_flash;
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// A form that says which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct VersionForm {
    pub version: i64,
}

/// What the address of a list says: what is in use, or what was put away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shelf {
    /// `on`: what was put away.
    pub archived: String,
}

impl Shelf {
    pub fn is_archive(&self) -> bool {
        self.archived == "on"
    }
}

/// May the viewer change the catalogue? It belongs to no place, so a right within one is not enough.
pub(super) fn may_change(scope: &Scope) -> bool {
    scope.demand_everywhere(Perm::AssetsManage).is_ok()
}

/// On to a page of the catalogue, with what was done.
pub(super) fn done(scope: &Scope, path: &str, text: String) -> Response {
    let flash = Flash { text, tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.path(&format!("/catalogue{path}")), flash)
}

/// The same after something was put away, with a way back. `list` is its list, such as `/vendors`.
pub(super) fn put_away(scope: &Scope, list: &str, id: Uuid, version: i64, name: &str) -> Response {
    let undo = Undo {
        action: scope.org.path(&format!("/catalogue{list}/{id}/restoration")),
        fields: vec![("version".to_owned(), (version + 1).to_string())],
    };
    let home = if list == "/categories" { "" } else { list };
    let flash = Flash { text: format!("{name} was archived."), tone: Tone::Ok, undo: Some(undo) };
    go_flash(&scope.house, &scope.org.path(&format!("/catalogue{home}")), flash)
}
