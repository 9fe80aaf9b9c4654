//! What people do with imports: each step asks for work, which is done behind the pages.

use super::model::{Change, DayOrder, Import, Options, Part, Stage, Target, guessed};
use super::work::{Check, Run, Undo};
use super::{policy, store};
use crate::assets::Asset;
use crate::catalogue;
use kernel::sheet::{Row, Sheet};
use kernel::{Error, Result, text};
use platform::jobs::{self, Job};
use platform::{Reach, Scope};
use uuid::Uuid;

/// The most rows of a file.
pub const ROWS_MAX: usize = 200_000;
/// The most assets that are changed at once.
pub const CHANGED_MAX: usize = 100_000;
/// Rows of a part: one transaction. So few assets are changed all of them or none.
const PART: usize = 250;
/// The longest name of a file that is kept (characters).
const NAME_MAX: usize = 120;

/// Keeps a file that was read, with its bytes in pieces, guesses what its columns are, and lets its dry run begin.
///
/// # Errors
/// Forbidden for whoever may make assets nowhere.
pub async fn keep(scope: &Scope, file_name: &str, sheet: Sheet, bytes: &[String]) -> Result<Uuid> {
    policy::demand(scope)?;
    let fields = catalogue::fields::store::all(scope.db(), scope.org_id()).await?;
    let Sheet { encoding, separator, heads, rows } = sheet;
    let columns = guessed(&heads, &fields);
    let is_day = |name: &String| {
        matches!(Target::parse(name), Some(Target::Purchased | Target::Warranty | Target::Ends | Target::Due))
    };
    let days: Vec<usize> = columns.iter().enumerate().filter(|(_, name)| is_day(name)).map(|(at, _)| at).collect();
    let cells = rows.iter().flat_map(|row| days.iter().filter_map(|at| row.cells.get(*at))).map(String::as_str);
    let options = Options {
        days: DayOrder::guessed(cells, &scope.org.currency),
        makes_missing: scope.reach(platform::Perm::AssetsManage) == Reach::Everywhere,
        changes: true,
        columns,
        ..Options::default()
    };
    let (row_count, parts) = (rows.len() as i64, in_parts(rows));
    let id = scope.id();
    let file_name: String =
        text::optional_line(file_name, usize::MAX).unwrap_or_default().chars().take(NAME_MAX).collect();
    let head = store::Head {
        id,
        file_name: if file_name.is_empty() { "A file" } else { &file_name },
        encoding: &encoding,
        separator: &separator,
        heads: &heads,
        options: &options,
        parts: parts.len() as i64,
        rows: row_count,
    };
    let mut tx = scope.db().begin().await?;
    store::add(&mut tx, scope, &head).await?;
    store::add_parts(&mut tx, scope, id, parts).await?;
    store::add_file(&mut tx, scope, id, bytes).await?;
    let check = Check { org: scope.org_id(), import: id, turn: 1 };
    jobs::enqueue(&mut tx, &scope.house, Some(scope.org_id()), &check, scope.now, None).await?;
    tx.commit().await?;
    Ok(id)
}

fn in_parts(rows: Vec<Row>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(rows.len().div_ceil(PART));
    for (at, row) in rows.into_iter().enumerate() {
        if at % PART == 0 {
            parts.push(Part::default());
        }
        if let Some(part) = parts.last_mut() {
            part.rows.push((row.line, row.cells));
        }
    }
    parts
}

/// Keeps what is to become of many assets, and lets its preview begin.
///
/// # Errors
/// Forbidden for whoever may change assets nowhere; a problem at `status` where these are none, or more than
/// [`CHANGED_MAX`].
pub async fn keep_change(scope: &Scope, assets: Vec<Asset>, change: Change) -> Result<Uuid> {
    policy::demand(scope)?;
    match assets.len() {
        0 => return Err(Error::invalid("status", "No asset fits any more. Choose others on the list.")),
        1..=CHANGED_MAX => {}
        _ => return Err(Error::invalid("status", format!("At most {CHANGED_MAX} assets are changed at once."))),
    }
    let (id, count) = (scope.id(), assets.len());
    let mut parts: Vec<Part> = Vec::with_capacity(count.div_ceil(PART));
    for (at, asset) in assets.into_iter().enumerate() {
        if at % PART == 0 {
            parts.push(Part::default());
        }
        if let Some(part) = parts.last_mut() {
            part.rows.push((at as u64 + 1, vec![asset.id.to_string(), asset.tag]));
        }
    }
    let options = Options { changes: true, bulk: Some(change), ..Options::default() };
    let file_name = if count == 1 { "Change of 1 asset".to_owned() } else { format!("Change of {count} assets") };
    let head = store::Head {
        id,
        file_name: &file_name,
        encoding: "",
        separator: "",
        heads: &["Id", "Asset tag"].map(str::to_owned),
        options: &options,
        parts: parts.len() as i64,
        rows: count as i64,
    };
    let mut tx = scope.db().begin().await?;
    store::add(&mut tx, scope, &head).await?;
    store::add_parts(&mut tx, scope, id, parts).await?;
    let check = Check { org: scope.org_id(), import: id, turn: 1 };
    jobs::enqueue(&mut tx, &scope.house, Some(scope.org_id()), &check, scope.now, None).await?;
    tx.commit().await?;
    Ok(id)
}

/// Finds out anew what a file would do, read otherwise; `sheet`: and in another encoding. A column that is called otherwise
/// in that is guessed again.
///
/// # Errors
/// `import_is_busy`, `import_is_over`, `import_was_forgotten`.
pub async fn check(scope: &Scope, import: &Import, options: Options, sheet: Option<Sheet>) -> Result<()> {
    let ask = |turn| Check { org: scope.org_id(), import: import.id, turn };
    let mut reading = Reading { options, sheet };
    if let Some(sheet) = &reading.sheet {
        let fields = catalogue::fields::store::all(scope.db(), scope.org_id()).await?;
        let mut columns = guessed(&sheet.heads, &fields);
        for (at, column) in columns.iter_mut().enumerate() {
            if let (true, Some(said)) = (import.heads.get(at) == sheet.heads.get(at), reading.options.columns.get(at)) {
                column.clone_from(said);
            }
        }
        reading.options.columns = columns;
    }
    go_on(scope, import, (&[Stage::Checked], Stage::Checking), 0, Some(reading), ask).await
}

/// How a file is read from now on.
struct Reading {
    options: Options,
    /// Its rows, where they are others: the encoding is.
    sheet: Option<Sheet>,
}

/// Does what the dry run said.
///
/// # Errors
/// `import_has_wrong_rows` where all or nothing was asked for; `import_is_busy`, `import_is_over`, `import_was_forgotten`.
pub async fn run(scope: &Scope, import: &Import) -> Result<()> {
    if import.options.is_whole && import.counts.wrong > 0 {
        return Err(Error::conflict("import_has_wrong_rows"));
    }
    let ask = |turn| Run { org: scope.org_id(), import: import.id, turn };
    go_on(scope, import, (&[Stage::Checked], Stage::Running), 0, None, ask).await
}

/// Takes back what an import did.
///
/// # Errors
/// `import_is_busy`, `import_is_over`, `import_was_forgotten`.
pub async fn undo(scope: &Scope, import: &Import) -> Result<()> {
    let ask = |turn| Undo { org: scope.org_id(), import: import.id, turn };
    go_on(scope, import, (&[Stage::Done], Stage::Undoing), import.parts, None, ask).await
}

async fn go_on<J: Job>(
    scope: &Scope,
    import: &Import,
    stages: (&[Stage], Stage),
    position: i64,
    reading: Option<Reading>,
    ask: impl FnOnce(i64) -> J,
) -> Result<()> {
    policy::demand_own(scope, import)?;
    let org = scope.org_id();
    let mut tx = scope.db().begin().await?;
    if !store::has_rows(&mut tx, org, import.id).await? {
        return Err(Error::conflict("import_was_forgotten"));
    }
    let Some(turn) = store::turn(&mut tx, org, import.id, stages, position).await? else {
        let now = store::by_id(&mut tx, org, import.id).await?;
        return Err(Error::conflict(if now.stage.is_busy() { "import_is_busy" } else { "import_is_over" }));
    };
    if let Some(Reading { options, sheet }) = reading {
        store::set_options(&mut tx, org, import.id, &options).await?;
        if let Some(Sheet { encoding, separator, heads, rows }) = sheet {
            let count = rows.len() as i64;
            let words = (encoding.as_str(), separator.as_str(), heads);
            store::replace(&mut tx, scope, import.id, words, (count, in_parts(rows))).await?;
        }
    }
    jobs::enqueue(&mut tx, &scope.house, Some(org), &ask(turn), scope.now, None).await?;
    tx.commit().await
}
