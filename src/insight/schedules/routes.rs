//! The pages of what is sent by mail: the list, one schedule and its form; and the page behind the link of a letter.

use super::input::{self, ScheduleForm};
use super::model::{Recipient, Schedule};
use super::{actions, ending, policy, send, store};
use crate::reports::Known;
use crate::views::schedules as view;
use kernel::{Error, Problems, Result};
use platform::ui::{Flash, Tone, Undo};
use platform::web::{Answer, Form, Id, Page, Query, Routes, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;
use uuid::Uuid;

/// What others send to the viewer, on the page.
const SENT_TO_ME: i64 = 500;
/// Sendings on the page of a schedule.
const SENDINGS: i64 = 30;
/// The list.
const LIST: &str = "/reports/schedules";
/// Styles of these pages.
const STYLES: &[&str] = &["work.css"];

/// The table.
pub fn routes() -> Routes {
    let read = Perm::AssetsRead;
    Routes::under("/o/{org}")
        .get(LIST, read, index)
        .get("/reports/schedules/new", read, blank)
        .post(LIST, read, create)
        .get("/reports/schedules/{id}", read, show)
        .get("/reports/schedules/{id}/details", read, edit)
        .post("/reports/schedules/{id}/details", read, change)
        .post("/reports/schedules/{id}/pause", read, pause)
        .post("/reports/schedules/{id}/sendings", read, send_now)
        .post("/reports/schedules/{id}/take-over", read, take_over)
        .post("/reports/schedules/{id}/removal", read, remove)
        .post("/reports/schedules/{id}/restoration", read, restore)
        .post("/reports/schedules/{id}/leaving", read, leave)
        .and(ending::routes())
}

/// A schedule that the viewer may see and that is not removed.
pub(super) async fn seen(scope: &Scope, id: Uuid) -> Result<Schedule> {
    let schedule = store::by_id(scope.db(), scope.org_id(), id).await?;
    policy::demand(scope, &schedule)?;
    if schedule.archived_at.is_some() { Err(Error::NotFound) } else { Ok(schedule) }
}

/// Whom one goes to.
pub(super) async fn recipients(scope: &Scope, id: Uuid) -> Result<Vec<Recipient>> {
    store::recipients(scope.db(), scope.org_id(), [id], scope.now).await
}

fn path(scope: &Scope, id: Uuid) -> String {
    scope.org.path(&format!("{LIST}/{id}"))
}

fn done(scope: &Scope, path: &str, text: String) -> axum::response::Response {
    go_flash(&scope.house, path, Flash { text, tone: Tone::Ok, undo: None })
}

/// Where a page of the list begins or ends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    after: Option<Uuid>,
    before: Option<Uuid>,
}

async fn index(scope: Scope, page: Page, Query(query): Query<PageQuery>) -> Answer {
    let (db, org, user) = (scope.db(), scope.org_id(), scope.user_id().ok_or(Error::SignIn)?);
    let owner = (!policy::may_manage_all(&scope)).then_some(user);
    let schedules = store::page(db, org, owner, (query.after, query.before)).await?;
    let sent_to_me = store::sent_to(db, org, user, SENT_TO_ME).await?;
    let filters: Vec<_> = schedules.rows.iter().chain(&sent_to_me).map(Schedule::filters).collect();
    let facts = view::Index {
        org: &scope.org,
        recipients: &store::recipients(db, org, schedules.rows.iter().map(|one| one.id), scope.now).await?,
        schedules: &schedules,
        is_part: query.after.is_some() || query.before.is_some(),
        sent_to_me: &sent_to_me,
        known: &Known::load(&scope, &filters).await?,
        user,
        now: scope.now,
    };
    Ok(page.show(&scope, "Reports by mail", view::index(&facts)))
}

/// What the address of the form says: the report, with its filters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    report: String,
}

async fn blank(scope: Scope, page: Page, Query(asked): Query<Asked>) -> Answer {
    let own = scope.viewer.user.as_ref().map(|user| user.email.clone()).unwrap_or_default();
    let known = crate::reports::Which::at(&asked.report);
    let form = ScheduleForm {
        name: known.map(|(which, query)| crate::views::reports::called(which, &query).to_owned()).unwrap_or_default(),
        report: asked.report,
        every: "week".to_owned(),
        weekday: "1".to_owned(),
        month_day: "1".to_owned(),
        paper: "xlsx".to_owned(),
        to: own,
        key: scope.house.ids.token(),
        version: 0,
    };
    let main = drawn(&scope, None, &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, "Send a report by mail", &[], STYLES, main))
}

async fn drawn(
    scope: &Scope,
    existing: Option<&Schedule>,
    form: &ScheduleForm,
    problems: &Problems,
) -> Result<maud::Markup> {
    let asked = crate::reports::Which::at(&form.report).map(|(_, query)| query);
    let known = Known::load(scope, asked.as_ref()).await?;
    Ok(view::form::page(&view::form::Shown { org: &scope.org, existing, typed: form, known: &known, problems }))
}

async fn create(scope: Scope, page: Page, Form(form): Form<ScheduleForm>) -> Answer {
    let made = match input::read(&scope, &form).await {
        Ok(new) => actions::create(&scope, &new, false, &form.key).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => {
            let next = store::by_id(scope.db(), scope.org_id(), id).await?.next_on;
            let text = format!("{} is sent for the first time on {}.", form.name.trim(), kernel::time::day_text(next));
            Ok(done(&scope, &path(&scope, id), text))
        }
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, None, &form, &problems).await?;
            Ok(page.refuse_with(&scope, "Send a report by mail", STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

/// Where in the times it was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LogQuery {
    /// Before this one.
    before: Option<Uuid>,
}

async fn show(scope: Scope, page: Page, Id(id): Id, Query(query): Query<LogQuery>) -> Answer {
    let (db, org) = (scope.db(), scope.org_id());
    let schedule = seen(&scope, id).await?;
    let mut sendings = store::sendings(db, org, id, query.before, SENDINGS + 1).await?;
    let is_more = sendings.len() as i64 > SENDINGS;
    sendings.truncate(SENDINGS as usize);
    let facts = view::show::Shown {
        org: &scope.org,
        recipients: &recipients(&scope, id).await?,
        letters: &store::letters(db, org, sendings.iter().map(|one| one.id)).await?,
        earlier: is_more.then(|| sendings.last().map(|one| one.id)).flatten(),
        sendings: &sendings,
        known: &Known::load(&scope, [&schedule.filters()]).await?,
        is_own: scope.user_id() == Some(schedule.owner_id),
        reads_messages: scope.reach(Perm::MessagesRead) == platform::Reach::Everywhere,
        leaves: scope.house.settings.smtp.is_some(),
        key: &scope.house.ids.token(),
        now: scope.now,
        schedule: &schedule,
    };
    Ok(page.show(&scope, &schedule.name, view::show::page(&facts)))
}

async fn edit(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let schedule = seen(&scope, id).await?;
    let form = ScheduleForm::of(&schedule, &recipients(&scope, id).await?);
    let main = drawn(&scope, Some(&schedule), &form, &Problems::new()).await?;
    Ok(page.show_with(&scope, &format!("Edit {}", schedule.name), &[], STYLES, main))
}

async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<ScheduleForm>) -> Answer {
    let schedule = seen(&scope, id).await?;
    let saved = match input::read(&scope, &form).await {
        Ok(new) => actions::change(&scope, id, form.version, &new, None).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(done(&scope, &path(&scope, id), format!("{} was saved.", form.name.trim()))),
        Err(Error::Invalid(problems)) => {
            let main = drawn(&scope, Some(&schedule), &form, &problems).await?;
            Ok(page.refuse_with(&scope, &format!("Edit {}", schedule.name), STYLES, main))
        }
        Err(error) => Err(error.into()),
    }
}

/// Which version was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VersionForm {
    version: i64,
    /// `on`: it is paused.
    pause: String,
    /// So that a double click sends once.
    key: String,
}

async fn pause(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let pauses = form.pause == "on";
    let schedule = actions::set_paused(&scope, id, form.version, pauses).await?;
    let text = if pauses { "is paused: nothing is sent" } else { "is sent again" };
    Ok(done(&scope, &path(&scope, id), format!("{} {text}.", schedule.name)))
}

async fn send_now(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let sent = send::send_now(&scope, id, &form.key).await?;
    Ok(done(&scope, &path(&scope, id), view::sent_text(sent.letters)))
}

async fn take_over(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let schedule = actions::take_over(&scope, id, form.version).await?;
    let text = format!("{} is yours: its figures are read with your rights from now on.", schedule.name);
    Ok(done(&scope, &path(&scope, id), text))
}

async fn remove(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let schedule = actions::remove(&scope, id, form.version).await?;
    let undo = Undo {
        action: format!("{}/restoration", path(&scope, id)),
        fields: vec![("version".to_owned(), (form.version + 1).to_string())],
    };
    let text = format!("{} was removed: it is not sent any more.", schedule.name);
    Ok(go_flash(&scope.house, &scope.org.path(LIST), Flash { text, tone: Tone::Ok, undo: Some(undo) }))
}

async fn restore(scope: Scope, Id(id): Id, Form(form): Form<VersionForm>) -> Answer {
    let schedule = actions::restore(&scope, id, form.version).await?;
    Ok(done(&scope, &path(&scope, id), format!("{} is back.", schedule.name)))
}

async fn leave(scope: Scope, Id(id): Id) -> Answer {
    let schedule = actions::leave(&scope, id).await?;
    Ok(done(&scope, &scope.org.path(LIST), format!("{} is not sent to you any more.", schedule.name)))
}
