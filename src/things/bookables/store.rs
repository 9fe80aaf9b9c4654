//! All SQL of what resources are made of.

use super::model::Link;
use crate::assets::store::reachable;
use kernel::Result;
use kernel::db::{On, Tx, sql};
use platform::Reach;
use std::collections::HashSet;
use uuid::Uuid;

/// The columns of a link; the organisation follows.
const LINKS: &str = "select k.resource_id, r.name, r.location_id, r.version, r.units, k.asset_id, r.archived_at
   from bookables k join resources r on r.org_id = k.org_id and r.id = k.resource_id
  where k.org_id = ";

/// The resource that is this asset, put away or not.
pub async fn of_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Option<Link>> {
    sql(LINKS).with("", org).with(" and k.asset_id = ", asset).maybe(on).await
}

/// Which of these assets are a resource, put away or not.
pub async fn which_assets(
    on: impl Into<On<'_>>,
    org: Uuid,
    assets: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select k.asset_id from bookables k where k.org_id = $1")
        .bind(org)
        .with_list(" and k.asset_id in ", assets)
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The resource that is any of this model, put away or not.
pub async fn of_model(on: impl Into<On<'_>>, org: Uuid, model: Uuid) -> Result<Option<Link>> {
    sql(LINKS).with("", org).with(" and k.model_id = ", model).maybe(on).await
}

/// The resource that an asset is one of, by itself or with others of its model: the one by which it would be handed out.
pub async fn around_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid) -> Result<Option<Link>> {
    sql(LINKS)
        .with("", org)
        .with(
            " and r.archived_at is null and k.resource_id in (select m.resource_id from bookable_members m
                  where m.org_id = k.org_id and m.asset_id = ",
            asset,
        )
        .push(") order by k.asset_id is null limit 1")
        .maybe(on)
        .await
}

/// The assets that a resource is made of.
pub async fn member_ids(on: impl Into<On<'_>>, org: Uuid, resource: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select m.asset_id from bookable_members m where m.org_id = $1 and m.resource_id = $2 order by m.asset_id")
            .bind(org)
            .bind(resource)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Are all assets of a model that are owned still within the viewer's reach?
pub async fn is_all_reached(on: impl Into<On<'_>>, org: Uuid, model: Uuid, reach: &Reach) -> Result<bool> {
    let statement = sql("select count(*) as reached, (select count(*) from assets b
            where b.org_id = $1 and b.model_id = $2 and b.state <> 'disposed') as there
           from assets a where a.org_id = $1 and a.model_id = $2 and a.state <> 'disposed'")
    .bind(org)
    .bind(model);
    let (reached, there): (i64, i64) = reachable(statement, reach).one(on).await?;
    Ok(reached == there)
}

/// Where most assets of a model belong.
pub async fn usual_place(on: impl Into<On<'_>>, org: Uuid, model: Uuid) -> Result<Option<Uuid>> {
    let found: Option<(Uuid,)> =
        sql("select a.home_id from assets a join locations l on l.org_id = a.org_id and l.id = a.home_id
          where a.org_id = $1 and a.model_id = $2 and a.state <> 'disposed' and l.archived_at is null
          group by a.home_id order by count(*) desc, a.home_id limit 1")
        .bind(org)
        .bind(model)
        .maybe(on)
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Notes what a resource is made of; the schema counts its units.
pub async fn link(tx: &mut Tx, org: Uuid, resource: Uuid, (asset, model): (Option<Uuid>, Option<Uuid>)) -> Result<()> {
    sql("insert into bookables (org_id, resource_id, asset_id, model_id) values ($1, $2, $3, $4)")
        .bind(org)
        .bind(resource)
        .bind(asset)
        .bind(model)
        .run(tx)
        .await
        .map(drop)
}
