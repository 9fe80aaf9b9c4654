//! All SQL of models.

use super::model::Model;
use kernel::Result;
use kernel::db::{On, sql};
use uuid::Uuid;

/// The columns of a model.
const MODELS: &str =
    "select m.id, m.category_id, m.maker_id, v.name as maker_name, m.name, m.number, m.life_months, m.note,
        m.version, m.archived_at
   from asset_models m left join vendors v on v.org_id = m.org_id and v.id = m.maker_id where m.org_id = ";

/// Those that can be chosen, by name.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Model>> {
    sql(MODELS).with("", org).push(" and m.archived_at is null order by m.name, m.number, m.id").all(on).await
}

/// One model.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Model> {
    sql(MODELS).with("", org).with(" and m.id = ", id).one(on).await
}
