//! The page of views, and what changes them.

use super::model::{Kind, NewView, View, ViewForm};
use super::{actions, store};
use crate::views::lists as view;
use kernel::{Error, Problems};
use platform::ui::{Flash, Tone, address};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/views", Perm::AssetsRead, index)
        .post("/views", Perm::AssetsRead, keep)
        .post("/views/{id}/pin", Perm::AssetsRead, pin)
        .post("/views/{id}/unpinning", Perm::AssetsRead, unpin)
        .post("/views/{id}/removal", Perm::AssetsRead, remove)
        .post("/views/columns", Perm::AssetsRead, columns)
}

/// What the address of the page says: the list that one comes from, and its question that is to be kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    list: String,
    query: String,
}

async fn index(scope: Scope, page: Page, Query(asked): Query<Asked>) -> Answer {
    let list = Kind::parse(&asked.list).unwrap_or_default().name().to_owned();
    let form = ViewForm { list, query: asked.query, is_pinned: "on".to_owned(), ..ViewForm::default() };
    let main = drawn(&scope, &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, "Views", &[], &["assets.css"], main))
}

async fn drawn(scope: &Scope, form: &ViewForm, problems: &Problems) -> kernel::Result<maud::Markup> {
    let user = scope.user_id().ok_or(Error::Forbidden)?;
    let views = store::visible(scope.db(), scope.org_id(), user, None).await?;
    let typed = view::Typed {
        kind: Kind::parse(&form.list).unwrap_or_default(),
        name: &form.name,
        query: &form.query,
        is_shared: form.is_shared == "on",
        is_pinned: form.is_pinned == "on",
    };
    Ok(view::index(&scope.org, &views, &typed, (user, actions::may_share(scope)), problems))
}

async fn keep(scope: Scope, page: Page, Form(form): Form<ViewForm>) -> Answer {
    let kept = match NewView::parse(&form) {
        Ok(new) => actions::keep(&scope, &new).await.map(|_| new),
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match kept {
        Ok(new) => {
            let flash = Flash { text: format!("{} is kept.", new.name), tone: Tone::Ok, undo: None };
            Ok(go_flash(&scope.house, &scope.org.path(&new.kind.path(&new.query)), flash))
        }
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, &form, &problems).await?;
            Ok(page.refuse_with(&scope, "Views", &["assets.css"], main))
        }
        Err(error) => Err(error.into()),
    }
}

/// To the views again, as one came to them from the list of this one.
fn back(scope: &Scope, view: &View, text: String) -> axum::response::Response {
    let views = address(&scope.org.path("/views"), &[("list", view.kind.name())]);
    go_flash(&scope.house, &views, Flash { text, tone: Tone::Ok, undo: None })
}

async fn pin(scope: Scope, Id(id): Id) -> Answer {
    let view = actions::pin(&scope, id, true).await?;
    Ok(back(&scope, &view, format!("{} is in your sidebar.", view.name)))
}

async fn unpin(scope: Scope, Id(id): Id) -> Answer {
    let view = actions::pin(&scope, id, false).await?;
    Ok(back(&scope, &view, format!("{} is not in your sidebar any more.", view.name)))
}

async fn remove(scope: Scope, Id(id): Id) -> Answer {
    let view = actions::remove(&scope, id).await?;
    Ok(back(&scope, &view, format!("{} was removed.", view.name)))
}

/// What the choice of columns sends: of which list, those that are wanted, and what the address asked for besides.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ColumnsForm {
    list: String,
    column: Vec<String>,
    query: String,
    /// `at-name`: the place that a column is wanted at.
    #[serde(flatten)]
    places: BTreeMap<String, String>,
}

impl ColumnsForm {
    /// The columns by their places; those without one come last, as they stood.
    fn ordered(&self) -> String {
        let place =
            |name: &String| self.places.get(&format!("at-{name}")).and_then(|place| place.trim().parse::<u32>().ok());
        let mut columns: Vec<&String> = self.column.iter().collect();
        columns.sort_by_key(|name| place(name).unwrap_or(u32::MAX));
        columns.into_iter().map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

async fn columns(scope: Scope, Form(form): Form<ColumnsForm>) -> Answer {
    let kind = Kind::parse(&form.list).ok_or(Error::NotFound)?;
    actions::remember_columns(&scope, kind, &form.ordered()).await?;
    let rest = form.query.trim_start_matches('?');
    let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    Ok(go(&scope.org.path(&kind.path(if is_plain { rest } else { "" }))))
}
