//! What assets' own fields hold.

use crate::assets::model::{Person, Stored};
use futures::future::BoxFuture;
use kernel::Result;
use kernel::db::{Db, On, Tx, batches, sql};
use platform::vault::Held;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What the own fields of an asset hold.
pub async fn of(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Vec<Stored>> {
    sql("select field_id, value, number, unique_key, sealed_as from asset_values where org_id = $1 and asset_id = $2")
        .bind(org)
        .bind(asset)
        .all(on)
        .await
}

/// What is not sealed of several assets, for these fields.
pub async fn of_many(
    on: impl Into<On<'_>>,
    org: Uuid,
    assets: Vec<Uuid>,
    fields: Vec<Uuid>,
) -> Result<HashMap<Uuid, HashMap<Uuid, String>>> {
    let mut values: HashMap<Uuid, HashMap<Uuid, String>> = HashMap::new();
    if assets.is_empty() || fields.is_empty() {
        return Ok(values);
    }
    let rows: Vec<(Uuid, Uuid, String)> =
        sql("select v.asset_id, v.field_id, v.value from asset_values v where v.org_id = $1 and v.sealed_as is null")
            .bind(org)
            .with_list(" and v.asset_id in ", assets)
            .with_list(" and v.field_id in ", fields)
            .all(on)
            .await?;
    for (asset, field, value) in rows {
        values.entry(asset).or_default().insert(field, value);
    }
    Ok(values)
}

/// Lets a field hold this.
pub async fn write(tx: &mut Tx, org: Uuid, asset: Uuid, stored: &Stored) -> Result<()> {
    sql("insert into asset_values (org_id, asset_id, field_id, value, number, unique_key, sealed_as) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, asset_id, field_id) do update set value = excluded.value, number = excluded.number,
             unique_key = excluded.unique_key, sealed_as = excluded.sealed_as")
        .bind(org)
        .bind(asset)
        .bind(stored.field_id)
        .bind(stored.value.clone())
        .bind(stored.number)
        .bind(stored.unique_key.clone())
        .bind(stored.sealed_as)
        .run(tx)
        .await
        .map(drop)
}

/// Empties a field.
pub async fn empty(tx: &mut Tx, org: Uuid, asset: Uuid, field: Uuid) -> Result<()> {
    sql("delete from asset_values where org_id = $1 and asset_id = $2 and field_id = $3")
        .bind(org)
        .bind(asset)
        .bind(field)
        .run(tx)
        .await
        .map(drop)
}

/// Sealed values after this id, for the move to another key.
pub fn sealed(db: &Db, after: Uuid, limit: i64) -> BoxFuture<'_, Result<Vec<Held>>> {
    Box::pin(async move {
        sql("select org_id, sealed_as as id, value as secret from asset_values where sealed_as > $1 order by sealed_as limit $2")
            .bind(after)
            .bind(limit)
            .all(db)
            .await
    })
}

/// Puts a sealed value that was locked anew into the place of the one that was read.
pub fn write_sealed(db: &Db, held: Held, anew: String) -> BoxFuture<'_, Result<u64>> {
    Box::pin(async move {
        let statement = sql("update asset_values set value = $3 where org_id = $1 and sealed_as = $2 and value = $4")
            .bind(held.org_id)
            .bind(held.id)
            .bind(anew)
            .bind(held.secret);
        db.run(statement).await
    })
}

/// The people that fields name, where they are still known: a contact that became another is called as that.
pub async fn named_people(
    on: impl Into<On<'_>>,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Person>> {
    let (mut on, ids) = (on.into(), ids.into_iter().collect::<HashSet<Uuid>>());
    let mut people = HashMap::new();
    for batch in batches(ids.into_iter().collect()) {
        let rows: Vec<(Uuid, String, String)> = sql("select c.id, n.name, n.email from contacts c
               join contacts n on n.org_id = c.org_id and n.id = coalesce(c.merged_into, c.id)
              where c.org_id = $1 and n.erased_at is null")
        .bind(org)
        .with_list(" and c.id in ", batch)
        .all(on.again())
        .await?;
        people.extend(rows.into_iter().map(|(id, name, email)| (id, Person { name, email })));
    }
    Ok(people)
}
