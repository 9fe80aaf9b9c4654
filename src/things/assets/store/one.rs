//! One asset: found, held, made, changed.

use super::{ASSETS, BY_TAG};
use crate::assets::model::{Asset, NewAsset};
use crate::catalogue::labels::State;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use uuid::Uuid;

/// One asset.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Asset> {
    sql(ASSETS).with(" where a.org_id = ", org).with(" and a.id = ", id).one(on).await
}

/// The asset with this tag, however its letters are written.
pub async fn by_tag(on: impl Into<On<'_>>, org: Uuid, tag: &str) -> Result<Option<Asset>> {
    sql(ASSETS).with(" where a.org_id = ", org).with(" and a.tag_key = ", tag.to_lowercase()).maybe(on).await
}

/// The asset with this further code, however its letters are written.
pub async fn by_code(on: impl Into<On<'_>>, org: Uuid, code: &str) -> Result<Option<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.id in (select c.asset_id from asset_codes c where c.org_id = ", org)
        .with(" and c.code_key = ", code.to_lowercase())
        .push(")")
        .maybe(on)
        .await
}

/// The asset that is called so by its tag or by a further code.
pub async fn by_word(on: impl Into<On<'_>>, org: Uuid, word: &str) -> Result<Option<Asset>> {
    let mut on = on.into();
    match by_tag(on.again(), org, word).await? {
        Some(asset) => Ok(Some(asset)),
        None => by_code(on, org, word).await,
    }
}

/// The assets with these tags or further codes in lower case, by tag.
pub async fn by_tags(on: impl Into<On<'_>>, org: Uuid, tags: &[String]) -> Result<Vec<Asset>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.id in (select t.id from assets t where t.org_id = ", org)
        .with_list(" and t.tag_key in ", tags.iter().cloned())
        .with(" union all select c.asset_id from asset_codes c where c.org_id = ", org)
        .with_list(" and c.code_key in ", tags.iter().cloned())
        .push(") order by ")
        .push(BY_TAG)
        .all(on)
        .await
}

/// Some assets, which nobody else changes until the transaction ends; in the order of their ids, so that two who hold
/// several never wait for each other.
pub async fn hold(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<Vec<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with_list(" and a.id in ", ids.iter().copied())
        .push(" order by a.id")
        .push(Either { sqlite: "", postgres: " for no key update of a" })
        .all(tx)
        .await
}

/// Adds an asset, in stock, with its tag and what its serial is compared by.
#[allow(clippy::too_many_arguments)] // a row is as wide as it is
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewAsset,
    (tag, serial_key): (&str, Option<&str>),
    currency: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into assets (id, org_id, tag, tag_key, name, category_id, model_id, serial, serial_key, state, label_id, home_id,
                location_id, supplier_id, purchased_on, cost_minor, currency, order_number, warranty_until, ends_on, note,
                search, created_at, updated_at, legacy_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'in_stock', $10, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21, $22)")
        .bind(id)
        .bind(org)
        .bind(tag.to_owned())
        .bind(tag.to_lowercase())
        .bind(new.name.clone())
        .bind(new.category)
        .bind(new.model)
        .bind(new.serial.clone())
        .bind(serial_key.map(str::to_owned))
        .bind(new.label)
        .bind(new.home)
        .bind(new.supplier)
        .bind(new.purchased_on)
        .bind(new.cost_minor)
        .bind(currency.to_owned())
        .bind(new.order_number.clone())
        .bind(new.warranty_until)
        .bind(new.ends_on)
        .bind(new.note.clone())
        .bind(new.search(tag))
        .bind(now)
        .bind(new.legacy_id.clone())
        .run(tx)
        .await
        .map(drop)
}

/// Changes what describes an asset. Where it belongs and is at once, it goes along. Answers false when this version is not
/// the present one.
pub async fn update(
    tx: &mut Tx,
    org: Uuid,
    asset: (Uuid, i64),
    new: &NewAsset,
    (tag, serial_key): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<bool> {
    let (id, version) = asset;
    let changed = sql("update assets set tag = $4, tag_key = $5, name = $6, category_id = $7, model_id = $8, serial = $9, serial_key = $10,
                location_id = case when location_id is null and home_id is null or location_id = home_id then $11 else location_id end,
                home_id = $11, supplier_id = $12, purchased_on = $13, cost_minor = $14, order_number = $15, warranty_until = $16,
                ends_on = $17, note = $18, search = $19, updated_at = $20, legacy_id = $21, version = version + 1
          where org_id = $1 and id = $2 and version = $3")
        .bind(org)
        .bind(id)
        .bind(version)
        .bind(tag.to_owned())
        .bind(tag.to_lowercase())
        .bind(new.name.clone())
        .bind(new.category)
        .bind(new.model)
        .bind(new.serial.clone())
        .bind(serial_key.map(str::to_owned))
        .bind(new.home)
        .bind(new.supplier)
        .bind(new.purchased_on)
        .bind(new.cost_minor)
        .bind(new.order_number.clone())
        .bind(new.warranty_until)
        .bind(new.ends_on)
        .bind(new.note.clone())
        .bind(new.search(tag))
        .bind(now)
        .bind(new.legacy_id.clone())
        .run(tx)
        .await?;
    Ok(changed == 1)
}

/// Writes how an asset stands; of what is disposed of, why.
pub async fn write_state(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    (state, label): (State, Option<Uuid>),
    disposal: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("update assets set state = $3, label_id = $4, disposal = $5, updated_at = $6, version = version + 1,
                disposed_at = case when $3 = 'disposed' then coalesce(disposed_at, $6) end
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(state)
    .bind(label)
    .bind(disposal.to_owned())
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Writes where an asset is.
pub async fn write_place(tx: &mut Tx, org: Uuid, id: Uuid, location: Option<Uuid>) -> Result<()> {
    sql("update assets set location_id = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(location)
        .run(tx)
        .await
        .map(drop)
}

/// Writes on which day somebody saw an asset in an audit.
pub async fn write_audited(tx: &mut Tx, org: Uuid, id: Uuid, day: NaiveDate) -> Result<()> {
    sql("update assets set audited_on = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(day)
        .run(tx)
        .await
        .map(drop)
}
