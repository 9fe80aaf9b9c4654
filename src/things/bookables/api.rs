//! Making assets bookable, for programs. Ending it is answered in the wing of days, which knows the bookings that it hits.

use super::actions;
use super::model::Of;
use crate::assets;
use crate::resources::api::Shown;
use crate::resources::store;
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Body, OnceKey, Reply, ok, post};
use platform::{Perm, Reach, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Assets")
        .call(
            post("/assets/{id}/resource", Perm::ResourcesManage, make_asset)
                .named("makeAssetBookable", "Make an asset bookable")
                .about("Answers the resource that it is: called as the asset, where that belongs. One that was archived is taken out again.")
                .answers::<Shown>(200)
                .once()
                .conflicts(),
        )
        .call(
            post("/models/{id}/resource", Perm::ResourcesManage, make_model)
                .named("makeModelBookable", "Make any asset of a model bookable")
                .about("Answers a resource with as many units as there are assets of the model that are not bookable by themselves.")
                .body::<PlaceInput>()
                .answers::<Shown>(200)
                .once()
                .conflicts()
                .like(json!({ "location_id": "$LOCATION" })),
        )
}

/// Where it is handed out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct PlaceInput {
    /// A location; without: where most of them belong.
    location_id: Option<Uuid>,
}

async fn make_asset(scope: Scope, key: OnceKey, Id(id): Id) -> Reply {
    assets::seen(&scope, id).await?;
    made(&scope, Of::Asset(id), &key.0).await
}

async fn make_model(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<PlaceInput>) -> Reply {
    if scope.reach(Perm::AssetsRead) == Reach::Within(Vec::new()) {
        return Err(Error::NotFound.into());
    }
    made(&scope, Of::Model(id, input.location_id), &key.0).await
}

async fn made(scope: &Scope, of: Of, key: &str) -> Reply {
    let id = actions::make(scope, of, key).await?;
    let resource = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::of(resource, &scope.org.currency))
}
