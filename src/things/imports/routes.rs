//! The pages of imports: a file is sent, looked at, applied, taken back.

use super::bytes::{packed, unpacked};
use super::model::{DayOrder, Import, Options, Outcome, Sample, Target, Verdict};
use super::{actions, policy, store};
use crate::assets;
use crate::catalogue::fields::{Field, Kind};
use crate::views::imports as view;
use kernel::sheet::{Paper, Sheet};
use kernel::{Error, Result, sheet};
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Routes, TableUpload, download, go, go_flash};
use platform::{Perm, Reach, Scope};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Style sheets of these pages.
const STYLES: &[&str] = &["assets.css"];

/// The table.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/imports", Perm::AssetsManage, index)
        .post("/imports", Perm::AssetsManage, upload)
        .get("/imports/{id}", Perm::AssetsManage, show)
        .get("/imports/{id}/errors", Perm::AssetsManage, errors)
        .post("/imports/{id}/check", Perm::AssetsManage, check)
        .post("/imports/{id}/application", Perm::AssetsManage, apply)
        .post("/imports/{id}/reversal", Perm::AssetsManage, undo)
        .and(super::bulk_routes::routes())
}

async fn index(scope: Scope, page: Page) -> Answer {
    policy::demand(&scope)?;
    Ok(page.show_with(&scope, "Imports", &[], STYLES, drawn(&scope, None).await?))
}

async fn drawn(scope: &Scope, problem: Option<&str>) -> Result<maud::Markup> {
    let only = (scope.reach(Perm::AssetsManage) != Reach::Everywhere).then(|| scope.user_id()).flatten();
    let list = store::list(scope.db(), scope.org_id(), only).await?;
    Ok(view::index(&scope.org, &list, problem))
}

async fn upload(scope: Scope, page: Page, TableUpload(upload): TableUpload) -> Answer {
    policy::demand(&scope)?;
    let read = match upload.file {
        Err(told) => Err(told),
        Ok(None) => Err("Choose a file first.".to_owned()),
        Ok(Some(file)) => read(file.bytes).await?.map(|read| (file.name, read)),
    };
    match read {
        Ok((name, (sheet, bytes))) => {
            let id = actions::keep(&scope, &name, sheet, &bytes).await?;
            Ok(go(&scope.org.path(&format!("/imports/{id}"))))
        }
        Err(problem) => Ok(page.refuse_with(&scope, "Imports", STYLES, drawn(&scope, Some(&problem)).await?)),
    }
}

/// What a person is told about their file, where it cannot be read.
type Told<T> = std::result::Result<T, String>;

/// Reads a file, and packs what is kept of its bytes. A large one takes a while, on a thread that serves nobody else.
pub(super) async fn read(bytes: Vec<u8>) -> Result<Told<(Sheet, Vec<String>)>> {
    let reading = move || -> Result<Told<(Sheet, Vec<String>)>> {
        Ok(match sheet::read(&bytes, actions::ROWS_MAX) {
            Ok(sheet) => Ok((sheet, packed(&bytes)?)),
            Err(told) => Err(told),
        })
    };
    tokio::task::spawn_blocking(reading).await.map_err(Error::broken)?
}

/// The file in the encoding that was chosen; none where it is read in that already.
pub(super) async fn read_anew(scope: &Scope, import: &Import, encoding: &str) -> Result<Told<Option<Sheet>>> {
    if encoding.is_empty() || encoding == import.encoding {
        return Ok(Ok(None));
    }
    let pieces = store::file(scope.db(), scope, import.id).await?;
    if pieces.is_empty() {
        return Ok(Err("The file itself is not kept. Send it again.".to_owned()));
    }
    let encoding = encoding.to_owned();
    let reading = move || -> Result<Told<Option<Sheet>>> {
        Ok(sheet::read_as(&unpacked(&pieces)?, &encoding, actions::ROWS_MAX).map(Some))
    };
    tokio::task::spawn_blocking(reading).await.map_err(Error::broken)?
}

/// An import that the viewer may see.
pub(super) async fn seen(scope: &Scope, id: uuid::Uuid) -> Result<Import> {
    let import = store::by_id(scope.db(), scope.org_id(), id).await?;
    policy::demand_own(scope, &import)?;
    Ok(import)
}

async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let import = seen(&scope, id).await?;
    let main = drawn_one(&scope, &import, None).await?;
    Ok(page.show_with(&scope, &import.file_name, &[], STYLES, main))
}

/// The page of an import; `unread`: the encoding that was chosen, and why the file cannot be read in it.
async fn drawn_one(scope: &Scope, import: &Import, unread: Option<(&str, &str)>) -> Result<maud::Markup> {
    let first = store::part(scope.db(), scope, import.id, 0).await?.map(|(_, part)| part);
    let sample = store::sample(scope.db(), scope, import.id).await?;
    let known = assets::known(scope).await?;
    let named = people_in(&sample, &known.fields);
    Ok(view::show(&view::Facts {
        org: &scope.org,
        import,
        sample: &sample,
        first: first.as_ref(),
        people: &assets::store::named_people(scope.db(), scope.org_id(), named).await?,
        known: &known,
        may_make: scope.reach(Perm::AssetsManage) == Reach::Everywhere,
        has_file: store::has_file(scope.db(), scope.org_id(), import.id).await?,
        unread,
    }))
}

/// Whom fields named and are to name, in what is shown of the rows.
fn people_in(sample: &Sample, fields: &[Field]) -> Vec<Uuid> {
    let is_person = |name: &str| fields.iter().any(|field| field.kind == Kind::Person && field.input() == name);
    let turns = sample.changes.iter().flat_map(|outcome| &outcome.turns).filter(|turn| is_person(&turn.field));
    turns.flat_map(|turn| [&turn.before, &turn.after]).filter_map(|id| id.parse().ok()).collect()
}

/// What the form about how a file is read sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OptionsForm {
    days: String,
    makes_missing: String,
    changes: String,
    is_whole: String,
    category: String,
    places_in: String,
    encoding: String,
    /// `column-0` and so on.
    #[serde(flatten)]
    columns: BTreeMap<String, String>,
}

impl OptionsForm {
    fn read(self, columns: usize, may_make: bool) -> Options {
        let named = |at: usize| self.columns.get(&format!("column-{at}")).and_then(|name| Target::parse(name));
        let columns = (0..columns).map(|at| named(at).map(Target::name).unwrap_or_default()).collect();
        Options {
            columns,
            days: DayOrder::parse(&self.days).unwrap_or_default(),
            makes_missing: may_make && self.makes_missing == "on",
            changes: self.changes == "on",
            is_whole: self.is_whole == "on",
            category: self.category.parse().ok(),
            places_in: self.places_in.parse().ok(),
            bulk: None,
        }
    }
}

async fn check(scope: Scope, page: Page, Id(id): Id, Form(form): Form<OptionsForm>) -> Answer {
    let mut import = seen(&scope, id).await?;
    let may_make = scope.reach(Perm::AssetsManage) == Reach::Everywhere;
    let encoding = form.encoding.clone();
    let options = match import.options.bulk {
        Some(_) => import.options.0.clone(),
        None => form.read(import.heads.len(), may_make),
    };
    let sheet = match read_anew(&scope, &import, &encoding).await? {
        Ok(sheet) => sheet,
        Err(told) => {
            // The rest of what was said stays in the form.
            import.options.0 = options;
            let main = drawn_one(&scope, &import, Some((&encoding, &told))).await?;
            return Ok(page.refuse_with(&scope, &import.file_name, STYLES, main));
        }
    };
    actions::check(&scope, &import, options, sheet).await?;
    Ok(go(&scope.org.path(&format!("/imports/{id}"))))
}

async fn apply(scope: Scope, Id(id): Id) -> Answer {
    let import = seen(&scope, id).await?;
    actions::run(&scope, &import).await?;
    Ok(go(&scope.org.path(&format!("/imports/{id}"))))
}

async fn undo(scope: Scope, Id(id): Id) -> Answer {
    let import = seen(&scope, id).await?;
    actions::undo(&scope, &import).await?;
    let text = "It is being taken back.".to_owned();
    let flash = Flash { text, tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &scope.org.path(&format!("/imports/{id}")), flash))
}

/// The wrong rows as a file: as they were sent, with the reasons, to be corrected and sent again.
async fn errors(scope: Scope, Id(id): Id) -> Answer {
    let import = seen(&scope, id).await?;
    Ok(download("wrong-rows.csv", Paper::Csv.mime(), wrong_rows(&scope, &import).await?))
}

/// The same as CSV.
pub(super) async fn wrong_rows(scope: &Scope, import: &Import) -> Result<Vec<u8>> {
    let mut wrong: Vec<Vec<String>> = Vec::new();
    for number in 0..import.parts {
        let Some((_, part)) = store::part(scope.db(), scope, import.id, number).await? else { break };
        for ((line, cells), outcome) in part.rows.into_iter().zip(part.outcomes) {
            if outcome.verdict == Verdict::Wrong {
                let mut row = cells;
                row.resize(import.heads.len(), String::new());
                row.extend([line.to_string(), reasons(&outcome)]);
                wrong.push(row);
            }
        }
    }
    let mut heads = import.heads.0.clone();
    heads.extend(["Line", "Reason"].map(str::to_owned));
    Paper::Csv.write("Wrong rows", &heads, wrong.into_iter())
}

fn reasons(outcome: &Outcome) -> String {
    let told = outcome.problems.iter().map(|(field, sentence)| match field.is_empty() {
        true => sentence.clone(),
        false => format!("{field}: {sentence}"),
    });
    told.collect::<Vec<_>>().join(" ")
}
