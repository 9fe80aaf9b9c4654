//! Users of the whole installation.

use super::{PAGE, STYLES, done, operator};
use crate::console::model::{UserRow, UsersQuery};
use crate::console::store::users as store;
use crate::paging::Listed;
use crate::views::console::users as views;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use people::identity::{self, actions};
use platform::web::{Answer, Form, Id, Page, Query, Visit};
use serde::Deserialize;
use uuid::Uuid;

pub(super) async fn index(visit: Visit, page: Page, Query(query): Query<UsersQuery>) -> Answer {
    let user = operator(&visit)?;
    let from = query.page();
    let rows = store::list(&visit.house.db, query.pattern(), &query.state, from, PAGE + 1, visit.now).await?;
    let listed = Listed::cut(rows, from, PAGE, UserRow::spot);
    Ok(page.console(user, "Users", STYLES, views::index(&query, &listed, visit.now)))
}

pub(super) async fn show(visit: Visit, page: Page, Id(id): Id) -> Answer {
    draw(&visit, &page, id, "", &Problems::new()).await
}

async fn draw(visit: &Visit, page: &Page, id: Uuid, reason: &str, problems: &Problems) -> Answer {
    let (viewer, db) = (operator(visit)?, &visit.house.db);
    let user = store::by_id(db, id, visit.now).await?;
    let memberships = identity::store::memberships(db, id, visit.now).await?;
    let devices = identity::store::devices(db, id, visit.now).await?;
    let programs = identity::store::programs(db, id, visit.now).await?;
    let view = views::Show {
        user: &user,
        memberships: &memberships,
        devices: &devices,
        programs: &programs,
        tokens: people::tokens::store::personals(db, id, visit.now).await?.len(),
        is_self: viewer.id == id,
        reason,
        problems,
        now: visit.now,
    };
    Ok(page.console(viewer, &user.name, STYLES, views::show(&view)))
}

/// Why somebody is disabled.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Disablement {
    reason: String,
}

pub(super) async fn disable(visit: Visit, page: Page, Id(id): Id, Form(form): Form<Disablement>) -> Answer {
    let user = find(&visit, id).await?;
    match actions::disable(&visit.errand(), id, &form.reason).await {
        Ok(()) => Ok(done(&visit, &path(id), views::disabled(&user.name))),
        Err(Error::Invalid(problems)) => {
            let shown = draw(&visit, &page, id, &form.reason, &problems).await?;
            Ok(page.with_status(shown, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn enable(visit: Visit, Id(id): Id) -> Answer {
    let user = find(&visit, id).await?;
    actions::enable(&visit.errand(), id).await?;
    Ok(done(&visit, &path(id), views::enabled(&user.name)))
}

pub(super) async fn end_sessions(visit: Visit, Id(id): Id) -> Answer {
    let user = find(&visit, id).await?;
    let count = actions::end_sessions(&visit.errand(), id).await?;
    Ok(done(&visit, &path(id), views::sessions_ended(&user.name, count)))
}

/// Which program's sign-in is ended.
#[derive(Debug, Deserialize)]
pub(super) struct ChosenProgram {
    program: Uuid,
}

pub(super) async fn end_program(visit: Visit, Id(id): Id, Form(chosen): Form<ChosenProgram>) -> Answer {
    let user = find(&visit, id).await?;
    actions::end_program(&visit.errand(), id, chosen.program).await?;
    Ok(done(&visit, &path(id), views::program_ended(&user.name)))
}

pub(super) async fn reset(visit: Visit, Id(id): Id) -> Answer {
    let user = find(&visit, id).await?;
    actions::send_reset(&visit.errand(), id).await?;
    Ok(done(&visit, &path(id), views::reset_sent(&user.email)))
}

/// Whether somebody shall be an operator.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Operatorship {
    operator: String,
}

pub(super) async fn set_operator(visit: Visit, Id(id): Id, Form(form): Form<Operatorship>) -> Answer {
    let user = find(&visit, id).await?;
    let operator = form.operator == "yes";
    actions::set_operator(&visit.errand(), id, operator).await?;
    Ok(done(&visit, &path(id), views::operator_set(&user.name, operator)))
}

async fn find(visit: &Visit, id: Uuid) -> Result<UserRow> {
    operator(visit)?;
    store::by_id(&visit.house.db, id, visit.now).await
}

fn path(id: Uuid) -> String {
    format!("/console/users/{id}")
}
