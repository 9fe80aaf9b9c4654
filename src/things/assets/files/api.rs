//! The files of an asset, for programs.

use super::super::routes::seen;
use super::routes::FilePath;
use super::{AssetFile, actions, store};
use chrono::{DateTime, Utc};
use platform::web::api::{Api, List, Reply, delete, get, nothing, ok};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// The calls, added to those of assets.
pub(in crate::assets) fn calls(api: Api) -> Api {
    api.call(
        get("/assets/{id}/files", Perm::AssetsRead, list)
            .named("listAssetFiles", "List the files of an asset")
            .about("Pictures first. A file is downloaded, and added, on its page.")
            .answers::<List<Shown>>(200),
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

async fn list(scope: Scope, Id(id): Id) -> Reply {
    seen(&scope, id).await?;
    let files = store::all(scope.db(), scope.org_id(), id).await?;
    let shown = |file: AssetFile| Shown {
        url: scope.house.url(&scope.org.path(&format!("/assets/{id}/files/{}", file.file_id))),
        id: file.file_id,
        name: file.name,
        media_type: file.mime,
        size: file.size,
        created_at: file.created_at,
    };
    ok(&List { data: files.into_iter().map(shown).collect(), next_cursor: None })
}

async fn remove(scope: Scope, Path(path): Path<FilePath>) -> Reply {
    actions::remove(&scope, path.id, path.file).await?;
    nothing()
}
