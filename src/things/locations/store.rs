//! All SQL of locations.

use super::model::{Location, NewLocation, Place};
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Either, On, Tx, sql};
use platform::Reach;
use std::collections::HashMap;
use uuid::Uuid;

/// The live tree, depth first, siblings by name.
pub async fn tree(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Location>> {
    sql("select id, parent_id, site_id, path, kind, name, zone, address, version, archived_at from locations
          where org_id = $1 and archived_at is null")
    .bind(org)
    .all(on)
    .await
    .map(depth_first)
}

/// The tree with what was put away, depth first, siblings by name.
pub async fn tree_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Location>> {
    sql("select id, parent_id, site_id, path, kind, name, zone, address, version, archived_at from locations where org_id = $1")
        .bind(org)
        .all(on)
        .await
        .map(depth_first)
}

/// The location with this id, put away or not.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Location> {
    sql("select id, parent_id, site_id, path, kind, name, zone, address, version, archived_at from locations
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .one(on)
    .await
}

/// Where somebody finds a location: `Upper deck, Harbour, 1 Quay Street, Port`; the address is its site's, in one line.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn address_line(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<String> {
    let (name, site, address): (String, String, String) = sql(
        "select l.name, s.name, s.address from locations l join locations s on s.org_id = l.org_id and s.id = l.site_id
              where l.org_id = $1 and l.id = $2",
    )
    .bind(org)
    .bind(id)
    .one(on)
    .await?;
    let mut parts = vec![name.as_str()];
    if site != name {
        parts.push(&site);
    }
    parts.extend(address.lines().map(str::trim).filter(|line| !line.is_empty()));
    Ok(parts.join(", "))
}

/// Where these locations stand in the tree: each one's path, which names all above it and itself.
pub async fn whereabouts(
    on: impl Into<On<'_>>,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let rows: Vec<(Uuid, String)> =
        sql("select id, path from locations where org_id = $1").bind(org).with_list(" and id in ", ids).all(on).await?;
    Ok(rows.into_iter().collect())
}

/// How many live resources stand directly in each location.
pub async fn resource_counts(on: impl Into<On<'_>>, org: Uuid, reach: &Reach) -> Result<HashMap<Uuid, i64>> {
    let statement =
        sql("select r.location_id, count(*) from resources r where r.org_id = $1 and r.archived_at is null").bind(org);
    let rows: Vec<(Uuid, i64)> =
        reach.limit(statement, " and r.location_id in ").push(" group by r.location_id").all(on).await?;
    Ok(rows.into_iter().collect())
}

/// Holds a location still, so that nobody puts it away or moves it before this transaction has stood something in it.
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Location> {
    sql("select id, parent_id, site_id, path, kind, name, zone, address, version, archived_at from locations
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .push(Either { sqlite: "", postgres: " for share" })
    .one(tx)
    .await
}

/// Holds the whole tree still while its shape changes: two moves at once could make a circle.
pub(super) async fn hold_tree(tx: &mut Tx, org: Uuid) -> Result<Vec<Location>> {
    let rows: Vec<Location> =
        sql("select id, parent_id, site_id, path, kind, name, zone, address, version, archived_at from locations where org_id = $1 order by id")
            .bind(org)
            .push(Either { sqlite: "", postgres: " for update" })
            .all(tx)
            .await?;
    Ok(depth_first(rows))
}

/// Adds a location; the path, site and zone are those of `parent`, or its own for a site.
pub(super) async fn insert(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    new: &NewLocation,
    parent: Option<&Location>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (zone, address) = match (&new.place, parent) {
        (Place::Site { zone, address }, _) => (zone.name().to_owned(), address.clone()),
        (Place::Inside { .. }, parent) => {
            (parent.map(|parent| parent.zone_name.clone()).unwrap_or_default(), String::new())
        }
    };
    sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, address, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(id)
    .bind(org)
    .bind(parent.map(|parent| parent.id))
    .bind(parent.map_or(id, |parent| parent.site_id))
    .bind(format!("{}/{id}", parent.map_or("", |parent| parent.path.as_str())))
    .bind(new.kind())
    .bind(new.name.clone())
    .bind(zone)
    .bind(address)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Changes what stands on the location itself; false where its version is not this one any more.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, version: i64, new: &NewLocation) -> Result<bool> {
    let (parent, address) = match &new.place {
        Place::Site { address, .. } => (None, address.clone()),
        Place::Inside { parent, .. } => (Some(*parent), String::new()),
    };
    sql("update locations set name = $4, kind = $5, parent_id = $6, address = $7, version = version + 1
          where org_id = $1 and id = $2 and version = $3")
    .bind(org)
    .bind(id)
    .bind(version)
    .bind(new.name.clone())
    .bind(new.kind())
    .bind(parent)
    .bind(address)
    .run(tx)
    .await
    .map(|changed| changed == 1)
}

/// Where a subtree goes.
pub(super) struct Destination<'a> {
    /// The path of what it will stand in.
    pub parent_path: &'a str,
    /// The site of that.
    pub site: Uuid,
    /// Its zone.
    pub zone: &'a str,
}

/// Gives a location and everything below it new paths, and the site and zone of their new place.
pub(super) async fn move_subtree(tx: &mut Tx, org: Uuid, location: &Location, to: &Destination<'_>) -> Result<u64> {
    // What is cut off is all above the location itself; ids have no letters outside of ASCII, so bytes are characters.
    let cut = location.path.len() - location.id.to_string().len();
    let cut = i32::try_from(cut).unwrap_or(i32::MAX);
    sql("update locations set path = $4 || substr(path, $5), site_id = $6, zone = $7
          where org_id = $1 and (id = $2 or path like $3)")
    .bind(org)
    .bind(location.id)
    .bind(format!("{}/%", location.path))
    .bind(to.parent_path.to_owned())
    .bind(cut)
    .bind(to.site)
    .bind(to.zone.to_owned())
    .run(tx)
    .await
}

/// Copies a site's zone down to everything in it.
pub(super) async fn set_zone(tx: &mut Tx, org: Uuid, site: Uuid, zone: &str) -> Result<u64> {
    sql("update locations set zone = $3 where org_id = $1 and site_id = $2")
        .bind(org)
        .bind(site)
        .bind(zone.to_owned())
        .run(tx)
        .await
}

/// Are there assets, still owned, that are or belong in a location or below it?
pub(super) async fn has_assets(tx: &mut Tx, org: Uuid, location: &Location) -> Result<bool> {
    let found: Option<(Uuid,)> =
        sql("select a.id from assets a join locations l on l.org_id = a.org_id and l.id in (a.location_id, a.home_id)
          where a.org_id = $1 and a.state <> 'disposed' and (l.path = $2 or l.path like $2 || '/%') limit 1")
        .bind(org)
        .bind(location.path.clone())
        .maybe(tx)
        .await?;
    Ok(found.is_some())
}

/// Is stock on hand in a location or below it?
pub(super) async fn has_stock(tx: &mut Tx, org: Uuid, location: &Location) -> Result<bool> {
    let found: Option<(Uuid,)> =
        sql("select v.item_id from stock_levels v join locations l on l.org_id = v.org_id and l.id = v.location_id
          where v.org_id = $1 and v.on_hand > 0 and (l.path = $2 or l.path like $2 || '/%') limit 1")
        .bind(org)
        .bind(location.path.clone())
        .maybe(tx)
        .await?;
    Ok(found.is_some())
}

/// How many live resources stand in a location or below it.
pub(super) async fn live_resources_in(tx: &mut Tx, org: Uuid, location: &Location) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from resources r join locations l on l.org_id = r.org_id and l.id = r.location_id
          where r.org_id = $1 and r.archived_at is null and (l.id = $2 or l.path like $3)")
        .bind(org)
        .bind(location.id)
        .bind(format!("{}/%", location.path))
        .one(tx)
        .await?;
    Ok(count)
}

/// Puts away a location and what is live below it.
pub(super) async fn archive(tx: &mut Tx, org: Uuid, location: &Location, now: DateTime<Utc>) -> Result<u64> {
    sql("update locations set archived_at = $4, version = version + 1
          where org_id = $1 and (id = $2 or path like $3) and archived_at is null")
    .bind(org)
    .bind(location.id)
    .bind(format!("{}/%", location.path))
    .bind(now)
    .run(tx)
    .await
}

/// Takes out again what was put away with this location.
pub(super) async fn restore(tx: &mut Tx, org: Uuid, location: &Location) -> Result<u64> {
    sql("update locations set archived_at = null, version = version + 1
          where org_id = $1 and (id = $2 or path like $3) and archived_at = $4")
    .bind(org)
    .bind(location.id)
    .bind(format!("{}/%", location.path))
    .bind(location.archived_at)
    .run(tx)
    .await
}

/// Puts each location behind what it stands in, and siblings in the order of their names.
fn depth_first(locations: Vec<Location>) -> Vec<Location> {
    let names: HashMap<Uuid, String> =
        locations.iter().map(|location| (location.id, location.name.to_lowercase())).collect();
    let mut keyed: Vec<(Vec<(String, Uuid)>, Location)> = locations
        .into_iter()
        .map(|location| {
            let from_the_root = location.lineage().into_iter().rev();
            let key = from_the_root.map(|id| (names.get(&id).cloned().unwrap_or_default(), id)).collect();
            (key, location)
        })
        .collect();
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    keyed.into_iter().map(|(_, location)| location).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locations::Kind;

    #[test]
    fn the_tree_is_told_depth_first_and_siblings_by_name() {
        let location = |number: u128, parent: Option<(u128, &str)>, name: &str| {
            let id = Uuid::from_u128(number);
            let above = parent.map_or(String::new(), |(_, path)| path.to_owned());
            Location {
                id,
                parent_id: parent.map(|(parent, _)| Uuid::from_u128(parent)),
                site_id: Uuid::from_u128(1),
                path: format!("{above}/{id}"),
                kind: Kind::Area,
                name: name.into(),
                zone_name: "UTC".into(),
                address: String::new(),
                version: 1,
                archived_at: None,
            }
        };
        let site = location(1, None, "Harbour");
        let late = location(2, Some((1, &site.path)), "Yard");
        let early = location(3, Some((1, &site.path)), "boathouse");
        let inner = location(4, Some((3, &early.path)), "Upper deck");
        let other = location(5, None, "Annex");
        let order = depth_first(vec![late, inner, site, other, early]);
        let names: Vec<_> = order.iter().map(|location| location.name.as_str()).collect();
        assert_eq!(names, ["Annex", "Harbour", "boathouse", "Upper deck", "Yard"]);
        assert_eq!(order[3].depth(), 2);
        assert!(order[3].is_within(&order[1]) && !order[4].is_within(&order[2]));
    }
}
