//! Finding resources.

use crate::resources::{Filter, Resource, Sort};
use kernel::db::{Either, On, Sql, Tx, sql};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// The most resources that one list brings; more are looked for by filter.
const LIST_MAX: i64 = 5_000;

/// A resource with its place, amenities and cover, of one organisation ($1).
pub(super) fn select(org: Uuid) -> Sql {
    sql("select r.id, r.org_id, r.location_id, l.name as location_name, l.path as location_path, s.name as site_name, l.zone,
                r.slug, r.name, r.kind, r.status, r.description, r.capacity, r.units, r.who,
                r.notice_minutes, r.horizon_days, r.min_minutes, r.max_minutes, r.grid_minutes,
                r.buffer_before_minutes, r.buffer_after_minutes, r.change_notice_minutes,
                r.price_minor, r.price_per, r.version, r.stamp, r.archived_at, ")
        .push(Either {
            sqlite: "(select json_group_array(a.amenity order by a.amenity) from resource_amenities a
                       where a.org_id = r.org_id and a.resource_id = r.id) as amenities",
            postgres: "(select coalesce(jsonb_agg(a.amenity order by a.amenity), '[]') from resource_amenities a
                         where a.org_id = r.org_id and a.resource_id = r.id) as amenities",
        })
        .push(
            ", (select p.file_id from resource_photos p where p.org_id = r.org_id and p.resource_id = r.id
                 order by p.position, p.file_id limit 1) as cover_id,
                    bk.asset_id, ba.tag || ' ' || ba.name as asset_label, bk.model_id, bm.name as model_name
             from resources r
             join locations l on l.org_id = r.org_id and l.id = r.location_id
             join locations s on s.org_id = r.org_id and s.id = l.site_id
             left join bookables bk on bk.org_id = r.org_id and bk.resource_id = r.id
             left join assets ba on ba.org_id = bk.org_id and ba.id = bk.asset_id
             left join asset_models bm on bm.org_id = bk.org_id and bm.id = bk.model_id
            where r.org_id = $1",
        )
        .bind(org)
}

/// The resource with this id, put away or not. Whether the viewer may know of it is the caller's to ask.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Resource> {
    select(org).with(" and r.id = ", id).one(on).await
}

/// The resource of this name in public addresses, whatever its status.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_slug(on: impl Into<On<'_>>, org: Uuid, slug: &str) -> Result<Resource> {
    select(org).with(" and r.slug = ", slug.to_owned()).one(on).await
}

/// All that the filter leaves, within reach, by name.
pub async fn list(on: impl Into<On<'_>>, org: Uuid, filter: &Filter, reach: &Reach) -> Result<Vec<Resource>> {
    narrowed(select(org), filter, reach).with(" order by lower(r.name), r.id limit ", LIST_MAX).all(on).await
}

/// A page of what the filter leaves: `limit` of them after the first `skip`.
pub async fn page(
    on: impl Into<On<'_>>,
    org: Uuid,
    filter: &Filter,
    reach: &Reach,
    (sort, descending): (Sort, bool),
    skip: i64,
    limit: i64,
) -> Result<Vec<Resource>> {
    let order = match (sort, descending) {
        (Sort::Name, false) => " order by lower(r.name), r.id",
        (Sort::Name, true) => " order by lower(r.name) desc, r.id desc",
        (Sort::Location, false) => " order by lower(s.name), lower(l.name), lower(r.name), r.id",
        (Sort::Location, true) => " order by lower(s.name) desc, lower(l.name) desc, lower(r.name), r.id",
        (Sort::Capacity, false) => " order by r.capacity, lower(r.name), r.id",
        (Sort::Capacity, true) => " order by r.capacity desc, lower(r.name), r.id",
    };
    narrowed(select(org), filter, reach).push(order).with(" limit ", limit).with(" offset ", skip).all(on).await
}

/// Where a page of [`after`] begins.
#[derive(Debug, Clone)]
pub enum Edge {
    /// Behind this name in small letters and id.
    Name(String, Uuid),
    /// Behind this number of people and id.
    Capacity(i64, Uuid),
}

/// What the filter leaves, behind an edge: by name, or by how many people fit.
pub async fn after(
    on: impl Into<On<'_>>,
    org: Uuid,
    filter: &Filter,
    reach: &Reach,
    (sort, descending): (Sort, bool),
    edge: Option<Edge>,
    limit: i64,
) -> Result<Vec<Resource>> {
    let mut statement = narrowed(select(org), filter, reach);
    statement = match edge {
        Some(Edge::Name(name, id)) => {
            let beyond = if descending { " and (lower(r.name), r.id) < (" } else { " and (lower(r.name), r.id) > (" };
            statement.with(beyond, name).with(", ", id).push(")")
        }
        Some(Edge::Capacity(people, id)) => {
            let beyond = if descending { " and (r.capacity, r.id) < (" } else { " and (r.capacity, r.id) > (" };
            statement.with(beyond, people).with(", ", id).push(")")
        }
        None => statement,
    };
    let order = match (sort, descending) {
        (Sort::Capacity, false) => " order by r.capacity, r.id",
        (Sort::Capacity, true) => " order by r.capacity desc, r.id desc",
        (_, false) => " order by lower(r.name), r.id",
        (_, true) => " order by lower(r.name) desc, r.id desc",
    };
    statement.push(order).with(" limit ", limit).all(on).await
}

/// How many the filter leaves.
pub async fn count(on: impl Into<On<'_>>, org: Uuid, filter: &Filter, reach: &Reach) -> Result<i64> {
    let counted =
        sql("select count(*) from resources r join locations l on l.org_id = r.org_id and l.id = r.location_id
          where r.org_id = $1")
        .bind(org);
    let (count,): (i64,) = narrowed(counted, filter, reach).one(on).await?;
    Ok(count)
}

/// Every amenity in use, in alphabetical order: what a filter may offer.
pub async fn amenities(on: impl Into<On<'_>>, org: Uuid, public_only: bool) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sql("select min(a.amenity) from resource_amenities a
           join resources r on r.org_id = a.org_id and r.id = a.resource_id
          where a.org_id = $1 and r.archived_at is null")
    .bind(org)
    .push_if(public_only, " and r.who = 'anyone' and r.status = 'available'")
    .push(" group by lower(a.amenity) order by lower(a.amenity)")
    .all(on)
    .await?;
    Ok(rows.into_iter().map(|(amenity,)| amenity).collect())
}

/// Adds the filter's conditions and the reach to a statement over `resources r` and their `locations l`.
fn narrowed(statement: Sql, filter: &Filter, reach: &Reach) -> Sql {
    let pattern = filter.text.as_deref().map(text::any_case_pattern);
    let mut statement = reach
        .limit(statement, " and r.location_id in ")
        .push(if filter.archived { " and r.archived_at is not null" } else { " and r.archived_at is null" })
        .push_if(filter.public_only, " and r.who = 'anyone' and r.status = 'available'")
        .with_opt(" and r.kind = ", filter.kind)
        .with_opt(" and r.status = ", filter.status)
        .with_opt(" and r.capacity >= ", filter.min_capacity);
    if let Some(pattern) = pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", r.name) or regexp(", pattern.clone())
            .with(", l.name) or regexp(", pattern)
            .push(", r.description))");
    }
    if let Some(location) = filter.location {
        statement = statement
            .with(" and exists (select 1 from locations top where top.org_id = r.org_id and top.id = ", location)
            .push(" and (l.id = top.id or l.path like top.path || '/%'))");
    }
    for amenity in &filter.amenities {
        statement = statement
            .with(
                " and exists (select 1 from resource_amenities a where a.org_id = r.org_id and a.resource_id = r.id
                    and lower(a.amenity) = lower(",
                amenity.clone(),
            )
            .push("))");
    }
    statement
}

/// Resources of an organisation that are not archived.
pub async fn count_present(tx: &mut Tx, org: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from resources where org_id = $1 and archived_at is null").bind(org).one(tx).await?;
    Ok(count)
}
