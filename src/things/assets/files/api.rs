//! The files of an asset, for programs.

use super::super::api;
use super::super::routes::{managed, seen};
use super::routes::FilePath;
use super::{actions, store};
use crate::attachments::{self, AddQuery, Attachment};
use kernel::Error;
use platform::web::api::{Api, Ask, FileBody, List, OnceKey, PageQuery, Reply, delete, get, made, nothing, ok, post};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// The calls, added to those of assets.
pub(in crate::assets) fn calls(api: Api) -> Api {
    api.call(
        get("/assets/{id}/files", Perm::AssetsRead, list)
            .named("listAssetFiles", "List the files of an asset")
            .about("Pictures first.")
            .query::<PageQuery>()
            .answers::<List<Shown>>(200),
    )
    .call(
        post("/assets/{id}/files", Perm::AssetsManage, add)
            .named("addAssetFile", "Add a file to an asset")
            .about("The body is the file: a picture, PDF, text, CSV or office document, told by its first bytes.")
            .query::<AddQuery>()
            .takes("application/octet-stream", "Belongs to the workshop.\n")
            .answers::<Shown>(201)
            .once()
            .like(json!({ "name": "note.txt" })),
    )
    .call(
        get("/assets/{id}/files/{file}", Perm::AssetsRead, show)
            .named("getAssetFile", "Download a file of an asset")
            .answers_file("*/*"),
    )
    .call(
        delete("/assets/{id}/files/{file}", Perm::AssetsManage, remove)
            .named("deleteAssetFile", "Remove a file of an asset for good")
            .answers_nothing(),
    )
}

type Shown = attachments::Shown<api::Shown>;

fn shown(scope: &Scope, asset: Uuid, file: Attachment) -> Shown {
    Shown::at(scope, &format!("/assets/{asset}"), file)
}

async fn add(
    scope: Scope,
    Id(id): Id,
    Ask(_): Ask<AddQuery>,
    OnceKey(key): OnceKey,
    FileBody(file): FileBody,
) -> Reply {
    managed(&scope, id).await?;
    let added = actions::add(&scope, id, file, &key).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    let file = files.into_iter().find(|file| file.file_id == added).ok_or(Error::NotFound)?;
    let path = format!("/api/v1/orgs/{}/assets/{id}/files/{added}", scope.org.slug);
    made(&path, 1, &shown(&scope, id, file))
}

async fn show(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    seen(&scope, path.id).await?;
    Ok(store::found(scope.db(), scope.org_id(), path.id, path.file).await?.send(&scope).await?)
}

async fn list(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    seen(&scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(files, "pictures", |file| file.file_id, |file| shown(&scope, id, file))?)
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    actions::remove(&scope, path.id, path.file).await?;
    nothing()
}
