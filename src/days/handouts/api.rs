//! Handing out and taking back, for programs.

use super::model::HandOut;
use super::{actions, store};
use crate::bookings::staff_routes::seen;
use chrono::{DateTime, Utc};
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, List, OnceKey, PageQuery, Reply, get, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Bookings")
        .call(
            get("/bookings/{id}/hand-outs", Perm::AssetsLend, list)
                .named("listHandOuts", "List what was handed out for a booking")
                .query::<PageQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/bookings/{id}/hand-outs", Perm::AssetsLend, hand_out)
                .named("handOut", "Hand an asset out for a booking")
                .about("It is checked out to the booking's contact until the booking ends. `asset_id` says which, where the booking is of any of a model.")
                .body::<OutInput>()
                .answers::<Shown>(200)
                .once()
                .conflicts()
                .like(json!({})),
        )
        .call(
            post("/bookings/{id}/returns", Perm::AssetsLend, take_back)
                .named("takeBack", "Take back what was handed out for a booking")
                .about("With `ends_booking` the booking ends now, once all of it is back.")
                .body::<BackInput>()
                .answers::<Shown>(200)
                .once()
                .conflicts()
                .like(json!({ "ends_booking": true })),
        )
}

/// What is handed out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct OutInput {
    /// The asset; without: the only one that there is.
    asset_id: Option<Uuid>,
}

/// What comes back.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct BackInput {
    /// The asset; without: the only one that is out.
    asset_id: Option<Uuid>,
    /// Does the booking end with it?
    ends_booking: bool,
}

/// Something that was handed out.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "HandOut")]
struct Shown {
    /// For which booking.
    booking_id: Uuid,
    /// Which asset.
    asset_id: Uuid,
    /// Its tag.
    tag: String,
    /// Since when.
    out_at: DateTime<Utc>,
    /// Until when; null: it is out.
    in_at: Option<DateTime<Utc>>,
}

impl From<HandOut> for Shown {
    fn from(hand_out: HandOut) -> Shown {
        let HandOut { booking_id, asset_id, tag, out_at, in_at, .. } = hand_out;
        Shown { booking_id, asset_id, tag, out_at, in_at }
    }
}

async fn list(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    seen(&scope, id).await?;
    let outs = store::of_booking(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(outs, "out_at", |out| out.custody_id, Shown::from)?)
}

async fn hand_out(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<OutInput>) -> Reply {
    seen(&scope, id).await?;
    ok(&Shown::from(actions::hand_out(&scope, id, input.asset_id, &key.0).await?))
}

async fn take_back(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<BackInput>) -> Reply {
    seen(&scope, id).await?;
    ok(&Shown::from(actions::take_back(&scope, id, input.asset_id, input.ends_booking, &key.0).await?))
}
