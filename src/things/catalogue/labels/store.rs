//! All SQL of labels.

use super::model::Label;
use kernel::Result;
use kernel::db::{On, sql};
use uuid::Uuid;

/// The columns of a label.
const LABELS: &str = "select l.id, l.state, l.name, l.tone, l.may_leave, l.version, l.archived_at
   from asset_labels l where l.org_id = ";

/// All of them, by name; also those that were put away, because assets may still bear them.
pub async fn all_with_archived(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Label>> {
    sql(LABELS).with("", org).push(" order by l.name, l.id").all(on).await
}

/// Those that can be given, by name.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Label>> {
    sql(LABELS).with("", org).push(" and l.archived_at is null order by l.name, l.id").all(on).await
}

/// One label.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Label> {
    sql(LABELS).with("", org).with(" and l.id = ", id).one(on).await
}
