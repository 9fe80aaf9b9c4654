//! All SQL of the books.

use super::model::{Entry, Own};
use crate::assets::store::{in_category, reachable};
use chrono::NaiveDate;
use kernel::Result;
use kernel::db::{Db, On, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// What an asset does otherwise than its category says.
pub async fn own(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Own> {
    let found = sql("select b.scheme_id, b.salvage_minor from asset_books b where b.org_id = $1 and b.asset_id = $2")
        .bind(org)
        .bind(asset)
        .maybe(on)
        .await?;
    Ok(found.unwrap_or_default())
}

/// Says what an asset does otherwise; nothing: as its category says.
pub(super) async fn set_own(tx: &mut Tx, org: Uuid, asset: Uuid, own: &Own) -> Result<()> {
    sql("insert into asset_books (org_id, asset_id, scheme_id, salvage_minor) values ($1, $2, $3, $4)
         on conflict (org_id, asset_id) do update set scheme_id = excluded.scheme_id, salvage_minor = excluded.salvage_minor")
    .bind(org)
    .bind(asset)
    .bind(own.scheme_id)
    .bind(own.salvage_minor)
    .run(tx)
    .await
    .map(drop)
}

/// Every asset that was bought by a day, as far as the viewer's rights go, by tag; of a category and all below it, if one is
/// named. What was disposed of is among them.
pub async fn entries(
    db: &Db,
    org: Uuid,
    until: NaiveDate,
    category: Option<Uuid>,
    reach: &Reach,
) -> Result<Vec<Entry>> {
    let mut statement = sql("select a.id, a.tag, a.name, a.category_id, a.cost_minor, a.currency, a.purchased_on,
                a.disposed_at, b.scheme_id, b.salvage_minor
           from assets a left join asset_books b on b.org_id = a.org_id and b.asset_id = a.id
          where a.cost_minor is not null and a.org_id = ")
    .with("", org)
    .with(" and a.purchased_on <= ", until);
    if let Some(category) = category {
        statement = in_category(statement, org, category);
    }
    reachable(statement, reach).push(" order by a.tag_key").all(db).await
}

/// How many assets that are owned the books do not know, because it is not said what they cost or when they were bought.
pub async fn unknown(db: &Db, org: Uuid, reach: &Reach) -> Result<i64> {
    let statement = sql("select count(*) from assets a
          where a.state <> 'disposed' and (a.cost_minor is null or a.purchased_on is null) and a.org_id = ")
    .with("", org);
    let (count,): (i64,) = reachable(statement, reach).one(db).await?;
    Ok(count)
}
