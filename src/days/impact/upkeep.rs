//! Work about what can be booked, how assets stand, and kits that come back, for programs: what may hit bookings.

use super::api::{make, named};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, OnceKey, Problem, Reply, Seen, delete, made, merged, nothing, ok, patch, post, renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use things::Bookings;
use things::assets::StatusForm;
use things::assets::api as asset;
use things::changes::forms::ById;
use things::changes::{Asking, Change, ends_of};
use things::kits::{Fate, api as kit};
use things::work::api as order;
use things::work::{Move, State, actions};
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Assets")
        .call(
            post("/assets/{id}/status", Perm::AssetsManage, set_status)
                .named("setAssetStatus", "Let an asset stand otherwise")
                .about("In another state, or with a label of the organisation, which brings its state along. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<asset::StatusInput>()
                .answers::<asset::Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "state": "in_maintenance", "note": "Fan is loud" })),
        )
        .call(
            delete("/assets/{id}", Perm::AssetsManage, dispose)
                .named("disposeAsset", "Dispose of an asset")
                .about("It stays with its history, as disposed of; a resource that it is is archived. What somebody has is refused: take it back first. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .query::<DisposeQuery>()
                .answers_nothing()
                .versioned()
                .conflicts()
                .like(json!({ "reason": "Sold" })),
        )
        .and(Api::inside("Kits").call(
            post("/kits/{id}/return", Perm::AssetsLend, take_kit_back)
                .named("returnKit", "Take a kit back, part by part")
                .about("Each part is either in `present` or in `missing`; what is late stays with whoever had the kit, what is lost is disposed of. Where bookings do not fit any more without it, it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                .body::<kit::ReturnInput>()
                .answers::<kit::Shown>(200)
                .once()
                .conflicts()
                .like(json!({ "present": [], "missing": [], "note": "All there" })),
        ))
        .and(
            Api::inside("Work orders")
                .call(
                    post("/work-orders", Perm::AssetsLend, raise)
                        .named("createWorkOrder", "Raise a work order")
                        .about("About an asset or a location. It gets the next number of the organisation; there are no gaps. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                        .body::<order::Input>()
                        .answers::<order::Shown>(201)
                        .versioned()
                        .once()
                        .conflicts()
                        .like(json!({ "title": "Fan is loud", "asset_id": "$ASSET", "kind": "repair", "takes_out": true, "checklist": ["Open it", "Clean it"] })),
                )
                .call(
                    patch("/work-orders/{id}", Perm::AssetsLend, amend)
                        .named("updateWorkOrder", "Change what describes a work order")
                        .about("How it stands changes by a call of its own. Fields that are not named stay. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                        .body::<order::Input>()
                        .answers::<order::Shown>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "labour_minutes": 45, "rate_minor": 6000 })),
                )
                .call(
                    post("/work-orders/{id}/transitions", Perm::AssetsLend, go)
                        .named("moveWorkOrder", "Let a work order stand otherwise")
                        .about("open → in_progress → waiting → done or cancelled; what is over is reopened by `open`. Where bookings do not fit any more it is refused (`booking_hit`) with a list of them, unless `bookings` says `keep` or `cancel`.")
                        .body::<order::GoInput>()
                        .answers::<order::Shown>(200)
                        .versioned()
                        .conflicts()
                        .like(json!({ "state": "in_progress" })),
                ),
        )
}

/// Why something is disposed of.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DisposeQuery {
    /// What became of it.
    reason: String,
    /// What becomes of bookings that do not fit any more: without, nothing is disposed of and they are listed.
    bookings: Option<Bookings>,
}

async fn stand(scope: &Scope, id: Uuid, form: &StatusForm, bookings: Option<Bookings>) -> Result<(), Problem> {
    let managed = asset::managed(scope, id).await?;
    // A program may say twice how something stands.
    if form.status == managed.stands() {
        return Ok(());
    }
    let change = form.read(scope, &ById { id }).await?.change;
    make(scope, &change, bookings).await
}

async fn set_status(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<asset::StatusInput>) -> Reply {
    let managed = asset::managed(&scope, id).await?;
    seen.check(managed.version)?;
    let form = asset::status_form(&input, managed.version)?;
    stand(&scope, id, &form, input.bookings).await.map_err(|problem| named(problem, by_label))?;
    let asset = asset::one(&scope, id).await?;
    tagged(&Seen::default(), asset.version, &asset)
}

fn by_label(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, &[("status", "label_id")])),
        error => error,
    }
}

async fn dispose(scope: Scope, seen: Seen, Id(id): Id, Ask(query): Ask<DisposeQuery>) -> Reply {
    let managed = asset::managed(&scope, id).await?;
    seen.check(managed.version)?;
    let form = StatusForm { status: "disposed".to_owned(), note: query.reason, version: managed.version };
    stand(&scope, id, &form, query.bookings).await.map_err(|problem| named(problem, by_reason))?;
    nothing()
}

fn by_reason(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, &[("note", "reason")])),
        error => error,
    }
}

async fn take_kit_back(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<kit::ReturnInput>) -> Reply {
    kit::lent(&scope, id).await?;
    let bookings = input.bookings;
    let returned = input.read()?;
    let ends = ends_of(&scope, &returned.of(Fate::Lost)).await?;
    let change = Change::KitReturn { kit: id, returned, ends, key: key.0 };
    make(&scope, &change, bookings).await.map_err(|problem| named(problem, kit::by_our_names))?;
    ok(&kit::shown(&scope, id).await?)
}

async fn raise(scope: Scope, key: OnceKey, Body(input): Body<order::Input>) -> Reply {
    let bookings = input.bookings;
    let new = order::wished(&scope, input, None).await?;
    let change = Change::Work { id: scope.id(), version: None, new: new.clone(), key: key.0.clone() };
    make(&scope, &change, bookings).await.map_err(|problem| named(problem, order::by_our_names))?;
    // Of a repeated request it is the one that the first one raised.
    let id = actions::raised(&scope, &new, &key.0).await?;
    let order = order::visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/work-orders/{id}", scope.org.slug), order.version, &order::Shown::from(order))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let order = order::worked(&scope, id).await?;
    seen.check(order.version)?;
    let input: order::Input = merged(&order::Input::of(&order), change)?;
    let bookings = input.bookings;
    let new = order::wished(&scope, input, Some(&order)).await?;
    let change = Change::Work { id, version: Some(order.version), new, key: String::new() };
    make(&scope, &change, bookings).await.map_err(|problem| named(problem, order::by_our_names))?;
    let order = order::visible(&scope, id).await?;
    tagged(&Seen::default(), order.version, &order::Shown::from(order))
}

async fn go(scope: Scope, seen: Seen, Id(id): Id, Body(input): Body<order::GoInput>) -> Reply {
    let order = order::worked(&scope, id).await?;
    seen.check(order.version)?;
    let Some(to) = State::parse(&input.state) else {
        return Err(Problem::field("state", "There is no such state."));
    };
    let readings = input.read()?;
    let change =
        Change::WorkMoved { id, version: order.version, to: Move { to, undoes: false }, note: input.note, readings };
    make(&scope, &change, input.bookings).await.map_err(|problem| named(problem, order::by_our_names))?;
    let order = order::visible(&scope, id).await?;
    tagged(&Seen::default(), order.version, &order::Shown::from(order))
}
