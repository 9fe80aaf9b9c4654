//! All SQL of vendors.

use super::input::NewVendor;
use super::model::{Role, Vendor, VendorFilter};
use chrono::{DateTime, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{KeysetPage, is_backwards};
use kernel::{Result, text};
use uuid::Uuid;

/// Vendors on a page.
pub const PAGE: usize = 100;

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

/// Holds a vendor still, so that it stays in use, and in its roles, until this transaction has named it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Vendor> {
    let lock = Either { sqlite: "", postgres: " for share of v" };
    sql(VENDORS).with("", org).with(" and v.id = ", id).push(lock).one(tx).await
}

/// Holds a vendor for a change.
pub(super) async fn hold_to_change(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Vendor> {
    let lock = Either { sqlite: "", postgres: " for update of v" };
    sql(VENDORS).with("", org).with(" and v.id = ", id).push(lock).one(tx).await
}

/// A page of vendors by name.
pub async fn list(db: &Db, org: Uuid, filter: &VendorFilter) -> Result<KeysetPage<Vendor>> {
    let edges = (filter.after, filter.before);
    let backwards = is_backwards(edges);
    let mut statement = narrowed(org, &filter.q, Role::parse(&filter.role), filter.archived == "on");
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and (v.name, v.id) < " } else { " and (v.name, v.id) > " };
        statement = statement
            .push(beyond)
            .with("(select e.name, e.id from vendors e where e.org_id = v.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by v.name desc, v.id desc" } else { " order by v.name, v.id" };
    let vendors = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(vendors, PAGE, edges))
}

/// Vendors by name, those after this edge (name and id), for a program.
pub async fn after(
    db: &Db,
    org: Uuid,
    (part, role, archived): (&str, Option<Role>, bool),
    edge: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<Vendor>> {
    let mut statement = narrowed(org, part, role, archived);
    if let Some((name, id)) = edge {
        statement = statement.with(" and (v.name, v.id) > (", name).with(", ", id).push(")");
    }
    statement.push(" order by v.name, v.id").with(" limit ", limit).all(db).await
}

fn narrowed(org: Uuid, part: &str, role: Option<Role>, archived: bool) -> Sql {
    let mut statement = sql(VENDORS).with("", org);
    statement = match archived {
        true => statement.push(" and v.archived_at is not null"),
        false => statement.push(" and v.archived_at is null"),
    };
    statement = match role {
        None => statement,
        Some(Role::Maker) => statement.push(" and v.makes"),
        Some(Role::Supplier) => statement.push(" and v.supplies"),
    };
    if part.trim().is_empty() {
        return statement;
    }
    statement.with(" and regexp(", text::any_case_pattern(part.trim())).push(", v.name)")
}

/// How many models in use a vendor makes.
pub async fn models_made(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from asset_models m where m.org_id = $1 and m.maker_id = $2 and m.archived_at is null")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(count)
}

/// How many assets that are not disposed of a vendor supplied.
pub async fn assets_supplied(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<i64> {
    let (count,): (i64,) =
        sql("select count(*) from assets a where a.org_id = $1 and a.supplier_id = $2 and a.state <> 'disposed'")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(count)
}

/// Adds a vendor.
pub(super) async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewVendor, now: DateTime<Utc>) -> Result<()> {
    sql("insert into vendors (id, org_id, name, makes, supplies, url, email, phone, address, note, created_at, name_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
    .bind(id)
    .bind(org)
    .bind(new.name.clone())
    .bind(new.makes)
    .bind(new.supplies)
    .bind(new.url.clone())
    .bind(new.email.clone())
    .bind(new.phone.clone())
    .bind(new.address.clone())
    .bind(new.note.clone())
    .bind(now)
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Changes a vendor.
pub(super) async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewVendor) -> Result<()> {
    sql("update vendors set name = $3, makes = $4, supplies = $5, url = $6, email = $7, phone = $8, address = $9, note = $10,
                name_key = case when name = $3 then name_key else $11 end, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(new.name.clone())
    .bind(new.makes)
    .bind(new.supplies)
    .bind(new.url.clone())
    .bind(new.email.clone())
    .bind(new.phone.clone())
    .bind(new.address.clone())
    .bind(new.note.clone())
    .bind(new.name.to_lowercase())
    .run(tx)
    .await
    .map(drop)
}

/// Puts a vendor away, or takes it out again.
pub(super) async fn set_archived(tx: &mut Tx, org: Uuid, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    sql("update vendors set archived_at = $3, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}
