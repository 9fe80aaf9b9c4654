//! Audits, for programs.

use super::model::{
    Audit, AuditForm, ClosingForm, Count, Details, Line, LineFilter, NewAudit, Outcome, Progress, REMINDERS, Seen,
    days_text,
};
use super::routes::{known, managed, seen as visible};
use super::{actions, store};
use crate::found::{self, By};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, Problems};
use platform::web::Id;
use platform::web::api::{
    self, Api, Ask, Body, Cursor, List, OnceKey, Reply, get, made, merged, ok, patch, post, renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The orders of the lists.
const NEWEST: &str = "newest";
const CODE: &str = "code";
/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[
    ("location", "location_id"),
    ("category", "category_id"),
    ("assignee", "assignee_id"),
    ("asset", "asset_id"),
    ("reminders", "reminder_days"),
];

/// The table.
pub fn api() -> Api {
    let (view, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    Api::inside("Audits")
        .call(
            get("/audits", view, list)
                .named("listAudits", "List audits, the newest first")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/audits", manage, start)
                .named("startAudit", "Start an audit of a place, a category, or both")
                .about("What is expected is written down at once. `held` asks for what people have instead of what is there: each of them gets a letter with a link.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Upper deck, spring", "location_id": "$LOCATION", "due_on": "2030-05-01" })),
        )
        .call(
            get("/audits/{id}", view, show)
                .named("getAudit", "Get an audit and how far it is")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/audits/{id}", manage, amend)
                .named("updateAudit", "Change an audit that is open")
                .about("What it is of stays as it is. Whoever is to do it now is told. Of new reminders, those whose day is over are not made up for.")
                .body::<Changes>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "name": "Upper deck, early spring", "reminder_days": [5, 10] })),
        )
        .call(
            get("/audits/{id}/findings", view, findings)
                .named("listAuditFindings", "List what an audit expects, and what else was seen")
                .query::<FindingsQuery>()
                .answers::<List<Found>>(200),
        )
        .call(
            post("/audits/{id}/findings", lend, count)
                .named("countInAudit", "Say that an asset or a code was seen, or that an asset is not there")
                .about("An asset is counted once: `again` says that it was before, and the finding by whom.")
                .body::<CountInput>()
                .answers::<CountedShown>(200)
                .once()
                .conflicts()
                .like(json!({ "code": "LAW-00001" })),
        )
        .call(
            post("/audits/{id}/closing", manage, close)
                .named("closeAudit", "Close an audit, and do what is decided about its differences")
                .about("Of all that ended the same way, or of one finding: `leave`, `move`, `check_in`, `restock`, or the id of a status label to flag it with. All of it is done, or nothing.")
                .body::<ClosingInput>()
                .answers::<Shown>(200)
                .conflicts()
                .like(json!({ "missing": "leave", "misplaced": "move" })),
        )
}

/// An audit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Audit")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// `place`: what is there; `held`: what people have.
    kind: String,
    /// Of this place and all below it; null: everywhere.
    location_id: Option<Uuid>,
    /// Of this category and all below it; null: of every kind.
    category_id: Option<Uuid>,
    /// Who does it.
    assignee_id: Option<Uuid>,
    /// Until when.
    due_on: Option<NaiveDate>,
    /// For whoever counts.
    note: String,
    /// When those who do not answer are reminded (days after the letter); empty: never.
    reminder_days: Vec<i64>,
    /// Since when.
    started_at: DateTime<Utc>,
    /// Until when; null: it is open.
    closed_at: Option<DateTime<Utc>>,
    /// How many assets it expects.
    expected: i64,
    /// Of these, not looked for yet.
    to_look_for: i64,
    /// Where they should be.
    found: i64,
    /// Not there.
    missing: i64,
    /// Seen, and somewhere else in the records.
    misplaced: i64,
    /// Seen, and not expected.
    unexpected: i64,
}

impl Shown {
    fn of(audit: Audit, progress: Progress) -> Shown {
        Shown {
            reminder_days: audit.ladder(),
            id: audit.id,
            name: audit.name,
            kind: audit.kind.name().to_owned(),
            location_id: audit.location_id,
            category_id: audit.category_id,
            assignee_id: audit.assignee_id,
            due_on: audit.due_on,
            note: audit.note,
            started_at: audit.started_at,
            closed_at: audit.closed_at,
            expected: progress.expected,
            to_look_for: progress.todo,
            found: progress.found,
            missing: progress.missing,
            misplaced: progress.misplaced,
            unexpected: progress.unexpected,
        }
    }
}

/// A line of an audit.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditFinding")]
struct Found {
    /// Its id.
    id: Uuid,
    /// Which asset; null: a code that nothing had.
    asset_id: Option<Uuid>,
    /// Its tag then, or what was read.
    code: String,
    /// Was it expected?
    expected: bool,
    /// Where the records had it.
    recorded_location_id: Option<Uuid>,
    /// `found`, `missing`, `misplaced` or `unexpected`; null: not looked for yet.
    outcome: Option<String>,
    /// When somebody said so.
    seen_at: Option<DateTime<Utc>>,
    /// Who.
    seen_by: Option<Uuid>,
    /// Where it was seen.
    seen_location_id: Option<Uuid>,
    /// What was written.
    note: String,
    /// What became of it: `leave`, `move`, `check_in`, `restock` or `flag`.
    decision: Option<String>,
}

impl From<Line> for Found {
    fn from(line: Line) -> Found {
        Found {
            id: line.id,
            asset_id: line.asset_id,
            code: line.code,
            expected: line.is_expected,
            recorded_location_id: line.place_id,
            outcome: line.outcome.map(|outcome| outcome.name().to_owned()),
            seen_at: line.seen_at,
            seen_by: line.seen_by,
            seen_location_id: line.seen_place_id,
            note: line.note,
            decision: line.decision.map(|decision| decision.name().to_owned()),
        }
    }
}

/// What became of a count.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditCounted")]
struct CountedShown {
    /// It was so already.
    again: bool,
    /// The line as it is now.
    finding: Found,
}

/// An audit as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditInput")]
struct Input {
    /// What it is called.
    name: String,
    /// Without, `place`.
    #[serde(default)]
    #[schemars(extend("enum" = ["place", "held", null]))]
    kind: Option<String>,
    /// Of this place and all below it.
    #[serde(default)]
    location_id: Option<Uuid>,
    /// Of this category and all below it.
    #[serde(default)]
    category_id: Option<Uuid>,
    /// Who does it: somebody with a role here.
    #[serde(default)]
    assignee_id: Option<Uuid>,
    /// Until when.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// For whoever counts.
    #[serde(default)]
    note: String,
    /// Of what people have: these contacts; without, everybody's.
    #[serde(default)]
    contact_ids: Vec<Uuid>,
    /// When those who do not answer are reminded (days after the letter); empty: never.
    #[serde(default = "usual_reminders")]
    reminder_days: Vec<i64>,
}

fn usual_reminders() -> Vec<i64> {
    REMINDERS.to_vec()
}

/// What can be changed of an audit.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditChanges")]
struct Changes {
    /// What it is called.
    name: String,
    /// Who does it: somebody with a role here.
    #[serde(default)]
    assignee_id: Option<Uuid>,
    /// Until when.
    #[serde(default)]
    due_on: Option<NaiveDate>,
    /// For whoever counts.
    #[serde(default)]
    note: String,
    /// When those who do not answer are reminded (days after the letter); empty: never.
    #[serde(default = "usual_reminders")]
    reminder_days: Vec<i64>,
}

impl Changes {
    fn of(audit: &Audit) -> Changes {
        Changes {
            name: audit.name.clone(),
            assignee_id: audit.assignee_id,
            due_on: audit.due_on,
            note: audit.note.clone(),
            reminder_days: audit.ladder(),
        }
    }

    fn form(self) -> AuditForm {
        AuditForm {
            name: self.name,
            assignee: self.assignee_id.map(|id| id.to_string()).unwrap_or_default(),
            due_on: self.due_on.map(|day| day.to_string()).unwrap_or_default(),
            note: self.note,
            reminders: days_text(&self.reminder_days),
            ..AuditForm::default()
        }
    }
}

impl Input {
    fn form(self) -> AuditForm {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        AuditForm {
            name: self.name,
            kind: self.kind.unwrap_or_default(),
            location: id(self.location_id),
            category: id(self.category_id),
            assignee: id(self.assignee_id),
            due_on: self.due_on.map(|day| day.to_string()).unwrap_or_default(),
            note: self.note,
            reminders: days_text(&self.reminder_days),
            ..AuditForm::default()
        }
    }
}

/// What was seen: a code, or an asset.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditCount")]
struct CountInput {
    /// A tag, or a serial that only one has; anything else is kept as it is.
    #[serde(default)]
    code: Option<String>,
    /// Or which asset.
    #[serde(default)]
    asset_id: Option<Uuid>,
    /// It is not there.
    #[serde(default)]
    missing: bool,
    /// Where it was seen.
    #[serde(default)]
    location_id: Option<Uuid>,
}

/// What is decided.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditClosing")]
struct ClosingInput {
    /// About all that is missing.
    #[serde(default)]
    missing: Option<String>,
    /// About all that is misplaced.
    #[serde(default)]
    misplaced: Option<String>,
    /// About all that was not expected.
    #[serde(default)]
    unexpected: Option<String>,
    /// About some of them otherwise.
    #[serde(default)]
    findings: Vec<DecisionInput>,
}

/// What is decided about a finding.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuditDecision")]
struct DecisionInput {
    /// Which one.
    id: Uuid,
    /// What becomes of it.
    decision: String,
}

/// Which part of the list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which findings.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindingsQuery {
    /// Those that ended so.
    #[schemars(extend("enum" = ["found", "missing", "misplaced", "unexpected"]))]
    outcome: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

fn by_our_names(error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    }
}

async fn shown(scope: &Scope, audit: Audit) -> Result<Shown, Error> {
    let viewer = (&scope.reach(Perm::AssetsRead), scope.user_id());
    let progress = store::progress(scope.db(), scope.org_id(), audit.id, viewer).await?;
    Ok(Shown::of(audit, progress))
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), NEWEST)?);
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let rows = store::list(db, org, &reach, edge, limit + 1).await?;
    let ids: Vec<Uuid> = rows.iter().map(|audit| audit.id).collect();
    let progress = store::progress_of_each(db, org, &ids, (&reach, scope.user_id())).await?;
    let shown = |audit: Audit| {
        let progress = progress.get(&audit.id).copied().unwrap_or_default();
        Shown::of(audit, progress)
    };
    ok(&List::cut(rows, limit, NEWEST, |audit| audit.id, shown))
}

async fn start(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    let (people, form) = (input.contact_ids.clone(), input.form());
    let new = NewAudit::parse(&form, &known(&scope).await?, people);
    let new = new.map_err(|problems| by_our_names(Error::Invalid(problems)))?;
    let id = actions::start(&scope, &new, &key.0).await.map_err(by_our_names)?;
    let audit = visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/audits/{id}", scope.org.slug), audit.version, &shown(&scope, audit).await?)
}

async fn show(scope: Scope, seen: api::Seen, Id(id): Id) -> Reply {
    let audit = visible(&scope, id).await?;
    tagged(&seen, audit.version, &shown(&scope, audit).await?)
}

async fn amend(scope: Scope, seen: api::Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let audit = managed(&scope, id).await?;
    seen.check(audit.version)?;
    let form = merged(&Changes::of(&audit), change)?.form();
    let details = Details::parse(&form, &known(&scope).await?, audit.assignee_id);
    let details = details.map_err(|problems| by_our_names(Error::Invalid(problems)))?;
    actions::change(&scope, id, audit.version, &details).await?;
    let audit = visible(&scope, id).await?;
    tagged(&api::Seen::default(), audit.version, &shown(&scope, audit).await?)
}

async fn findings(scope: Scope, Id(id): Id, Ask(query): Ask<FindingsQuery>) -> Reply {
    visible(&scope, id).await?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), CODE)?);
    let filter = match query.outcome.as_deref() {
        None => LineFilter::All,
        Some(name) => {
            LineFilter::Ended(Outcome::parse(name).ok_or_else(|| Error::invalid("outcome", "No finding ends so."))?)
        }
    };
    let viewer = (&scope.reach(Perm::AssetsRead), scope.user_id());
    let rows = store::lines(scope.db(), scope.org_id(), (id, filter), viewer, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, CODE, |line| line.id, Found::from))
}

async fn count(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<CountInput>) -> Reply {
    visible(&scope, id).await?;
    let code = input.code.unwrap_or_default();
    let found = match input.asset_id {
        Some(asset) => Some(asset),
        None => found::of_word(&scope, By::Tag, code.trim()).await?.map(|asset| asset.id),
    };
    let seen = match found {
        Some(asset) if input.missing => Seen::Gone(asset),
        Some(asset) => Seen::Asset(asset),
        None if input.missing => {
            let mut problems = Problems::new();
            problems.add("code", "No asset has this code.");
            return Err(Error::Invalid(problems).into());
        }
        None => Seen::Code(&code),
    };
    let counted = actions::count(&scope, id, Count { seen, place: input.location_id }, &key.0).await;
    let counted = counted.map_err(by_our_names)?;
    ok(&CountedShown { again: counted.is_again, finding: counted.line.into() })
}

async fn close(scope: Scope, Id(id): Id, Body(input): Body<ClosingInput>) -> Reply {
    visible(&scope, id).await?;
    let all = [("missing", input.missing), ("misplaced", input.misplaced), ("unexpected", input.unexpected)];
    let all = all.into_iter().filter_map(|(name, choice)| Some((format!("all-{name}"), choice?)));
    let some = input.findings.into_iter().map(|one| (format!("line-{}", one.id), one.decision));
    actions::close(&scope, id, &ClosingForm { choices: all.chain(some).collect() }).await?;
    let audit = visible(&scope, id).await?;
    ok(&shown(&scope, audit).await?)
}
