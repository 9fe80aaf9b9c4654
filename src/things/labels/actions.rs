//! The labels of what was chosen, as far as the viewer sees it.

use super::model::{Label, Which};
use crate::assets::{self, Asset, AssetQuery};
use crate::found::code::Short;
use crate::locations::{self, Location};
use crate::resources;
use crate::stock::{self, Item, ItemQuery};
use crate::{catalogue, found};
use kernel::{Error, Result};
use platform::{Perm, Scope};
use std::collections::HashSet;
use uuid::Uuid;

/// The most labels of one file.
pub const LABELS_MAX: usize = 2_000;

/// What is chosen, as an address says it: things one by one, or all that fit the filter of their list.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Tags of assets, ids of the others.
    pub each: Vec<String>,
    /// The filter of the list of assets.
    pub assets: AssetQuery,
    /// That of the list of items of stock.
    pub items: ItemQuery,
}

/// The labels, in the order of their list.
///
/// # Errors
/// A problem at `labels` where there are more than [`LABELS_MAX`].
pub async fn labels(scope: &Scope, which: Which, chosen: &Chosen) -> Result<Vec<Label>> {
    let labels = match which {
        Which::Assets => of_assets(scope, chosen).await?,
        Which::Stock => of_items(scope, chosen).await?,
        Which::Locations => of_locations(scope, &chosen.each).await?,
        Which::Resources => of_resources(scope, &chosen.each).await?,
    };
    match labels.len() > LABELS_MAX {
        true => Err(Error::invalid("labels", "These are more than 2,000 labels. Narrow the list, and print in parts.")),
        false => Ok(labels),
    }
}

async fn of_assets(scope: &Scope, chosen: &Chosen) -> Result<Vec<Label>> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let assets = if chosen.each.is_empty() {
        let fields = catalogue::fields::store::all(db, org).await?;
        let filter = chosen.assets.filter(&fields, (&scope.org.currency, scope.org.zone()));
        let today = scope.today();
        let asked = (&filter, chosen.assets.sorting(), today);
        assets::store::after(db, org, asked, &reach, None, LABELS_MAX as i64 + 1).await?
    } else {
        let mut tags: Vec<String> = chosen.each.iter().take(LABELS_MAX + 1).map(|tag| tag.to_lowercase()).collect();
        tags.sort_unstable();
        tags.dedup();
        let mut assets = Vec::new();
        for batch in kernel::db::batches(tags) {
            assets.extend(assets::store::by_tags(db, org, &batch).await?);
        }
        assets.retain(|asset| asset.is_within(&reach));
        assets.sort_by_key(|asset| asset.tag.to_lowercase());
        assets
    };
    Ok(assets.iter().map(|asset| of_asset(scope, asset)).collect())
}

fn of_asset(scope: &Scope, asset: &Asset) -> Label {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let serial = if asset.serial.is_empty() { String::new() } else { format!("S/N {}", asset.serial) };
    Label {
        title: asset.tag.clone(),
        lines: vec![
            ("name", asset.name.clone()),
            ("model", asset.model_label().unwrap_or_default()),
            ("serial", serial),
            ("category", asset.category_name.clone()),
            ("home", word(&asset.home_name)),
            ("organisation", scope.org.name.clone()),
        ],
        address: found::address(&scope.house, &scope.org, &asset.tag),
        tag: Some(asset.tag.clone()),
    }
}

async fn of_items(scope: &Scope, chosen: &Chosen) -> Result<Vec<Label>> {
    let (db, org, reach) = (scope.db(), scope.org_id(), scope.reach(Perm::AssetsRead));
    let ids = ids(&chosen.each);
    let items = match chosen.each.is_empty() {
        true => stock::store::after(db, org, &chosen.items.filter(), &reach, None, LABELS_MAX as i64 + 1).await?,
        false => stock::store::of_ids(db, org, ids.into_iter().take(LABELS_MAX + 1), &reach).await?,
    };
    Ok(items.iter().map(|item| of_item(scope, item)).collect())
}

fn of_item(scope: &Scope, item: &Item) -> Label {
    Label {
        title: item.name.clone(),
        lines: vec![
            ("sku", item.sku.clone()),
            ("category", item.category_name.clone()),
            ("unit", item.unit.clone()),
            ("supplier", item.supplier_name.clone().unwrap_or_default()),
            ("organisation", scope.org.name.clone()),
        ],
        // Its page, for those who work here.
        address: scope.house.url(&scope.org.path(&format!("/stock/{}", item.id))),
        tag: (!item.sku.is_empty()).then(|| item.sku.clone()),
    }
}

async fn of_locations(scope: &Scope, each: &[String]) -> Result<Vec<Label>> {
    let reach = scope.reach(Perm::ResourcesRead);
    let places = locations::store::tree(scope.db(), scope.org_id()).await?;
    let ids = ids(each);
    let shown = places.iter().filter(|place| reach.covers(place.id) && (ids.is_empty() || ids.contains(&place.id)));
    Ok(shown.map(|place| of_location(scope, place, &places)).collect())
}

fn of_location(scope: &Scope, place: &Location, places: &[Location]) -> Label {
    let mut above = Vec::new();
    let mut at = place.parent_id;
    while let Some(parent) = at.and_then(|id| places.iter().find(|place| place.id == id)) {
        above.insert(0, parent.name.clone());
        at = parent.parent_id;
    }
    Label {
        title: place.name.clone(),
        lines: vec![("above", above.join(" › ")), ("organisation", scope.org.name.clone())],
        address: scope.house.url(&scope.org.path(&format!("/assets?location={}", place.id))),
        tag: Some(Short::Place.code(place.id)),
    }
}

async fn of_resources(scope: &Scope, each: &[String]) -> Result<Vec<Label>> {
    let (reach, ids) = (scope.reach(Perm::ResourcesRead), ids(each));
    let filter = resources::FilterQuery::default().filter();
    let mut all = resources::store::list(scope.db(), scope.org_id(), &filter, &reach).await?;
    all.retain(|resource| ids.is_empty() || ids.contains(&resource.id));
    let label = |resource: &resources::Resource| Label {
        title: resource.name.clone(),
        lines: vec![
            ("location", resource.location_name.clone()),
            ("kind", crate::words::kind_text(resource.kind).to_owned()),
            ("organisation", scope.org.name.clone()),
        ],
        // What guests may book leads them there; the rest is for those who work here.
        address: match resource.who {
            resources::Who::Anyone => scope.org.public_url(&scope.house, &format!("/{}", resource.slug)),
            _ => scope.house.url(&scope.org.path(&format!("/resources/{}", resource.id))),
        },
        tag: Some(Short::Resource.code(resource.id)),
    };
    Ok(all.iter().map(label).collect())
}

fn ids(each: &[String]) -> HashSet<Uuid> {
    each.iter().filter_map(|id| id.parse().ok()).collect()
}
