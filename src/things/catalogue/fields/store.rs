//! All SQL of fields, and of what they hold where a change of the field asks for it.

use super::input::NewField;
use super::model::Field;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, Json, On, Tx, batches, sql};
use kernel::values;
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of a field.
const FIELDS: &str =
    "select f.id, f.category_id, f.name, f.kind, f.is_required, f.is_unique, f.is_sealed, f.is_listed, f.is_expiry,
        f.pattern, f.help, f.choices, f.position, f.version, f.archived_at
   from asset_fields f where f.org_id = ";

/// Those that are kept now, in their order.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Field>> {
    sql(FIELDS).with("", org).push(" and f.archived_at is null order by f.position, f.name, f.id").all(on).await
}

/// All of them, in their order.
pub async fn all_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Field>> {
    sql(FIELDS).with("", org).push(" order by f.position, f.name, f.id").all(on).await
}

/// One field.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Field> {
    sql(FIELDS).with("", org).with(" and f.id = ", id).one(on).await
}

/// Those that are kept now, in their order, held still until this transaction has written what they hold.
pub async fn hold(tx: &mut Tx, org: Uuid) -> Result<Vec<Field>> {
    let lock = Either { sqlite: "", postgres: " for share of f" };
    let order = " and f.archived_at is null order by f.position, f.name, f.id";
    sql(FIELDS).with("", org).push(order).push(lock).all(tx).await
}

/// Those that are kept now, in their order, held for a change of that.
pub(super) async fn hold_order(tx: &mut Tx, org: Uuid) -> Result<Vec<Field>> {
    let lock = Either { sqlite: "", postgres: " for update of f" };
    let order = " and f.archived_at is null order by f.position, f.name, f.id";
    sql(FIELDS).with("", org).push(order).push(lock).all(tx).await
}

/// Holds a field for a change.
pub(super) async fn hold_to_change(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Field> {
    let lock = Either { sqlite: "", postgres: " for update of f" };
    sql(FIELDS).with("", org).with(" and f.id = ", id).push(lock).one(tx).await
}

/// How many fields there are, put away or not, and the last place that is taken.
pub(super) async fn count(tx: &mut Tx, org: Uuid) -> Result<(i64, i64)> {
    sql("select count(*), coalesce(max(f.position), 0) from asset_fields f where f.org_id = $1").bind(org).one(tx).await
}

/// In how many assets each field holds something.
pub async fn values_in_each(on: impl Into<On<'_>>, org: Uuid) -> Result<HashMap<Uuid, i64>> {
    let rows: Vec<(Uuid, i64)> =
        sql("select v.field_id, count(*) from asset_values v where v.org_id = $1 group by v.field_id")
            .bind(org)
            .all(on)
            .await?;
    Ok(rows.into_iter().collect())
}

/// How many assets a field holds something for.
pub(super) async fn values_in(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from asset_values v where v.org_id = $1 and v.field_id = $2")
        .bind(org)
        .bind(id)
        .one(tx)
        .await?;
    Ok(count)
}

/// How many assets outside of a category a field holds something for.
pub(super) async fn values_outside(tx: &mut Tx, org: Uuid, id: Uuid, category: Uuid) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from asset_values v
           join assets a on a.org_id = v.org_id and a.id = v.asset_id
           join asset_categories c on c.org_id = a.org_id and c.id = a.category_id
          where v.org_id = $1 and v.field_id = $2 and c.path not like $3")
    .bind(org)
    .bind(id)
    .bind(format!("%/{category}%"))
    .one(tx)
    .await?;
    Ok(count)
}

/// How many assets hold each value of a field.
pub(super) async fn times(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = sql("select v.value, count(*) from asset_values v
          where v.org_id = $1 and v.field_id = $2 group by v.value")
    .bind(org)
    .bind(id)
    .all(tx)
    .await?;
    Ok(rows.into_iter().collect())
}

/// What a field holds, by asset.
pub(super) async fn held_by(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Vec<(Uuid, String)>> {
    sql("select v.asset_id, v.value from asset_values v where v.org_id = $1 and v.field_id = $2 order by v.value, v.asset_id")
        .bind(org)
        .bind(id)
        .all(tx)
        .await
}

/// Gives what a field holds its keys.
pub(super) async fn key_values(tx: &mut Tx, org: Uuid, id: Uuid, keys: Vec<(Uuid, String)>) -> Result<()> {
    for batch in batches(keys) {
        sql("with k (id, key) as (values ")
            .with_rows(batch.into_iter().map(|(asset, key)| values![asset, key]))
            .push(") update asset_values set unique_key = k.key from k where asset_values.asset_id = ")
            .push(Either { sqlite: "k.id", postgres: "cast(k.id as uuid)" })
            .with(" and asset_values.org_id = ", org)
            .with(" and asset_values.field_id = ", id)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Takes the keys of what a field holds away.
pub(super) async fn free_values(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<()> {
    sql("update asset_values set unique_key = null where org_id = $1 and field_id = $2 and unique_key is not null")
        .bind(org)
        .bind(id)
        .run(tx)
        .await
        .map(drop)
}

/// Adds a field.
pub(super) async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewField,
    position: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into asset_fields (id, org_id, category_id, name, kind, is_required, is_unique, is_sealed, is_listed, is_expiry, pattern,
             help, choices, position, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
    .bind(id)
    .bind(org)
    .bind(new.category)
    .bind(new.name.clone())
    .bind(new.kind)
    .bind(new.is_required)
    .bind(new.is_unique)
    .bind(new.is_sealed)
    .bind(new.is_listed)
    .bind(new.is_expiry)
    .bind(new.pattern.clone())
    .bind(new.help.clone())
    .bind(Json(new.choices.clone()))
    .bind(position)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes a field; its kind stays.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewField) -> Result<()> {
    sql("update asset_fields set category_id = $3, name = $4, is_required = $5, is_unique = $6, is_sealed = $7, is_listed = $8,
                is_expiry = $9, pattern = $10, help = $11, choices = $12, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.category)
    .bind(new.name.clone())
    .bind(new.is_required)
    .bind(new.is_unique)
    .bind(new.is_sealed)
    .bind(new.is_listed)
    .bind(new.is_expiry)
    .bind(new.pattern.clone())
    .bind(new.help.clone())
    .bind(Json(new.choices.clone()))
    .run(tx)
    .await
    .map(drop)
}

/// Stands a field in another place; its version grows where `is_moved` says that somebody wanted it.
pub(super) async fn set_position(tx: &mut Tx, org: Uuid, id: Uuid, position: i64, is_moved: bool) -> Result<()> {
    sql("update asset_fields set position = $3, version = version + $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(position)
        .bind(i64::from(is_moved))
        .run(tx)
        .await
        .map(drop)
}

/// Puts a field away, or takes it out again.
pub(super) async fn set_archived(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update asset_fields set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}
