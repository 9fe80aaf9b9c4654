//! Who has, and had, an asset.

use super::{ASSETS, BY_TAG};
use crate::assets::model::{Asset, Custody, Handover, To};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use platform::holdings::Moved;
use uuid::Uuid;

/// How far up from an asset to what it is part of; more is a circle, which the schema cannot hold anyway.
const NESTING_MAX: usize = 32;

/// Hands an asset over. The schema refuses what is not in stock, and a second holder.
pub async fn open_custody(
    tx: &mut Tx,
    org: Uuid,
    (id, asset): (Uuid, Uuid),
    (handover, due_at): (&Handover, Option<DateTime<Utc>>),
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (contact, location, holder) = match handover.to {
        To::Contact(id) => (Some(id), None, None),
        To::Location(id) => (None, Some(id), None),
        To::Asset(id) => (None, None, Some(id)),
    };
    sql("insert into custodies (id, org_id, asset_id, contact_id, location_id, holder_id, due_on, out_at, out_by, out_note, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(id)
        .bind(org)
        .bind(asset)
        .bind(contact)
        .bind(location)
        .bind(holder)
        .bind(handover.due_on)
        .bind(now)
        .bind(by)
        .bind(handover.note.clone())
        .bind(due_at)
        .run(tx)
        .await
        .map(drop)
}

/// Writes when something is expected back that is out still. Later than before it is judged as if it left now.
pub async fn expect_at(
    tx: &mut Tx,
    org: Uuid,
    custody: Uuid,
    (due_on, due_at): (Option<NaiveDate>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Result<()> {
    sql("update custodies set due_on = $3, due_at = $4, due_said_at = $5, chased = 0
          where org_id = $1 and id = $2 and in_at is null")
    .bind(org)
    .bind(custody)
    .bind(due_on)
    .bind(due_at)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Takes an asset back. Answers whether anybody had it.
pub async fn close(
    tx: &mut Tx,
    org: Uuid,
    asset: Uuid,
    by: Option<Uuid>,
    note: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let closed = sql("update custodies set in_at = $3, in_by = $4, in_note = $5 where org_id = $1 and asset_id = $2 and in_at is null")
        .bind(org)
        .bind(asset)
        .bind(now)
        .bind(by)
        .bind(note.to_owned())
        .run(tx)
        .await?;
    Ok(closed == 1)
}

/// Lets one hand-over to an asset at a time through in an organisation, so that no two of them make a circle together.
pub async fn hold_nesting(tx: &mut Tx, org: Uuid) -> Result<()> {
    sql("update organisations set id = id where id = $1").bind(org).run(tx).await.map(drop)
}

/// What an asset is part of, and what that is part of, the nearest first.
pub async fn chain_above(tx: &mut Tx, org: Uuid, asset: Uuid) -> Result<Vec<Uuid>> {
    let (mut chain, mut at) = (Vec::new(), asset);
    while chain.len() < NESTING_MAX {
        let above: Option<(Option<Uuid>,)> =
            sql("select holder_id from custodies where org_id = $1 and asset_id = $2 and in_at is null")
                .bind(org)
                .bind(at)
                .maybe(&mut *tx)
                .await?;
        let Some((Some(holder),)) = above else { break };
        chain.push(holder);
        at = holder;
    }
    Ok(chain)
}

/// Every custody of an asset, the latest first.
pub async fn custodies(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, limit: i64) -> Result<Vec<Custody>> {
    sql("select k.id, k.asset_id, k.contact_id, kc.name as contact_name, k.location_id, kl.name as location_name, k.holder_id,
                ka.tag as holder_tag, k.due_on, k.out_at, k.out_note, k.in_at, k.in_note
           from custodies k
           left join contacts kc on kc.org_id = k.org_id and kc.id = k.contact_id
           left join locations kl on kl.org_id = k.org_id and kl.id = k.location_id
           left join assets ka on ka.org_id = k.org_id and ka.id = k.holder_id
          where k.org_id = $1 and k.asset_id = $2 order by k.out_at desc, k.id desc")
        .bind(org)
        .bind(asset)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// What a person has now, by tag.
pub async fn held_by_contact(on: impl Into<On<'_>>, org: Uuid, contact: Uuid, limit: i64) -> Result<Vec<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.id in (select w.asset_id from custodies w where w.in_at is null and w.org_id = ", org)
        .with(" and w.contact_id = ", contact)
        .push(") order by ")
        .push(BY_TAG)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// What stands in an asset or is part of it now, by tag.
pub async fn contents_of(on: impl Into<On<'_>>, org: Uuid, holder: Uuid, limit: i64) -> Result<Vec<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.id in (select w.asset_id from custodies w where w.in_at is null and w.org_id = ", org)
        .with(" and w.holder_id = ", holder)
        .push(") order by ")
        .push(BY_TAG)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// What stands in a place now, whoever has it, by tag.
pub async fn standing_at(on: impl Into<On<'_>>, org: Uuid, location: Uuid, limit: i64) -> Result<Vec<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.location_id = ", location)
        .push(" and a.state <> 'disposed' order by ")
        .push(BY_TAG)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// What is in these assets, and what is in that, level by level.
pub async fn contents_below(tx: &mut Tx, org: Uuid, holders: Vec<Uuid>) -> Result<Vec<Asset>> {
    let (mut all, mut level) = (Vec::new(), holders);
    for _ in 0..NESTING_MAX {
        if level.is_empty() {
            break;
        }
        let found: Vec<Asset> = sql(ASSETS)
            .with(" where a.org_id = ", org)
            .with(" and a.id in (select w.asset_id from custodies w where w.in_at is null and w.org_id = ", org)
            .with_list(" and w.holder_id in ", level)
            .push(") order by ")
            .push(BY_TAG)
            .all(&mut *tx)
            .await?;
        level = found.iter().map(|asset| asset.id).collect();
        all.extend(found);
    }
    Ok(all)
}

/// How many assets should have come back before this day.
pub async fn overdue(on: impl Into<On<'_>>, org: Uuid, today: NaiveDate) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from custodies where org_id = $1 and in_at is null and due_on < $2")
        .bind(org)
        .bind(today)
        .one(on)
        .await?;
    Ok(count)
}

/// Everything that one person has or had becomes another's. Answers what that was.
pub async fn move_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Moved>> {
    let rows: Vec<(Uuid,)> =
        sql("update custodies set contact_id = $3 where org_id = $1 and contact_id = $2 returning id")
            .bind(org)
            .bind(from)
            .bind(to)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| Moved { id, stamp: 0 }).collect())
}

/// Some of it goes back, where it is still the other's.
pub async fn move_some_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, moved: &[Moved]) -> Result<u64> {
    sql("update custodies set contact_id = $3 where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(from)
        .bind(to)
        .with_list(" and id in ", moved.iter().map(|moved| moved.id))
        .run(tx)
        .await
}

/// Every custody of a person with the asset's tag and name, the latest first.
pub async fn custodies_of_contact(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
    limit: i64,
) -> Result<Vec<(String, String, Custody)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        tag: String,
        name: String,
        #[sqlx(flatten)]
        custody: Custody,
    }
    let rows: Vec<Row> = sql("select a.tag, a.name, k.id, k.asset_id, k.contact_id, null as contact_name, k.location_id,
                null as location_name, k.holder_id, null as holder_tag, k.due_on, k.out_at, k.out_note, k.in_at, k.in_note
           from custodies k join assets a on a.org_id = k.org_id and a.id = k.asset_id
          where k.org_id = $1 and k.contact_id = $2 order by k.out_at desc, k.id desc")
        .bind(org)
        .bind(contact)
        .with(" limit ", limit)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|row| (row.tag, row.name, row.custody)).collect())
}

/// How many custodies there are and were of a person.
pub async fn count_of_contact(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from custodies where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .one(on)
        .await?;
    Ok(count)
}

/// Cuts what was written about a person's custodies. Answers how many there are.
pub async fn cut_notes(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<u64> {
    sql("update custodies set out_note = '', in_note = '' where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .run(tx)
        .await
}

/// A custody that a person is asked about.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Chased {
    /// Its id.
    pub id: Uuid,
    /// Of which asset.
    pub asset_id: Uuid,
    /// The tag of that.
    pub tag: String,
    /// What that is called.
    pub name: String,
    /// Who has it.
    pub contact_id: Uuid,
    /// Expected back.
    pub due_on: NaiveDate,
    /// Since when.
    pub out_at: DateTime<Utc>,
    /// Steps of the ladder that are behind it.
    pub chased: i64,
}

/// Organisations whose people are expected to bring something back: the clock belongs to all of them.
pub async fn orgs_with_dues(db: &kernel::db::Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql(
        "select distinct org_id from custodies where in_at is null and due_on is not null and contact_id is not null",
    )
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Open custodies of people whose next step is reached: step by step, the day of return from which it is. Nobody else chases
/// or closes them until the transaction ends.
pub async fn to_chase(tx: &mut Tx, org: Uuid, reached: &[NaiveDate], limit: i64) -> Result<Vec<Chased>> {
    let mut statement = sql("select k.id, k.asset_id, a.tag, a.name, k.contact_id, k.due_on, k.out_at, k.chased
           from custodies k join assets a on a.org_id = k.org_id and a.id = k.asset_id
          where k.org_id = $1 and k.in_at is null and k.contact_id is not null and (false")
    .bind(org);
    for (steps, day) in (0i64..).zip(reached) {
        statement = statement.with(" or k.chased = ", steps).with(" and k.due_on <= ", *day);
    }
    statement
        .push(") order by k.due_on, k.id")
        .with(" limit ", limit)
        .push(Either { sqlite: "", postgres: " for no key update of k" })
        .all(tx)
        .await
}

/// So many steps are behind a custody now.
pub async fn climb(tx: &mut Tx, org: Uuid, id: Uuid, steps: i64) -> Result<()> {
    sql("update custodies set chased = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(steps)
        .run(tx)
        .await
        .map(drop)
}

/// Those of these assets that a booking or a resource has a word in: was it handed out for a booking, and can it be booked?
pub async fn spoken_for(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<Vec<(Uuid, bool, bool)>> {
    sql("select a.id, exists (select 1 from custodies k join hand_outs h on h.org_id = k.org_id and h.custody_id = k.id
                where k.org_id = a.org_id and k.asset_id = a.id and k.in_at is null) as is_handed_out,
                exists (select 1 from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id
                where m.org_id = a.org_id and m.asset_id = a.id and r.archived_at is null) as is_bookable
           from assets a where a.org_id = $1")
    .bind(org)
    .with_list(" and a.id in ", ids.iter().copied())
    .all(on)
    .await
}

/// What is promised of the resource that an asset is, or is one of, within a time: the codes of bookings, and from when
/// until when each is; at most so many.
pub async fn promised(
    on: impl Into<On<'_>>,
    org: Uuid,
    asset: Uuid,
    (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
    limit: i64,
) -> Result<Vec<(String, DateTime<Utc>, DateTime<Utc>)>> {
    sql("select b.code, b.starts_at, b.ends_at from bookings b
          where b.org_id = $1 and b.status not in ('cancelled', 'released', 'completed') and b.block_until > $2
            and b.resource_id in (select m.resource_id from bookable_members m
                join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                where m.org_id = b.org_id and m.asset_id = $3)")
    .bind(org)
    .bind(from)
    .bind(asset)
    .with_opt(" and b.block_from < ", until)
    .push(" order by b.starts_at, b.id")
    .with(" limit ", limit)
    .all(on)
    .await
}

/// Those of these assets that are kits, and whether anything is in each.
pub async fn kits_among(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<Vec<(Uuid, bool)>> {
    sql("select t.asset_id, exists (select 1 from custodies c
                where c.org_id = t.org_id and c.holder_id = t.asset_id and c.in_at is null) as is_full
           from kits t where t.org_id = $1")
    .bind(org)
    .with_list(" and t.asset_id in ", ids.iter().copied())
    .all(on)
    .await
}
