//! The pages of maintenance plans: what comes due next, one plan and its form.

use super::model::{NewPlan, Plan, PlanForm};
use super::{actions, store};
use crate::views::plans as view;
use crate::work::{self, OrderForm};
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

/// The table.
pub fn routes() -> Routes {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Routes::under("/o/{org}")
        .get("/maintenance-plans", read, index)
        .get("/maintenance-plans/new", manage, blank)
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
    let facts =
        view::Index { org: &scope.org, plans: &plans, next, may_add: may_add(&scope), today: work::today(&scope) };
    Ok(page.show(&scope, "Maintenance plans", view::index(&facts)))
}

async fn blank(scope: Scope, page: Page, Query(typed): Query<PlanForm>) -> Answer {
    if !may_add(&scope) {
        return Err(Error::Forbidden.into());
    }
    let form = PlanForm { key: scope.house.ids.token(), kind: "preventive".to_owned(), ..typed };
    let main = view::form(&scope.org, None, &form, &work::known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, "New maintenance plan", main))
}

/// What the form says.
pub(super) async fn read(scope: &Scope, form: &PlanForm) -> Result<NewPlan> {
    let of_orders = OrderForm {
        title: form.title.clone(),
        kind: form.kind.clone(),
        priority: form.priority.clone(),
        asset: form.asset.clone(),
        location: form.location.clone(),
        assignee: form.assignee.clone(),
        takes_out: form.takes_out.clone(),
        checklist: form.checklist.clone(),
        ..OrderForm::default()
    };
    let order = match work::read(scope, &of_orders, &work::known(scope).await?, None).await {
        Ok(order) => Ok(order),
        Err(Error::Invalid(problems)) => Err(problems),
        Err(error) => return Err(error),
    };
    NewPlan::parse(form, order, work::today(scope)).map_err(Error::Invalid)
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
            let main = view::form(&scope.org, None, &form, &work::known(&scope).await?, &problems);
            Ok(page.refuse(&scope, "New maintenance plan", main))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let plan = seen(&scope, id).await?;
    let orders = store::orders(scope.db(), scope.org_id(), id, ORDERS).await?;
    let may_change = plan.is_within(&scope.reach(Perm::AssetsManage));
    Ok(page.show(&scope, &plan.title, view::show(&scope.org, &plan, &orders, may_change, work::today(&scope))))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let plan = managed(&scope, id).await?;
    let main = view::form(&scope.org, Some(&plan), &PlanForm::of(&plan), &work::known(&scope).await?, &Problems::new());
    Ok(page.show(&scope, &format!("Edit {}", plan.title), main))
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
            let main = view::form(&scope.org, Some(&plan), &form, &work::known(&scope).await?, &problems);
            Ok(page.refuse(&scope, &format!("Edit {}", plan.title), main))
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
