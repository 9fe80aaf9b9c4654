//! All SQL of categories.

use super::model::Category;
use kernel::Result;
use kernel::db::{On, sql};
use uuid::Uuid;

/// The columns of a category.
const CATEGORIES: &str =
    "select c.id, c.parent_id, c.path, c.name, c.tag_pattern, c.unique_serials, c.life_months, c.note,
        c.version, c.archived_at
   from asset_categories c where c.org_id = ";

/// The tree, depth first, siblings by name; also what was put away, because assets may still be in it.
pub async fn tree_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Category>> {
    let all: Vec<Category> = sql(CATEGORIES).with("", org).push(" order by c.name, c.id").all(on).await?;
    Ok(depth_first(all))
}

/// The tree without what was put away.
pub async fn tree(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Category>> {
    let mut all = tree_with_archived(on, org).await?;
    all.retain(|category| category.archived_at.is_none());
    Ok(all)
}

/// One category.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Category> {
    sql(CATEGORIES).with("", org).with(" and c.id = ", id).one(on).await
}

/// Each before what stands in it; siblings in the order they came in.
fn depth_first(all: Vec<Category>) -> Vec<Category> {
    fn add(parent: Option<Uuid>, all: &[Category], order: &mut Vec<Category>) {
        for category in all.iter().filter(|category| category.parent_id == parent) {
            order.push(category.clone());
            add(Some(category.id), all, order);
        }
    }
    let mut order = Vec::with_capacity(all.len());
    add(None, &all, &mut order);
    order
}
