//! What assets and items of stock are, as far as it decides who is told of them.

use kernel::Result;
use kernel::db::{On, sql};
use std::collections::HashMap;
use uuid::Uuid;

/// Where a thing is and belongs, and how it is sorted.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// Its places; an item of stock has none of its own.
    pub places: Vec<Uuid>,
    /// Its category.
    pub category: Option<Uuid>,
    /// That and all above it.
    pub categories: Vec<Uuid>,
}

/// A thing as it is read: where it is, where it belongs, its category and the path of that.
type Stored = (Uuid, Option<Uuid>, Option<Uuid>, Uuid, String);

/// These assets and items of stock.
pub async fn things(
    on: impl Into<On<'_>>,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Thing>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Stored> = sql("select a.id, a.location_id, a.home_id, a.category_id, c.path from assets a
               join asset_categories c on c.org_id = a.org_id and c.id = a.category_id
              where a.org_id = $1")
    .bind(org)
    .with_list(" and a.id in ", ids.iter().copied())
    .push(
        " union all select i.id, null, null, i.category_id, c.path from stock_items i
               join asset_categories c on c.org_id = i.org_id and c.id = i.category_id
              where i.org_id = $1",
    )
    .with_list(" and i.id in ", ids)
    .all(on)
    .await?;
    let thing = |(id, is, home, category, path): Stored| {
        let categories = path.split('/').filter_map(|step| step.parse().ok()).collect();
        (id, Thing { places: [is, home].into_iter().flatten().collect(), category: Some(category), categories })
    };
    Ok(rows.into_iter().map(thing).collect())
}
