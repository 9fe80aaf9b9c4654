//! All SQL of fields.

use super::model::Field;
use kernel::Result;
use kernel::db::{On, sql};
use uuid::Uuid;

/// The columns of a field.
const FIELDS: &str = "select f.id, f.category_id, f.name, f.kind, f.is_required, f.is_unique, f.is_sealed, f.is_listed,
        f.pattern, f.help, f.choices, f.position, f.version, f.archived_at
   from asset_fields f where f.org_id = ";

/// Those that are kept now, in their order.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Field>> {
    sql(FIELDS).with("", org).push(" and f.archived_at is null order by f.position, f.name, f.id").all(on).await
}

/// One field.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Field> {
    sql(FIELDS).with("", org).with(" and f.id = ", id).one(on).await
}
