//! The ledger.

use crate::stock::model::{Entry, Kind};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{On, Sql, Tx, sql};
use platform::Reach;
use platform::holdings::Moved;
use uuid::Uuid;

/// The columns of an entry, with the words of what it refers to; the organisation follows.
const ENTRIES: &str =
    "select e.id, e.item_id, e.location_id, p.name as location_name, e.kind, e.quantity, e.act_id, e.reverses_id,
        r.id as reversed_by, e.asset_id, a.tag as asset_tag, e.work_order_id,
        w.number as work_order_number, k.contact_id, kc.name as contact_name, e.cost_minor, e.currency,
        case when e.note = '' then coalesce(k.note, '') else e.note end as note, e.at, u.name as by_name
   from stock_entries e
   join locations p on p.org_id = e.org_id and p.id = e.location_id
   left join stock_entries r on r.org_id = e.org_id and r.reverses_id = e.id
   left join assets a on a.org_id = e.org_id and a.id = e.asset_id
   left join work_orders w on w.org_id = e.org_id and w.id = e.work_order_id
   left join stock_receivers k on k.org_id = e.org_id and k.entry_id = e.id
   left join contacts kc on kc.org_id = k.org_id and kc.id = k.contact_id
   left join users u on u.id = e.by_id
  where e.org_id = ";

/// One entry.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, item: Uuid, id: Uuid) -> Result<Entry> {
    sql(ENTRIES).with("", org).with(" and e.item_id = ", item).with(" and e.id = ", id).one(on).await
}

/// What came and went of an item, the newest first, as far as the viewer's rights go; before this entry, where one is named.
pub async fn entries(
    on: impl Into<On<'_>>,
    org: Uuid,
    item: Uuid,
    reach: &Reach,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let statement = sql(ENTRIES).with("", org).with(" and e.item_id = ", item).with_opt(" and e.id < ", before);
    booked(statement, reach).push(" order by e.id desc").with(" limit ", limit).all(on).await
}

/// Only entries `e` of items `i` that the viewer's rights hold for.
fn booked(statement: Sql, reach: &Reach) -> Sql {
    let there = |statement: Sql, places: &[Uuid]| statement.with_list(" and e.location_id in ", places.iter().copied());
    reach.narrow(statement, there, " and i.category_id in ")
}

/// The entries of these acts.
pub async fn acts(on: impl Into<On<'_>>, org: Uuid, item: Uuid, act: Uuid) -> Result<Vec<Entry>> {
    sql(ENTRIES)
        .with("", org)
        .with(" and e.item_id = ", item)
        .with(" and e.act_id = ", act)
        .push(" order by e.quantity, e.id")
        .all(on)
        .await
}

/// The entries of the act that an entry belongs to. Nobody else reverses them meanwhile: their item is held.
pub async fn hold_act(tx: &mut Tx, org: Uuid, item: Uuid, id: Uuid) -> Result<Vec<Entry>> {
    let entry = by_id(&mut *tx, org, item, id).await?;
    acts(tx, org, item, entry.act_id).await
}

/// What an entry is written of.
pub struct NewEntry<'a> {
    /// Its id.
    pub id: Uuid,
    /// Of which item.
    pub item: Uuid,
    /// Where.
    pub location: Uuid,
    /// What it is.
    pub kind: Kind,
    /// How much came; below nothing: went.
    pub quantity: i64,
    /// What belongs to one act.
    pub act: Uuid,
    /// The entry that it makes up for.
    pub reverses: Option<Uuid>,
    /// To or from which asset.
    pub asset: Option<Uuid>,
    /// For which work.
    pub work: Option<Uuid>,
    /// What one cost.
    pub cost: (Option<i64>, &'a str),
    /// For colleagues.
    pub note: &'a str,
    /// Who wrote it, and when.
    pub by: (Option<Uuid>, DateTime<Utc>),
}

/// Writes an entry. The schema lets what is on hand follow, and refuses what is not there.
pub async fn insert_entry(tx: &mut Tx, org: Uuid, new: &NewEntry<'_>) -> Result<()> {
    sql("insert into stock_entries (id, org_id, item_id, location_id, kind, quantity, act_id, reverses_id, asset_id, cost_minor, currency, note, at, by_id, work_order_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(new.id)
        .bind(org)
        .bind(new.item)
        .bind(new.location)
        .bind(new.kind)
        .bind(new.quantity)
        .bind(new.act)
        .bind(new.reverses)
        .bind(new.asset)
        .bind(new.cost.0)
        .bind(new.cost.1.to_owned())
        .bind(new.note.to_owned())
        .bind(new.by.1)
        .bind(new.by.0)
        .bind(new.work)
        .run(tx)
        .await
        .map(drop)
}

/// What of an item is in a work order.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// Which item.
    pub item_id: Uuid,
    /// What that is called.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// How much was taken and not put back.
    pub quantity: i64,
    /// What that cost.
    pub cost_minor: i64,
}

/// What was taken for a work order and not put back, by name.
pub async fn of_order(on: impl Into<On<'_>>, org: Uuid, order: Uuid) -> Result<Vec<Part>> {
    sql("select i.id as item_id, i.name, i.unit, cast(sum(-e.quantity) as bigint) as quantity,
                cast(sum(-e.quantity * coalesce(e.cost_minor, 0)) as bigint) as cost_minor
           from stock_entries e join stock_items i on i.org_id = e.org_id and i.id = e.item_id
          where e.org_id = $1 and e.work_order_id = $2
          group by i.id, i.name, i.unit having sum(e.quantity) <> 0 order by i.name, i.id")
    .bind(org)
    .bind(order)
    .all(on)
    .await
}

/// How much of an item is in a work order.
pub async fn in_order(on: impl Into<On<'_>>, org: Uuid, order: Uuid, item: Uuid) -> Result<i64> {
    let (quantity,): (i64,) = sql("select coalesce(cast(sum(-e.quantity) as bigint), 0) from stock_entries e
          where e.org_id = $1 and e.work_order_id = $2 and e.item_id = $3")
    .bind(org)
    .bind(order)
    .bind(item)
    .one(on)
    .await?;
    Ok(quantity)
}

/// Names the person that an entry went to or came from.
pub async fn name_receiver(tx: &mut Tx, org: Uuid, entry: Uuid, contact: Uuid, note: &str) -> Result<()> {
    sql("insert into stock_receivers (org_id, entry_id, contact_id, note) values ($1, $2, $3, $4)")
        .bind(org)
        .bind(entry)
        .bind(contact)
        .bind(note.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// An entry of a person: item, what that is called, unit, kind, quantity, when, and what was written.
pub type ToContact = (Uuid, String, String, Kind, i64, DateTime<Utc>, String);

/// Entries of a person with what the item is called, the newest first.
pub async fn of_contact(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
    reach: &Reach,
    limit: i64,
) -> Result<Vec<ToContact>> {
    let statement = sql("select i.id, i.name, i.unit, e.kind, e.quantity, e.at, k.note from stock_receivers k
           join stock_entries e on e.org_id = k.org_id and e.id = k.entry_id
           join stock_items i on i.org_id = e.org_id and i.id = e.item_id
          where k.org_id = $1 and k.contact_id = $2")
    .bind(org)
    .bind(contact);
    booked(statement, reach).push(" order by e.id desc").with(" limit ", limit).all(on).await
}

/// How many entries name a person.
pub async fn count_of_contact(on: impl Into<On<'_>>, org: Uuid, contact: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from stock_receivers where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .one(on)
        .await?;
    Ok(count)
}

/// Cuts what was written about a person. Answers how many entries there are.
pub async fn cut_notes(tx: &mut Tx, org: Uuid, contact: Uuid) -> Result<u64> {
    sql("update stock_receivers set note = '' where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .run(tx)
        .await
}

/// What went to one person becomes another's. Answers what that was.
pub async fn move_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Moved>> {
    let rows: Vec<(Uuid,)> =
        sql("update stock_receivers set contact_id = $3 where org_id = $1 and contact_id = $2 returning entry_id")
            .bind(org)
            .bind(from)
            .bind(to)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| Moved { id, stamp: 0 }).collect())
}

/// Some of it goes back, where it is still the other's.
pub async fn move_some_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, moved: &[Moved]) -> Result<u64> {
    sql("update stock_receivers set contact_id = $3 where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(from)
        .bind(to)
        .with_list(" and entry_id in ", moved.iter().map(|moved| moved.id))
        .run(tx)
        .await
}
