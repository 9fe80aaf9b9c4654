//! Work orders, for programs: the table and its calls. What they look like on the wire is in `wire`. What may hit bookings
//! is answered in the wing of days, which knows them.

mod wire;

pub use super::routes::{seen as visible, worked};
pub use wire::{GoInput, Input, Shown};

use super::model::{Kind, NewOrder, Order, OrderQuery, Priority, State};
use super::routes::{TaskPath, known, read};
use super::{actions, store};
use crate::{assets, stock};
use kernel::Error;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, get, ok, post, put, renamed, tagged,
};
use platform::web::{Id, Path};
use platform::{Perm, Scope};
use serde_json::json;
use uuid::Uuid;
use wire::{CommentShown, DoneInput, ListQuery, PartInput, PartShown, TaskShown, TextInput};

/// The order of the list.
const ORDER: &str = "number";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("asset", "asset_id"),
    ("location", "location_id"),
    ("assignee", "assignee_id"),
    ("supplier", "supplier_id"),
    ("rate", "rate_minor"),
    ("other_cost", "other_minor"),
    ("reading", "readings"),
];

/// The table.
pub fn api() -> Api {
    let (view, lend) = (Perm::AssetsRead, Perm::AssetsLend);
    let api = Api::inside("Work orders")
        .call(
            get("/work-orders", view, list)
                .named("listWorkOrders", "List work orders, the newest first")
                .about("Those that are not over, unless `state` names one, or `all` of them are asked for.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "kind": "repair", "priority": "high" })),
        )
        .call(
            get("/work-orders/{id}", view, show)
                .named("getWorkOrder", "Get a work order")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            get("/work-orders/{id}/checklist", view, tasks)
                .named("listWorkOrderSteps", "List the checklist of a work order")
                .query::<PageQuery>()
                .answers::<List<TaskShown>>(200),
        )
        .call(
            post("/work-orders/{id}/checklist", lend, add_task)
                .named("addWorkOrderStep", "Add a step to the checklist of a work order")
                .body::<TextInput>()
                .answers::<List<TaskShown>>(200)
                .once()
                .conflicts()
                .like(json!({ "text": "Oil the bearing" })),
        )
        .call(
            put("/work-orders/{id}/checklist/{task}", lend, tick)
                .named("tickWorkOrderStep", "Tick a step, or take its tick away")
                .body::<DoneInput>()
                .answers::<List<TaskShown>>(200)
                .conflicts()
                .like(json!({ "done": true })),
        )
        .call(
            get("/work-orders/{id}/parts", view, parts)
                .named("listWorkOrderParts", "List what was taken from stock for a work order")
                .query::<PageQuery>()
                .answers::<List<PartShown>>(200),
        )
        .call(
            post("/work-orders/{id}/parts", lend, part)
                .named("takeWorkOrderPart", "Take a part from stock, or put one back")
                .body::<PartInput>()
                .answers::<List<PartShown>>(200)
                .once()
                .conflicts()
                .like(json!({ "item_id": "$SPARE", "location_id": "$LOCATION", "quantity": 1 })),
        )
        .call(
            get("/work-orders/{id}/comments", view, comments)
                .named("listWorkOrderComments", "List what was written about a work order")
                .query::<PageQuery>()
                .answers::<List<CommentShown>>(200),
        )
        .call(
            post("/work-orders/{id}/comments", lend, comment)
                .named("commentWorkOrder", "Write about a work order")
                .body::<TextInput>()
                .answers::<List<CommentShown>>(200)
                .once()
                .like(json!({ "text": "The part is on its way." })),
        );
    super::files::calls(api)
}

/// Problems by the names of the body.
pub fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    }
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let state = query.state.unwrap_or_default();
    if !state.is_empty() && state != "all" && State::parse(&state).is_none() {
        return Err(Problem::field("state", "There is no such state."));
    }
    if query.kind.as_deref().is_some_and(|kind| Kind::parse(kind).is_none()) {
        return Err(Problem::field("kind", "There is no such kind."));
    }
    if query.priority.as_deref().is_some_and(|priority| Priority::parse(priority).is_none()) {
        return Err(Problem::field("priority", "There is no such priority."));
    }
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let asked = OrderQuery {
        text: query.q.unwrap_or_default(),
        state,
        kind: query.kind.unwrap_or_default(),
        priority: query.priority.unwrap_or_default(),
        assignee: id(query.assignee_id),
        location: id(query.location_id),
        asset: id(query.asset_id),
        due: if query.late == Some(true) { "late".to_owned() } else { String::new() },
        ..OrderQuery::default()
    };
    let (filter, reach) = (asked.filter(), scope.reach(Perm::AssetsRead));
    let rows = store::below(scope.db(), scope.org_id(), (&filter, scope.today()), &reach, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |order| order.number, Shown::from))
}

/// An order as the body wants it.
///
/// # Errors
/// Problems by the names of the body.
pub async fn wished(scope: &Scope, input: Input, existing: Option<&Order>) -> Result<NewOrder, Error> {
    let known = known(scope).await?;
    let tag = assets::tag_of(scope, input.asset_id).await?;
    let form = input.form(tag, scope.org.zone(), &scope.org.currency)?;
    read(scope, &form, &known, existing).await.map_err(by_our_names)
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let order = visible(&scope, id).await?;
    tagged(&seen, order.version, &Shown::from(order))
}

async fn tasks(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    checklist(&scope, id, &page).await
}

async fn checklist(scope: &Scope, id: Uuid, page: &PageQuery) -> Reply {
    let tasks = store::tasks(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(tasks, "steps", |task| task.id, TaskShown::from)?)
}

async fn add_task(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<TextInput>) -> Reply {
    worked(&scope, id).await?;
    actions::add_task(&scope, id, &input.text, &key.0).await?;
    checklist(&scope, id, &PageQuery::default()).await
}

async fn tick(scope: Scope, Path(at): Path<TaskPath>, Body(input): Body<DoneInput>) -> Reply {
    worked(&scope, at.id).await?;
    actions::tick(&scope, at.id, at.task, input.done).await?;
    checklist(&scope, at.id, &PageQuery::default()).await
}

async fn parts(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    taken(&scope, id, &page).await
}

async fn taken(scope: &Scope, id: Uuid, page: &PageQuery) -> Reply {
    let parts = stock::store::of_order(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(parts, "name", |part| part.item_id, PartShown::from)?)
}

async fn part(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<PartInput>) -> Reply {
    worked(&scope, id).await?;
    if !(1..=stock::QUANTITY_MAX).contains(&input.quantity) {
        return Err(Problem::field("quantity", "Send a whole number from 1 on."));
    }
    let wish = (input.location_id, input.quantity, input.comes_back);
    // Which item stands in the body, not in the address.
    actions::part(&scope, id, input.item_id, wish, &key.0).await.map_err(|error| match error {
        Error::NotFound => Error::invalid("item_id", "There is no such item."),
        error => by_our_names(error),
    })?;
    taken(&scope, id, &PageQuery::default()).await
}

async fn comments(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    visible(&scope, id).await?;
    written(&scope, id, &page).await
}

async fn written(scope: &Scope, id: Uuid, page: &PageQuery) -> Reply {
    let comments = store::comments(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(comments, "at", |comment| comment.id, CommentShown::from)?)
}

async fn comment(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<TextInput>) -> Reply {
    worked(&scope, id).await?;
    actions::comment(&scope, id, &input.text, &key.0).await?;
    written(&scope, id, &PageQuery::default()).await
}
