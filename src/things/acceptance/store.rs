//! All SQL of acceptances, but for opening and ending them with a hand-over.

use super::model::{Acceptance, Filter, Item, State};
use crate::assets::store::reachable;
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use kernel::{Result, text};
use platform::Reach;
use platform::holdings::Moved;
use uuid::Uuid;

/// Acceptances on a page.
pub const PAGE: usize = 50;

/// The columns of an acceptance with the words of what it refers to; the organisation follows.
const ACCEPTANCES: &str = "select x.id, x.contact_id, c.name as contact_name, c.email as contact_email, x.state, x.text, x.handed_by_name,
        x.asked_at, x.reminded, x.over_at, x.version,
        (select count(*) from acceptance_items i where i.org_id = x.org_id and i.acceptance_id = x.id) as items,
        (select count(*) from acceptance_items i where i.org_id = x.org_id and i.acceptance_id = x.id and i.declined) as declined,
        coalesce((select i.tag from acceptance_items i where i.org_id = x.org_id and i.acceptance_id = x.id order by i.position limit 1), '') as first_tag,
        s.name as signed_name, s.sha256, s.file_id
   from acceptances x
   join contacts c on c.org_id = x.org_id and c.id = x.contact_id
   left join acceptance_signatures s on s.org_id = x.org_id and s.acceptance_id = x.id
  where x.org_id = ";

/// Only those of whose things all are or belong where the viewer's rights hold.
fn all_within(statement: Sql, reach: &Reach) -> Sql {
    if *reach == Reach::Everywhere {
        return statement;
    }
    let statement = statement.push(
        " and (select count(*) from acceptance_items i where i.org_id = x.org_id and i.acceptance_id = x.id)
            = (select count(*) from acceptance_items i join assets a on a.org_id = i.org_id and a.id = i.asset_id
                where i.org_id = x.org_id and i.acceptance_id = x.id",
    );
    reachable(statement, reach).push(")")
}

/// One acceptance, as far as the viewer's rights go.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid, reach: &Reach) -> Result<Acceptance> {
    all_within(sql(ACCEPTANCES).with("", org).with(" and x.id = ", id), reach).one(on).await
}

/// Holds an acceptance until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Acceptance> {
    let lock = Either { sqlite: "", postgres: " for update of x" };
    sql(ACCEPTANCES).with("", org).with(" and x.id = ", id).push(lock).one(tx).await
}

/// The acceptance that a link's word leads to, while it opens.
pub async fn by_link(on: impl Into<On<'_>>, org: Uuid, hash: String, now: DateTime<Utc>) -> Result<Option<Acceptance>> {
    sql(ACCEPTANCES)
        .with("", org)
        .with(
            " and x.id = (select l.acceptance_id from acceptance_links l where l.org_id = x.org_id and l.token_hash = ",
            hash,
        )
        .with(" and l.expires_at > ", now)
        .push(")")
        .maybe(on)
        .await
}

/// Its things, in their order.
pub async fn items(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Vec<Item>> {
    sql("select i.custody_id, i.asset_id, i.tag, i.name, i.serial, i.model, i.back_at, i.declined from acceptance_items i
          where i.org_id = $1 and i.acceptance_id = $2 order by i.position")
        .bind(org)
        .bind(id)
        .all(on)
        .await
}

/// A page of what fits the filter, the newest first.
pub async fn list(db: &Db, org: Uuid, filter: &Filter, reach: &Reach, edges: Edges) -> Result<KeysetPage<Acceptance>> {
    let backwards = is_backwards(edges);
    let mut statement = narrowed(org, filter, reach);
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and (x.asked_at, x.id) > " } else { " and (x.asked_at, x.id) < " };
        statement = statement
            .push(beyond)
            .with("(select e.asked_at, e.id from acceptances e where e.org_id = x.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by x.asked_at, x.id" } else { " order by x.asked_at desc, x.id desc" };
    let acceptances = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(acceptances, PAGE, edges))
}

/// What fits the filter before this moment and id, the newest first; at most so many.
pub async fn before(
    db: &Db,
    org: Uuid,
    filter: &Filter,
    reach: &Reach,
    edge: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Acceptance>> {
    let mut statement = narrowed(org, filter, reach);
    if let Some((at, id)) = edge {
        statement = statement.with(" and (x.asked_at, x.id) < (", at).with(", ", id).push(")");
    }
    statement.push(" order by x.asked_at desc, x.id desc").with(" limit ", limit).all(db).await
}

fn narrowed(org: Uuid, filter: &Filter, reach: &Reach) -> Sql {
    let mut statement = all_within(sql(ACCEPTANCES).with("", org), reach);
    for word in &filter.words {
        let pattern = text::any_case_pattern(word);
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", c.name) or regexp(", pattern.clone())
            .with(
                ", c.email) or exists (select 1 from acceptance_items w where w.org_id = x.org_id and w.acceptance_id = x.id
                    and (regexp(",
                pattern.clone(),
            )
            .with(", w.tag) or regexp(", pattern)
            .push(", w.name))))");
    }
    let statement = statement.with_opt(" and x.contact_id = ", filter.contact);
    match filter.state {
        // Also where only some of it was declined.
        Some(State::Declined) => statement.push(
            " and exists (select 1 from acceptance_items d where d.org_id = x.org_id and d.acceptance_id = x.id and d.declined)",
        ),
        state => statement.with_opt(" and x.state = ", state),
    }
}

/// Those that name an asset, the newest first.
pub async fn of_asset(
    on: impl Into<On<'_>>,
    org: Uuid,
    asset: Uuid,
    reach: &Reach,
    limit: i64,
) -> Result<Vec<Acceptance>> {
    all_within(sql(ACCEPTANCES).with("", org), reach)
        .with(
            " and x.id in (select i.acceptance_id from acceptance_items i where i.org_id = x.org_id and i.asset_id = ",
            asset,
        )
        .push(") order by x.asked_at desc, x.id desc")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// Notes what was not received. Before the acceptance is over: afterwards nothing of it changes.
pub async fn decline(tx: &mut Tx, org: Uuid, id: Uuid, custodies: Vec<Uuid>) -> Result<()> {
    if custodies.is_empty() {
        return Ok(());
    }
    sql("update acceptance_items set declined = true where org_id = $1 and acceptance_id = $2")
        .bind(org)
        .bind(id)
        .with_list(" and custody_id in ", custodies)
        .run(tx)
        .await
        .map(drop)
}

/// Ends the waiting, if it waits still and is what was seen. Answers whether it did.
pub async fn answer(
    tx: &mut Tx,
    org: Uuid,
    (id, version): (Uuid, i64),
    state: State,
    now: DateTime<Utc>,
) -> Result<bool> {
    sql("update acceptances set state = $4, over_at = $5, version = version + 1
          where org_id = $1 and id = $2 and version = $3 and state = 'waiting'")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(state)
    .bind(now)
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// What was signed, to be kept.
pub struct Signature {
    /// Of which acceptance.
    pub id: Uuid,
    /// The name, as they wrote it.
    pub name: String,
    /// Canonical JSON of everything.
    pub record: String,
    /// Its hash.
    pub sha256: String,
    /// The id of its file: the same on paper.
    pub file: Uuid,
}

/// Keeps what was signed; the row of its file is there.
pub async fn keep(tx: &mut Tx, org: Uuid, signature: Signature, now: DateTime<Utc>) -> Result<()> {
    sql("insert into acceptance_signatures (org_id, acceptance_id, name, record, sha256, file_id, signed_at)
         values ($1, $2, $3, $4, $5, $6, $7)")
    .bind(org)
    .bind(signature.id)
    .bind(signature.name)
    .bind(signature.record)
    .bind(signature.sha256)
    .bind(signature.file)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// The record of an answer; none where there is none, or where it was cut.
pub async fn record_of(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Option<String>> {
    let found: Option<(String,)> =
        sql("select s.record from acceptance_signatures s where s.org_id = $1 and s.acceptance_id = $2")
            .bind(org)
            .bind(id)
            .maybe(on)
            .await?;
    Ok(found.map(|(record,)| record))
}

/// The file of the paper of an answer.
///
/// # Errors
/// [`kernel::Error::NotFound`] where there is none.
pub async fn paper(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Uuid> {
    let (file,): (Uuid,) =
        sql("select s.file_id from acceptance_signatures s where s.org_id = $1 and s.acceptance_id = $2")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(file)
}

/// The address of whoever handed it over, while they can be written to.
pub async fn hander(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Option<(String, String)>> {
    sql("select u.name, u.email from acceptances x join users u on u.id = x.handed_by where x.org_id = $1 and x.id = $2")
        .bind(org)
        .bind(id)
        .maybe(on)
        .await
}

/// Organisations in which somebody is waited for: the clock belongs to all of them.
pub async fn orgs_that_wait(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select distinct org_id from acceptances where state = 'waiting'").all(db).await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Acceptances that wait and whose next step is reached: step by step, the moment of asking from which it is. Nobody else
/// answers or reminds meanwhile.
pub async fn to_remind(tx: &mut Tx, org: Uuid, reached: &[DateTime<Utc>], limit: i64) -> Result<Vec<Acceptance>> {
    let mut statement = sql(ACCEPTANCES).with("", org).push(" and x.state = 'waiting' and (false");
    for (steps, at) in (0i64..).zip(reached) {
        statement = statement.with(" or x.reminded = ", steps).with(" and x.asked_at <= ", *at);
    }
    statement
        .push(") order by x.asked_at, x.id")
        .with(" limit ", limit)
        .push(Either { sqlite: "", postgres: " for update of x" })
        .all(tx)
        .await
}

/// So many steps are behind it now.
pub async fn climb(tx: &mut Tx, org: Uuid, id: Uuid, steps: i64) -> Result<()> {
    sql("update acceptances set reminded = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(steps)
        .run(tx)
        .await
        .map(drop)
}

/// Withdraws everything that a person is waited for.
pub async fn withdraw_all(tx: &mut Tx, org: Uuid, contact: Uuid, now: DateTime<Utc>) -> Result<u64> {
    sql("update acceptances set state = 'withdrawn', over_at = $3, version = version + 1
          where org_id = $1 and contact_id = $2 and state = 'waiting'")
    .bind(org)
    .bind(contact)
    .bind(now)
    .run(tx)
    .await
}

/// Every acceptance of a person, the newest first.
pub async fn of_contact(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
    reach: &Reach,
    limit: i64,
) -> Result<Vec<Acceptance>> {
    all_within(sql(ACCEPTANCES).with("", org).with(" and x.contact_id = ", contact), reach)
        .push(" order by x.asked_at desc, x.id desc")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// How many a person signed of which they still have something (what is in a case, while they have the case), and how many of
/// which everything is back.
pub async fn signed_by(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<(i64, i64)> {
    let rows: Vec<(bool,)> = sql("select exists (select 1 from acceptance_items i join custodies k on k.org_id = i.org_id and k.id = i.custody_id
                  where i.org_id = x.org_id and i.acceptance_id = x.id and k.in_at is null and (k.contact_id is not null
                   or exists (select 1 from custodies h where h.org_id = k.org_id and h.asset_id = k.holder_id and h.in_at is null
                                 and h.contact_id = x.contact_id)))
           from acceptances x join acceptance_signatures s on s.org_id = x.org_id and s.acceptance_id = x.id
          where x.org_id = $1 and x.contact_id = $2")
    .bind(org)
    .bind(contact)
    .all(on)
    .await?;
    let out = rows.iter().filter(|(out,)| *out).count();
    Ok((out as i64, (rows.len() - out) as i64))
}

/// Cuts the records of a person of which everything is back. Answers the files of their papers, which are to go too.
pub async fn cut(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("delete from acceptance_signatures where org_id = $1 and acceptance_id in (
            select x.id from acceptances x where x.org_id = $1 and x.contact_id = $2 and not exists (
                select 1 from acceptance_items i join custodies k on k.org_id = i.org_id and k.id = i.custody_id
                 where i.org_id = x.org_id and i.acceptance_id = x.id and k.in_at is null and (k.contact_id is not null
                   or exists (select 1 from custodies h where h.org_id = k.org_id and h.asset_id = k.holder_id and h.in_at is null
                                 and h.contact_id = x.contact_id)))) returning file_id")
    .bind(org)
    .bind(contact)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(file,)| file).collect())
}

/// Everything of one person becomes another's. Answers what that was.
pub async fn move_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Moved>> {
    let rows: Vec<(Uuid,)> =
        sql("update acceptances set contact_id = $3 where org_id = $1 and contact_id = $2 returning id")
            .bind(org)
            .bind(from)
            .bind(to)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| Moved { id, stamp: 0 }).collect())
}

/// Some of it goes back, where it is still the other's.
pub async fn move_some_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, moved: &[Moved]) -> Result<u64> {
    sql("update acceptances set contact_id = $3 where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(from)
        .bind(to)
        .with_list(" and id in ", moved.iter().map(|moved| moved.id))
        .run(tx)
        .await
}
