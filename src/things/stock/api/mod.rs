//! Stock, for programs: the table and its calls. What it looks like on the wire is in `wire`.

mod wire;

use super::model::{Act, ItemQuery, Kind, NOTE_MAX, NewItem, Other, QUANTITY_MAX, Wish};
use super::routes::seen as visible;
use super::{actions, known, store};
use kernel::{Error, Problems, text};
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, delete, get, made, merged, nothing, ok,
    patch, post, put, renamed, tagged,
};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::{
    CategoryMinimum, EntryInput, EntryPath, EntryQuery, EntryShown, Input, LevelShown, ListQuery, MinimumInput, Short,
    Shown,
};

/// The order of the list.
const ORDER: &str = "name";
/// The order of the ledger.
const LEDGER: &str = "newest";
/// Lines of a proposed order.
const ORDER_MAX: i64 = 10_000;
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("category", "category_id"),
    ("supplier", "supplier_id"),
    ("cost", "cost_minor"),
    ("location", "location_id"),
    ("destination", "to_location_id"),
    ("person", "to.id"),
    ("holder", "to.id"),
];

/// The table.
pub fn api() -> Api {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Api::inside("Stock")
        .call(
            get("/stock", read, list)
                .named("listStock", "List items of stock by name")
                .about("`on_hand` is what there is where you may look; with `location_id`, there and below.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "battery", "low": "true" })),
        )
        .call(
            post("/stock", manage, create)
                .named("createStockItem", "Add an item of stock")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "AA batteries", "category_id": "$CATEGORY", "unit": "piece", "sku": "BAT-AA", "cost_minor": 45 })),
        )
        .call(
            get("/stock/order-list", read, order_list)
                .named("listStockToOrder", "List what should be ordered")
                .about("Where less is on hand than there should be, and how much is missing.")
                .query::<PageQuery>()
                .answers::<List<Short>>(200),
        )
        .call(
            get("/stock/minimums", read, minimums)
                .named("listStockMinimums", "List how much there should be by category")
                .query::<PageQuery>()
                .answers::<List<CategoryMinimum>>(200),
        )
        .call(
            put("/stock/minimums", manage, set_category_minimum)
                .named("setStockCategoryMinimum", "Say how much there should be of a category")
                .about("Of each item of it and of those below it, at each place that has it; null says nothing.")
                .body::<CategoryMinimum>()
                .answers_nothing()
                .like(json!({ "category_id": "$CATEGORY", "minimum": 5 })),
        )
        .call(
            get("/stock/{id}", read, show)
                .named("getStockItem", "Get an item of stock")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/stock/{id}", manage, amend)
                .named("updateStockItem", "Change an item of stock")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "note": "The second shelf." })),
        )
        .call(
            delete("/stock/{id}", manage, archive)
                .named("archiveStockItem", "Archive an item of stock")
                .about("Nothing of it may be on hand. Its ledger stays.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/stock/{id}/restoration", manage, restore)
                .named("restoreStockItem", "Take an archived item of stock out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            get("/stock/{id}/levels", read, levels)
                .named("listStockLevels", "List what is on hand of an item, place by place")
                .query::<PageQuery>()
                .answers::<List<LevelShown>>(200),
        )
        .call(
            put("/stock/{id}/minimums", manage, set_minimum)
                .named("setStockMinimum", "Say how much there should be of an item at a place")
                .about("Null: as its category says.")
                .body::<MinimumInput>()
                .answers_nothing()
                .conflicts()
                .like(json!({ "location_id": "$LOCATION", "minimum": 20 })),
        )
        .call(
            get("/stock/{id}/entries", read, entries)
                .named("listStockEntries", "List what came and went of an item, the newest first")
                .query::<EntryQuery>()
                .answers::<List<EntryShown>>(200),
        )
        .call(
            post("/stock/{id}/entries", lend, write)
                .named("writeStockEntry", "Write what came or went of an item")
                .about("Answers the entries that were written: two for a transfer. `receive` and `adjust` need the right to change assets.")
                .body::<EntryInput>()
                .answers::<List<EntryShown>>(200)
                .once()
                .conflicts()
                .like(json!({ "kind": "receive", "location_id": "$LOCATION", "quantity": 40, "note": "Delivery" })),
        )
        .call(
            post("/stock/{id}/entries/{entry}/reversal", manage, reverse)
                .named("reverseStockEntry", "Make up for an entry")
                .about("Once for each; a transfer as a whole. Answers the entries that make up for it.")
                .answers::<List<EntryShown>>(200)
                .once()
                .conflicts(),
        )
}

fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    }
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let asked = ItemQuery {
        text: query.q.unwrap_or_default(),
        category: id(query.category_id),
        location: id(query.location_id),
        supplier: id(query.supplier_id),
        ..ItemQuery::default()
    };
    let mut filter = asked.filter();
    filter.is_low = query.low.unwrap_or(false);
    filter.is_archived = query.archived.unwrap_or(false);
    let reach = scope.reach(Perm::AssetsRead);
    let rows = store::after(scope.db(), scope.org_id(), &filter, &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |item| (item.name.clone(), item.id), Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let form = input.form(&scope.org.currency)?;
    let new = NewItem::parse(&form, &known(&scope).await?, None).map_err(Error::Invalid).map_err(by_our_names)?;
    let id = actions::create(&scope, &new, &key.0).await.map_err(by_our_names)?;
    let item = visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/stock/{id}", scope.org.slug), item.version, &Shown::from(item))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let item = visible(&scope, id).await?;
    tagged(&seen, item.version, &Shown::from(item))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let item = changeable(&scope, id).await?;
    seen.check(item.version)?;
    let form = merged(&Input::of(&item), change)?.form(&item.currency)?;
    let new =
        NewItem::parse(&form, &known(&scope).await?, Some(&item)).map_err(Error::Invalid).map_err(by_our_names)?;
    actions::change(&scope, id, item.version, &new).await.map_err(by_our_names)?;
    let item = visible(&scope, id).await?;
    tagged(&Seen::default(), item.version, &Shown::from(item))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let item = changeable(&scope, id).await?;
    seen.check(item.version)?;
    actions::archive(&scope, id, item.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let item = changeable(&scope, id).await?;
    actions::restore(&scope, id, item.version).await?;
    ok(&Shown::from(visible(&scope, id).await?))
}

async fn changeable(scope: &Scope, id: Uuid) -> Result<super::Item, Error> {
    let item = visible(scope, id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(item)
}

async fn order_list(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let short = store::short(scope.db(), scope.org_id(), &scope.reach(Perm::AssetsRead), ORDER_MAX).await?;
    ok(&page.cut(short, "name", |short| (short.item_id, short.location_id), Short::from)?)
}

async fn minimums(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    let said = store::minimums(scope.db(), scope.org_id()).await?;
    let line = |(category_id, minimum)| CategoryMinimum { category_id, minimum: Some(minimum) };
    ok(&page.cut(said, "category", |(category, _)| *category, line)?)
}

async fn set_category_minimum(scope: Scope, Body(input): Body<CategoryMinimum>) -> Reply {
    demand_counted(input.minimum)?;
    // Which category stands in the body, not in the address.
    actions::set_category_minimum(&scope, input.category_id, input.minimum).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("category_id", "There is no such category."),
        error => error,
    })?;
    nothing()
}

async fn set_minimum(scope: Scope, Id(id): Id, Body(input): Body<MinimumInput>) -> Reply {
    visible(&scope, id).await?;
    demand_counted(input.minimum)?;
    actions::set_minimum(&scope, id, input.location_id, input.minimum).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("location_id", "There is no such location."),
        error => by_our_names(error),
    })?;
    nothing()
}

fn demand_counted(minimum: Option<i64>) -> Result<(), Error> {
    match minimum {
        Some(minimum) if !(0..=QUANTITY_MAX).contains(&minimum) => {
            Err(Error::invalid("minimum", "Send a whole number from 0 on."))
        }
        _ => Ok(()),
    }
}

async fn levels(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    let levels = store::levels(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await?;
    ok(&page.cut(levels, "place", |level| level.location_id, LevelShown::from)?)
}

async fn entries(scope: Scope, Id(id): Id, Ask(query): Ask<EntryQuery>) -> Reply {
    visible(&scope, id).await?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), LEDGER)?);
    let reach = scope.reach(Perm::AssetsRead);
    let rows = store::entries(scope.db(), scope.org_id(), id, &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, LEDGER, |entry| entry.id, EntryShown::from))
}

async fn write(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<EntryInput>) -> Reply {
    visible(&scope, id).await?;
    let wish = wished(input)?;
    let act = actions::write(&scope, id, &wish, &key.0).await.map_err(by_our_names)?;
    written(&scope, id, act).await
}

async fn reverse(scope: Scope, key: OnceKey, Path(at): Path<EntryPath>) -> Reply {
    visible(&scope, at.id).await?;
    let act = actions::reverse(&scope, at.id, at.entry, &key.0).await?;
    written(&scope, at.id, act).await
}

/// The entries of an act; they were allowed to be written, so they may be seen.
async fn written(scope: &Scope, id: Uuid, act: Uuid) -> Reply {
    let entries = store::acts(scope.db(), scope.org_id(), id, act).await?;
    ok(&List { data: entries.into_iter().map(EntryShown::from).collect(), next_cursor: None })
}

fn wished(input: EntryInput) -> Result<Wish, Problem> {
    let mut problems = Problems::new();
    let note = problems.take("note", text::optional_line(&input.note, NOTE_MAX));
    let kind = Kind::parse(&input.kind);
    if kind.is_none() {
        problems.add("kind", "An entry is receive, issue, return, adjust or transfer.");
    }
    let whole = |number: Option<i64>, least: i64| match number {
        Some(number) if (least..=QUANTITY_MAX).contains(&number) => Ok(number),
        _ => Err(format!("Send a whole number from {least} on.")),
    };
    let quantity = match kind {
        Some(Kind::Adjust) => problems.take("counted", whole(input.counted, 0)),
        _ => problems.take("quantity", whole(input.quantity, 1)),
    };
    let other = match input.to {
        None => None,
        Some(to) => match to.kind.as_str() {
            "contact" => Some(Other::Contact(to.id)),
            "asset" => Some(Other::Asset(to.id)),
            _ => {
                problems.add("to.kind", "Stock goes to a contact or into an asset.");
                None
            }
        },
    };
    if input.cost_minor.is_some_and(|cost| cost < 0) {
        problems.add("cost_minor", "A cost is not below nothing.");
    }
    if kind == Some(Kind::Transfer) && input.to_location_id.is_none_or(|to| to == input.location_id) {
        problems.add("to_location_id", "Name the other place that it goes to.");
    }
    let (Some(note), Some(kind), Some(quantity), true) = (note, kind, quantity, problems.is_empty()) else {
        return Err(Error::Invalid(problems).into());
    };
    let act = match (kind, input.to_location_id) {
        (Kind::Receive, _) => Act::Receive(quantity, input.cost_minor),
        (Kind::Issue, _) => Act::Issue(quantity, other),
        (Kind::Return, _) => Act::Return(quantity, other),
        (Kind::Transfer, Some(to)) => Act::Transfer(quantity, to),
        (Kind::Adjust | Kind::Transfer, _) => Act::Adjust(quantity),
    };
    Ok(Wish { location: input.location_id, act, note })
}
