//! Many assets with few statements.

use super::ASSETS;
use crate::assets::model::{Asset, NewAsset, Stored};
use crate::catalogue::categories::TagPattern;
use crate::catalogue::labels::State;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, batches, sql};
use kernel::values;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A new asset as it is written.
pub struct Fresh<'a> {
    /// Its id.
    pub id: Uuid,
    /// What describes it.
    pub new: &'a NewAsset,
    /// Its tag.
    pub tag: &'a str,
    /// What its serial is compared by.
    pub serial_key: Option<String>,
    /// How it stands: nobody has it yet.
    pub state: State,
    /// The organisation's word for that.
    pub label: Option<Uuid>,
    /// Where it is.
    pub location: Option<Uuid>,
    /// Of what is disposed of, what became of it.
    pub disposal: String,
}

/// Adds assets.
pub async fn insert_many(
    tx: &mut Tx,
    org: Uuid,
    fresh: Vec<Fresh<'_>>,
    currency: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    for batch in batches(fresh) {
        let rows = batch.into_iter().map(|fresh| {
            let Fresh { id, new, tag, serial_key, state, label, location, disposal } = fresh;
            let gone = (state == State::Disposed).then_some(now);
            values![
                id,
                org,
                tag.to_owned(),
                tag.to_lowercase(),
                new.name.clone(),
                new.category,
                new.model,
                new.serial.clone(),
                serial_key,
                state,
                label,
                new.home,
                location,
                new.supplier,
                new.purchased_on,
                new.cost_minor,
                currency.to_owned(),
                new.order_number.clone(),
                new.warranty_until,
                new.ends_on,
                new.note.clone(),
                new.search(tag),
                now,
                now,
                gone,
                disposal,
                new.legacy_id.clone(),
            ]
        });
        sql("insert into assets (id, org_id, tag, tag_key, name, category_id, model_id, serial, serial_key, state, label_id, home_id,
                    location_id, supplier_id, purchased_on, cost_minor, currency, order_number, warranty_until, ends_on, note,
                    search, created_at, updated_at, disposed_at, disposal, legacy_id) values ")
            .with_rows(rows)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Fills fields that hold nothing.
pub async fn write_all(tx: &mut Tx, org: Uuid, stored: Vec<(Uuid, Stored)>) -> Result<()> {
    for batch in batches(stored) {
        let rows = batch.into_iter().map(|(asset, stored)| {
            let Stored { field_id, value, number, unique_key, sealed_as } = stored;
            values![org, asset, field_id, value, number, unique_key, sealed_as]
        });
        sql("insert into asset_values (org_id, asset_id, field_id, value, number, unique_key, sealed_as) values ")
            .with_rows(rows)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Some assets, in the order of their ids.
pub async fn by_ids(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<Vec<Asset>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with_list(" and a.id in ", ids.iter().copied())
        .push(" order by a.id")
        .all(on)
        .await
}

/// The assets with these tags or further codes, or with these serials, both in lower case, or with these earlier ids: held
/// until the transaction ends, in the order of their ids.
pub async fn hold_by_marks(
    tx: &mut Tx,
    org: Uuid,
    tags: &[String],
    serials: &[String],
    legacy: &[String],
) -> Result<Vec<Asset>> {
    sql(ASSETS)
        .with(" where a.org_id = ", org)
        .with(" and a.id in (select t.id from assets t where t.org_id = ", org)
        .with_list(" and t.tag_key in ", tags.iter().cloned())
        .with(" union all select n.id from assets n where n.org_id = ", org)
        .with_list(" and n.serial_key in ", serials.iter().cloned())
        .with(" union all select e.id from assets e where e.org_id = ", org)
        .with_list(" and e.legacy_id in ", legacy.iter().cloned())
        .with(" union all select c.asset_id from asset_codes c where c.org_id = ", org)
        .with_list(" and c.code_key in ", tags.iter().cloned())
        .push(") order by a.id")
        .push(Either { sqlite: "", postgres: " for no key update of a" })
        .all(tx)
        .await
}

/// Tags and versions as they are now.
pub async fn versions(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, (String, i64)>> {
    let rows: Vec<(Uuid, String, i64)> = sql("select id, tag, version from assets where org_id = $1")
        .bind(org)
        .with_list(" and id in ", ids.iter().copied())
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id, tag, version)| (id, (tag, version))).collect())
}

/// What the own fields of several assets hold, sealed or not.
pub async fn of_each(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Stored>>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        asset_id: Uuid,
        #[sqlx(flatten)]
        stored: Stored,
    }
    let rows: Vec<Row> =
        sql("select asset_id, field_id, value, number, unique_key, sealed_as from asset_values where org_id = $1")
            .bind(org)
            .with_list(" and asset_id in ", ids.iter().copied())
            .all(on)
            .await?;
    let mut stored: HashMap<Uuid, Vec<Stored>> = HashMap::new();
    for row in rows {
        stored.entry(row.asset_id).or_default().push(row.stored);
    }
    Ok(stored)
}

/// Which assets hold one of these in one of these fields, whose contents differ; by field and what it is compared by.
pub async fn unique_holders(
    on: impl Into<On<'_>>,
    org: Uuid,
    fields: HashSet<Uuid>,
    keys: &[String],
) -> Result<HashMap<(Uuid, String), Uuid>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, Uuid)> =
        sql("select field_id, unique_key, asset_id from asset_values where org_id = $1")
            .bind(org)
            .with_list(" and field_id in ", fields)
            .with_list(" and unique_key in ", keys.iter().cloned())
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(field, key, asset)| ((field, key), asset)).collect())
}

/// The first of so many next numbers of a pattern, all of which are taken.
pub async fn next_of(tx: &mut Tx, org: Uuid, pattern: &str, shape: &TagPattern, count: usize) -> Result<i64> {
    let first = super::next(&mut *tx, org, pattern, shape).await?;
    let more = i64::try_from(count).unwrap_or(1) - 1;
    sql("update tag_sequences set next = next + $3 where org_id = $1 and pattern = $2")
        .bind(org)
        .bind(pattern.to_owned())
        .bind(more)
        .run(tx)
        .await?;
    Ok(first)
}

/// Which of these tags an asset has, or has as a further code, in lower case.
pub async fn taken_of(on: impl Into<On<'_>>, org: Uuid, tags: &[String]) -> Result<HashSet<String>> {
    let keys = || tags.iter().map(|tag| tag.to_lowercase());
    let rows: Vec<(String,)> = sql("select tag_key from assets where org_id = $1")
        .bind(org)
        .with_list(" and tag_key in ", keys())
        .with(" union all select code_key from asset_codes where org_id = ", org)
        .with_list(" and code_key in ", keys())
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(tag,)| tag).collect())
}

/// Lets patterns count on after the highest tag that there is of them.
pub async fn recount(tx: &mut Tx, org: Uuid, patterns: &[String]) -> Result<()> {
    sql("delete from tag_sequences where org_id = $1")
        .bind(org)
        .with_list(" and pattern in ", patterns.iter().cloned())
        .run(tx)
        .await
        .map(drop)
}

/// Of these assets, those that something happened to that was not done in this request, also that somebody answered for them
/// with a signature. That the house told of one of their days is nothing that anybody did to them.
pub async fn touched(on: impl Into<On<'_>>, org: Uuid, ids: &[Uuid], request: &str) -> Result<HashSet<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select distinct subject_id from events where org_id = $1 and request_id <> $2
            and kind not in ('asset.warranty_near', 'asset.end_of_life_near', 'asset.expiry_near')")
    .bind(org)
    .bind(request.to_owned())
    .with_list(" and subject_id in ", ids.iter().copied())
    .push(" union select i.asset_id from acceptance_items i join acceptances x on x.org_id = i.org_id and x.id = i.acceptance_id
             where i.org_id = $1 and x.state in ('signed', 'declined')")
    .with_list(" and i.asset_id in ", ids.iter().copied())
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Takes assets away, with who had them, their codes, what their own fields held, and what was told of their days.
pub async fn remove(tx: &mut Tx, org: Uuid, ids: &[Uuid]) -> Result<()> {
    let list = || ids.iter().copied();
    sql("delete from asset_alerts where org_id = $1")
        .bind(org)
        .with_list(" and asset_id in ", list())
        .run(&mut *tx)
        .await?;
    sql("delete from asset_values where org_id = $1")
        .bind(org)
        .with_list(" and asset_id in ", list())
        .run(&mut *tx)
        .await?;
    sql("delete from asset_codes where org_id = $1")
        .bind(org)
        .with_list(" and asset_id in ", list())
        .run(&mut *tx)
        .await?;
    sql("delete from custodies where org_id = $1")
        .bind(org)
        .with_list(" and asset_id in ", list())
        .run(&mut *tx)
        .await?;
    sql("delete from assets where org_id = $1").bind(org).with_list(" and id in ", list()).run(tx).await.map(drop)
}
