//! The files of an asset: their page, and each of them.

use super::super::routes::{managed, seen};
use super::{actions, store};
use crate::views::assets::files as view;
use kernel::{Error, Problems, Result};
use maud::Markup;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, FileUpload, Id, Page, Path, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/assets/{id}/files", Perm::AssetsManage, index)
        .post("/assets/{id}/files", Perm::AssetsManage, add)
        .get("/assets/{id}/files/{file}", Perm::AssetsRead, show)
        .post("/assets/{id}/files/{file}/first", Perm::AssetsManage, put_first)
        .post("/assets/{id}/files/{file}/removal", Perm::AssetsManage, remove)
}

/// The path of a file.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct FilePath {
    pub id: Uuid,
    pub file: Uuid,
}

async fn index(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (title, main) = drawn(&scope, id, &scope.house.ids.token(), &Problems::new()).await?;
    Ok(page.show_with(&scope, &title, &[], &["assets.css"], main))
}

async fn drawn(scope: &Scope, id: Uuid, key: &str, problems: &Problems) -> Result<(String, Markup)> {
    let asset = managed(scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    Ok((
        format!("Files of {}", asset.tag),
        view::page(&scope.org, &asset, &files, (key, scope.house.files.max), problems),
    ))
}

async fn add(scope: Scope, page: Page, Id(id): Id, upload: FileUpload) -> Answer {
    managed(&scope, id).await?;
    let key = upload.fields.get("key").cloned().unwrap_or_default();
    let added = match upload.file {
        Ok(file) => actions::add(&scope, id, file, &key).await,
        Err(told) => Err(Error::invalid("file", told)),
    };
    match added {
        Ok(_) => Ok(back(&scope, id, "The file was added.")),
        Err(Error::Invalid(problems)) => {
            let (title, main) = drawn(&scope, id, &scope.house.ids.token(), &problems).await?;
            Ok(page.refuse_with(&scope, &title, &["assets.css"], main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, Path(path): Path<FilePath>) -> Answer {
    seen(&scope, path.id).await?;
    Ok(store::found(scope.db(), scope.org_id(), path.id, path.file).await?.send(&scope).await?)
}

async fn put_first(scope: Scope, Path(path): Path<FilePath>) -> Answer {
    actions::put_first(&scope, path.id, path.file).await?;
    Ok(back(&scope, path.id, "This file is the first one now."))
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Answer {
    actions::remove(&scope, path.id, path.file).await?;
    Ok(back(&scope, path.id, "The file was removed."))
}

fn back(scope: &Scope, id: Uuid, text: &str) -> axum::response::Response {
    let flash = Flash { text: text.to_owned(), tone: Tone::Ok, undo: None };
    go_flash(&scope.house, &scope.org.path(&format!("/assets/{id}/files")), flash)
}
