//! Assets, for programs: the table and its calls. What they look like on the wire is in `wire`. How one stands may hit
//! bookings: those calls are answered in the wing of days, which knows them.

mod conditions;
mod wire;

pub use super::routes::managed;
pub use wire::{Shown, StatusInput};

use super::known;
use super::model::{Asset, AssetQuery, Handover, NewAsset, Return, Sorting, StatusForm, To, fields_of};
use super::routes::seen as visible;
use super::{actions, store, values};
use crate::catalogue;
use kernel::{Error, Problems, text};
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, get, made, merged, ok, patch, post,
    renamed, tagged,
};
use platform::{Perm, Scope};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;
use wire::{Batch, Changes, Done, Happened, Input, ListQuery, OneChange, OutInput, Part, PlaceInput, ReturnInput};

/// The most assets of a batch.
const BATCH_MAX: usize = 100;
/// Facts of a history.
const FACTS: i64 = 200;
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("category", "category_id"),
    ("model", "model_id"),
    ("label", "label_id"),
    ("home", "home_location_id"),
    ("supplier", "supplier_id"),
    ("cost", "cost_minor"),
    ("location", "location_id"),
    ("person", "to.id"),
    ("holder", "to.id"),
];

/// The table.
pub fn api() -> Api {
    let api = Api::inside("Assets")
        .call(
            get("/assets", Perm::AssetsRead, list)
                .named("listAssets", "List assets")
                .about("Sorted by `tag`, `name`, `updated`, `purchased`, `cost` or `warranty`, from the end with `-` before it. \
                        What was disposed of is listed with `state=disposed`.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "thinkpad", "state": "in_stock", "sort": "-updated" })),
        )
        .call(
            post("/assets", Perm::AssetsManage, create)
                .named("createAsset", "Add an asset")
                .about("In stock. Without a `tag` it gets the next one of its category; there are no gaps.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({
                    "name": "ThinkPad T14", "category_id": "$CATEGORY", "serial": "PF-4711", "home_location_id": "$LOCATION",
                    "purchased_on": "2026-03-02", "cost_minor": 164900, "warranty_until": "2029-03-01",
                })),
        )
        .call(
            post("/assets/batches", Perm::AssetsManage, create_many)
                .named("createAssets", "Add several assets, each for itself")
                .about("At most 100. Each is added or refused by itself, in their order; the answer tells which.")
                .body::<Batch>()
                .answers::<Done>(200)
                .once()
                .like(json!({ "assets": [{ "name": "Tripod", "category_id": "$CATEGORY" }, { "name": "Clamp", "category_id": "$CATEGORY" }] })),
        )
        .call(
            patch("/assets/batches", Perm::AssetsManage, change_many)
                .named("updateAssets", "Change several assets, each for itself")
                .about("At most 100. Each is changed or refused by itself, in their order; the answer tells which. Fields that are not named stay. With a `version`, only that one is changed.")
                .body::<Changes>()
                .answers::<Done>(200)
                .like(json!({ "assets": [{ "id": "$ASSET", "note": "Sticker on the lid.", "reason": "Spring clean" }] })),
        )
        .call(
            get("/assets/{id}", Perm::AssetsRead, show)
                .named("getAsset", "Get an asset")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/assets/{id}", Perm::AssetsManage, amend)
                .named("updateAsset", "Change what describes an asset")
                .about("How it stands and who has it change by calls of their own. Fields that are not named stay.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .like(json!({ "note": "Sticker on the lid.", "reason": "Spring clean" })),
        )
        .call(
            get("/assets/{id}/history", Perm::AssetsRead, history)
                .named("listAssetHistory", "List what happened to an asset, the newest first")
                .about("The latest 200. Nothing of it can be changed.")
                .query::<PageQuery>()
                .answers::<List<Happened>>(200),
        )
        .call(
            post("/assets/{id}/check-out", Perm::AssetsLend, check_out)
                .named("checkOutAsset", "Hand an asset over")
                .about("To a contact, a location or another asset, until a day or for good. A kit goes to a contact by its own call (`asset_is_kit`).")
                .body::<OutInput>()
                .answers::<Shown>(200)
                .once()
                .conflicts()
                .like(json!({ "to": { "kind": "contact", "id": "$CONTACT" }, "due_on": "2030-01-31", "note": "With charger" })),
        )
        .call(
            post("/assets/{id}/check-in", Perm::AssetsLend, check_in)
                .named("checkInAsset", "Take an asset back")
                .about("A kit that a contact has comes back by its own call, part by part (`asset_is_kit`).")
                .body::<ReturnInput>()
                .answers::<Shown>(200)
                .once()
                .conflicts()
                .like(json!({ "note": "Screen is scratched" })),
        )
        .call(
            post("/assets/{id}/location", Perm::AssetsLend, relocate)
                .named("moveAsset", "Bring an asset to another place")
                .body::<PlaceInput>()
                .answers::<Shown>(200)
                .like(json!({ "location_id": "$LOCATION" })),
        );
    super::codes::calls(super::files::calls(api))
}

/// An error of an action by the names of the body.
fn by_our_names(error: Error, known: &super::Known) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let mut told = Problems::new();
    for (field, message) in problems.iter() {
        match known.fields.iter().find(|own| own.input() == field) {
            Some(own) => told.add(format!("fields.{}", own.name), message),
            None => told.add(field.to_owned(), message),
        }
    }
    Error::Invalid(renamed(told, NAMES))
}

/// An asset as it is sent.
///
/// # Errors
/// Not found where it is not there.
pub async fn one(scope: &Scope, id: Uuid) -> Result<Shown, Error> {
    let asset = store::by_id(scope.db(), scope.org_id(), id).await?;
    shown(scope, vec![asset]).await.map(|mut shown| shown.remove(0))
}

/// Assets as they are sent, with what their own fields hold that is not sealed.
async fn shown(scope: &Scope, assets: Vec<Asset>) -> Result<Vec<Shown>, Error> {
    let (db, org) = (scope.db(), scope.org_id());
    let fields = catalogue::fields::store::all(db, org).await?;
    let open = fields.iter().filter(|field| !field.is_sealed);
    let ids = assets.iter().map(|asset| asset.id).collect();
    let held = store::of_many(db, org, ids, open.clone().map(|field| field.id).collect()).await?;
    let names: HashMap<Uuid, &str> = open.map(|field| (field.id, field.name.as_str())).collect();
    Ok(assets
        .into_iter()
        .map(|asset| {
            let own = held.get(&asset.id).into_iter().flatten();
            let own = own.filter_map(|(id, value)| Some(((*names.get(id)?).to_owned(), value.clone()))).collect();
            Shown::of(asset, own)
        })
        .collect())
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let named = query.sort.clone().unwrap_or_else(|| "tag".to_owned());
    let (name, dir) = named.strip_prefix('-').map_or((named.as_str(), ""), |name| (name, "desc"));
    if Sorting::parse(name).is_none() {
        return Err(Problem::field(
            "sort",
            "Sort by tag, name, updated, purchased, cost or warranty, with - from the end.",
        ));
    }
    let edge: Option<Uuid> = Cursor::read(query.cursor.as_deref(), &named)?;
    let status = query.label_id.map(|id| id.to_string()).or(query.state.clone()).unwrap_or_default();
    if query.state.as_deref().is_some_and(|state| catalogue::labels::State::parse(state).is_none()) {
        return Err(Problem::field("state", "There is no such state."));
    }
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut asked = AssetQuery {
        text: query.q.clone().unwrap_or_default(),
        category: id(query.category_id),
        model: id(query.model_id),
        location: id(query.location_id),
        supplier: id(query.supplier_id),
        holder: id(query.contact_id),
        due: match (query.overdue, query.audit_overdue) {
            (Some(true), _) => "overdue",
            (_, Some(true)) => "audit",
            _ => "",
        }
        .to_owned(),
        order: name.to_owned(),
        dir: dir.to_owned(),
        status,
        ..AssetQuery::default()
    };
    let fields = catalogue::fields::store::all(scope.db(), scope.org_id()).await?;
    asked.fields = conditions::read(&scope, query.filter.as_deref().unwrap_or(""), &fields)?;
    let filter = asked.filter(&fields, (&scope.org.currency, scope.org.zone()));
    let reach = scope.reach(Perm::AssetsRead);
    let rows = match query.tag.as_deref() {
        Some(tag) => {
            let found = store::by_tag(scope.db(), scope.org_id(), tag).await?;
            found.into_iter().filter(|asset| asset.is_within(&reach)).collect()
        }
        None => {
            let asked = (&filter, asked.sorting(), scope.today());
            store::after(scope.db(), scope.org_id(), asked, &reach, edge, limit + 1).await?
        }
    };
    let cut = List::cut(rows, limit, &named, |asset| asset.id, |asset| asset);
    ok(&List { data: shown(&scope, cut.data).await?, next_cursor: cut.next_cursor })
}

/// The tag of the asset that a body names by its id; empty where it names none.
///
/// # Errors
/// A problem at `asset_id` for one that the viewer does not see.
pub(crate) async fn tag_of(scope: &Scope, id: Option<Uuid>) -> Result<String, Error> {
    match id {
        None => Ok(String::new()),
        Some(id) => match visible(scope, id).await {
            Ok(asset) => Ok(asset.tag),
            Err(Error::NotFound) => Err(Error::invalid("asset_id", "There is no such asset.")),
            Err(error) => Err(error),
        },
    }
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    let known = known(&scope).await?;
    let id = added(&scope, &known, input, &key.0).await?;
    let asset = one(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/assets/{id}", scope.org.slug), asset.version, &asset)
}

async fn added(scope: &Scope, known: &super::Known, input: Input, key: &str) -> Result<Uuid, Error> {
    let form = input.form(known, None)?;
    let new =
        NewAsset::parse(&form, known, None).map_err(Error::Invalid).map_err(|error| by_our_names(error, known))?;
    actions::create(scope, &new, known, key).await.map_err(|error| by_our_names(error, known))
}

async fn create_many(scope: Scope, key: OnceKey, Body(batch): Body<Batch>) -> Reply {
    if batch.assets.is_empty() || batch.assets.len() > BATCH_MAX {
        return Err(Problem::field("assets", format!("Send one to {BATCH_MAX} assets.")));
    }
    let known = known(&scope).await?;
    let mut results = Vec::new();
    for (at, input) in batch.assets.into_iter().enumerate() {
        let outcome = added(&scope, &known, input, &key.part(at)).await;
        results.push(part(&scope, 201, outcome.map_err(Problem::from)).await?);
    }
    ok(&Done { results })
}

async fn change_many(scope: Scope, Body(batch): Body<Changes>) -> Reply {
    if batch.assets.is_empty() || batch.assets.len() > BATCH_MAX {
        return Err(Problem::field("assets", format!("Send one to {BATCH_MAX} assets.")));
    }
    let known = known(&scope).await?;
    let mut results = Vec::new();
    for OneChange { id, version, fields } in batch.assets {
        let outcome = match managed(&scope, id).await {
            Ok(asset) => match version.is_none_or(|version| version == asset.version) {
                true => changed(&scope, &known, &asset, fields).await,
                false => Err(Error::conflict("asset_changed").into()),
            },
            Err(error) => Err(error.into()),
        };
        results.push(part(&scope, 200, outcome.map(|()| id)).await?);
    }
    ok(&Done { results })
}

/// What became of one of a batch.
async fn part(scope: &Scope, status: u16, outcome: Result<Uuid, Problem>) -> Result<Part, Problem> {
    Ok(match outcome {
        Ok(id) => Part { status, asset: Some(one(scope, id).await?), problem: None },
        Err(problem) => {
            let document = problem.document(&scope.house, &scope.request_id, false);
            let status = document["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
            Part { status, asset: None, problem: Some(document) }
        }
    })
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    visible(&scope, id).await?;
    let asset = one(&scope, id).await?;
    tagged(&seen, asset.version, &asset)
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let asset = managed(&scope, id).await?;
    seen.check(asset.version)?;
    changed(&scope, &known(&scope).await?, &asset, change).await?;
    let asset = one(&scope, id).await?;
    tagged(&Seen::default(), asset.version, &asset)
}

/// Changes the fields of an asset that are named.
async fn changed(
    scope: &Scope,
    known: &super::Known,
    asset: &Asset,
    fields: Map<String, Value>,
) -> Result<(), Problem> {
    let held = values::opened(scope, &store::of(scope.db(), scope.org_id(), asset.id).await?);
    let present = Input::of(asset, &held, &fields_of(known, asset.category_id));
    let wish: Input = merged(&present, fields)?;
    let reason = wish.reason.clone();
    let form = wish.form(known, Some(asset))?;
    let new = NewAsset::parse(&form, known, Some(asset)).map_err(Error::Invalid);
    let new = new.map_err(|error| by_our_names(error, known))?;
    let changed = actions::change(scope, (asset.id, asset.version), &new, known, &reason).await;
    Ok(changed.map_err(|error| by_our_names(error, known))?)
}

async fn history(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    let facts = platform::events::of_subject(scope.db(), scope.org_id(), id, FACTS).await?;
    ok(&page.cut(facts, "-at", |fact| fact.id, Happened::from)?)
}

async fn check_out(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<OutInput>) -> Reply {
    visible(&scope, id).await?;
    let mut problems = Problems::new();
    let note = problems.take("note", text::optional_line(&input.note, super::model::NOTE_MAX));
    if input.due_on.is_some_and(|due| due < scope.today()) {
        problems.add("due_on", "This day is over.");
    }
    problems.check()?;
    let to = match input.to.kind.as_str() {
        "contact" => To::Contact(input.to.id),
        "location" => To::Location(input.to.id),
        "asset" => To::Asset(input.to.id),
        _ => return Err(Problem::field("to.kind", "An asset goes to a contact, a location or an asset.")),
    };
    let handover = Handover { to, due_on: input.due_on, note: note.unwrap_or_default() };
    // What it goes to stands in the body, not in the address.
    actions::check_out(&scope, &[id], &handover, &key.0).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("to.id", "There is nothing with this id that it could go to."),
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    })?;
    ok(&one(&scope, id).await?)
}

async fn check_in(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<ReturnInput>) -> Reply {
    visible(&scope, id).await?;
    let note = text::optional_line(&input.note, super::model::NOTE_MAX).map_err(|told| Error::invalid("note", told))?;
    let back = Return { location: input.location_id, label: input.label_id, note };
    actions::check_in(&scope, &[id], &back, &key.0).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("location_id", "There is no such location."),
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    })?;
    ok(&one(&scope, id).await?)
}

/// How an asset in this version is to stand, as a body says it.
///
/// # Errors
/// A problem at `state`.
pub fn status_form(input: &StatusInput, version: i64) -> Result<StatusForm, Problem> {
    let status = match (input.label_id, &input.state) {
        (Some(label), None) => label.to_string(),
        (None, Some(state)) if catalogue::labels::State::parse(state).is_some() => state.clone(),
        (None, Some(_)) => return Err(Problem::field("state", "There is no such state.")),
        _ => return Err(Problem::field("state", "Name a state or a label, and not both.")),
    };
    Ok(StatusForm { status, note: input.note.clone(), version })
}

async fn relocate(scope: Scope, Id(id): Id, Body(input): Body<PlaceInput>) -> Reply {
    visible(&scope, id).await?;
    actions::relocate(&scope, &[id], input.location_id).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("location_id", "There is no such location."),
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    })?;
    ok(&one(&scope, id).await?)
}
