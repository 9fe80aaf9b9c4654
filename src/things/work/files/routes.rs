//! The files of a work order: their page, and each of them.

use super::super::routes::{path as home, seen, worked};
use super::{actions, store};
use crate::views::work::files as view;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, FileUpload, Id, Page, Path, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Style sheets of these pages.
const STYLES: &[&str] = &["assets.css"];

/// The table.
pub fn routes() -> Routes {
    let (read, lend) = (Perm::AssetsRead, Perm::AssetsLend);
    Routes::under("/o/{org}")
        .get("/work-orders/{id}/files", lend, index)
        .post("/work-orders/{id}/files", lend, add)
        .get("/work-orders/{id}/files/{attachment}", read, show)
        .post("/work-orders/{id}/files/{attachment}/removal", lend, remove)
        .post("/work-orders/{id}/files/{attachment}/restoration", lend, restore)
}

/// The path of a file.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct FilePath {
    pub id: Uuid,
    pub attachment: Uuid,
}

async fn index(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (title, main) = drawn(&scope, id, &Problems::new()).await?;
    Ok(page.show_with(&scope, &title, &[], STYLES, main))
}

async fn drawn(scope: &Scope, id: Uuid, problems: &Problems) -> Result<(String, Markup)> {
    let order = worked(scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    let key = scope.house.ids.token();
    let main = view::page(&scope.org, &order, &files, (&key, scope.house.files.max), problems);
    Ok((format!("Files of {}", order.label()), main))
}

async fn add(scope: Scope, page: Page, Id(id): Id, upload: FileUpload) -> Answer {
    worked(&scope, id).await?;
    let key = upload.fields.get("key").cloned().unwrap_or_default();
    let added = match upload.file {
        Ok(file) => actions::add(&scope, id, file, &key).await,
        Err(told) => Err(Error::invalid("file", told)),
    };
    match added {
        Ok(_) => Ok(back(&scope, id, "The file was added.".to_owned(), None)),
        Err(Error::Invalid(problems)) => refused(&scope, &page, id, &problems).await,
        Err(error) => Err(error.into()),
    }
}

async fn refused(scope: &Scope, page: &Page, id: Uuid, problems: &Problems) -> Answer {
    let (title, main) = drawn(scope, id, problems).await?;
    Ok(page.refuse_with(scope, &title, STYLES, main))
}

async fn show(scope: Scope, Path(path): Path<FilePath>) -> Answer {
    seen(&scope, path.id).await?;
    Ok(store::found(scope.db(), scope.org_id(), path.id, path.attachment).await?.send(&scope).await?)
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Answer {
    worked(&scope, path.id).await?;
    let name = actions::remove(&scope, path.id, path.attachment).await?;
    let action = format!("{}/files/{}/restoration", home(&scope, path.id), path.attachment);
    let undo = Some(Undo { action, fields: Vec::new() });
    Ok(back(&scope, path.id, format!("“{name}” was removed."), undo))
}

async fn restore(scope: Scope, page: Page, Path(path): Path<FilePath>) -> Answer {
    worked(&scope, path.id).await?;
    match actions::restore(&scope, path.id, path.attachment).await {
        Ok(name) => Ok(back(&scope, path.id, format!("“{name}” is there again."), None)),
        Err(Error::Invalid(problems)) => refused(&scope, &page, path.id, &problems).await,
        Err(error) => Err(error.into()),
    }
}

fn back(scope: &Scope, id: Uuid, text: String, undo: Option<Undo>) -> axum::response::Response {
    let flash = Flash { text, tone: Tone::Ok, undo };
    go_flash(&scope.house, &format!("{}/files", home(scope, id)), flash)
}
