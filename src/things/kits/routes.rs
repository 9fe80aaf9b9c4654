//! The pages of kits: the list, one of them, handing out and taking back; and their templates.

use super::actions::{self, Out};
use super::model::{Filter, Kit, KitQuery, Line, OutForm, Part, ReturnForm, TemplateForm};
use super::policy::lacking;
use super::store;
use crate::assets::{self, person};
use crate::stock::{self, ItemQuery};
use crate::views::kits::{self as view, Choices, Row};
use crate::{catalogue, locations};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use kernel::sheet::Paper;
use kernel::time::parse_day;
use kernel::{Error, Problems, Result, text};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash, listed};
use platform::{Perm, Reach, Scope, events};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Kits on a page.
const PAGE: usize = 50;
/// Kits that are read at once.
const BATCH: i64 = 200;
/// Rows of a file.
const FILE_MAX: usize = 10_000;
/// Kits on the page of a template.
const OF_TEMPLATE: usize = 50;
/// Items of stock that a template may choose from.
const ITEMS_MAX: i64 = 500;
/// Facts of a kit's history.
const FACTS: i64 = 50;
/// The longest note of a hand-over (characters).
const NOTE_MAX: usize = 400;

/// The table.
pub fn routes() -> Routes {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/kits", read, index)
        .get("/kits/new", manage, blank)
        .post("/kits", manage, make)
        .get("/kits/{id}", read, show)
        .get("/assets/{id}/kit", read, of_asset)
        .post("/kits/{id}/removal", manage, unmake)
        .get("/kits/{id}/check-out", lend, out_form)
        .post("/kits/{id}/check-out", lend, check_out)
        .get("/kits/{id}/return", lend, return_form)
        .get("/kit-templates", read, templates)
        .get("/kit-templates/new", manage, new_template)
        .post("/kit-templates", manage, create)
        .get("/kit-templates/{id}", read, template)
        .get("/kit-templates/{id}/details", manage, edit)
        .post("/kit-templates/{id}/details", manage, change)
        .post("/kit-templates/{id}/archival", manage, archive)
        .post("/kit-templates/{id}/restoration", manage, restore)
}

/// A kit the viewer may see.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Kit> {
    store::kit(scope.db(), scope.org_id(), id, &scope.reach(Perm::AssetsRead)).await
}

/// A kit the viewer may hand over and take back: with all that is in it.
///
/// # Errors
/// Not found where the viewer may not see it, forbidden where they may not lend all of it.
pub async fn lent(scope: &Scope, id: Uuid) -> Result<Kit> {
    let kit = seen(scope, id).await?;
    if may_lend(scope, id).await? { Ok(kit) } else { Err(Error::Forbidden) }
}

async fn may_lend(scope: &Scope, id: Uuid) -> Result<bool> {
    let (read, lend) = (scope.reach(Perm::AssetsRead), scope.reach(Perm::AssetsLend));
    let parts = store::parts(scope.db(), scope.org_id(), vec![id]).await?;
    let all = parts.iter().all(|part| part.is_within(&read) && part.is_within(&lend));
    Ok(all && may(scope, id, Perm::AssetsLend).await?)
}

async fn may(scope: &Scope, id: Uuid, perm: Perm) -> Result<bool> {
    match store::kit(scope.db(), scope.org_id(), id, &scope.reach(perm)).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(crate) fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/kits/{id}"))
}

fn back(scope: &Scope, path: &str, text: String) -> Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// A page of kits that fit, with what is in them and what they lack, by tag. What they lack is judged kit by kit, so where it
/// matters they are read on until the page is full.
pub(super) async fn rows(scope: &Scope, filter: &Filter, edges: Edges, size: usize) -> Result<KeysetPage<Row>> {
    let (reach, mut at, mut rows) = (scope.reach(Perm::AssetsRead), edges, Vec::new());
    loop {
        let kits = store::kits(scope.db(), scope.org_id(), filter, &reach, at, BATCH).await?;
        let (is_last, end) = ((kits.len() as i64) < BATCH, kits.last().map(|kit| kit.asset_id));
        let found = with_parts(scope, kits).await?.into_iter();
        rows.extend(found.filter(|row| filter.is_complete.is_none_or(|wanted| row.lacks.is_empty() == wanted)));
        if is_last || rows.len() > size {
            return Ok(KeysetPage::cut(rows, size, edges));
        }
        at = if is_backwards(edges) { (None, end) } else { (end, None) };
    }
}

/// Kits with what is in them. What the viewer may not see is counted and not named; whether a kit is complete is judged by
/// everything.
pub(super) async fn with_parts(scope: &Scope, kits: Vec<Kit>) -> Result<Vec<Row>> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    if kits.is_empty() {
        return Ok(Vec::new());
    }
    let tree = catalogue::categories::store::tree_with_archived(db, org).await?;
    let lines = store::lines(db, org, kits.iter().map(|kit| kit.template_id).collect()).await?;
    let mut parts: HashMap<Uuid, Vec<Part>> = HashMap::new();
    for part in store::parts(db, org, kits.iter().map(|kit| kit.asset_id).collect()).await? {
        parts.entry(part.kit_id).or_default().push(part);
    }
    let row = |kit: Kit| {
        let parts = parts.remove(&kit.asset_id).unwrap_or_default();
        let own: Vec<Line> = lines.iter().filter(|line| line.template_id == kit.template_id).cloned().collect();
        let lacks = lacking(&own, &parts, &tree);
        let (parts, others): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.is_within(&reach));
        let own = own.into_iter().filter(|line| line.is_within(&reach)).collect();
        Row { lacks, lines: own, others: others.len(), parts, kit }
    };
    Ok(kits.into_iter().map(row).collect())
}

/// How many things are in an asset, where that is a kit.
pub async fn parts_of(scope: &Scope, asset: Uuid) -> Result<Option<usize>> {
    match seen(scope, asset).await {
        Ok(_) => Ok(Some(store::parts(scope.db(), scope.org_id(), vec![asset]).await?.len())),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What goes along with a kit from stock.
pub async fn stock_of(scope: &Scope, kit: Uuid) -> Result<Vec<Line>> {
    let mut lines = store::lines(scope.db(), scope.org_id(), vec![seen(scope, kit).await?.template_id]).await?;
    lines.retain(|line| line.item_id.is_some());
    Ok(lines)
}

/// Where a kit is, where all that goes along with it is on hand there: so nobody has to choose.
async fn stock_place(scope: &Scope, kit: Uuid) -> Result<Option<Uuid>> {
    let Some(place) = assets::store::by_id(scope.db(), scope.org_id(), kit).await?.location_id else { return Ok(None) };
    for line in stock_of(scope, kit).await? {
        let Some(item) = line.item_id else { continue };
        if stock::store::on_hand(scope.db(), scope.org_id(), item, place).await? < line.quantity {
            return Ok(None);
        }
    }
    Ok(Some(place))
}

async fn index(scope: Scope, page: Page, Query(query): Query<KitQuery>) -> Answer {
    let filter = query.filter();
    if let Some(paper) = Paper::parse(&query.format) {
        let all = rows(&scope, &filter, (None, None), FILE_MAX).await?;
        if all.has_next {
            return Err(Error::invalid("format", "More than 10,000 kits fit this filter. Narrow it.").into());
        }
        let rows = move || all.rows.into_iter().map(|row| view::file_row(&row));
        return listed(paper, "Kits".to_owned(), view::file_heads(), rows).await;
    }
    let rows = rows(&scope, &filter, (query.after, query.before), PAGE).await?;
    let templates = store::templates(scope.db(), scope.org_id()).await?;
    let may_add = scope.may(Perm::AssetsManage);
    Ok(page.show(&scope, "Kits", view::index(&scope.org, &query, &rows, &templates, may_add)))
}

/// What the form for a new kit sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct KitForm {
    /// The asset's tag.
    pub asset: String,
    /// A template's id.
    pub template: String,
}

async fn blank(scope: Scope, page: Page, Query(form): Query<KitForm>) -> Answer {
    drawn_new(&scope, &page, &form, &Problems::new()).await
}

async fn drawn_new(scope: &Scope, page: &Page, form: &KitForm, problems: &Problems) -> Answer {
    let mut templates = store::templates(scope.db(), scope.org_id()).await?;
    templates.retain(|template| template.archived_at.is_none());
    Ok(page.show(scope, "New kit", view::new_kit(&scope.org, form, &templates, problems)))
}

async fn make(scope: Scope, page: Page, Form(form): Form<KitForm>) -> Answer {
    let mut problems = Problems::new();
    let found = assets::store::by_word(scope.db(), scope.org_id(), form.asset.trim()).await?;
    let found = found.filter(|asset| asset.is_within(&scope.reach(Perm::AssetsRead)));
    let asset = problems.take("asset", found.ok_or("There is no asset with this tag."));
    let template = problems.take("template", form.template.parse::<Uuid>().map_err(|_| "Choose a template."));
    let made = match (asset, template) {
        (Some(asset), Some(template)) => actions::make(&scope, asset.id, template).await.map(|()| asset),
        _ => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(asset) => Ok(back(&scope, &path(&scope, asset.id), format!("{} is a kit now.", asset.tag))),
        Err(Error::Invalid(problems)) => {
            let response = drawn_new(&scope, &page, &form, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

async fn row_of(scope: &Scope, kit: Kit) -> Result<Row> {
    with_parts(scope, vec![kit]).await?.pop().ok_or(Error::NotFound)
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let row = row_of(&scope, seen(&scope, id).await?).await?;
    let asset = assets::store::by_id(scope.db(), scope.org_id(), id).await?;
    let mut history = events::of_subject(scope.db(), scope.org_id(), id, FACTS).await?;
    history.retain(|fact| fact.subject_kind == "kit");
    let facts = view::Facts {
        org: &scope.org,
        row: &row,
        asset: &asset,
        history: &history,
        known: &known(&scope, &history).await?,
        may_lend: may_lend(&scope, id).await?,
        may_change: may(&scope, id, Perm::AssetsManage).await?,
    };
    Ok(page.show(&scope, &row.kit.tag, view::show(&facts)))
}

/// Those of the parts that its history tells of which the viewer may see.
async fn known(scope: &Scope, history: &[events::Happening]) -> Result<HashSet<String>> {
    let missing = history.iter().filter_map(|fact| fact.data["missing"].as_array()).flatten();
    let ids: Vec<Uuid> = missing.filter_map(|part| part["id"].as_str()?.parse().ok()).collect();
    let reach = scope.reach(Perm::AssetsRead);
    let assets = assets::store::by_ids(scope.db(), scope.org_id(), &ids).await?;
    Ok(assets.iter().filter(|asset| asset.is_within(&reach)).map(|asset| asset.id.to_string()).collect())
}

/// The kit that an asset is or is a part of: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    assets::seen(&scope, id).await?;
    let reach = scope.reach(Perm::AssetsRead);
    let row = match store::kit_around(scope.db(), scope.org_id(), id, &reach).await? {
        Some(kit) => Some(row_of(&scope, kit).await?),
        None => None,
    };
    Ok(page.part(view::section(&scope.org, id, row.as_ref())))
}

async fn unmake(scope: Scope, Id(id): Id) -> Answer {
    let kit = actions::unmake(&scope, id).await?;
    Ok(back(&scope, &scope.org.path("/kits"), format!("{} is no kit any more. Its parts are in it still.", kit.tag)))
}

async fn out_form(scope: Scope, page: Page, Id(id): Id, Query(typed): Query<OutForm>) -> Answer {
    let kit = lent(&scope, id).await?;
    let place = stock_place(&scope, id).await?.map(|place| place.to_string());
    let stock_from = if typed.stock_from.is_empty() { place.unwrap_or_default() } else { typed.stock_from };
    let form = OutForm { key: scope.house.ids.token(), stock_from, ..typed };
    drawn_out(&scope, &page, kit, &form, &Problems::new()).await
}

async fn drawn_out(scope: &Scope, page: &Page, kit: Kit, form: &OutForm, problems: &Problems) -> Answer {
    let reach = scope.reach(Perm::AssetsLend);
    let mut places = locations::store::tree(scope.db(), scope.org_id()).await?;
    places.retain(|place| reach.touches(Some(place.id)));
    let row = row_of(scope, kit).await?;
    Ok(page.show(scope, "Check out", view::check_out(&scope.org, &row, form, &places, problems)))
}

async fn check_out(scope: Scope, page: Page, Id(id): Id, Form(form): Form<OutForm>) -> Answer {
    let kit = lent(&scope, id).await?;
    let mut problems = Problems::new();
    let contact = match person(&scope, form.person.trim()).await? {
        Ok(contact) => Some(contact),
        Err(sentence) => {
            problems.add("person", sentence);
            None
        }
    };
    let today = scope.today();
    let due_on = match (form.due_on.trim(), parse_day(form.due_on.trim())) {
        ("", _) => Some(None),
        (_, Some(day)) if day >= today => Some(Some(day)),
        _ => problems.take("due_on", Err("Enter a day that is not over, as year-month-day.")),
    };
    let stock_from = match form.stock_from.trim() {
        "" => Some(None),
        typed => problems.take("stock_from", typed.parse().map(Some).map_err(|_| "Choose a location.")),
    };
    let note = problems.take("note", text::optional_line(&form.note, NOTE_MAX));
    let done = match (contact, due_on, stock_from, note) {
        (Some(contact), Some(due_on), Some(stock_from), Some(note)) if problems.is_empty() => {
            let out = Out { contact: contact.id, due_on, stock_from, note: &note };
            actions::check_out(&scope, id, &out, &form.key).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(()) => {
            let text = format!("{} is checked out with all its parts.", kit.tag);
            Ok(back(&scope, &leads_to(&scope, id).await?, text))
        }
        Err(Error::Invalid(problems)) => {
            let form = OutForm { key: scope.house.ids.token(), ..form };
            let response = drawn_out(&scope, &page, kit, &form, &problems).await?;
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

/// To what has to be signed, where something has: the person may stand here still.
async fn leads_to(scope: &Scope, id: Uuid) -> Result<String> {
    let (db, org) = (scope.db(), scope.org_id());
    let parts = store::parts(db, org, vec![id]).await?;
    for asset in std::iter::once(id).chain(parts.iter().map(|part| part.asset_id)) {
        if let Some(acceptance) = assets::asking::waiting_of(db, org, asset).await? {
            return Ok(scope.org.path(&format!("/acceptances/{acceptance}")));
        }
    }
    Ok(path(scope, id))
}

async fn return_form(scope: Scope, page: Page, Id(id): Id, Query(typed): Query<ReturnForm>) -> Answer {
    let kit = lent(&scope, id).await?;
    let form = ReturnForm { key: scope.house.ids.token(), ..typed };
    drawn_back(&scope, &page, kit, &form, &Problems::new()).await
}

async fn drawn_back(scope: &Scope, page: &Page, kit: Kit, form: &ReturnForm, problems: &Problems) -> Answer {
    let row = row_of(scope, kit).await?;
    Ok(page.show(scope, "Return", view::take_back(&scope.org, &row, form, problems)))
}

/// The form of a return as it was typed, with what is wrong with it. What was refused took nothing back: a new key can.
pub(crate) async fn return_again(
    scope: &Scope,
    page: &Page,
    id: Uuid,
    form: &ReturnForm,
    problems: &Problems,
) -> Answer {
    let kit = lent(scope, id).await?;
    let form = ReturnForm { key: scope.house.ids.token(), ..form.clone() };
    let response = drawn_back(scope, page, kit, &form, problems).await?;
    match problems.is_empty() {
        true => Ok(response),
        false => Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

async fn templates(scope: Scope, page: Page) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let all = store::templates(db, org).await?;
    let lines = known_lines(&scope, all.iter().map(|template| template.id).collect()).await?;
    let may_change = scope.reach(Perm::AssetsManage) == Reach::Everywhere;
    Ok(page.show(&scope, "Kit templates", view::templates(&scope.org, &all, &lines, may_change)))
}

/// Lines of templates, but those of stock that the viewer may not know of.
pub(super) async fn known_lines(scope: &Scope, templates: Vec<Uuid>) -> Result<Vec<Line>> {
    let reach = scope.reach(Perm::AssetsRead);
    let mut lines = store::lines(scope.db(), scope.org_id(), templates).await?;
    lines.retain(|line| line.is_within(&reach));
    Ok(lines)
}

/// What lines may be of.
async fn choices(scope: &Scope) -> Result<Choices> {
    let (db, org) = (scope.db(), scope.org_id());
    Ok(Choices {
        categories: catalogue::categories::store::tree(db, org).await?,
        models: catalogue::models::store::all(db, org).await?,
        items: stock::store::after(
            db,
            org,
            &ItemQuery::default().filter(),
            &scope.reach(Perm::AssetsRead),
            None,
            ITEMS_MAX,
        )
        .await?,
    })
}

async fn new_template(scope: Scope, page: Page) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let form = TemplateForm { key: scope.house.ids.token(), ..TemplateForm::default() };
    let choices = choices(&scope).await?;
    Ok(page.show(&scope, "New kit template", view::template_form(&scope.org, None, &form, &choices, &Problems::new())))
}

async fn create(scope: Scope, page: Page, Form(form): Form<TemplateForm>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let made = match form.read() {
        Ok(new) => actions::create(&scope, &new, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(id) => {
            let to = scope.org.path(&format!("/kit-templates/{id}"));
            Ok(back(&scope, &to, "The template was added.".to_owned()))
        }
        Err(Error::Invalid(problems)) => {
            let form = TemplateForm { key: scope.house.ids.token(), ..form };
            let main = view::template_form(&scope.org, None, &form, &choices(&scope).await?, &problems);
            Ok(page.refuse(&scope, "New kit template", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn template(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let template = store::template(db, org, id).await?;
    let lines = known_lines(&scope, vec![id]).await?;
    let filter = Filter { template: Some(id), ..Filter::default() };
    let rows = rows(&scope, &filter, (None, None), OF_TEMPLATE).await?.rows;
    let history = events::of_subject(db, org, id, FACTS).await?;
    let may_change = scope.reach(Perm::AssetsManage) == Reach::Everywhere;
    let main = view::template(&scope.org, &template, &lines, &rows, &history, may_change);
    Ok(page.show(&scope, &template.name, main))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let template = store::template(scope.db(), scope.org_id(), id).await?;
    let form = TemplateForm::of(&template, &store::lines(scope.db(), scope.org_id(), vec![id]).await?);
    let main = view::template_form(&scope.org, Some(&template), &form, &choices(&scope).await?, &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", template.name), main))
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<TemplateForm>) -> Answer {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let template = store::template(scope.db(), scope.org_id(), id).await?;
    let changed = match form.read() {
        Ok(new) => actions::change(&scope, id, form.version, &new).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, &scope.org.path(&format!("/kit-templates/{id}")), "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let main = view::template_form(&scope.org, Some(&template), &form, &choices(&scope).await?, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", template.name), main))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a button that puts a template away sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VersionForm {
    version: i64,
}

async fn archive(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let template = actions::set_archived(&scope, id, form.version, true).await?;
    Ok(back(&scope, &scope.org.path("/kit-templates"), format!("{} was archived.", template.name)))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let template = actions::set_archived(&scope, id, form.version, false).await?;
    Ok(back(&scope, &scope.org.path(&format!("/kit-templates/{id}")), format!("{} was restored.", template.name)))
}
