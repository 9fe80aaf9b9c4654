//! Schedules of reports, for programs.

use super::input::{self, NewSchedule, ScheduleForm};
use super::model::{Recipient, Schedule, Sending};
use super::routes::{recipients, seen};
use super::{actions, policy, send, store};
use crate::reports::{ReportQuery, Which};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Problem, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post,
    renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "next_on";
/// The order of sendings.
const LATEST: &str = "sent_at";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("to", "recipients"), ("paper", "file")];

/// The table.
pub fn api() -> Api {
    let read = Perm::AssetsRead;
    let about = "Whoever may change all assets sees those of others too.";
    Api::inside("Report schedules")
        .call(
            get("/report-schedules", read, list)
                .named("listReportSchedules", "List your reports by mail, the next first")
                .about(about)
                .query::<ListQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/report-schedules", read, create)
                .named("createReportSchedule", "Have a report sent by mail")
                .about("Its figures are read with your rights at each sending, and everybody it goes to sees them. It outlives the token. Days and months are counted from the day it is sent: the first time is after today.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({
                    "name": "Assets by status",
                    "report": "assets",
                    "filters": { "by": "status" },
                    "every": "week",
                    "on_day": 1,
                    "file": "xlsx",
                    "recipients": ["books@accountant.example"],
                })),
        )
        .call(
            get("/report-schedules/{id}", read, show)
                .named("getReportSchedule", "Get a report by mail")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/report-schedules/{id}", read, amend)
                .named("updateReportSchedule", "Change a report by mail, pause it, or let it go on")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "every": "month", "on_day": 0, "paused": false })),
        )
        .call(
            delete("/report-schedules/{id}", read, remove)
                .named("removeReportSchedule", "Remove a report by mail")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/report-schedules/{id}/restoration", read, restore)
                .named("restoreReportSchedule", "Take a removed report by mail out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            post("/report-schedules/{id}/take-over", read, take_over)
                .named("takeOverReportSchedule", "Make a report by mail your own")
                .about("Its figures are read with your rights from now on.")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            get("/report-schedules/{id}/sendings", read, sendings)
                .named("listReportSendings", "List when a report was sent, the latest first")
                .query::<ListQuery>()
                .answers::<List<Sent>>(200),
        )
        .call(
            post("/report-schedules/{id}/sendings", read, send_now)
                .named("sendReport", "Send a report now")
                .about("Its next day stays. Three times an hour at most.")
                .answers::<Sent>(200)
                .conflicts()
                .once(),
        )
}

/// A report that is mailed again and again.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReportSchedule")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Which report: the end of its address.
    report: String,
    /// With which filters.
    filters: Filters,
    /// `day`, `week` or `month`.
    every: String,
    /// Of the week, 1 is Monday; of the month, 0 is the last.
    on_day: i64,
    /// `xlsx` or `csv`.
    file: String,
    /// To whom.
    recipients: Vec<Told>,
    /// Whose rights it is read with.
    owner_id: Uuid,
    /// When it is sent next.
    next_on: NaiveDate,
    /// When it was sent last.
    sent_at: Option<DateTime<Utc>>,
    /// Since when it is not sent.
    paused_at: Option<DateTime<Utc>>,
    /// Why: `asked`, `owner_gone`, `no_right` or `nobody`.
    paused_because: Option<String>,
    /// Grows with every change, and each time it is sent.
    version: i64,
}

/// Whom it goes to.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReportRecipient")]
struct Told {
    /// Somebody who works here; null: an address outside.
    user_id: Option<Uuid>,
    /// Where they read mail.
    email: String,
    /// When they ended it.
    ended_at: Option<DateTime<Utc>>,
}

impl Shown {
    fn of(schedule: Schedule, recipients: &[Recipient]) -> Shown {
        let told = |one: &Recipient| Told { user_id: one.user_id, email: one.email.clone(), ended_at: one.ended_at };
        let own = recipients.iter().filter(|one| one.schedule_id == schedule.id);
        Shown {
            id: schedule.id,
            recipients: own.map(told).collect(),
            filters: Filters::of(&schedule.filters()),
            name: schedule.name,
            report: schedule.report,
            every: schedule.every,
            on_day: schedule.on_day,
            file: schedule.paper,
            owner_id: schedule.owner_id,
            next_on: schedule.next_on,
            sent_at: schedule.sent_at,
            paused_at: schedule.paused_at,
            paused_because: schedule.paused_because.map(|why| why.name().to_owned()),
            version: schedule.version,
        }
    }
}

/// What a report is narrowed to; each report reads what is its own.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "ReportFilters")]
struct Filters {
    /// What is counted by, or how lines are summed.
    by: Option<String>,
    /// Of this category and all below it.
    category_id: Option<Uuid>,
    /// Of this model.
    model_id: Option<Uuid>,
    /// At this location.
    location_id: Option<Uuid>,
    /// Asset by asset.
    each: bool,
    /// Days without a holder.
    days: Option<i64>,
}

impl Filters {
    fn of(query: &ReportQuery) -> Filters {
        Filters {
            by: Some(query.by.clone()).filter(|by| !by.is_empty()),
            category_id: query.category.parse().ok(),
            model_id: query.model.parse().ok(),
            location_id: query.location.parse().ok(),
            each: query.each == "on",
            days: query.days.parse().ok(),
        }
    }

    fn query(self) -> ReportQuery {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        ReportQuery {
            by: self.by.unwrap_or_default(),
            category: id(self.category_id),
            model: id(self.model_id),
            location: id(self.location_id),
            each: if self.each { "on".to_owned() } else { String::new() },
            days: self.days.map(|days| days.to_string()).unwrap_or_default(),
            ..ReportQuery::default()
        }
    }
}

/// A report by mail as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReportScheduleInput")]
struct Input {
    /// What it is called: in the list, and in the subject of each letter.
    name: String,
    /// Which report: the end of its address.
    #[schemars(extend("enum" = ["assets", "depreciation", "journal", "idle", "overdue", "audits", "maintenance-schedule", "cost-of-ownership"]))]
    report: String,
    /// With which filters; without, with none.
    #[serde(default)]
    filters: Filters,
    /// What it repeats by.
    #[schemars(extend("enum" = ["day", "week", "month"]))]
    every: String,
    /// On which day of that: of the week, 1 is Monday; of the month, 1 to 28, and 0 is the last. Of `day`, nothing.
    #[serde(default)]
    on_day: i64,
    /// Without, `xlsx`.
    #[serde(default)]
    #[schemars(extend("enum" = ["xlsx", "csv", null]))]
    file: Option<String>,
    /// Addresses, ten at most: of people who work here, and outside.
    recipients: Vec<String>,
    /// Is it not sent for a while?
    #[serde(default)]
    paused: bool,
}

impl Input {
    fn of(schedule: &Schedule, recipients: &[Recipient]) -> Input {
        let to = recipients.iter().filter(|one| one.ended_at.is_none());
        Input {
            name: schedule.name.clone(),
            report: schedule.report.clone(),
            filters: Filters::of(&schedule.filters()),
            every: schedule.every.clone(),
            on_day: schedule.on_day,
            file: Some(schedule.paper.clone()),
            recipients: to.map(|one| one.email.clone()).collect(),
            paused: schedule.paused_at.is_some(),
        }
    }

    async fn read(self, scope: &Scope) -> Result<NewSchedule, Error> {
        let report = match Which::parse(&self.report) {
            Some(which) => which.address(&self.filters.query().kept_for(which)),
            None => String::new(),
        };
        let day = self.on_day.to_string();
        let form = ScheduleForm {
            name: self.name,
            report,
            every: self.every,
            weekday: day.clone(),
            month_day: day,
            paper: self.file.unwrap_or_else(|| "xlsx".to_owned()),
            to: self.recipients.join("\n"),
            ..ScheduleForm::default()
        };
        input::read(scope, &form).await.map_err(by_our_names)
    }
}

fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    }
}

/// One time that a report was sent.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReportSending")]
struct Sent {
    /// Its id.
    id: Uuid,
    /// The day, where the organisation is.
    sent_on: NaiveDate,
    /// When.
    sent_at: DateTime<Utc>,
    /// Who asked for it; null: it was its day.
    asked_by: Option<String>,
    /// Letters that were written. What became of each is told by the messages.
    letters: i64,
    /// Lines that the report had.
    lines: i64,
    /// Did its file go along? What is too large does not.
    file: bool,
}

impl From<Sending> for Sent {
    fn from(sending: Sending) -> Sent {
        let Sending { id, sent_on, sent_at, asked_by_name, letters, lines, has_file } = sending;
        Sent { id, sent_on, sent_at, asked_by: asked_by_name, letters, lines, file: has_file }
    }
}

/// Which part of a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let (db, org) = (scope.db(), scope.org_id());
    let owner = match policy::may_manage_all(&scope) {
        true => None,
        false => Some(scope.user_id().ok_or(Error::SignIn)?),
    };
    let rows = store::list(db, org, owner, edge, limit + 1).await?;
    let to = store::recipients(db, org, rows.iter().map(|one| one.id), scope.now).await?;
    ok(&List::cut(rows, limit, ORDER, |one| (one.next_on, one.id), |one| Shown::of(one, &to)))
}

async fn told(scope: &Scope, id: Uuid) -> Result<(i64, Shown), Problem> {
    let schedule = seen(scope, id).await?;
    let to = recipients(scope, id).await?;
    Ok((schedule.version, Shown::of(schedule, &to)))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    let pauses = input.paused;
    let new = input.read(&scope).await?;
    let id = actions::create(&scope, &new, pauses, &key.0).await.map_err(by_our_names)?;
    let (version, shown) = told(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/report-schedules/{id}", scope.org.slug), version, &shown)
}

async fn show(scope: Scope, wanted: Seen, Id(id): Id) -> Reply {
    let (version, shown) = told(&scope, id).await?;
    tagged(&wanted, version, &shown)
}

async fn amend(scope: Scope, wanted: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let schedule = seen(&scope, id).await?;
    wanted.check(schedule.version)?;
    let before = Input::of(&schedule, &recipients(&scope, id).await?);
    let input = merged(&before, change)?;
    let pauses = input.paused;
    let new = input.read(&scope).await?;
    actions::change(&scope, id, schedule.version, &new, Some(pauses)).await.map_err(by_our_names)?;
    let (version, shown) = told(&scope, id).await?;
    tagged(&Seen::default(), version, &shown)
}

async fn remove(scope: Scope, wanted: Seen, Id(id): Id) -> Reply {
    let schedule = seen(&scope, id).await?;
    wanted.check(schedule.version)?;
    actions::remove(&scope, id, schedule.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let schedule = store::by_id(scope.db(), scope.org_id(), id).await?;
    actions::restore(&scope, id, schedule.version).await?;
    ok(&told(&scope, id).await?.1)
}

async fn take_over(scope: Scope, Id(id): Id) -> Reply {
    let schedule = seen(&scope, id).await?;
    actions::take_over(&scope, id, schedule.version).await?;
    ok(&told(&scope, id).await?.1)
}

async fn sendings(scope: Scope, Id(id): Id, Ask(query): Ask<ListQuery>) -> Reply {
    seen(&scope, id).await?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), LATEST)?);
    let rows = store::sendings(scope.db(), scope.org_id(), id, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, LATEST, |one| one.id, Sent::from))
}

async fn send_now(scope: Scope, key: OnceKey, Id(id): Id) -> Reply {
    ok(&Sent::from(send::send_now(&scope, id, &key.0).await?))
}
