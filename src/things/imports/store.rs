//! All SQL of imports. Parts are locked on their way in, and opened on their way out.

use super::model::{Counts, Import, Made, Options, Part, Sample, Stage};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use kernel::crypto::Place;
use kernel::db::{Db, Json, On, Tx, batches, sql};
use kernel::{Error, Result, values};
use platform::Scope;
use platform::vault::{Held, Sealed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// What parts are locked for.
const PURPOSE: &str = "import.part";
/// Where they are stored, for the move to another key.
pub const SEALED: Sealed = Sealed { purpose: PURPOSE, rows: sealed, write: write_sealed };
/// The part that holds what the page shows.
const SAMPLE: i64 = -1;
/// The parts from which on downwards the bytes of the file are kept.
const FILE: i64 = -2;
/// Imports on the page.
pub(super) const LISTED: i64 = 50;

/// The columns of an import; the organisation follows.
const IMPORTS: &str =
    "select i.id, i.user_id, u.name as user_name, i.file_name, i.encoding, i.separator, i.heads, i.options, i.stage,
        i.turn, i.position, i.parts, i.row_count, i.counts, i.why, i.created_at, i.finished_at
   from asset_imports i left join users u on u.id = i.user_id where i.org_id = ";

/// One import.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Import> {
    sql(IMPORTS).with("", org).with(" and i.id = ", id).one(on).await
}

/// The newest imports: of everybody, or of one user.
pub(super) async fn list(on: impl Into<On<'_>>, org: Uuid, user: Option<Uuid>) -> Result<Vec<Import>> {
    sql(IMPORTS)
        .with("", org)
        .with_opt(" and i.user_id = ", user)
        .push(" order by i.created_at desc, i.id desc")
        .with(" limit ", LISTED)
        .all(on)
        .await
}

/// What is kept of an import beside its parts.
pub(super) struct Head<'a> {
    pub(super) id: Uuid,
    pub(super) file_name: &'a str,
    pub(super) encoding: &'a str,
    pub(super) separator: &'a str,
    pub(super) heads: &'a [String],
    pub(super) options: &'a Options,
    pub(super) parts: i64,
    pub(super) rows: i64,
}

/// Keeps an import whose dry run is to come.
pub(super) async fn add(tx: &mut Tx, scope: &Scope, head: &Head<'_>) -> Result<()> {
    sql("insert into asset_imports (id, org_id, user_id, file_name, encoding, separator, heads, options, stage, parts, row_count, counts, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'checking', $9, $10, $11, $12)")
        .bind(head.id)
        .bind(scope.org_id())
        .bind(scope.user_id())
        .bind(head.file_name.to_owned())
        .bind(head.encoding.to_owned())
        .bind(head.separator.to_owned())
        .bind(Json(head.heads.to_vec()))
        .bind(Json(head.options.clone()))
        .bind(head.parts)
        .bind(head.rows)
        .bind(Json(Counts::default()))
        .bind(scope.now)
        .run(tx)
        .await
        .map(drop)
}

/// Keeps its rows.
pub(super) async fn add_parts(tx: &mut Tx, scope: &Scope, import: Uuid, parts: Vec<Part>) -> Result<()> {
    add_contents(tx, scope, import, (0..).zip(&parts)).await
}

/// Keeps the bytes of its file, in pieces.
pub(super) async fn add_file(tx: &mut Tx, scope: &Scope, import: Uuid, pieces: &[String]) -> Result<()> {
    add_contents(tx, scope, import, (0..).map(|at: i64| FILE - at).zip(pieces)).await
}

async fn add_contents<'a, T: Serialize + 'a>(
    tx: &mut Tx,
    scope: &Scope,
    import: Uuid,
    contents: impl Iterator<Item = (i64, &'a T)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (number, content) in contents {
        let id = scope.id();
        rows.push((id, number, locked(scope, id, content)?));
    }
    for batch in batches(rows) {
        let rows = batch.into_iter().map(|(id, number, content)| values![id, scope.org_id(), import, number, content]);
        let statement = sql("insert into asset_import_parts (id, org_id, import_id, number, content) values ");
        statement.with_rows(rows).run(&mut *tx).await?;
    }
    Ok(())
}

/// The bytes of its file, in pieces; none where they are not kept.
pub(super) async fn file(db: &Db, scope: &Scope, import: Uuid) -> Result<Vec<String>> {
    let found: Vec<(Uuid, String)> =
        sql("select id, content from asset_import_parts where org_id = $1 and import_id = $2")
            .bind(scope.org_id())
            .bind(import)
            .with(" and number <= ", FILE)
            .push(" order by number desc")
            .all(db)
            .await?;
    found.into_iter().map(|(id, content)| opened(scope, id, &content)).collect()
}

/// Are they kept?
pub(super) async fn has_file(db: &Db, org: Uuid, import: Uuid) -> Result<bool> {
    let kept: Option<(Uuid,)> =
        sql("select id from asset_import_parts where org_id = $1 and import_id = $2 and number = $3")
            .bind(org)
            .bind(import)
            .bind(FILE)
            .maybe(db)
            .await?;
    Ok(kept.is_some())
}

/// Forgets them: the file is applied.
pub(super) async fn forget_file(tx: &mut Tx, org: Uuid, import: Uuid) -> Result<()> {
    sql("delete from asset_import_parts where org_id = $1 and import_id = $2")
        .bind(org)
        .bind(import)
        .with(" and number <= ", FILE)
        .run(tx)
        .await
        .map(drop)
}

/// Its rows are others, read in another encoding.
pub(super) async fn replace(
    tx: &mut Tx,
    scope: &Scope,
    import: Uuid,
    (encoding, separator, heads): (&str, &str, Vec<String>),
    (count, parts): (i64, Vec<Part>),
) -> Result<()> {
    sql("update asset_imports set encoding = $3, separator = $4, heads = $5, parts = $6, row_count = $7 where org_id = $1 and id = $2")
        .bind(scope.org_id())
        .bind(import)
        .bind(encoding.to_owned())
        .bind(separator.to_owned())
        .bind(Json(heads))
        .bind(parts.len() as i64)
        .bind(count)
        .run(&mut *tx)
        .await?;
    sql("delete from asset_import_parts where org_id = $1 and import_id = $2 and number >= 0")
        .bind(scope.org_id())
        .bind(import)
        .run(&mut *tx)
        .await?;
    add_parts(tx, scope, import, parts).await
}

/// Lets an import go on to another stage, from its beginning; answers its turn. None: it is not at any of these any more.
pub(super) async fn turn(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (from, to): (&[Stage], Stage),
    position: i64,
) -> Result<Option<i64>> {
    let turned: Option<(i64,)> = sql(
        "update asset_imports set stage = $3, position = $4, turn = turn + 1, why = '' where org_id = $1 and id = $2",
    )
    .bind(org)
    .bind(id)
    .bind(to)
    .bind(position)
    .with_list(" and stage in ", from.iter().copied())
    .push(" returning turn")
    .maybe(tx)
    .await?;
    Ok(turned.map(|(turn,)| turn))
}

/// Reads an import with other options from now on.
pub(super) async fn set_options(tx: &mut Tx, org: Uuid, id: Uuid, options: &Options) -> Result<()> {
    sql("update asset_imports set options = $3, counts = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(Json(options.clone()))
        .bind(Json(Counts::default()))
        .run(tx)
        .await
        .map(drop)
}

/// One more part is done: from this position on to that. Answers false where somebody else did it.
pub(super) async fn advance(tx: &mut Tx, org: Uuid, import: (Uuid, i64), from: i64, to: i64) -> Result<bool> {
    let (id, turn) = import;
    let moved =
        sql("update asset_imports set position = $5 where org_id = $1 and id = $2 and turn = $3 and position = $4")
            .bind(org)
            .bind(id)
            .bind(turn)
            .bind(from)
            .bind(to)
            .run(tx)
            .await?;
    Ok(moved == 1)
}

/// What the rows so far came to.
pub(super) async fn set_counts(tx: &mut Tx, org: Uuid, id: Uuid, counts: Counts) -> Result<()> {
    sql("update asset_imports set counts = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(Json(counts))
        .run(tx)
        .await
        .map(drop)
}

/// A stage is over. Answers false where the import has gone on meanwhile.
pub(super) async fn end(
    tx: &mut Tx,
    org: Uuid,
    import: (Uuid, i64),
    to: Stage,
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (id, turn) = import;
    let ended = sql("update asset_imports set stage = $4, why = $5, finished_at = case when $4 = 'checked' then finished_at else $6 end
          where org_id = $1 and id = $2 and turn = $3 and stage in ('checking', 'running', 'undoing')")
        .bind(org)
        .bind(id)
        .bind(turn)
        .bind(to)
        .bind(why.to_owned())
        .bind(now)
        .run(tx)
        .await?;
    Ok(ended == 1)
}

/// A part, where it is still kept.
pub(super) async fn part(
    on: impl Into<On<'_>>,
    scope: &Scope,
    import: Uuid,
    number: i64,
) -> Result<Option<(Uuid, Part)>> {
    read(on, scope, import, number).await
}

/// Are its rows kept still?
pub(super) async fn has_rows(on: impl Into<On<'_>>, org: Uuid, import: Uuid) -> Result<bool> {
    let kept: Option<(Uuid,)> =
        sql("select id from asset_import_parts where org_id = $1 and import_id = $2 and number = 0")
            .bind(org)
            .bind(import)
            .maybe(on)
            .await?;
    Ok(kept.is_some())
}

/// Writes a part anew.
pub(super) async fn write_part(tx: &mut Tx, scope: &Scope, id: Uuid, part: &Part) -> Result<()> {
    write(tx, scope, id, locked(scope, id, part)?).await
}

/// What the page shows of the rows.
pub(super) async fn sample(on: impl Into<On<'_>>, scope: &Scope, import: Uuid) -> Result<Sample> {
    Ok(read(on, scope, import, SAMPLE).await?.map(|(_, sample)| sample).unwrap_or_default())
}

/// Writes that.
pub(super) async fn write_sample(tx: &mut Tx, scope: &Scope, import: Uuid, sample: &Sample) -> Result<()> {
    let known: Option<(Uuid,)> =
        sql("select id from asset_import_parts where org_id = $1 and import_id = $2 and number = $3")
            .bind(scope.org_id())
            .bind(import)
            .bind(SAMPLE)
            .maybe(&mut *tx)
            .await?;
    if let Some((id,)) = known {
        return write(tx, scope, id, locked(scope, id, sample)?).await;
    }
    let id = scope.id();
    sql("insert into asset_import_parts (id, org_id, import_id, number, content) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(scope.org_id())
        .bind(import)
        .bind(SAMPLE)
        .bind(locked(scope, id, sample)?)
        .run(tx)
        .await
        .map(drop)
}

/// Forgets the rows of imports that were uploaded before this: those of every organisation, because the clock is everybody's.
pub(super) async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    db.run(
        sql("delete from asset_import_parts where import_id in (select id from asset_imports where created_at < $1
                and stage not in ('checking', 'running', 'undoing'))")
        .bind(before),
    )
    .await
}

/// Forgets all rows that an organisation has sent: somebody they may tell of was erased.
pub(super) async fn forget_all(tx: &mut Tx, org: Uuid) -> Result<u64> {
    sql("delete from asset_import_parts where org_id = $1 and import_id in (select id from asset_imports where org_id = $1
            and stage not in ('checking', 'running', 'undoing'))")
    .bind(org)
    .run(tx)
    .await
}

async fn write(tx: &mut Tx, scope: &Scope, id: Uuid, content: String) -> Result<()> {
    sql("update asset_import_parts set content = $3 where org_id = $1 and id = $2")
        .bind(scope.org_id())
        .bind(id)
        .bind(content)
        .run(tx)
        .await
        .map(drop)
}

async fn read<T: DeserializeOwned>(
    on: impl Into<On<'_>>,
    scope: &Scope,
    import: Uuid,
    number: i64,
) -> Result<Option<(Uuid, T)>> {
    let found: Option<(Uuid, String)> =
        sql("select id, content from asset_import_parts where org_id = $1 and import_id = $2 and number = $3")
            .bind(scope.org_id())
            .bind(import)
            .bind(number)
            .maybe(on)
            .await?;
    let Some((id, content)) = found else { return Ok(None) };
    Ok(Some((id, opened(scope, id, &content)?)))
}

/// Does anything name it that is not away itself? What the verb that puts it away looks at is left to that.
pub(super) async fn is_named(db: &Db, org: Uuid, what: Made, id: Uuid) -> Result<bool> {
    let statement = match what {
        Made::Category => sql("select exists (select 1 from asset_fields f where f.org_id = $1 and f.category_id = $2 and f.archived_at is null)
                or exists (select 1 from audits u where u.org_id = $1 and u.category_id = $2)
                or exists (select 1 from kit_lines k where k.org_id = $1 and k.category_id = $2)
                or exists (select 1 from maintenance_plans p where p.org_id = $1 and p.category_id = $2)
                or exists (select 1 from category_schemes s where s.org_id = $1 and s.category_id = $2)
                or exists (select 1 from stock_minimums m where m.org_id = $1 and m.category_id = $2)"),
        Made::Vendor => sql("select exists (select 1 from assets a where a.org_id = $1 and a.supplier_id = $2)
                or exists (select 1 from asset_models m where m.org_id = $1 and m.maker_id = $2 and m.archived_at is null)
                or exists (select 1 from stock_items i where i.org_id = $1 and i.supplier_id = $2)
                or exists (select 1 from work_orders w where w.org_id = $1 and w.supplier_id = $2)"),
        Made::Model => sql("select exists (select 1 from assets a where a.org_id = $1 and a.model_id = $2)
                or exists (select 1 from bookables b where b.org_id = $1 and b.model_id = $2)
                or exists (select 1 from kit_lines k where k.org_id = $1 and k.model_id = $2)
                or exists (select 1 from maintenance_plans p where p.org_id = $1 and p.model_id = $2)"),
        Made::Label => sql("select exists (select 1 from assets a where a.org_id = $1 and a.label_id = $2)
                or exists (select 1 from audit_lines l where l.org_id = $1 and l.label_id = $2)"),
        Made::Place => sql("select exists (select 1 from locations l where l.org_id = $1 and l.parent_id = $2 and l.archived_at is null)
                or exists (select 1 from grants g where g.org_id = $1 and g.location_id = $2)
                or exists (select 1 from invitations i where i.org_id = $1 and i.location_id = $2)
                or exists (select 1 from audits u where u.org_id = $1 and u.location_id = $2)
                or exists (select 1 from work_orders w where w.org_id = $1 and w.location_id = $2)
                or exists (select 1 from maintenance_plans p where p.org_id = $1 and p.location_id = $2)"),
    };
    let (is_used,): (bool,) = statement.bind(org).bind(id).one(db).await?;
    Ok(is_used)
}

fn locked(scope: &Scope, id: Uuid, content: &impl Serialize) -> Result<String> {
    let place = Place { org: scope.org_id(), purpose: PURPOSE, row: id };
    let text = serde_json::to_string(content).map_err(Error::broken)?;
    Ok(scope.house.key.lock(&scope.house.ids, place, &text))
}

fn opened<T: DeserializeOwned>(scope: &Scope, id: Uuid, content: &str) -> Result<T> {
    let place = Place { org: scope.org_id(), purpose: PURPOSE, row: id };
    let text = scope.house.key.unlock(place, content).map_err(Error::broken)?;
    serde_json::from_str(text.expose()).map_err(Error::broken)
}

fn sealed(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, id, content as secret from asset_import_parts where id > $1 order by id limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

fn write_sealed(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        let statement =
            sql("update asset_import_parts set content = $3 where org_id = $1 and id = $2 and content = $4")
                .bind(held.org_id)
                .bind(held.id)
                .bind(anew)
                .bind(held.secret);
        db.run(statement).await
    })
}
