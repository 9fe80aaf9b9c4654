//! Lines of audits.

use super::audits::Expected;
use crate::assets::store::reachable;
use crate::audits::model::{Choice, Line, LineFilter, Outcome, Progress};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, On, Sql, Tx, batches, sql};
use kernel::values;
use platform::Reach;
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a line with the words of what it refers to; the organisation follows.
const LINES: &str =
    "select n.id, n.asset_id, a.name as asset_name, n.code, n.is_expected, n.place_id, p.name as place_name,
        case when w.closed_at is null then coalesce(nullif(kc.name, ''), kc.email) end as holder_name, coalesce(a.state = 'disposed', false) as is_disposed,
        k.id is not null as is_out, n.outcome, n.seen_at, n.seen_by, u.name as seen_by_name, n.seen_place_id,
        sp.name as seen_place_name, coalesce(nullif(pc.name, ''), pc.email) as person_name,
        x.has as answer, coalesce(x.note, '') as answer_note, n.note, n.file_id, n.decision, l.name as label_name
   from audit_lines n
   join audits w on w.org_id = n.org_id and w.id = n.audit_id
   left join assets a on a.org_id = n.org_id and a.id = n.asset_id
   left join custodies k on k.org_id = n.org_id and k.asset_id = n.asset_id and k.in_at is null
   left join contacts kc on kc.org_id = k.org_id and kc.id = k.contact_id
   left join audit_people ap on ap.org_id = n.org_id and ap.id = n.person_id
   left join contacts pc on pc.org_id = ap.org_id and pc.id = ap.contact_id
   left join audit_answers x on x.org_id = n.org_id and x.line_id = n.id
   left join locations p on p.org_id = n.org_id and p.id = n.place_id
   left join locations sp on sp.org_id = n.org_id and sp.id = n.seen_place_id
   left join users u on u.id = n.seen_by
   left join asset_labels l on l.org_id = n.org_id and l.id = n.label_id
  where n.org_id = ";

/// Lines that a viewer may see: of assets they reach, and codes that they read themselves, or that were read where they
/// reach.
fn visible(statement: Sql, reach: &Reach, viewer: Option<Uuid>) -> Sql {
    match reach.places() {
        None => statement,
        Some(places) => {
            let statement = statement
                .with_list(" and (n.asset_id is null and (w.location_id in ", places.iter().copied())
                .with_list(" or n.seen_place_id in ", places.iter().copied())
                .with_opt(" or n.seen_by = ", viewer)
                .push(") or n.asset_id is not null");
            reachable(statement, reach).push(")")
        }
    }
}

fn filtered(statement: Sql, filter: LineFilter) -> Sql {
    match filter {
        LineFilter::All => statement,
        LineFilter::Todo => statement.push(" and n.outcome is null"),
        LineFilter::Differences => statement
            .push(" and coalesce(n.outcome, case when w.closed_at is null then 'found' else 'missing' end) <> 'found'"),
        LineFilter::Ended(outcome) => statement.with(" and n.outcome = ", outcome),
    }
}

/// Lines of an audit by code, as far as the viewer may see them; behind this one, where one is named.
pub async fn lines(
    on: impl Into<On<'_>>,
    org: Uuid,
    (audit, filter): (Uuid, LineFilter),
    (reach, viewer): (&Reach, Option<Uuid>),
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Line>> {
    let statement = sql(LINES).with("", org).with(" and n.audit_id = ", audit);
    let mut statement = filtered(visible(statement, reach, viewer), filter);
    if let Some(edge) = after {
        statement = statement
            .with(" and (n.code_key, n.id) > (select e.code_key, e.id from audit_lines e where e.org_id = ", org)
            .with(" and e.id = ", edge)
            .push(")");
    }
    statement.push(" order by n.code_key, n.id").with(" limit ", limit).all(on).await
}

/// One line of an audit that the viewer may see.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn line(
    on: impl Into<On<'_>>,
    org: Uuid,
    (audit, id): (Uuid, Uuid),
    (reach, viewer): (&Reach, Option<Uuid>),
) -> Result<Line> {
    let statement = sql(LINES).with("", org).with(" and n.audit_id = ", audit).with(" and n.id = ", id);
    visible(statement, reach, viewer).one(on).await
}

/// The line of an asset, or of a code that nothing had.
pub async fn line_of(
    on: impl Into<On<'_>>,
    org: Uuid,
    audit: Uuid,
    (asset, code_key): (Option<Uuid>, &str),
) -> Result<Option<Line>> {
    let statement = sql(LINES).with("", org).with(" and n.audit_id = ", audit);
    match asset {
        Some(asset) => statement.with(" and n.asset_id = ", asset).maybe(on).await,
        None => statement.with(" and n.asset_id is null and n.code_key = ", code_key.to_owned()).maybe(on).await,
    }
}

/// How far an audit is, as far as the viewer may see.
pub async fn progress(
    on: impl Into<On<'_>>,
    org: Uuid,
    audit: Uuid,
    (reach, viewer): (&Reach, Option<Uuid>),
) -> Result<Progress> {
    let statement = sql("select count(case when n.is_expected then 1 end) as expected, count(case when n.outcome is null then 1 end) as todo,
                count(case when n.outcome = 'found' then 1 end) as found, count(case when n.outcome = 'missing' then 1 end) as missing,
                count(case when n.outcome = 'misplaced' then 1 end) as misplaced,
                count(case when n.outcome = 'unexpected' then 1 end) as unexpected
           from audit_lines n
           join audits w on w.org_id = n.org_id and w.id = n.audit_id
           left join assets a on a.org_id = n.org_id and a.id = n.asset_id
          where n.org_id = ")
    .with("", org)
    .with(" and n.audit_id = ", audit);
    visible(statement, reach, viewer).one(on).await
}

/// How many lines of each of these audits are to be looked for and how many not any more, as far as the viewer may see.
pub async fn progress_of_each(
    db: &Db,
    org: Uuid,
    audits: &[Uuid],
    (reach, viewer): (&Reach, Option<Uuid>),
) -> Result<HashMap<Uuid, Progress>> {
    if audits.is_empty() {
        return Ok(HashMap::new());
    }
    #[derive(sqlx::FromRow)]
    struct Row {
        audit_id: Uuid,
        #[sqlx(flatten)]
        progress: Progress,
    }
    let statement = sql("select n.audit_id, count(case when n.is_expected then 1 end) as expected,
                count(case when n.outcome is null then 1 end) as todo, count(case when n.outcome = 'found' then 1 end) as found,
                count(case when n.outcome = 'missing' then 1 end) as missing,
                count(case when n.outcome = 'misplaced' then 1 end) as misplaced,
                count(case when n.outcome = 'unexpected' then 1 end) as unexpected
           from audit_lines n
           join audits w on w.org_id = n.org_id and w.id = n.audit_id
           left join assets a on a.org_id = n.org_id and a.id = n.asset_id
          where n.org_id = ")
    .with("", org)
    .with_list(" and n.audit_id in ", audits.iter().copied());
    let rows: Vec<Row> = visible(statement, reach, viewer).push(" group by n.audit_id").all(db).await?;
    Ok(rows.into_iter().map(|row| (row.audit_id, row.progress)).collect())
}

/// A line to be written down: its id, what is expected, and who is asked for it.
pub type Fresh = (Uuid, Expected, Option<Uuid>);

/// Writes down what an audit expects.
pub async fn settle(tx: &mut Tx, org: Uuid, audit: Uuid, expected: Vec<Fresh>) -> Result<()> {
    for batch in batches(expected) {
        let rows = batch.into_iter().map(|(id, (asset, tag, place, _), person)| {
            let key = tag.to_lowercase();
            values![id, org, audit, asset, tag, key, true, place, person]
        });
        sql("insert into audit_lines (id, org_id, audit_id, asset_id, code, code_key, is_expected, place_id, person_id) values ")
            .with_rows(rows)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Who saw it, when and where.
pub type Sighting = (Option<Uuid>, DateTime<Utc>, Option<Uuid>);

/// Adds an asset that was seen and not expected.
pub async fn add_seen(
    tx: &mut Tx,
    org: Uuid,
    (id, audit): (Uuid, Uuid),
    (asset, tag, place): (Uuid, &str, Option<Uuid>),
    (outcome, (by, at, seen)): (Outcome, Sighting),
) -> Result<()> {
    sql("insert into audit_lines (id, org_id, audit_id, asset_id, code, code_key, is_expected, place_id, outcome, seen_at, seen_by, seen_place_id)
         values ($1, $2, $3, $4, $5, $6, false, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(org)
        .bind(audit)
        .bind(asset)
        .bind(tag.to_owned())
        .bind(tag.to_lowercase())
        .bind(place)
        .bind(outcome)
        .bind(at)
        .bind(by)
        .bind(seen)
        .run(tx)
        .await
        .map(drop)
}

/// Adds a code that nothing has. Answers false where it is there already.
pub async fn add_code(
    tx: &mut Tx,
    org: Uuid,
    (id, audit): (Uuid, Uuid),
    code: &str,
    (by, at, seen): Sighting,
) -> Result<bool> {
    let added = sql("insert into audit_lines (id, org_id, audit_id, code, code_key, is_expected, outcome, seen_at, seen_by, seen_place_id)
         values ($1, $2, $3, $4, $5, false, 'unexpected', $6, $7, $8) on conflict do nothing")
        .bind(id)
        .bind(org)
        .bind(audit)
        .bind(code.to_owned())
        .bind(code.to_lowercase())
        .bind(at)
        .bind(by)
        .bind(seen)
        .run(tx)
        .await?;
    Ok(added == 1)
}

/// Writes how a line stands; none: not looked for yet.
pub async fn write_seen(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    outcome: Option<Outcome>,
    (by, at, seen): Sighting,
) -> Result<()> {
    sql("update audit_lines set outcome = $3, seen_at = $4, seen_by = $5, seen_place_id = $6 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(outcome)
        .bind(outcome.map(|_| at))
        .bind(outcome.and(by))
        .bind(outcome.and(seen))
        .run(tx)
        .await
        .map(drop)
}

/// Takes away a line that was not expected.
pub async fn drop_line(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Option<Uuid>> {
    let gone: Option<(Option<Uuid>,)> = sql("delete from audit_lines where org_id = $1 and id = $2 returning file_id")
        .bind(org)
        .bind(id)
        .maybe(tx)
        .await?;
    Ok(gone.and_then(|(photo,)| photo))
}

/// Takes away codes that turned out to be an asset's.
pub async fn drop_codes(tx: &mut Tx, org: Uuid, audit: Uuid, keys: Vec<String>) -> Result<Vec<Uuid>> {
    let gone: Vec<(Option<Uuid>,)> =
        sql("delete from audit_lines where org_id = $1 and audit_id = $2 and asset_id is null")
            .bind(org)
            .bind(audit)
            .with_list(" and code_key in ", keys)
            .push(" returning file_id")
            .all(tx)
            .await?;
    Ok(gone.into_iter().filter_map(|(photo,)| photo).collect())
}

/// Writes a note, and a photo where there is one.
pub async fn write_words(tx: &mut Tx, org: Uuid, id: Uuid, note: &str, photo: Option<Uuid>) -> Result<()> {
    sql("update audit_lines set note = $3, file_id = coalesce($4, file_id) where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(note.to_owned())
        .bind(photo)
        .run(tx)
        .await
        .map(drop)
}

/// Writes how a line ended, and what became of it.
pub async fn write_decision(tx: &mut Tx, org: Uuid, id: Uuid, outcome: Outcome, choice: Choice) -> Result<()> {
    sql("update audit_lines set outcome = $3, decision = $4, label_id = $5 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(outcome)
        .bind(choice.decision)
        .bind(choice.label)
        .run(tx)
        .await
        .map(drop)
}

/// Ends what nobody has decided about: what was not looked for is missing, and nothing is done.
pub async fn end_rest(tx: &mut Tx, org: Uuid, audit: Uuid) -> Result<()> {
    sql("update audit_lines set outcome = coalesce(outcome, 'missing'),
                decision = case when outcome = 'found' then decision else coalesce(decision, 'leave') end
          where org_id = $1 and audit_id = $2 and (outcome is null or outcome <> 'found' and decision is null)")
    .bind(org)
    .bind(audit)
    .run(tx)
    .await
    .map(drop)
}
