//! The files of an asset, for programs.

use super::super::routes::{managed, seen};
use super::routes::{FilePath, download};
use super::{AssetFile, actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::api::{Api, Ask, FileBody, List, OnceKey, Reply, delete, get, made, nothing, ok, post};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The calls, added to those of assets.
pub(in crate::assets) fn calls(api: Api) -> Api {
    api.call(
        get("/assets/{id}/files", Perm::AssetsRead, list)
            .named("listAssetFiles", "List the files of an asset")
            .about("Pictures first.")
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

/// A file of an asset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetFile")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it was called where it came from.
    name: String,
    /// What it is, told by its first bytes.
    media_type: String,
    /// How large (bytes).
    size: i64,
    /// Since when.
    created_at: DateTime<Utc>,
    /// Where whoever is signed in finds it.
    url: String,
}

/// What the query of a new file says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddQuery {
    /// What it is called; its ending tells apart what begins alike.
    #[serde(default, rename = "name")]
    _name: String,
}

impl Shown {
    fn of(scope: &Scope, asset: Uuid, file: AssetFile) -> Shown {
        Shown {
            url: scope.house.url(&scope.org.path(&format!("/assets/{asset}/files/{}", file.file_id))),
            id: file.file_id,
            name: file.name,
            media_type: file.mime,
            size: file.size,
            created_at: file.created_at,
        }
    }
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
    made(&path, 1, &Shown::of(&scope, id, file))
}

async fn show(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    seen(&scope, path.id).await?;
    Ok(download(&scope, path).await?)
}

async fn list(scope: Scope, Id(id): Id) -> Reply {
    seen(&scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    let shown = files.into_iter().map(|file| Shown::of(&scope, id, file));
    ok(&List { data: shown.collect(), next_cursor: None })
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    actions::remove(&scope, path.id, path.file).await?;
    nothing()
}
