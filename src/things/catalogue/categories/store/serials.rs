//! Serials of what is in categories, and the keys that make them unique.

use kernel::Result;
use kernel::db::{Either, Tx, batches, sql};
use kernel::values;
use std::collections::HashSet;
use uuid::Uuid;

/// Ids in one statement.
const IDS_MAX: usize = 500;

/// Assets in these categories with their serials, where they have any, by tag.
pub(in super::super) async fn serials_in(tx: &mut Tx, org: Uuid, categories: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let mut found = Vec::new();
    for some in categories.chunks(IDS_MAX) {
        let rows: Vec<(Uuid, String)> =
            sql("select a.id, a.serial from assets a where a.org_id = $1 and a.serial <> ''")
                .bind(org)
                .with_list(" and a.category_id in ", some.iter().copied())
                .push(" order by a.tag_key")
                .all(&mut *tx)
                .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// All keys that are taken.
pub(in super::super) async fn keys_taken(tx: &mut Tx, org: Uuid) -> Result<HashSet<String>> {
    let rows: Vec<(String,)> =
        sql("select a.serial_key from assets a where a.org_id = $1 and a.serial_key is not null")
            .bind(org)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Gives assets their keys.
pub(in super::super) async fn key_serials(tx: &mut Tx, org: Uuid, keys: Vec<(Uuid, String)>) -> Result<()> {
    for batch in batches(keys) {
        sql("with k (id, key) as (values ")
            .with_rows(batch.into_iter().map(|(id, key)| values![id, key]))
            .push(") update assets set serial_key = k.key from k where assets.id = ")
            .push(Either { sqlite: "k.id", postgres: "cast(k.id as uuid)" })
            .with(" and assets.org_id = ", org)
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}

/// Takes the keys of the assets in these categories away.
pub(in super::super) async fn free_serials(tx: &mut Tx, org: Uuid, categories: &[Uuid]) -> Result<()> {
    for some in categories.chunks(IDS_MAX) {
        sql("update assets set serial_key = null where org_id = $1 and serial_key is not null")
            .bind(org)
            .with_list(" and category_id in ", some.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    Ok(())
}
