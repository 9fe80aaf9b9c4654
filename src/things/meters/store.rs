//! All SQL of meters and their readings.

use super::model::{Meter, NewMeter, NewReading, Reading};
use crate::reachable::reachable;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The columns of a meter with the words of its asset; the organisation follows.
const METERS: &str = "select t.id, t.asset_id, a.tag as asset_tag, a.name as asset_name, a.location_id as asset_place_id,
        a.home_id as asset_home_id, a.category_id as asset_category_id, t.name, t.unit, t.kind, t.newest, t.value, t.total,
        t.read_at, t.per_day, t.version, t.archived_at
   from meters t join assets a on a.org_id = t.org_id and a.id = t.asset_id
  where t.org_id = ";

/// The columns of a reading; the organisation follows.
const READINGS: &str =
    "select e.id, e.number, e.value, e.total, e.is_reset, e.corrects_id, c.id as corrected_by_id, e.work_order_id,
        o.number as order_number, e.note, e.at, u.name as by_name
   from meter_readings e
   left join meter_readings c on c.org_id = e.org_id and c.corrects_id = e.id
   left join work_orders o on o.org_id = e.org_id and o.id = e.work_order_id
   left join users u on u.id = e.by_id
  where e.org_id = ";

/// One meter.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Meter> {
    sql(METERS).with("", org).with(" and t.id = ", id).one(on).await
}

/// Holds a meter still until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Meter> {
    let lock = Either { sqlite: "", postgres: " for no key update of t" };
    sql(METERS).with("", org).with(" and t.id = ", id).push(lock).one(tx).await
}

/// The meters of an asset by name, those that are read first.
pub async fn of_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Vec<Meter>> {
    sql(METERS)
        .with("", org)
        .with(" and t.asset_id = ", asset)
        .push(" order by case when t.archived_at is null then 0 else 1 end, t.name_key, t.id")
        .all(on)
        .await
}

/// What meters of assets that the viewer reaches are called, each once, for whoever plans by them; at most so many.
pub async fn names(on: impl Into<On<'_>>, org: Uuid, reach: &Reach, limit: i64) -> Result<Vec<String>> {
    let statement = sql("select min(t.name) from meters t join assets a on a.org_id = t.org_id and a.id = t.asset_id
          where t.archived_at is null and t.org_id = ")
    .with("", org);
    let rows: Vec<(String,)> =
        reachable(statement, reach).push(" group by t.name_key order by 1").with(" limit ", limit).all(on).await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// The newest readings of a meter, below this number where one is named.
pub async fn readings(
    on: impl Into<On<'_>>,
    org: Uuid,
    meter: Uuid,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<Reading>> {
    sql(READINGS)
        .with("", org)
        .with(" and e.meter_id = ", meter)
        .with_opt(" and e.number < ", below)
        .push(" order by e.number desc")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// One reading of a meter.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn reading(on: impl Into<On<'_>>, org: Uuid, meter: Uuid, id: Uuid) -> Result<Reading> {
    sql(READINGS).with("", org).with(" and e.meter_id = ", meter).with(" and e.id = ", id).one(on).await
}

/// The newest entry that stands, apart from this one.
pub async fn standing(on: impl Into<On<'_>>, org: Uuid, meter: Uuid, but: Option<Uuid>) -> Result<Option<Reading>> {
    sql(READINGS)
        .with("", org)
        .with(" and e.meter_id = ", meter)
        .push(" and c.id is null")
        .with_opt(" and e.id <> ", but)
        .push(" order by e.number desc limit 1")
        .maybe(on)
        .await
}

/// Does an entry that stands say this of a meter between these moments?
pub async fn is_read(
    on: impl Into<On<'_>>,
    org: Uuid,
    meter: Uuid,
    value: i64,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool> {
    let found: Option<(Uuid,)> = sql(
        "select e.id from meter_readings e
          where e.org_id = $1 and e.meter_id = $2 and e.value = $3 and e.at >= $4 and e.at <= $5
            and not exists (select 1 from meter_readings c where c.org_id = e.org_id and c.corrects_id = e.id) limit 1",
    )
    .bind(org)
    .bind(meter)
    .bind(value)
    .bind(from)
    .bind(until)
    .maybe(on)
    .await?;
    Ok(found.is_some())
}

/// From what use is reckoned: the earliest entry that stands since this moment and, where that is the newest one, the one
/// before it. Totals and moments, the earliest first.
pub async fn stretch(
    on: impl Into<On<'_>>,
    org: Uuid,
    meter: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<(i64, DateTime<Utc>)>> {
    let mut on = on.into();
    let standing = "select e.total, e.at from meter_readings e where e.org_id = $1 and e.meter_id = $2
        and not exists (select 1 from meter_readings c where c.org_id = e.org_id and c.corrects_id = e.id)";
    let first: Option<(i64, DateTime<Utc>)> = sql(standing)
        .bind(org)
        .bind(meter)
        .with(" and e.at >= ", since)
        .push(" order by e.number limit 1")
        .maybe(on.again())
        .await?;
    let mut last: Vec<(i64, DateTime<Utc>)> =
        sql(standing).bind(org).bind(meter).push(" order by e.number desc limit 2").all(on).await?;
    last.reverse();
    Ok(match (first, last.as_slice()) {
        (Some(first), [_, newest]) if first != *newest => vec![first, *newest],
        _ => last,
    })
}

/// Adds a meter.
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    (id, asset): (Uuid, Uuid),
    new: &NewMeter,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into meters (id, org_id, asset_id, name, name_key, unit, kind, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(id)
        .bind(org)
        .bind(asset)
        .bind(new.name.clone())
        .bind(new.name.to_lowercase())
        .bind(new.unit.clone())
        .bind(new.kind)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Changes what a meter is called, and whether it is read.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewMeter, archived: Option<DateTime<Utc>>) -> Result<()> {
    sql("update meters set name = $3, name_key = $4, unit = $5, archived_at = $6, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(new.name.clone())
        .bind(new.name.to_lowercase())
        .bind(new.unit.clone())
        .bind(archived)
        .run(tx)
        .await
        .map(drop)
}

/// Writes a reading under this number. The schema refuses a counter that runs backward.
pub async fn insert_reading(
    tx: &mut Tx,
    org: Uuid,
    (id, meter, number): (Uuid, Uuid, i64),
    (new, total): (&NewReading, i64),
    (by, now): (Option<Uuid>, DateTime<Utc>),
) -> Result<()> {
    sql("insert into meter_readings (id, org_id, meter_id, number, value, total, is_reset, corrects_id, work_order_id, note, at, noted_at, by_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        .bind(id)
        .bind(org)
        .bind(meter)
        .bind(number)
        .bind(new.value)
        .bind(total)
        .bind(new.is_reset)
        .bind(new.corrects)
        .bind(new.work_order)
        .bind(new.note.clone())
        .bind(new.at)
        .bind(now)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}

/// Writes how a meter stands after its newest entry.
pub async fn write_standing(
    tx: &mut Tx,
    org: Uuid,
    (id, number): (Uuid, i64),
    (value, total, at): (i64, i64, DateTime<Utc>),
    per_day: Option<i64>,
) -> Result<()> {
    sql("update meters set newest = $3, value = $4, total = $5, read_at = $6, per_day = $7 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(number)
        .bind(value)
        .bind(total)
        .bind(at)
        .bind(per_day)
        .run(tx)
        .await
        .map(drop)
}
