//! The files of a work order, for programs.

use super::super::api;
use super::super::routes::{seen, worked};
use super::routes::FilePath;
use super::{actions, store};
use crate::attachments::{self, AddQuery, Attachment};
use kernel::Error;
use platform::web::api::{Api, Ask, FileBody, List, OnceKey, PageQuery, Reply, delete, get, made, nothing, ok, post};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;

/// The calls, added to those of work orders.
pub(in crate::work) fn calls(api: Api) -> Api {
    api.call(
        get("/work-orders/{id}/files", Perm::AssetsRead, list)
            .named("listWorkOrderFiles", "List the files of a work order")
            .about("Pictures first.")
            .query::<PageQuery>()
            .answers::<List<Shown>>(200),
    )
    .call(
        post("/work-orders/{id}/files", Perm::AssetsLend, add)
            .named("addWorkOrderFile", "Add a file to a work order")
            .about("The body is the file: a picture, PDF, text, CSV or office document, told by its first bytes.")
            .query::<AddQuery>()
            .takes("application/octet-stream", "The hinge is broken.\n")
            .answers::<Shown>(201)
            .once()
            .like(json!({ "name": "note.txt" })),
    )
    .call(
        get("/work-orders/{id}/files/{attachment}", Perm::AssetsRead, show)
            .named("getWorkOrderFile", "Download a file of a work order")
            .answers_file("*/*"),
    )
    .call(
        delete("/work-orders/{id}/files/{attachment}", Perm::AssetsLend, remove)
            .named("deleteWorkOrderFile", "Remove a file of a work order")
            .about("It can be restored for 7 days.")
            .answers_nothing(),
    )
    .call(
        post("/work-orders/{id}/files/{attachment}/restoration", Perm::AssetsLend, restore)
            .named("restoreWorkOrderFile", "Take the removal of a file back")
            .answers::<Shown>(200),
    )
}

type Shown = attachments::Shown<api::Shown>;

fn shown(scope: &Scope, order: Uuid, file: Attachment) -> Shown {
    Shown::at(scope, &format!("/work-orders/{order}"), file)
}

async fn one(scope: &Scope, order: Uuid, id: Uuid) -> Result<Shown, Error> {
    let files = store::all(scope.db(), scope.org_id(), order).await?;
    let file = files.into_iter().find(|file| file.file_id == id).ok_or(Error::NotFound)?;
    Ok(shown(scope, order, file))
}

async fn add(
    scope: Scope,
    Id(id): Id,
    Ask(_): Ask<AddQuery>,
    OnceKey(key): OnceKey,
    FileBody(file): FileBody,
) -> Reply {
    worked(&scope, id).await?;
    let added = actions::add(&scope, id, file, &key).await?;
    let path = format!("/api/v1/orgs/{}/work-orders/{id}/files/{added}", scope.org.slug);
    made(&path, 1, &one(&scope, id, added).await?)
}

async fn show(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    seen(&scope, path.id).await?;
    Ok(store::found(scope.db(), scope.org_id(), path.id, path.attachment).await?.send(&scope).await?)
}

async fn list(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    seen(&scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(files, "pictures", |file| file.file_id, |file| shown(&scope, id, file))?)
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    worked(&scope, path.id).await?;
    actions::remove(&scope, path.id, path.attachment).await?;
    nothing()
}

async fn restore(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    worked(&scope, path.id).await?;
    actions::restore(&scope, path.id, path.attachment).await?;
    ok(&one(&scope, path.id, path.attachment).await?)
}
