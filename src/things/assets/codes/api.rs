//! Further codes of an asset, for programs.

use super::super::routes::{managed, seen};
use super::routes::CodePath;
use super::{Code, actions, store};
use chrono::{DateTime, Utc};
use platform::web::api::{Api, Ask, Body, List, PageQuery, Reply, delete, get, nothing, ok, post};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The calls, added to those of assets.
pub(in crate::assets) fn calls(api: Api) -> Api {
    api.call(
        get("/assets/{id}/codes", Perm::AssetsRead, list)
            .named("listAssetCodes", "List the further codes of an asset")
            .about("Barcodes that it bears besides its tag; each finds it as the tag does.")
            .query::<PageQuery>()
            .answers::<List<Shown>>(200),
    )
    .call(
        post("/assets/{id}/codes", Perm::AssetsManage, add)
            .named("addAssetCode", "Give an asset a further code")
            .about("A word is the tag or a code of one asset only. What it has already stays.")
            .body::<Input>()
            .answers::<List<Shown>>(200)
            .like(json!({ "code": "4006381333931" })),
    )
    .call(
        delete("/assets/{id}/codes/{code}", Perm::AssetsManage, remove)
            .named("deleteAssetCode", "Take a further code away from an asset")
            .answers_nothing(),
    )
}

/// A further code of an asset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetCode")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// As it is read.
    code: String,
    /// Since when.
    created_at: DateTime<Utc>,
}

/// A code.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetCodeInput")]
struct Input {
    /// As it is read.
    code: String,
}

async fn list(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    seen(&scope, id).await?;
    all(&scope, id, &page).await
}

async fn all(scope: &Scope, id: Uuid, page: &PageQuery) -> Reply {
    let codes = store::codes(scope.db(), scope.org_id(), id).await?;
    let shown = |code: Code| Shown { id: code.id, code: code.code, created_at: code.created_at };
    ok(&page.cut(codes, "code", |code| code.id, shown)?)
}

async fn add(scope: Scope, Id(id): Id, Body(input): Body<Input>) -> Reply {
    managed(&scope, id).await?;
    actions::add(&scope, id, &input.code).await?;
    all(&scope, id, &PageQuery::default()).await
}

async fn remove(scope: Scope, Path(at): Path<CodePath>) -> Reply {
    managed(&scope, at.id).await?;
    actions::remove(&scope, at.id, at.code).await?;
    nothing()
}
