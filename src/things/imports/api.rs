//! Imports, for programs: a file is sent, looked at, applied, taken back. One thousand rows move in with curl alone.

use super::model::{DayOrder, Import, Options, Outcome, Sample, Target};
use super::routes::{read, read_anew, seen, wrong_rows};
use super::{actions, policy, store};
use chrono::{DateTime, Utc};
use kernel::sheet::Paper;
use kernel::{Error, Problems};
use platform::web::api::{Api, Ask, Body, List, PageQuery, Reply, TableBody, accepted, get, made, ok, post, put};
use platform::web::{Id, download};
use platform::{Perm, Reach, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A file that works.
const EXAMPLE: &str =
    "ID,Asset Tag,Asset Name,Category,Serial\n311,OLD-0001,Drill,Tools,MK-311\n312,OLD-0002,Saw,Tools,MK-312\n";

/// The table.
pub fn api() -> Api {
    let manage = Perm::AssetsManage;
    Api::inside("Imports")
        .call(
            get("/imports", manage, list)
                .named("listImports", "List imports, the newest first")
                .about("The newest 50: of everybody for whoever keeps all assets, else one's own.")
                .query::<PageQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/imports", manage, upload)
                .named("startImport", "Send a file of assets; its dry run begins")
                .about("CSV or XLSX, up to 50 MB and 200,000 rows, in any usual encoding, as the body. Columns are guessed by their headings; those of Snipe-IT, Shelf, Atlas and Homebox are known. Nothing is written before `POST …/application`.")
                .query::<UploadQuery>()
                .takes("application/octet-stream", EXAMPLE)
                .answers::<Shown>(201)
                .like(json!({ "file_name": "tools.csv" })),
        )
        .call(
            get("/imports/{id}", manage, show)
                .named("getImport", "Get an import: how far it is, and what it would do or did")
                .about("`stage` is `checking`, `checked`, `running`, `done`, `undoing` or `undone`; ask again until it is the one you wait for. Up to 100 rows of each kind are shown.")
                .answers::<Whole>(200),
        )
        .call(
            put("/imports/{id}/reading", manage, reread)
                .named("readImport", "Say how a file is read; its dry run begins anew")
                .about("`columns` names what each column is, in their order; an empty one is left out: `tag`, `name`, `category`, `model`, `model_number`, `maker`, `serial`, `status`, `location`, `home`, `supplier`, `purchased`, `cost`, `order_number`, `warranty`, `warranty_months`, `ends`, `note`, `legacy_id`, `holder`, `holder_email`, `holder_name`, `holder_place`, `due`, and `field-{id}` for a field of your own. In another `encoding` columns may be called otherwise: those are guessed again.")
                .body::<Reading>()
                .answers::<Shown>(202)
                .conflicts()
                .like(json!({ "columns": [], "days": "ymd", "changes": true })),
        )
        .call(
            post("/imports/{id}/application", manage, apply)
                .named("applyImport", "Do what the dry run said")
                .answers::<Shown>(202)
                .conflicts(),
        )
        .call(
            post("/imports/{id}/reversal", manage, undo)
                .named("undoImport", "Take back what an import did, within 30 days")
                .about("What somebody has touched since stays; `left` counts it.")
                .answers::<Shown>(202)
                .conflicts(),
        )
        .call(
            get("/imports/{id}/errors", manage, errors)
                .named("getImportErrors", "Get the wrong rows, with the reasons, to be corrected and sent again")
                .answers_file("text/csv"),
        )
}

/// How many rows have which fate.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportCounts")]
struct CountsShown {
    /// New assets.
    created: i64,
    /// Assets that change.
    changed: i64,
    /// Rows that say nothing new.
    same: i64,
    /// Rows that are left out.
    wrong: i64,
    /// What taking it back has left.
    left: i64,
}

/// An import.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Import")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// `file`, or `change` of many assets at once.
    kind: String,
    /// What the file was called.
    file_name: String,
    /// `checking`, `checked`, `running`, `done`, `undoing` or `undone`.
    stage: String,
    /// How far this stage is, from 0 to 100.
    percent: i64,
    /// How many rows it has.
    rows: i64,
    /// What becomes, or became, of them.
    counts: CountsShown,
    /// How its letters were written, as it is read: `UTF-8`, `Windows-1252` …; `XLSX` for a workbook, empty for a change.
    encoding: String,
    /// What its columns are called.
    headings: Vec<String>,
    /// What each of them is read as; empty: left out.
    columns: Vec<String>,
    /// In which order days stand: `dmy`, `mdy` or `ymd`.
    days: String,
    /// Are catalogue entries, places and people made that are missing?
    makes_missing: bool,
    /// Are assets changed that are there already?
    changes: bool,
    /// All rows, or none?
    all_or_nothing: bool,
    /// The category of rows that name none.
    category_id: Option<Uuid>,
    /// Where places stand that are made.
    places_in_id: Option<Uuid>,
    /// When it was sent.
    created_at: DateTime<Utc>,
    /// When it was done or taken back.
    finished_at: Option<DateTime<Utc>>,
}

impl Shown {
    fn of(import: Import) -> Shown {
        let (percent, counts) = (import.percent(), import.counts.0);
        let options = import.options.0;
        Shown {
            id: import.id,
            kind: if options.bulk.is_some() { "change" } else { "file" }.to_owned(),
            file_name: import.file_name,
            stage: import.stage.name().to_owned(),
            percent,
            rows: import.row_count,
            counts: CountsShown {
                created: counts.created,
                changed: counts.changed,
                same: counts.same,
                wrong: counts.wrong,
                left: counts.left,
            },
            encoding: import.encoding,
            headings: import.heads.0,
            columns: options.columns,
            days: options.days.name().to_owned(),
            makes_missing: options.makes_missing,
            changes: options.changes,
            all_or_nothing: options.is_whole,
            category_id: options.category,
            places_in_id: options.places_in,
            created_at: import.created_at,
            finished_at: import.finished_at,
        }
    }
}

/// A row of a file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportRow")]
struct RowShown {
    /// Its line in the file.
    line: u64,
    /// The tag it names, or got.
    tag: String,
    /// The name of its asset.
    name: String,
    /// The asset that it is about, once there is one.
    asset_id: Option<Uuid>,
    /// What is wrong with it.
    problems: Vec<ProblemShown>,
    /// The fields that it changes.
    changes: Vec<TurnShown>,
}

/// Something that is wrong with a row.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportProblem")]
struct ProblemShown {
    /// The field, as people call it; empty: all of it.
    field: String,
    /// What is wrong.
    detail: String,
}

/// A field that a row changes.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportTurn")]
struct TurnShown {
    /// Which.
    field: String,
    /// As it was.
    before: String,
    /// As it is to be.
    after: String,
}

impl RowShown {
    fn of(outcome: Outcome) -> RowShown {
        let problem = |(field, detail)| ProblemShown { field, detail };
        RowShown {
            line: outcome.line,
            tag: outcome.title.0,
            name: outcome.title.1,
            asset_id: outcome.asset,
            problems: outcome.problems.into_iter().map(problem).collect(),
            changes: outcome
                .turns
                .into_iter()
                .map(|turn| TurnShown { field: turn.field, before: turn.before, after: turn.after })
                .collect(),
        }
    }
}

/// An import, and the first of its rows.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ImportWithRows")]
struct Whole {
    /// The import.
    #[serde(flatten)]
    import: Shown,
    /// The first rows that make or change something.
    first_changes: Vec<RowShown>,
    /// The first rows that are wrong.
    first_wrong: Vec<RowShown>,
    /// What the rows name that is not there, by kind, some of each.
    missing: BTreeMap<String, Vec<String>>,
}

/// What the query of an upload says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UploadQuery {
    /// What the file is called, for people.
    #[serde(default)]
    file_name: String,
}

/// How a file is read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ImportReading")]
struct Reading {
    /// How its letters are written, where the guess was wrong: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `Windows-1252`,
    /// `ISO-8859-15`, `macintosh`, `windows-1250` …; without: as it is read now.
    #[serde(default)]
    encoding: Option<String>,
    /// What each column is, in their order; empty: it is left out.
    columns: Vec<String>,
    /// In which order days stand: `dmy`, `mdy` or `ymd`.
    #[serde(default)]
    days: Option<String>,
    /// Are catalogue entries, places and people made that are missing?
    #[serde(default)]
    makes_missing: bool,
    /// Are assets changed that are there already?
    #[serde(default)]
    changes: bool,
    /// All rows, or none?
    #[serde(default)]
    all_or_nothing: bool,
    /// The category of rows that name none.
    #[serde(default)]
    category_id: Option<Uuid>,
    /// Where places stand that are made; null: each is a site of its own.
    #[serde(default)]
    places_in_id: Option<Uuid>,
}

impl Reading {
    fn options(self, import: &Import, may_make: bool) -> Result<Options, Problems> {
        let mut problems = Problems::new();
        let wanted = import.heads.len();
        if self.columns.len() != wanted {
            problems.add("columns", format!("The file has {wanted} columns: name each, or leave it empty."));
        }
        if let Some(unknown) = self.columns.iter().find(|name| !name.is_empty() && Target::parse(name).is_none()) {
            problems.add("columns", format!("No column is read as {unknown}."));
        }
        let days = match self.days.as_deref() {
            None => Some(import.options.days),
            Some(said) => problems.take("days", DayOrder::parse(said).ok_or("Days are dmy, mdy or ymd.")),
        };
        match (days, problems.is_empty()) {
            (Some(days), true) => Ok(Options {
                columns: self.columns,
                days,
                makes_missing: may_make && self.makes_missing,
                changes: self.changes,
                is_whole: self.all_or_nothing,
                category: self.category_id,
                places_in: self.places_in_id,
                bulk: None,
            }),
            _ => Err(problems),
        }
    }
}

async fn list(scope: Scope, Ask(page): Ask<PageQuery>) -> Reply {
    policy::demand(&scope)?;
    let only = (scope.reach(Perm::AssetsManage) != Reach::Everywhere).then(|| scope.user_id()).flatten();
    let found = store::list(scope.db(), scope.org_id(), only).await?;
    ok(&page.cut(found, "-created_at", |import| import.id, Shown::of)?)
}

async fn upload(scope: Scope, Ask(asked): Ask<UploadQuery>, TableBody(bytes): TableBody) -> Reply {
    policy::demand(&scope)?;
    let (sheet, bytes) = read(bytes).await?.map_err(|problem| Error::invalid("file", problem))?;
    let id = actions::keep(&scope, &asked.file_name, sheet, &bytes).await?;
    let import = store::by_id(scope.db(), scope.org_id(), id).await?;
    let path = format!("/api/v1/orgs/{}/imports/{id}", scope.org.slug);
    made(&path, import.turn, &Shown::of(import))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    let import = seen(&scope, id).await?;
    let Sample { changes, wrong, missing, .. } = store::sample(scope.db(), &scope, id).await?;
    ok(&Whole {
        import: Shown::of(import),
        first_changes: changes.into_iter().map(RowShown::of).collect(),
        first_wrong: wrong.into_iter().map(RowShown::of).collect(),
        missing: missing.told().into_iter().map(|(kind, _, names)| (kind.to_lowercase(), names)).collect(),
    })
}

async fn reread(scope: Scope, Id(id): Id, Body(reading): Body<Reading>) -> Reply {
    let import = seen(&scope, id).await?;
    let may_make = scope.reach(Perm::AssetsManage) == Reach::Everywhere;
    let encoding = reading.encoding.clone().unwrap_or_default();
    let options = match import.options.bulk {
        Some(_) => import.options.0.clone(),
        None => reading.options(&import, may_make).map_err(Error::Invalid)?,
    };
    let sheet = read_anew(&scope, &import, &encoding).await?.map_err(|told| Error::invalid("encoding", told))?;
    actions::check(&scope, &import, options, sheet).await?;
    after(&scope, id).await
}

async fn apply(scope: Scope, Id(id): Id) -> Reply {
    actions::run(&scope, &seen(&scope, id).await?).await?;
    after(&scope, id).await
}

async fn undo(scope: Scope, Id(id): Id) -> Reply {
    actions::undo(&scope, &seen(&scope, id).await?).await?;
    after(&scope, id).await
}

async fn after(scope: &Scope, id: Uuid) -> Reply {
    accepted(&Shown::of(store::by_id(scope.db(), scope.org_id(), id).await?))
}

async fn errors(scope: Scope, Id(id): Id) -> Reply {
    let import = seen(&scope, id).await?;
    Ok(download("wrong-rows.csv", Paper::Csv.mime(), wrong_rows(&scope, &import).await?))
}
