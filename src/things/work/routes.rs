//! The pages of work orders: the list and the board, one order and its forms.

use super::model::{Known, NewOrder, Order, OrderForm, OrderQuery, PartForm, filed, shown};
use super::{actions, store};
use crate::stock::{self, ItemQuery};
use crate::views::work::{asset as asset_view, file, form as form_view, index as list_view, show as view};
use crate::{assets, catalogue, lists, locations, meters};
use axum::http::StatusCode;
use kernel::keyset::KeysetPage;
use kernel::sheet::Paper;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Path, Query, Routes, TURN, Turn, file_as_read, go_flash};
use platform::{Perm, Reach, Scope, events};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Cards on the board.
const BOARD_MAX: i64 = 200;
/// Orders on the page of an asset.
const OF_ASSET: i64 = 100;
/// Facts of an order's history.
const FACTS: i64 = 50;
/// Items offered as parts.
const ITEMS_MAX: i64 = 500;
/// Resources named that it closes.
const RESOURCES_MAX: i64 = 20;

/// The table.
pub fn routes() -> Routes {
    let (read, lend) = (Perm::AssetsRead, Perm::AssetsLend);
    Routes::under("/o/{org}")
        .get("/work-orders", read, index)
        .get("/assets/{id}/work-orders", read, of_asset)
        .get("/work-orders/new", lend, blank)
        .get("/work-orders/{id}", read, show)
        .get("/work-orders/{id}/details", lend, edit)
        .post("/work-orders/{id}/checklist", lend, add_task)
        .post("/work-orders/{id}/checklist/{task}", lend, tick)
        .post("/work-orders/{id}/comments", lend, comment)
        .post("/work-orders/{id}/parts", lend, part)
}

/// An order the viewer may see.
pub async fn seen(scope: &Scope, id: Uuid) -> Result<Order> {
    let order = store::by_id(scope.db(), scope.org_id(), id).await?;
    if order.is_within(&scope.reach(Perm::AssetsRead)) { Ok(order) } else { Err(Error::NotFound) }
}

/// An order the viewer may work on.
pub async fn worked(scope: &Scope, id: Uuid) -> Result<Order> {
    let order = seen(scope, id).await?;
    if order.is_within(&scope.reach(Perm::AssetsLend)) { Ok(order) } else { Err(Error::Forbidden) }
}

/// What a form may choose from, as far as the viewer's rights to have work done go.
///
/// # Errors
/// Only of the database.
pub async fn known(scope: &Scope) -> Result<Known> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsLend));
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let mut suppliers = catalogue::vendors::store::all(db, org).await?;
    suppliers.retain(|vendor| vendor.supplies);
    Ok(Known { places, suppliers, people: store::people(db, org, scope.now).await? })
}

pub(crate) fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/work-orders/{id}"))
}

fn back(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// May the viewer raise orders: somewhere at least?
fn may_raise(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsLend) != Reach::Within(Vec::new())
}

async fn index(scope: Scope, page: Page, Query(query): Query<OrderQuery>) -> Answer {
    let (db, org, reach, filter) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead), query.filter());
    let asked = (&filter, scope.today());
    // What is remembered is not said by the addresses of the page.
    let columns = lists::columns(&scope, lists::Kind::WorkOrders, &query.columns).await?;
    if let Some(paper) = Paper::parse(&query.format) {
        let columns = filed(&columns);
        let (heads, asked) = (file::heads(&columns), Arc::new((scope, filter, reach, columns)));
        return file_as_read(paper, "Work orders", heads, move |edge| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, filter, reach, columns) = &*asked;
                let of = (filter, scope.today());
                let orders = store::below(scope.db(), scope.org_id(), of, reach, edge, TURN).await?;
                Ok(Turn::of(&orders, |order| file::cells(order, columns, scope.org.zone()), |last| last.number))
            })
        })
        .await;
    }
    let listed = match query.view.as_str() {
        "board" => {
            let orders = store::below(db, org, asked, &reach, None, BOARD_MAX).await?;
            KeysetPage::whole(orders)
        }
        _ => store::list(db, org, asked, &reach, (query.after, query.before)).await?,
    };
    let mut places = locations::store::tree(db, org).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let facts = list_view::Index {
        org: &scope.org,
        query: &query,
        columns: &shown(&columns),
        page: &listed,
        people: &store::people(db, org, scope.now).await?,
        places: &places,
        lend: &scope.reach(Perm::AssetsLend),
        may_raise: may_raise(&scope),
        today: scope.today(),
    };
    let scripts: &[&str] = if query.view == "board" { &["board.js"] } else { &[] };
    Ok(page.show_with(&scope, "Work orders", scripts, &["work.css", "assets.css"], list_view::page(&facts)))
}

/// The newest orders about an asset: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let asset = assets::seen(&scope, id).await?;
    let orders = store::of_asset(scope.db(), scope.org_id(), id, OF_ASSET).await?;
    let may_raise = asset.is_within(&scope.reach(Perm::AssetsLend));
    Ok(page.part(asset_view::section(&scope.org, &asset.tag, &orders, may_raise, scope.today())))
}

async fn blank(scope: Scope, page: Page, Query(typed): Query<OrderForm>) -> Answer {
    if !may_raise(&scope) {
        return Err(Error::Forbidden.into());
    }
    // The key is the order's id, so that whatever is decided about bookings leads to the same order.
    let form = OrderForm { key: scope.id().to_string(), ..typed };
    let main = form_view::page(&scope.org, None, &form, &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, "New work order", main))
}

/// The form of a new order again, with what is wrong with it. Whoever owns the transaction answers the form itself: work may
/// close what is booked.
pub(crate) async fn blank_again(scope: &Scope, page: &Page, form: &OrderForm, problems: &Problems) -> Answer {
    let known = known(scope).await?;
    Ok(page.refuse(scope, "New work order", form_view::page(&scope.org, None, form, &known, problems)))
}

/// What the form says; its asset is looked up as far as the viewer may see it.
pub(crate) async fn read(scope: &Scope, form: &OrderForm, known: &Known, existing: Option<&Order>) -> Result<NewOrder> {
    let asset = match form.asset.trim() {
        "" => None,
        tag => assets::store::by_word(scope.db(), scope.org_id(), tag).await?,
    };
    let asset = asset.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead))).map(|asset| asset.id);
    let currency = existing.map_or(scope.org.currency.as_str(), |order| order.currency.as_str());
    NewOrder::parse(form, known, asset, existing, (scope.org.zone(), currency)).map_err(Error::Invalid)
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let order = seen(&scope, id).await?;
    drawn(&scope, &page, &order, &Problems::new()).await
}

async fn drawn(scope: &Scope, page: &Page, order: &Order, problems: &Problems) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let lend = scope.reach(Perm::AssetsLend);
    let may_work = order.is_within(&lend);
    let (mut places, mut items) = (Vec::new(), Vec::new());
    if may_work && !order.state.is_over() {
        places = locations::store::tree(db, org).await?;
        places.retain(|place| lend.covers(place.id));
        items = stock::store::after(db, org, &ItemQuery::default().filter(), &reach, None, ITEMS_MAX).await?;
    }
    let closes = match order.location_id {
        Some(place) => store::resources_at(db, org, place, RESOURCES_MAX).await?,
        None => store::resources_of(db, org, order.asset_id, RESOURCES_MAX).await?,
    };
    let meters = match order.asset_id.filter(|_| may_work && order.state.is_under_way()) {
        Some(asset) => meters::store::of_asset(db, org, asset).await?,
        None => Vec::new(),
    };
    let facts = view::Facts {
        org: &scope.org,
        order,
        meters: &meters,
        tasks: &store::tasks(db, org, order.id).await?,
        parts: &stock::store::of_order(db, org, order.id).await?,
        files: &super::files::store::all(db, org, order.id).await?,
        comments: &store::comments(db, org, order.id).await?,
        history: &events::of_subject(db, org, order.id, FACTS).await?,
        items: &items,
        places: &places,
        closes: &closes,
        may_work,
        may_cancel: order.is_within(&scope.reach(Perm::AssetsManage)),
        today: scope.today(),
        key: &scope.house.ids.token(),
    };
    Ok(page.show_with(scope, &order.label(), &[], &["assets.css"], view::page(&facts, problems)))
}

async fn again(scope: &Scope, page: &Page, order: &Order, problems: &Problems) -> Answer {
    let response = drawn(scope, page, order, problems).await?;
    Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let order = worked(&scope, id).await?;
    let form = OrderForm::of(&order, scope.org.zone());
    let main = form_view::page(&scope.org, Some(&order), &form, &known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", order.label()), main))
}

/// The form of an order again, with what is wrong with it.
pub(crate) async fn edit_again(scope: &Scope, page: &Page, id: Uuid, form: &OrderForm, problems: &Problems) -> Answer {
    let order = worked(scope, id).await?;
    let main = form_view::page(&scope.org, Some(&order), form, &known(scope).await?, problems);
    Ok(page.refuse(scope, &format!("Edit {}", order.label()), main))
}

/// The page of an order again, with what is wrong with a form on it.
pub(crate) async fn show_again(scope: &Scope, page: &Page, id: Uuid, problems: &Problems) -> Answer {
    let order = worked(scope, id).await?;
    again(scope, page, &order, problems).await
}

/// What a button that moves an order sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GoForm {
    /// The state's name.
    pub(crate) state: String,
    /// Why.
    pub(crate) note: String,
    /// The version that was read.
    pub(crate) version: i64,
    /// `board`: back to it.
    pub(crate) view: String,
    /// `on`: the last move is taken back.
    pub(crate) undoes: String,
    /// Meters of its asset, and
    pub(crate) meter: Vec<Uuid>,
    /// what each of them shows; empty: it was not read.
    pub(crate) reading: Vec<String>,
}

impl GoForm {
    /// What was read, meter by meter.
    ///
    /// # Errors
    /// A problem at `reading` for what is no number.
    pub(crate) fn readings(&self) -> Result<Vec<(Uuid, i64)>> {
        let typed = self.meter.iter().zip(&self.reading).filter(|(_, typed)| !typed.trim().is_empty());
        let read = |typed: &str| meters::number(typed).map_err(|told| Error::invalid("reading", told));
        typed.map(|(meter, typed)| Ok((*meter, read(typed)?))).collect()
    }
}

/// What a form with one text sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TextForm {
    text: String,
    key: String,
}

async fn add_task(scope: Scope, page: Page, Id(id): Id, Form(form): Form<TextForm>) -> Answer {
    let order = worked(&scope, id).await?;
    match actions::add_task(&scope, id, &form.text, &form.key).await {
        Ok(_) => Ok(back(&scope, &path(&scope, id), "The step was added.".to_owned())),
        Err(Error::Invalid(problems)) => {
            again(&scope, &page, &order, &platform::web::api::renamed(problems, &[("text", "step")])).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Which step of which order.
#[derive(Debug, Deserialize)]
pub(super) struct TaskPath {
    pub id: Uuid,
    pub task: Uuid,
}

/// What a step's button sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TickForm {
    /// `on`: it is done.
    done: String,
}

async fn tick(scope: Scope, Path(at): Path<TaskPath>, Form(form): Form<TickForm>) -> Answer {
    worked(&scope, at.id).await?;
    actions::tick(&scope, at.id, at.task, form.done == "on").await?;
    let text = if form.done == "on" { "The step is done." } else { "The step is not done." };
    Ok(back(&scope, &path(&scope, at.id), text.to_owned()))
}

async fn comment(scope: Scope, page: Page, Id(id): Id, Form(form): Form<TextForm>) -> Answer {
    let order = worked(&scope, id).await?;
    match actions::comment(&scope, id, &form.text, &form.key).await {
        Ok(_) => Ok(back(&scope, &path(&scope, id), "The comment was added.".to_owned())),
        Err(Error::Invalid(problems)) => {
            again(&scope, &page, &order, &platform::web::api::renamed(problems, &[("text", "comment")])).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn part(scope: Scope, page: Page, Id(id): Id, Form(form): Form<PartForm>) -> Answer {
    let order = worked(&scope, id).await?;
    let mut problems = Problems::new();
    let chosen = |typed: &str| typed.trim().parse::<Uuid>().map_err(|_| "Choose one from the list.");
    let item = problems.take("item", chosen(&form.item));
    let location = problems.take("location", chosen(&form.location));
    let quantity = problems.take("quantity", stock::counted(&form.quantity, 1));
    let done = match (item, location, quantity) {
        (Some(item), Some(location), Some(quantity)) => {
            actions::part(&scope, id, item, (location, quantity, form.act == "return"), &form.key).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(_) => Ok(back(&scope, &path(&scope, id), "The parts were written into the ledger.".to_owned())),
        Err(Error::Invalid(problems)) => again(&scope, &page, &order, &problems).await,
        Err(error) => Err(error.into()),
    }
}
