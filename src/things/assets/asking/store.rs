//! All SQL of opening and ending acceptances.

use super::Handed;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, batches, sql};
use kernel::values;
use uuid::Uuid;

/// An acceptance that waits, of this person, opened by the same hand since then; with its text. Nobody else changes it until
/// the transaction ends.
pub(super) async fn joinable(
    tx: &mut Tx,
    org: Uuid,
    contact: Uuid,
    by: Option<Uuid>,
    since: DateTime<Utc>,
) -> Result<Option<(Uuid, String)>> {
    sql("select x.id, x.text from acceptances x where x.org_id = $1 and x.contact_id = $2 and x.handed_by = $3 and x.asked_at > $4
            and x.state = 'waiting' order by x.asked_at desc, x.id desc limit 1")
        .bind(org)
        .bind(contact)
        .bind(by)
        .bind(since)
        .push(Either { sqlite: "", postgres: " for update of x" })
        .maybe(tx)
        .await
}

/// Opens an acceptance of a person.
pub(super) async fn insert(
    tx: &mut Tx,
    org: Uuid,
    (id, contact): (Uuid, Uuid),
    text: &str,
    (by, by_name): (Option<Uuid>, String),
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into acceptances (id, org_id, contact_id, state, text, handed_by, handed_by_name, asked_at)
         values ($1, $2, $3, 'waiting', $4, $5, $6, $7)")
    .bind(id)
    .bind(org)
    .bind(contact)
    .bind(text.to_owned())
    .bind(by)
    .bind(by_name)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Puts things behind those that are in it.
pub(super) async fn insert_items(tx: &mut Tx, org: Uuid, id: Uuid, handed: &[Handed<'_>]) -> Result<()> {
    let (before,): (i64,) =
        sql("select coalesce(max(i.position), 0) from acceptance_items i where i.org_id = $1 and i.acceptance_id = $2")
            .bind(org)
            .bind(id)
            .one(&mut *tx)
            .await?;
    let rows: Vec<(i64, &Handed<'_>)> = (before + 1..).zip(handed).collect();
    for batch in batches(rows) {
        let row = |(position, (custody, asset)): (i64, &Handed<'_>)| {
            let model = asset.model_label().unwrap_or_default();
            let (tag, name, serial) = (asset.tag.clone(), asset.name.clone(), asset.serial.clone());
            values![org, id, *custody, asset.id, position, tag, name, serial, model]
        };
        sql("insert into acceptance_items (org_id, acceptance_id, custody_id, asset_id, position, tag, name, serial, model) values ")
            .with_rows(batch.into_iter().map(row))
            // What is in a case goes out again under the custody by which it is in it.
            .push(" on conflict (org_id, acceptance_id, custody_id) do update set back_at = null")
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// More is signed for, perhaps under another text.
pub(super) async fn extend(tx: &mut Tx, org: Uuid, id: Uuid, text: &str) -> Result<()> {
    sql("update acceptances set text = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(text.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Keeps the hash of a link's word.
pub(super) async fn insert_link(tx: &mut Tx, org: Uuid, id: Uuid, hash: String, until: DateTime<Utc>) -> Result<()> {
    sql("insert into acceptance_links (org_id, token_hash, acceptance_id, expires_at) values ($1, $2, $3, $4)")
        .bind(org)
        .bind(hash)
        .bind(id)
        .bind(until)
        .run(tx)
        .await
        .map(drop)
}

/// Takes these assets out of what people were asked to sign, as if they had never been handed over; what holds nothing else
/// goes. What was signed for stays: whoever takes assets away asks first.
pub(crate) async fn forget(tx: &mut Tx, org: Uuid, assets: &[Uuid]) -> Result<()> {
    let rows: Vec<(Uuid,)> = sql("delete from acceptance_items where org_id = $1")
        .bind(org)
        .with_list(" and asset_id in ", assets.iter().copied())
        .push(" returning acceptance_id")
        .all(&mut *tx)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let empty: Vec<(Uuid,)> = sql("select x.id from acceptances x where x.org_id = $1 and not exists (
                select 1 from acceptance_items i where i.org_id = x.org_id and i.acceptance_id = x.id)")
    .bind(org)
    .with_list(" and x.id in ", rows.into_iter().map(|(id,)| id))
    .all(&mut *tx)
    .await?;
    if empty.is_empty() {
        return Ok(());
    }
    let list = || empty.iter().map(|(id,)| *id);
    sql("delete from acceptance_links where org_id = $1")
        .bind(org)
        .with_list(" and acceptance_id in ", list())
        .run(&mut *tx)
        .await?;
    sql("delete from acceptances where org_id = $1").bind(org).with_list(" and id in ", list()).run(tx).await.map(drop)
}

/// The acceptances that wait for something of these custodies. Nobody else changes them until the transaction ends.
pub(super) async fn hold_waiting(tx: &mut Tx, org: Uuid, custodies: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select x.id from acceptances x where x.org_id = $1 and x.state = 'waiting'
            and x.id in (select i.acceptance_id from acceptance_items i where i.org_id = x.org_id")
    .bind(org)
    .with_list(" and i.custody_id in ", custodies.iter().copied())
    .push(") order by x.id")
    .push(Either { sqlite: "", postgres: " for update of x" })
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Notes in these acceptances that the things of these custodies came back.
pub(super) async fn note_back(
    tx: &mut Tx,
    org: Uuid,
    ids: &[Uuid],
    custodies: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    sql("update acceptance_items set back_at = $2 where org_id = $1")
        .bind(org)
        .bind(now)
        .with_list(" and acceptance_id in ", ids.iter().copied())
        .with_list(" and custody_id in ", custodies.iter().copied())
        .run(&mut *tx)
        .await?;
    sql("update acceptances set version = version + 1 where org_id = $1")
        .bind(org)
        .with_list(" and id in ", ids.iter().copied())
        .run(tx)
        .await
        .map(drop)
}

/// Ends those of these acceptances of which everything came back. Answers which.
pub(super) async fn end_empty(tx: &mut Tx, org: Uuid, ids: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("update acceptances set state = 'ended', over_at = $2 where org_id = $1 and not exists (
            select 1 from acceptance_items i where i.org_id = acceptances.org_id and i.acceptance_id = acceptances.id and i.back_at is null)")
    .bind(org)
    .bind(now)
    .with_list(" and id in ", ids.iter().copied())
    .push(" returning id")
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The acceptance that waits for an asset to be signed for, by whoever has it now.
pub async fn waiting_of(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Option<Uuid>> {
    let found: Option<(Uuid,)> = sql("select x.id from acceptance_items i
           join acceptances x on x.org_id = i.org_id and x.id = i.acceptance_id
          where i.org_id = $1 and i.asset_id = $2 and i.back_at is null and x.state = 'waiting' order by x.id desc limit 1")
    .bind(org)
    .bind(asset)
    .maybe(on)
    .await?;
    Ok(found.map(|(id,)| id))
}
