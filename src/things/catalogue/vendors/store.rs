//! All SQL of vendors.

use super::model::Vendor;
use kernel::Result;
use kernel::db::{On, sql};
use uuid::Uuid;

/// The columns of a vendor.
const VENDORS: &str =
    "select v.id, v.name, v.makes, v.supplies, v.url, v.email, v.phone, v.address, v.note, v.version, v.archived_at
   from vendors v where v.org_id = ";

/// Those that can be chosen, by name.
pub async fn all(on: impl Into<On<'_>>, org: Uuid) -> Result<Vec<Vendor>> {
    sql(VENDORS).with("", org).push(" and v.archived_at is null order by v.name, v.id").all(on).await
}

/// One vendor.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Vendor> {
    sql(VENDORS).with("", org).with(" and v.id = ", id).one(on).await
}
