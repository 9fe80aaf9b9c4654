//! The pages of maintenance plans: what comes due next, one plan and its form.

use super::model::{DueBy, LookedUp, Many, ManyKind, NewPlan, Plan, PlanForm};
use super::{actions, store};
use crate::views::plans as view;
use crate::work::{self, OrderForm, Subject};
use crate::{assets, catalogue, meters};
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// Plans on a page.
const PAGE: i64 = 50;
/// Orders on the page of a plan.
const ORDERS: i64 = 50;
/// Assets on the page of a plan.
const MEMBERS: i64 = 100;
/// Names of meters that are offered.
const METERS: i64 = 200;
/// Plans on the page of an asset.
const OF_ASSET: i64 = 50;

/// Styles of the form.
const STYLES: &[&str] = &["work.css"];

/// The table.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/maintenance-plans", read, index)
        .get("/maintenance-plans/new", manage, blank)
        .get("/assets/{id}/maintenance-plans", read, of_asset)
        .post("/maintenance-plans", manage, create)
        .get("/maintenance-plans/{id}", read, show)
        .get("/maintenance-plans/{id}/details", manage, edit)
        .post("/maintenance-plans/{id}/details", manage, change)
        .post("/maintenance-plans/{id}/pause", manage, pause)
}

/// A plan the viewer may see.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Plan> {
    let plan = store::by_id(scope.db(), scope.org_id(), id).await?;
    if plan.is_within(&scope.reach(Perm::AssetsRead)) { Ok(plan) } else { Err(Error::NotFound) }
}

/// A plan the viewer may change.
pub(super) async fn managed(scope: &Scope, id: Uuid) -> Result<Plan> {
    let plan = seen(scope, id).await?;
    if plan.is_within(&scope.reach(Perm::AssetsManage)) { Ok(plan) } else { Err(Error::Forbidden) }
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("/maintenance-plans/{id}"))
}

fn back(scope: &Scope, id: Uuid, text: String) -> axum::response::Response {
    go_flash(&scope.house, &path(scope, id), Flash { text, tone: Tone::Ok, undo: None })
}

fn may_add(scope: &Scope) -> bool {
    scope.reach(Perm::AssetsManage) != Reach::Within(Vec::new())
}

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    /// Behind this plan.
    after: Option<Uuid>,
}

async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let reach = scope.reach(Perm::AssetsRead);
    let mut plans = store::list(scope.db(), scope.org_id(), &reach, query.after, PAGE + 1).await?;
    let is_more = plans.len() as i64 > PAGE;
    plans.truncate(usize::try_from(PAGE).unwrap_or(0));
    let next = is_more.then(|| plans.last().map(|plan| plan.id)).flatten();
    let facts = view::Index { org: &scope.org, plans: &plans, next, may_add: may_add(&scope), today: scope.today() };
    Ok(page.show(&scope, "Maintenance plans", view::index(&facts)))
}

/// What the form of a plan may choose from.
pub(crate) struct Choices {
    /// Places and people.
    pub known: work::Known,
    /// Categories.
    pub categories: Vec<catalogue::categories::Category>,
    /// Models.
    pub models: Vec<catalogue::models::Model>,
    /// Fields that a condition can be about.
    pub fields: Vec<catalogue::fields::Field>,
    /// What meters are called.
    pub meters: Vec<String>,
}

async fn choices(scope: &Scope) -> Result<Choices> {
    let (db, org) = (scope.db(), scope.org_id());
    let mut fields = catalogue::fields::store::all(db, org).await?;
    fields.retain(|field| !field.is_sealed);
    Ok(Choices {
        known: work::known(scope).await?,
        categories: catalogue::categories::store::tree(db, org).await?,
        models: catalogue::models::store::all(db, org).await?,
        fields,
        meters: meters::store::names(db, org, &scope.reach(Perm::AssetsRead), METERS).await?,
    })
}

/// The plans that an asset is one of, and when each is due for it: a part of its page.
async fn of_asset(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let asset = assets::seen(&scope, id).await?;
    let mut rows = Vec::new();
    for plan in store::of_asset(db, org, id, OF_ASSET).await? {
        if plan.is_within(&reach) {
            let member = store::members_of(db, org, &plan, &[id]).await?.pop();
            rows.push((plan, member));
        }
    }
    let may_add = asset.is_within(&scope.reach(Perm::AssetsManage));
    let section = view::section(&scope.org, &asset.tag, &rows, may_add, scope.today());
    Ok(page.part_or_page(&scope, &format!("Maintenance of {}", asset.tag), section))
}

async fn blank(scope: Scope, page: Page, Query(typed): Query<PlanForm>) -> Answer {
    if !may_add(&scope) {
        return Err(Error::Forbidden.into());
    }
    let form = PlanForm { key: scope.house.ids.token(), kind: "preventive".to_owned(), ..typed };
    let main = view::form(&scope.org, None, &form, &choices(&scope).await?, &Problems::new());
    Ok(page.show_with(&scope, "New maintenance plan", &[], STYLES, main))
}

/// What the form says.
pub(super) async fn read(scope: &Scope, form: &PlanForm) -> Result<NewPlan> {
    let many = many(scope, form).await?;
    let is_for_many = !matches!(many, Ok(None));
    let of_orders = OrderForm {
        title: form.title.clone(),
        kind: form.kind.clone(),
        priority: form.priority.clone(),
        asset: form.asset.clone(),
        location: form.location.clone(),
        assignee: form.assignee.clone(),
        takes_out: form.takes_out.clone(),
        checklist: form.checklist.clone(),
        // Each order of a plan for many assets names its own.
        subject: is_for_many.then_some(Subject::Asset(Uuid::nil())),
        ..OrderForm::default()
    };
    let order = match work::read(scope, &of_orders, &work::known(scope).await?, None).await {
        Ok(order) => Ok(order),
        Err(Error::Invalid(problems)) => Err(problems),
        Err(error) => return Err(error),
    };
    let compared = match (form.due_by.trim(), form.field.trim()) {
        ("condition", id) if !id.is_empty() => Some(compared(scope, id, &form.threshold).await?),
        _ => None,
    };
    NewPlan::parse(form, LookedUp { order, many, compared }, scope.today()).map_err(Error::Invalid)
}

/// For which assets a plan is, where it is for many.
async fn many(scope: &Scope, form: &PlanForm) -> Result<Result<Option<Many>, Problems>> {
    let (db, org, gone) = (scope.db(), scope.org_id(), "This is not there any more. Choose another one.");
    let wrong = |field: &'static str, told: &str| {
        let mut problems = Problems::new();
        problems.add(field, told);
        Ok(Err(problems))
    };
    let (category, model) = (form.category.trim(), form.model.trim());
    if category.is_empty() && model.is_empty() {
        return Ok(Ok(None));
    }
    if !form.asset.trim().is_empty() || !(category.is_empty() || model.is_empty()) {
        return wrong("asset", "It is for one asset, or for each of a category or a model.");
    }
    let location = match form.location.trim() {
        "" => None,
        typed => match typed.parse::<Uuid>() {
            Ok(id) => Some(id),
            Err(_) => return wrong("location", gone),
        },
    };
    if category.is_empty() {
        let models = catalogue::models::store::all(db, org).await?;
        return match models.iter().find(|one| one.id.to_string() == model) {
            Some(one) => Ok(Ok(Some(Many { kind: ManyKind::Model(one.id), category: one.category_id, location }))),
            None => wrong("model", gone),
        };
    }
    let tree = catalogue::categories::store::tree(db, org).await?;
    match tree.iter().find(|one| one.id.to_string() == category) {
        Some(one) => Ok(Ok(Some(Many { kind: ManyKind::Category(one.id), category: one.id, location }))),
        None => wrong("category", gone),
    }
}

/// What a field is compared with.
async fn compared(
    scope: &Scope,
    field: &str,
    typed: &str,
) -> Result<std::result::Result<(String, Option<i64>), Problems>> {
    let mut problems = Problems::new();
    let fields = catalogue::fields::store::all(scope.db(), scope.org_id()).await?;
    let Some(field) = fields.iter().find(|one| one.id.to_string() == field && !one.is_sealed) else {
        problems.add("field", "This is not there any more. Choose another one.");
        return Ok(Err(problems));
    };
    let read = field.read(typed, &scope.org.currency);
    let read = read.and_then(|content| content.ok_or_else(|| "Say with what it is compared.".to_owned()));
    Ok(match problems.take("threshold", read) {
        Some(content) => Ok((content.value, content.number)),
        None => Err(problems),
    })
}

async fn create(scope: Scope, page: Page, Form(form): Form<PlanForm>) -> Answer {
    let made = match read(&scope, &form).await {
        Ok(new) => actions::create(&scope, &new, &form.key).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => Ok(back(&scope, id, format!("{} was planned.", form.title.trim()))),
        Err(Error::Invalid(problems)) => {
            let form = PlanForm { key: scope.house.ids.token(), ..form };
            let main = view::form(&scope.org, None, &form, &choices(&scope).await?, &problems);
            Ok(page.refuse_with(&scope, "New maintenance plan", STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

/// Where in the assets of a plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MembersQuery {
    /// Behind this tag.
    after: Option<String>,
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<MembersQuery>) -> Answer {
    let plan = seen(&scope, id).await?;
    let (db, org) = (scope.db(), scope.org_id());
    let mut members = match plan.due_by {
        DueBy::Days if !plan.is_for_many() => Vec::new(),
        _ => store::members(db, org, &plan, query.after.map(|tag| tag.to_lowercase()), MEMBERS + 1).await?,
    };
    let is_more = members.len() as i64 > MEMBERS;
    members.truncate(usize::try_from(MEMBERS).unwrap_or(0));
    let facts = view::Facts {
        org: &scope.org,
        plan: &plan,
        next: is_more.then(|| members.last().map(|member| member.tag.clone())).flatten(),
        members: &members,
        orders: &store::orders(db, org, id, ORDERS).await?,
        may_change: plan.is_within(&scope.reach(Perm::AssetsManage)),
        today: scope.today(),
    };
    Ok(page.show(&scope, &plan.title, view::show(&facts)))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let plan = managed(&scope, id).await?;
    let main = view::form(&scope.org, Some(&plan), &PlanForm::of(&plan), &choices(&scope).await?, &Problems::new());
    Ok(page.show_with(&scope, &format!("Edit {}", plan.title), &[], STYLES, main))
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<PlanForm>) -> Answer {
    let plan = managed(&scope, id).await?;
    let changed = match read(&scope, &form).await {
        Ok(new) => actions::change(&scope, id, form.version, &new).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(back(&scope, id, "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let main = view::form(&scope.org, Some(&plan), &form, &choices(&scope).await?, &problems);
            Ok(page.refuse_with(&scope, &format!("Edit {}", plan.title), STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

/// What the button of a pause sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PauseForm {
    /// `on`: it pauses.
    pause: String,
    version: i64,
}

async fn pause(scope: Scope, Id(id): Id, Form(form): Form<PauseForm>) -> Answer {
    managed(&scope, id).await?;
    let plan = actions::set_paused(&scope, id, form.version, form.pause == "on").await?;
    let what = if form.pause == "on" { "is paused" } else { "goes on" };
    Ok(back(&scope, id, format!("{} {what}.", plan.title)))
}
